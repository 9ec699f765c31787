"""One routine for several clients, the review of a plan, and keeping it up afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select

from app.clients.models import Client
from app.core.db import db, transaction
from app.prescriptions.models import Prescription
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import Browser

SignIn = Callable[..., None]


@pytest.fixture
def people(cast: Cast) -> tuple[Client, Client]:
    """Mia, who is ready, and Gus, who has not answered the intake."""
    mia = factories.make_client("Mia Stone", cast.practice, cast.tara, now=NOW)
    gus = factories.make_client("Gus Lane", cast.practice, cast.tara, now=NOW)
    with transaction():
        for client in (cast.cleo, mia):
            client.intake_done_at = NOW
        gus.intake_done_at = None
    return mia, gus


def test_each_gets_a_version_and_who_cannot_is_named(
    page: Browser, cast: Cast, sign_in: SignIn, people: tuple[Client, Client]
) -> None:
    mia, gus = people
    exercises = factories.make_exercises(now=NOW)
    routine = factories.make_routine(cast.practice, exercises, now=NOW)
    factories.make_prescription(cast.cleo, exercises, now=NOW, effective_from=date(2026, 11, 23))
    sign_in(cast.tara)
    path = f"/routines/{routine.id}/give"
    chosen = {"clients": [str(one.id) for one in (cast.cleo, mia, gus)], "weekdays": ["2", "4"]}
    look = page.submit(page.get(path), path, act="look", **chosen, status=200)
    assert "Cleo Marsh: Version 2 from tomorrow." in look.text
    assert "Gus has not answered the intake." in look.text
    assert db.session.scalar(select(func.count(Prescription.id))) == 1
    done = page.submit(look, path, act="give", **chosen, status=200)
    assert done.h1 == "Given to 2 people"
    rows = db.session.execute(select(Prescription.client_id, Prescription.version, Prescription.weekdays))
    assert {tuple(row) for row in rows} == {(cast.cleo.id, 1, "1,3,5"), (cast.cleo.id, 2, "2,4"), (mia.id, 1, "2,4")}


def test_nothing_chosen_is_told(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    routine = factories.make_routine(cast.practice, factories.make_exercises(now=NOW), now=NOW)
    sign_in(cast.tara)
    path = f"/routines/{routine.id}/give"
    answer = page.submit(page.get(path), path, act="give", status=200)
    assert "Choose at least one person." in answer.text
    stranger = page.post(path, {"act": "give", "clients": str(cast.nils.id), "weekdays": "1"}, status=200)
    assert "is not a valid choice" in stranger.text
    assert db.session.scalar(select(func.count(Prescription.id))) == 0


def test_a_reviewed_plan_is_kept_for_four_weeks(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    exercises = factories.make_exercises(now=NOW)
    plan = factories.make_prescription(cast.cleo, exercises, now=NOW, effective_from=date(2026, 10, 28))
    sign_in(cast.tara)
    shown = page.get(f"/clients/{cast.cleo.id}/plan")
    assert "Time to look at this plan" in shown.text
    page.submit(shown, f"/clients/{cast.cleo.id}/plan/review", status=302)
    db.session.expire_all()
    assert plan.review_on == date(2026, 12, 23)
    assert "Time to look at this plan" not in page.get(f"/clients/{cast.cleo.id}/plan").text


def test_without_a_plan_there_is_nothing_to_keep(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    page.post(f"/clients/{cast.cleo.id}/plan/review", {}, status=302)
    assert "There is no plan that runs." in page.get(f"/clients/{cast.cleo.id}/plan").text


def test_maintenance_and_back(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/status"
    for act, status in (("maintain", "maintenance"), ("build", "active")):
        page.post(path, {"act": act}, status=302)
        db.session.expire_all()
        assert cast.cleo.status == status
    page.post(path, {"act": "build"}, status=302)
    assert "That does not fit any more." in page.get(f"/clients/{cast.cleo.id}").text


def test_an_assistant_gives_no_plan(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    routine = factories.make_routine(cast.practice, factories.make_exercises(now=NOW), now=NOW)
    sign_in(cast.ada)
    for path in (f"/routines/{routine.id}/give", f"/clients/{cast.cleo.id}/plan/new"):
        page.get(path, status=403)
        page.post(path, {}, status=403)

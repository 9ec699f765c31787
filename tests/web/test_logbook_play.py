"""The page that runs a session: what it is made of, and when it steps aside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.exercises.dose import Dose, DoseMode
from app.logbook.models import SessionLog
from app.prescriptions.models import PlannedSession, Prescription
from app.routines.shape import time_of
from tests import factories
from tests.conftest import NOW, Moment
from tests.factories import Cast
from tests.page import HOST, Browser
from tests.queries import counted
from tests.web import library

EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)


@pytest.fixture
def plan(cast: Cast, sign_in: Callable[..., None]) -> Prescription:
    library.fill()
    exercises = [library.exercise(slug) for slug in ("childs-pose-lat-stretch", "adductor-foam-roll", "rkc-plank")]
    plan = factories.make_prescription(
        cast.cleo, exercises, now=NOW, effective_from=NOW.date(), weekdays=EVERY_DAY, days=28
    )
    with transaction():
        plan.items[0].dose = Dose(DoseMode.CONTRACT_RELAX, 60, contract_s=10, relax_s=20)
    sign_in(cast.cleo.user)
    return plan


@pytest.fixture
def path(plan: Prescription) -> str:
    on = select(PlannedSession.id).where(PlannedSession.planned_on == NOW.date())
    return f"/sessions/{db.session.scalars(on).one()}/play"


def test_the_steps_on_the_page_are_the_session(page: Browser, plan: Prescription, path: str) -> None:
    shown = page.get(path)
    steps = [step for step in shown.all("li") if step.get("data-act")]
    seconds = [int(step.get("data-seconds") or 0) for step in steps]
    assert seconds[0] == 5, "a breath before the first"
    assert sum(seconds[1:]) == time_of(plan.items, plan.rounds).clock_s
    assert {step.get("data-parts") for step in steps} == {None, "Press 10,Relax 20,Press 10,Relax 20"}
    assert path.removesuffix("/play") in shown.links()
    assert "It hurts a lot, 6 or more" in shown.text
    assert page.get("/today").links().count(path) == 1


def test_it_is_one_form_that_saves_like_the_page(page: Browser, path: str) -> None:
    record = path.removesuffix("/play")
    page.submit(page.get(path), record, whole="all", pain_before="4", pain_after="2", status=302)
    log = db.session.scalars(select(SessionLog)).one()
    assert (log.pain_before, log.pain_after, log.done_units) == (4, 2, log.prescribed_units)
    assert page.get(path, status=302).location == record


def test_it_steps_aside_while_there_is_nothing_to_run(page: Browser, cast: Cast, path: str, at: Moment) -> None:
    record = path.removesuffix("/play")
    at.move(NOW - timedelta(days=1))
    assert page.get(path, status=302).location == record
    at.move(NOW + timedelta(days=8))
    assert page.get(path, status=302).location == record
    at.move(NOW)
    assert page.get(path).status == 200
    factories.make_hold(cast.cleo, now=NOW)
    assert page.get(path, status=302).location == record


def test_strangers_and_trainers_do_not_run_it(
    page: Browser, cast: Cast, path: str, sign_in: Callable[..., None]
) -> None:
    sign_in(cast.nils.user)
    page.get(path, status=404)
    sign_in(cast.tara)
    page.get(path, status=403)


def test_looking_changes_nothing_and_asks_little(page: Browser, path: str) -> None:
    page.get(path)
    with counted() as seen:
        page.client.get(path, base_url=HOST)
    assert all(statement.startswith("SELECT") for statement in seen)
    assert len(seen) <= 5

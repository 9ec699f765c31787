"""The next step of a plan: made by rule, decided by the trainer, and only then a new version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.clients.models import Client
from app.core.db import db, transaction
from app.prescriptions.models import PlannedSession, Prescription, PrescriptionItem
from app.safety import holds
from app.safety.models import HoldSource
from app.suggestions import queries, service
from app.suggestions.models import Decision, Suggestion
from tests import factories
from tests.conftest import NOW, Moment
from tests.factories import Cast
from tests.page import Browser

SignIn = Callable[..., None]
TODAY = date(2026, 11, 25)


def give(client: Client, *, before: int = 2, after: int = 2, done: int = 15, rounds: int = 1, days: int = 6) -> None:
    """A plan of three weeks with an answer on each of the last `days` planned days."""
    exercises = factories.make_exercises(now=NOW)
    plan = factories.make_prescription(
        client, exercises, now=NOW, effective_from=TODAY - timedelta(days=21), days=49, rounds=rounds
    )
    past = select(PlannedSession).where(PlannedSession.client_id == client.id, PlannedSession.planned_on < TODAY)
    for planned in db.session.scalars(past.order_by(PlannedSession.planned_on.desc()).limit(days)).all():
        told_at = NOW - (TODAY - planned.planned_on)
        factories.make_log(
            client, plan, planned.planned_on, now=told_at, planned=planned, done=done, before=before, after=after
        )


def look(client: Client) -> Suggestion:
    with transaction():
        service.make([client], now=NOW)
    found = queries.find_newest_look(client.id)
    assert found is not None
    return found


def test_good_weeks_propose_a_round_more_and_change_nothing(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    give(cast.cleo)
    found = look(cast.cleo)
    assert (found.rule, found.decision) == ("progress", "open")
    sign_in(cast.tara)
    shown = page.get(f"/clients/{cast.cleo.id}/suggestion")
    assert "Ready for a little more" in shown.text
    assert "1 round becomes 2 rounds." in shown.text
    assert "100 %" in shown.text
    assert db.session.scalar(select(func.count(Prescription.id))) == 1
    assert "Cleo Marsh" in page.get("/suggestions").text


def test_accepting_makes_the_next_version_from_tomorrow(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    give(cast.cleo)
    found = look(cast.cleo)
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/suggestion"
    page.submit(page.get(path), f"{path}/{found.id}/accept", status=302)
    old, new = db.session.scalars(select(Prescription).order_by(Prescription.version)).all()
    assert (old.rounds, old.ends_on) == (1, TODAY)
    assert (new.rounds, new.effective_from, len(new.items)) == (2, TODAY + timedelta(days=1), 3)
    assert [item.name for item in new.items] == [item.name for item in old.items]
    db.session.expire_all()
    assert found.decision == Decision.ACCEPTED
    assert "accepted" in page.get(path).text


def test_another_number_is_an_edit(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    give(cast.cleo)
    found = look(cast.cleo)
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/suggestion"
    wrong = page.submit(page.get(path), f"{path}/{found.id}/accept", value="9", status=200)
    assert "Choose a number from 1 to 3." in wrong.text
    assert wrong.value("value") == "9"
    page.submit(wrong, f"{path}/{found.id}/accept", value="3", status=302)
    db.session.expire_all()
    assert found.decision == Decision.EDITED
    assert db.session.scalar(select(Prescription.rounds).where(Prescription.version == 2)) == 3


def test_declining_keeps_the_plan_and_the_reason(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    give(cast.cleo)
    found = look(cast.cleo)
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/suggestion"
    page.submit(page.get(path), f"{path}/{found.id}/decline", note="She travels.", status=302)
    again = page.get(path)
    assert "left as it was" in again.text and "She travels." in again.text
    assert db.session.scalar(select(func.count(Prescription.id))) == 1
    page.post(f"{path}/{found.id}/accept", {}, status=200)
    assert db.session.scalar(select(func.count(Prescription.id))) == 1


def test_red_answers_ask_for_less(cast: Cast) -> None:
    give(cast.cleo, before=3, after=7, rounds=2)
    found = look(cast.cleo)
    assert (found.rule, found.step) == ("regress", {"change": "rounds", "item_ids": [], "value": "1"})


def test_red_answers_lighten_a_load_first_and_then_ask_for_a_round_less(
    page: Browser, cast: Cast, sign_in: SignIn
) -> None:
    give(cast.cleo, before=3, after=7, rounds=2)
    with transaction():
        loaded = db.session.scalars(select(PrescriptionItem).order_by(PrescriptionItem.position)).all()[-1]
        loaded.load = "2 × 6 kg"
    found = look(cast.cleo)
    assert found.step == {"change": "load", "item_ids": [loaded.id], "value": "2 × 5.5 kg"}
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/suggestion"
    shown = page.get(path)
    assert f"{loaded.name}: 2 × 6 kg becomes 2 × 5.5 kg." in shown.text
    page.submit(shown, f"{path}/{found.id}/accept", status=302)
    new = db.session.scalars(select(Prescription).where(Prescription.version == 2)).one()
    assert [item.load for item in new.items] == ["", "", "2 × 5.5 kg"]
    assert new.rounds == 2
    with transaction():
        service.make([cast.cleo], now=NOW + timedelta(days=1))
    again = queries.find_newest_look(cast.cleo.id)
    assert again is not None
    assert again.step == {"change": "rounds", "item_ids": [], "value": "1"}


def test_few_answers_propose_nothing(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    give(cast.cleo, days=2)
    assert (look(cast.cleo).rule, look_decision(cast.cleo)) == ("no_data", "noted")
    sign_in(cast.tara)
    assert "Not enough answers yet" in page.get(f"/clients/{cast.cleo.id}/suggestion").text
    assert "Nothing to decide" in page.get("/suggestions").text


def look_decision(client: Client) -> str:
    found = queries.find_newest_look(client.id)
    assert found is not None
    return found.decision


def test_a_hold_stops_every_proposal(cast: Cast) -> None:
    give(cast.cleo)
    with transaction():
        holds.report(cast.cleo, ["saddle"], source=HoldSource.TRAINER, by=cast.tara.id, now=NOW)
    assert look(cast.cleo).rule == "hold"


def test_never_more_twice_within_two_weeks(cast: Cast, at: Moment) -> None:
    give(cast.cleo)
    found = look(cast.cleo)
    with transaction():
        service.accept(cast.cleo, found.id, by=cast.tara.id, now=NOW)
    with transaction():
        found.made_on -= timedelta(days=1)
    again = look(cast.cleo)
    assert (again.rule, again.decision, again.step) == ("progress", "noted", None)


def test_it_runs_out_after_seven_days(page: Browser, cast: Cast, sign_in: SignIn, at: Moment) -> None:
    give(cast.cleo)
    found = look(cast.cleo)
    later = at.move(NOW + timedelta(days=7))
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/suggestion"
    assert "Change the plan from tomorrow" not in page.get(path).text
    page.post(f"{path}/{found.id}/accept", {}, status=200)
    assert db.session.scalar(select(func.count(Prescription.id))) == 1
    service.make_due()
    db.session.expire_all()
    assert (found.decision, found.decided_at) == ("expired", later)


def test_the_job_looks_once_a_local_week(cast: Cast, at: Moment) -> None:
    give(cast.cleo)
    assert service.make_due() == 1
    assert service.make_due() == 0
    at.move(NOW + timedelta(days=5))
    assert service.make_due() == 1
    assert db.session.scalar(select(func.count(Suggestion.id))) == 2


def test_looking_now_takes_todays_place(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    give(cast.cleo)
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/suggestion"
    page.submit(page.get(path), path, status=302)
    page.submit(page.get(path), path, status=302)
    found = db.session.scalars(select(Suggestion)).one()
    page.submit(page.get(path), f"{path}/{found.id}/decline", status=302)
    page.post(path, {}, status=302)
    assert "You decided on today’s suggestion already." in page.get(path).text


def test_a_plan_changed_since_is_left_alone(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    give(cast.cleo)
    found = look(cast.cleo)
    exercises = [item.exercise for item in factories.make_routine(cast.practice, [], now=NOW).items]
    factories.make_prescription(
        cast.cleo, exercises, now=NOW, effective_from=TODAY + timedelta(days=60), version=2, days=1
    )
    sign_in(cast.tara)
    answer = page.post(f"/clients/{cast.cleo.id}/suggestion/{found.id}/accept", {}, status=200)
    assert "The plan was changed since." in answer.text


@pytest.mark.parametrize(("who", "status"), [("tom", 404), ("otto", 404), ("ada", 403), ("cleo", 403)])
def test_who_may_decide(page: Browser, cast: Cast, sign_in: SignIn, who: str, status: int) -> None:
    give(cast.cleo)
    found = look(cast.cleo)
    sign_in(cast.cleo.user if who == "cleo" else getattr(cast, who))
    for act in ("accept", "decline"):
        page.post(f"/clients/{cast.cleo.id}/suggestion/{found.id}/{act}", {}, status=status)
    assert look_decision(cast.cleo) == "open"

"""The stored state of triage: made anew by every change, kept for what was ticked off, the same cost for any number."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.clients.models import Client, ClientStatus, Pause
from app.core import events
from app.core.db import db, transaction
from app.core.errors import Refused
from app.mail.models import Suppression
from app.messages import service as messages
from app.prescriptions.models import Prescription
from app.safety import holds
from app.safety import service as safety
from app.safety.models import HoldSource, SafetyEvent
from app.triage import service
from app.triage.models import Bucket, ClientState, Need
from app.triage.rules import NeedKind, Thresholds
from tests.conftest import NOW, Moment
from tests.factories import Cast, make_client, make_exercises, make_log, make_prescription
from tests.queries import counted

TODAY = date(2026, 11, 25)


def refresh(*clients: Client, now: datetime = NOW) -> None:
    with transaction():
        service.refresh([client.id for client in clients], now=now)


def state(client: Client) -> ClientState:
    db.session.rollback()
    found = select(ClientState).where(ClientState.client_id == client.id).execution_options(populate_existing=True)
    return db.session.scalars(found).one()


def needs(client: Client) -> dict[str, Need]:
    db.session.rollback()
    found = select(Need).where(Need.client_id == client.id).execution_options(populate_existing=True)
    return {need.kind: need for need in db.session.scalars(found)}


def open_kinds(client: Client) -> list[str]:
    return sorted(kind for kind, need in needs(client).items() if need.is_open)


@pytest.fixture
def plan(cast: Cast) -> Prescription:
    """Cleo's Mondays, Wednesdays and Fridays since the 2nd of November."""
    exercises = make_exercises(now=NOW)
    plan = make_prescription(cast.cleo, exercises, now=NOW, effective_from=date(2026, 11, 2), days=56)
    with transaction():
        plan.review_on = date(2026, 12, 20)
    return plan


def answer(client: Client, plan: Prescription, *days: int, before: int = 3) -> None:
    for day in days:
        on = date(2026, 11, day)
        make_log(client, plan, on, now=datetime(2026, 11, day, 20, tzinfo=UTC), before=before, after=before)


def red_answer(client: Client, day: int = 24) -> SafetyEvent:
    with transaction():
        return safety.record_red(client, happened_on=date(2026, 11, day), now=NOW)


def test_the_numbers_of_a_client_who_does_well(cast: Cast, plan: Prescription) -> None:
    answer(cast.cleo, plan, 9, 11, 13, 16, 18, before=4)
    answer(cast.cleo, plan, 20, 23, before=3)
    refresh(cast.cleo)
    row = state(cast.cleo)
    assert (row.bucket, row.severity, row.reason) == (Bucket.ON_TRACK, 0, "")
    assert (row.completed_7, row.planned_7) == (2, 2)
    assert (row.completed_30, row.planned_30) == (7, 10)
    assert (row.pain_now, row.pain_change) == (3.0, -1.0)
    assert row.last_active_on == date(2026, 11, 23)
    assert row.computed_on == TODAY
    # Midnight in Edmonton, which keeps the same clock all year from November 2026.
    assert row.refresh_at == datetime(2026, 11, 26, 6, tzinfo=UTC)


def test_silence_is_found_and_goes_by_itself(cast: Cast, plan: Prescription) -> None:
    answer(cast.cleo, plan, 9, 11, 13, 16)
    refresh(cast.cleo)
    assert state(cast.cleo).reason == "No answer for 9 days"
    assert state(cast.cleo).bucket == Bucket.ATTENTION
    answer(cast.cleo, plan, 23)
    refresh(cast.cleo)
    assert NeedKind.SILENT not in needs(cast.cleo)


def test_a_red_answer_is_seen_at_once_and_goes_when_a_trainer_has_looked(cast: Cast, plan: Prescription) -> None:
    answer(cast.cleo, plan, 20, 23)
    red_answer(cast.cleo)
    assert open_kinds(cast.cleo) == [NeedKind.RED]
    with transaction():
        safety.mark_seen(cast.cleo, now=NOW)
    assert needs(cast.cleo) == {}
    assert state(cast.cleo).bucket == Bucket.ON_TRACK


def test_what_is_done_comes_back_only_for_a_new_cause(cast: Cast, plan: Prescription) -> None:
    answer(cast.cleo, plan, 20, 23)
    red_answer(cast.cleo)
    with transaction():
        service.mark_done(needs(cast.cleo)["red"], by=cast.tara.id, now=NOW)
    assert open_kinds(cast.cleo) == []
    assert state(cast.cleo).bucket == Bucket.ON_TRACK
    refresh(cast.cleo)
    assert open_kinds(cast.cleo) == []
    red_answer(cast.cleo, day=25)
    assert open_kinds(cast.cleo) == ["red"]
    assert needs(cast.cleo)["red"].done_at is None


def test_what_is_done_is_remembered_while_its_cause_comes_and_goes(cast: Cast, plan: Prescription) -> None:
    answer(cast.cleo, plan, 16)
    refresh(cast.cleo)
    with transaction():
        service.mark_done(needs(cast.cleo)["silent"], by=cast.tara.id, now=NOW)
    with transaction():
        db.session.add(Pause(client_id=cast.cleo.id, from_on=TODAY, until_on=TODAY, created_at=NOW))
    refresh(cast.cleo)
    assert not needs(cast.cleo)["silent"].is_present
    refresh(cast.cleo, now=NOW + timedelta(days=1))
    need = needs(cast.cleo)["silent"]
    assert (need.is_present, need.is_open) == (True, False)


def test_what_is_put_off_comes_back_on_its_day(cast: Cast, plan: Prescription, at: Moment) -> None:
    answer(cast.cleo, plan, 16)
    refresh(cast.cleo)
    need = needs(cast.cleo)["silent"]
    need.client = cast.cleo
    db.session.rollback()
    with transaction():
        assert service.snooze(need, 3, now=NOW) == date(2026, 11, 28)
    assert open_kinds(cast.cleo) == []
    refresh(cast.cleo, now=NOW + timedelta(days=2))
    assert open_kinds(cast.cleo) == []
    at.move(NOW + timedelta(days=3))
    service.refresh_due()
    assert open_kinds(cast.cleo) == ["silent"]
    with pytest.raises(Refused), transaction():
        service.snooze(needs(cast.cleo)["silent"], 2, now=NOW)


def test_a_red_answer_breaks_through_what_was_put_off(cast: Cast, plan: Prescription) -> None:
    answer(cast.cleo, plan, 20, 23)
    red_answer(cast.cleo)
    need = needs(cast.cleo)["red"]
    need.client = cast.cleo
    db.session.rollback()
    with transaction():
        service.snooze(need, 7, now=NOW)
    red_answer(cast.cleo, day=25)
    assert open_kinds(cast.cleo) == ["red"]


def test_ticking_off_can_be_undone(cast: Cast, plan: Prescription) -> None:
    answer(cast.cleo, plan, 16)
    refresh(cast.cleo)
    with transaction():
        service.mark_done(needs(cast.cleo)["silent"], by=cast.tara.id, now=NOW)
    with transaction():
        service.bring_back(needs(cast.cleo)["silent"], now=NOW)
    assert open_kinds(cast.cleo) == ["silent"]


def test_thresholds_are_each_clients_own(cast: Cast, plan: Prescription) -> None:
    answer(cast.cleo, plan, 20)
    refresh(cast.cleo)
    assert needs(cast.cleo) == {}
    with transaction():
        service.set_thresholds(cast.cleo, Thresholds(silent_days=5), now=NOW)
    assert open_kinds(cast.cleo) == ["silent"]
    with transaction():
        service.set_thresholds(cast.cleo, Thresholds(), now=NOW)
    assert needs(cast.cleo) == {}


def test_mail_that_does_not_arrive_is_told_even_of_somebody_invited(cast: Cast) -> None:
    noor = make_client("Noor Haddad", cast.practice, cast.tara, now=NOW, status=ClientStatus.INVITED)
    with transaction():
        db.session.add(Suppression(address=noor.user.email, reason="550", at=NOW))
    refresh(noor)
    assert open_kinds(noor) == ["mail"]


def test_no_plan_after_accepting(cast: Cast) -> None:
    refresh(cast.cleo)
    assert state(cast.cleo).reason == "No plan yet"


def test_a_signal_writes_in_the_same_transaction_and_one_that_fails_leaves_nothing(cast: Cast) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        events.client_changed.send(cast.cleo, now=NOW)
        raise ZeroDivisionError
    assert db.session.scalars(select(ClientState)).all() == []
    with transaction():
        events.client_changed.send(cast.cleo, now=NOW)
    assert state(cast.cleo).bucket == Bucket.ATTENTION


def test_the_sweep_finds_the_missing_and_those_with_a_new_day(app: Flask, cast: Cast, at: Moment) -> None:
    assert service.refresh_due() == 2
    assert service.refresh_due() == 0
    # Midnight in Berlin: Nils alone has a new day.
    at.move(datetime(2026, 11, 25, 23, 30, tzinfo=UTC))
    assert service.refresh_due() == 1
    assert state(cast.nils).computed_on == date(2026, 11, 26)
    assert state(cast.cleo).computed_on == TODAY


def test_a_refresh_asks_the_same_of_the_database_for_three_clients_and_for_sixty(cast: Cast) -> None:
    many = [make_client(f"Person{n} Day", cast.practice, cast.tara, now=NOW) for n in range(59)]
    with counted() as few:
        refresh(*many[:2], cast.cleo)
    with counted() as lots:
        refresh(*many, cast.cleo)
    assert len(few) == len(lots) <= 20


def test_the_health_questions_come_before_a_plan(cast: Cast) -> None:
    with transaction():
        cast.cleo.intake_done_at = None
        db.session.add(cast.cleo)
    refresh(cast.cleo)
    assert state(cast.cleo).reason == "The health questions are not answered"
    with transaction():
        cast.cleo.intake_done_at = NOW
        db.session.add(cast.cleo)
        events.intake_changed.send(cast.cleo, now=NOW)
    assert open_kinds(cast.cleo) == ["no_plan"]


def test_a_hold_is_told_until_it_is_released(cast: Cast, plan: Prescription) -> None:
    answer(cast.cleo, plan, 20, 23)
    with transaction():
        holds.report(cast.cleo, ["bladder"], source=HoldSource.TRAINER, by=cast.tara.id, now=NOW)
    assert state(cast.cleo).reason == "The plan is on hold for safety"
    with transaction():
        holds.release(cast.cleo, note="Seen by her doctor.", by=cast.tara.id, now=NOW)
    assert "hold" not in open_kinds(cast.cleo)


def test_a_message_is_told_until_it_is_read(cast: Cast, plan: Prescription) -> None:
    answer(cast.cleo, plan, 20, 23)
    with transaction():
        words = messages.Words("May I swim?")
        messages.write(cast.cleo, words, author=cast.cleo.user, from_client=True, form_key="message-1", now=NOW)
    need = needs(cast.cleo)["message"]
    assert (need.reason, need.is_open) == ("A message you have not read", True)
    db.session.rollback()
    with transaction():
        messages.mark_read(cast.cleo, of_client=False, now=NOW)
    assert needs(cast.cleo) == {}

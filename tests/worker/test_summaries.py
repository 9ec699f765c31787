"""Monday at 07:00: one summary a client, one digest a trainer, at their own local time, once."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.clients.models import Client, ClientStatus
from app.core.db import db, transaction
from app.habits import service as habits
from app.habits.rules import EVERY_DAY, HabitType, Period
from app.logbook.models import ItemLog
from app.mail import dispatch, kinds, recurring
from app.mail.models import OutboxMail, Recurrence
from app.prescriptions.models import PlannedSession, Prescription
from app.safety.models import SafetyEvent
from app.summaries import service
from app.summaries.models import WeekSummary
from tests import factories
from tests.conftest import Moment
from tests.factories import Cast
from tests.queries import counted
from tests.snapshots import assert_snapshot

# The week of Monday 23 November 2026; its summaries are due on Monday the 30th.
MONDAY = date(2026, 11, 23)
# 07:00 in Edmonton (UTC-6 for good) and in Berlin (UTC+1 in winter).
EDMONTON = datetime(2026, 11, 30, 13, 0, tzinfo=UTC)
BERLIN = datetime(2026, 11, 30, 6, 0, tzinfo=UTC)


@pytest.fixture
def plan(cast: Cast, at: Moment) -> Prescription:
    """Cleo's Mon/Wed/Fri plan: Monday done, Wednesday in part, Friday without an answer."""
    now = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
    exercises = factories.make_exercises(now=now)
    plan = factories.make_prescription(cast.cleo, exercises, now=now, effective_from=MONDAY)
    for offset, done in ((0, 15), (2, 10)):
        on = MONDAY + timedelta(days=offset)
        planned = db.session.scalars(select(PlannedSession).where(PlannedSession.planned_on == on)).one()
        at.move(datetime(2026, 11, 23 + offset, 23, 0, tzinfo=UTC))
        lines = [
            ItemLog(prescription_item_id=item.id, side="both", prescribed_units=5, done_units=5 if n < done / 5 else 0)
            for n, item in enumerate(plan.items)
        ]
        logged_at = datetime(2026, 11, 23 + offset, 23, 0, tzinfo=UTC)
        factories.make_log(
            cast.cleo, plan, on, now=logged_at, planned=planned, done=done, before=5, after=4, items=lines
        )
    return plan


def _schedule(cast: Cast, at: Moment) -> None:
    at.move(datetime(2026, 11, 28, 18, 0, tzinfo=UTC))
    with transaction():
        for client in (cast.cleo, cast.nils):
            service.schedule_summary(client, now=datetime(2026, 11, 28, 18, 0, tzinfo=UTC))


def _mails(kind: kinds.Kind) -> list[OutboxMail]:
    db.session.rollback()
    return list(db.session.scalars(select(OutboxMail).where(OutboxMail.kind == kind.name)))


def test_the_instant_is_monday_seven_local(cast: Cast, at: Moment) -> None:
    _schedule(cast, at)
    instants = {row.owner_id: row.next_at for row in db.session.scalars(select(Recurrence))}
    assert instants == {cast.cleo.id: EDMONTON, cast.nils.id: BERLIN}


def test_a_summary_goes_out_once_with_counts_and_no_pain(cast: Cast, plan: Prescription, at: Moment) -> None:
    _schedule(cast, at)
    at.move(EDMONTON - timedelta(seconds=1))
    service.send_due()
    assert _mails(kinds.WEEK_SUMMARY) == []
    at.move(EDMONTON)
    service.send_due()
    service.send_due()
    (mail,) = _mails(kinds.WEEK_SUMMARY)
    assert mail.subject == "Your week: 1 of 3 planned"
    assert mail.dedupe_key == f"{cast.cleo.user_id}:week-summary:2026-W48"
    assert "pain" not in (mail.text + mail.html).lower()
    assert "Friday has no answer." in mail.text
    assert_snapshot("week-summary", text=_steady(mail.text), html=_steady(mail.html))


def _steady(body: str) -> str:
    """The body without the signed stop address, which changes with the clock."""
    start = body.find("http://plinth.test/stop-mail/")
    while start >= 0:
        end = min(i for i in (body.find(mark, start) for mark in ('"', "\n", "<")) if i >= 0)
        body = body[:start] + "STOP-LINK" + body[end:]
        start = body.find("http://plinth.test/stop-mail/")
    return body


def test_the_numbers_are_frozen_as_sent(cast: Cast, plan: Prescription, at: Moment) -> None:
    _schedule(cast, at)
    at.move(EDMONTON)
    service.send_due()
    kept = db.session.scalars(select(WeekSummary).where(WeekSummary.client_id == cast.cleo.id)).one()
    assert kept.week == "2026-W48"
    assert kept.numbers["sessions"]["completed"] == 1
    assert kept.numbers["sessions"]["partial"] == 1
    assert kept.numbers["pain_before"] == {"mean": 5.0, "n": 2}


def test_a_week_in_which_nothing_was_planned_is_not_written_about(cast: Cast, at: Moment) -> None:
    _schedule(cast, at)
    at.move(EDMONTON)
    service.send_due()
    assert _mails(kinds.WEEK_SUMMARY) == []
    assert all(row.next_at and row.next_at > EDMONTON for row in db.session.scalars(select(Recurrence)))


def test_after_a_long_silence_of_the_worker_the_summary_is_not_sent(cast: Cast, plan: Prescription, at: Moment) -> None:
    _schedule(cast, at)
    at.move(EDMONTON + kinds.WEEK_SUMMARY.lateness)
    service.send_due()
    assert _mails(kinds.WEEK_SUMMARY) == []


def test_a_summary_two_hours_late_is_about_the_same_week(cast: Cast, plan: Prescription, at: Moment) -> None:
    _schedule(cast, at)
    at.move(EDMONTON + timedelta(hours=2))
    service.send_due()
    assert [mail.dedupe_key.rsplit(":", 1)[1] for mail in _mails(kinds.WEEK_SUMMARY)] == ["2026-W48"]


@pytest.mark.parametrize(
    ("zone", "due_at"),
    [
        ("America/Edmonton", EDMONTON),
        ("Europe/Berlin", BERLIN),
        # There it is still Sunday when Edmonton's summary is due.
        ("Pacific/Honolulu", datetime(2026, 11, 30, 17, 0, tzinfo=UTC)),
    ],
)
def test_a_change_while_a_summary_waits_for_the_worker_loses_no_week(
    cast: Cast, plan: Prescription, at: Moment, zone: str, due_at: datetime
) -> None:
    _schedule(cast, at)
    now = at.move(EDMONTON + timedelta(minutes=1))
    with transaction():
        db.session.merge(cast.cleo.user).zone = zone
        service.schedule_summary(db.session.get_one(Client, cast.cleo.id), now=now)
    assert recurring.find_next(kinds.WEEK_SUMMARY, owner_id=cast.cleo.id) == due_at
    at.move(max(now, due_at))
    service.send_due()
    service.send_due()
    (mail,) = _mails(kinds.WEEK_SUMMARY)
    assert mail.dedupe_key.endswith("2026-W48")


def test_an_archived_client_gets_nothing_more(cast: Cast, plan: Prescription, at: Moment) -> None:
    _schedule(cast, at)
    with transaction():
        db.session.get_one(Client, cast.cleo.id).status = ClientStatus.ARCHIVED
    at.move(EDMONTON)
    service.send_due()
    assert _mails(kinds.WEEK_SUMMARY) == []
    row = db.session.scalars(select(Recurrence).where(Recurrence.owner_id == cast.cleo.id)).one()
    assert row.next_at is None


def test_a_vanished_owner_does_not_stop_the_others(cast: Cast, plan: Prescription, at: Moment) -> None:
    _schedule(cast, at)
    with transaction():
        recurring.schedule(kinds.WEEK_SUMMARY, owner_id=999_999, user_id=cast.tara.id, next_at=EDMONTON)
    at.move(EDMONTON)
    service.send_due()
    assert len(_mails(kinds.WEEK_SUMMARY)) == 1


def test_the_trainer_gets_one_digest_with_the_needy_first(cast: Cast, plan: Prescription, at: Moment) -> None:
    now = at.move(datetime(2026, 11, 28, 18, 0, tzinfo=UTC))
    calm = factories.make_client("Anna Calm", cast.practice, cast.tara, now=now)
    with transaction():
        service.schedule_digest(_membership(cast), now=now)
        db.session.add(
            SafetyEvent(
                practice_id=cast.practice.id,
                client_id=cast.cleo.id,
                level="red",
                happened_on=date(2026, 11, 25),
                text_version="1",
                created_at=now,
            )
        )
    at.move(EDMONTON)
    service.send_due()
    service.send_due()
    (mail,) = _mails(kinds.TRAINER_DIGEST)
    assert mail.to_address == cast.tara.email
    assert mail.subject == "1 client needs a look"
    assert mail.text.index("Cleo Marsh") < mail.text.index(calm.name)
    assert "pain" not in (mail.text + mail.html).lower()
    assert_snapshot("trainer-digest", text=_steady(mail.text), html=_steady(mail.html))


def _membership(cast: Cast):  # type: ignore[no-untyped-def]
    from app.practices.models import Membership

    return db.session.scalars(select(Membership).where(Membership.user_id == cast.tara.id)).one()


def test_a_run_asks_as_much_for_one_client_as_for_twenty(cast: Cast, plan: Prescription, at: Moment) -> None:
    _schedule(cast, at)
    at.move(EDMONTON)
    with counted() as few:
        service.send_due()
    for number in range(20):
        more = factories.make_client(f"Extra{number} Person", cast.practice, cast.tara, now=EDMONTON)
        with transaction():
            service.schedule_summary(more, now=EDMONTON)
    at.move(EDMONTON + timedelta(days=7))
    with counted() as many:
        service.send_due()
    # A mail costs its insert; reading costs the same whatever the number.
    assert len([q for q in many if q.startswith("SELECT")]) <= len([q for q in few if q.startswith("SELECT")]) + 2


def test_sending_a_summary_hands_over_one_mail(cast: Cast, plan: Prescription, at: Moment) -> None:
    _schedule(cast, at)
    at.move(EDMONTON)
    service.send_due()
    assert dispatch.run_due() == 1


def test_progress_show_prints_the_week_and_writes_nothing(app: Flask, cast: Cast, plan: Prescription) -> None:
    result = app.test_cli_runner().invoke(args=["progress", "show", "cleo@example.com", "--week", "2026-W48", "--json"])
    assert result.exit_code == 0, result.output
    numbers = json.loads(result.output)
    assert (numbers["sessions"]["completed"], numbers["sessions"]["text"]) == (1, "1 of 2 planned")
    assert db.session.scalars(select(WeekSummary)).all() == []


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["nobody@example.com", "--week", "2026-W48"], "There is no client with the address nobody@example.com."),
        (["cleo@example.com", "--week", "2026-48"], "Write it as 2026-W47."),
    ],
)
def test_progress_show_explains_what_is_wrong(app: Flask, cast: Cast, args: list[str], sentence: str) -> None:
    result = app.test_cli_runner().invoke(args=["progress", "show", *args])
    assert result.exit_code != 0
    assert sentence in result.output


def test_a_summary_waits_for_the_end_of_the_quiet_hours(cast: Cast, at: Moment, plan: Prescription) -> None:
    with transaction():
        cast.practice.quiet_until = time(9, 30)
    _schedule(cast, at)
    at.move(EDMONTON)
    service.send_due()
    due = db.session.scalars(select(OutboxMail.due_at).where(OutboxMail.practice_id == cast.practice.id))
    assert set(due) == {EDMONTON + timedelta(hours=2, minutes=30)}


def test_a_summary_counts_the_habits_that_were_noted(cast: Cast, plan: Prescription, at: Moment) -> None:
    now = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
    days = [MONDAY + timedelta(days=number) for number in range(-1, 8)]
    walked = dict(zip(days, (90, 40, 30, 0, 50, 0, 0, 0, 90), strict=True))
    factories.make_habit(cast.cleo, now=now, target=150, entries=walked)
    stood = dict.fromkeys(days[1:5], 6) | {days[5]: 2}
    factories.make_habit(cast.cleo, now=now, key="sitting-break", target=6, entries=stood)
    # Blank all week; food; a trainer's own words; somebody else's.
    factories.make_habit(cast.cleo, now=now, key="breathing", target=5)
    factories.make_habit(cast.cleo, now=now, key="food-favour", target=3, entries={MONDAY: 3})
    with transaction():
        wish = habits.Wish("own", HabitType.BOOLEAN, 1, Period.DAY, EVERY_DAY, "Tablets after lunch")
        own = habits.propose(cast.cleo, wish, "", by=cast.tara.id, now=now)
        habits.take_up(own, now=now)
        habits.note(own, MONDAY, 1, today=MONDAY, now=now)
    factories.make_habit(cast.nils, now=now, entries={MONDAY: 77})
    _schedule(cast, at)
    at.move(EDMONTON)
    service.send_due()
    (mail,) = _mails(kinds.WEEK_SUMMARY)
    assert "Walking: 120 of 150 minutes.\nBreaks from sitting: met on 4 of 5 noted days.\n" in mail.text
    for word in ("breathing", "food", "tablets", "77"):
        assert word not in (mail.text + mail.html).lower()
    assert_snapshot("week-summary-habits", text=_steady(mail.text), html=_steady(mail.html))
    kept = db.session.scalars(select(WeekSummary).where(WeekSummary.client_id == cast.cleo.id)).one()
    assert [one["text"] for one in kept.numbers["habits"]] == [
        "120 of 150 minutes",
        "met on 4 of 5 noted days",
        "met on 1 of 1 noted day",
        "met on 1 of 1 noted day",
    ]

"""`flask reminders preview`: what would go out, when on everybody's own clock, and why the rest would not."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from app.clients.models import ClientStatus
from app.core.db import Base, db, transaction
from app.core.zones import get_zone, to_utc
from app.mail import kinds, recurring, stopping
from app.practices.models import MailChoice
from app.prescriptions import laying_out, pausing
from app.prescriptions import service as prescriptions
from app.prescriptions.models import Prescription
from app.reminders import service
from app.reminders.preview import preview
from tests import factories
from tests.conftest import NOW, Moment
from tests.queries import counted
from tests.worker.reminders import FRI, HOUR, MON, WED, Reminded, mails, next_at, planned_on, six_pm

DAY = timedelta(days=1)


def _preview(app: Flask, until: str, *more: str) -> Result:
    db.session.rollback()
    return app.test_cli_runner().invoke(args=["reminders", "preview", "--at", until, *more])


def _lines(app: Flask, until: str, *more: str) -> list[dict[str, Any]]:
    result = _preview(app, until, "--json", *more)
    assert result.exit_code == 0, result.output
    lines: list[dict[str, Any]] = json.loads(result.output)
    return lines


def _all_rows() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    db.session.rollback()
    with db.engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }


def test_a_line_says_when_for_whom_and_why(app: Flask, reminded: Reminded) -> None:
    reminded.give_plan(reminded.cast.cleo)
    assert _lines(app, "2026-11-26T00:00:00Z") == [
        {
            "at": "2026-11-26T00:00:00Z",
            "local": "Wed 2026-11-25 18:00",
            "zone": "America/Edmonton",
            "offset": "UTC-6",
            "email": "cleo@example.com",
            "kind": "session-reminder",
            "action": "send",
            "reason": "due now",
        }
    ]
    assert _lines(app, "2026-11-25T23:59:59Z") == []


# The week begins on a Monday; each clock changes on its Sunday, or not at all.
WEEKS = [
    ("America/Edmonton", date(2025, 3, 3), ["01:00", "01:00", "01:00", "00:00"]),
    ("America/Edmonton", date(2025, 10, 27), ["00:00", "00:00", "00:00", "01:00"]),
    ("America/Edmonton", date(2026, 10, 26), ["00:00", "00:00", "00:00", "00:00"]),
    ("America/Edmonton", date(2027, 3, 8), ["00:00", "00:00", "00:00", "00:00"]),
    ("Europe/Berlin", date(2025, 3, 24), ["17:00", "17:00", "17:00", "16:00"]),
    ("Europe/Berlin", date(2025, 10, 20), ["16:00", "16:00", "16:00", "17:00"]),
    ("Europe/Berlin", date(2027, 3, 22), ["17:00", "17:00", "17:00", "16:00"]),
    ("Australia/Lord_Howe", date(2025, 3, 31), ["07:00", "07:00", "07:00", "07:30"]),
    ("Australia/Lord_Howe", date(2025, 9, 29), ["07:30", "07:30", "07:30", "07:00"]),
    ("Australia/Lord_Howe", date(2027, 3, 29), ["07:00", "07:00", "07:00", "07:30"]),
    ("Asia/Kathmandu", date(2027, 3, 22), ["12:15", "12:15", "12:15", "12:15"]),
]


@pytest.mark.parametrize(("zone", "monday", "utc"), WEEKS)
def test_six_stays_six_when_the_clocks_change(
    app: Flask, reminded: Reminded, at: Moment, zone: str, monday: date, utc: list[str]
) -> None:
    cast = reminded.cast
    now = at.move(datetime.combine(monday - 2 * DAY, time(12), UTC))
    reminded.now = now
    vera = factories.make_client("Vera Voss", cast.practice, cast.tara, now=now, zone=zone)
    plan = reminded.give_plan(vera, effective_from=monday)
    lines = _lines(app, f"{monday + 8 * DAY}T02:00:00Z", "--client", "vera@example.com")
    assert [line["local"][-5:] for line in lines] == ["18:00"] * 4
    assert [line["local"][:3] for line in lines] == ["Mon", "Wed", "Fri", "Mon"]
    assert [line["at"][11:16] for line in lines] == utc
    assert {line["zone"] for line in lines} == {zone}
    # The real thing, tick by tick and always answered, does what the preview said.
    for line in lines:
        due_at = at.move(datetime.fromisoformat(line["at"]))
        assert service.send_due() == 1
        on = due_at.astimezone(get_zone(zone)).date()
        factories.make_log(vera, plan, on, now=due_at, planned=planned_on(vera, on))
    assert [mail.due_at for mail in mails()] == [datetime.fromisoformat(line["at"]) for line in lines]


def test_the_week_ahead_for_four_cities_at_once(app: Flask, reminded: Reminded, at: Moment) -> None:
    cast = reminded.cast
    now = at.move(datetime(2027, 3, 27, 12, tzinfo=UTC))
    reminded.now = now
    for number, zone in enumerate(("America/Edmonton", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu")):
        client = factories.make_client(f"Zone{number} Voss", cast.practice, cast.tara, now=now, zone=zone)
        reminded.give_plan(client, effective_from=date(2027, 3, 26))
    lines = _lines(app, "2027-04-06T01:00:00Z")
    assert [line["at"] for line in lines] == sorted(line["at"] for line in lines)
    offsets = {(line["zone"], line["offset"]) for line in lines}
    assert offsets == {
        ("America/Edmonton", "UTC-6"),
        ("Europe/Berlin", "UTC+2"),
        ("Australia/Lord_Howe", "UTC+11"),
        ("Australia/Lord_Howe", "UTC+10:30"),
        ("Asia/Kathmandu", "UTC+5:45"),
    }
    assert {line["local"][-5:] for line in lines} == {"18:00"}


def test_days_that_are_not_laid_out_yet_are_taken_from_the_plan(app: Flask, reminded: Reminded, at: Moment) -> None:
    cast = reminded.cast
    nils = cast.nils
    reminded.give_plan(nils, days=14)
    lines = _lines(app, "2027-03-30T00:00:00Z", "--client", "nils@example.com")
    locals_ = [line["local"] for line in lines]
    assert "Fri 2027-03-26 18:00" in locals_
    assert "Mon 2027-03-29 18:00" in locals_
    # Two days of the first week, seventeen whole weeks, a Monday.
    assert len(set(locals_)) == len(locals_) == 2 + 3 * 17 + 1
    # What the plan will lay out is what the preview foresaw.
    with transaction():
        laying_out.extend_plans(now=NOW)
    extended = _lines(app, "2027-03-30T00:00:00Z", "--client", "nils@example.com")
    assert extended == lines


def test_a_plan_that_ends_and_a_pause_without_an_end_are_foreseen(app: Flask, reminded: Reminded) -> None:
    cleo, nils = reminded.cast.cleo, reminded.cast.nils
    for client in (cleo, nils):
        reminded.give_plan(client, days=14)
    with transaction():
        for plan in db.session.scalars(select(Prescription).where(Prescription.client_id == cleo.id)):
            plan.ends_on = date(2026, 12, 21)
        pausing.pause(nils, from_on=WED, until_on=None, by=reminded.cast.otto.id, now=NOW)
    lines = _lines(app, "2027-01-31T00:00:00Z", "--client", "cleo@example.com")
    assert lines[-1]["local"] == "Mon 2026-12-21 18:00"
    lines = _lines(app, "2027-01-31T00:00:00Z", "--client", "nils@example.com")
    assert len(lines) > 20
    assert {(line["action"], line["reason"]) for line in lines} == {("drop", "paused")}


def test_what_is_dropped_says_why(app: Flask, reminded: Reminded) -> None:
    cleo = reminded.cast.cleo
    plan = reminded.give_plan(cleo)
    with transaction():
        planned_on(cleo, FRI).excused = "hold"
        planned_on(cleo, MON).excused = "pause"
        planned_on(cleo, MON + 2 * DAY).excused = "cancelled"
    factories.make_log(cleo, plan, WED, now=NOW, planned=planned_on(cleo, WED))
    reminded.announce_plan(cleo)
    lines = _lines(app, "2026-12-05T06:00:00Z")
    assert [(line["local"][:14], line["action"], line["reason"]) for line in lines] == [
        ("Wed 2026-11-25", "drop", "already logged"),
        ("Fri 2026-11-27", "drop", "safety hold"),
        ("Mon 2026-11-30", "drop", "paused"),
        ("Wed 2026-12-02", "drop", "not planned that day"),
        ("Fri 2026-12-04", "send", "due now"),
    ]


def test_somebody_who_gets_none_at_all_is_told_apart(app: Flask, reminded: Reminded) -> None:
    cast = reminded.cast
    reasons = {}
    for status in (ClientStatus.PAUSED, ClientStatus.ARCHIVED, ClientStatus.INVITED):
        (client,) = reminded.add_clients(1, status=status)
        (reasons[status],) = {
            line["reason"] for line in _lines(app, "2026-12-10T00:00Z", "--client", client.user.email)
        }
    assert list(reasons.values()) == ["paused", "client is archived", "invitation not accepted yet"]
    reminded.give_plan(cast.cleo)
    with transaction():
        stopping.stop(cast.cleo.user_id, kinds.SESSION_REMINDER, now=NOW)
    lines = _lines(app, "2026-11-28T01:00:00Z", "--client", "cleo@example.com")
    assert {(line["action"], line["reason"]) for line in lines} == {("drop", "reminders are turned off")}
    assert len(lines) == 2
    with transaction():
        stopping.resume(cast.cleo.user_id, kinds.SESSION_REMINDER)
        service.set_time(cast.cleo, time(22), now=NOW)
    lines = _lines(app, "2026-11-28T06:00:00Z", "--client", "cleo@example.com")
    assert {(line["local"][-5:], line["action"], line["reason"]) for line in lines} == {
        ("22:00", "drop", "quiet hours")
    }


def test_a_day_nobody_will_look_at_is_not_called_sent(app: Flask, reminded: Reminded) -> None:
    cleo = reminded.cast.cleo
    reminded.give_plan(cleo)
    with transaction():
        recurring.schedule(kinds.SESSION_REMINDER, owner_id=cleo.id, user_id=cleo.user_id, next_at=None)
    lines = _lines(app, "2026-11-28T01:00:00Z")
    assert {(line["action"], line["reason"]) for line in lines} == {("drop", "no reminder is scheduled")}


def test_silence_is_played_forward_as_the_real_thing_thins_out(app: Flask, reminded: Reminded, at: Moment) -> None:
    cleo = reminded.cast.cleo
    reminded.give_plan(cleo, weekdays=(1, 2, 3, 4, 5, 6, 7), days=40)
    foreseen = [line["at"] for line in _lines(app, "2027-01-03T06:00:00Z") if line["action"] == "send"]
    for number in range(40):
        at.move(six_pm(WED + number * DAY))
        service.send_due()
    assert foreseen == [mail.due_at.strftime("%Y-%m-%dT%H:%M:%SZ") for mail in mails()]
    assert len(foreseen) == 10


def test_what_is_overdue_is_decided_as_of_now(app: Flask, reminded: Reminded, at: Moment) -> None:
    reminded.give_plan(reminded.cast.cleo)
    at.move(six_pm(WED) + 4 * HOUR)
    lines = _lines(app, "2026-11-28T01:00:00Z")
    assert [(line["action"], line["reason"]) for line in lines] == [("drop", "quiet hours"), ("send", "due now")]


def test_mail_that_waits_and_mail_of_the_week_are_shown_too(app: Flask, reminded: Reminded, at: Moment) -> None:
    cast = reminded.cast
    reminded.give_plan(cast.cleo, days=1)
    at.move(six_pm(WED))
    service.send_due()
    with transaction():
        for user in (cast.tara, cast.otto):
            monday = to_utc(MON, time(7), get_zone(user.zone))
            recurring.schedule(kinds.TRAINER_DIGEST, owner_id=user.id, user_id=user.id, next_at=monday)
        stopping.stop(cast.otto.id, kinds.TRAINER_DIGEST, now=NOW)
        prescriptions.end_plan(cast.cleo, last_on=WED, by=cast.tara.id, now=NOW)
    lines = [line for line in _lines(app, "2026-12-07T06:00:00Z") if line["kind"] != "week-summary"]
    assert [(line["email"], line["kind"], line["action"], line["reason"]) for line in lines] == [
        ("cleo@example.com", "session-reminder", "send", "waiting in the outbox"),
        # Monday comes to Berlin first, and the next one is there before the preview ends.
        ("otto@example.com", "trainer-digest", "drop", "turned off"),
        ("tara@example.com", "trainer-digest", "send", "Monday 07:00 local time"),
        ("otto@example.com", "trainer-digest", "drop", "turned off"),
    ]


def test_what_the_practice_decided_is_shown(app: Flask, reminded: Reminded) -> None:
    cast = reminded.cast
    monday = to_utc(MON, time(7), get_zone(cast.tara.zone))
    off = MailChoice(practice_id=cast.practice.id, kind=kinds.WEEK_SUMMARY.name, is_off=True, subject="", words="")
    with transaction():
        cast.practice.quiet_until = time(9)
        db.session.add(off)
        recurring.schedule(kinds.TRAINER_DIGEST, owner_id=cast.tara.id, user_id=cast.tara.id, next_at=monday)
        recurring.schedule(kinds.WEEK_SUMMARY, owner_id=cast.cleo.id, user_id=cast.cleo.user_id, next_at=monday)
    lines = _lines(app, "2026-12-01T06:00:00Z")
    assert [(line["kind"], line["local"][-5:], line["action"], line["reason"]) for line in lines] == [
        ("week-summary", "09:00", "drop", "the practice turned it off"),
        ("trainer-digest", "09:00", "send", "Monday, when the quiet hours end"),
    ]


def test_it_changes_nothing_at_all(app: Flask, reminded: Reminded, at: Moment) -> None:
    clients = [reminded.cast.cleo, *reminded.add_clients(3), *reminded.add_clients(1, status=ClientStatus.PAUSED)]
    reminded.give_plan(reminded.cast.cleo)
    at.move(six_pm(WED) + HOUR)
    before = _all_rows()
    assert sum(map(len, before.values())) > 50
    due = [next_at(client) for client in clients]
    assert _lines(app, "2027-06-01T00:00:00Z")
    assert _preview(app, "2027-06-01T00:00:00Z").exit_code == 0
    assert _all_rows() == before
    assert [next_at(client) for client in clients] == due
    # The comparison would notice: the real thing does change rows.
    service.send_due()
    assert _all_rows() != before


def test_it_asks_the_same_number_of_questions_for_one_and_for_many(reminded: Reminded) -> None:
    counts = []
    for number in (1, 20):
        reminded.add_clients(number, status=ClientStatus.ACTIVE if number == 1 else ClientStatus.MAINTENANCE)
        with counted() as seen:
            preview(NOW + 60 * DAY, now=NOW)
        counts.append(len(seen))
    assert counts[0] == counts[1] == 13


def test_the_table_is_readable(app: Flask, reminded: Reminded) -> None:
    reminded.give_plan(reminded.cast.cleo)
    result = _preview(app, "2026-11-26T00:00:00Z")
    assert result.output == (
        "2026-11-26T00:00:00Z  Wed 2026-11-25 18:00 UTC-6    America/Edmonton     "
        "send session-reminder cleo@example.com  (due now)\n"
    )
    assert _preview(app, "2026-11-25T15:30:00Z").output == "Nothing is planned until then.\n"


def test_an_address_is_found_whatever_its_case(app: Flask, reminded: Reminded) -> None:
    reminded.give_plan(reminded.cast.cleo)
    reminded.give_plan(reminded.cast.nils)
    lines = _lines(app, "2026-11-28T01:00:00Z", "--client", " Cleo@Example.com")
    assert {line["email"] for line in lines} == {"cleo@example.com"}


def test_an_unknown_client_is_a_sentence_and_a_failure(app: Flask, reminded: Reminded) -> None:
    result = _preview(app, "2026-11-28T01:00:00Z", "--client", "nobody@example.com", "--json")
    assert result.exit_code == 1
    assert result.output == "Error: Nobody here has the address nobody@example.com.\n"


@pytest.mark.parametrize(
    ("typed", "words"),
    [("tomorrow", "is not an instant"), ("2026-11-28", "no offset"), ("2026-11-28T18:00", "no offset")],
)
def test_an_instant_without_meaning_is_refused(app: Flask, reminded: Reminded, typed: str, words: str) -> None:
    result = _preview(app, typed)
    assert result.exit_code == 2
    assert words in result.output

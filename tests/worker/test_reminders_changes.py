"""Whatever changes about a client, the next reminder is computed anew in the same write."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import delete, select

from app.accounts.models import User
from app.clients.models import ClientStatus
from app.core import events
from app.core.db import db, transaction
from app.core.zones import get_zone, to_utc
from app.mail import dispatch, kinds, stopping
from app.mail.models import MailStatus, OutboxMail
from app.prescriptions import laying_out, pausing
from app.prescriptions import service as prescriptions
from app.prescriptions.models import PlannedSession
from app.reminders import service
from tests import factories
from tests.conftest import NOW, Moment
from tests.queries import counted
from tests.worker.reminders import FRI, HOUR, MINUTE, MON, WED, Reminded, mails, next_at, planned_on, set_status, six_pm

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def _in(zone: str, on: date, at: time = time(18)) -> datetime:
    return to_utc(on, at, get_zone(zone))


def _move(reminded: Reminded, zone: str, *, now: datetime) -> None:
    cleo = reminded.cast.cleo
    with transaction():
        db.session.get_one(User, cleo.user_id).zone = zone
        db.session.flush()
        events.client_changed.send(cleo, now=now)


def test_no_plan_no_reminder(reminded: Reminded) -> None:
    reminded.announce_plan(reminded.cast.cleo)
    assert next_at(reminded.cast.cleo) is None


def test_a_change_of_plan_moves_the_next_reminder(reminded: Reminded) -> None:
    cleo = reminded.cast.cleo
    reminded.give_plan(cleo)
    assert next_at(cleo) == six_pm(WED)
    with transaction():
        db.session.execute(delete(PlannedSession).where(PlannedSession.client_id == cleo.id))
    reminded.give_plan(cleo, weekdays=(2, 4), effective_from=WED + DAY)
    assert next_at(cleo) == six_pm(WED + DAY)


def test_the_time_the_trainer_chose_with_the_plan_is_kept(reminded: Reminded) -> None:
    cleo = reminded.cast.cleo
    reminded.give_plan(cleo)
    with transaction():
        events.plan_changed.send(cleo, now=NOW, reminder_at=time(12, 30))
    assert next_at(cleo) == _in("America/Edmonton", WED, time(12, 30))
    reminded.announce_plan(cleo)
    assert next_at(cleo) == _in("America/Edmonton", WED, time(12, 30))


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Honolulu"])
def test_a_change_of_zone_keeps_the_local_time(reminded: Reminded, zone: str) -> None:
    cleo = reminded.cast.cleo
    reminded.give_plan(cleo, weekdays=(1, 2, 3, 4, 5, 6, 7))
    _move(reminded, zone, now=NOW)
    first = next_at(cleo)
    assert first is not None
    local = first.astimezone(get_zone(zone))
    assert (local.time(), first > NOW, first - NOW < DAY) == (time(18), True, True)


def test_who_moves_west_after_the_reminder_is_not_reminded_twice_that_day(reminded: Reminded, at: Moment) -> None:
    cleo = reminded.cast.cleo
    _move(reminded, "Europe/Berlin", now=NOW)
    reminded.give_plan(cleo, weekdays=(1, 2, 3, 4, 5, 6, 7))
    at.move(_in("Europe/Berlin", WED))
    assert service.send_due() == 1
    _move(reminded, "America/Edmonton", now=_in("Europe/Berlin", WED) + HOUR)
    assert next_at(cleo) == six_pm(WED + DAY)
    at.move(six_pm(WED))
    assert service.send_due() == 0
    assert [mail.due_at for mail in mails()] == [_in("Europe/Berlin", WED)]


def test_who_moves_east_is_reminded_the_next_day_as_usual(reminded: Reminded, at: Moment) -> None:
    cleo = reminded.cast.cleo
    reminded.give_plan(cleo, weekdays=(1, 2, 3, 4, 5, 6, 7))
    at.move(six_pm(WED))
    service.send_due()
    # 18:00 on Wednesday in Edmonton is 02:00 on Thursday in Berlin.
    _move(reminded, "Europe/Berlin", now=six_pm(WED))
    at.move(_in("Europe/Berlin", WED + DAY))
    service.send_due()
    assert [mail.due_at for mail in mails()] == [six_pm(WED), _in("Europe/Berlin", WED + DAY)]


def test_a_plan_that_was_extended_wakes_the_reminder_up(reminded: Reminded, at: Moment) -> None:
    cleo = reminded.cast.cleo
    reminded.give_plan(cleo, days=1)
    at.move(six_pm(WED))
    service.send_due()
    assert next_at(cleo) is None
    with transaction():
        assert laying_out.extend_plans(now=six_pm(WED)) == 1
    assert next_at(cleo) == six_pm(FRI)


@pytest.mark.parametrize("status", [ClientStatus.PAUSED, ClientStatus.ARCHIVED])
def test_standing_aside_and_coming_back(reminded: Reminded, at: Moment, status: ClientStatus) -> None:
    cleo = reminded.cast.cleo
    reminded.give_plan(cleo)
    set_status(cleo, status, now=NOW)
    assert next_at(cleo) is None
    at.move(six_pm(FRI) + HOUR)
    assert service.send_due() == 0
    set_status(cleo, ClientStatus.ACTIVE, now=six_pm(FRI) + HOUR)
    assert next_at(cleo) == six_pm(MON)


def test_joining_starts_the_reminders(reminded: Reminded) -> None:
    cast = reminded.cast
    ida = factories.make_client("Ida Holt", cast.practice, cast.tara, now=NOW, status=ClientStatus.INVITED)
    reminded.give_plan(ida)
    assert next_at(ida) is None
    with transaction():
        ida.status, ida.accepted_at = ClientStatus.ACTIVE, NOW
        db.session.flush()
        events.client_joined.send(ida, now=NOW)
    assert next_at(ida) == six_pm(WED)


def test_a_pause_is_passed_over_and_its_end_counts_as_a_fresh_start(reminded: Reminded, at: Moment) -> None:
    cleo = reminded.cast.cleo
    reminded.give_plan(cleo, days=70)
    with transaction():
        pausing.pause(cleo, from_on=WED, until_on=WED + 34 * DAY, by=reminded.cast.tara.id, now=NOW)
    back = WED + 35 * DAY
    assert next_at(cleo) == six_pm(back)
    at.move(six_pm(back))
    service.send_due()
    assert [mail.due_at for mail in mails()] == [six_pm(back)]


def test_an_open_pause_and_its_end(reminded: Reminded) -> None:
    cleo = reminded.cast.cleo
    reminded.give_plan(cleo)
    with transaction():
        pausing.pause(cleo, from_on=WED, until_on=None, by=reminded.cast.tara.id, now=NOW)
    assert next_at(cleo) is None
    with transaction():
        pausing.resume(cleo, by=reminded.cast.tara.id, now=NOW + DAY)
    assert next_at(cleo) == six_pm(FRI)


def test_the_end_of_a_plan_is_the_end_of_its_reminders(reminded: Reminded, at: Moment) -> None:
    cleo = reminded.cast.cleo
    reminded.give_plan(cleo)
    with transaction():
        prescriptions.end_plan(cleo, last_on=WED, by=reminded.cast.tara.id, now=NOW)
    assert next_at(cleo) == six_pm(WED)
    at.move(six_pm(WED))
    service.send_due()
    assert next_at(cleo) is None


def test_a_stop_holds_at_once_and_taking_it_back_works_at_once(reminded: Reminded, at: Moment) -> None:
    """Both happen on a page that knows nothing of reminders."""
    cleo = reminded.cast.cleo
    reminded.give_plan(cleo)
    with transaction():
        stopping.stop(cleo.user_id, kinds.SESSION_REMINDER, now=NOW)
    at.move(six_pm(WED))
    assert service.send_due() == 1
    assert mails() == []
    with transaction():
        stopping.resume(cleo.user_id, kinds.SESSION_REMINDER)
    at.move(six_pm(FRI))
    service.send_due()
    assert [mail.due_at for mail in mails()] == [six_pm(FRI)]


def test_wishes_set_time_and_stops_together(reminded: Reminded, at: Moment) -> None:
    cleo = reminded.cast.cleo
    reminded.give_plan(cleo)
    with transaction():
        service.set_wishes(
            cleo, at=time(7, 15), wanted={kinds.SESSION_REMINDER: True, kinds.WEEK_SUMMARY: False}, now=NOW
        )
    assert next_at(cleo) == _in("America/Edmonton", FRI, time(7, 15))
    assert stopping.list_stopped(cleo.user_id) == {"week-summary"}
    with transaction():
        service.set_wishes(
            cleo, at=time(7, 15), wanted={kinds.SESSION_REMINDER: False, kinds.WEEK_SUMMARY: True}, now=NOW
        )
    assert stopping.list_stopped(cleo.user_id) == {"session-reminder"}
    assert service.find_time(cleo.id) == time(7, 15)


@pytest.mark.parametrize(
    ("wished", "expected"),
    [(time(6, 59), time(7)), (time(7), time(7)), (time(20, 59), time(20, 59)), (time(21), None), (time(0), time(7))],
)
def test_a_wish_in_the_quiet_hours_is_moved_or_never_sent(
    reminded: Reminded, wished: time, expected: time | None
) -> None:
    cleo = reminded.cast.cleo
    reminded.give_plan(cleo)
    with transaction():
        service.set_time(cleo, wished, now=NOW)
    on = FRI if expected == time(7) else WED
    assert next_at(cleo) == (None if expected is None else _in("America/Edmonton", on, expected))


def test_a_change_a_moment_before_the_tick_does_not_lose_the_reminder(reminded: Reminded, at: Moment) -> None:
    """Due at 18:00, changed at 18:00:10, looked at at 18:00:30."""
    cleo = reminded.cast.cleo
    reminded.give_plan(cleo)
    now = at.move(six_pm(WED) + 10 * SECOND)
    reminded.announce_plan(cleo, now=now)
    assert next_at(cleo) == six_pm(WED)
    at.move(six_pm(WED) + 30 * SECOND)
    service.send_due()
    assert len(mails()) == 1


def test_a_change_after_the_reminder_does_not_repeat_it(reminded: Reminded, at: Moment) -> None:
    cleo = reminded.cast.cleo
    reminded.give_plan(cleo)
    now = at.move(six_pm(WED))
    service.send_due()
    reminded.announce_plan(cleo, now=now)
    service.send_due()
    assert (len(mails()), next_at(cleo)) == (1, six_pm(FRI))


def test_an_earlier_time_chosen_later_that_day_does_not_send_at_once(reminded: Reminded, at: Moment) -> None:
    cleo = reminded.cast.cleo
    reminded.give_plan(cleo)
    now = at.move(six_pm(WED) - HOUR)
    with transaction():
        service.set_time(cleo, time(16), now=now)
    assert next_at(cleo) == six_pm(FRI) - 2 * HOUR


def test_a_write_that_fails_leaves_the_reminder_as_it_was(reminded: Reminded) -> None:
    cleo = reminded.cast.cleo
    reminded.give_plan(cleo)
    with pytest.raises(ZeroDivisionError), transaction():
        service.set_time(cleo, time(12), now=NOW)
        1 / 0  # noqa: B018
    assert (next_at(cleo), service.find_time(cleo.id)) == (six_pm(WED), time(18))


def test_an_answer_to_an_old_day_changes_nothing_about_today(reminded: Reminded, at: Moment) -> None:
    cleo = reminded.cast.cleo
    plan = reminded.give_plan(cleo)
    at.move(six_pm(WED))
    service.send_due()
    at.move(six_pm(FRI) - MINUTE)
    factories.make_log(cleo, plan, WED, now=six_pm(FRI), planned=planned_on(cleo, WED))
    at.move(six_pm(FRI))
    service.send_due()
    assert len(mails()) == 2


def test_computing_anew_takes_twelve_statements(reminded: Reminded) -> None:
    cleo = reminded.cast.cleo
    reminded.give_plan(cleo)
    # Only what listens to the signal: triage makes its state as the last step of the transaction, and counts its own.
    with transaction(), counted() as seen:
        events.plan_changed.send(cleo, now=NOW, reminder_at=None)
    assert len(seen) <= 12


# The first four change their clocks at different ends of the year, one by half an hour, one not any more.
YEAR_ZONES = (
    "America/Edmonton",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "America/Regina",
    "America/Halifax",
    "America/Santiago",
    "Europe/London",
    "Antarctica/Troll",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "Pacific/Apia",
)


def test_every_sunday_of_a_year(reminded: Reminded, at: Moment, pytestconfig: pytest.Config) -> None:
    """Clocks change on Sundays. Always answered, each planned date is reminded exactly once, at 18:00 on the wall."""
    zones = YEAR_ZONES if pytestconfig.getoption("--slow") else YEAR_ZONES[:4]
    people = {}
    for number, zone in enumerate(zones):
        client = factories.make_client(
            f"Zone{number} Marsh", reminded.cast.practice, reminded.cast.tara, now=NOW, zone=zone
        )
        people[client.user_id] = (client, reminded.give_plan(client, days=366, weekdays=(7,)), zone)
    sundays = [date(2026, 11, 29) + timedelta(weeks=week) for week in range(52)]
    expected = {(user_id, _in(zone, on)) for user_id, (_, _, zone) in people.items() for on in sundays}
    sent = []
    for instant in sorted({due_at for _, due_at in expected}):
        at.move(instant - SECOND)
        assert service.send_due() == 0
        at.move(instant)
        service.send_due()
        for user_id, due_at in _posted_at(instant):
            sent.append((user_id, due_at))
            client, plan, zone = people[user_id]
            on = due_at.astimezone(get_zone(zone)).date()
            factories.make_log(client, plan, on, now=instant, planned=planned_on(client, on))
    assert len(sent) == len(zones) * 52
    assert set(sent) == expected


def _posted_at(instant: datetime) -> list[tuple[int, datetime]]:
    posted = select(OutboxMail.user_id, OutboxMail.due_at).where(OutboxMail.created_at == instant)
    return [(user_id, due_at) for user_id, due_at in db.session.execute(posted)]


def test_a_mail_of_a_session_that_moved_away_is_held_back(reminded: Reminded, at: Moment) -> None:
    cleo = reminded.cast.cleo
    reminded.give_plan(cleo)
    now = at.move(six_pm(WED))
    service.send_due()
    with transaction():
        pausing.pause(cleo, from_on=WED, until_on=WED, by=reminded.cast.tara.id, now=now)
    dispatch.run_due()
    assert [mail.status for mail in mails()] == [MailStatus.SUPPRESSED]

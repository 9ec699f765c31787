"""What the rules are told about a client: silence, ignored mails, red answers, limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from app.accounts.models import User
from app.clients.models import Client, ClientStatus
from app.core.zones import get_zone, to_utc
from app.practices.models import Practice
from app.prescriptions.schedule import PerWeek, Weekdays
from app.reminders.rules import Action, Reason, ReminderFacts, decide
from app.reminders.service import next_instant, play
from app.reminders.state import ClientState, Planned

EDMONTON = get_zone("America/Edmonton")
ON = date(2026, 11, 25)
DAY = timedelta(days=1)
DAILY = Weekdays.of(*range(1, 8))
NOW = to_utc(ON, time(18), EDMONTON)


def a_state(*, status: str = ClientStatus.ACTIVE, days: int = 7, start: date = ON) -> ClientState:
    """A client with a session on each of some days, none answered."""
    user = User(name="Cleo Marsh", email="cleo@example.com", zone="America/Edmonton")
    client = Client(id=1, status=status, accepted_at=NOW)
    client.user = user
    client.practice = Practice(name="Birch", zone="America/Edmonton", quiet_from=time(21), quiet_until=time(7))
    state = ClientState(client, EDMONTON)
    for number in range(days):
        state.planned[start + number * DAY] = Planned(number + 1, 1, start, DAILY)
    return state


def change(state: ClientState, on: date, *, excused: str | None = None, is_answered: bool = False) -> None:
    old = state.planned[on]
    state.planned[on] = replace(old, excused=excused, is_answered=is_answered)


def facts(state: ClientState, on: date = ON) -> ReminderFacts:
    due_at = to_utc(on, state.at, state.zone)
    return state.facts(due_at, due_at)


def test_a_fresh_plan_is_simply_due() -> None:
    seen = facts(a_state())
    assert decide(seen).is_send
    assert (seen.on, seen.idle_days, seen.ignored_in_a_row, seen.last_reminded_on) == (ON, 0, 0, None)


@pytest.mark.parametrize(
    ("excused", "reason"),
    [("pause", Reason.PAUSED), ("hold", Reason.HELD), ("cancelled", Reason.NOT_PLANNED), (None, Reason.DUE)],
)
def test_an_excused_day_says_why(excused: str | None, reason: Reason) -> None:
    state = a_state()
    change(state, ON, excused=excused)
    assert decide(facts(state)).reason is reason


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (ClientStatus.ACTIVE, Reason.DUE),
        (ClientStatus.MAINTENANCE, Reason.DUE),
        (ClientStatus.PAUSED, Reason.PAUSED),
        (ClientStatus.ARCHIVED, Reason.ARCHIVED),
    ],
)
def test_only_running_clients_are_reminded(status: ClientStatus, reason: Reason) -> None:
    state = a_state(status=status)
    assert decide(facts(state)).reason is reason
    assert (next_instant(state, NOW - DAY) is None) is (reason is not Reason.DUE)


def test_who_has_not_accepted_or_cannot_sign_in_is_not_reminded() -> None:
    invited, closed = a_state(), a_state()
    invited.client.accepted_at = None
    closed.client.user.disabled_at = NOW
    assert decide(facts(invited)).reason is Reason.INVITED
    assert decide(facts(closed)).reason is Reason.CLOSED
    assert next_instant(invited, NOW - DAY) is next_instant(closed, NOW - DAY) is None


def test_silence_counts_from_the_last_answer_or_the_start_of_the_plan() -> None:
    state = a_state(days=40)
    assert facts(state, ON + 9 * DAY).idle_days == 9
    state.last_log_on = ON + 4 * DAY
    assert facts(state, ON + 9 * DAY).idle_days == 5
    state.planned[ON + 9 * DAY] = Planned(99, 2, ON + 8 * DAY, DAILY)
    assert facts(state, ON + 9 * DAY).idle_days == 1


def test_silence_does_not_count_while_nothing_was_expected() -> None:
    state = a_state(days=60)
    state.pauses = [(ON, ON + 34 * DAY), (ON + 50 * DAY, None)]
    assert facts(state, ON + 36 * DAY).idle_days == 2
    held = a_state(days=60)
    change(held, ON + 30 * DAY, excused="hold")
    assert facts(held, ON + 36 * DAY).idle_days == 6


def test_ignored_mails_count_back_to_the_last_answered_one() -> None:
    state = a_state()
    state.reminded = [ON, ON + DAY, ON + 2 * DAY, ON + 3 * DAY]
    assert facts(state, ON + 4 * DAY).ignored_in_a_row == 4
    change(state, ON + 3 * DAY, excused="pause")
    assert facts(state, ON + 4 * DAY).ignored_in_a_row == 3
    change(state, ON + DAY, is_answered=True)
    assert facts(state, ON + 4 * DAY).ignored_in_a_row == 1
    del state.planned[ON + 2 * DAY]
    assert facts(state, ON + 4 * DAY).ignored_in_a_row == 0


def test_after_the_third_ignored_a_day_is_left_out() -> None:
    """House rule: third ignored on Tuesday, Wednesday skipped, Thursday sent."""
    state = a_state()
    starts = [(state, to_utc(ON, time(18), EDMONTON))]
    decisions = [d.action for _, _, d in play(starts, until=NOW + 5 * DAY, now=NOW - DAY)]
    assert decisions == [Action.SEND] * 3 + [Action.DROP, Action.SEND, Action.DROP]


@pytest.mark.parametrize(
    ("reds", "is_held"),
    [
        ([], False),
        ([(0, False)], False),
        ([(0, False), (6, False)], True),
        ([(0, False), (7, False)], False),
        # However long ago the second one is: it waits for a look.
        ([(-20, False), (-18, False)], True),
        ([(-20, True), (-18, False)], True),
        ([(-20, False), (-18, True)], False),
        ([(0, True), (1, True)], False),
        ([(5, False), (5, False)], True),
    ],
)
def test_the_second_red_answer_in_seven_days_waits_for_the_trainer(reds: list[tuple[int, bool]], is_held: bool) -> None:
    state = a_state(days=10)
    state.reds = [(ON + days * DAY, is_seen) for days, is_seen in reds]
    assert facts(state, ON + 8 * DAY).is_awaiting_review is is_held


def test_limits_count_the_local_day_and_the_week_from_monday() -> None:
    state = a_state()
    sunday = ON - 3 * DAY
    state.messages = [sunday, sunday + DAY, ON, ON, ON + 4 * DAY, ON + 5 * DAY]
    seen = facts(state)
    assert (seen.messages_today, seen.messages_this_week) == (2, 4)
    assert decide(seen).reason is Reason.DAY_FULL


def test_a_day_that_had_its_reminder_is_not_looked_at_again() -> None:
    state = a_state(days=2)
    state.note_reminder(ON)
    assert state.open_dates() == [ON + DAY]
    assert next_instant(state, NOW - DAY) == NOW + DAY
    assert decide(facts(state)).reason is Reason.ALREADY_REMINDED


def test_several_people_are_played_in_order_of_time() -> None:
    early, late = a_state(days=2), a_state(days=2)
    early.at = time(9)
    starts = [(late, NOW), (early, to_utc(ON, time(9), EDMONTON))]
    instants = [due_at for _, due_at, _ in play(starts, until=NOW + 2 * DAY, now=NOW - DAY)]
    assert instants == sorted(instants)
    assert len(instants) == 4


def test_an_instant_that_has_passed_is_decided_as_of_now() -> None:
    state = a_state(days=3)
    now = NOW + 2 * DAY + timedelta(hours=1)
    reasons = [d.reason for _, _, d in play([(state, NOW)], until=now, now=now)]
    assert reasons == [Reason.TOO_LATE, Reason.TOO_LATE, Reason.DUE]


def test_the_last_minute_of_utc_is_no_border() -> None:
    """18:00 in Edmonton is the next day in UTC; the date that counts is the client's."""
    assert NOW.astimezone(UTC).date() == ON + DAY
    assert facts(a_state()).on == ON
    assert a_state().facts(datetime(2026, 11, 26, 5, 59, tzinfo=UTC), NOW).on == ON


MON = ON - 2 * DAY


def per_week(times: int, *done: date) -> ClientState:
    """A client with an N-per-week plan from Monday on, who trained on some days."""
    state = a_state(days=14, start=MON)
    for on, old in state.planned.items():
        state.planned[on] = replace(old, schedule=PerWeek(times), is_answered=on in done, is_done=on in done)
    return state


def test_a_number_a_week_is_announced_on_its_spread_days_until_it_is_enough() -> None:
    assert [on.isoweekday() for on in per_week(3).open_dates()] == [1, 3, 5, 1, 3, 5]
    assert decide(facts(per_week(3, MON, MON + DAY), MON + 4 * DAY)).reason is Reason.DUE
    enough = per_week(3, MON, MON + DAY, MON + 3 * DAY)
    assert decide(facts(enough, MON + 4 * DAY)).reason is Reason.ENOUGH
    assert decide(facts(enough, MON + 7 * DAY)).reason is Reason.DUE


def test_training_a_day_after_the_reminder_is_not_ignoring_it() -> None:
    state = per_week(3, MON + DAY, MON + 3 * DAY, MON + 5 * DAY)
    state.reminded = [MON, MON + 2 * DAY, MON + 4 * DAY]
    assert facts(state, MON + 7 * DAY).ignored_in_a_row == 0
    silent = per_week(3)
    silent.reminded = state.reminded
    assert facts(silent, MON + 7 * DAY).ignored_in_a_row == 3

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.zones import get_zone, local_date, local_time, zone_names
from app.reminders import rules
from app.reminders.rules import NotificationPolicy, Reason, ReminderFacts, decide, next_reminder, next_weekly

EDMONTON = get_zone("America/Edmonton")
BERLIN = get_zone("Europe/Berlin")
LORD_HOWE = get_zone("Australia/Lord_Howe")
KATHMANDU = get_zone("Asia/Kathmandu")
APIA = get_zone("Pacific/Apia")
NO_QUIET = NotificationPolicy(quiet_from=time(0), quiet_until=time(0))
SIX_PM = time(18)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def days(first: date, count: int) -> list[date]:
    return [first + timedelta(days=number) for number in range(count)]


def all_reminders(now: datetime, zone: ZoneInfo, at: time, dates: list[date]) -> list[datetime]:
    found: list[datetime] = []
    instant = next_reminder(now, zone, at, dates)
    while instant is not None:
        found.append(instant)
        instant = next_reminder(instant, zone, at, dates)
    return found


@pytest.mark.parametrize(
    ("wished", "sent"),
    [
        (time(20, 59), time(20, 59)),
        (time(21), None),
        (time(23, 30), None),
        (time(0), time(7)),
        (time(6, 59), time(7)),
        (time(7), time(7)),
        (time(18), time(18)),
    ],
)
def test_domain_7_quiet_hours_move_or_drop_a_reminder(wished: time, sent: time | None) -> None:
    assert rules.send_time(wished) == sent
    assert rules.is_quiet(wished) is (sent != wished)


def test_quiet_hours_inside_one_day_and_none_at_all() -> None:
    siesta = NotificationPolicy(quiet_from=time(13), quiet_until=time(15))
    assert rules.send_time(time(14), siesta) == time(15)
    assert rules.send_time(time(22), siesta) == time(22)
    assert rules.send_time(time(2, 30), NO_QUIET) == time(2, 30)


def test_next_reminder_is_strictly_after_now_in_any_order_of_dates() -> None:
    dates = [date(2026, 11, 27), date(2026, 11, 23), date(2026, 11, 25)]
    monday = utc("2026-11-24T00:00")
    assert next_reminder(monday - timedelta(seconds=1), EDMONTON, SIX_PM, dates) == monday
    assert next_reminder(monday, EDMONTON, SIX_PM, dates) == utc("2026-11-26T00:00")
    assert next_reminder(utc("2026-11-28T00:00"), EDMONTON, SIX_PM, dates) is None
    assert next_reminder(monday, EDMONTON, SIX_PM, []) is None


def test_a_late_evening_wish_is_never_reminded() -> None:
    assert next_reminder(utc("2026-11-20T00:00"), EDMONTON, time(21), days(date(2026, 11, 23), 7)) is None


def test_an_early_morning_wish_waits_for_seven() -> None:
    found = next_reminder(utc("2026-11-20T00:00"), EDMONTON, time(6, 59), [date(2026, 11, 23)])
    assert found == utc("2026-11-23T13:00")


def test_edmonton_spring_week_2025_keeps_local_time() -> None:
    found = all_reminders(utc("2025-03-03T08:00"), EDMONTON, SIX_PM, days(date(2025, 3, 3), 7))
    assert [instant.strftime("%d %H:%M") for instant in found] == [
        "04 01:00", "05 01:00", "06 01:00", "07 01:00", "08 01:00", "09 01:00", "10 00:00",
    ]  # fmt: skip
    assert {local_time(instant, EDMONTON) for instant in found} == {SIX_PM}


def test_edmonton_autumn_week_2025_keeps_local_time() -> None:
    found = all_reminders(utc("2025-10-27T08:00"), EDMONTON, SIX_PM, days(date(2025, 10, 27), 7))
    assert [instant.strftime("%d %H:%M") for instant in found] == [
        "28 00:00", "29 00:00", "30 00:00", "31 00:00", "01 00:00", "02 00:00", "03 01:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "monday"),
    [
        (BERLIN, date(2026, 3, 23)),
        (BERLIN, date(2026, 10, 19)),
        (LORD_HOWE, date(2026, 3, 30)),
        (LORD_HOWE, date(2026, 9, 28)),
        (KATHMANDU, date(2026, 3, 23)),
        (get_zone("Pacific/Chatham"), date(2026, 9, 21)),
        (get_zone("Antarctica/Troll"), date(2026, 3, 23)),
    ],
)
@pytest.mark.parametrize("at", [time(7), time(18), time(20, 59)])
def test_one_reminder_a_day_at_the_same_local_time_in_changing_weeks(zone: ZoneInfo, monday: date, at: time) -> None:
    now = datetime.combine(monday - timedelta(days=2), time(0), UTC)
    found = all_reminders(now, zone, at, days(monday, 7))
    assert [local_date(instant, zone) for instant in found] == days(monday, 7)
    assert {local_time(instant, zone) for instant in found} == {at}


def test_a_skipped_or_repeated_hour_reminds_once() -> None:
    spring = next_reminder(utc("2025-03-09T00:00"), EDMONTON, time(2, 30), [date(2025, 3, 9)], NO_QUIET)
    assert spring == utc("2025-03-09T09:00")
    autumn = next_reminder(utc("2025-11-02T00:00"), EDMONTON, time(1, 30), [date(2025, 11, 2)], NO_QUIET)
    assert autumn == utc("2025-11-02T07:30")
    assert next_reminder(autumn, EDMONTON, time(1, 30), [date(2025, 11, 2)], NO_QUIET) is None


def test_a_date_that_never_happened_has_no_reminder() -> None:
    assert next_reminder(utc("2011-12-29T00:00"), APIA, SIX_PM, [date(2011, 12, 30)]) is None


def test_domain_8_weekly_is_monday_seven_local_in_and_out_of_summer_time() -> None:
    assert next_weekly(utc("2025-02-25T12:00"), EDMONTON) == utc("2025-03-03T14:00")
    assert next_weekly(utc("2025-03-03T14:00"), EDMONTON) == utc("2025-03-10T13:00")
    assert next_weekly(utc("2025-03-10T12:59"), EDMONTON) == utc("2025-03-10T13:00")
    assert next_weekly(utc("2026-11-22T20:00"), EDMONTON) == utc("2026-11-23T13:00")
    assert next_weekly(utc("2026-11-23T00:00"), KATHMANDU) == utc("2026-11-23T01:15")
    assert next_weekly(utc("2026-11-23T01:15"), KATHMANDU) == utc("2026-11-30T01:15")


def test_weekly_on_another_day_and_time() -> None:
    assert next_weekly(utc("2026-11-23T12:00"), BERLIN, weekday=7, at=time(9)) == utc("2026-11-29T08:00")
    for weekday in (0, 8):
        with pytest.raises(ValueError, match="weekday"):
            next_weekly(utc("2026-11-23T12:00"), BERLIN, weekday)


@settings(max_examples=120, deadline=None)
@given(
    zone=st.sampled_from(zone_names()).map(get_zone),
    now=st.datetimes(datetime(2024, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    weekday=st.integers(1, 7),
)
def test_weekly_runs_visit_every_week_once(zone: ZoneInfo, now: datetime, weekday: int) -> None:
    first = next_weekly(now, zone, weekday)
    second = next_weekly(first, zone, weekday)
    assert now < first <= now + timedelta(days=7, hours=3)
    assert local_date(second, zone) - local_date(first, zone) == timedelta(days=7)
    assert local_date(first, zone).isoweekday() == weekday
    assert local_time(first, zone) == time(7)


def test_expiry_is_three_hours_the_local_day_or_the_quiet_hours_whichever_is_first() -> None:
    assert rules.expires_at(utc("2026-11-23T15:00"), EDMONTON) == utc("2026-11-23T18:00")
    assert rules.expires_at(utc("2026-11-24T02:00"), EDMONTON) == utc("2026-11-24T03:00")
    assert rules.expires_at(utc("2026-11-24T04:00"), EDMONTON, NO_QUIET) == utc("2026-11-24T06:00")


FACTS = ReminderFacts(
    now=utc("2026-11-24T00:00"),
    due_at=utc("2026-11-24T00:00"),
    zone=EDMONTON,
    on=date(2026, 11, 23),
    is_planned=True,
)


def test_a_due_reminder_is_sent() -> None:
    assert decide(FACTS) == rules.Decision(rules.Action.SEND, Reason.DUE)
    assert decide(FACTS).is_send


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"is_archived": True}, "client is archived"),
        ({"is_invited": True}, "invitation not accepted yet"),
        ({"is_closed": True}, "account is closed"),
        ({"is_held": True}, "safety hold"),
        ({"is_paused": True}, "paused"),
        ({"is_planned": False}, "not planned that day"),
        ({"is_logged": True}, "already logged"),
        ({"is_opted_out": True}, "reminders are turned off"),
        ({"is_awaiting_review": True}, "waiting for the trainer's review"),
        ({"session_reminders_today": 1}, "already reminded today"),
        ({"messages_today": 2}, "message limit for the day reached"),
        ({"messages_this_week": 8}, "message limit for the week reached"),
        ({"idle_days": 30}, "stopped after a long silence"),
    ],
)
def test_each_reason_to_drop(change: dict[str, bool | int], reason: str) -> None:
    decision = decide(replace(FACTS, **change))  # type: ignore[arg-type]
    assert not decision.is_send
    assert decision.reason == reason


def test_limits_just_below_still_send() -> None:
    assert decide(replace(FACTS, messages_today=1, messages_this_week=7, idle_days=29)).is_send


def test_a_hold_is_named_before_a_pause_and_a_log() -> None:
    assert decide(replace(FACTS, is_held=True, is_paused=True, is_logged=True)).reason is Reason.HELD


@pytest.mark.parametrize(
    ("due", "now", "reason"),
    [
        ("2026-11-23T15:00", "2026-11-23T17:59:59", Reason.DUE),
        ("2026-11-23T15:00", "2026-11-23T18:00", Reason.TOO_LATE),
        ("2026-11-24T02:59", "2026-11-24T02:59:59", Reason.DUE),
        ("2026-11-24T02:59", "2026-11-24T03:00", Reason.QUIET),
        ("2026-11-24T02:59", "2026-11-24T06:00", Reason.TOO_LATE),
        ("2026-11-24T02:59", "2026-11-24T13:00", Reason.TOO_LATE),
    ],
)
def test_lateness(due: str, now: str, reason: Reason) -> None:
    assert decide(replace(FACTS, due_at=utc(due), now=utc(now))).reason is reason


def test_domain_7_third_ignored_on_tuesday_skips_wednesday_and_sends_thursday() -> None:
    tuesday = date(2026, 11, 24)
    facts = replace(FACTS, ignored_in_a_row=3, last_reminded_on=tuesday)

    def on(number: int) -> ReminderFacts:
        at = FACTS.due_at + timedelta(days=number)
        return replace(facts, on=FACTS.on + timedelta(days=number), due_at=at, now=at)

    assert decide(on(2)).reason is Reason.ALTERNATE
    assert decide(on(3)).is_send
    assert decide(replace(on(2), ignored_in_a_row=2)).is_send


def test_after_fourteen_idle_days_reminders_come_once_a_week() -> None:
    facts = replace(FACTS, idle_days=14, ignored_in_a_row=9)
    assert decide(replace(facts, last_reminded_on=FACTS.on - timedelta(days=6))).reason is Reason.WEEKLY
    assert decide(replace(facts, last_reminded_on=FACTS.on - timedelta(days=7))).is_send
    assert decide(replace(facts, last_reminded_on=None)).is_send


@pytest.mark.parametrize(
    ("ignored", "idle", "spacing"),
    [(0, 0, 1), (2, 13, 1), (3, 0, 2), (3, 13, 2), (0, 14, 7), (9, 29, 7), (0, 30, None)],
)
def test_spacing(ignored: int, idle: int, spacing: int | None) -> None:
    assert rules.spacing_days(ignored, idle) == spacing


def test_the_plan_is_questioned_once_in_a_silence() -> None:
    assert [rules.should_ask_about_plan(idle, False) for idle in (6, 7, 29, 30)] == [False, True, True, False]
    assert not rules.should_ask_about_plan(7, True)


def test_naive_instants_are_refused() -> None:
    naive = datetime.fromisoformat("2026-11-24T00:00")
    with pytest.raises(ValueError, match="zone"):
        next_reminder(naive, EDMONTON, SIX_PM, [])
    with pytest.raises(ValueError, match="zone"):
        next_weekly(naive, EDMONTON)


@settings(max_examples=120, deadline=None)
@given(
    zone=st.sampled_from(zone_names()).map(get_zone),
    start=st.dates(date(2024, 1, 1), date(2028, 1, 1)),
    count=st.integers(0, 10),
    minutes=st.integers(0, 24 * 60 - 1),
)
def test_reminders_never_fall_in_quiet_hours_and_never_twice_a_day(
    zone: ZoneInfo, start: date, count: int, minutes: int
) -> None:
    now = datetime.combine(start - timedelta(days=2), time(0), UTC)
    dates = days(start, count)
    found = all_reminders(now, zone, time(minutes // 60, minutes % 60), dates)
    assert [local_date(instant, zone) for instant in found] == (dates if minutes < 21 * 60 else [])
    assert not any(rules.is_quiet(local_time(instant, zone)) for instant in found)

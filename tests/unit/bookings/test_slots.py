from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.bookings.slots import GRAIN, Availability, Busy, Call, Slot, grains, open_slots
from app.core.zones import get_zone, local_date, local_time

EDMONTON = get_zone("America/Edmonton")
BERLIN = get_zone("Europe/Berlin")
LORD_HOWE = get_zone("Australia/Lord_Howe")
MON = date(2026, 11, 23)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NINE_TO_NOON = [Availability(1, time(9), time(12))]
HALF_HOUR = Call(30, increment_minutes=30)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def offered(
    rules: Sequence[Availability] = NINE_TO_NOON,
    call: Call = HALF_HOUR,
    busy: Sequence[Busy] = (),
    closed: Sequence[date] = (),
    on: date = MON,
    now: datetime = NOW,
    zone: ZoneInfo = EDMONTON,
) -> list[str]:
    found = open_slots(rules, closed, busy, call, now, zone, on, on)
    assert all(slot.end_at - slot.start_at == timedelta(minutes=call.minutes) for slot in found)
    assert all(slot.start_at.tzinfo is UTC for slot in found)
    return [local_time(slot.start_at, zone).strftime("%H:%M") for slot in found]


def test_a_free_morning() -> None:
    assert offered() == ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30"]
    first = open_slots(NINE_TO_NOON, (), (), HALF_HOUR, NOW, EDMONTON, MON, MON)[0]
    assert first == Slot(utc("2026-11-23T15:00"), utc("2026-11-23T15:30"))


def test_both_dates_of_the_range_are_inside_and_other_weekdays_are_not() -> None:
    found = open_slots(NINE_TO_NOON, (), (), HALF_HOUR, NOW, EDMONTON, MON - timedelta(days=1), MON + timedelta(days=7))
    assert {local_date(slot.start_at, EDMONTON) for slot in found} == {MON, MON + timedelta(days=7)}
    assert open_slots(NINE_TO_NOON, (), (), HALF_HOUR, NOW, EDMONTON, MON, MON - timedelta(days=1)) == []


def test_the_step_is_independent_of_the_length() -> None:
    assert offered(call=Call(60, increment_minutes=45)) == ["09:00", "09:45", "10:30"]
    assert offered(call=Call(30, increment_minutes=60)) == ["09:00", "10:00", "11:00"]
    assert offered(call=Call(180, increment_minutes=5)) == ["09:00"]
    assert offered(call=Call(185)) == []


def test_a_booked_call_takes_what_it_overlaps_and_no_more() -> None:
    busy = [Busy(utc("2026-11-23T16:00"), utc("2026-11-23T16:30"))]
    assert offered(busy=busy) == ["09:00", "09:30", "10:30", "11:00", "11:30"]
    wide = [Busy(utc("2026-11-23T15:10"), utc("2026-11-23T16:50"))]
    assert offered(busy=wide) == ["11:00", "11:30"]


def test_buffers_stack() -> None:
    busy = [Busy(utc("2026-11-23T16:00"), utc("2026-11-23T16:30"), buffer_minutes=10)]
    call = Call(30, buffer_minutes=15, increment_minutes=5)
    found = offered(busy=busy, call=call)
    assert found[:2] == ["09:00", "09:05"]
    assert found[2] == "10:55"


def test_buffers_may_reach_outside_the_hours() -> None:
    assert offered(call=Call(180, buffer_minutes=30)) == ["09:00"]


def test_busy_time_off_the_grid_is_rounded_outwards() -> None:
    busy = [Busy(utc("2026-11-23T15:33"), utc("2026-11-23T15:58"))]
    found = offered(busy=busy, call=Call(30, increment_minutes=5))
    assert found[:2] == ["09:00", "10:00"]


def test_blocked_time_and_closed_days_offer_nothing() -> None:
    blocked = Busy(utc("2026-11-23T00:00"), utc("2026-11-24T00:00"), is_call=False)
    assert offered(busy=[blocked]) == []
    assert offered(closed=[MON]) == []


def test_a_call_inside_blocked_time_does_not_open_the_rest_of_it() -> None:
    blocked = Busy(utc("2026-11-23T15:00"), utc("2026-11-23T18:00"), is_call=False)
    call = Busy(utc("2026-11-23T15:30"), utc("2026-11-23T16:00"))
    assert offered(busy=[blocked, call]) == []


def test_notice() -> None:
    now = utc("2026-11-23T14:30")
    assert offered(now=now, call=Call(30, notice_minutes=60, increment_minutes=30))[0] == "09:30"
    assert offered(now=now, call=Call(30, notice_minutes=61, increment_minutes=30))[0] == "10:00"
    assert offered(now=utc("2026-11-23T18:00")) == []
    assert offered(now=utc("2026-11-24T18:00")) == []


def test_horizon_counts_local_dates() -> None:
    rules = [Availability(day, time(9), time(10)) for day in range(1, 8)]
    found = open_slots(rules, (), (), Call(60, horizon_days=3), NOW, EDMONTON, date(2026, 11, 1), date(2027, 11, 1))
    assert [local_date(slot.start_at, EDMONTON).day for slot in found] == [20, 21, 22, 23]


def test_the_cap_counts_calls_of_the_local_day_and_not_blocked_time() -> None:
    evening = Busy(utc("2026-11-24T01:00"), utc("2026-11-24T01:30"))
    blocked = Busy(utc("2026-11-23T20:00"), utc("2026-11-23T21:00"), is_call=False)
    capped = Call(30, increment_minutes=30, calls_a_day=1)
    assert offered(busy=[evening, blocked], call=capped) == []
    assert offered(busy=[blocked], call=capped) == offered()
    assert offered(call=Call(30, calls_a_day=0)) == []


def test_hours_that_touch_or_overlap_are_one_stretch() -> None:
    rules = [
        Availability(1, time(10), time(11)),
        Availability(1, time(9), time(10)),
        Availability(1, time(9), time(10)),
    ]
    assert offered(rules=rules, call=Call(60, increment_minutes=30)) == ["09:00", "09:30", "10:00"]
    apart = [Availability(1, time(9), time(10)), Availability(1, time(10, 5), time(11, 5))]
    assert offered(rules=apart, call=Call(60, increment_minutes=30)) == ["09:00", "10:05"]


def test_hours_off_the_grid_start_on_it() -> None:
    assert offered(rules=[Availability(1, time(9, 2), time(9, 34))], call=Call(25, increment_minutes=5)) == ["09:05"]


ALL_NIGHT = [Availability(7, time(0), time(5))]


@pytest.mark.parametrize(
    ("zone", "on", "missing"),
    [
        (EDMONTON, date(2025, 3, 9), ["02:00", "02:30"]),
        (BERLIN, date(2026, 3, 29), ["02:00", "02:30"]),
        (LORD_HOWE, date(2026, 10, 4), ["02:00"]),
        (EDMONTON, date(2025, 11, 2), []),
        (BERLIN, date(2026, 10, 25), []),
        (LORD_HOWE, date(2026, 4, 5), []),
    ],
)
def test_clock_changes_offer_no_skipped_and_no_repeated_time(zone: ZoneInfo, on: date, missing: list[str]) -> None:
    wall = [f"{minutes // 60:02d}:{minutes % 60:02d}" for minutes in range(0, 300, 30)]
    now = datetime.combine(on - timedelta(days=3), time(0), UTC)
    found = offered(rules=ALL_NIGHT, on=on, now=now, zone=zone)
    assert found == [at for at in wall if at not in missing]


def test_a_call_across_the_repeated_hour_keeps_its_length() -> None:
    now = utc("2025-10-30T00:00")
    on = date(2025, 11, 2)
    found = open_slots(ALL_NIGHT, (), (), Call(60, increment_minutes=60), now, EDMONTON, on, on)
    assert [slot.start_at.hour for slot in found] == [6, 7, 9, 10, 11]
    assert all(slot.end_at - slot.start_at == timedelta(hours=1) for slot in found)


@pytest.mark.parametrize(
    "build",
    [
        lambda: Availability(0, time(9), time(10)),
        lambda: Availability(8, time(9), time(10)),
        lambda: Availability(1, time(9), time(9)),
        lambda: Call(0),
        lambda: Call(31),
        lambda: Call(30, buffer_minutes=7),
        lambda: Call(30, buffer_minutes=-5),
        lambda: Call(30, increment_minutes=0),
        lambda: Call(30, increment_minutes=12),
        lambda: Call(30, notice_minutes=-1),
        lambda: Call(30, horizon_days=-1),
        lambda: Call(30, calls_a_day=-1),
        lambda: grains(NOW, NOW),
        lambda: grains(NOW.replace(tzinfo=None), NOW.replace(tzinfo=None) + GRAIN),
        lambda: open_slots([], [], [], HALF_HOUR, NOW.replace(tzinfo=None), EDMONTON, MON, MON),
    ],
)
def test_impossible_terms_are_refused(build: object) -> None:
    assert callable(build)
    with pytest.raises(ValueError, match=r"\w"):
        build()


def test_an_hour_is_twelve_grains() -> None:
    start = utc("2026-11-23T15:00")
    found = grains(start, start + timedelta(hours=1))
    assert len(found) == 12
    assert (found[0], found[-1]) == (start, utc("2026-11-23T15:55"))
    assert grains(start + timedelta(minutes=1), start + timedelta(minutes=6)) == [start, start + GRAIN]
    assert grains(start.astimezone(EDMONTON), start + GRAIN)[0].tzinfo is UTC


MINUTES = st.integers(0, 24).map(lambda number: 5 * number)
TIMES = st.integers(0, 23 * 60 + 59).map(lambda minute: time(minute // 60, minute % 60))
RULES = st.tuples(st.integers(1, 7), TIMES, TIMES).filter(lambda parts: parts[1] < parts[2])
RULES_OF_A_WEEK = st.lists(RULES.map(lambda parts: Availability(*parts)), max_size=6)
CALLS = st.builds(
    Call,
    minutes=MINUTES.filter(bool),
    buffer_minutes=MINUTES,
    notice_minutes=st.integers(0, 3000),
    increment_minutes=MINUTES.filter(bool),
    calls_a_day=st.none() | st.integers(0, 3),
)
ZONES = st.sampled_from([EDMONTON, BERLIN, LORD_HOWE, get_zone("Asia/Kathmandu"), get_zone("Pacific/Chatham")])
STARTS = st.sampled_from([date(2025, 3, 6), date(2026, 10, 1), date(2026, 10, 23), date(2026, 4, 2), date(2026, 9, 25)])


@settings(max_examples=120, deadline=None)
@given(
    rules=RULES_OF_A_WEEK,
    call=CALLS,
    busy=st.lists(st.tuples(st.integers(0, 7 * 24 * 60), st.integers(1, 180), MINUTES, st.booleans()), max_size=8),
    zone=ZONES,
    first=STARTS,
)
def test_offered_times_are_unique_on_the_grid_and_clear_of_everything_busy(
    rules: list[Availability], call: Call, busy: list[tuple[int, int, int, bool]], zone: ZoneInfo, first: date
) -> None:
    now = datetime.combine(first, time(6), UTC)
    taken = [
        Busy(now + timedelta(minutes=at), now + timedelta(minutes=at + length), buffer, is_call)
        for at, length, buffer, is_call in busy
    ]
    found = open_slots(rules, [first + timedelta(days=2)], taken, call, now, zone, first, first + timedelta(days=6))
    starts = [slot.start_at for slot in found]
    assert starts == sorted(set(starts))
    walls = [(local_date(start, zone), local_time(start, zone)) for start in starts]
    assert len(set(walls)) == len(walls)
    for slot in found:
        assert slot.start_at.timestamp() % 300 == 0
        assert slot.start_at >= now + timedelta(minutes=call.notice_minutes)
        assert local_date(slot.start_at, zone) != first + timedelta(days=2)
        own = timedelta(minutes=call.buffer_minutes)
        for one in taken:
            gap = own + timedelta(minutes=one.buffer_minutes)
            assert slot.end_at + gap <= one.start_at or one.end_at + gap <= slot.start_at
        wanted = set(grains(slot.start_at - own, slot.end_at + own))
        for one in taken:
            theirs = timedelta(minutes=one.buffer_minutes)
            assert wanted.isdisjoint(grains(one.start_at - theirs, one.end_at + theirs))

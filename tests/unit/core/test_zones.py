import zoneinfo
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import zones
from app.core.zones import get_zone, local_date, local_time, offset_text, to_utc

EDMONTON = get_zone("America/Edmonton")
BERLIN = get_zone("Europe/Berlin")
LORD_HOWE = get_zone("Australia/Lord_Howe")
KATHMANDU = get_zone("Asia/Kathmandu")
TROLL = get_zone("Antarctica/Troll")
CHATHAM = get_zone("Pacific/Chatham")
APIA = get_zone("Pacific/Apia")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_pinned_wheel_is_the_only_source_of_rules() -> None:
    assert zoneinfo.TZPATH == ()
    assert zones.tzdata_version() >= "2026a"


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        ("2026-07-01T12:00", "UTC-6"),
        ("2026-11-22T15:00", "UTC-6"),
        ("2027-01-15T12:00", "UTC-6"),
        ("2025-01-15T12:00", "UTC-7"),
        ("2025-07-01T12:00", "UTC-6"),
    ],
)
def test_edmonton_stays_on_utc_minus_six_from_november_2026(instant: str, expected: str) -> None:
    assert offset_text(utc(instant), EDMONTON) == expected


def test_edmonton_morning_in_november_2026_is_not_an_hour_late() -> None:
    assert to_utc(date(2026, 11, 22), time(9), EDMONTON) == utc("2026-11-22T15:00")


@pytest.mark.parametrize(
    ("zone", "instant", "expected"),
    [
        (KATHMANDU, "2026-11-22T12:00", "UTC+5:45"),
        (CHATHAM, "2026-01-10T12:00", "UTC+13:45"),
        (CHATHAM, "2026-07-10T12:00", "UTC+12:45"),
        (LORD_HOWE, "2026-01-10T12:00", "UTC+11"),
        (LORD_HOWE, "2026-07-10T12:00", "UTC+10:30"),
        (TROLL, "2026-01-10T12:00", "UTC"),
        (TROLL, "2026-07-10T12:00", "UTC+2"),
        (get_zone("America/St_Johns"), "2026-01-10T12:00", "UTC-3:30"),
        (get_zone("Pacific/Marquesas"), "2026-01-10T12:00", "UTC-9:30"),
    ],
)
def test_offset_text(zone: zoneinfo.ZoneInfo, instant: str, expected: str) -> None:
    assert offset_text(utc(instant), zone) == expected


@pytest.mark.parametrize(
    ("zone", "on", "at", "expected"),
    [
        (EDMONTON, date(2025, 3, 9), time(2, 30), "2025-03-09T09:00"),
        (EDMONTON, date(2025, 3, 9), time(2, 0), "2025-03-09T09:00"),
        (EDMONTON, date(2025, 3, 9), time(2, 59, 59, 999), "2025-03-09T09:00"),
        (EDMONTON, date(2025, 3, 9), time(1, 59), "2025-03-09T08:59"),
        (EDMONTON, date(2025, 3, 9), time(3, 0), "2025-03-09T09:00"),
        (BERLIN, date(2026, 3, 29), time(2, 30), "2026-03-29T01:00"),
        (LORD_HOWE, date(2026, 10, 4), time(2, 15), "2026-10-03T15:30"),
        (TROLL, date(2026, 3, 29), time(1, 30), "2026-03-29T01:00"),
        (TROLL, date(2026, 3, 29), time(2, 59), "2026-03-29T01:00"),
        (CHATHAM, date(2026, 9, 27), time(3, 0), "2026-09-26T14:00"),
    ],
)
def test_a_skipped_time_becomes_the_end_of_the_gap(zone: zoneinfo.ZoneInfo, on: date, at: time, expected: str) -> None:
    assert to_utc(on, at, zone) == utc(expected)


def test_every_minute_of_a_gap_gives_the_same_instant() -> None:
    found = {to_utc(date(2025, 3, 9), time(2, minute, second), EDMONTON) for minute in range(60) for second in (0, 59)}
    assert found == {utc("2025-03-09T09:00")}


def test_the_end_of_the_gap_reads_three_o_clock() -> None:
    assert local_time(to_utc(date(2025, 3, 9), time(2, 30), EDMONTON), EDMONTON) == time(3)


@pytest.mark.parametrize(
    ("zone", "on", "at", "expected"),
    [
        (EDMONTON, date(2025, 11, 2), time(1, 30), "2025-11-02T07:30"),
        (BERLIN, date(2026, 10, 25), time(2, 30), "2026-10-25T00:30"),
        (LORD_HOWE, date(2026, 4, 5), time(1, 45), "2026-04-04T14:45"),
        (CHATHAM, date(2026, 4, 5), time(3, 0), "2026-04-04T13:15"),
    ],
)
def test_a_repeated_time_is_its_first_occurrence(zone: zoneinfo.ZoneInfo, on: date, at: time, expected: str) -> None:
    assert to_utc(on, at, zone) == utc(expected)
    assert to_utc(on, at.replace(fold=1), zone) == utc(expected)


def test_apia_skipped_a_whole_day() -> None:
    assert to_utc(date(2011, 12, 29), time(23, 59), APIA) == utc("2011-12-30T09:59")
    skipped = to_utc(date(2011, 12, 30), time(18), APIA)
    assert skipped == utc("2011-12-30T10:00")
    assert local_date(skipped, APIA) == date(2011, 12, 31)


def test_edmonton_sunday_night_is_still_sunday() -> None:
    logged_at = utc("2025-06-09T05:30")
    assert local_date(logged_at, EDMONTON) == date(2025, 6, 8)
    assert local_time(logged_at, EDMONTON) == time(23, 30)


@pytest.mark.parametrize(
    ("monday", "hours"), [(date(2025, 3, 3), 167), (date(2025, 6, 2), 168), (date(2025, 10, 27), 169)]
)
def test_a_week_has_seven_local_days_whatever_its_hours(monday: date, hours: int) -> None:
    start = to_utc(monday, time(0), EDMONTON)
    end = to_utc(monday + timedelta(days=7), time(0), EDMONTON)
    assert end - start == timedelta(hours=hours)
    assert len(zones.week_dates(monday)) == 7
    assert zones.week_dates(monday)[-1] == monday + timedelta(days=6)


@pytest.mark.parametrize(
    "name",
    ["", "MDT", "UTC-6", "America", "America/Nowhere", "../etc/passwd", "/etc/localtime", "zone.tab", "a\0b"],
)
def test_unknown_names_are_refused(name: str) -> None:
    with pytest.raises(zones.UnknownZone):
        get_zone(name)


def test_historical_names_are_accepted_but_not_offered() -> None:
    assert get_zone("Asia/Calcutta").key == "Asia/Calcutta"
    assert "Asia/Calcutta" not in zones.zone_names()


def test_the_picker_is_grouped_and_every_name_loads() -> None:
    names = zones.zone_names()
    assert {"America/Edmonton", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Apia"} <= set(names)
    assert len(names) == len(set(names))
    assert names[-1] == "UTC"
    regions = [name.partition("/")[0] for name in names]
    assert list(dict.fromkeys(regions))[:2] == ["America", "Europe"]
    assert len(dict.fromkeys(regions)) == sum(a != b for a, b in zip(regions, ["", *regions], strict=False))
    for name in names:
        get_zone(name)


def test_the_picker_list_cannot_be_spoiled_by_a_caller() -> None:
    zones.zone_names().clear()
    assert zones.zone_names()


def test_naive_instants_are_refused() -> None:
    naive = datetime.fromisoformat("2026-11-22T12:00")
    for function in (local_date, local_time, offset_text):
        with pytest.raises(ValueError, match="zone"):
            function(naive, EDMONTON)
    with pytest.raises(ValueError, match="zone"):
        to_utc(date(2026, 11, 22), time(9, tzinfo=UTC), EDMONTON)


def test_the_ends_of_the_calendar_raise_value_error() -> None:
    with pytest.raises(ValueError, match="calendar"):
        to_utc(date.min, time(0), KATHMANDU)
    with pytest.raises(ValueError, match="calendar"):
        to_utc(date.max, time(23), EDMONTON)


@pytest.mark.parametrize(
    ("on", "monday", "key"),
    [
        (date(2026, 11, 22), date(2026, 11, 16), "2026-W47"),
        (date(2026, 11, 23), date(2026, 11, 23), "2026-W48"),
        (date(2027, 1, 1), date(2026, 12, 28), "2026-W53"),
        (date(2024, 12, 31), date(2024, 12, 30), "2025-W01"),
    ],
)
def test_weeks_begin_on_monday_and_have_iso_keys(on: date, monday: date, key: str) -> None:
    assert zones.week_start(on) == monday
    assert zones.iso_week_key(on) == key
    assert zones.parse_iso_week(key) == monday


@pytest.mark.parametrize(
    "key", ["", "2026-47", "2026-W00", "2025-W53", "2026-W7", "2026-W471", " 2026-W47", "2026-w47"]
)
def test_other_week_texts_are_refused(key: str) -> None:
    with pytest.raises(ValueError, match=r"week|Week"):
        zones.parse_iso_week(key)


@settings(max_examples=300, deadline=None)
@given(
    name=st.sampled_from(zones.zone_names()),
    on=st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    minutes=st.integers(0, 24 * 60 - 1),
)
def test_a_local_time_comes_back_unless_the_clocks_skipped_it(name: str, on: date, minutes: int) -> None:
    zone = get_zone(name)
    at = time(minutes // 60, minutes % 60)
    instant = to_utc(on, at, zone)
    back = instant.astimezone(zone).replace(tzinfo=None)
    wall = datetime.combine(on, at)
    if back == wall:
        assert instant.astimezone(zone).fold == 0
        return
    just_before = (instant - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None)
    assert just_before < wall < back

"""Open times by day, by part of the day, and the distance between two clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.bookings import days
from app.core.zones import get_zone

HALIFAX, EDMONTON = get_zone("America/Halifax"), get_zone("America/Edmonton")
BERLIN, KATHMANDU = get_zone("Europe/Berlin"), get_zone("Asia/Kathmandu")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


def test_a_late_time_is_on_the_readers_next_day() -> None:
    late, early = utc(2026, 11, 27, 23, 30), utc(2026, 11, 27, 16, 0)
    assert days.by_day([early, late], BERLIN) == {date(2026, 11, 27): [early], date(2026, 11, 28): [late]}
    assert list(days.by_day([early, late], EDMONTON)) == [date(2026, 11, 27)]


def test_parts_of_the_day_begin_at_noon_and_at_six() -> None:
    at = [utc(2026, 11, 27, hour, 59 if hour % 2 else 0) for hour in (11, 12, 17, 18)]
    assert days.by_part(at, get_zone("UTC")) == [("Morning", [at[0]]), ("Afternoon", at[1:3]), ("Evening", [at[3]])]
    assert days.by_part([], BERLIN) == []


def test_whole_weeks_begin_on_monday_and_end_on_sunday() -> None:
    found = days.whole_weeks(date(2026, 11, 25), date(2026, 12, 1))
    assert (found[0], found[-1], len(found)) == (date(2026, 11, 23), date(2026, 12, 6), 14)
    assert len(days.whole_weeks(date(2026, 11, 23), date(2026, 11, 29))) == 7


def test_days_that_follow_one_another_are_one_stretch() -> None:
    wanted = [date(2026, 12, 31), date(2027, 1, 1), date(2026, 12, 24), date(2026, 12, 31)]
    assert days.stretches(wanted) == [
        (date(2026, 12, 24), date(2026, 12, 24)),
        (date(2026, 12, 31), date(2027, 1, 1)),
    ]
    assert days.stretches([]) == []


@pytest.mark.parametrize(
    ("here", "there", "words"),
    [
        # Halifax is UTC-4 in November; Edmonton stays at UTC-6 since 2026-11-01.
        (HALIFAX, EDMONTON, "two hours behind"),
        (EDMONTON, HALIFAX, "two hours ahead"),
        (EDMONTON, BERLIN, "seven hours ahead"),
        (BERLIN, KATHMANDU, "4 h 45 min ahead"),
        (get_zone("Asia/Kolkata"), KATHMANDU, "15 minutes ahead"),
        (get_zone("Australia/Adelaide"), get_zone("Australia/Brisbane"), "half an hour behind"),
        (BERLIN, get_zone("Europe/Paris"), "on the same time"),
        (BERLIN, get_zone("Africa/Algiers"), "on the same time"),
        (BERLIN, get_zone("Europe/London"), "one hour behind"),
        (get_zone("Pacific/Midway"), get_zone("Pacific/Kiritimati"), "25 hours ahead"),
    ],
)
def test_the_distance_in_words(here: object, there: object, words: str) -> None:
    assert days.apart(here, there, [utc(2026, 11, 27, 12)]) == words  # type: ignore[arg-type]


def test_a_distance_that_changes_is_not_named() -> None:
    before, after = utc(2027, 3, 10, 12), utc(2027, 3, 17, 12)
    assert days.apart(HALIFAX, EDMONTON, [before, after]) == ""
    assert days.apart(HALIFAX, EDMONTON, [after]) == "three hours behind"
    assert days.apart(HALIFAX, EDMONTON, []) == ""

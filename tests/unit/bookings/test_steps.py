"""What the steps show on nights when the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from app.accounts.models import User
from app.bookings.models import CallType
from app.bookings.steps import Diary

# Berlin's clocks go back at 01:00 UTC: 02:30 comes twice.
FIRST, SECOND = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
NIGHT = date(2026, 10, 25)


def a_diary(*starts: datetime, reader: str = "Europe/Berlin", other: str = "America/Edmonton") -> Diary:
    people = User(name="Cleo Marsh", zone=reader), User(name="Tara Lind", zone=other)
    return Diary(*people, CallType(horizon_days=28), starts, FIRST - timedelta(days=3))


def test_a_time_that_comes_twice_is_told_apart_by_its_offset() -> None:
    parts = a_diary(FIRST, SECOND).times(NIGHT, lambda at: f"/{at:%H%M}")
    assert parts == [
        (
            "Morning",
            [
                ("/0030", "02:30 (UTC+2)", "Sat 24 Oct, 18:30 in Edmonton"),
                ("/0130", "02:30 (UTC+1)", "Sat 24 Oct, 19:30 in Edmonton"),
            ],
        )
    ]
    words = [text for _, text in a_diary(FIRST, SECOND).choices([SECOND], with_day=True)]
    assert words == ["Sun 25 Oct, 02:30 (UTC+1) (Sat 24 Oct, 19:30 in Edmonton)"]


def test_a_distance_that_changes_within_the_list_is_left_out() -> None:
    before, after = FIRST - timedelta(days=1), SECOND + timedelta(days=1)
    assert a_diary(before, after).other_place([before, after]) == "Tara is in Edmonton."
    assert a_diary(before).other_place([before]) == "Tara is in Edmonton, eight hours behind."
    assert a_diary(other="Europe/Berlin").other_place([before]) == "Tara is there too."
    assert a_diary(other="Europe/Paris").other_place([before]) == "Tara is in Paris, on the same time."


def test_the_month_marks_open_days_only() -> None:
    month = a_diary(FIRST).month(None, lambda on: f"/{on}")
    assert month.title == "October – November"
    assert [day["label"] for day in month.days if day["url"]] == ["Sunday 25 October"]
    assert (len(month.days), month.earlier, month.later) == (35, "", "")


def test_fresh_times_begin_on_the_day_that_was_wanted() -> None:
    starts = [FIRST + timedelta(days=number) for number in range(4)]
    diary = a_diary(*starts)
    assert diary.fresh(starts[2] + timedelta(hours=5), 8) == starts[2:]
    assert diary.fresh(starts[0], 2) == starts[:2]
    assert diary.fresh(datetime(1, 1, 1, tzinfo=UTC), 1) == starts[:1]
    assert diary.fresh(datetime(9999, 12, 31, 23, tzinfo=UTC), 8) == starts[3:]
    assert a_diary().fresh(FIRST, 8) == []

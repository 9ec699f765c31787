from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.prescriptions import schedule
from app.prescriptions.models import Prescription
from app.prescriptions.schedule import PerWeek, Weekdays, planned_dates

MON = date(2025, 6, 2)
TUE, WED, THU, FRI, SAT, SUN = (MON + timedelta(days=number) for number in range(1, 7))
NEXT_MON = MON + timedelta(days=7)
MWF = Weekdays.of(1, 3, 5)
DAILY = Weekdays.of(*range(1, 8))
WEEKDAYS = st.frozensets(st.integers(1, 7), min_size=1).map(Weekdays)


def test_weekdays_print_iterate_and_store_in_week_order() -> None:
    days = Weekdays.of(5, 1, 3)
    assert list(days) == [1, 3, 5]
    assert str(days) == "Mon, Wed, Fri"
    assert days.text == "1,3,5"
    assert len(days) == 3
    assert days == MWF == Weekdays.from_text("1,3,5")
    assert (days.includes(WED), days.includes(THU)) == (True, False)


@given(days=WEEKDAYS)
def test_every_set_comes_back_from_its_text(days: Weekdays) -> None:
    assert Weekdays.from_text(days.text) == days


@pytest.mark.parametrize("text", ["", "0", "8", "1,,3", "Mon", "1;3"])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"weekday|invalid literal"):
        Weekdays.from_text(text)


@pytest.mark.parametrize("days", [(), (8,), (0, 2)])
def test_sets_that_are_not_weekdays_are_refused(days: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="weekday"):
        Weekdays.of(*days)


@pytest.mark.parametrize("times", [0, 8])
def test_per_week_is_one_to_seven(times: int) -> None:
    with pytest.raises(ValueError, match="1 to 7"):
        PerWeek(times)


def test_planned_dates_of_a_week() -> None:
    assert planned_dates(MWF, MON, None, MON, NEXT_MON) == [MON, WED, FRI]


def test_the_window_is_half_open_and_the_plan_is_closed() -> None:
    assert planned_dates(MWF, MON, None, MON, FRI) == [MON, WED]
    assert planned_dates(MWF, WED, FRI, MON, NEXT_MON) == [WED, FRI]
    assert planned_dates(MWF, WED, THU, MON, NEXT_MON) == [WED]


@pytest.mark.parametrize(
    ("effective_from", "ends_on", "start", "end"),
    [
        (NEXT_MON, None, MON, NEXT_MON),
        (MON, SUN, NEXT_MON, NEXT_MON),
        (MON, None, FRI, MON),
        (FRI, MON, MON, SUN),
    ],
)
def test_no_dates_outside_plan_or_window(effective_from: date, ends_on: date | None, start: date, end: date) -> None:
    assert planned_dates(DAILY, effective_from, ends_on, start, end) == []


@pytest.mark.parametrize("monday", [date(2025, 3, 3), date(2025, 10, 27), date(2025, 12, 29), date(2028, 2, 28)])
def test_seven_dates_a_week_across_clock_changes_year_ends_and_leap_days(monday: date) -> None:
    dates = planned_dates(DAILY, monday, None, monday, monday + timedelta(days=7))
    assert [on.weekday() for on in dates] == [0, 1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("times", "days", "planned"),
    [
        (5, 4, 3),
        (5, 7, 5),
        (5, 0, 0),
        (3, 1, 0),
        (4, 1, 1),
        (7, 3, 3),
        (1, 3, 0),
        (1, 4, 1),
        (2, 2, 1),
        (7, 7, 7),
    ],
)
def test_planned_count(times: int, days: int, planned: int) -> None:
    assert schedule.planned_count(times, days) == planned


@given(times=st.integers(0, 7), days=st.integers(0, 7))
def test_planned_count_never_exceeds_the_days_or_the_wish(times: int, days: int) -> None:
    assert 0 <= schedule.planned_count(times, days) <= min(times, days)


@pytest.mark.parametrize(("times", "days"), [(8, 7), (-1, 7), (5, 8), (5, -1)])
def test_planned_count_refuses_other_numbers(times: int, days: int) -> None:
    with pytest.raises(ValueError, match="0 to 7"):
        schedule.planned_count(times, days)


def test_a_number_a_week_counts_on_any_day_and_is_announced_on_spread_ones() -> None:
    assert planned_dates(PerWeek(3), THU, SAT, MON, NEXT_MON) == [THU, FRI, SAT]
    spread = {times: PerWeek(times).suggested.text for times in range(1, 8)}
    assert spread == {
        1: "1",
        2: "1,4",
        3: "1,3,5",
        4: "1,2,4,6",
        5: "1,2,3,5,6",
        6: "1,2,3,4,5,6",
        7: "1,2,3,4,5,6,7",
    }
    assert [str(PerWeek(times)) for times in (1, 2, 3)] == [
        "Once a week, any day",
        "Twice a week, any day",
        "3 times a week, any day",
    ]


@pytest.mark.parametrize("schedule_", [PerWeek(4), MWF])
def test_a_schedule_is_what_its_columns_say(schedule_: schedule.Schedule) -> None:
    plan = Prescription(schedule=schedule_)
    assert schedule.schedule_of(plan.weekdays, plan.times_per_week) == schedule_ == plan.schedule


def test_defaults() -> None:
    assert schedule.default_effective_from(date(2025, 12, 31)) == date(2026, 1, 1)
    assert schedule.default_review_on(date(2026, 11, 23)) == date(2026, 12, 21)


@settings(max_examples=60, deadline=None)
@given(
    weekdays=WEEKDAYS,
    start=st.dates(date(2024, 1, 1), date(2028, 1, 1)),
    days=st.integers(0, 40),
)
def test_planned_dates_split_anywhere_add_up(weekdays: Weekdays, start: date, days: int) -> None:
    end = start + timedelta(days=days)
    middle = start + timedelta(days=days // 2)
    whole = planned_dates(weekdays, start, None, start, end)
    halves = planned_dates(weekdays, start, None, start, middle) + planned_dates(weekdays, start, None, middle, end)
    assert whole == halves == sorted(set(whole))

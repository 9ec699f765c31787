"""House rules of habits (domain.md 8 and 9): met is value ≥ target, blank is unknown, days met / days noted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import zones
from app.habits.catalogue import BY_KEY, FOOD_WORDS, OFFERS, OWN
from app.habits.rules import (
    EVERY_DAY,
    MOST_A_DAY,
    Goal,
    HabitType,
    Mark,
    Noted,
    Period,
    is_met,
    mark_of,
    may_note,
    most_target,
    sum_of_week,
    tally_of,
    target_of_week,
    week_text,
)
from app.prescriptions.schedule import Weekdays

MON = date(2026, 11, 23)
DAYS = zones.week_dates(MON)
TODAY = MON + timedelta(days=4)
BREAKS = Goal(HabitType.COUNT, 6, Period.DAY, Weekdays.of(1, 2, 3, 4, 5), "break")
WALK = Goal(HabitType.MINUTES, 120, Period.WEEK)
LOOK = Goal(HabitType.BOOLEAN, 1, Period.DAY)


def noted(target: int, *values: int | None) -> dict[date, Noted]:
    """Values of the week's days from Monday on; None is a blank day."""
    return {on: Noted(value, target) for on, value in zip(DAYS, values, strict=False) if value is not None}


@pytest.mark.parametrize(("value", "met"), [(0, False), (5, False), (6, True), (7, True)])
def test_met_is_value_at_least_target(value: int, met: bool) -> None:
    assert is_met(Noted(value, 6)) is met


def test_blank_is_not_met_and_zero_is_noted() -> None:
    assert not is_met(None)
    entries = noted(6, 0)
    assert mark_of(BREAKS, entries, DAYS[0], TODAY) is Mark.SOME
    assert mark_of(BREAKS, entries, DAYS[1], TODAY) is Mark.UNTRACKED


def test_marks_of_a_day() -> None:
    entries = noted(6, 6, 5)
    entries[DAYS[5]] = Noted(2, 6)
    marks = [mark_of(BREAKS, entries, on, DAYS[6]) for on in DAYS]
    assert marks == [Mark.MET, Mark.SOME, Mark.UNTRACKED, Mark.UNTRACKED, Mark.UNTRACKED, Mark.SOME, Mark.OFF]
    assert mark_of(BREAKS, {}, DAYS[4], DAYS[3]) is Mark.AHEAD


def test_a_week_is_met_from_the_day_its_sum_reaches_the_target() -> None:
    entries = noted(120, 60, None, 40, 20, None, 10)
    marks = [mark_of(WALK, entries, on, DAYS[6]) for on in DAYS]
    assert marks == [Mark.SOME, Mark.UNTRACKED, Mark.SOME, Mark.MET, Mark.UNTRACKED, Mark.MET, Mark.UNTRACKED]


def test_the_sum_of_a_week_has_seven_days_and_none_of_its_neighbours() -> None:
    entries = {on: Noted(10, 120) for on in (MON - timedelta(days=1), MON, DAYS[6], DAYS[6] + timedelta(days=1))}
    assert sum_of_week(entries, MON) == 20
    assert sum_of_week(entries, MON, until=MON) == 10
    assert sum_of_week({}, MON) is None
    assert sum_of_week(noted(120, 0), MON) == 0


def test_a_new_target_rewrites_nothing() -> None:
    raised = Goal(HabitType.COUNT, 10, Period.DAY)
    assert mark_of(raised, noted(6, 6), MON, TODAY) is Mark.MET
    harder = Goal(HabitType.MINUTES, 150, Period.WEEK)
    assert target_of_week(harder, noted(120, 90), MON) == 120
    assert target_of_week(harder, {}, MON) == 150


def test_days_met_of_days_noted() -> None:
    told = tally_of(noted(6, 6, 4, None, 7, None, 0), DAYS)
    assert (told.met, told.tracked, told.text) == (2, 4, "met on 2 of 4 noted days")
    assert tally_of({}, DAYS).text == "nothing noted"
    assert tally_of(noted(6, 6), DAYS).text == "met on 1 of 1 noted day"


@pytest.mark.parametrize(
    ("goal", "values", "words"),
    [
        (WALK, (60, None, 60), "120 of 120 minutes"),
        (WALK, (0,), "0 of 120 minutes"),
        (WALK, (), ""),
        (BREAKS, (6, 2, None, 8), "met on 2 of 3 noted days"),
        (Goal(HabitType.BOOLEAN, 3, Period.WEEK), (1, 1, 0), "2 of 3 days"),
    ],
)
def test_a_week_in_words(goal: Goal, values: tuple[int | None, ...], words: str) -> None:
    assert week_text(goal, noted(goal.target, *values), MON) == words


def test_words_of_a_goal_and_of_a_value() -> None:
    assert BREAKS.words == "6 breaks a day: Mon, Tue, Wed, Thu, Fri"
    assert WALK.words == "120 minutes a week"
    assert LOOK.words == "Yes or no, each day"
    assert Goal(HabitType.MINUTES, 1, Period.DAY).words == "1 minute a day"
    assert [LOOK.value_words(one) for one in (None, Noted(1, 1), Noted(0, 1))] == ["blank", "yes", "no"]
    assert BREAKS.value_words(Noted(3, 6)) == "3 of 6 breaks"
    assert WALK.value_words(Noted(20, 120)) == "20 minutes"


@pytest.mark.parametrize(("back", "may"), [(-1, False), (0, True), (7, True), (8, False)])
def test_today_and_the_seven_days_before_may_be_noted(back: int, may: bool) -> None:
    assert may_note(TODAY - timedelta(days=back), TODAY) is may


def test_the_largest_target_can_be_reached() -> None:
    assert most_target(HabitType.BOOLEAN, Period.DAY) == 1
    assert most_target(HabitType.BOOLEAN, Period.WEEK) == 7
    assert most_target(HabitType.MINUTES, Period.WEEK) == 7 * 1440


GOALS = st.builds(
    Goal,
    st.sampled_from(HabitType),
    st.integers(1, 200),
    st.sampled_from(Period),
    st.sets(st.integers(1, 7), min_size=1).map(lambda days: Weekdays(frozenset(days))),
)
ENTRIES = st.dictionaries(
    st.integers(-20, 6).map(lambda number: MON + timedelta(days=number)),
    st.builds(Noted, st.integers(0, 60), st.integers(1, 200)),
    max_size=12,
)


@given(GOALS, ENTRIES, st.integers(-20, 6))
def test_no_blank_day_is_ever_met_or_noted(goal: Goal, entries: dict[date, Noted], number: int) -> None:
    on = MON + timedelta(days=number)
    mark = mark_of(goal, entries, on, DAYS[6])
    assert (mark in (Mark.MET, Mark.SOME)) is (on in entries)
    assert (mark is Mark.OFF) is (on not in entries and not goal.active_days.includes(on))


@given(ENTRIES)
def test_the_weeks_sum_to_everything_noted(entries: dict[date, Noted]) -> None:
    mondays = {zones.week_start(on) for on in entries}
    assert sum(sum_of_week(entries, monday) or 0 for monday in mondays) == sum(one.value for one in entries.values())
    days = [on for monday in mondays for on in zones.week_dates(monday)]
    told = tally_of(entries, days)
    assert told.tracked == len(entries)
    assert told.met == sum(one.value >= one.target for one in entries.values())


@given(GOALS, ENTRIES, st.integers(-20, 6), st.integers(0, 60))
def test_noting_more_never_takes_a_met_day_away(goal: Goal, entries: dict[date, Noted], number: int, more: int) -> None:
    met = {on for on in entries if mark_of(goal, entries, on, DAYS[6]) is Mark.MET}
    on = MON + timedelta(days=number)
    old = entries.get(on, Noted(0, 200))
    after = {**entries, on: Noted(old.value + more, old.target)}
    assert met <= {day for day in after if mark_of(goal, after, day, DAYS[6]) is Mark.MET}


def test_the_catalogue_has_what_is_offered_and_nothing_to_fear() -> None:
    assert set(BY_KEY) == {
        "walk",
        "sitting-break",
        "activity",
        "sit-check",
        "sleep-setup",
        "breathing",
        "food-favour",
        "food-limit",
    }
    assert OWN not in BY_KEY
    assert (BY_KEY["sitting-break"].target, BY_KEY["activity"].target, BY_KEY["walk"].target) == (6, 150, None)
    for offer in OFFERS:
        assert offer.target is None or 1 <= offer.target <= most_target(offer.type, offer.period)
        assert len(offer.key) <= 20
        said = f"{offer.name} {offer.hint} {offer.question}".lower()
        for word in ("weight", "calorie", "diet", "slim", "cheat", "bad", "guilt", "fail", "cure", "!"):
            assert word not in said, (offer.key, word)
        assert not offer.is_food or "allergic" in said or offer.type is HabitType.BOOLEAN
    assert "Nobody asks why." in " ".join(FOOD_WORDS)
    assert EVERY_DAY.text == "1,2,3,4,5,6,7"
    assert set(MOST_A_DAY) == set(HabitType)

"""The numbers of a week (domain, section 8): its worked examples are the tests with a number."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.progress.adherence import Done, ExcusedReason, PlannedDay, match
from app.progress.pain import Average, Direction, SessionPain, round_display
from app.safety.traffic_light import DEFAULT_THRESHOLDS
from app.summaries import week
from app.summaries.week import ExerciseUnits, PlannedNext, Skipped, WeekNumbers, most_skipped, summarise_week

MON = date(2026, 11, 16)
WED, FRI, SUN = MON + timedelta(days=2), MON + timedelta(days=4), MON + timedelta(days=6)
NEXT_MON = MON + timedelta(days=7)
MWF = [PlannedDay(MON), PlannedDay(WED), PlannedDay(FRI)]
EMPTY = match([], [])


def the_week(planned: list[PlannedDay], done: list[Done], sessions: list[SessionPain] | None = None) -> WeekNumbers:
    return summarise_week(MON, NEXT_MON, match(planned, done), sessions or [])


def pain_week(sessions: list[SessionPain]) -> WeekNumbers:
    return summarise_week(MON, NEXT_MON, EMPTY, sessions)


def test_sessions_done_of_planned() -> None:
    found = the_week(MWF, [Done(MON, 1), Done(WED, 0.6), Done(FRI, 1), Done(SUN, 1), Done(SUN, 1)])
    assert (found.week, found.starts_on, found.ends_on) == ("2026-W47", MON, SUN)
    sessions = found.sessions
    assert (sessions.completed, sessions.planned, sessions.partial, sessions.extras) == (2, 3, 1, 2)
    assert sessions.text == "2 of 3 planned"
    assert found.adherence_pct == pytest.approx(66.7, abs=0.05)


def test_an_unanswered_sunday_counts_as_planned_on_monday_morning() -> None:
    found = the_week([PlannedDay(SUN)], [])
    assert (found.sessions.planned, found.sessions.no_answer, found.adherence_pct) == (1, 1, 0)


@pytest.mark.parametrize(
    ("planned", "text"),
    [
        ([], "no sessions planned"),
        ([PlannedDay(MON, excused=ExcusedReason.PAUSE)], "paused"),
        ([PlannedDay(MON, excused=ExcusedReason.HOLD)], "on hold"),
    ],
)
def test_weeks_without_a_plan_have_no_percentage(planned: list[PlannedDay], text: str) -> None:
    found = the_week(planned, [])
    assert found.adherence_pct is None
    assert found.sessions.text == text


def test_e1_pain_means_and_session_effect() -> None:
    ratings = [(MON, 5, 4), (WED, 4, 4), (FRI, 3, 2)]
    found = pain_week([SessionPain(on, before, after) for on, before, after in ratings])
    assert found.pain_before == Average(4.0, 3)
    assert found.pain_after.mean is not None
    assert round_display(found.pain_after.mean) == 3.3
    assert found.session_effect.mean is not None
    assert round_display(found.session_effect.mean) == -0.7


def test_one_rating_is_shown_with_its_count_and_none_is_none() -> None:
    found = pain_week([SessionPain(MON, 4, None)])
    assert found.pain_before == Average(4.0, 1)
    assert found.pain_before.count_text == "1 rating"
    assert found.pain_after == found.session_effect == Average(None, 0)


def test_e2_last_week_needs_two_ratings_as_well() -> None:
    this = [SessionPain(MON, 4), SessionPain(WED, 4)]
    one = [SessionPain(MON - timedelta(days=1), 6)]
    assert pain_week(this + one).change_before is None
    two = [*one, SessionPain(MON - timedelta(days=7), 5)]
    assert pain_week(this + two).change_before == -1.5
    assert pain_week(this[:1] + two).change_before is None


def ratings_of_weeks(means: list[int | None]) -> list[SessionPain]:
    mondays = [MON - timedelta(weeks=back) for back in (3, 2, 1, 0)]
    return [SessionPain(monday, mean) for monday, mean in zip(mondays, means, strict=True)]


@pytest.mark.parametrize(
    ("means", "slope", "total", "direction"),
    [([6, 5, 5, 4], -0.6, -1.8, Direction.EASING), ([4, 4, 5, 4], 0.1, 0.3, Direction.STEADY)],
    ids=["6-5-5-4", "4-4-5-4"],
)
def test_e3_four_week_trend(means: list[int | None], slope: float, total: float, direction: Direction) -> None:
    found = pain_week([*ratings_of_weeks(means), SessionPain(MON - timedelta(days=22), 10), SessionPain(NEXT_MON, 10)])
    assert found.trend is not None
    assert found.trend.slope == pytest.approx(slope)
    assert found.trend.total == pytest.approx(total)
    assert (found.trend.direction, found.trend.is_clear) == (direction, False)


def test_e4_two_weeks_have_no_trend() -> None:
    assert pain_week(ratings_of_weeks([None, None, 5, 4])).trend is None


def test_streaks_end_with_the_week() -> None:
    last_week = [PlannedDay(day.on - timedelta(days=7)) for day in MWF]
    next_week = [PlannedDay(NEXT_MON)]
    planned = last_week + MWF + next_week
    found = the_week(planned, [Done(day.on, 1) for day in [*last_week, *MWF[:1], *MWF[2:], *next_week]])
    assert found.streak == week.StreakNumbers(best=4, best_this_week=1, current=1)
    assert the_week([], []).streak == week.StreakNumbers(0, 0, 0)


def units(**exercises: tuple[int, int]) -> list[ExerciseUnits]:
    """Two sessions; each exercise is given as (done, prescribed) over both."""
    rows = []
    for position, (name, (done, prescribed)) in enumerate(exercises.items()):
        half = prescribed // 2
        rows.append(ExerciseUnits(1, name, position, min(done, half), half))
        rows.append(ExerciseUnits(2, name, position, done - min(done, half), prescribed - half))
    return rows


def test_e5_the_most_skipped_exercise_is_named() -> None:
    found = most_skipped(units(A=(3, 6), B=(6, 6), C=(2, 6)))
    assert found is not None
    assert (found.exercise, found.units) == ("C", 4)
    assert round_display(found.pct) == 66.7


def test_a_quarter_is_the_least_that_is_named() -> None:
    assert most_skipped(units(A=(3, 4), B=(4, 4))) == Skipped("A", 25.0, 1)
    assert most_skipped(units(A=(7, 9), B=(4, 4))) is None
    assert most_skipped([]) is None


def test_ties_go_to_more_units_then_to_routine_order() -> None:
    assert most_skipped(units(A=(2, 4), B=(4, 8), C=(9, 9))) == Skipped("B", 50.0, 4)
    tied = units(A=(2, 4), B=(2, 4), C=(9, 9))
    assert most_skipped(tied) == most_skipped(tied[::-1]) == Skipped("A", 50.0, 2)


def test_sessions_not_started_and_single_sessions_name_nothing() -> None:
    missed = [ExerciseUnits(session, "A", 0, 0, 3) for session in (1, 2, 3)]
    assert most_skipped(missed) is None
    one_started = [ExerciseUnits(1, "A", 0, 0, 3), ExerciseUnits(1, "B", 1, 3, 3), ExerciseUnits(2, "A", 0, 0, 3)]
    assert most_skipped(one_started) is None
    both_started = [*one_started, ExerciseUnits(2, "B", 1, 1, 3)]
    assert most_skipped(both_started) == Skipped("A", 100.0, 6)


@pytest.mark.parametrize("done", [-1, 4])
def test_other_units_are_refused(done: int) -> None:
    with pytest.raises(ValueError, match="prescribed"):
        ExerciseUnits(1, "A", 0, done, 3)


def test_traffic_counts_the_weeks_logs_and_leaves_unknown_ones_out() -> None:
    sessions = [
        SessionPain(MON, 3, 3),
        SessionPain(WED, 1, 3),
        SessionPain(WED, 3, 3, 5),
        SessionPain(FRI, 2, 5),
        SessionPain(SUN, 4, None),
        SessionPain(NEXT_MON, 2, 9),
        SessionPain(MON - timedelta(days=1), 2, 9),
    ]
    assert pain_week(sessions).traffic == week.Traffic(green=1, amber=2, red=1)
    strict = replace(DEFAULT_THRESHOLDS, amber_after=3)
    assert summarise_week(MON, NEXT_MON, EMPTY, sessions, thresholds=strict).traffic == week.Traffic(0, 3, 1)


def test_next_week_is_in_date_order_and_shows_pauses() -> None:
    later = PlannedNext(NEXT_MON + timedelta(days=2), 900, 1050, ExcusedReason.PAUSE)
    sooner = PlannedNext(NEXT_MON, 900, 1050)
    found = summarise_week(MON, NEXT_MON, EMPTY, [], next_week=[later, sooner])
    assert found.next_week == (sooner, later)


def test_e6_a_week_of_a_clock_change_has_seven_dates() -> None:
    monday = date(2025, 3, 3)
    dates = [monday + timedelta(days=number) for number in range(7)]
    matching = match(map(PlannedDay, dates), [Done(on, 1) for on in dates])
    found = summarise_week(monday, date(2025, 3, 10), matching, [])
    assert (found.sessions.text, found.ends_on) == ("7 of 7 planned", date(2025, 3, 9))


def test_a_week_begins_on_a_monday() -> None:
    with pytest.raises(ValueError, match="Monday"):
        summarise_week(WED, NEXT_MON, EMPTY, [])


def test_json_comes_back_as_it_went() -> None:
    found = summarise_week(
        MON,
        NEXT_MON,
        match(MWF, [Done(MON, 1)]),
        ratings_of_weeks([6, 5, 5, 4]),
        units(A=(3, 6), B=(6, 6)),
        [PlannedNext(NEXT_MON, 900, 1050, ExcusedReason.HOLD)],
    ).to_json()
    assert json.loads(json.dumps(found)) == found
    assert (found["week"], found["starts_on"]) == ("2026-W47", "2026-11-16")
    assert found["sessions"]["text"] == "1 of 3 planned"
    assert found["pain_before"] == {"mean": 4.0, "n": 1}
    assert found["trend"]["direction"] == "easing"
    assert type(found["trend"]["direction"]) is str
    assert found["most_skipped"] == {"exercise": "A", "pct": 50.0, "units": 3}
    assert found["next_week"] == [{"on": "2026-11-23", "work_s": 900, "clock_s": 1050, "excused": "hold"}]
    assert found["change_before"] is None


RATING = st.none() | st.integers(0, 10)
DAY = st.integers(-30, 10).map(lambda number: MON + timedelta(days=number))


@settings(max_examples=80, deadline=None)
@given(
    sessions=st.lists(st.builds(SessionPain, DAY, RATING, RATING, RATING), max_size=20),
    planned=st.lists(DAY, unique=True).map(lambda dates: [PlannedDay(on) for on in dates]),
    done=st.lists(st.builds(Done, DAY, st.sampled_from([0, 0.5, 1.0])), max_size=12),
)
def test_any_week_has_sound_numbers_that_fit_json(
    sessions: list[SessionPain], planned: list[PlannedDay], done: list[Done]
) -> None:
    found = the_week(planned, done, sessions)
    here = [one for one in sessions if MON <= one.on <= SUN]
    assert found.pain_before.n == sum(one.before is not None for one in here)
    assert found.traffic.green + found.traffic.amber + found.traffic.red <= len(here)
    assert found.streak.best >= max(found.streak.best_this_week, found.streak.current)
    assert found.adherence_pct is None or 0 <= found.adherence_pct <= 100
    assert json.loads(json.dumps(found.to_json())) == found.to_json()
    assert summarise_week(MON, NEXT_MON, match(planned[::-1], done[::-1]), sessions[::-1]) == found

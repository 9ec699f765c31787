from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.zones import get_zone, week_start
from app.prescriptions.schedule import planned_count
from app.progress import adherence
from app.progress.adherence import (
    DayStatus,
    Done,
    ExcusedReason,
    MatchKind,
    PlannedDay,
    Streaks,
    WindowResult,
    match,
    rolling_result,
    week_result,
)

MON = date(2025, 6, 2)
TUE, WED, THU, FRI, SAT, SUN = (MON + timedelta(days=number) for number in range(1, 7))
NEXT_MON = MON + timedelta(days=7)
MUCH_LATER = date(2025, 12, 31)
MWF = [PlannedDay(MON), PlannedDay(WED), PlannedDay(FRI)]
PAUSE = ExcusedReason.PAUSE
COMPLETED, PARTIAL, EXCUSED = DayStatus.COMPLETED, DayStatus.PARTIAL, DayStatus.EXCUSED
EDMONTON = get_zone("America/Edmonton")


def the_week(planned: list[PlannedDay], done: list[Done], today: date = MUCH_LATER) -> WindowResult:
    return week_result(match(planned, done), MON, today)


def test_completion_ratio_counts_units() -> None:
    assert adherence.completion_ratio([(9, 3), (0, 3)]) == 0.5
    assert adherence.completion_ratio([]) is None
    with pytest.raises(ValueError, match="negative"):
        adherence.completion_ratio([(-1, 3)])


@pytest.mark.parametrize(
    ("ratio", "status"),
    [(1, "completed"), (12 / 15, "completed"), (0.799, "partial"), (0.01, "partial"), (0, "not_done")],
)
def test_session_status(ratio: float, status: str) -> None:
    assert adherence.session_status(ratio) == status


@pytest.mark.parametrize("ratio", [-0.1, 1.1, float("nan")])
def test_other_ratios_are_refused(ratio: float) -> None:
    with pytest.raises(ValueError, match="0 to 1"):
        Done(MON, ratio)


@pytest.mark.parametrize(("days_back", "may"), [(-1, False), (0, True), (7, True), (8, False)])
def test_a_session_may_be_logged_seven_days_back(days_back: int, may: bool) -> None:
    today = date(2025, 6, 20)
    performed_on = today - timedelta(days=days_back)
    assert adherence.may_log(performed_on, today) is may
    assert adherence.is_counted(Done(performed_on, 1, logged_on=today)) is may


def test_a_log_from_the_future_never_counts() -> None:
    assert not adherence.is_counted(Done(TUE, 1, logged_on=MON, is_accepted=True))


def test_the_best_session_of_a_day_counts_and_the_other_is_extra() -> None:
    result = the_week([PlannedDay(MON)], [Done(MON, 0.5), Done(MON, 1)])
    assert (result.completed, result.partial, result.extras, result.dose) == (1, 0, 1, 1)


def test_no_more_than_two_sessions_of_a_day_are_credited() -> None:
    result = the_week(MWF, [Done(SUN, 1)] * 4)
    assert (result.completed, result.no_answer, result.extras) == (2, 1, 2)
    own_day_too = the_week([PlannedDay(on) for on in (MON, TUE, WED)], [Done(WED, 1)] * 3)
    assert (own_day_too.completed, own_day_too.extras) == (2, 1)


def test_a_session_can_be_done_ahead_but_never_carried_to_another_week() -> None:
    assert the_week(MWF, [Done(MON, 1), Done(TUE, 1)]).completed == 2
    planned = [PlannedDay(FRI), PlannedDay(NEXT_MON)]
    matching = match(planned, [Done(NEXT_MON, 1), Done(NEXT_MON + timedelta(days=1), 1)])
    assert week_result(matching, MON, MUCH_LATER).completed == 0
    assert week_result(matching, NEXT_MON, MUCH_LATER).completed == 1
    assert len(matching.extras) == 1


def test_a_same_day_session_goes_before_a_make_up() -> None:
    matching = match(MWF, [Done(TUE, 0.5), Done(WED, 1), Done(MON, 1), Done(FRI, 1)])
    assert all(day.match_kind is MatchKind.SAME_DAY for day in matching.days)
    assert [extra.on for extra in matching.extras] == [TUE]


def test_excused_days_take_no_session() -> None:
    planned = [PlannedDay(MON, excused=ExcusedReason.HOLD), PlannedDay(WED)]
    matching = match(planned, [Done(MON, 1)])
    assert [day.status(MUCH_LATER) for day in matching.days] == [EXCUSED, COMPLETED]
    assert the_week(planned[:1], [Done(MON, 1)]).extras == 1
    assert the_week(planned[:1], []).fraction_text == "on hold"


def test_an_answer_of_nothing_done_is_not_an_extra_and_not_a_make_up() -> None:
    matching = match(MWF, [Done(WED, 0), Done(TUE, 0)])
    assert [day.status(MUCH_LATER) for day in matching.days] == ["no_answer", "not_done", "no_answer"]
    assert matching.extras == ()
    result = week_result(matching, MON, MUCH_LATER)
    assert (result.planned, result.completed, result.partial, result.no_answer) == (3, 0, 0, 2)


def test_a_make_up_is_credited_before_an_answer_of_nothing_done() -> None:
    matching = match([PlannedDay(WED)], [Done(WED, 0), Done(THU, 1)])
    assert matching.days[0].status(MUCH_LATER) is COMPLETED


def test_a_date_is_planned_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        match([PlannedDay(MON, 1), PlannedDay(MON, 2)], [])


def test_missing_is_unknown() -> None:
    result = the_week(MWF, [Done(MON, 1)])
    assert (result.planned, result.completed, result.no_answer) == (3, 1, 2)


def test_days_that_are_not_over_are_open_until_answered() -> None:
    on_wednesday = the_week(MWF, [Done(MON, 1)], today=WED)
    assert (on_wednesday.completed, on_wednesday.planned, on_wednesday.open) == (1, 1, 2)
    answered = the_week(MWF, [Done(MON, 1), Done(WED, 1)], today=WED)
    assert (answered.completed, answered.planned, answered.open) == (2, 2, 1)
    next_day = the_week(MWF, [Done(MON, 1)], today=THU)
    assert (next_day.completed, next_day.planned, next_day.no_answer) == (1, 2, 1)
    assert the_week(MWF, [], today=MON).fraction_text == "nothing due yet"


def test_the_last_seven_days_end_today() -> None:
    planned = [PlannedDay(MON + timedelta(days=number)) for number in range(14)]
    matching = match(planned, [Done(day.on, 1) for day in planned[:8]])
    today = NEXT_MON + timedelta(days=2)
    result = rolling_result(matching, today, 7)
    assert (result.no_answer, result.open) == (1, 1)
    assert result.text(7) == "5 of 6 planned, last 7 days"
    logged_today = match(planned, [*(Done(day.on, 1) for day in planned[:8]), Done(today, 1)])
    assert rolling_result(logged_today, today, 7).text(7) == "6 of 7 planned, last 7 days"


def test_a_make_up_counts_where_it_was_planned_and_an_extra_where_it_was_done() -> None:
    matching = match([PlannedDay(MON)], [Done(SAT, 1), Done(SUN, 1)])
    assert rolling_result(matching, SUN, 7) == WindowResult(planned=1, completed=1, extras=1, dose=1)
    assert rolling_result(matching, NEXT_MON, 7) == WindowResult(extras=1)
    assert rolling_result(matching, NEXT_MON + timedelta(days=5), 7) == WindowResult(extras=1)
    assert rolling_result(matching, NEXT_MON + timedelta(days=6), 7) == WindowResult()


def test_windows_need_whole_weeks() -> None:
    assert adherence.WINDOWS == (7, 30, 90)
    assert adherence.rolling_start(date(2026, 11, 22), 7) == date(2026, 11, 16)
    assert adherence.rolling_start(date(2026, 11, 23), 7) == date(2026, 11, 16)
    assert adherence.rolling_start(date(2026, 11, 23), 30) == date(2026, 10, 19)


@pytest.mark.parametrize(
    ("pct", "expected"),
    [
        (100, "on_track"),
        (80, "on_track"),
        (79.99, "partly"),
        (50, "partly"),
        (49.9, "needs_support"),
        (None, "unknown"),
    ],
)
def test_bands(pct: float | None, expected: str) -> None:
    assert adherence.band(pct) == expected


def test_streaks_of_open_missing_and_empty_days() -> None:
    assert adherence.streaks([]) == Streaks(0, 0)
    assert adherence.streaks([COMPLETED, COMPLETED, DayStatus.OPEN]) == Streaks(2, 2)
    assert adherence.streaks([COMPLETED, COMPLETED, DayStatus.NO_ANSWER]) == Streaks(2, 0)
    assert adherence.streaks([COMPLETED, DayStatus.NOT_DONE, COMPLETED]) == Streaks(1, 1)


def test_a_make_up_keeps_the_streak_at_its_planned_day() -> None:
    matching = match(MWF, [Done(MON, 1), Done(THU, 1), Done(FRI, 1)])
    assert adherence.streaks(day.status(MUCH_LATER) for day in matching.days) == Streaks(3, 3)


def any_day(times: int, *days: date, version: int = 1, excused: ExcusedReason | None = None) -> list[PlannedDay]:
    return [PlannedDay(on, version, excused, times) for on in days]


WHOLE_WEEK = tuple(MON + timedelta(days=number) for number in range(7))


def test_per_week_takes_the_first_sessions_best_first_on_one_day() -> None:
    result = the_week(any_day(2, *WHOLE_WEEK), [Done(SUN, 1), Done(TUE, 0.5), Done(TUE, 0.9), Done(MON, 0)])
    assert result == WindowResult(planned=2, completed=1, partial=1, extras=1, dose=1.4)


def test_per_week_misses_nothing_before_the_week_is_over() -> None:
    matching = match(any_day(3, *WHOLE_WEEK), [Done(TUE, 1)])
    asked = [(day.planned.on, day.status(SAT), day.is_any_day) for day in matching.days]
    assert asked == [(TUE, COMPLETED, False), (SAT, DayStatus.OPEN, True), (SUN, DayStatus.OPEN, True)]
    late = week_result(matching, MON, MUCH_LATER)
    assert (late.completed, late.planned, late.no_answer, late.open) == (1, 3, 2, 0)


def test_per_week_asks_for_less_in_a_week_with_days_off() -> None:
    days = any_day(3, MON, TUE) + any_day(3, *WHOLE_WEEK[2:], excused=PAUSE)
    result = the_week(days, [Done(TUE, 1)])
    assert (result.completed, result.planned, result.session_adherence_pct) == (1, 1, 100)
    assert the_week(any_day(3, *WHOLE_WEEK, excused=PAUSE), []).fraction_text == "paused"


def test_a_plan_that_changes_to_per_week_in_mid_week_is_asked_for_both_parts() -> None:
    days = [PlannedDay(MON), PlannedDay(WED), *any_day(4, THU, FRI, SAT, SUN, version=2)]
    matching = match(days, [Done(MON, 1), Done(THU, 1), Done(FRI, 1), Done(SAT, 1)])
    result = week_result(matching, MON, MUCH_LATER)
    # Two of the four days a week fall to four sevenths of it; the third session makes up for Wednesday.
    assert (result.completed, result.planned, result.extras) == (4, 4, 0)
    made_up = [day for day in matching.days if day.match_kind is MatchKind.MAKE_UP]
    assert [(day.planned.on, day.done and day.done.on) for day in made_up] == [(WED, SAT)]


def test_a_week_is_final_seven_days_after_its_end() -> None:
    assert not adherence.is_final(MON, date(2025, 6, 15))
    assert adherence.is_final(MON, date(2025, 6, 16))
    assert adherence.may_log(SUN, date(2025, 6, 15))
    assert not adherence.may_log(SUN, date(2025, 6, 16))


DAYS = st.integers(0, 27).map(lambda number: MON + timedelta(days=number))
PLANS = st.lists(
    st.builds(PlannedDay, DAYS, st.just(1), st.none() | st.sampled_from(ExcusedReason)), unique_by=lambda day: day.on
)
SESSIONS = st.lists(
    st.builds(
        Done, DAYS, st.sampled_from([0, 0.3, 0.79, 0.8, 1.0]), st.none() | DAYS, st.booleans(), st.integers(1, 9)
    ),
    max_size=30,
)


@settings(max_examples=150, deadline=None)
@given(planned=PLANS, done=SESSIONS, today=DAYS)
def test_percentages_stay_within_bounds_and_vanish_without_a_plan(
    planned: list[PlannedDay], done: list[Done], today: date
) -> None:
    matching = match(planned, done)
    results = [week_result(matching, MON + timedelta(days=7 * week), today) for week in range(4)]
    for result in [*results, rolling_result(matching, today, 30), adherence.pooled(results)]:
        for pct in (result.session_adherence_pct, result.dose_adherence_pct):
            assert (pct is None) == (result.planned == 0)
            assert pct is None or 0 <= pct <= 100
        assert result.completed + result.partial + result.no_answer <= result.planned
    assert adherence.pooled(results).planned + sum(part.open + part.excused for part in results) == len(planned)


@settings(max_examples=150, deadline=None)
@given(planned=PLANS, done=SESSIONS, random=st.randoms(use_true_random=False))
def test_order_of_input_changes_nothing(planned: list[PlannedDay], done: list[Done], random: object) -> None:
    shuffled_plan, shuffled_done = list(planned), list(done)
    random.shuffle(shuffled_plan)  # type: ignore[attr-defined]
    random.shuffle(shuffled_done)  # type: ignore[attr-defined]
    assert match(shuffled_plan, shuffled_done) == match(planned, done)


@settings(max_examples=150, deadline=None)
@given(planned=PLANS, done=SESSIONS)
def test_every_counted_session_is_matched_or_extra_within_its_week(planned: list[PlannedDay], done: list[Done]) -> None:
    matching = match(planned, done)
    matched = [day for day in matching.days if day.done is not None]
    started = [one for one in done if adherence.is_counted(one) and one.completion_ratio > 0]
    assert sum(day.done.completion_ratio > 0 for day in matched if day.done) + len(matching.extras) == len(started)
    for day in matched:
        assert day.done is not None
        assert day.planned.excused is None
        assert week_start(day.planned.on) == week_start(day.done.on)
        assert (day.match_kind is MatchKind.SAME_DAY) == (day.planned.on == day.done.on)
        assert sum(other.done is not None and other.done.on == day.done.on for other in matched) <= 2
    assert [day.planned for day in matching.days] == sorted(planned, key=lambda day: day.on)


@settings(max_examples=150, deadline=None)
@given(
    times=st.integers(1, 7),
    active=st.sets(st.sampled_from(WHOLE_WEEK)),
    done=SESSIONS,
    random=st.randoms(use_true_random=False),
)
def test_a_weekly_number_stays_within_bounds_whatever_the_order(
    times: int, active: set[date], done: list[Done], random: object
) -> None:
    planned = any_day(times, *active)
    result = the_week(planned, done)
    assert result.planned == planned_count(times, len(active))
    for pct in (result.session_adherence_pct, result.dose_adherence_pct):
        assert (pct is None) == (result.planned == 0)
        assert pct is None or 0 <= pct <= 100
    for one in (planned, done):
        random.shuffle(one)  # type: ignore[attr-defined]
    assert the_week(planned, done) == result

"""The worked examples of adherence (domain, section 4), by their numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from app.core.zones import get_zone, local_date, to_utc, week_dates
from app.prescriptions.schedule import PerWeek, Weekdays, planned_count, planned_dates
from app.progress import adherence
from app.progress.adherence import (
    Band,
    DayStatus,
    Done,
    ExcusedReason,
    MatchKind,
    PlannedDay,
    Streaks,
    WindowResult,
    match,
    week_result,
)
from app.routines.dose import Dose, DoseItem, Laterality, prescribed_units

MON = date(2025, 6, 2)
WED, THU, FRI, SAT, SUN = (MON + timedelta(days=number) for number in (2, 3, 4, 5, 6))
NEXT_MON = MON + timedelta(days=7)
MUCH_LATER = date(2025, 12, 31)
MWF = [PlannedDay(MON), PlannedDay(WED), PlannedDay(FRI)]
PAUSE = ExcusedReason.PAUSE
COMPLETED, PARTIAL, EXCUSED = DayStatus.COMPLETED, DayStatus.PARTIAL, DayStatus.EXCUSED
EDMONTON = get_zone("America/Edmonton")


def the_week(planned: list[PlannedDay], done: list[Done], today: date = MUCH_LATER) -> WindowResult:
    return week_result(match(planned, done), MON, today)


def test_a1_two_of_three_rounds_of_the_sample_workout_are_ten_of_fifteen_units() -> None:
    sides = (Laterality.UNILATERAL, Laterality.UNILATERAL, Laterality.BILATERAL)
    sample = [DoseItem(Dose(), side) for side in sides]
    assert (prescribed_units(sample, 3), prescribed_units(sample, 2)) == (15, 10)
    ratio = adherence.completion_ratio([(4, 6), (4, 6), (2, 3)])
    assert ratio == pytest.approx(0.667, abs=0.0005)


@pytest.mark.parametrize(("ratio", "status"), [(0.80, "completed"), (0.79, "partial"), (0, "not_done")])
def test_a2_a_session_counts_from_eighty_per_cent(ratio: float, status: str) -> None:
    assert adherence.session_status(ratio) == status


def test_a4_nothing_planned_is_neither_none_nor_all_of_it() -> None:
    result = the_week([], [Done(MON, 1)])
    assert (result.planned, result.extras, result.session_adherence_pct) == (0, 1, None)
    assert result.fraction_text == "no sessions planned"


def test_a9_several_weeks_are_pooled_not_averaged() -> None:
    parts = [WindowResult(planned=1, completed=1, dose=1), WindowResult(planned=9, completed=3, dose=4.5, extras=2)]
    whole = adherence.pooled(parts)
    assert (whole.session_adherence_pct, whole.dose_adherence_pct, whole.extras) == (40, 55, 2)
    assert adherence.pooled([]) == WindowResult()


def test_e1_a_partial_session_is_not_completed_but_adds_dose() -> None:
    result = the_week(MWF, [Done(MON, 1), Done(WED, 0.6), Done(FRI, 1)])
    assert (result.completed, result.planned, result.partial, result.extras) == (2, 3, 1, 0)
    assert result.session_adherence_pct == pytest.approx(66.7, abs=0.05)
    assert result.dose_adherence_pct == pytest.approx(86.7, abs=0.05)
    assert result.fraction_text == "2 of 3 planned"


def test_e3_paused_days_are_not_planned() -> None:
    planned = [PlannedDay(MON), PlannedDay(WED, excused=PAUSE), PlannedDay(FRI, excused=PAUSE)]
    result = the_week(planned, [Done(MON, 1)])
    assert (result.completed, result.planned, result.excused) == (1, 1, 2)
    assert result.session_adherence_pct == 100


def test_e4_a_paused_week_has_no_percentage() -> None:
    result = the_week([PlannedDay(day.on, excused=PAUSE) for day in MWF], [])
    assert (result.session_adherence_pct, result.dose_adherence_pct) == (None, None)
    assert result.fraction_text == "paused"
    assert result.band is Band.UNKNOWN


def test_e5_five_a_week_from_thursday_plans_three() -> None:
    active = planned_dates(PerWeek(5), THU, None, MON, NEXT_MON)
    assert (len(active), planned_count(5, len(active))) == (4, 3)
    result = the_week([PlannedDay(on, per_week=5) for on in active], [Done(THU, 1), Done(SAT, 1)])
    assert (result.completed, result.planned) == (2, 3)
    assert result.session_adherence_pct == pytest.approx(66.7, abs=0.05)


def test_e7_make_ups_fill_the_earliest_free_day() -> None:
    matching = match(MWF, [Done(SAT, 1), Done(MON, 1), Done(THU, 1)])
    assert [(day.planned.on, day.done and day.done.on, day.match_kind) for day in matching.days] == [
        (MON, MON, MatchKind.SAME_DAY),
        (WED, THU, MatchKind.MAKE_UP),
        (FRI, SAT, MatchKind.MAKE_UP),
    ]
    result = week_result(matching, MON, MUCH_LATER)
    assert (result.completed, result.planned, result.extras) == (3, 3, 0)
    assert (result.session_adherence_pct, result.dose_adherence_pct) == (100, 100)


def test_e8_a_late_sunday_evening_belongs_to_its_own_week() -> None:
    performed_on = local_date(datetime(2025, 6, 9, 5, 30, tzinfo=UTC), EDMONTON)
    assert performed_on == SUN
    assert the_week([PlannedDay(SUN)], [Done(performed_on, 1)]).completed == 1


@pytest.mark.parametrize(("monday", "hours"), [(date(2025, 3, 3), 167), (date(2025, 6, 2), 168)])
def test_e9_weeks_of_a_clock_change_have_seven_days(monday: date, hours: int) -> None:
    length = to_utc(monday + timedelta(days=7), time(0), EDMONTON) - to_utc(monday, time(0), EDMONTON)
    assert length == timedelta(hours=hours)
    dates = week_dates(monday)
    result = week_result(match(map(PlannedDay, dates), [Done(on, 1) for on in dates]), monday, MUCH_LATER)
    assert (result.completed, result.planned) == (7, 7)


def test_e11_an_edit_on_thursday_plans_five() -> None:
    first = planned_dates(Weekdays.of(1, 3, 5), MON, THU, MON, NEXT_MON)
    second = planned_dates(Weekdays.of(*range(1, 8)), FRI, None, MON, NEXT_MON)
    planned = [PlannedDay(on, 1) for on in first] + [PlannedDay(on, 2) for on in second]
    assert [(day.on, day.version) for day in planned] == [(MON, 1), (WED, 1), (FRI, 2), (SAT, 2), (SUN, 2)]
    assert the_week(planned, []).planned == 5


def test_e12_a_log_five_days_late_counts_and_ten_days_late_does_not() -> None:
    told_on = date(2025, 6, 11)
    late, too_late = Done(FRI, 1, logged_on=told_on), Done(date(2025, 6, 1), 1, logged_on=told_on)
    planned = [*MWF, PlannedDay(date(2025, 6, 1))]
    matching = match(planned, [late, too_late])
    assert week_result(matching, MON, MUCH_LATER).completed == 1
    assert week_result(matching, date(2025, 5, 26), MUCH_LATER).completed == 0
    assert matching.extras == ()
    accepted = Done(date(2025, 6, 1), 1, logged_on=told_on, is_accepted=True)
    assert week_result(match(planned, [accepted]), date(2025, 5, 26), MUCH_LATER).completed == 1


def test_e14_streaks_skip_excused_days_and_break_on_a_partial() -> None:
    assert adherence.streaks([COMPLETED, COMPLETED, PARTIAL, COMPLETED, EXCUSED, COMPLETED, COMPLETED]) == Streaks(3, 3)

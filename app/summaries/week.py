"""The numbers of one client's local week, for the weekly summary.

Pure: planned days, sessions and ratings in, one frozen value out, whose ``to_json`` is what the snapshot
stores. Numbers are unrounded; None means there is nothing to say, and the page then says so or leaves the
line out. The formulas are house rules: adherence A4, streaks A10, and the pain rules of
``app.progress.pain``.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from app.core.zones import iso_week_key
from app.habits.rules import HabitWeek
from app.progress.adherence import ExcusedReason, Matching, Streaks, streaks, week_result
from app.progress.pain import (
    TREND_WEEKS,
    Average,
    SessionPain,
    Trend,
    average,
    change_between_weeks,
    session_effect,
    trend,
    weekly_means,
)
from app.safety.traffic_light import DEFAULT_THRESHOLDS, Level, Thresholds, classify

SKIPPED_FROM_PCT = 25.0
SKIPPED_MIN_SESSIONS = 2
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ExerciseUnits:
    """Units of one exercise in one session, both sides together (A1). ``position`` is its place in the routine.

    ``exercise`` is what is grouped by and shown. Raises ValueError for negative or surplus units.
    """

    session_id: int
    exercise: str
    position: int
    done: int
    prescribed: int

    def __post_init__(self) -> None:
        if not 0 <= self.done <= self.prescribed:
            raise ValueError("done units are 0 to the prescribed units")


@dataclass(frozen=True, slots=True)
class PlannedNext:
    """One planned date of the coming week: seconds of work, seconds on the clock, and why it is excused, if it is."""

    on: date
    work_s: int
    clock_s: int
    excused: ExcusedReason | None = None


@dataclass(frozen=True, slots=True)
class Sessions:
    """What was done of what was planned; ``text`` is the fraction in words, or why there is none."""

    completed: int
    planned: int
    partial: int
    no_answer: int
    extras: int
    excused: int
    text: str


@dataclass(frozen=True, slots=True)
class StreakNumbers:
    """Runs of completed planned sessions up to the week's end: longest ever, longest this week, present. 0: omit."""

    best: int
    best_this_week: int
    current: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """The exercise left out most: its name, per cent of its units not done, and those units."""

    exercise: str
    pct: float
    units: int


@dataclass(frozen=True, slots=True)
class Traffic:
    """The week's logs by colour; a log that says nothing about pain has none."""

    green: int
    amber: int
    red: int


@dataclass(frozen=True, slots=True)
class WeekNumbers:
    """Everything a weekly summary may say. ``change_before`` and ``trend`` are about pain before sessions.

    ``next_week`` holds the dates to come, excused ones included, so that a pause or a hold can be shown.
    """

    week: str
    starts_on: date
    sessions: Sessions
    adherence_pct: float | None
    pain_before: Average
    pain_after: Average
    session_effect: Average
    change_before: float | None
    trend: Trend | None
    streak: StreakNumbers
    most_skipped: Skipped | None
    traffic: Traffic
    next_week: tuple[PlannedNext, ...] = ()
    habits: tuple[HabitWeek, ...] = ()

    @property
    def ends_on(self) -> date:
        """The Sunday of the week."""
        return self.starts_on + timedelta(days=6)

    def to_json(self) -> dict[str, Any]:
        """Return plain dicts, lists, numbers, texts and None, ready for JSON; dates are ISO texts."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain


def summarise_week(
    monday: date,
    today: date,
    matching: Matching,
    sessions: Iterable[SessionPain],
    units: Iterable[ExerciseUnits] = (),
    next_week: Iterable[PlannedNext] = (),
    thresholds: Thresholds = DEFAULT_THRESHOLDS,
    habits: Iterable[HabitWeek] = (),
) -> WeekNumbers:
    """Return the numbers of the week that begins on ``monday``, as known on the local date ``today``.

    ``matching`` covers all the client's planned days for an all-time best streak, at least this week's.
    ``sessions`` covers the four weeks that end with this one; later and earlier ones are passed over.
    ``units`` are those of this week's sessions only. ``next_week`` may come in any order.

    Raises ValueError when ``monday`` is not a Monday.
    """
    if monday.isoweekday() != 1:
        raise ValueError("a week begins on a Monday")
    ratings = list(sessions)
    here = [one for one in ratings if monday <= one.on < monday + _WEEK]
    result = week_result(matching, monday, today)
    befores = weekly_means(((one.on, one.before) for one in ratings), monday, TREND_WEEKS)
    return WeekNumbers(
        week=iso_week_key(monday),
        starts_on=monday,
        sessions=Sessions(
            completed=result.completed,
            planned=result.planned,
            partial=result.partial,
            no_answer=result.no_answer,
            extras=result.extras,
            excused=result.excused,
            text=result.fraction_text,
        ),
        adherence_pct=result.session_adherence_pct,
        pain_before=befores[-1],
        pain_after=average(one.after for one in here),
        session_effect=session_effect(here),
        change_before=change_between_weeks(befores[-1], befores[-2]),
        trend=trend([week.mean for week in befores]),
        streak=_streaks(matching, monday, today),
        most_skipped=most_skipped(units),
        traffic=_traffic(here, thresholds),
        next_week=tuple(sorted(next_week, key=lambda planned: planned.on)),
        habits=tuple(habits),
    )


def most_skipped(units: Iterable[ExerciseUnits]) -> Skipped | None:
    """Return the exercise left out most, or None when there is none to name.

    House rule: 1 - sum of done / sum of prescribed over *started* sessions, those with any unit done, of
    which there must be two with the exercise in it. Named from 25 %; ties go to more units left out, then
    to routine order. Sessions that were missed altogether say nothing about an exercise.
    """
    rows = [row for row in units if row.prescribed]
    started = {row.session_id for row in rows if row.done}
    by_exercise: dict[str, list[ExerciseUnits]] = {}
    for row in rows:
        if row.session_id in started:
            by_exercise.setdefault(row.exercise, []).append(row)
    known = [parts for parts in by_exercise.values() if _sessions(parts) >= SKIPPED_MIN_SESSIONS]
    found = [(_skipped(parts), min(row.position for row in parts)) for parts in known]
    named = [(one, place) for one, place in found if one.pct >= SKIPPED_FROM_PCT]
    if not named:
        return None
    return min(named, key=lambda pair: (-pair[0].pct, -pair[0].units, pair[1]))[0]


def _sessions(parts: Sequence[ExerciseUnits]) -> int:
    return len({row.session_id for row in parts})


def _skipped(parts: Sequence[ExerciseUnits]) -> Skipped:
    prescribed = sum(row.prescribed for row in parts)
    missing = prescribed - sum(row.done for row in parts)
    return Skipped(parts[0].exercise, 100 * missing / prescribed, missing)


def _streaks(matching: Matching, monday: date, today: date) -> StreakNumbers:
    until = [day for day in matching.days if day.planned.on < monday + _WEEK]
    ever: Streaks = streaks(day.status(today) for day in until)
    here = streaks(day.status(today) for day in until if day.planned.on >= monday)
    return StreakNumbers(ever.best, here.best, ever.current)


def _traffic(sessions: Iterable[SessionPain], thresholds: Thresholds) -> Traffic:
    levels = Counter(classify(one.before, one.after, one.next_morning, thresholds).level for one in sessions)
    return Traffic(levels[Level.GREEN], levels[Level.AMBER], levels[Level.RED])


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value

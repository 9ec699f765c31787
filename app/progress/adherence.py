"""Adherence: what was planned, what was done, and how the two are matched.

House rules A1 to A10. No standard definition exists; frequency is the parameter most studies count, and 80 % and
more is the commonest "satisfactory" band (review of 86 studies, doi:10.1136/bjsports-2017-098742). All dates are the
client's local ones, weeks run from Monday to Sunday (A3), ratios are 0 to 1, percentages 0 to 100 and unrounded.

Missing is unknown, not failed: a past planned day without an answer has the status ``no_answer``. It counts as
planned, because the fraction has to say what was asked. A planned day that is not over, today or later, is ``open``:
it counts as planned only once it is answered, so nobody starts the day at "0 of 1". Excused days are never planned.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from math import fsum

from app.core.zones import week_start
from app.prescriptions.schedule import planned_count

COMPLETE_FROM = 0.80
LATE_AFTER = timedelta(days=7)
CREDITED_PER_DAY = 2
WINDOWS = (7, 30, 90)


class ExcusedReason(StrEnum):
    """Why a planned day does not count (A2)."""

    PAUSE = "pause"
    HOLD = "hold"
    CANCELLED = "cancelled"


class DayStatus(StrEnum):
    """What is known about a planned day (A2). ``not_done`` is an answer, ``no_answer`` is the lack of one."""

    COMPLETED = "completed"
    PARTIAL = "partial"
    NOT_DONE = "not_done"
    NO_ANSWER = "no_answer"
    OPEN = "open"
    EXCUSED = "excused"


class MatchKind(StrEnum):
    """How a session came to count for a planned day (A8)."""

    SAME_DAY = "same_day"
    MAKE_UP = "make_up"


class Band(StrEnum):
    """How a percentage reads (A9)."""

    ON_TRACK = "on_track"
    PARTLY = "partly"
    NEEDS_SUPPORT = "needs_support"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """One planned local date, the prescription version that planned it, and why it is excused, if it is.

    ``per_week`` is the N of an N-per-week plan: a session counts on this day, but not every such day is asked for.
    """

    on: date
    version: int = 1
    excused: ExcusedReason | None = None
    per_week: int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """One session log: the local date it was done on, and how much of it (A1, 0 to 1).

    ``logged_on`` is the local date of telling, None for the same day. ``is_accepted`` is the trainer's yes to a log
    that came too late (A7). ``log_id`` leads back to the log. Raises ValueError for a ratio outside 0 to 1.
    """

    on: date
    completion_ratio: float
    logged_on: date | None = None
    is_accepted: bool = False
    log_id: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.completion_ratio <= 1:
            raise ValueError("a completion ratio is 0 to 1")


@dataclass(frozen=True, slots=True)
class DayResult:
    """A planned day, the session that counts for it, and how the two met. Without a session both are None."""

    planned: PlannedDay
    done: Done | None = None
    match_kind: MatchKind | None = None

    def status(self, today: date) -> DayStatus:
        """Return what is known about this day on the local date ``today``."""
        if self.planned.excused is not None:
            return DayStatus.EXCUSED
        if self.done is not None:
            return session_status(self.done.completion_ratio)
        return DayStatus.OPEN if self.planned.on >= today else DayStatus.NO_ANSWER

    @property
    def is_any_day(self) -> bool:
        """Whether this is what an N-per-week plan still asks for: some day of the week, so its date says nothing."""
        return self.planned.per_week is not None and self.done is None and self.planned.excused is None


@dataclass(frozen=True, slots=True)
class Matching:
    """Planned days in date order with their sessions, and the sessions left over as extras."""

    days: tuple[DayResult, ...]
    extras: tuple[Done, ...]


@dataclass(frozen=True, slots=True)
class WindowResult:
    """The counts of a week or a rolling window.

    ``planned`` counts past and answered days, ``open`` the rest of today and later, ``excused`` those taken out.
    ``dose`` is the sum of the completion ratios of matched sessions.
    """

    planned: int = 0
    completed: int = 0
    partial: int = 0
    no_answer: int = 0
    extras: int = 0
    open: int = 0
    excused: int = 0
    dose: float = 0.0
    excused_for: frozenset[ExcusedReason] = frozenset()

    @property
    def session_adherence_pct(self) -> float | None:
        """A4: 100 x completed / planned, None when nothing was planned."""
        return 100 * self.completed / self.planned if self.planned else None

    @property
    def dose_adherence_pct(self) -> float | None:
        """A4: 100 x sum of matched completion ratios / planned, None when nothing was planned."""
        return min(100.0, 100 * self.dose / self.planned) if self.planned else None

    @property
    def band(self) -> Band:
        """A9: how ``session_adherence_pct`` reads."""
        return band(self.session_adherence_pct)

    @property
    def fraction_text(self) -> str:
        """The fraction in words, "2 of 3 planned", or why there is none: "paused", "no sessions planned"."""
        if self.planned:
            return f"{self.completed} of {self.planned} planned"
        if self.open:
            return "nothing due yet"
        words = {ExcusedReason.HOLD: "on hold", ExcusedReason.PAUSE: "paused", ExcusedReason.CANCELLED: "cancelled"}
        return next((words[reason] for reason in words if reason in self.excused_for), "no sessions planned")

    def text(self, days: int) -> str:
        """Return the fraction with its window: "2 of 3 planned, last 7 days"."""
        return f"{self.fraction_text}, last {days} days"


@dataclass(frozen=True, slots=True)
class Streaks:
    """The longest and the present run of completed planned sessions."""

    best: int
    current: int


def completion_ratio(units: Iterable[tuple[int, int]]) -> float | None:
    """Return A1 for ``units``, pairs of (done, prescribed) per exercise and side; None when nothing was prescribed.

    c = sum of min(done, prescribed) / sum of prescribed, 0 to 1. Raises ValueError for a negative number.
    """
    pairs = list(units)
    if any(number < 0 for pair in pairs for number in pair):
        raise ValueError("units cannot be negative")
    prescribed = sum(pair[1] for pair in pairs)
    return sum(min(pair) for pair in pairs) / prescribed if prescribed else None


def session_status(ratio: float) -> DayStatus:
    """Return A2 for a logged session: completed from 0.80, partial above 0, else not done."""
    if ratio >= COMPLETE_FROM:
        return DayStatus.COMPLETED
    return DayStatus.PARTIAL if ratio > 0 else DayStatus.NOT_DONE


def may_log(performed_on: date, today: date) -> bool:
    """Return whether a client may log a session for ``performed_on``: today or up to 7 local days back (A7)."""
    return timedelta(0) <= today - performed_on <= LATE_AFTER


def is_counted(done: Done) -> bool:
    """Return whether a log counts (A7): told within 7 local days, or accepted by the trainer; never from the future."""
    delay = (done.logged_on or done.on) - done.on
    return timedelta(0) <= delay <= LATE_AFTER or (delay > LATE_AFTER and done.is_accepted)


def match(planned: Iterable[PlannedDay], done: Iterable[Done]) -> Matching:
    """Match sessions to planned days (A8, A8b). Give whole weeks, in any order.

    Within each week: first every planned day takes the best session of its own date; then the remaining sessions, in
    date order, each take the earliest day still free, as make-ups (also ahead of time). At most two sessions of one
    date are credited. What is left is extra. A log of nothing done (ratio 0) answers its own day only, and is never
    an extra. Excused days take no session. Logs that came too late (A7) are left out altogether.

    The days of an N-per-week plan (A8b) are many more than it asks for. A week of it is asked for `planned_count`
    sessions: its first ones by date count, on their own dates, and what is still asked for stands at the last days of
    the week, so that nothing is missing before the week is over. Sessions above that are make-ups of fixed days in the
    same week, where a plan was changed, else extras.

    Raises ValueError when a date is planned twice.
    """
    by_week: defaultdict[date, list[Done]] = defaultdict(list)
    for session in sorted(filter(is_counted, done), key=_by_date_best_first):
        by_week[week_start(session.on)].append(session)
    weeks: defaultdict[date, list[PlannedDay]] = defaultdict(list)
    days = sorted(planned, key=lambda day: day.on)
    if any(earlier.on == later.on for earlier, later in pairwise(days)):
        raise ValueError("a date is planned twice")
    for day in days:
        weeks[week_start(day.on)].append(day)
    parts = [_match_week(weeks[monday], by_week[monday]) for monday in sorted(by_week.keys() | weeks.keys())]
    return Matching(
        tuple(day for part in parts for day in part.days),
        tuple(extra for part in parts for extra in part.extras),
    )


def window_result(matching: Matching, start: date, end: date, today: date) -> WindowResult:
    """Return the counts of the planned days and extras in [``start``, ``end``), as known on ``today``.

    A make-up counts where its planned day lies, an extra where it was done.
    """
    days = [day for day in matching.days if start <= day.planned.on < end]
    counts = Counter(day.status(today) for day in days)
    matched = [day.done.completion_ratio for day in days if day.done is not None]
    return WindowResult(
        planned=len(days) - counts[DayStatus.OPEN] - counts[DayStatus.EXCUSED],
        completed=counts[DayStatus.COMPLETED],
        partial=counts[DayStatus.PARTIAL],
        no_answer=counts[DayStatus.NO_ANSWER],
        extras=sum(start <= extra.on < end for extra in matching.extras),
        open=counts[DayStatus.OPEN],
        excused=counts[DayStatus.EXCUSED],
        dose=fsum(matched),
        excused_for=frozenset(day.planned.excused for day in days if day.planned.excused is not None),
    )


def week_result(matching: Matching, monday: date, today: date) -> WindowResult:
    """Return the counts of the week that begins on ``monday`` (A3), as known on ``today``."""
    return window_result(matching, monday, monday + timedelta(days=7), today)


def rolling_result(matching: Matching, today: date, days: int) -> WindowResult:
    """Return the counts of the ``days`` local days that end with ``today``.

    Planned are the days before today, and today once it is answered: until the local day is over, a session not yet
    logged is neither planned nor missing. Pass matched days from ``rolling_start`` on.
    """
    return window_result(matching, today - timedelta(days=days - 1), today + timedelta(days=1), today)


def rolling_start(today: date, days: int) -> date:
    """Return the Monday from which planned days and logs are needed for ``rolling_result``, as weeks match whole."""
    return week_start(today - timedelta(days=days - 1))


def pooled(results: Iterable[WindowResult]) -> WindowResult:
    """Return several weeks as one (A9): sums of the counts, so a percentage is sum / sum, never a mean of means."""
    parts = list(results)
    return WindowResult(
        planned=sum(part.planned for part in parts),
        completed=sum(part.completed for part in parts),
        partial=sum(part.partial for part in parts),
        no_answer=sum(part.no_answer for part in parts),
        extras=sum(part.extras for part in parts),
        open=sum(part.open for part in parts),
        excused=sum(part.excused for part in parts),
        dose=fsum(part.dose for part in parts),
        excused_for=frozenset().union(*(part.excused_for for part in parts)),
    )


def band(pct: float | None) -> Band:
    """Return A9: on track from 80, partly from 50, else needs support; unknown when there is no percentage.

    80 is the commonest satisfactory band (doi:10.1136/bjsports-2017-098742), 50 is a house rule. Compares unrounded.
    """
    if pct is None:
        return Band.UNKNOWN
    if pct >= 80:
        return Band.ON_TRACK
    return Band.PARTLY if pct >= 50 else Band.NEEDS_SUPPORT


def streaks(statuses: Iterable[DayStatus]) -> Streaks:
    """Return the runs of completed days among ``statuses``, given in date order (A10).

    Excused and open days neither add nor break; anything else that is not completed breaks. One miss is harmless to
    a habit (doi:10.3390/healthcare12232488), so a broken run is never remarked on.
    """
    best = current = 0
    for status in statuses:
        if status in (DayStatus.EXCUSED, DayStatus.OPEN):
            continue
        current = current + 1 if status is DayStatus.COMPLETED else 0
        best = max(best, current)
    return Streaks(best, current)


def is_final(monday: date, today: date) -> bool:
    """Return whether the week of ``monday`` can no longer change: seven days after its end (A7, A8b)."""
    return today >= monday + timedelta(days=7) + LATE_AFTER


def _match_week(days: list[PlannedDay], sessions: list[Done]) -> Matching:
    """Match one week. ``days`` come in date order, ``sessions`` in date order with the best of a date first."""
    loose, sessions = _match_any_day([day for day in days if day.per_week is not None], sessions)
    days = [day for day in days if day.per_week is None]
    free = [day for day in days if day.excused is None]
    found: dict[PlannedDay, DayResult] = {}
    credits = Counter(result.done.on for result in loose if result.done is not None)

    def credit(day: PlannedDay, session: Done, kind: MatchKind) -> None:
        found[day] = DayResult(day, session, kind)
        free.remove(day)
        credits[session.on] += 1

    started = [session for session in sessions if session.completion_ratio > 0]
    nothing_done = [session for session in sessions if session.completion_ratio == 0]
    left: list[Done] = []
    for session in started:
        same = next((day for day in free if day.on == session.on), None)
        if same is not None:
            credit(same, session, MatchKind.SAME_DAY)
        else:
            left.append(session)
    extras = []
    for session in left:
        if free and credits[session.on] < CREDITED_PER_DAY:
            credit(free[0], session, MatchKind.MAKE_UP)
        else:
            extras.append(session)
    for session in nothing_done:
        same = next((day for day in free if day.on == session.on), None)
        if same is not None:
            credit(same, session, MatchKind.SAME_DAY)
    results = [*loose, *(found.get(day, DayResult(day)) for day in days)]
    return Matching(tuple(sorted(results, key=lambda result: result.planned.on)), tuple(extras))


def _match_any_day(days: list[PlannedDay], sessions: list[Done]) -> tuple[list[DayResult], list[Done]]:
    """Match one week of N-per-week days (A8b); also return the sessions that are left. A changed N counts by itself."""
    results: list[DayResult] = []
    left = list(sessions)
    for version in sorted({day.version for day in days}):
        open_days = {day.on: day for day in days if day.version == version and day.excused is None}
        results += [DayResult(day) for day in days if day.version == version and day.excused is not None]
        if not open_days:
            continue
        asked = planned_count(next(iter(open_days.values())).per_week or 0, len(open_days))
        started = [one for one in left if one.completion_ratio > 0 and one.on in open_days]
        credited = started[:asked]
        results += [DayResult(open_days[one.on], one, MatchKind.SAME_DAY) for one in credited]
        free = sorted(open_days.keys() - {one.on for one in credited}, reverse=True)
        results += [DayResult(open_days[on]) for on in free[: asked - len(credited)]]
        # An answer of nothing done has no day of its own here, so it ends here.
        left = sorted(started[asked:] + [one for one in left if one.on not in open_days], key=_by_date_best_first)
    return results, left


def _by_date_best_first(session: Done) -> tuple[date, float, int, date, bool]:
    return session.on, -session.completion_ratio, session.log_id, session.logged_on or date.min, session.is_accepted

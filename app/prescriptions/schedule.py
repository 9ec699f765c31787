"""When a prescription asks for sessions: fixed weekdays, or a number of sessions each week.

Every date is the client's local date. A window is half-open, ``start`` inside and ``end`` outside (house
rule A3: a week runs from Monday to the next Monday), while ``effective_from`` and ``ends_on`` are both
inside (house rule A5). Numbers come from house rules A3, A5 and A6.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

REVIEW_AFTER = timedelta(weeks=4)
_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAYS_IN_WEEK = 7


@dataclass(frozen=True, slots=True)
class Weekdays:
    """A non-empty set of ISO weekdays, 1 for Monday to 7 for Sunday.

    Iterates in week order, prints as "Mon, Wed, Fri", is stored as "1,3,5". Raises ValueError when empty or when a
    number is not a weekday.
    """

    days: frozenset[int]

    def __post_init__(self) -> None:
        if not self.days or not self.days <= frozenset(range(1, _DAYS_IN_WEEK + 1)):
            raise ValueError("choose at least one weekday, 1 for Monday to 7 for Sunday")

    @classmethod
    def of(cls, *days: int) -> "Weekdays":
        """Return the set of ``days``: ``Weekdays.of(1, 3, 5)`` is Monday, Wednesday, Friday."""
        return cls(frozenset(days))

    @classmethod
    def from_text(cls, text: str) -> "Weekdays":
        """Return the set stored as ``text``, such as "1,3,5". Raises ValueError for anything else."""
        return cls(frozenset(int(day) for day in text.split(",")))

    @property
    def text(self) -> str:
        """The set as it is stored: its numbers in week order, separated by commas."""
        return ",".join(str(day) for day in self)

    def includes(self, on: date) -> bool:
        """Return whether ``on`` falls on one of these weekdays."""
        return on.isoweekday() in self.days

    def __iter__(self) -> Iterator[int]:
        return iter(sorted(self.days))

    def __len__(self) -> int:
        return len(self.days)

    def __str__(self) -> str:
        return ", ".join(_NAMES[day - 1] for day in self)


@dataclass(frozen=True, slots=True)
class PerWeek:
    """A number of sessions each week on days the client chooses, 1 to 7. Raises ValueError outside that."""

    times: int

    def __post_init__(self) -> None:
        if not 1 <= self.times <= _DAYS_IN_WEEK:
            raise ValueError("choose 1 to 7 sessions a week")


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """One version of a prescription: its number, first and last date (None: open), and schedule."""

    number: int
    effective_from: date
    ends_on: date | None
    schedule: Weekdays | PerWeek


def planned_dates(weekdays: Weekdays, effective_from: date, ends_on: date | None, start: date, end: date) -> list[date]:
    """Return the scheduled dates of [``start``, ``end``) inside [``effective_from``, ``ends_on``], in order.

    House rule A5, fixed-day plan, before excused dates are taken out. ``end`` is outside the window;
    ``ends_on`` is the last day of the plan, None for an open plan.
    """
    return [on for on in _active(effective_from, ends_on, start, end) if weekdays.includes(on)]


def active_days(
    effective_from: date,
    ends_on: date | None,
    start: date,
    end: date,
    excused: Collection[date] = (),
) -> int:
    """Return how many days of [``start``, ``end``) the plan is in force and the day is not excused."""
    return sum(on not in excused for on in _active(effective_from, ends_on, start, end))


def planned_count(times_per_week: int, days_active: int) -> int:
    """Return the sessions planned in a week that has ``days_active`` active days, 0 to 7.

    House rule A5, N-per-week plan: floor(N x active days / 7 + 0.5), which is at most one a day. Computed in integers.
    Raises ValueError when either number is outside 0 to 7.
    """
    if not 0 <= times_per_week <= _DAYS_IN_WEEK or not 0 <= days_active <= _DAYS_IN_WEEK:
        raise ValueError("sessions a week and active days are 0 to 7")
    return (2 * times_per_week * days_active + _DAYS_IN_WEEK) // (2 * _DAYS_IN_WEEK)


def version_on(versions: Iterable[PlanVersion], on: date) -> PlanVersion | None:
    """Return the version in force on ``on``, or None when no version covers that date.

    House rule A6: the version with the latest ``effective_from`` not after ``on`` replaces all earlier
    ones, also when it has ended since. Of two that start on one date, the higher number wins.
    """
    started = [version for version in versions if version.effective_from <= on]
    if not started:
        return None
    newest = max(started, key=lambda version: (version.effective_from, version.number))
    return None if newest.ends_on is not None and newest.ends_on < on else newest


def planned_by_version(versions: Collection[PlanVersion], start: date, end: date) -> list[tuple[date, PlanVersion]]:
    """Return each fixed-day date of [``start``, ``end``) with the version that planned it, in date order.

    House rule A6: an edit changes only dates from its ``effective_from``. A date under an N-per-week
    version is never a fixed date, so it is left out.
    """
    found = []
    for on in _days(start, end):
        version = version_on(versions, on)
        if version and isinstance(version.schedule, Weekdays) and version.schedule.includes(on):
            found.append((on, version))
    return found


def default_effective_from(today: date) -> date:
    """Return when an edit starts unless the trainer chooses today: the next local day (house rule A6)."""
    return today + timedelta(days=1)


def default_review_on(start: date) -> date:
    """Return when a plan that begins on ``start`` is looked at again: four weeks later."""
    return start + REVIEW_AFTER


def _active(effective_from: date, ends_on: date | None, start: date, end: date) -> Iterator[date]:
    last = end if ends_on is None else min(end, ends_on + timedelta(days=1))
    return _days(max(start, effective_from), last)


def _days(start: date, end: date) -> Iterator[date]:
    return (start + timedelta(days=number) for number in range((end - start).days))

"""When a prescription asks for sessions: fixed weekdays, or a number of sessions each week.

Every date is the client's local date. A window is half-open, ``start`` inside and ``end`` outside (house
rule A3: a week runs from Monday to the next Monday), while ``effective_from`` and ``ends_on`` are both
inside (house rule A5). Numbers come from house rules A3, A5 and A6.
"""

from collections.abc import Iterator
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

    @property
    def suggested(self) -> Weekdays:
        """The weekdays on which a reminder comes, spread over the week from Monday on: 3 gives Mon, Wed, Fri."""
        return Weekdays.of(*(1 + number * _DAYS_IN_WEEK // self.times for number in range(self.times)))

    def includes(self, on: date) -> bool:
        """Return True: a session counts on any day."""
        return True

    def __str__(self) -> str:
        words = {1: "Once", 2: "Twice"}.get(self.times, f"{self.times} times")
        return f"{words} a week, any day"


Schedule = Weekdays | PerWeek


def schedule_of(weekdays: str, times_per_week: int | None) -> Schedule:
    """Return a schedule from its two columns: weekdays such as "1,3,5", and N of an N-per-week plan or None."""
    return PerWeek(times_per_week) if times_per_week else Weekdays.from_text(weekdays)


def planned_dates(schedule: Schedule, effective_from: date, ends_on: date | None, start: date, end: date) -> list[date]:
    """Return the dates of [``start``, ``end``) inside [``effective_from``, ``ends_on``] on which a session counts.

    House rule A5, before excused dates are taken out: the chosen weekdays of a fixed-day plan, every day of an
    N-per-week plan. ``end`` is outside the window; ``ends_on`` is the last day of the plan, None for an open plan.
    """
    return [on for on in _active(effective_from, ends_on, start, end) if schedule.includes(on)]


def planned_count(times_per_week: int, days_active: int) -> int:
    """Return the sessions planned in a week that has ``days_active`` active days, 0 to 7.

    House rule A5, N-per-week plan: floor(N x active days / 7 + 0.5), which is at most one a day. Computed in integers.
    Raises ValueError when either number is outside 0 to 7.
    """
    if not 0 <= times_per_week <= _DAYS_IN_WEEK or not 0 <= days_active <= _DAYS_IN_WEEK:
        raise ValueError("sessions a week and active days are 0 to 7")
    return (2 * times_per_week * days_active + _DAYS_IN_WEEK) // (2 * _DAYS_IN_WEEK)


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

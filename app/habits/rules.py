"""When a habit is met, and what a day or a week of it says. Pure.

House rule (habits): met is value ≥ target; a day without an entry is blank, and blank is unknown, never failed. Each
entry keeps the target it was noted under, so that a new target changes nothing that was noted before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.core import zones
from app.core.words import count
from app.prescriptions.schedule import Weekdays

EVERY_DAY = Weekdays.of(1, 2, 3, 4, 5, 6, 7)
# How far back an entry may still be written: as long as a session may be answered.
CORRECT_DAYS = timedelta(days=7)
_WEEK_DAYS = 7


class HabitType(StrEnum):
    """How a habit is noted: yes or no, a number of times, or minutes."""

    BOOLEAN = "boolean"
    COUNT = "count"
    MINUTES = "minutes"


class Period(StrEnum):
    """What the target is for."""

    DAY = "day"
    WEEK = "week"


class Mark(StrEnum):
    """What one day shows. There is no mark for failed."""

    MET = "met"
    SOME = "some"
    UNTRACKED = "untracked"
    OFF = "off"
    AHEAD = "ahead"


# The most that can be true of one day.
MOST_A_DAY = {HabitType.BOOLEAN: 1, HabitType.COUNT: 99, HabitType.MINUTES: 24 * 60}


@dataclass(frozen=True, slots=True)
class Noted:
    """One entry: the value of its local day (minutes, times, or 1 for yes and 0 for no) and the target of then."""

    value: int
    target: int


Entries = Mapping[date, Noted]


@dataclass(frozen=True, slots=True)
class Goal:
    """What a habit aims at. `target` is for one `period`; `unit` is one of what is counted, such as "break"."""

    type: HabitType
    target: int
    period: Period
    active_days: Weekdays = EVERY_DAY
    unit: str = "time"

    @property
    def words(self) -> str:
        """ "6 breaks a day", "150 minutes a week", "Yes or no, each day"; with the days where they are not all."""
        if self.type is HabitType.BOOLEAN and self.period is Period.DAY:
            said = "Yes or no, each day"
        else:
            said = f"{self.amount(self.target)} a {self.period}"
        return said if len(self.active_days) == _WEEK_DAYS else f"{said}: {self.active_days}"

    def amount(self, number: int) -> str:
        """A number of what is counted: "6 breaks", "150 minutes", "3 days"."""
        units = {HabitType.BOOLEAN: "day", HabitType.COUNT: self.unit, HabitType.MINUTES: "minute"}
        return count(number, units[self.type])

    def value_words(self, noted: Noted | None) -> str:
        """What a day's entry says, "blank" for none: "yes", "3 of 6 breaks", "20 minutes"."""
        if noted is None:
            return "blank"
        if self.type is HabitType.BOOLEAN:
            return "yes" if noted.value else "no"
        if self.period is Period.WEEK:
            return self.amount(noted.value)
        return f"{noted.value} of {self.amount(noted.target)}"


def most_target(type_: HabitType, period: Period) -> int:
    """The largest target that can be reached."""
    return MOST_A_DAY[type_] * (_WEEK_DAYS if period is Period.WEEK else 1)


def may_note(on: date, today: date) -> bool:
    """Whether an entry for `on` may be written on `today`: that day and the seven before, never ahead."""
    return today - CORRECT_DAYS <= on <= today


def is_met(noted: Noted | None) -> bool:
    """Whether an entry reaches its own target. Blank is not met, and not failed either."""
    return noted is not None and noted.value >= noted.target


def mark_of(goal: Goal, entries: Entries, on: date, today: date) -> Mark:
    """The mark of a day. For a weekly target a noted day is met once the week's sum up to it has reached the target."""
    noted = entries.get(on)
    if noted is None:
        if on > today:
            return Mark.AHEAD
        return Mark.UNTRACKED if goal.active_days.includes(on) else Mark.OFF
    if goal.period is Period.DAY:
        return Mark.MET if is_met(noted) else Mark.SOME
    so_far = sum_of_week(entries, zones.week_start(on), until=on)
    return Mark.MET if so_far is not None and so_far >= noted.target else Mark.SOME


def sum_of_week(entries: Entries, monday: date, *, until: date | None = None) -> int | None:
    """The sum of what was noted from `monday` to Sunday, or to `until`. None when nothing was noted: blank is not 0."""
    noted = [one for on, one in _of_week(entries, monday) if until is None or on <= until]
    return sum(one.value for one in noted) if noted else None


def target_of_week(goal: Goal, entries: Entries, monday: date) -> int:
    """The target of a week: that of its latest entry, the present one without any."""
    noted = sorted(_of_week(entries, monday), key=lambda pair: pair[0])
    return noted[-1][1].target if noted else goal.target


@dataclass(frozen=True, slots=True)
class Tally:
    """Days met of days noted. Blank days are in neither number."""

    met: int
    tracked: int

    @property
    def text(self) -> str:
        """ "met on 4 of 5 noted days", "nothing noted"."""
        return f"met on {self.met} of {count(self.tracked, 'noted day')}" if self.tracked else "nothing noted"


def tally_of(entries: Entries, days: Iterable[date]) -> Tally:
    """Days met / days noted among these days (house rule, weekly summary)."""
    noted = [entries[on] for on in days if on in entries]
    return Tally(sum(is_met(one) for one in noted), len(noted))


def week_text(goal: Goal, entries: Entries, monday: date) -> str:
    """A week in counts, "" while nothing is noted: "120 of 150 minutes", "met on 4 of 5 noted days"."""
    total = sum_of_week(entries, monday)
    if total is None:
        return ""
    if goal.period is Period.WEEK:
        return f"{total} of {goal.amount(target_of_week(goal, entries, monday))}"
    return tally_of(entries, zones.week_dates(monday)).text


@dataclass(frozen=True, slots=True)
class HabitWeek:
    """One week of a habit in counts. `is_plain` says that an inbox may hold it: not food, no one's own words."""

    key: str
    title: str
    text: str
    is_plain: bool


def _of_week(entries: Entries, monday: date) -> list[tuple[date, Noted]]:
    return [(on, entries[on]) for on in zones.week_dates(monday) if on in entries]

"""What a page shows of a habit: today, the dots of some days, and the same in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.core import zones
from app.core.drawing import WEEKDAYS, DotRow, DotsChart, DotState, dots_chart, dots_key
from app.core.words import count, day_month
from app.habits.models import Habit, HabitState
from app.habits.queries import Tracked
from app.habits.rules import (
    CORRECT_DAYS,
    MOST_A_DAY,
    Entries,
    Goal,
    HabitWeek,
    Mark,
    Period,
    mark_of,
    sum_of_week,
    tally_of,
    week_text,
)

SHOWN_DAYS = 14
WEEKS_SHOWN = 4
LETTERS = tuple(name[0] for name in WEEKDAYS)
_WEEK = timedelta(days=7)
_STATES: dict[Mark, DotState] = {
    Mark.MET: "met",
    Mark.SOME: "some",
    Mark.UNTRACKED: "untracked",
    Mark.OFF: "off",
    Mark.AHEAD: "ahead",
}


def memory_of(today: date) -> date:
    """The first day whose entries the cards of `today` need: whole weeks, for the sums of weekly targets."""
    return zones.week_start(today - timedelta(days=SHOWN_DAYS - 1))


def weeks_memory_of(today: date) -> date:
    """The first day whose entries `weeks_card_of` needs."""
    return zones.week_start(today) - _WEEK * (WEEKS_SHOWN - 1)


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day in words: its entry, "blank" for none, and what its mark means."""

    on: date
    value: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Card:
    """A habit as a page shows it. `days` are oldest first and the same that `dots` draws."""

    habit: Habit
    goal: Goal
    today: date
    value: int | None
    line: str
    dots: DotsChart
    sentence: str
    days: tuple[DayLine, ...]

    @property
    def is_today_one(self) -> bool:
        """Whether today is one of its days."""
        return self.goal.active_days.includes(self.today)

    @property
    def now(self) -> DayLine:
        """The line of today."""
        return next(day for day in self.days if day.on == self.today)

    @property
    def most(self) -> int:
        """The most that one day can have."""
        return MOST_A_DAY[self.goal.type]

    @property
    def is_followed(self) -> bool:
        """Whether the client follows it at present."""
        return self.habit.state == HabitState.FOLLOWED


def card_of(tracked: Tracked, today: date) -> Card:
    """The last two weeks, day by day."""
    days = [today - timedelta(days=back) for back in reversed(range(SHOWN_DAYS))]
    return _card(tracked, today, days, [f"{on:%a}"[0] for on in days], f"last {SHOWN_DAYS} days")


def week_card_of(tracked: Tracked, today: date) -> Card:
    """The present local week, Monday first."""
    return _card(tracked, today, list(zones.week_dates(zones.week_start(today))), WEEKDAYS, "this week")


@dataclass(frozen=True, slots=True)
class WeeksCard:
    """The latest weeks of a habit: a row of dots each, and its counts."""

    habit: Habit
    goal: Goal
    dots: DotsChart
    sentence: str
    rows: tuple[tuple[date, str], ...]


def weeks_card_of(tracked: Tracked, today: date) -> WeeksCard | None:
    """The weeks since the first entry, at most four, newest first. None while nothing is noted in them."""
    goal, entries = tracked.habit.goal, tracked.entries
    mondays = [zones.week_start(today) - _WEEK * number for number in range(WEEKS_SHOWN)]
    noted = [on for on in entries if on >= mondays[-1]]
    if not noted:
        return None
    mondays = [monday for monday in mondays if monday >= zones.week_start(min(noted))]
    rows = tuple((monday, week_text(goal, entries, monday) or "blank") for monday in mondays)
    drawn = [
        DotRow(day_month(monday), _short(goal, entries, monday), _marks(goal, entries, zones.week_dates(monday), today))
        for monday, _ in rows
    ]
    sentence = f"{tracked.habit.title}, {count(len(rows), 'week')}. " + _spoken(rows)
    return WeeksCard(tracked.habit, goal, dots_chart(drawn, LETTERS), sentence, rows)


def habit_weeks(tracked: Iterable[Tracked], monday: date) -> tuple[HabitWeek, ...]:
    """The week of each habit that has an entry in it, for the weekly summary; a blank week is not written about."""
    return tuple(
        HabitWeek(one.habit.key, one.habit.title, text, bool(one.habit.offer and not one.habit.offer.is_food))
        for one in tracked
        if (text := week_text(one.habit.goal, one.entries, monday))
    )


def key_of(cards: Iterable[Card | WeeksCard]) -> list[tuple[DotState, str]]:
    """(state, words) of every mark on these cards."""
    return dots_key(card.dots for card in cards)


def days_to_correct(tracked: Tracked, today: date) -> list[DayLine]:
    """Today and the days whose entries may still be changed, newest first."""
    days = [today - timedelta(days=back) for back in range(CORRECT_DAYS.days + 1)]
    return [_day_line(tracked.habit.goal, tracked.entries, on, today) for on in days]


def _card(tracked: Tracked, today: date, days: list[date], heads: Iterable[str], window: str) -> Card:
    goal, entries = tracked.habit.goal, tracked.entries
    noted = entries.get(today)
    current = days.index(today)
    lines = tuple(_day_line(goal, entries, on, today) for on in days if on <= today)
    chart = dots_chart([DotRow("", "", _marks(goal, entries, days, today))], tuple(heads), current=current)
    sentence = f"{tracked.habit.title}, {window}: {_window_words(goal, entries, days, today)}."
    return Card(
        tracked.habit, goal, today, noted.value if noted else None, _line(goal, entries, today), chart, sentence, lines
    )


def _line(goal: Goal, entries: Entries, today: date) -> str:
    """Where things stand today, under the habit's name."""
    said = f"Today: {goal.value_words(entries.get(today))}"
    week = week_text(goal, entries, zones.week_start(today))
    return f"{said}. This week: {week}" if week and goal.period is Period.WEEK else said


def _window_words(goal: Goal, entries: Entries, days: list[date], today: date) -> str:
    if goal.period is Period.WEEK:
        mondays = sorted({zones.week_start(on) for on in days if on <= today}, reverse=True)
        words = [f"week of {day_month(monday)} {week_text(goal, entries, monday) or 'blank'}" for monday in mondays]
        return ", ".join(words)
    return tally_of(entries, days).text


def _day_line(goal: Goal, entries: Entries, on: date, today: date) -> DayLine:
    noted = entries.get(on)
    mark = mark_of(goal, entries, on, today)
    words = goal.value_words(noted)
    if mark is Mark.MET and goal.period is Period.WEEK:
        words = f"{words}, the week’s target met"
    elif mark is Mark.OFF:
        words = "not one of its days"
    return DayLine(on, noted.value if noted else None, words)


def _marks(goal: Goal, entries: Entries, days: Iterable[date], today: date) -> tuple[DotState, ...]:
    return tuple(_STATES[mark_of(goal, entries, on, today)] for on in days)


def _short(goal: Goal, entries: Entries, monday: date) -> str:
    """A week in few letters, for the end of its row: "120 of 150", "4 of 5 days", "–" for a blank one."""
    total = sum_of_week(entries, monday)
    if total is None:
        return "–"
    if goal.period is Period.WEEK:
        return week_text(goal, entries, monday).rpartition(" ")[0]
    told = tally_of(entries, zones.week_dates(monday))
    return f"{told.met} of {count(told.tracked, 'day')}"


def _spoken(rows: Iterable[tuple[date, str]]) -> str:
    return " ".join(f"Week of {day_month(monday)}: {words}." for monday, words in rows)

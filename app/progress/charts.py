"""A history as the numbers the drawings want."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from statistics import fmean

from app.core.drawing import AdherenceWeek, CourseWeek, PainWeek, SidePair
from app.core.drawing.week import DayState
from app.core.words import day_month
from app.progress.adherence import DayStatus, ExcusedReason, Matching
from app.progress.queries import Answer, History
from app.progress.sides import Pair, Sides
from app.progress.sureness import bands

STATES: dict[DayStatus, DayState] = {
    DayStatus.COMPLETED: "done",
    DayStatus.PARTIAL: "part",
    DayStatus.NOT_DONE: "left_out",
    DayStatus.NO_ANSWER: "unknown",
    DayStatus.OPEN: "planned",
    DayStatus.EXCUSED: "paused",
}

# More rows are in the table only.
MOST_SIDES = 4


def adherence_weeks(history: History, today: date, number: int) -> list[AdherenceWeek]:
    """The last `number` weeks as columns of sessions."""
    return [
        AdherenceWeek(
            label=day_month(monday),
            planned=result.planned + result.open,
            done=result.completed,
            part=result.partial,
            unknown=result.no_answer,
            left_out=result.planned - result.completed - result.partial - result.no_answer,
            extra=result.extras,
            is_paused=result.planned + result.open == 0 and ExcusedReason.PAUSE in result.excused_for,
        )
        for monday, result in history.weeks(today, number)
    ]


def pain_weeks(answers: Sequence[Answer], mondays: Sequence[date]) -> list[PainWeek]:
    """Weekly means of pain before and worst during, with the number of answers and the spread before."""
    weeks = []
    for monday in mondays:
        here = [answer for answer in answers if monday <= answer.on < monday + timedelta(days=7)]
        before = [answer.pain_before for answer in here if answer.pain_before is not None]
        after = [answer.pain_after for answer in here if answer.pain_after is not None]
        weeks.append(
            PainWeek(
                label=day_month(monday),
                before=fmean(before) if before else None,
                after=fmean(after) if after else None,
                before_n=len(before),
                after_n=len(after),
                low=min(before) if len(before) > 1 else None,
                high=max(before) if len(before) > 1 else None,
            )
        )
    return weeks


def course_weeks(history: History, today: date, number: int) -> list[CourseWeek]:
    """The last `number` weeks: pain, with a band that says how sure each mean before is, and sessions."""
    mondays = [monday for monday, _ in history.weeks(today, number)]
    given = [
        [
            answer.pain_before
            for answer in history.answers
            if answer.pain_before is not None and monday <= answer.on < monday + timedelta(days=7)
        ]
        for monday in mondays
    ]
    lines = zip(pain_weeks(history.answers, mondays), bands(given), strict=True)
    sure = [replace(week, low=band and band[0], high=band and band[1]) for week, band in lines]
    return [CourseWeek(*both) for both in zip(sure, adherence_weeks(history, today, number), strict=True)]


def side_pairs(sides: Sides) -> list[SidePair]:
    """All one-sided work first, then the exercises that differ most; a single exercise is all of it."""
    several = len(sides.exercises) > 1
    rows: Sequence[Pair] = (sides.whole, *sides.exercises[:MOST_SIDES]) if several else sides.exercises
    return [SidePair(row.name, row.left.share, row.right.share, row.left.text, row.right.text) for row in rows]


def week_states(matching: Matching, monday: date, today: date) -> list[DayState]:
    """The seven days of a week as marks. A day with nothing planned is a rest day, or done when it holds an extra.

    What an N-per-week plan still asks for belongs to no day, so it has no mark.
    """
    states: list[DayState] = ["rest"] * 7
    for day in matching.days:
        if monday <= day.planned.on < monday + timedelta(days=7) and not day.is_any_day:
            state = STATES[day.status(today)]
            if day.planned.excused is ExcusedReason.CANCELLED:
                state = "rest"
            elif state == "planned" and day.planned.on == today:
                state = "today"
            states[(day.planned.on - monday).days] = state
    for extra in matching.extras:
        place = (extra.on - monday).days
        if 0 <= place < 7 and states[place] == "rest":
            states[place] = "done"
    return states

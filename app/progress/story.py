"""The pain line in words: what it shows, and how sure that is. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.drawing import PainWeek
from app.core.words import count, one_decimal
from app.progress.pain import HAIR, MEANINGFUL_POINTS, TREND_WEEKS, Change, ChangeKind, change, trend

# Fewer weeks with answers than this say too little about a course (house rule).
ENOUGH_WEEKS = 6

CHANGE_WORDS = {
    ChangeKind.MEANINGFUL: "A meaningful improvement: at least 2 points and 30 %.",
    ChangeKind.POSSIBLE: "A possible improvement: at least 2 points, but under 30 %.",
    ChangeKind.WORSE: "Higher than at the start, by 2 points or more.",
    ChangeKind.NO_CLEAR: "No clear change: under 2 points.",
}


@dataclass(frozen=True, slots=True)
class PainStory:
    """`headline` says what the line shows; `detail` how sure that is, "" when there is nothing to add."""

    headline: str
    detail: str


def tell(weeks: Sequence[PainWeek]) -> PainStory:
    """The story of weekly means before sessions, oldest week first."""
    known = [week for week in weeks if week.before is not None]
    if not known:
        return PainStory("No pain answers yet.", "")
    first, last = known[0], known[-1]
    assert first.before is not None and last.before is not None
    if len(known) == 1:
        answers = count(last.before_n, "answer")
        return PainStory(f"Before sessions: {one_decimal(last.before)} in the week of {last.label}, {answers}.", "")
    if len(known) < ENOUGH_WEEKS:
        # Two numbers, and nothing about a way from one to the other.
        headline = (
            f"Before sessions: {one_decimal(first.before)} in the first week, {one_decimal(last.before)} in the newest."
        )
        return PainStory(headline, f"Not enough weeks yet to say more: {len(known)} of {ENOUGH_WEEKS}.")
    moved = change(first.before, last.before)
    headline = f"Before sessions: {one_decimal(first.before)} to {one_decimal(last.before)}{_by(moved)}."
    # A small start makes a small change a large share; in a course, under two points is no clear change (house rule).
    kind = moved.kind if abs(moved.points) >= MEANINGFUL_POINTS - HAIR else ChangeKind.NO_CLEAR
    return PainStory(
        headline, " ".join(part for part in (CHANGE_WORDS[kind], _thin(first, last), _recent(weeks)) if part)
    )


def _thin(first: PainWeek, last: PainWeek) -> str:
    """What to know where either end rests on a single answer."""
    ends = [name for name, week in (("first", first), ("newest", last)) if week.before_n == 1]
    if not ends:
        return ""
    return (
        f"The {' and the '.join(ends)} week {'has' if len(ends) == 1 else 'have'} 1 answer{' each' * (len(ends) - 1)}."
    )


def _by(moved: Change) -> str:
    if round(abs(moved.points), 1) == 0:
        return ", the same"
    direction = "down" if moved.points < 0 else "up"
    share = f" and {abs(moved.pct):.0f} %" if moved.pct is not None else ""
    return f", {direction} {one_decimal(abs(moved.points))}{share}"


def _recent(weeks: Sequence[PainWeek]) -> str:
    """The last four weeks in words, or nothing when too few of them have answers."""
    found = trend([week.before for week in weeks[-TREND_WEEKS:]]) if len(weeks) >= TREND_WEEKS else None
    if found is None:
        return ""
    size = f"{one_decimal(abs(found.total))} {'lower' if found.total < 0 else 'higher'}"
    sure = "a clear change" if found.is_clear else "not yet a clear change"
    return f"Last four weeks: {size}, {found.direction.value}, {sure}."

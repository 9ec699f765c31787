"""Left and right: how much of the one-sided work was done on each side. Pure.

A round of an exercise on one side is the unit (house rule A1). Only sessions that were begun count: one left out whole
says nothing about a side. What a client does on a side is what is counted; why, or what it means, is not ours to say.
House rules: four sessions before anything is compared, and a difference is named from ten points of per cent that are
at least three rounds; less is taken for even.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from app.core.words import count
from app.logbook.rules import SKIP_WORDS

WINDOW_DAYS = 28
LEAST_SESSIONS = 4
GAP_PCT, GAP_ROUNDS = 10.0, 3


@dataclass(frozen=True, slots=True)
class SideLine:
    """One exercise on one side in one session: rounds done of rounds asked, and what got in the way, if said."""

    log_id: int
    exercise: str
    is_left: bool
    done: int
    asked: int
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """The rounds of one side."""

    done: int = 0
    asked: int = 0

    @property
    def share(self) -> float:
        """Done of asked, 0–1; 0 with nothing asked."""
        return self.done / self.asked if self.asked else 0.0

    @property
    def text(self) -> str:
        """'21 of 24'."""
        return f"{self.done} of {self.asked}"


@dataclass(frozen=True, slots=True)
class Pair:
    """An exercise, or all of them together, left and right."""

    name: str
    left: Side
    right: Side

    @property
    def gap(self) -> float:
        """How much larger the share of the left is, in points of per cent; negative where the right was done more."""
        return 100 * (self.left.share - self.right.share)

    @property
    def is_uneven(self) -> bool:
        """Whether the difference is one to name."""
        # Shares are binary fractions: a true tenth may come out a hair below it.
        gap = abs(self.gap) + 1e-9
        return gap >= GAP_PCT and gap / 100 * min(self.left.asked, self.right.asked) >= GAP_ROUNDS


@dataclass(frozen=True, slots=True)
class Sides:
    """The one-sided work of a window: all of it, its exercises (largest difference first), and the reasons given."""

    sessions: int
    whole: Pair
    exercises: tuple[Pair, ...]
    reasons: tuple[tuple[bool, str, int], ...]

    @property
    def is_enough(self) -> bool:
        """Whether there are sessions enough to compare."""
        return self.sessions >= LEAST_SESSIONS

    @property
    def headline(self) -> str:
        """The two fractions with their window."""
        left, right = self.whole.left.text, self.whole.right.text
        return f"Left {left} rounds, right {right}: {count(self.sessions, 'session')}, last {WINDOW_DAYS} days."

    @property
    def detail(self) -> str:
        """Whether the sides differ, and the commonest reason given on the side done less."""
        if not self.is_enough:
            return f"Not enough sessions yet to compare: {self.sessions} of {LEAST_SESSIONS}."
        if not self.whole.is_uneven:
            uneven = [pair.name for pair in self.exercises if pair.is_uneven]
            both = "Both sides were done about equally"
            return f"{both}, but not in {uneven[0]}." if uneven else f"{both}."
        is_left = self.whole.gap < 0
        less, more = ("left", "right") if is_left else ("right", "left")
        return f"The {less} was done less than the {more}.{self._said(is_left)}"

    def _said(self, is_left: bool) -> str:
        found = [(word, times) for side, word, times in self.reasons if side is is_left]
        if not found:
            return ""
        word, times = found[0]
        return f" What most often got in the way: {word}, {count(times, 'time')}."


def compare(lines: Iterable[SideLine]) -> Sides | None:
    """The lines of begun sessions, side by side, in any order; None without one-sided work."""
    kept = list(lines)
    if not any(line.asked for line in kept):
        return None
    names = sorted({line.exercise for line in kept})
    pairs = [_pair(name, [line for line in kept if line.exercise == name]) for name in names]
    counted = Counter((line.is_left, line.reason) for line in kept if line.reason and line.done < line.asked)
    reasons = sorted(
        ((is_left, SKIP_WORDS[reason], times) for (is_left, reason), times in counted.items()),
        key=lambda entry: (-entry[2], entry[1], entry[0]),
    )
    return Sides(
        sessions=len({line.log_id for line in kept}),
        whole=_pair("All one-sided exercises", kept),
        exercises=tuple(sorted(pairs, key=lambda pair: -abs(pair.gap))),
        reasons=tuple(reasons),
    )


def _pair(name: str, lines: Iterable[SideLine]) -> Pair:
    kept = list(lines)
    left, right = ([line for line in kept if line.is_left is is_left] for is_left in (True, False))
    return Pair(name, _side(left), _side(right))


def _side(lines: Iterable[SideLine]) -> Side:
    kept = list(lines)
    return Side(sum(line.done for line in kept), sum(line.asked for line in kept))

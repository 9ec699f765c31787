"""Rows of dots: one a day, each its own shape, so that no colour carries the meaning and none stands for failed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from app.core.drawing.marks import Label, unit

DotState = Literal["met", "some", "untracked", "off", "ahead"]
DOT_WORDS: dict[DotState, str] = {
    "met": "target met",
    "some": "noted",
    "untracked": "blank",
    "off": "not one of its days",
    "ahead": "ahead",
}
NAME_SPACE, WORDS_SPACE = 62.0, 92.0
HEAD, ROW = 24.0, 32.0


@dataclass(frozen=True)
class DotRow:
    """One row: its name and its words at the end, either "", and a state for each day."""

    name: str
    words: str
    states: tuple[DotState, ...]


@dataclass(frozen=True)
class Dot:
    """One day's mark, at its middle."""

    x: float
    y: float
    state: DotState


@dataclass(frozen=True)
class DotLine:
    """A row as drawn."""

    name: Label
    dots: tuple[Dot, ...]
    words: Label


@dataclass(frozen=True)
class DotsDrawing:
    """One drawing. `current` is the index of the head that is now, None without one."""

    width: float
    height: float
    heads: tuple[Label, ...]
    current: int | None
    lines: tuple[DotLine, ...]


@dataclass(frozen=True)
class DotsChart:
    """The same rows twice: for a narrow and for a wide place."""

    narrow: DotsDrawing
    wide: DotsDrawing


def dots_key(charts: Iterable[DotsChart]) -> list[tuple[DotState, str]]:
    """(state, words) of every mark in these charts, each once; what is ahead has no mark."""
    drawn = {dot.state for chart in charts for line in chart.narrow.lines for dot in line.dots}
    return [(state, words) for state, words in DOT_WORDS.items() if state in drawn and state != "ahead"]


def dots_chart(rows: Sequence[DotRow], heads: Sequence[str], *, current: int | None = None) -> DotsChart:
    """Rows of equal length under their heads. Raises ValueError without rows, or when a row does not fit its heads."""
    if not rows or any(len(row.states) != len(heads) for row in rows):
        raise ValueError("dots need rows, and each row a state under each head")
    return DotsChart(_dots(rows, heads, current, 356), _dots(rows, heads, current, 592))


def _dots(rows: Sequence[DotRow], heads: Sequence[str], current: int | None, width: float) -> DotsDrawing:
    left = NAME_SPACE if any(row.name for row in rows) else 0.0
    right = width - (WORDS_SPACE if any(row.words for row in rows) else 0.0)
    slot = (right - left) / len(heads)
    xs = [unit(left + slot * (index + 0.5)) for index in range(len(heads))]
    lines = []
    for index, row in enumerate(rows):
        y = HEAD + ROW * (index + 0.5)
        dots = tuple(Dot(x, y, state) for x, state in zip(xs, row.states, strict=True))
        lines.append(DotLine(Label(0, y + 4.5, row.name), dots, Label(width, y + 4.5, row.words)))
    return DotsDrawing(
        width=width,
        height=HEAD + ROW * len(rows),
        heads=tuple(Label(x, 14, text) for x, text in zip(xs, heads, strict=True)),
        current=current,
        lines=tuple(lines),
    )

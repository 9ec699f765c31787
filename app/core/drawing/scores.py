"""Scores over time: one column for each round, 0 to 10, the number on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.drawing.marks import Block, Label, unit

HEIGHT, TOP, FOOT = 196.0, 30.0, 28.0
LEFT, RIGHT, COLUMN_MOST = 30.0, 8.0, 44.0


@dataclass(frozen=True)
class ScoreColumn:
    """A round: its column, its number above and its date below."""

    block: Block
    number: Label
    tick: Label


@dataclass(frozen=True)
class ScoresDrawing:
    """One drawing, in units. `five_y` and `ten_y` are the lines of the scale."""

    width: float
    height: float
    left: float
    right: float
    base_y: float
    five_y: float
    ten_y: float
    columns: tuple[ScoreColumn, ...]


@dataclass(frozen=True)
class ScoresChart:
    """The same rounds twice: for a narrow and for a wide place."""

    narrow: ScoresDrawing
    wide: ScoresDrawing


def scores_chart(rounds: Sequence[tuple[str, float, str]]) -> ScoresChart:
    """Rounds, oldest first: a short date, a score 0 to 10, and the score in words. Raises ValueError without any."""
    if not rounds:
        raise ValueError("scores need at least one round")
    return ScoresChart(_scores(rounds, 356), _scores(rounds, 592))


def _scores(rounds: Sequence[tuple[str, float, str]], width: float) -> ScoresDrawing:
    base_y, right = HEIGHT - FOOT, width - RIGHT
    slot = (right - LEFT) / len(rounds)
    each = min(slot * 0.6, COLUMN_MOST)
    reach = base_y - TOP
    columns = []
    for index, (label, score, words) in enumerate(rounds):
        x = unit(LEFT + slot * (index + 0.5))
        height = unit(reach * score / 10)
        block = Block(unit(x - each / 2), unit(base_y - height), unit(each), height, "done")
        columns.append(ScoreColumn(block, Label(x, unit(base_y - height - 8), words), Label(x, HEIGHT - 8, label)))
    return ScoresDrawing(width, HEIGHT, LEFT, right, base_y, unit(base_y - reach / 2), TOP, tuple(columns))

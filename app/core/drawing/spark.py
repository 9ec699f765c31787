"""Sparks: a small picture that stands beside a number, never alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.drawing.marks import Block, Point, place_points, runs_of, unit
from app.core.drawing.week import DayState


@dataclass(frozen=True)
class Spark:
    """A small picture beside a number: a line with its last point, or blocks. 144 by 44 units."""

    runs: tuple[str, ...] = ()
    last: Point | None = None
    blocks: tuple[Block, ...] = ()


def pain_spark(values: Sequence[float | None]) -> Spark:
    """The latest pain answers, oldest first, 0-10; None is a gap. The last known one is marked."""
    gap = 132 / (len(values) - 1) if len(values) > 1 else 0.0
    xs = [unit(6 + index * gap) for index in range(len(values))]
    points = place_points(values, xs, lambda value: unit(38 - 3.2 * value))
    return Spark(runs=tuple(runs_of(points, xs)), last=points[-1] if points else None)


def session_spark(states: Sequence[DayState]) -> Spark:
    """The latest planned sessions, oldest first, one block each; a part-done one is half as high."""
    pitch = 144 / max(len(states), 8)
    heights = {"done": 32.0, "part": 14.0}
    blocks = []
    for index, state in enumerate(states):
        height = heights.get(state, 30.8)
        blocks.append(Block(unit(1 + index * pitch), unit(40 - height), unit(pitch - 3), height, state))
    return Spark(blocks=tuple(blocks))

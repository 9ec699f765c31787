"""The marks all drawings share: blocks, points, labels, and how numbers become units."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

YScale = Callable[[float], float]


def unit(value: float) -> float:
    """Round to a tenth: finer than any screen, and short in the page."""
    return round(value, 1)


@dataclass(frozen=True)
class Block:
    """One rectangle. Its area is its time. `is_over`: it ends after the limit."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    is_over: bool = False


@dataclass(frozen=True)
class Point:
    """A marked value."""

    x: float
    y: float
    value: float
    is_last: bool


@dataclass(frozen=True)
class Label:
    """Words at a place."""

    x: float
    y: float
    text: str


def place_points(values: Sequence[float | None], xs: Sequence[float], y_of: YScale) -> list[Point]:
    """The known values at their places; the last known one is marked."""
    known = [(x, value) for x, value in zip(xs, values, strict=True) if value is not None]
    return [Point(x, y_of(value), value, index == len(known) - 1) for index, (x, value) in enumerate(known)]


def runs_of(points: Sequence[Point], xs: Sequence[float]) -> Iterator[str]:
    """Polyline point lists of two points or more; a value missing between two places starts a new one."""
    places = {x: index for index, x in enumerate(xs)}
    # Neighbours share the difference between their place and their rank, so a gap starts a new group.
    for _, group in groupby(enumerate(points), key=lambda entry: places[entry[1].x] - entry[0]):
        run = [f"{point.x},{point.y}" for _, point in group]
        if len(run) > 1:
            yield " ".join(run)

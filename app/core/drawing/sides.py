"""Left and right: bars from a centre line, always in this order, the counts at their ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.drawing.marks import Block, Label, unit

ROW, BAR, HEAD = 50.0, 18.0, 24.0
GAP = 16.0  # between the two sides, with the centre line in its middle
COUNT_SPACE = 82.0  # "108 of 120" in bold 13 px


@dataclass(frozen=True)
class SidePair:
    """One row: what it is about, and for each side the share done (0-1) and its words."""

    name: str
    left: float
    right: float
    left_text: str
    right_text: str


@dataclass(frozen=True)
class SideRow:
    """A row as drawn. Each side has what was asked (the full length) and what was done of it, from the centre out."""

    name: Label
    blocks: tuple[Block, ...]
    left: Label
    right: Label


@dataclass(frozen=True)
class SidesDrawing:
    """One drawing of the chart."""

    width: float
    height: float
    centre: float
    left: Label
    right: Label
    rows: tuple[SideRow, ...]


@dataclass(frozen=True)
class SidesChart:
    """The same rows twice: for a narrow and for a wide place."""

    narrow: SidesDrawing
    wide: SidesDrawing
    pairs: tuple[SidePair, ...]


def sides_chart(pairs: Sequence[SidePair]) -> SidesChart:
    """Bars for each pair, in the order given. Raises ValueError without any."""
    if not pairs:
        raise ValueError("a chart of sides needs at least one row")
    return SidesChart(_sides(pairs, 356), _sides(pairs, 592), tuple(pairs))


def _sides(pairs: Sequence[SidePair], width: float) -> SidesDrawing:
    centre = width / 2
    return SidesDrawing(
        width=width,
        height=HEAD + ROW * len(pairs),
        centre=centre,
        left=Label(centre - GAP / 2, 12, "Left"),
        right=Label(centre + GAP / 2, 12, "Right"),
        rows=tuple(_row(pair, centre, HEAD + ROW * index) for index, pair in enumerate(pairs)),
    )


def _row(pair: SidePair, centre: float, top: float) -> SideRow:
    length = centre - GAP / 2 - COUNT_SPACE
    inner_left, inner_right, y = centre - GAP / 2, centre + GAP / 2, top + 22
    done_left, done_right = unit(length * pair.left), unit(length * pair.right)
    return SideRow(
        name=Label(centre, top + 14, pair.name),
        blocks=(
            Block(inner_left - length, y, length, BAR, "left-out"),
            Block(inner_right, y, length, BAR, "left-out"),
            Block(unit(inner_left - done_left), y, done_left, BAR, "done"),
            Block(inner_right, y, done_right, BAR, "done"),
        ),
        left=Label(inner_left - length - 8, y + 13.5, pair.left_text),
        right=Label(inner_right + length + 8, y + 13.5, pair.right_text),
    )

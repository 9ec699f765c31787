"""The session column: a session as blocks standing on a base line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.core.drawing.marks import Block, unit

BASE_HEIGHT = 5.0  # the plinth every column stands on
BLOCK_GAP = 2.0
ROUND_GAP = 7.0
COLUMN_INSET = 6.0
MAX_UNITS_PER_MINUTE = 18.0  # a five-minute session is a low column, not a stretched one
MIN_BLOCK_HEIGHT = 3.0


@dataclass(frozen=True)
class ColumnItem:
    """One exercise of a session: its kind, 1 or 2 sides, and the seconds of one side."""

    kind: str
    sides: int
    seconds: int


@dataclass(frozen=True)
class Column:
    """A session as blocks on a base line. `limit_y` is None without a limit."""

    width: float
    height: float
    blocks: tuple[Block, ...]
    base_y: float
    base_width: float
    limit_y: float | None
    is_over: bool


def session_column(
    items: Sequence[ColumnItem],
    rounds: int,
    *,
    width: float = 78,
    max_height: float = 256,
    limit_seconds: int | None = None,
    label_width: float = 0,
) -> Column:
    """Stack `rounds` times the items from the base line up. A two-sided exercise is two half blocks.

    Area is time: a half block of one minute is twice as high as a full one. `label_width` leaves room for the
    words of the limit. The drawing is as high as it needs to be, at most about `max_height`.
    """
    steps = [(item, number) for number in range(rounds) for item in items if item.seconds > 0]
    total_s = sum(item.seconds * item.sides for item, _ in steps)
    gaps = _gaps_height([number for _, number in steps])
    scale = _column_scale(max(total_s, limit_seconds or 0), max_height - BASE_HEIGHT - COLUMN_INSET - gaps)

    top, elapsed_s, last_round, limit_y = 0.0, 0, 0, None
    placed: list[tuple[ColumnItem, float, float, bool]] = []  # item, bottom, top, is over
    for index, (item, number) in enumerate(steps):
        bottom = top + (0 if index == 0 else ROUND_GAP if number != last_round else BLOCK_GAP)
        step_s = item.seconds * item.sides
        top = bottom + max(step_s * scale, MIN_BLOCK_HEIGHT)
        is_over = limit_seconds is not None and elapsed_s + step_s > limit_seconds
        if is_over and limit_y is None and limit_seconds is not None:
            left_s = limit_seconds - elapsed_s
            limit_y = bottom + left_s * scale if left_s > 0 else bottom - BLOCK_GAP / 2
        placed.append((item, bottom, top, is_over))
        elapsed_s, last_round = elapsed_s + step_s, number
    if limit_seconds is not None and limit_y is None:
        limit_y = top + max((limit_seconds - elapsed_s) * scale, BLOCK_GAP / 2)

    base_y = unit(max(top, limit_y or 0) + COLUMN_INSET)
    blocks = [block for entry in placed for block in _side_blocks(*entry, base_y=base_y, width=width)]
    return Column(
        width=width + label_width,
        height=base_y + BASE_HEIGHT,
        blocks=tuple(blocks),
        base_y=base_y,
        base_width=width,
        limit_y=None if limit_y is None else unit(base_y - limit_y),
        is_over=limit_seconds is not None and total_s > limit_seconds,
    )


def _gaps_height(rounds: Sequence[int]) -> float:
    return sum(BLOCK_GAP if first == second else ROUND_GAP for first, second in pairwise(rounds))


def _column_scale(seconds: int, usable_height: float) -> float:
    """Units per second."""
    cap = MAX_UNITS_PER_MINUTE / 60
    return min(cap, max(usable_height, 0) / seconds) if seconds else cap


def _side_blocks(
    item: ColumnItem, bottom: float, top: float, is_over: bool, *, base_y: float, width: float
) -> Iterator[Block]:
    inner = width - 2 * COLUMN_INSET
    sides = 2 if item.sides > 1 else 1
    block_width = (inner - BLOCK_GAP * (sides - 1)) / sides
    for side in range(sides):
        yield Block(
            x=unit(COLUMN_INSET + side * (block_width + BLOCK_GAP)),
            y=unit(base_y - top),
            width=unit(block_width),
            height=unit(top - bottom),
            kind=item.kind,
            is_over=is_over,
        )

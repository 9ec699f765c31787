"""Adherence columns: one column a week, one block a planned session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.drawing.marks import Block, Label, unit

TICK_SPACE = 56.0  # one date label at 13 px
HEAD_SPACE, FOOT_SPACE = 24.0, 27.0  # the count above the columns, the dates below them
WIDEST = 46.0


@dataclass(frozen=True)
class AdherenceWeek:
    """Planned sessions of one week by what is known of them. The rest lies ahead."""

    label: str
    planned: int
    done: int
    part: int = 0
    unknown: int = 0
    left_out: int = 0
    extra: int = 0
    is_paused: bool = False

    @property
    def ahead(self) -> int:
        """Planned sessions whose day has not come."""
        return max(0, self.planned - self.done - self.part - self.left_out - self.unknown)

    @property
    def words(self) -> str:
        """The week in words: "4 of 5 planned, 1 extra"."""
        if self.is_paused:
            return "paused"
        if not self.planned:
            return f"nothing planned, {self.extra} extra" if self.extra else "nothing planned"
        return f"{self.done} of {self.planned} planned" + (f", {self.extra} extra" if self.extra else "")


@dataclass(frozen=True)
class AdherenceColumn:
    """The blocks of one week from the base up, and the count on top. A block's kind is its state."""

    blocks: tuple[Block, ...]
    count: Label
    extra: str
    tick: Label | None


@dataclass(frozen=True)
class AdherenceDrawing:
    """One drawing of the chart."""

    width: float
    height: float
    base_y: float
    columns: tuple[AdherenceColumn, ...]


@dataclass(frozen=True)
class AdherenceChart:
    """The same weeks twice: for a narrow and for a wide place."""

    narrow: AdherenceDrawing
    wide: AdherenceDrawing
    weeks: tuple[AdherenceWeek, ...]


def adherence_chart(weeks: Sequence[AdherenceWeek]) -> AdherenceChart:
    """One column a week, one block a planned session, oldest first. Raises ValueError without weeks."""
    if not weeks:
        raise ValueError("an adherence chart needs at least one week")
    return AdherenceChart(_adherence(weeks, 356, 170), _adherence(weeks, 592, 190), tuple(weeks))


def _adherence(weeks: Sequence[AdherenceWeek], width: float, height: float) -> AdherenceDrawing:
    slot = (width - 16) / len(weeks)
    most = max([week.planned for week in weeks] + [1])
    pitch = min((height - HEAD_SPACE - FOOT_SPACE) / most, 30.0)
    base_y = unit(HEAD_SPACE + pitch * most)
    height = base_y + FOOT_SPACE  # two sessions a week make a low chart, not an empty one
    xs = [unit(8 + slot * (index + 0.5)) for index in range(len(weeks))]
    return AdherenceDrawing(width, height, base_y, adherence_columns(weeks, xs, slot, pitch, base_y))


def adherence_columns(
    weeks: Sequence[AdherenceWeek], xs: Sequence[float], slot: float, pitch: float, base_y: float
) -> tuple[AdherenceColumn, ...]:
    """The column of each week around its x, standing on `base_y`; `slot` is a week's room, `pitch` a session's."""
    block_width = min(slot * 0.58, WIDEST)
    step = -int(-TICK_SPACE // slot)
    columns = []
    for index, (week, middle) in enumerate(zip(weeks, xs, strict=True)):
        states = _week_states(week)
        blocks = tuple(
            Block(
                x=unit(middle - block_width / 2),
                y=unit(base_y - pitch * (level + 1)),
                width=unit(block_width),
                height=unit(pitch - 2.5),
                kind=state,
            )
            for level, state in enumerate(states)
        )
        # A week that has not begun has no count; a 0 on top would read as a failure.
        count = "" if week.is_paused or week.ahead == week.planned else str(week.done)
        columns.append(
            AdherenceColumn(
                blocks=blocks,
                count=Label(middle, unit(base_y - pitch * len(states) - 7), count),
                extra=f"+{week.extra}" if week.extra else "",
                tick=Label(middle, base_y + FOOT_SPACE - 8, week.label)
                if (len(weeks) - 1 - index) % step == 0
                else None,
            )
        )
    return tuple(columns)


def _week_states(week: AdherenceWeek) -> list[str]:
    if week.is_paused:
        return ["paused"]
    return (
        ["done"] * week.done
        + ["part"] * week.part
        + ["unknown"] * week.unknown
        + ["left-out"] * week.left_out
        + ["ahead"] * week.ahead
    )

"""What a list of exercises adds up to: its time, its drawing, and what a trainer may want to know about it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.core.drawing import Column, ColumnItem, session_column
from app.exercises.words import group_label
from app.routines.dose import Dose, DoseItem, Kind, Laterality, SessionTime, order_warnings, session_time, sides

# People keep up better with fewer: 2 or 4 exercises were done more often than 8 (doi:10.1055/s-0043-120527).
MANY = 4


class Timed(Protocol):
    """An exercise with its dose per side in one round: a line of a routine or of a given plan."""

    @property
    def kind(self) -> str: ...
    @property
    def laterality(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def dose(self) -> Dose: ...


@dataclass(frozen=True, slots=True)
class Shape:
    """A session at a glance. `limit_minutes` is what the client has in a day, None where nobody said."""

    time: SessionTime
    column: Column
    order_words: list[str]
    limit_minutes: int | None = None

    @property
    def is_many(self) -> bool:
        """True above the number of exercises that people keep up with best."""
        return self.time.exercises > MANY

    @property
    def over_minutes(self) -> int:
        """Whole minutes of work above the client's limit, part minutes counting as one; 0 within it or without one."""
        if self.limit_minutes is None:
            return 0
        return max(0, -(-(self.time.work_s - self.limit_minutes * 60) // 60))


def shape_of(lines: Sequence[Timed], rounds: int, *, limit_minutes: int | None = None, height: float = 256) -> Shape:
    """The shape of `rounds` rounds of `lines`, drawn at most `height` high; an empty list gives zeros."""
    items = dose_items(lines)
    column = session_column(
        _blocks(items),
        rounds,
        max_height=height,
        limit_seconds=limit_minutes * 60 if limit_minutes else None,
        label_width=110 if limit_minutes else 0,
    )
    return Shape(session_time(items, rounds), column, _order_words(items), limit_minutes)


def time_of(lines: Iterable[Timed], rounds: int) -> SessionTime:
    """Only the time of `rounds` rounds of `lines`, for a list."""
    return session_time(dose_items(lines), rounds)


def column_of(lines: Iterable[Timed], rounds: int, *, height: float = 256) -> Column:
    """Only the drawing of `rounds` rounds of `lines`, at most `height` high."""
    return session_column(_blocks(dose_items(lines)), rounds, max_height=height)


def dose_items(lines: Iterable[Timed]) -> list[DoseItem]:
    """The lines as the dose calculator reads them."""
    return [DoseItem(line.dose, Laterality(line.laterality), Kind(line.kind), line.group) for line in lines]


def _blocks(items: Iterable[DoseItem]) -> list[ColumnItem]:
    return [ColumnItem(item.kind, sides(item.laterality), item.dose.dose_s) for item in items]


def _order_words(items: Sequence[DoseItem]) -> list[str]:
    return [f"{group_label(group)}: {words}" for group, words in order_warnings(items).items()]

"""A week strip: seven places on one base line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

DayState = Literal["done", "part", "planned", "today", "unknown", "left_out", "rest", "paused"]
DAY_WORDS: dict[DayState, str] = {
    "done": "done",
    "part": "part done",
    "planned": "planned",
    "today": "planned for today",
    "unknown": "no answer",
    # An answer, so it is not unknown; nothing done, so it is not part.
    "left_out": "left out",
    "rest": "rest day",
    "paused": "paused",
}
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class Day:
    """One place in a week strip."""

    name: str
    state: DayState
    is_today: bool

    @property
    def words(self) -> str:
        """What the mark means, for a reader who does not see it."""
        return DAY_WORDS[self.state]


def week(states: Sequence[DayState], *, today: int | None = None, names: Sequence[str] = WEEKDAYS) -> list[Day]:
    """Seven days from seven states, Monday first. `today` is the index of the current day.

    Raises ValueError when there are not exactly seven states and seven names.
    """
    if len(states) != 7 or len(names) != 7:
        raise ValueError("a week has seven days")
    return [Day(name, state, index == today) for index, (name, state) in enumerate(zip(names, states, strict=True))]

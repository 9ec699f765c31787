"""The routine as it stands on the builder's page, not saved yet: lines in order, each with what was typed. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

MOST = 12
SHORTEST_S, LONGEST_S, STEP_S = 5, 600, 5
FULL = f"A routine holds {MOST} exercises at most. Take one out first."
EMPTY = "Add at least one exercise."
# More lines than any page of ours sends.
_READ_AT_MOST = 100


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One exercise. `key` names the line while the page is open, wherever it is moved; `typed` is the seconds field."""

    key: int
    exercise_id: int
    typed: str

    @property
    def seconds(self) -> int | None:
        """The seconds of work per side in one round, or None for anything a routine cannot keep."""
        if not re.fullmatch(r"[0-9]{1,3}", self.typed):
            return None
        seconds = int(self.typed)
        return seconds if SHORTEST_S <= seconds <= LONGEST_S and seconds % STEP_S == 0 else None

    @property
    def fault(self) -> str:
        """What is wrong with the seconds, in words, or ""."""
        return "" if self.seconds is not None else f"Type {SHORTEST_S} to {LONGEST_S} seconds, in steps of {STEP_S}."


@dataclass(slots=True)
class Draft:
    """Lines in order."""

    lines: list[DraftLine] = field(default_factory=list)

    @classmethod
    def of(cls, items: Iterable[tuple[int, int]]) -> Draft:
        """A draft of (exercise number, seconds) pairs."""
        return cls([DraftLine(key, number, str(seconds)) for key, (number, seconds) in enumerate(items, start=1)])

    @classmethod
    def read(cls, keys: Sequence[str], exercises: Sequence[str], typed: Sequence[str]) -> Draft:
        """The draft a page sent: three lists that belong together, in the order of the page. Nonsense is left out."""
        draft = cls()
        for key, number, seconds in list(zip(keys, exercises, typed, strict=False))[:_READ_AT_MOST]:
            if _is_number(key) and _is_number(number) and draft.find(int(key)) is None:
                draft.lines.append(DraftLine(int(key), int(number), seconds.strip()[:10]))
        return draft

    def find(self, key: int) -> int | None:
        """Where the line with this key stands, or None."""
        return next((place for place, line in enumerate(self.lines) if line.key == key), None)

    def keep(self, exercise_ids: Iterable[int]) -> None:
        """Leave out every line of another exercise."""
        known = set(exercise_ids)
        self.lines = [line for line in self.lines if line.exercise_id in known]

    def add(self, exercise_id: int, seconds: int) -> bool:
        """Append an exercise; its seconds are rounded up to a step. False when the routine is full already."""
        if len(self.lines) >= MOST:
            return False
        key = max((line.key for line in self.lines), default=0) + 1
        self.lines.append(DraftLine(key, exercise_id, str(-(-seconds // STEP_S) * STEP_S)))
        return True

    def remove(self, key: int) -> int | None:
        """Take a line out; returns its exercise, None for a key that is not there."""
        here = self.find(key)
        return None if here is None else self.lines.pop(here).exercise_id

    def move(self, key: int, by: int) -> None:
        """Move a line one place up (-1) or down (1); at the end it stays."""
        here = self.find(key)
        if here is None or not 0 <= here + by < len(self.lines):
            return
        self.lines[here], self.lines[here + by] = self.lines[here + by], self.lines[here]

    def fault(self) -> str:
        """What is wrong with the list as a whole, or ""."""
        if not self.lines:
            return EMPTY
        return FULL if len(self.lines) > MOST else ""

    def items(self) -> list[tuple[int, int]]:
        """(exercise number, seconds) pairs of the lines whose seconds can be kept."""
        return [(line.exercise_id, line.seconds) for line in self.lines if line.seconds is not None]


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[0-9]{1,9}", text) is not None

"""The routine as it stands on the builder's page, not saved yet: lines in order, each with what was typed. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from app.exercises.dose import Dose, DoseMode
from app.routines.typed import TypedDose

MOST = 12
FULL = f"A routine holds {MOST} exercises at most. Take one out first."
EMPTY = "Add at least one exercise."
# More lines than any page of ours sends.
_READ_AT_MOST = 100


@dataclass(frozen=True, slots=True)
class Chosen:
    """One line of a routine as it is kept: an exercise, its dose, and why this person does it ("" without a word)."""

    exercise_id: int
    dose: Dose
    why: str = ""


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One exercise. `key` names the line while the page is open, wherever it is moved; `typed` is its dose fields."""

    key: int
    exercise_id: int
    typed: TypedDose

    @property
    def dose(self) -> Dose | None:
        """The dose, or None for anything a routine cannot keep."""
        return self.typed.dose

    @property
    def faults(self) -> dict[str, str]:
        """What is wrong with a field, in words, by its name."""
        return self.typed.faults


@dataclass(slots=True)
class Draft:
    """Lines in order."""

    lines: list[DraftLine] = field(default_factory=list)

    @classmethod
    def of(cls, items: Iterable[Chosen]) -> Draft:
        """A draft of lines that were kept."""
        lines = enumerate(items, start=1)
        return cls([DraftLine(key, one.exercise_id, TypedDose.of(one.dose, one.why)) for key, one in lines])

    @classmethod
    def read(
        cls, keys: Sequence[str], exercises: Sequence[str], get: Callable[[str], str | None], *, unit: str
    ) -> Draft:
        """The draft a page sent, in its order: lists of line keys and exercises that belong together.

        `get` gives a dose field by its name and line, such as "seconds-3". `unit` is what a bare load
        is in. Nonsense is left out.
        """
        draft = cls()
        for key, exercise in list(zip(keys, exercises, strict=False))[:_READ_AT_MOST]:
            if _is_number(key) and _is_number(exercise) and draft.find(int(key)) is None:
                typed = TypedDose.read(lambda name, key=key: get(f"{name}-{key}"), unit)  # type: ignore[misc]
                draft.lines.append(DraftLine(int(key), int(exercise), typed))
        return draft

    def find(self, key: int) -> int | None:
        """Where the line with this key stands, or None."""
        return next((place for place, line in enumerate(self.lines) if line.key == key), None)

    def keep(self, exercise_ids: Iterable[int]) -> None:
        """Leave out every line of another exercise."""
        known = set(exercise_ids)
        self.lines = [line for line in self.lines if line.exercise_id in known]

    def add(self, exercise_id: int, dose: Dose) -> bool:
        """Append an exercise; seconds of a slot are rounded up to a step. False when the routine is full already."""
        if len(self.lines) >= MOST:
            return False
        key = max((line.key for line in self.lines), default=0) + 1
        self.lines.append(DraftLine(key, exercise_id, TypedDose.of(dose)))
        return True

    def set_seconds(self, keys: Iterable[int], seconds: str) -> tuple[dict[int, str], list[int]]:
        """Give these lines other seconds. Returns what stood there before, by line, and the lines that stay.

        Repetitions and distances stay, since they are not counted in seconds, and a press that would no longer fit.
        """
        before: dict[int, str] = {}
        stays: list[int] = []
        for key in keys:
            here = self.find(key)
            if here is None:
                continue
            line = self.lines[here]
            typed = replace(line.typed, seconds=seconds)
            if typed.mode in (DoseMode.REPS, DoseMode.DISTANCE) or "seconds" in typed.faults:
                stays.append(key)
            else:
                before[key] = line.typed.seconds
                self.lines[here] = replace(line, typed=typed)
        return before, stays

    def restore_seconds(self, before: Iterable[tuple[int, str]]) -> None:
        """Put back the seconds `set_seconds` replaced, where the line is still there."""
        for key, seconds in before:
            here = self.find(key)
            if here is not None:
                line = self.lines[here]
                self.lines[here] = replace(line, typed=replace(line.typed, seconds=seconds))

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

    def items(self) -> list[Chosen]:
        """The lines that can be kept."""
        return [
            Chosen(line.exercise_id, line.dose, line.typed.why)
            for line in self.lines
            if line.dose is not None and not line.faults
        ]


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[0-9]{1,9}", text) is not None

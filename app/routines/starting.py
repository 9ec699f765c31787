"""A first draft from ticked muscle groups: release, stretch, strengthen for each, from the main exercises. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.exercises.content import GROUP_LABELS
from app.exercises.dose import DEFAULT_SECONDS, dose_of_content
from app.exercises.models import Exercise
from app.exercises.search import gear_choices
from app.exercises.words import CAUTION_LABELS, KIND_LABELS, NO_GEAR, gear_label, gear_of, group_label, suits
from app.routines.draft import Chosen
from app.routines.typed import LONGEST_S, SHORTEST_S, STEP_S, number

# The order every group runs in (house rule C1).
ORDER = ("smr", "stretch", "strength")
TICK_ONE = "Tick at least one group."


@dataclass(frozen=True, slots=True)
class Start:
    """What was ticked and typed: groups, seconds a side, tags of what must suit, equipment that is not there."""

    groups: tuple[str, ...] = ()
    seconds: str = str(DEFAULT_SECONDS)
    avoid: tuple[str, ...] = ()
    lack: tuple[str, ...] = ()

    @classmethod
    def read(cls, one: Callable[[str], str | None], many: Callable[[str], Sequence[str]]) -> Start:
        """From what a page sent; what nobody knows counts as not ticked."""
        typed = one("start_seconds")
        return cls(
            groups=tuple(str(group) for group in GROUP_LABELS if group in many("start_group")),
            seconds=str(DEFAULT_SECONDS) if typed is None else typed.strip()[:10],
            avoid=tuple(tag for tag in CAUTION_LABELS if tag in many("start_avoid")),
            lack=tuple(sorted(set(many("start_lack")))),
        )

    @property
    def faults(self) -> list[tuple[str, str]]:
        """(id of the field, sentence) of everything that keeps a draft from being made."""
        found = [] if self.groups else [("start-group", TICK_ONE)]
        seconds = number(self.seconds, SHORTEST_S, LONGEST_S)
        if seconds is None or seconds % STEP_S:
            found.append(("start-seconds", f"Type {SHORTEST_S} to {LONGEST_S} seconds, in steps of {STEP_S}."))
        return found

    @property
    def name(self) -> str:
        """A name for the routine: "Lats and glutes"."""
        first, *rest = [group_label(group) for group in self.groups]
        if not rest:
            return first
        *between, last = [label.lower() for label in rest]
        return ", ".join([first, *between]) + f" and {last}"


@dataclass(frozen=True, slots=True)
class Filled:
    """Lines in order, and in words each place for which nothing fits."""

    items: list[Chosen]
    gaps: list[str]


def fill(library: Iterable[Exercise], start: Start) -> Filled:
    """A draft for a sound `start`: for each group in turn one release, one stretch, one to strengthen.

    The main exercises come first; where one does not suit, or needs what is not there, another of its group and kind
    takes its place, by name. One that wants a check with each person comes last among those.
    """
    rows = [row for row in library if suits(row.content, start.avoid) and not gear_of(row.content) & set(start.lack)]
    filled = Filled([], [])
    for group in start.groups:
        for kind in ORDER:
            fitting = [row for row in rows if row.group == group and row.kind == kind]
            if fitting:
                row = min(fitting, key=_place)
                filled.items.append(Chosen(row.id, dose_of_content(row.content["dose"], int(start.seconds))))
            else:
                filled.gaps.append(f"{group_label(group)}: nothing to {KIND_LABELS[kind].lower()} fits what you chose.")
    return filled


def _place(row: Exercise) -> tuple[bool, bool, str]:
    is_main = row.content.get("source") == "seed"
    return not is_main, bool(row.content.get("requires_opt_in")), row.name.casefold()


def equipment_choices(library: Iterable[Exercise]) -> list[tuple[str, str]]:
    """(key, words) of everything that may be missing for an exercise of the kinds a draft holds, in order of words."""
    rows = [row for row in library if row.kind in ORDER and row.content.get("source") == "seed"]
    return [(thing, gear_label(thing)) for thing in gear_choices(rows) if thing != NO_GEAR]

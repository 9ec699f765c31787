"""The library for one client: without what may not suit them, and with what they have at home. Pure but for the finder.

Clients live beside the library and not below it, so a higher floor says how one is found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.accounts.identity import Viewer
from app.core.errors import NotFound
from app.exercises.ranking import Listed
from app.exercises.words import NO_GEAR, SINGULAR, gear_of, suits


@dataclass(frozen=True, slots=True)
class Person:
    """Whom exercises are looked for. `cautions` are tags; `equipment` keys, None where nothing was said about it."""

    id: int
    first_name: str
    cautions: tuple[str, ...] = ()
    equipment: tuple[str, ...] | None = None

    def suits(self, exercise: Listed) -> bool:
        """Whether nothing this person is careful with speaks against the exercise."""
        return suits(exercise.content, self.cautions)

    def has_gear(self, exercise: Listed) -> bool:
        """Whether this person has what the exercise takes; a mat is no matter."""
        if self.equipment is None:
            return True
        own = {SINGULAR.get(thing, thing) for thing in self.equipment}
        return gear_of(exercise.content) <= {*own, NO_GEAR}


Finder = Callable[[Viewer, int], Person]
# Set once, at the start: finds a client the viewer may see, or raises NotFound.
finders: list[Finder] = []


def get_person(viewer: Viewer, number: str) -> Person | None:
    """The client of this number, None for "". Raises NotFound for a stranger's, and for what is no number."""
    if not number:
        return None
    if not (number.isascii() and number.isdigit() and len(number) < 10) or not finders:
        raise NotFound
    return finders[0](viewer, int(number))

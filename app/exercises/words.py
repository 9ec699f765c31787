"""An exercise in the words a trainer reads: its dose, its gear, the order of lists. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.exercises.content import GROUP_LABELS, SECONDS_PER_REP

# The order of every list: release, stretch, strengthen, move.
KINDS = ("smr", "stretch", "strength", "mobility")
KIND_LABELS = {"smr": "Release", "stretch": "Stretch", "strength": "Strengthen", "mobility": "Move"}
SIDES = {"bilateral": "in all", "unilateral": "each side", "alternating": "sides in turn"}
# One dumbbell or two is the same shelf.
SINGULAR = {"dumbbells": "dumbbell", "kettlebells": "kettlebell"}
NO_GEAR = "none"


def group_label(group: str) -> str:
    """The muscle group as people read it: "hamstrings" → "Hamstrings & adductors"."""
    return {str(key): label for key, label in GROUP_LABELS.items()}.get(group, group.capitalize())


def gear_label(thing: str) -> str:
    """A piece of equipment as people read it: "mini-band" → "Mini band"."""
    return thing.replace("-", " ").capitalize()


def gear_of(content: Mapping[str, Any]) -> set[str]:
    """What to fetch for an exercise, singular. A mat does not count: without any other thing it is `NO_GEAR`."""
    things = {SINGULAR.get(thing, thing) for thing in content.get("equipment") or ()} - {"mat"}
    return things or {NO_GEAR}


def dose_words(seconds: int, laterality: str) -> str:
    """The work of one round: "60 s each side", "60 s in all", "60 s, sides in turn"."""
    return f"{seconds} s{',' if laterality == 'alternating' else ''} {SIDES[laterality]}"


def pace_words(dose: Mapping[str, Any]) -> str:
    """How the seconds of one side are divided; "" where they are one piece.

    "Press 10 s, relax 20 s" · "8 times, 4 s each" · "Hold 10 s, rest 5 s" · "Tempo 3-2-3-0".
    """
    tempo = dose.get("tempo")
    if dose.get("mode") == "contract_relax":
        return f"Press {dose['contract_s']} s, relax {dose['relax_s']} s"
    if dose.get("mode") == "reps":
        each = sum(map(int, tempo.split("-"))) if tempo else SECONDS_PER_REP
        return f"{dose['reps']} times, {each} s each"
    if dose.get("hold_s"):
        return f"Hold {dose['hold_s']} s" + (f", rest {dose['rest_s']} s" if dose.get("rest_s") else "")
    return f"Tempo {tempo}" if tempo else ""


def rounds_words(dose: Mapping[str, Any]) -> str:
    """How many rounds suit the exercise: "1 to 3 rounds"."""
    fewest, most = dose.get("rounds") or (1, 1)
    if fewest == most:
        return "1 round" if most == 1 else f"{most} rounds"
    return f"{fewest} to {most} rounds"

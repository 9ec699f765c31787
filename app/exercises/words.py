"""An exercise in the words a trainer reads: its dose, its gear, the order of lists. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.exercises.content import GROUP_LABELS
from app.exercises.dose import dose_of_content
from app.exercises.dose import dose_words as dose_words
from app.exercises.dose import pace_words as pace_words
from app.exercises.equipment import label_of

# The order of every list: release, stretch, strengthen, move.
KINDS = ("smr", "stretch", "strength", "mobility")
KIND_LABELS = {"smr": "Release", "stretch": "Stretch", "strength": "Strengthen", "mobility": "Move"}
SIDES = {"bilateral": "both sides at once", "unilateral": "each side", "alternating": "sides in turn"}
POSITION_LABELS = {
    "standing": "Standing",
    "half-kneeling": "Half kneeling",
    "kneeling": "Kneeling",
    "quadruped": "On hands and knees",
    "prone": "Face down",
    "supine": "On the back",
    "side-lying": "On one side",
    "seated": "Sitting",
    "long-sit": "Sitting, legs long",
}
# What an exercise may not suit, in the words of every page; the tags themselves are never shown.
CAUTION_LABELS = {
    "pregnancy_any": "Pregnancy",
    "pregnancy_t2plus": "Later pregnancy",
    "prone_intolerant": "Lying face down",
    "recent_surgery": "Recent surgery",
    "osteoporosis": "Osteoporosis",
    "knee_pain": "Knee pain",
    "shoulder_pain": "Shoulder pain",
    "hernia_or_abdominal": "Hernia or belly",
}
# What does not suit a pregnancy at all does not suit a later one either.
_INCLUDES = {"pregnancy_t2plus": {"pregnancy_any"}}
# One dumbbell or two is the same shelf.
SINGULAR = {"dumbbells": "dumbbell", "kettlebells": "kettlebell"}
NO_GEAR = "none"


def group_label(group: str) -> str:
    """The muscle group as people read it: "hamstrings" → "Hamstrings & adductors"."""
    return {str(key): label for key, label in GROUP_LABELS.items()}.get(group, group.capitalize())


def gear_label(thing: str) -> str:
    """A piece of equipment as people read it: "mini-band" → "Mini-band", "dowel" → "Stick"."""
    return label_of(thing).capitalize()


def gear_of(content: Mapping[str, Any]) -> set[str]:
    """What to fetch for an exercise, singular. A mat does not count: without any other thing it is `NO_GEAR`."""
    things = {SINGULAR.get(thing, thing) for thing in content.get("equipment") or ()} - {"mat"}
    return things or {NO_GEAR}


def caution_words(content: Mapping[str, Any]) -> list[str]:
    """Whom an exercise may not suit, as people read it: ["Knee pain", "Later pregnancy"]; [] for everybody."""
    tags = content.get("contraindications") or ()
    return [label for tag, label in CAUTION_LABELS.items() if tag in tags]


def suits(content: Mapping[str, Any], cautions: Iterable[str]) -> bool:
    """Whether none of the tags in `cautions` speaks against the exercise. Later pregnancy counts as pregnancy."""
    tags = set(content.get("contraindications") or ())
    return not any(tags & {tag, *_INCLUDES.get(tag, ())} for tag in cautions)


def own_dose_words(content: Mapping[str, Any]) -> str:
    """The dose an exercise names itself: "2 × press 10 s, relax 20 s", "12 reps each side"."""
    return dose_words(dose_of_content(content["dose"]), content["laterality"])


def own_pace_words(content: Mapping[str, Any]) -> str:
    """How that dose is divided, "" where it is one piece."""
    return pace_words(dose_of_content(content["dose"]), content["dose"])


def rounds_words(dose: Mapping[str, Any]) -> str:
    """How many rounds suit the exercise: "1 to 3 rounds"."""
    fewest, most = dose.get("rounds") or (1, 1)
    if fewest == most:
        return "1 round" if most == 1 else f"{most} rounds"
    return f"{fewest} to {most} rounds"

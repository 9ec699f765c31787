"""What an exercise takes, in words, and what does instead of it at home, from `content/equipment.yaml`.

General help that stands beside a plan and is no part of it: a better caution reaches everybody at once.
Pure but for reading the file once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.core.settings import PROJECT
from app.exercises.content import PieceContent, SubstituteContent, load_equipment


@dataclass(frozen=True, slots=True)
class Need:
    """One exercise and what it takes: its slug ("" for a trainer's own), its name, keys of equipment."""

    slug: str
    name: str
    things: Sequence[str]


@dataclass(frozen=True, slots=True)
class Way:
    """One substitute. `not_for` are the names of exercises of this plan which it does not suit."""

    use: str
    how: str
    caution: str
    not_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A piece of equipment somebody may not have: the question, what it is for, what does instead, best first."""

    question: str
    purpose: str
    ways: tuple[Way, ...]


@lru_cache(maxsize=1)
def ladder() -> Mapping[str, PieceContent]:
    """Every piece of equipment by its key, as the file describes it."""
    return load_equipment(PROJECT / "content" / "equipment.yaml")


def label_of(thing: str) -> str:
    """A piece of equipment inside a sentence: "dowel" → "stick"; a word the file does not know stays as it is."""
    piece = ladder().get(thing)
    return piece.label if piece else thing.replace("-", " ")


def labels_of(things: Iterable[str]) -> list[str]:
    """Each piece of equipment once, in words, in the order it comes up first."""
    return list(dict.fromkeys(map(label_of, things)))


def instead_of(needs: Iterable[Need]) -> list[Missing]:
    """What does instead of each thing the exercises take, in the order the things come up, each thing once.

    A substitute that suits none of the exercises is left out, and so is a thing without any.
    """
    users: dict[str, list[Need]] = {}
    for need in needs:
        for thing in need.things:
            users.setdefault(thing, []).append(need)
    found = [_missing(piece, users[thing]) for thing in users if (piece := ladder().get(thing))]
    return [missing for missing in found if missing.ways]


def _missing(piece: PieceContent, users: Sequence[Need]) -> Missing:
    ways = ((way, [need.name for need in users if need.slug in way.not_for]) for way in piece.instead)
    return Missing(
        piece.missing, piece.purpose, tuple(_way(way, names) for way, names in ways if len(names) < len(users))
    )


def _way(way: SubstituteContent, not_for: Sequence[str]) -> Way:
    return Way(way.use, way.how, way.caution or "", tuple(dict.fromkeys(not_for)))

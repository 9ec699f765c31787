"""Finding exercises in the library by group, kind, gear and words. Pure: takes rows, asks nobody."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from app.exercises.content import GROUP_LABELS
from app.exercises.words import KINDS, gear_of, group_label


class Listed(Protocol):
    """What a row needs to be found and sorted."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def content(self) -> dict[str, Any]: ...


T = TypeVar("T", bound=Listed)


@dataclass(frozen=True, slots=True)
class Filters:
    """What to look for; an empty string asks for everything. `words` are typed text."""

    words: str = ""
    group: str = ""
    kind: str = ""
    gear: str = ""

    @property
    def are_set(self) -> bool:
        """True when anything is asked for."""
        return any((self.words, self.group, self.kind, self.gear))


def find(rows: Iterable[T], filters: Filters) -> list[T]:
    """The rows that fit every filter, in their order.

    Each typed word must begin a word of the name, a synonym, a muscle or the group.
    """
    wanted = _fold(filters.words).split()
    return [row for row in rows if _fits(row, filters) and _has_words(row, wanted)]


def by_group(rows: Iterable[T]) -> list[tuple[str, list[T]]]:
    """(group label, rows) in the library's order; inside a group by kind (release first), then by name."""
    groups: dict[str, list[T]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row)
    known = [str(key) for key in GROUP_LABELS]
    keys = sorted(groups, key=lambda key: (known.index(key) if key in known else len(known), key))
    return [(group_label(key), sorted(groups[key], key=_place)) for key in keys]


def gear_choices(rows: Iterable[Listed]) -> list[str]:
    """Every piece of gear the rows need, in alphabetical order, "none" included where something needs nothing."""
    return sorted({thing for row in rows for thing in gear_of(row.content)})


def _place(row: Listed) -> tuple[int, str]:
    return KINDS.index(row.kind), row.name.casefold()


def _fits(row: Listed, filters: Filters) -> bool:
    groups = row.content.get("groups") or [row.group]
    return (
        (not filters.group or filters.group in groups)
        and (not filters.kind or filters.kind == row.kind)
        and (not filters.gear or filters.gear in gear_of(row.content))
    )


def _has_words(row: Listed, wanted: Sequence[str]) -> bool:
    content = row.content
    texts = [row.name, *content.get("synonyms", ()), *content.get("targets", ()), group_label(row.group)]
    words = [word for text in texts for word in _fold(text).split()]
    return all(any(word.startswith(start) for word in words) for start in wanted)


def _fold(text: str) -> str:
    """Lower case without accents and marks, so that "childs pose" finds "Child’s Pose"."""
    apostrophes = "'’\u02bc"
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = (letter for letter in letters if letter not in apostrophes and not unicodedata.combining(letter))
    return "".join(letter if letter.isalnum() else " " for letter in bare)

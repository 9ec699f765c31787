"""The library as it stands beside its filters: on its own page, and in the routine builder. Asks nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from app.exercises import search
from app.exercises.content import GROUP_LABELS
from app.exercises.equipment import label_of
from app.exercises.models import Exercise
from app.exercises.own_content import WHOSE_LABELS
from app.exercises.persons import Person
from app.exercises.search import Filters, Found
from app.exercises.words import CAUTION_LABELS, KIND_LABELS, NO_GEAR, POSITION_LABELS, group_label

# Nobody searches for more, and the words come back on the page.
LONGEST_SEARCH = 80


@dataclass(frozen=True, slots=True)
class Select:
    """One choice of many: parameter, label, the words for "any", what is chosen, (value, words) pairs."""

    name: str
    label: str
    everything: str
    chosen: str
    options: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Chip:
    """One chosen filter in words; `drop` names it, `rest` is what stays without it."""

    label: str
    drop: str
    rest: Filters


class Browse:
    """A library, what is asked of it, and what was found."""

    def __init__(self, library: Sequence[Exercise], filters: Filters, person: Person | None = None) -> None:
        self.library = library
        self.person = person
        self.filters = replace(filters, whom=str(person.id)) if person else filters

    @classmethod
    def read(
        cls,
        library: Sequence[Exercise],
        one: Callable[[str], str | None],
        many: Callable[[str], Sequence[str]],
        words: str,
        person: Person | None = None,
    ) -> Browse:
        """From what a page sent: `one` gives the value of a parameter, `many` all its values.

        With a `person`, only what suits them and what they have the equipment for.
        """
        things = search.gear_choices(library)
        return cls(library, search.read_filters(lambda name: one(name) or "", many, words, things), person)

    @cached_property
    def offered(self) -> list[Exercise]:
        """The library, or what of it suits the person."""
        person = self.person
        if person is None:
            return list(self.library)
        return [one for one in self.library if person.suits(one) and person.has_gear(one)]

    @property
    def person_words(self) -> str:
        """What was left out for the person; "" without one."""
        if self.person is None:
            return ""
        unsuited = sum(not self.person.suits(one) for one in self.library)
        left = len(self.library) - len(self.offered) - unsuited
        first = self.person.first_name
        return f"For {first}: {unsuited} left out as they may not suit, {left} for want of equipment."

    @cached_property
    def found(self) -> Found[Exercise]:
        """What fits."""
        return search.find(self.offered, self.filters)

    @property
    def total(self) -> int:
        """How many there are in all."""
        return len(self.library)

    @property
    def shelves(self) -> list[tuple[str, list[Exercise]]]:
        """(heading, exercises): by group, or all in one without a heading, best first, when words were typed."""
        if self.filters.has_words:
            return [("", self.found.rows)] if self.found.rows else []
        return search.by_group(self.found.rows, self.filters.group)

    @cached_property
    def group_counts(self) -> dict[str, int]:
        """How many exercises each group would show, by its key."""
        return search.count_groups(self.offered, self.filters)

    @property
    def selects(self) -> list[Select]:
        """The choices beside the words."""
        asked, gear = self.filters, search.gear_choices(self.library)
        groups = [(str(key), label) for key, label in GROUP_LABELS.items()]
        has_own = asked.whose or any(exercise.is_own for exercise in self.library)
        whose = [Select("whose", "Made by", "Anyone", asked.whose, list(WHOSE_LABELS.items()))] if has_own else []
        return [
            Select("group", "Muscle group", "All groups", asked.group, groups),
            Select("kind", "Kind", "All kinds", asked.kind, list(KIND_LABELS.items())),
            Select("gear", "Equipment", "Any", asked.gear, [(thing, thing_label(thing)) for thing in gear]),
            Select("position", "Position", "Any", asked.position, list(POSITION_LABELS.items())),
            *whose,
        ]

    @property
    def cautions(self) -> list[tuple[str, str, bool]]:
        """(tag, words, whether it is chosen) of all that an exercise may not suit."""
        return [(tag, label, tag in self.filters.without) for tag, label in CAUTION_LABELS.items()]

    @property
    def chips(self) -> list[Chip]:
        """What is chosen, each with what stays without it."""
        asked = self.filters
        labels = {
            "words": f"“{asked.words}”" if asked.words else "",
            "group": group_label(asked.group) if asked.group else "",
            "kind": KIND_LABELS.get(asked.kind, ""),
            "gear": thing_label(asked.gear) if asked.gear else "",
            "position": POSITION_LABELS.get(asked.position, ""),
            "whose": WHOSE_LABELS.get(asked.whose, ""),
            "whom": f"For {self.person.first_name}" if self.person else "",
        }
        chips = [Chip(label, name, asked.less(name)) for name, label in labels.items() if label]
        return [*chips, *(Chip(f"Leaves out: {words_of([tag])}", tag, asked.less(tag)) for tag in asked.without)]

    @property
    def left_out_words(self) -> str:
        """What was left out because it may not suit; "" for nothing."""
        number = self.found.left_out
        return f"{number} left out: may not suit {words_of(self.filters.without)}." if number else ""

    @staticmethod
    def gear_line(exercise: Exercise) -> str:
        """What to fetch, for a line of a list: "Ball, mat" · "No equipment"."""
        things = exercise.content.get("equipment") or ()
        return ", ".join(map(label_of, things)).capitalize() or "No equipment"

    def group_filters(self, group: str) -> Filters:
        """What to ask for when a group is pressed: that group, or every group when it is chosen already."""
        return replace(self.filters, group="" if self.filters.group == group else group)


def thing_label(thing: str) -> str:
    """A piece of equipment, or the lack of it, as a choice."""
    return "Nothing, or a mat" if thing == NO_GEAR else label_of(thing).capitalize()


def words_of(tags: Iterable[str]) -> str:
    """Tags of cautions inside a sentence: "knee pain, later pregnancy"."""
    return ", ".join(CAUTION_LABELS[tag].lower() for tag in tags)

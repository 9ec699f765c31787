"""A row of a list as a person, or the reason why it is none. Pure but for the zone data that comes with the product."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any

from wtforms.validators import StopValidation, ValidationError

from app.accounts.forms import EMAIL_CHECKS, LONGEST_NAME
from app.clients.forms import LONGEST_DAY, SHORTEST_DAY
from app.core import zones
from app.core.forms import PlainText
from app.portability.columns import Part
from app.portability.sheets import Row, is_formula

LONGEST_TAG, MOST_TAGS = 30, 10
LONGEST_NOTE = 2000
_MINUTES = re.compile(r"([0-9]{1,4})\s*(?:min|mins|minutes|minuten|')?\.?", re.IGNORECASE)


class Outcome(StrEnum):
    """What becomes of a row."""

    ADD = "add"
    THERE = "there"
    TWICE = "twice"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Person:
    """One person to add. `zone` is an IANA name; `minutes` None where the list says nothing."""

    name: str
    email: str
    zone: str
    minutes: int | None
    tags: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A row and what becomes of it. `reason` is a sentence, "" for a row that will be added."""

    row: Row
    outcome: Outcome
    reason: str = ""
    person: Person | None = None


class _Unreadable(ValueError):
    """The row is refused; the text says why."""


@dataclass
class _Cell:
    """What the validators of a form look at, without a form around it: 5,000 forms would take their time."""

    data: str
    raw_data: tuple[str, ...]
    errors: list[str] = field(default_factory=list)

    def gettext(self, words: str) -> str:
        return words


def check_rows(rows: Sequence[Row], places: Mapping[Part, int], *, zone: str) -> list[Checked]:
    """Each row by itself and against the rows before it; `zone` is for who names none. One entry a row, in order.

    What is already in the database, the caller adds (`with_known`).
    """
    seen: dict[str, int] = {}
    checked = []
    for row in rows:
        try:
            person = _person(row, places, zone)
        except _Unreadable as fault:
            checked.append(Checked(row, Outcome.REFUSED, str(fault)))
            continue
        if person.email in seen:
            reason = f"The same address stands on line {seen[person.email]}. That line counts."
            checked.append(Checked(row, Outcome.TWICE, reason, person))
            continue
        seen[person.email] = row.line
        checked.append(Checked(row, Outcome.ADD, "", person))
    return checked


def with_known(checked: Sequence[Checked], *, clients: set[str], trainers: set[str]) -> list[Checked]:
    """The same with what the database says: addresses of this practice's clients, and of trainers anywhere."""
    out = []
    for one in checked:
        email = one.person.email if one.outcome is Outcome.ADD and one.person else ""
        if email in clients:
            one = Checked(one.row, Outcome.THERE, "A client of your practice has this address.", one.person)
        elif email in trainers:
            reason = "A trainer signs in with this address. Ask the person for another one."
            one = Checked(one.row, Outcome.REFUSED, reason, one.person)
        out.append(one)
    return out


def find_zone(typed: str) -> str | None:
    """The IANA name for what a list calls a time zone: the name itself in any case, or the city in it."""
    return _zones().get(_plain(typed))


def _person(row: Row, places: Mapping[Part, int], zone: str) -> Person:
    cells = {part: row.cells[place] if place < len(row.cells) else "" for part, place in places.items()}
    return Person(
        email=_email(cells.get(Part.EMAIL, "")),
        name=_name([cells[part] for part in (Part.NAME, Part.FIRST, Part.LAST) if part in cells], Part.NAME in cells),
        zone=_zone(cells.get(Part.ZONE, ""), zone),
        minutes=_minutes(cells.get(Part.MINUTES, "")),
        tags=_tags(cells.get(Part.TAGS, "")),
        note=_note(cells.get(Part.NOTE, "")),
    )


def _email(cell: str) -> str:
    if is_formula(cell):
        raise _Unreadable("The address begins like a formula. Type it as plain text.")
    _pass(PlainText(), cell, "The address")
    typed = cell.strip()
    for check in EMAIL_CHECKS:
        _pass(check, typed)
    return typed.lower()


def _name(parts: list[str], has_whole: bool) -> str:
    if any(is_formula(part) for part in parts):
        raise _Unreadable("The name begins like a formula. Type it as plain text.")
    # A whole name wins; first and last are for lists that have none.
    typed = parts[0] if has_whole and parts[0].strip() else " ".join(part.strip() for part in parts)
    # A line end inside a quoted cell is a blank to a reader of names.
    name = " ".join(typed.replace("\r", " ").replace("\n", " ").split(" ")).strip()
    name = re.sub(" +", " ", name)
    if not name:
        raise _Unreadable("There is no name.")
    if len(name) > LONGEST_NAME:
        raise _Unreadable(f"The name has more than {LONGEST_NAME} characters.")
    _pass(PlainText(), name, "The name")
    return name


def _zone(cell: str, default: str) -> str:
    typed = cell.strip()
    if not typed:
        return default
    found = find_zone(typed)
    if found is None:
        raise _Unreadable("We do not know this time zone. Use a city such as Halifax, or leave the cell empty.")
    return found


def _minutes(cell: str) -> int | None:
    typed = cell.strip()
    if not typed:
        return None
    match = _MINUTES.fullmatch(typed)
    if match is None or not match[1].isascii():
        raise _Unreadable("The minutes are no whole number. Type them such as 20.")
    minutes = int(match[1])
    if not SHORTEST_DAY <= minutes <= LONGEST_DAY:
        raise _Unreadable(f"Use {SHORTEST_DAY} to {LONGEST_DAY} minutes a day.")
    return minutes


def _tags(cell: str) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for word in re.split(r"[,;|\n]", cell):
        tag = " ".join(word.split())
        if tag:
            found.setdefault(tag.casefold(), tag)
    for tag in found.values():
        if len(tag) > LONGEST_TAG:
            raise _Unreadable(f"A tag has more than {LONGEST_TAG} characters.")
        _pass(PlainText(), tag, "A tag")
    if len(found) > MOST_TAGS:
        raise _Unreadable(f"There are more than {MOST_TAGS} tags.")
    return tuple(found.values())


def _note(cell: str) -> str:
    note = cell.strip().replace("\r\n", "\n").replace("\r", "\n")
    if len(note) > LONGEST_NOTE:
        raise _Unreadable(f"The note has more than {LONGEST_NOTE:,} characters.")
    _pass(PlainText(lines=True), note, "The note")
    return note


def _pass(check: Callable[..., Any], typed: str, what: str = "") -> None:
    try:
        check(None, _Cell(typed, (typed,)))
    except (ValidationError, StopValidation) as fault:
        raise _Unreadable(f"{what} holds a character that we cannot keep." if what else str(fault)) from None


@cache
def _zones() -> dict[str, str]:
    """What a person may type, without case and accents, to the zone it means."""
    known: dict[str, str] = {}
    for name in zones.zone_names():
        known.setdefault(_plain(name.rsplit("/", 1)[-1]), name)
        known[_plain(name)] = name
    return known


def _plain(typed: str) -> str:
    letters = unicodedata.normalize("NFKD", typed.strip().lower().replace("_", " "))
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())

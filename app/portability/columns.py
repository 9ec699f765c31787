"""Which column of a list means what. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.portability.sheets import Row


class Part(StrEnum):
    """What a column of the list can tell us about a person."""

    NAME = "name"
    FIRST = "first"
    LAST = "last"
    EMAIL = "email"
    ZONE = "zone"
    MINUTES = "minutes"
    TAGS = "tags"
    NOTE = "note"


LABELS = {
    Part.NAME: "Name",
    Part.FIRST: "First name",
    Part.LAST: "Last name",
    Part.EMAIL: "Email",
    Part.ZONE: "Time zone or city",
    Part.MINUTES: "Minutes a day",
    Part.TAGS: "Tags",
    Part.NOTE: "Note",
}
_SPELLINGS = {
    Part.NAME: "name|full name|client|client name|customer|contact|display name|naam|nom|nombre|vor und nachname",
    Part.FIRST: "first name|first|firstname|given name|forename|vorname|prenom|nombre de pila|voornaam",
    Part.LAST: "last name|last|lastname|surname|family name|nachname|nom de famille|apellido|apellidos|achternaam",
    Part.EMAIL: "email|e mail|mail|email address|e mail address|mail address|e mail adresse|correo|correo electronico"
    "|courriel|adresse mail|primary email|email 1",
    Part.ZONE: "time zone|timezone|zone|tz|city|town|zeitzone|ort|stadt|ville|ciudad|fuseau horaire",
    Part.MINUTES: "minutes per day|minutes a day|minutes|min per day|min day|daily minutes|minutes day|minuten"
    "|minuten pro tag",
    Part.TAGS: "tag|tags|label|labels|group|groups|category|categories|gruppe|etiquettes|etiquetas",
    Part.NOTE: "note|notes|comment|comments|remark|remarks|notiz|notizen|bemerkung|remarque|nota|notas",
}
_KNOWN = {spelling: part for part, spellings in _SPELLINGS.items() for spelling in spellings.split("|")}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each part stands, as column numbers from 0, and whether the first row is a heading.

    `is_sure` says that nobody has to look before the list can be read.
    """

    places: Mapping[Part, int]
    has_heading: bool
    is_sure: bool


def guess_columns(rows: Sequence[Row]) -> Columns:
    """Read the heading. Without one, or with one that names no address or no name, somebody has to say."""
    first = rows[0].cells if rows else ()
    places: dict[Part, int] = {}
    for number, cell in enumerate(first):
        part = _KNOWN.get(_plain(cell))
        if part is not None and part not in places:
            places[part] = number
    has_heading = bool(places) and not any("@" in cell.strip()[1:] for cell in first)
    if not has_heading:
        places = _by_content(rows)
    return Columns(places, has_heading, is_sure=has_heading and fault_of(places) is None)


def fault_of(places: Mapping[Part, int]) -> str | None:
    """Why people cannot be read with these columns, in a sentence, or None."""
    if Part.EMAIL not in places:
        return "Choose the column with the email address."
    if not {Part.NAME, Part.FIRST, Part.LAST} & set(places):
        return "Choose the column with the name."
    if len(set(places.values())) < len(places):
        return "One column is chosen for two things."
    return None


def _by_content(rows: Sequence[Row]) -> dict[Part, int]:
    """A column of addresses gives itself away, and so does a column of two words beside it."""
    sample = rows[:20]
    width = max((len(row.cells) for row in sample), default=0)
    cells = [[row.cells[number].strip() for row in sample if number < len(row.cells)] for number in range(width)]
    places: dict[Part, int] = {}
    for number, column in enumerate(cells):
        if Part.EMAIL not in places and sum("@" in cell for cell in column) > len(sample) / 2:
            places[Part.EMAIL] = number
        elif Part.NAME not in places and sum(" " in cell for cell in column) > len(sample) / 2:
            places[Part.NAME] = number
    return places


def _plain(heading: str) -> str:
    """'E-Mail_Adresse ' → 'e mail adresse'."""
    letters = unicodedata.normalize("NFKD", heading.strip().lower())
    letters = "".join(c for c in letters if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", letters).split())

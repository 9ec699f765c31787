"""The programme on paper: what stands on it, and the PDF.

The page is set by Typst from `programme.typ`. Everything reaches it as data, never as markup, and its fonts come with
the package: nothing is fetched, and nothing a person typed can be read as an instruction.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from textwrap import shorten
from typing import Any, Literal

import segno
import typst
from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.clients.models import Client
from app.core import zones
from app.core.db import db
from app.core.links import public_url
from app.core.words import count, full_date
from app.exercises.figures import alt
from app.logbook.cards import Card, cards_of
from app.portability.print_figures import figure_for_paper, photo_for_paper
from app.practices.models import Picture
from app.prescriptions.models import PlannedSession, Prescription
from app.prescriptions.queries import list_planned
from app.prescriptions.schedule import Weekdays
from app.routines.dose import time_text
from app.routines.shape import time_of
from app.safety.traffic_light import DEFAULT_THRESHOLDS
from app.safety.words import STOP_SIGNS

TEMPLATE = Path(__file__).with_name("programme.typ")
WEEKS = 4
MOST_ON_ONE_PAGE = 6
_COUNT = re.compile(rb"/Type\s*/Pages\s*/Count (\d+)")
# How high an exercise may be so that six of them and the boxes fill one page, Letter too; more go on to a second.
ROW_MM = {1: 34, 2: 34, 3: 32, 4: 26, 5: 21, 6: 17.5}
HOUSE_COLOUR = "#8a3b2a"
LETTER_REGIONS = ("America/", "US/", "Canada/", "Pacific/Honolulu")
PHASES = {"smr": "Release", "stretch": "Stretch", "strength": "Strengthen", "mobility": "Move"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on the page: words and pictures, ready to be set. `data` is what `programme.typ` reads."""

    data: dict[str, Any]

    def render(self) -> bytes:
        """The PDF. Up to six exercises stay on one page, if need be closer together and with fewer words."""
        made = self._made("pdf", 0)
        if len(self.data["exercises"]) <= MOST_ON_ONE_PAGE:
            for tightness in (1, 2):
                if _pages(made) == 1:
                    break
                made = self._made("pdf", tightness)
        return made

    def picture(self) -> bytes:
        """The first page as a PNG, to look at."""
        return self._made("png", 0)

    def _made(self, kind: Literal["pdf", "png"], tightness: int) -> bytes:
        made: Any = typst.compile(
            TEMPLATE.read_bytes(),
            format=kind,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps({**self.data, "tightness": tightness})},
        )
        return bytes(made[0] if isinstance(made, list) else made)


def load_sheet(client: Client, plan: Prescription, *, today: date, paper: str = "") -> Sheet:
    """Everything the page says. `client.practice` is loaded; `paper` "a4" or "us-letter", else what the zone suggests.

    Two queries, one more where an exercise has a picture of the practice's own.
    """
    start = max(today, plan.effective_from)
    monday = zones.week_start(start)
    planned = list_planned([client.id], start, monday + timedelta(weeks=WEEKS, days=-1))
    cards = cards_of(plan.items)
    photos = _photos(plan, client)
    practice = client.practice
    brand = practice.brand
    logo = brand.logo if brand else None
    data: dict[str, Any] = {
        "paper": paper or _paper(client.user.zone),
        "practice": printable(practice.name),
        "logo": photo_for_paper(logo.body) if logo is not None else "",
        "colour": (brand.colour if brand else None) or HOUSE_COLOUR,
        "title": printable(plan.name),
        "line": printable(
            f"For {client.name}. {count(plan.rounds, 'round')}, {time_text(time_of(plan.items, plan.rounds))}."
        ),
        "days": _days(plan, start),
        "note": _short(plan.note, 260),
        "qr": _qr(public_url("today.show_today")),
        "qr_alt": "A code that opens today's session",
        "qr_words": "Today's session",
        "exercises": [_exercise(card, photos) for card in cards],
        "row": ROW_MM.get(len(cards), 17),
        "weeks": weeks_of(planned, monday, Weekdays.from_text(plan.weekdays)),
        "amber": DEFAULT_THRESHOLDS.amber_after,
        "red": DEFAULT_THRESHOLDS.red_after,
        "stop_signs": f"{', '.join(STOP_SIGNS)}.",
        "stop_words": "Numb between the legs, trouble with bladder or bowels, or both legs weak? Get help at once.",
        "footer": printable(f"General exercise information, not medical advice. Printed {full_date(today)}."),
    }
    data["width"] = max((len(week) for week in data["weeks"]), default=1)
    return Sheet(data)


def weeks_of(planned: Sequence[PlannedSession], monday: date, days: Weekdays) -> list[list[str | None]]:
    """The boxes of four weeks: for each planned weekday its date in words, None where nothing is planned that week.

    Every week has the same columns, those of any weekday that is planned in the four.
    """
    dates = {one.planned_on for one in planned if one.excused is None}
    columns = sorted({on.isoweekday() for on in dates}) or list(days)
    weeks: list[list[str | None]] = []
    for number in range(WEEKS):
        week = (monday + timedelta(weeks=number, days=day - 1) for day in columns)
        weeks.append([f"{on:%a} {on.day} {on:%b}" if on in dates else None for on in week])
    return weeks


def printable(text: str) -> str:
    """Text without what the page's fonts have no sign for: emoji, private and control characters. Line ends stay."""
    kept = (c for c in text if c == "\n" or not _is_unprintable(c))
    return "".join(kept).strip()


def _short(text: str, most: int) -> str:
    """Printable, on one line, and no longer than a page of six exercises has room for."""
    return shorten(printable(text), most, placeholder=" …")


def _pages(pdf: bytes) -> int:
    found = _COUNT.search(pdf)
    return int(found[1]) if found else 1


def _is_unprintable(character: str) -> bool:
    category = unicodedata.category(character)
    return category in ("Cc", "Cs", "Co", "Cn", "So") or ord(character) >= 0x1F000 or character in "\ufe0f\u200d"


def _exercise(card: Card, photos: dict[int, str]) -> dict[str, Any]:
    own = card.content.get("picture")
    drawing = photos.get(own["id"], "") if own else figure_for_paper(card.figure)
    return {
        "name": printable(card.name),
        "phase": PHASES.get(card.kind, ""),
        "dose": printable(f"{card.dose}. {card.pace}".rstrip(". ") + "."),
        "cues": [_short(cue, 150) for cue in card.cues[:1]],
        "why": _short(card.why, 130),
        "drawing": drawing,
        "alt": printable(own["alt"] if own else alt(card.figure)) or "The exercise",
    }


def _photos(plan: Prescription, client: Client) -> dict[int, str]:
    """The practice's own pictures of this plan, by number. One query, none without them."""
    wanted = {item.content["picture"]["id"] for item in plan.items if item.content.get("picture")}
    if not wanted:
        return {}
    found = select(Picture).where(Picture.id.in_(wanted), Picture.practice_id == client.practice_id)
    return {row.id: photo_for_paper(row.body) for row in db.session.scalars(found.options(undefer(Picture.body)))}


def _days(plan: Prescription, start: date) -> str:
    ends = f", last day {full_date(plan.ends_on)}" if plan.ends_on else ""
    return f"{plan.schedule}, from {full_date(start)}{ends}."


def _qr(address: str) -> str:
    target = BytesIO()
    segno.make(address, error="m", micro=False).save(
        target, kind="svg", scale=4, border=2, xmldecl=False, light="#ffffff"
    )
    return target.getvalue().decode()


def _paper(zone: str) -> str:
    return "us-letter" if zone.startswith(LETTER_REGIONS) else "a4"


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)

"""An exercise as its reader meets it: the texts given with the plan, and the dose in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.exercises.dose import dose_words, pace_words
from app.exercises.equipment import Missing, Need, instead_of, labels_of
from app.exercises.own_content import drawing_of
from app.prescriptions.models import PrescriptionItem


@dataclass(frozen=True, slots=True)
class Card:
    """One exercise, ready to read. `dose` is one round in words, `pace` how it is divided and `why`
    the trainer's line for this person, each "" where there is none.

    `figure` names its drawing; a trainer's own exercise may have none. `equipment` holds keys for equipment_of.
    `content` is all of it as it was given, with the picture and the video of then.
    """

    item_id: int
    name: str
    figure: str
    kind: str
    dose: str
    pace: str
    why: str
    summary: str
    setup: tuple[str, ...]
    cues: tuple[str, ...]
    mistakes: tuple[str, ...]
    easier: tuple[str, ...]
    harder: tuple[str, ...]
    stop_if: tuple[str, ...]
    cautions: tuple[str, ...]
    equipment: tuple[str, ...]
    content: Mapping[str, Any]


def cards_of(items: Iterable[PrescriptionItem]) -> list[Card]:
    """The cards of a plan, in its order."""
    return [_card(item) for item in items]


def equipment_of(cards: Iterable[Card]) -> list[str]:
    """Everything the exercises take, each thing once, in words, in the order it is needed."""
    return labels_of(thing for card in cards for thing in card.equipment)


def missing_of(cards: Iterable[Card]) -> list[Missing]:
    """What does instead of each thing the exercises take, for somebody who does not have it."""
    return instead_of(Need(card.figure, card.name, card.equipment) for card in cards)


def _card(item: PrescriptionItem) -> Card:
    content = item.content
    return Card(
        item_id=item.id,
        name=item.name,
        figure=drawing_of(content),
        kind=item.kind,
        dose=dose_words(item.dose, item.laterality, in_full=True),
        pace=pace_words(item.dose, content.get("dose", {})),
        why=item.why or "",
        summary=content.get("summary", ""),
        setup=_lines(content, "setup"),
        cues=_lines(content, "cues"),
        mistakes=_lines(content, "mistakes"),
        easier=_ways(content, "easier"),
        harder=_ways(content, "harder"),
        stop_if=_lines(content, "stop_if"),
        cautions=_lines(content, "cautions"),
        equipment=_lines(content, "equipment"),
        content=content,
    )


def _lines(content: Mapping[str, Any], name: str) -> tuple[str, ...]:
    # A trainer's own exercise may leave any of its texts out.
    return tuple(content.get(name) or ())


def _ways(content: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(way["text"] for way in content.get(name) or ())

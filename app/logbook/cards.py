"""An exercise as its reader meets it: the texts given with the plan, and the dose in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.exercises.equipment import Missing, Need, instead_of, labels_of
from app.exercises.own_content import drawing_of
from app.prescriptions.models import PrescriptionItem
from app.routines.dose import DoseMode, Laterality, contract_relax_cycles

_SIDES = {
    Laterality.BILATERAL: "",
    Laterality.UNILATERAL: " each side",
    Laterality.ALTERNATING: ", sides in turn",
}


@dataclass(frozen=True, slots=True)
class Card:
    """One exercise, ready to read. `dose` is one round in words, `pace` how it is divided, "" where it is not.

    `figure` names its drawing; a trainer's own exercise may have none. `equipment` holds keys for equipment_of.
    `content` is all of it as it was given, with the picture and the video of then.
    """

    item_id: int
    name: str
    figure: str
    kind: str
    dose: str
    pace: str
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


def dose_words(seconds: int, laterality: Laterality) -> str:
    """The work of one round: "60 seconds each side", "60 seconds, sides in turn"."""
    return f"{seconds} seconds{_SIDES[laterality]}"


def pace_words(seconds: int, dose: Mapping[str, Any]) -> str:
    """How the seconds of one side are divided, as the exercise's own `dose` has it; "" where they are one piece.

    "Press 10 seconds, relax 20. Twice." · "Hold 10 seconds, rest 5. Four times." · "About 12 slow ones."
    """
    if dose.get("mode") == DoseMode.CONTRACT_RELAX:
        press, relax = dose["contract_s"], dose["relax_s"]
        return f"Press {press} seconds, relax {relax}. {_times(contract_relax_cycles(seconds, press, relax).count)}"
    if dose.get("mode") == DoseMode.REPS:
        # The plan may give more or less time than the catalogue; the pace stays.
        return f"About {max(1, round(dose['reps'] * seconds / dose['seconds']))} slow ones."
    if dose.get("hold_s"):
        hold, rest = dose["hold_s"], dose.get("rest_s") or 0
        pause = f", rest {rest}" if rest else ""
        return f"Hold {hold} seconds{pause}. {_times(seconds // (hold + rest))}"
    return ""


def _times(number: int) -> str:
    words = {0: "As long as it lasts.", 1: "Once.", 2: "Twice.", 3: "Three times.", 4: "Four times."}
    return words.get(number, f"{number} times.")


def _card(item: PrescriptionItem) -> Card:
    content = item.content
    return Card(
        item_id=item.id,
        name=item.name,
        figure=drawing_of(content),
        kind=item.kind,
        dose=dose_words(item.seconds, Laterality(item.laterality)),
        pace=pace_words(item.seconds, content.get("dose", {})),
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

"""An exercise in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.exercises.content import load_exercises
from app.logbook.cards import cards_of, dose_words, equipment_of, pace_words
from app.prescriptions.models import PrescriptionItem
from app.routines.dose import Laterality

CONTENT = Path(__file__).resolve().parents[3] / "content" / "exercises"


@pytest.mark.parametrize(
    ("laterality", "words"),
    [
        (Laterality.BILATERAL, "60 seconds"),
        (Laterality.UNILATERAL, "60 seconds each side"),
        (Laterality.ALTERNATING, "60 seconds, sides in turn"),
    ],
)
def test_dose_words(laterality: Laterality, words: str) -> None:
    assert dose_words(60, laterality) == words


@pytest.mark.parametrize(
    ("seconds", "dose", "words"),
    [
        (60, {"mode": "time", "seconds": 60}, ""),
        (60, {"mode": "time", "seconds": 60, "hold_s": 10, "rest_s": 5}, "Hold 10 seconds, rest 5. Four times."),
        (60, {"mode": "time", "seconds": 60, "hold_s": 30}, "Hold 30 seconds. Twice."),
        (30, {"mode": "time", "seconds": 60, "hold_s": 30}, "Hold 30 seconds. Once."),
        (20, {"mode": "time", "seconds": 60, "hold_s": 30}, "Hold 30 seconds. As long as it lasts."),
        (
            60,
            {"mode": "contract_relax", "seconds": 60, "contract_s": 10, "relax_s": 20},
            "Press 10 seconds, relax 20. Twice.",
        ),
        (60, {"mode": "reps", "seconds": 60, "reps": 8}, "About 8 slow ones."),
        (30, {"mode": "reps", "seconds": 60, "reps": 8}, "About 4 slow ones."),
        (60, {}, ""),
    ],
)
def test_pace_words(seconds: int, dose: dict[str, Any], words: str) -> None:
    assert pace_words(seconds, dose) == words


def _item(content: dict[str, Any], **more: Any) -> PrescriptionItem:
    values = {"id": 1, "name": "Own", "kind": "stretch", "laterality": "bilateral", "seconds": 45, "group": "core"}
    return PrescriptionItem(**{**values, **more}, content=content)


def test_a_trainers_own_exercise_may_have_almost_no_text() -> None:
    (card,) = cards_of([_item({"summary": "Stand tall."})])
    assert (card.name, card.dose, card.summary, card.cues, card.easier) == ("Own", "45 seconds", "Stand tall.", (), ())


def test_every_exercise_of_the_catalogue_makes_a_card() -> None:
    for number, exercise in enumerate(load_exercises(CONTENT)):
        content = exercise.model_dump(mode="json")
        item = _item(
            content,
            id=number,
            name=exercise.name,
            kind=exercise.kind,
            laterality=exercise.laterality,
            seconds=exercise.dose.seconds,
        )
        (card,) = cards_of([item])
        assert card.setup and card.cues and card.dose, exercise.id
        assert list(card.cues) == content["cues"]
        assert len(card.easier) == len(exercise.easier)


def test_equipment_is_named_once() -> None:
    cards = cards_of([_item({"equipment": ["foam-roller", "mat"]}), _item({"equipment": ["mat", "strap"]})])
    assert equipment_of(cards) == ["foam roller", "mat", "strap"]

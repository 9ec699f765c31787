"""An exercise in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.exercises.content import load_exercises
from app.exercises.dose import Dose, DoseMode, dose_of_content
from app.logbook.cards import cards_of, equipment_of
from app.prescriptions.models import PrescriptionItem

CONTENT = Path(__file__).resolve().parents[3] / "content" / "exercises"


def _item(content: dict[str, Any], **more: Any) -> PrescriptionItem:
    values = {"id": 1, "name": "Own", "kind": "stretch", "laterality": "bilateral", "group": "core"}
    return PrescriptionItem(**{**values, "dose": Dose(seconds=45), **more}, content=content)


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
            dose=dose_of_content(content["dose"]),
        )
        (card,) = cards_of([item])
        assert card.setup and card.cues and card.dose, exercise.id
        assert list(card.cues) == content["cues"]
        assert len(card.easier) == len(exercise.easier)


def test_equipment_is_named_once() -> None:
    cards = cards_of([_item({"equipment": ["foam-roller", "mat"]}), _item({"equipment": ["mat", "strap"]})])
    assert equipment_of(cards) == ["foam roller", "mat", "strap"]


def test_repetitions_read_as_repetitions() -> None:
    dose = Dose(DoseMode.REPS, reps=12, sec_per_rep=5, tempo="3-1-1", load="2 × 6 kg")
    (card,) = cards_of([_item({}, dose=dose, laterality="unilateral", why="For the stairs.")])
    assert card.dose == "12 reps each side, 3-1-1, 2 × 6 kg"
    assert card.pace == "Each in seconds: 3 down, 1 still, 1 up."
    assert card.why == "For the stairs."


def test_press_and_relax_reads_as_its_cycles() -> None:
    dose = Dose(DoseMode.CONTRACT_RELAX, 60, contract_s=10, relax_s=20)
    (card,) = cards_of([_item({"dose": {"mode": "time", "seconds": 60}}, dose=dose)])
    assert (card.dose, card.pace) == ("2 × press 10 seconds, relax 20 seconds", "")

"""A dose in numbers and in words."""

from __future__ import annotations

from typing import Any

import pytest

from app.exercises.dose import Dose, DoseMode, dose_of_content, dose_words, pace_words, tempo_s

REPS = Dose(DoseMode.REPS, reps=12, sec_per_rep=5, tempo="3-1-1", load="2 × 6 kg")
PRESS = Dose(DoseMode.CONTRACT_RELAX, 60, contract_s=10, relax_s=20)
WALK = Dose(DoseMode.DISTANCE, 45, metres=20, load="8 kg")


@pytest.mark.parametrize(
    ("dose", "laterality", "words"),
    [
        (Dose(), "bilateral", "60 s"),
        (Dose(), "unilateral", "60 s each side"),
        (Dose(), "alternating", "60 s, sides in turn"),
        (Dose(tempo="3-2-3-0"), "bilateral", "60 s, 3-2-3-0"),
        (REPS, "bilateral", "12 reps, 3-1-1, 2 × 6 kg"),
        (REPS, "unilateral", "12 reps each side, 3-1-1, 2 × 6 kg"),
        (REPS, "alternating", "12 reps, sides in turn, 3-1-1, 2 × 6 kg"),
        (Dose(DoseMode.REPS, reps=1), "bilateral", "1 rep"),
        (PRESS, "bilateral", "2 × press 10 s, relax 20 s"),
        (PRESS, "unilateral", "2 × press 10 s, relax 20 s, each side"),
        (Dose(DoseMode.CONTRACT_RELAX, 60, contract_s=5, relax_s=30), "bilateral", "1 × press 5 s, relax 30 s"),
        (Dose(DoseMode.DISTANCE, metres=20), "bilateral", "20 m"),
        (WALK, "unilateral", "20 m each side, 8 kg"),
    ],
)
def test_the_words_of_a_dose(dose: Dose, laterality: str, words: str) -> None:
    assert dose_words(dose, laterality) == words


@pytest.mark.parametrize(
    ("dose", "laterality", "words"),
    [
        (Dose(), "unilateral", "60 seconds each side"),
        (PRESS, "unilateral", "2 × press 10 seconds, relax 20 seconds, each side"),
        (WALK, "bilateral", "20 metres, 8 kg"),
        (REPS, "bilateral", "12 reps, 3-1-1, 2 × 6 kg"),
    ],
)
def test_a_client_reads_the_units_in_full(dose: Dose, laterality: str, words: str) -> None:
    assert dose_words(dose, laterality, in_full=True) == words


@pytest.mark.parametrize(
    ("dose", "own", "words"),
    [
        (Dose(), {"mode": "time", "seconds": 60}, ""),
        (Dose(), {"mode": "time", "hold_s": 10, "rest_s": 5}, "Hold 10 seconds, rest 5. Four times."),
        (Dose(), {"mode": "time", "hold_s": 30}, "Hold 30 seconds. Twice."),
        (Dose(seconds=30), {"mode": "time", "hold_s": 30, "rest_s": None}, "Hold 30 seconds. Once."),
        (Dose(seconds=20), {"mode": "time", "hold_s": 30}, "Hold 30 seconds. As long as it lasts."),
        (Dose(), {"mode": "reps", "seconds": 60, "reps": 8}, "About 8 slow ones."),
        (Dose(seconds=30), {"mode": "reps", "seconds": 60, "reps": 8}, "About 4 slow ones."),
        (Dose(DoseMode.REPS, reps=8), {"mode": "reps", "seconds": 60, "reps": 8}, "About 4 seconds each."),
        (REPS, {"hold_s": 10}, "Each in seconds: 3 down, 1 still, 1 up."),
        (Dose(tempo="3-0-3-1"), {}, "Each in seconds: 3 down, 3 up, 1 still."),
        (PRESS, {"hold_s": 10}, ""),
        (WALK, {}, "About 45 seconds."),
        (Dose(), {}, ""),
    ],
)
def test_how_the_work_is_divided(dose: Dose, own: dict[str, Any], words: str) -> None:
    assert pace_words(dose, own) == words


CHILDS_POSE = {"mode": "contract_relax", "seconds": 60, "contract_s": 10, "relax_s": 20}
GOBLET = {"mode": "reps", "seconds": 32, "reps": 8, "tempo": None}


@pytest.mark.parametrize(
    ("own", "seconds", "dose"),
    [
        (CHILDS_POSE, None, PRESS),
        (CHILDS_POSE, 30, Dose(DoseMode.CONTRACT_RELAX, 30, contract_s=10, relax_s=20)),
        (CHILDS_POSE, 25, Dose(seconds=25)),
        (GOBLET, None, Dose(DoseMode.REPS, 32, reps=8, sec_per_rep=4)),
        (GOBLET, 60, Dose(seconds=60)),
        (
            {**GOBLET, "tempo": "2-0-2-1", "seconds": 40},
            None,
            Dose(DoseMode.REPS, 40, reps=8, sec_per_rep=5, tempo="2-0-2-1"),
        ),
        ({"mode": "time", "seconds": 60, "tempo": "3-2-3-0"}, 45, Dose(seconds=45, tempo="3-2-3-0")),
        ({}, None, Dose()),
    ],
)
def test_an_exercise_brings_its_own_dose(own: dict[str, Any], seconds: int | None, dose: Dose) -> None:
    assert dose_of_content(own, seconds) == dose


def test_a_tempo_is_three_or_four_numbers() -> None:
    assert (tempo_s("3-1-1"), tempo_s("10-2-3-0")) == (5, 15)
    for text in ("", "3", "3-1", "3-1-1-1-1", "a-1-1", "٣-1-1", "3-1-100"):
        with pytest.raises(ValueError, match="not a tempo"):
            tempo_s(text)

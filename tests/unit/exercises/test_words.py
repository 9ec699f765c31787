from __future__ import annotations

from typing import Any

import pytest

from app.exercises import words
from app.exercises.content import SECONDS_PER_REP
from app.routines.dose import DEFAULT_SECONDS_PER_REP


@pytest.mark.parametrize(
    ("laterality", "expected"),
    [("unilateral", "60 s each side"), ("bilateral", "60 s in all"), ("alternating", "60 s, sides in turn")],
)
def test_dose(laterality: str, expected: str) -> None:
    assert words.dose_words(60, laterality) == expected


@pytest.mark.parametrize(
    ("dose", "expected"),
    [
        ({"mode": "time"}, ""),
        ({"mode": "time", "tempo": "3-2-3-0"}, "Tempo 3-2-3-0"),
        ({"mode": "time", "hold_s": 10, "rest_s": 5}, "Hold 10 s, rest 5 s"),
        ({"mode": "time", "hold_s": 30, "rest_s": None}, "Hold 30 s"),
        ({"mode": "reps", "reps": 8, "tempo": "2-0-2-1"}, "8 times, 5 s each"),
        ({"mode": "reps", "reps": 8}, "8 times, 4 s each"),
        ({"mode": "contract_relax", "contract_s": 10, "relax_s": 20}, "Press 10 s, relax 20 s"),
    ],
)
def test_pace(dose: dict[str, Any], expected: str) -> None:
    assert words.pace_words(dose) == expected


@pytest.mark.parametrize(("rounds", "expected"), [([1, 3], "1 to 3 rounds"), ([1, 1], "1 round"), ([2, 2], "2 rounds")])
def test_rounds(rounds: list[int], expected: str) -> None:
    assert words.rounds_words({"rounds": rounds}) == expected


def test_one_repetition_lasts_the_same_everywhere() -> None:
    assert SECONDS_PER_REP == DEFAULT_SECONDS_PER_REP

from __future__ import annotations

import pytest

from app.exercises import words


@pytest.mark.parametrize(("rounds", "expected"), [([1, 3], "1 to 3 rounds"), ([1, 1], "1 round"), ([2, 2], "2 rounds")])
def test_rounds(rounds: list[int], expected: str) -> None:
    assert words.rounds_words({"rounds": rounds}) == expected


def test_the_dose_an_exercise_names_itself() -> None:
    press = {"mode": "contract_relax", "seconds": 60, "contract_s": 10, "relax_s": 20}
    assert words.own_dose_words({"dose": press, "laterality": "unilateral"}) == (
        "2 × press 10 s, relax 20 s, each side"
    )
    plank = {"mode": "time", "seconds": 60, "hold_s": 10, "rest_s": 5}
    assert words.own_pace_words({"dose": plank}) == "Hold 10 seconds, rest 5. Four times."

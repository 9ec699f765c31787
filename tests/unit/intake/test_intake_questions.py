"""What the answers of an intake mean (domain rules 5)."""

from __future__ import annotations

import re
from datetime import date
from itertools import combinations

import pytest

from app.exercises.words import CAUTION_LABELS
from app.intake.questions import (
    CAUTIONS,
    CRITERIA,
    GROUPS,
    IN_PREGNANCY,
    SIGNS,
    Health,
    Pregnancy,
    asks_for_visit,
    next_year,
    stored_health,
)


def health(*yes: str, pregnancy: Pregnancy = Pregnancy.NO, cautions: tuple[str, ...] = ()) -> Health:
    return Health(frozenset(yes), pregnancy, cautions, is_assessed=False)


@pytest.mark.parametrize("number", range(6))
def test_5_tier_3_long_pain_needs_four_of_the_five(number: int) -> None:
    for some in combinations(sorted(CRITERIA), number):
        assert asks_for_visit({"long", *some}) is (number >= 4)
        assert not asks_for_visit(some), "without three months none of them counts"


@pytest.mark.parametrize("sign", ["six-weeks", "below-knee"])
def test_5_tier_3_one_of_the_two_others_is_enough(sign: str) -> None:
    assert asks_for_visit({sign})


def test_5_tier_3_stops_no_plan() -> None:
    assert health("six-weeks", "below-knee", "long", *CRITERIA).tier is None
    assert health().asks_for_visit is False


@pytest.mark.parametrize(("yes", "tier"), [(("chest", "fever"), 1), (("fever",), 2), (("bleeding",), 2), ((), None)])
def test_5_the_most_urgent_sign_decides(yes: tuple[str, ...], tier: int | None) -> None:
    assert health(*yes).tier == tier


@pytest.mark.parametrize("pregnancy", [Pregnancy.PREGNANT, Pregnancy.BABY])
def test_5_pregnancy_leaves_out_front_belly_and_long_on_the_back(pregnancy: Pregnancy) -> None:
    assert health(pregnancy=pregnancy).tags == list(IN_PREGNANCY)
    assert health(pregnancy=pregnancy, cautions=("knee_pain", "prone_intolerant")).tags == [*IN_PREGNANCY, "knee_pain"]
    assert health(cautions=("knee_pain",)).tags == ["knee_pain"]


def test_every_caution_is_a_tag_of_the_library_and_every_tag_can_come_up() -> None:
    assert {tag for tag, _ in CAUTIONS} | set(IN_PREGNANCY) == set(CAUTION_LABELS)


def test_every_line_has_its_own_key() -> None:
    keys = [key for group in (*GROUPS, SIGNS) for key, _ in group.lines]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("words", [words for group in GROUPS for _, words in group.lines] + [w for _, w in CAUTIONS])
def test_lines_are_short_and_calm(words: str) -> None:
    assert all(len(sentence.split()) <= 18 for sentence in re.split(r"(?<=[.?:]) ", words))
    assert not [word for word in ("!", "danger", "diagnos", "warning", "disease") if word in words.lower()]


@pytest.mark.parametrize(
    ("on", "until"), [(date(2026, 11, 25), date(2027, 11, 25)), (date(2028, 2, 29), date(2029, 2, 28))]
)
def test_a_screening_is_good_for_twelve_months(on: date, until: date) -> None:
    assert next_year(on) == until


def test_health_comes_back_as_it_was_kept() -> None:
    kept = {"yes": ["long"], "pregnancy": "baby", "cautions": ["knee_pain"], "is_assessed": True}
    assert stored_health(kept) == Health(frozenset({"long"}), Pregnancy.BABY, ("knee_pain",), is_assessed=True)

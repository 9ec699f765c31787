"""One change at a time, in the order of the house rule (domain, section 6)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.suggestions.loads import lighter
from app.suggestions.rules import Rule
from app.suggestions.steps import Change, Item, Step, next_step

ROLL = Item(1, "Adductor Foam Roll", "smr", 60)
STRETCH = Item(2, "Hamstring Stretch", "stretch", 60, harder="standing")
LIFT = Item(3, "Deadlift", "strength", None, harder="one-leg", easier="bridge")


def test_time_goes_up_first_for_the_shortest_together() -> None:
    items = [replace(ROLL, seconds=30), replace(STRETCH, seconds=30), LIFT]
    assert next_step(Rule.PROGRESS, items, 1) == Step(Change.TIME, (1, 2), "45")
    assert next_step(Rule.PROGRESS, [replace(ROLL, seconds=55), STRETCH], 1) == Step(Change.TIME, (1,), "60")


def test_then_rounds_then_a_harder_form_of_strengthening() -> None:
    assert next_step(Rule.PROGRESS, [ROLL, STRETCH, LIFT], 2) == Step(Change.ROUNDS, (), "3")
    assert next_step(Rule.PROGRESS, [ROLL, STRETCH, LIFT], 3) == Step(Change.HARDER, (3,), "one-leg")


def test_a_stretch_never_gets_a_harder_form() -> None:
    assert next_step(Rule.PROGRESS, [ROLL, STRETCH], 3) is None


@pytest.mark.parametrize(
    ("load", "less"),
    [
        ("2 × 6 kg", "2 × 5.5 kg"),
        ("10 kg", "9 kg"),
        ("20 lb", "18 lb"),
        ("1x7,5kg", "1x7kg"),
        ("2 kg", "1.5 kg"),
        ("12,5 kg", "11,5 kg"),
        ("100 kg", "90 kg"),
        ("0.5 kg", ""),
        ("0 kg", ""),
        ("", ""),
        ("red band", ""),
        ("6 kg or 8 kg", ""),
        ("٦ kg", ""),
    ],
)
def test_a_load_goes_down_by_a_tenth_in_halves(load: str, less: str) -> None:
    assert lighter(load) == less


def test_less_takes_a_tenth_of_a_load_first() -> None:
    loaded = replace(LIFT, load="2 × 6 kg")
    assert next_step(Rule.REGRESS, [ROLL, loaded], 2) == Step(Change.LOAD, (3,), "2 × 5.5 kg")
    other = replace(LIFT, item_id=4, load="10 kg", provoked=2)
    assert next_step(Rule.REGRESS, [loaded, other], 2) == Step(Change.LOAD, (4,), "9 kg"), "what provokes goes first"
    assert next_step(Rule.REGRESS, [loaded], 2, may_lighten=False) == Step(Change.ROUNDS, (), "1")
    assert next_step(Rule.REGRESS, [replace(LIFT, load="red band")], 2) == Step(Change.ROUNDS, (), "1")


def test_no_step_makes_a_load_heavier() -> None:
    assert next_step(Rule.PROGRESS, [replace(LIFT, load="10 kg", harder="")], 3) is None


def test_less_takes_a_round_then_an_easier_form_then_what_provokes() -> None:
    assert next_step(Rule.REGRESS, [ROLL, LIFT], 2) == Step(Change.ROUNDS, (), "1")
    assert next_step(Rule.REGRESS, [ROLL, LIFT], 1) == Step(Change.EASIER, (3,), "bridge")
    provoking = [replace(ROLL, provoked=2), STRETCH]
    assert next_step(Rule.REGRESS, provoking, 1) == Step(Change.LEAVE_OUT, (1,))
    assert next_step(Rule.REGRESS, [replace(ROLL, provoked=2)], 1) is None
    assert next_step(Rule.REGRESS, [replace(ROLL, provoked=1), STRETCH], 1) is None


def test_simpler_is_four_exercises_or_one_round() -> None:
    many = [replace(ROLL, item_id=number) for number in range(6)]
    assert next_step(Rule.SIMPLIFY, many, 3) == Step(Change.FEWER, (4, 5))
    assert next_step(Rule.SIMPLIFY, many[:4], 3) == Step(Change.ROUNDS, (), "1")
    assert next_step(Rule.SIMPLIFY, many[:4], 1) is None


def test_the_other_rules_change_nothing() -> None:
    for rule in (Rule.HOLD, Rule.NO_DATA, Rule.MAINTAIN, Rule.MAINTAIN_WATCH):
        assert next_step(rule, [replace(ROLL, seconds=30)], 1) is None

"""The steps of a session: nothing is lost on the way from the dose to the clock."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exercises.dose import Dose, DoseMode
from app.logbook.models import Side
from app.logbook.rules import lines_of
from app.logbook.timeline import Act, Part, timeline
from app.prescriptions.models import PrescriptionItem
from app.routines.shape import time_of

SLOTS = st.integers(1, 120).map(lambda n: n * 5)
DOSES = st.one_of(
    st.builds(Dose, seconds=SLOTS),
    st.builds(Dose, st.just(DoseMode.REPS), reps=st.integers(1, 100), sec_per_rep=st.integers(1, 10)),
    st.builds(Dose, st.just(DoseMode.CONTRACT_RELAX), SLOTS, contract_s=st.integers(1, 60), relax_s=st.integers(1, 60)),
    st.builds(Dose, st.just(DoseMode.DISTANCE), SLOTS, metres=st.integers(1, 1000)),
)
LATERALITIES = st.sampled_from(["bilateral", "unilateral", "alternating"])


def an_item(number: int, dose: Dose, laterality: str) -> PrescriptionItem:
    item = PrescriptionItem(id=number, name=f"Move {number}", kind="stretch", laterality=laterality, group="lats")
    item.dose = dose
    return item


@given(st.lists(st.tuples(DOSES, LATERALITIES), min_size=1, max_size=12), st.integers(1, 3))
def test_the_steps_add_up_to_the_clock_and_each_side_gets_its_dose(kinds: list[tuple[Dose, str]], rounds: int) -> None:
    items = [an_item(number, dose, laterality) for number, (dose, laterality) in enumerate(kinds, start=1)]
    steps = timeline(items, rounds)
    total = time_of(items, rounds)
    work = [step for step in steps if step.act is Act.WORK]
    assert sum(step.seconds for step in steps) == total.clock_s
    assert sum(step.seconds for step in work) == total.work_s
    assert Counter(step.key for step in work) == {line.key: line.units for line in lines_of(items, rounds)}
    assert all(step.seconds == items[step.place].dose.dose_s for step in work)
    assert all(sum(part.seconds for part in step.parts) == step.seconds for step in steps if step.parts)


def test_the_sample_of_the_article() -> None:
    sixty = Dose(seconds=60)
    items = [an_item(1, sixty, "unilateral"), an_item(2, sixty, "unilateral"), an_item(3, sixty, "bilateral")]
    steps = timeline(items, 3)
    assert [(step.act, step.place, step.side, step.seconds) for step in steps[:8]] == [
        (Act.WORK, 0, Side.LEFT, 60),
        (Act.SWITCH, 0, Side.RIGHT, 5),
        (Act.WORK, 0, Side.RIGHT, 60),
        (Act.CHANGE, 1, Side.LEFT, 15),
        (Act.WORK, 1, Side.LEFT, 60),
        (Act.SWITCH, 1, Side.RIGHT, 5),
        (Act.WORK, 1, Side.RIGHT, 60),
        (Act.CHANGE, 2, Side.BOTH, 15),
    ]
    assert sum(step.seconds for step in steps) == 1050
    assert [step.round for step in steps if step.act is Act.WORK] == [1] * 5 + [2] * 5 + [3] * 5


@pytest.mark.parametrize(
    ("slot", "parts"),
    [
        (60, [("Press", 10), ("Relax", 20), ("Press", 10), ("Relax", 20)]),
        (65, [("Press", 10), ("Relax", 20), ("Press", 10), ("Relax", 25)]),
        (25, []),
    ],
)
def test_presses_fill_the_slot(slot: int, parts: list[tuple[str, int]]) -> None:
    item = an_item(1, Dose(DoseMode.CONTRACT_RELAX, slot, contract_s=10, relax_s=20), "bilateral")
    (step,) = timeline([item], 1)
    assert step.parts == tuple(Part(words, seconds) for words, seconds in parts)


def test_who_counts_is_told_so() -> None:
    reps = an_item(1, Dose(DoseMode.REPS, reps=12), "bilateral")
    walk = an_item(2, Dose(DoseMode.DISTANCE, 45, metres=20), "alternating")
    hold = an_item(3, Dose(seconds=60), "bilateral")
    works = [step for step in timeline([reps, walk, hold], 1) if step.act is Act.WORK]
    assert [step.is_counted for step in works] == [True, True, False]

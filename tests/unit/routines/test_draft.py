from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exercises.dose import Dose, DoseMode
from app.routines.draft import EMPTY, FULL, MOST, Chosen, Draft, DraftLine
from app.routines.typed import TypedDose

THREE = (Chosen(7, Dose()), Chosen(8, Dose(seconds=45), "For the stairs."), Chosen(9, Dose(DoseMode.REPS, 40, reps=10)))


def order(draft: Draft) -> list[int]:
    return [line.exercise_id for line in draft.lines]


def read(keys: list[str], exercises: list[str], **fields: str) -> Draft:
    """A draft whose fields are named seconds_1 for "seconds-1"."""
    sent = {"-".join(name.rsplit("_", 1)): value for name, value in fields.items()}
    return Draft.read(keys, exercises, sent.get, unit="kg")


def test_read_keeps_the_order_of_the_page_and_what_was_typed() -> None:
    draft = read(["3", "1"], ["9", "7"], seconds_3="abc", seconds_1=" 60 ", tempo_3="x", why_1="For the stairs.")
    assert draft.lines == [
        DraftLine(3, 9, TypedDose(seconds="abc", tempo="x")),
        DraftLine(1, 7, TypedDose(seconds="60", why="For the stairs.")),
    ]
    assert draft.items() == [Chosen(7, Dose(), "For the stairs.")]


def test_read_leaves_nonsense_out() -> None:
    assert order(read(["1", "1", "x", "4"], ["7", "8", "9", "'; --"])) == [7]
    assert order(read(["1", "2"], ["7"])) == [7]
    assert len(read([str(n) for n in range(500)], ["7"] * 500).lines) == 100


def test_add_uses_a_new_key_and_rounds_a_slot_up_to_a_step() -> None:
    draft = read(["4"], ["7"], seconds_4="60")
    assert draft.add(8, Dose(seconds=32))
    assert draft.lines[-1].key == 5 and draft.lines[-1].dose == Dose(seconds=35)


def test_add_keeps_repetitions_as_they_are() -> None:
    draft = Draft()
    dose = Dose(DoseMode.REPS, 32, reps=8, sec_per_rep=4)
    assert draft.add(8, dose) and draft.items() == [Chosen(8, dose)]


def test_a_full_routine_takes_no_more() -> None:
    draft = Draft.of(Chosen(number, Dose()) for number in range(MOST))
    assert not draft.add(99, Dose())
    assert len(draft.lines) == MOST and draft.fault() == ""
    draft.lines.append(DraftLine(99, 99, TypedDose(seconds="60")))
    assert draft.fault() == FULL


def test_an_empty_one_says_so() -> None:
    assert Draft().fault() == EMPTY


def test_remove_takes_out_the_line_of_that_key_wherever_it_stands() -> None:
    draft = read(["3", "1", "2"], ["9", "7", "8"])
    assert draft.remove(1) == 7
    assert order(draft) == [9, 8]
    assert draft.remove(1) is None


@pytest.mark.parametrize(
    ("key", "by", "expected"),
    [(2, -1, [8, 7, 9]), (2, 1, [7, 9, 8]), (1, -1, [7, 8, 9]), (3, 1, [7, 8, 9]), (99, 1, [7, 8, 9])],
)
def test_move(key: int, by: int, expected: list[int]) -> None:
    draft = Draft.of(THREE)
    draft.move(key, by)
    assert order(draft) == expected


@given(st.lists(st.tuples(st.sampled_from([1, 2, 3]), st.sampled_from([-1, 1]))))
def test_moves_lose_nothing(moves: list[tuple[int, int]]) -> None:
    draft = Draft.of(THREE)
    for key, by in moves:
        draft.move(key, by)
    assert sorted(draft.items(), key=lambda one: one.exercise_id) == list(THREE)


def test_keep_leaves_out_lines_of_other_exercises() -> None:
    draft = Draft.of(THREE)
    draft.keep([7, 9])
    assert order(draft) == [7, 9]


def test_many_lines_get_other_seconds_at_once_and_back() -> None:
    press = Chosen(6, Dose(DoseMode.CONTRACT_RELAX, 60, contract_s=10, relax_s=20))
    draft = Draft.of([*THREE, press])
    before, stays = draft.set_seconds([1, 2, 3, 4, 99], "25")
    assert before == {1: "60", 2: "45"} and stays == [3, 4], "repetitions stay, and a press of 30 seconds"
    assert [line.dose.dose_s for line in draft.lines if line.dose] == [25, 25, 40, 60]
    draft.restore_seconds([*before.items(), (99, "5")])
    assert draft.items() == [*THREE, press]

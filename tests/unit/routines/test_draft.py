from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.routines.draft import EMPTY, FULL, MOST, Draft, DraftLine

THREE = ((7, 60), (8, 45), (9, 30))


def order(draft: Draft) -> list[int]:
    return [line.exercise_id for line in draft.lines]


@pytest.mark.parametrize("typed", ["5", "60", "600", "065"])
def test_seconds_that_can_be_kept(typed: str) -> None:
    line = DraftLine(1, 7, typed)
    assert line.seconds == int(typed) and line.fault == ""


@pytest.mark.parametrize("typed", ["", "0", "4", "57", "605", "-5", "6e1", "60.0", "٦٠", "1_0", "sixty", "+60", " 60"])
def test_seconds_that_cannot(typed: str) -> None:
    line = DraftLine(1, 7, typed)
    assert line.seconds is None
    assert line.fault == "Type 5 to 600 seconds, in steps of 5."


def test_read_keeps_the_order_of_the_page_and_what_was_typed() -> None:
    draft = Draft.read(["3", "1"], ["9", "7"], ["abc", " 60 "])
    assert draft.lines == [DraftLine(3, 9, "abc"), DraftLine(1, 7, "60")]
    assert draft.items() == [(7, 60)]


def test_read_leaves_nonsense_out() -> None:
    assert order(Draft.read(["1", "1", "x", "4"], ["7", "8", "9", "'; --"], ["60", "60", "60", "60"])) == [7]
    assert order(Draft.read(["1", "2"], ["7"], ["60", "60"])) == [7]
    assert len(Draft.read([str(n) for n in range(500)], ["7"] * 500, ["60"] * 500).lines) == 100


def test_add_uses_a_new_key_and_rounds_up_to_a_step() -> None:
    draft = Draft.read(["4"], ["7"], ["60"])
    assert draft.add(8, 32)
    assert draft.lines[-1] == DraftLine(5, 8, "35")


def test_a_full_routine_takes_no_more() -> None:
    draft = Draft.of((number, 60) for number in range(MOST))
    assert not draft.add(99, 60)
    assert len(draft.lines) == MOST and draft.fault() == ""
    draft.lines.append(DraftLine(99, 99, "60"))
    assert draft.fault() == FULL


def test_an_empty_one_says_so() -> None:
    assert Draft().fault() == EMPTY


def test_remove_takes_out_the_line_of_that_key_wherever_it_stands() -> None:
    draft = Draft.read(["3", "1", "2"], ["9", "7", "8"], ["60", "60", "60"])
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
    assert sorted(draft.items()) == sorted(THREE)


def test_keep_leaves_out_lines_of_other_exercises() -> None:
    draft = Draft.of(THREE)
    draft.keep([7, 9])
    assert order(draft) == [7, 9]

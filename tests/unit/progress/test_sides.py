"""Left and right: what is counted, what is named, and what is left unsaid."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.progress.sides import Pair, Side, SideLine, Sides, compare


def session(number: int, left: int, right: int, *, name: str = "Roll", reason: str | None = None) -> list[SideLine]:
    """One session of three rounds a side."""
    return [
        SideLine(number, name, True, left, 3, reason if left < 3 else None),
        SideLine(number, name, False, right, 3, reason if right < 3 else None),
    ]


def of(*sessions: list[SideLine]) -> Sides:
    found = compare([line for one in sessions for line in one])
    assert found is not None
    return found


def test_rounds_are_counted_side_by_side() -> None:
    """A worked window: eight sessions of three rounds; the right lost one round in three of them."""
    sides = of(*(session(number, 3, 2 if number < 3 else 3, reason="time") for number in range(8)))
    assert sides.headline == "Left 24 of 24 rounds, right 21 of 24: 8 sessions, last 28 days."
    assert sides.whole.gap == pytest.approx(12.5)
    assert sides.detail == ("The right was done less than the left. What most often got in the way: no time, 3 times.")


def test_the_left_is_named_the_same_way() -> None:
    sides = of(*(session(number, 2, 3) for number in range(4)))
    assert sides.detail == "The left was done less than the right."


def test_under_four_sessions_nothing_is_compared() -> None:
    sides = of(*(session(number, 0, 3) for number in range(3)))
    assert not sides.is_enough
    assert sides.detail == "Not enough sessions yet to compare: 3 of 4."
    assert of(*(session(number, 0, 3) for number in range(4))).is_enough


def test_no_one_sided_work_is_no_section() -> None:
    assert compare([]) is None


@pytest.mark.parametrize(
    ("left", "right", "is_uneven"),
    [
        (Side(30, 30), Side(27, 30), True),
        (Side(27, 30), Side(30, 30), True),
        (Side(30, 30), Side(28, 30), False),
        (Side(60, 60), Side(55, 60), False),
        (Side(12, 12), Side(10, 12), False),
        (Side(), Side(), False),
        (Side(12, 12), Side(), False),
    ],
)
def test_a_difference_is_named_from_ten_points_and_three_rounds(left: Side, right: Side, is_uneven: bool) -> None:
    assert Pair("Roll", left, right).is_uneven is is_uneven


def test_an_exercise_that_differs_is_named_where_the_whole_is_even() -> None:
    rolls = [session(number, 3, 2) for number in range(4)]
    others = [session(number, 2, 3, name="Stretch") for number in range(4)]
    sides = of(*rolls, *others)
    assert sides.whole.gap == 0
    assert sides.detail == "Both sides were done about equally, but not in Roll."


def test_the_largest_difference_stands_first_and_reasons_are_of_the_lesser_side() -> None:
    even = [session(number, 3, 3, name="Even") for number in range(4)]
    lost = [session(number, 3, 1, name="Lost", reason="pain") for number in range(4)]
    sides = of(*even, *lost, session(9, 2, 3, reason="forgot"))
    assert [pair.name for pair in sides.exercises] == ["Lost", "Roll", "Even"]
    assert sides.detail.endswith("What most often got in the way: pain, 4 times.")


LINES = st.lists(
    st.builds(
        SideLine,
        st.integers(1, 9),
        st.sampled_from(["a", "b", "c"]),
        st.booleans(),
        st.integers(0, 3),
        st.just(3),
        st.none() | st.sampled_from(["pain", "time", "unclear", "forgot", "unwell", "equipment"]),
    ),
    min_size=1,
    max_size=40,
)


@given(LINES, st.integers())
def test_order_of_the_lines_changes_nothing_and_the_parts_make_the_whole(lines: list[SideLine], seed: int) -> None:
    shuffled = list(lines)
    Random(seed).shuffle(shuffled)
    found = compare(lines)
    assert found == compare(shuffled)
    assert found is not None
    for name in ("left", "right"):
        sides = [getattr(pair, name) for pair in found.exercises]
        whole = getattr(found.whole, name)
        assert sum(side.done for side in sides) == whole.done
        assert sum(side.asked for side in sides) == whole.asked
        assert 0 <= whole.share <= 1

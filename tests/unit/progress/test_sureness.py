"""How sure a weekly average is: by its answers, never by its looks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.progress.sureness import Band, bands

RATINGS = st.lists(st.lists(st.integers(0, 10), max_size=7), min_size=1, max_size=12)


def width(band: Band | None) -> float:
    assert band is not None
    return band[1] - band[0]


def test_a_worked_week() -> None:
    """Squares 2 + 2 + 2 = 6 over 6 degrees: s = 1; t at 6 degrees is 2.447; 2.447 × 1 / √3 = 1.41."""
    found = bands([[5, 4, 6], [3, 4, 5], [4, 5, 6]])
    assert found[0] == pytest.approx((5 - 1.41, 5 + 1.41), abs=0.02)


def test_fewer_answers_make_a_wider_band() -> None:
    many, few, one = bands([[4, 5, 6, 5, 4, 6], [4, 6], [5]])
    assert width(many) < width(few) < width(one)
    assert width(one) == pytest.approx(6**0.5 * width(many))


def test_equal_answers_do_not_look_exact() -> None:
    """Seven equal answers are still ratings good to about two points: 2.447 × 0.72 / √7 each way."""
    (band,) = bands([[5] * 7])
    assert width(band) == pytest.approx(2 * 2.447 * 0.7216 / 7**0.5, abs=0.01)


def test_too_few_answers_in_all_have_no_band() -> None:
    assert bands([[5, 4, 3], [4, 4, 3], [2, 2]]) == [None] * 3
    assert bands([[5]] * 12) == [None] * 12
    assert None not in bands([[5, 4, 3], [4, 4, 3], [2, 2, 3]])


def test_a_week_without_answers_stays_a_gap() -> None:
    assert bands([[5] * 7, []])[1] is None


@given(RATINGS)
def test_a_band_holds_its_mean_and_stays_on_the_scale(weeks: list[list[int]]) -> None:
    for week, band in zip(weeks, bands(weeks), strict=True):
        if band is not None:
            assert 0 <= band[0] <= sum(week) / len(week) + 1e-9
            assert sum(week) / len(week) - 1e-9 <= band[1] <= 10

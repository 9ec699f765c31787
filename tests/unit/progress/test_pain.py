from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.progress import pain
from app.progress.pain import Average, ChangeKind, Direction, SessionPain, round_display

MON = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("baseline", "now", "points", "pct", "kind"),
    [
        (10, 8, -2, -20.0, "possible improvement"),
        (10, 7, -3, -30.0, "meaningful improvement"),
        (0, 0, 0, None, "no clear change"),
        (0, 2, 2, None, "worse"),
        (4, 5.9, 1.9, 47.5, "no clear change"),
        (20 / 3, 14 / 3, -2, -30.0, "meaningful improvement"),
    ],
)
def test_change_from_baseline(baseline: float, now: float, points: float, pct: float | None, kind: str) -> None:
    found = pain.change(baseline, now)
    assert found.points == pytest.approx(points)
    assert found.kind == kind
    assert pct is None if found.pct is None else round_display(found.pct) == pct


def test_a_change_a_hair_short_of_two_points_counts_as_two() -> None:
    baseline, now = 5.3 + 0.1 + 0.1, 3.5
    assert pain.change(baseline + 1e-12, now).kind is ChangeKind.MEANINGFUL
    assert pain.change(baseline - 1e-12, now).kind is ChangeKind.MEANINGFUL


@pytest.mark.parametrize(
    ("means", "slope", "total", "direction", "is_clear"),
    [
        ([6, 5, 5, 4], -0.6, -1.8, "easing", False),
        ([4, 4, 5, 4], 0.1, 0.3, "steady", False),
        ([6, 5.5, 5, 4], -0.65, -1.95, "easing", False),
        ([7, 6, 5, 4], -1.0, -3.0, "easing", True),
        ([2, 3, 4, 5], 1.0, 3.0, "rising", True),
        ([6, None, 5, 4.5], -0.5, -1.5, "easing", False),
        ([None, 3, 3, 3], 0.0, 0.0, "steady", False),
        ([4, 4 - 1 / 3, 4 - 2 / 3, 3], -1 / 3, -1.0, "easing", False),
        ([4, 4 + 1 / 3, 4 + 2 / 3, 5], 1 / 3, 1.0, "rising", False),
        ([4, 4 + 2 / 3, 4 + 4 / 3, 6], 2 / 3, 2.0, "rising", True),
        ([5, 5, 5, 4.4], -0.18, -0.54, "steady", False),
        ([11 / 3, 11 / 3, 4 / 3, 10 / 3], -1 / 3, -1.0, "easing", False),
    ],
)
def test_trend(means: list[float | None], slope: float, total: float, direction: str, is_clear: bool) -> None:
    found = pain.trend(means)
    assert found is not None
    assert found.slope == pytest.approx(slope)
    assert found.total == pytest.approx(total)
    assert (found.direction, found.is_clear) == (direction, is_clear)


@pytest.mark.parametrize("means", [[None, None, 4, 5], [4, None, None, 5], [None] * 4])
def test_two_weeks_make_no_trend(means: list[float | None]) -> None:
    assert pain.trend(means) is None


def test_a_trend_is_over_four_weeks() -> None:
    with pytest.raises(ValueError, match="four"):
        pain.trend([1, 2, 3])


def test_means_count_only_answers() -> None:
    assert pain.average([5, 4, 3]) == Average(4.0, 3)
    assert pain.average([None, 0, None]) == Average(0.0, 1)
    assert pain.average([None]) == Average(None, 0)
    assert round_display(pain.average([4, 4, 2]).mean or 0) == 3.3


def test_counts_in_words() -> None:
    assert [Average(None, 0).count_text, Average(4, 1).count_text, Average(4, 2).count_text] == [
        "no ratings",
        "1 rating",
        "2 ratings",
    ]


def test_session_effect_is_over_paired_ratings() -> None:
    sessions = [SessionPain(MON, b, a) for b, a in [(5, 4), (4, 4), (3, 2), (None, 9), (9, None)]]
    effect = pain.session_effect(sessions)
    assert effect.n == 3
    assert effect.mean is not None
    assert round_display(effect.mean) == -0.7
    assert pain.session_effect(sessions[3:]) == Average(None, 0)


def test_weeks_are_compared_only_with_two_ratings_each() -> None:
    assert pain.change_between_weeks(Average(4, 2), Average(5, 2)) == -1
    assert pain.change_between_weeks(Average(4, 3), Average(5, 1)) is None
    assert pain.change_between_weeks(Average(4, 1), Average(5, 3)) is None
    assert pain.change_between_weeks(Average(None, 0), Average(5, 3)) is None


def test_weekly_means_keep_gaps_and_cut_at_monday() -> None:
    ratings = [
        (MON - timedelta(days=22), 9),
        (MON - timedelta(days=21), 6),
        (MON - timedelta(days=1), 4),
        (MON, 2),
        (MON + timedelta(days=6), 4),
        (MON + timedelta(days=7), 9),
        (MON + timedelta(days=2), None),
    ]
    expected = [Average(6, 1), Average(None, 0), Average(4, 1), Average(3, 2)]
    assert pain.weekly_means(ratings, MON) == expected
    assert pain.weekly_means(reversed(ratings), MON, weeks=1) == [Average(3, 2)]


def test_the_mean_before_a_start_is_of_the_seven_days_before_it() -> None:
    ratings = [(MON - timedelta(days=8), 9), (MON - timedelta(days=7), 3), (MON - timedelta(days=1), 4), (MON, 10)]
    assert pain.mean_before_start(ratings, MON) == 3.5
    assert pain.mean_before_start([], MON) is None


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0.25, 0.3),
        (-0.25, -0.3),
        (2.05, 2.1),
        (0.35, 0.4),
        (1.15, 1.2),
        (66.666666, 66.7),
        (1.05 + 1e-14, 1.1),
        (1.05 - 1e-14, 1.1),
        (3.34, 3.3),
        (1600 / 45, 35.6),
        (4, 4.0),
    ],
)
def test_rounding_for_display_is_half_away_from_zero(number: float, shown: float) -> None:
    assert round_display(number) == shown


def test_rounding_to_other_places_and_no_negative_zero() -> None:
    assert round_display(0.125, 2) == 0.13
    assert round_display(79.5, 0) == 80
    assert str(round_display(-0.01)) == "0.0"


@given(number=st.floats(-1000, 1000), places=st.integers(0, 3))
def test_rounding_is_symmetric_and_near(number: float, places: int) -> None:
    shown = round_display(number, places)
    assert round_display(-number, places) == -shown
    assert abs(shown - number) <= 0.5 * 10**-places + 1e-6


def test_direction_words() -> None:
    assert list(Direction) == ["easing", "steady", "rising"]

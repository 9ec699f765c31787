"""The traffic light of a session (domain, section 5): its worked examples first, then every edge."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from app.safety.traffic_light import (
    DEFAULT_THRESHOLDS,
    Level,
    Result,
    Sign,
    classify,
    rest_from,
    start_check,
)

G, A, R = Level.GREEN, Level.AMBER, Level.RED
RATINGS = range(11)


def level(before: int | None, after: int | None, next_morning: int | None = None) -> tuple[Level | None, bool]:
    result = classify(before, after, next_morning)
    return result.level, result.lingering


@pytest.mark.parametrize(
    ("before", "after", "next_morning", "expected", "lingering"),
    [
        (3, 3, None, G, False),
        (1, 3, None, A, False),
        (2, 5, None, R, False),
        (6, 5, None, A, False),
        (None, 5, None, A, False),
        (3, 3, 5, A, True),
    ],
    ids=["e1 3-3", "e2 1-3", "e3 2-5", "e4 6-5", "e5 none-5", "e6 3-3-5"],
)
def test_domain_5_examples(
    before: int | None, after: int, next_morning: int | None, expected: Level, lingering: bool
) -> None:
    assert level(before, after, next_morning) == (expected, lingering)


@pytest.mark.parametrize(
    ("before", "after", "next_morning", "expected", "lingering"),
    [
        (None, 3, 10, G, False),
        (None, 6, None, R, False),
        (0, 3, None, A, False),
        (1, 4, None, R, False),
        (2, 4, None, A, False),
        (5, 6, None, R, False),
        (4, 3, None, G, False),
        (2, 3, 3, G, False),
        (2, 6, 4, R, True),
        (0, 0, 0, G, False),
        (10, 3, 10, G, False),
    ],
)
def test_levels(before: int | None, after: int, next_morning: int | None, expected: Level, lingering: bool) -> None:
    assert level(before, after, next_morning) == (expected, lingering)


def test_reasons_name_what_led_to_the_level() -> None:
    assert classify(1, 6, 3) == Result(R, True, (Sign.HIGH_AFTER, Sign.STEEP_RISE, Sign.LINGERING))
    assert classify(2, 5) == Result(R, False, (Sign.STEEP_RISE, Sign.RAISED_AFTER))
    assert classify(6, 5) == Result(A, False, (Sign.RAISED_AFTER,))
    assert classify(3, 3) == Result(G, False, ())
    assert Sign.RISE.value == "pain rose during the session"


def test_an_unanswered_after_is_unknown_not_green() -> None:
    unknown = Result(None, False, ())
    assert classify(None, None) == classify(3, None) == classify(9, None, 9) == unknown
    assert classify(3, None, 5) == Result(A, True, (Sign.LINGERING,))


def test_thresholds_are_settings() -> None:
    clinic = replace(DEFAULT_THRESHOLDS, red_after=8)
    assert classify(6, 7, None, clinic).level is A


def test_every_combination_follows_the_rule_as_written() -> None:
    for b, a, m in product([None, *RATINGS], RATINGS, [None, *RATINGS]):
        is_red = a >= 6 or (b is not None and a - b >= 3 and a >= 4)
        lingers = b is not None and m is not None and m - b >= 2
        is_amber = a >= 4 or (b is not None and a - b >= 2) or lingers
        assert level(b, a, m) == (R if is_red else A if is_amber else G, lingers)


def test_more_pain_never_reads_better() -> None:
    order: list[Level | None] = [G, A, R]
    for before, after in product([None, *RATINGS], range(10)):
        assert order.index(level(before, after)[0]) <= order.index(level(before, after + 1)[0])


@pytest.mark.parametrize(
    ("before", "mean7", "reasons"),
    [
        (8, None, (Sign.HIGH_BEFORE,)),
        (7, None, ()),
        (7, 4.0, (Sign.ABOVE_USUAL,)),
        (7, 4.01, ()),
        (9, 2.5, (Sign.HIGH_BEFORE, Sign.ABOVE_USUAL)),
        (3, 0.0, (Sign.ABOVE_USUAL,)),
        (None, 2.0, ()),
        (0, 0.0, ()),
    ],
)
def test_start_check(before: int | None, mean7: float | None, reasons: tuple[Sign, ...]) -> None:
    found = start_check(before, mean7)
    assert found.reasons == reasons
    assert found.offer_rest is bool(reasons)


@pytest.mark.parametrize("ratings", [(11, 3, 3), (3, -1, 3), (3, 3, 11)])
def test_other_ratings_are_refused(ratings: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="0 to 10"):
        classify(*ratings)
    with pytest.raises(ValueError, match="0 to 10"):
        start_check(11, None)


@pytest.mark.parametrize(
    ("mean7", "expected"), [(None, 8), (0.0, 3), (1.5, 5), (2.0, 5), (2.01, 6), (6.0, 8), (9.0, 8)]
)
def test_rest_is_offered_from_the_lowest_rating_that_asks_for_it(mean7: float | None, expected: int) -> None:
    assert rest_from(mean7) == expected
    assert start_check(expected, mean7).offer_rest
    assert not start_check(expected - 1, mean7).offer_rest

"""How sure a weekly average is, given how many answers stand behind it. Pure.

The band is mean ± t × s / √n, the usual 95 % interval of a mean. A week has too few answers to tell its own spread, so
s is the spread inside the weeks, pooled over all of them, as in an analysis of variance. One rating of 0 to 10 is only
good to about 2 points (smallest detectable change, pubmed 15928561), which is 0.72 as a standard error; s is never
taken smaller, or three equal answers would look exact. The answers of one week are not independent, so a band is the
least that is unsure, not the most.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import fmean

# 2 = 1.96 × √2 × the standard error of one rating.
RATING_ERROR = 2 / (1.96 * sqrt(2))
# With fewer answers beyond the first of each week, the spread itself is a guess.
LEAST_FREEDOM = 6
LOWEST, HIGHEST = 0.0, 10.0

Band = tuple[float, float]


def bands(weeks: Sequence[Sequence[int]]) -> list[Band | None]:
    """The band around each week's mean of ratings 0 to 10, cut off at 0 and 10.

    None for a week without answers, and for every week while all together hold too few answers to tell a spread.
    """
    freedom = sum(len(week) - 1 for week in weeks if week)
    if freedom < LEAST_FREEDOM:
        return [None] * len(weeks)
    squares = sum((rating - fmean(week)) ** 2 for week in weeks if week for rating in week)
    reach = _t95(freedom) * max(sqrt(squares / freedom), RATING_ERROR)
    return [_band(fmean(week), reach / sqrt(len(week))) if week else None for week in weeks]


def _band(mean: float, half: float) -> Band:
    return max(mean - half, LOWEST), min(mean + half, HIGHEST)


def _t95(freedom: int) -> float:
    """The 97.5 % point of Student's t, to a hundredth from six degrees on (Abramowitz and Stegun, 26.7.5)."""
    z = 1.959964
    return z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)

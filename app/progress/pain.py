"""Pain over time: means, change, trend, and the effect of a session.

Ratings are whole numbers 0 to 10 (NPRS, higher is worse); None means not answered and is left out, never zero.
Thresholds are compared on unrounded values; only a display rounds. Two points is about the smallest change that
matters on this scale (NPRS, pubmed 15928561), and shared guidance asks for 2 points or 30 % of the baseline
(doi:10.1097/BRS.0b013e31815e3a10).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

MEANINGFUL_POINTS = 2.0
MEANINGFUL_PCT = 30.0
TREND_WEEKS = 4
TREND_MIN_WEEKS = 3
TREND_MOVES_FROM = 1.0
COMPARE_MIN_RATINGS = 2
# Means are binary fractions: a true difference of 2 may come out a hair below it.
HAIR = 1e-9


class ChangeKind(StrEnum):
    """How a change from baseline reads, in words for a person."""

    MEANINGFUL = "meaningful improvement"
    POSSIBLE = "possible improvement"
    NO_CLEAR = "no clear change"
    WORSE = "worse"


class Direction(StrEnum):
    """Which way the weekly means go."""

    EASING = "easing"
    STEADY = "steady"
    RISING = "rising"


@dataclass(frozen=True, slots=True)
class SessionPain:
    """One session's ratings and the local date it was done on."""

    on: date
    before: int | None = None
    after: int | None = None
    next_morning: int | None = None


@dataclass(frozen=True, slots=True)
class Average:
    """A mean, unrounded, and the number of ratings in it. ``mean`` is None exactly when ``n`` is 0."""

    mean: float | None
    n: int

    @property
    def count_text(self) -> str:
        """The number of ratings in words: "no ratings", "1 rating", "3 ratings"."""
        if self.n == 0:
            return "no ratings"
        return "1 rating" if self.n == 1 else f"{self.n} ratings"


@dataclass(frozen=True, slots=True)
class Change:
    """A change from baseline in points and per cent (None from a baseline of 0), and how it reads."""

    points: float
    pct: float | None
    kind: ChangeKind


@dataclass(frozen=True, slots=True)
class Trend:
    """The slope of four weekly means in points a week, the rise over the whole span, and how they read.

    ``is_clear`` is true only when the whole span moves by the smallest change that matters.
    """

    slope: float
    total: float
    direction: Direction
    is_clear: bool


def round_display(number: float, places: int = 1) -> float:
    """Return ``number`` rounded for display, half away from zero: 0.25 gives 0.3, -0.25 gives -0.3."""
    exact = Decimal(repr(round(number, places + 8)))
    return float(exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)) + 0.0


def average(ratings: Iterable[float | None]) -> Average:
    """Return the mean of the answered ratings."""
    answered = [rating for rating in ratings if rating is not None]
    return Average(sum(answered) / len(answered), len(answered)) if answered else Average(None, 0)


def average_between(ratings: Iterable[tuple[date, int | None]], start: date, end: date) -> Average:
    """Return the mean of the ratings dated in [``start``, ``end``), local dates."""
    return average(rating for on, rating in ratings if start <= on < end)


def weekly_means(
    ratings: Iterable[tuple[date, int | None]], last_monday: date, weeks: int = TREND_WEEKS
) -> list[Average]:
    """Return the mean of each of ``weeks`` local weeks, oldest first, the last one beginning on ``last_monday``.

    A week without ratings keeps its place as ``Average(None, 0)``.
    """
    dated = list(ratings)
    mondays = [last_monday - timedelta(weeks=back) for back in range(weeks - 1, -1, -1)]
    return [average_between(dated, monday, monday + timedelta(days=7)) for monday in mondays]


def mean_before_start(ratings: Iterable[tuple[date, int | None]], on: date) -> float | None:
    """Return the mean of the ratings before a session of the 7 local days that precede ``on``, None without any."""
    return average_between(ratings, on - timedelta(days=7), on).mean


def change(baseline: float, now: float) -> Change:
    """Return the change from ``baseline`` to ``now``.

    House rule on the guidance above: down by 2 points and by 30 % is a meaningful improvement, one of the two a
    possible one; up by 2 points is worse; anything else is no clear change.
    """
    points = now - baseline
    pct = 100 * points / baseline if baseline else None
    by_points = points <= -MEANINGFUL_POINTS + HAIR
    by_pct = pct is not None and pct <= -MEANINGFUL_PCT + HAIR
    if by_points and by_pct:
        return Change(points, pct, ChangeKind.MEANINGFUL)
    if by_points or by_pct:
        return Change(points, pct, ChangeKind.POSSIBLE)
    is_worse = points >= MEANINGFUL_POINTS - HAIR
    return Change(points, pct, ChangeKind.WORSE if is_worse else ChangeKind.NO_CLEAR)


def trend(means: Sequence[float | None]) -> Trend | None:
    """Return the least-squares trend of four weekly means, oldest first; None with fewer than three known.

    House rule: slope of the means over x = 0 to 3, gaps keeping their x; total = slope x 3. From 1 down it is easing,
    from 1 up rising, else steady; clear from 2 either way. Raises ValueError unless there are four.
    """
    if len(means) != TREND_WEEKS:
        raise ValueError("a trend is over four weeks")
    points = [(week, mean) for week, mean in enumerate(means) if mean is not None]
    if len(points) < TREND_MIN_WEEKS:
        return None
    middle_x = sum(x for x, _ in points) / len(points)
    middle_y = sum(y for _, y in points) / len(points)
    spread = sum((x - middle_x) ** 2 for x, _ in points)
    slope = sum((x - middle_x) * (y - middle_y) for x, y in points) / spread
    total = slope * (TREND_WEEKS - 1)
    return Trend(slope, total, _direction(total), abs(total) >= MEANINGFUL_POINTS - HAIR)


def session_effect(sessions: Iterable[SessionPain]) -> Average:
    """Return the mean of after minus before over the sessions that have both; negative is easier afterwards."""
    pairs = [(one.before, one.after) for one in sessions]
    return average(after - before for before, after in pairs if before is not None and after is not None)


def change_between_weeks(this: Average, last: Average) -> float | None:
    """Return this week's mean minus last week's, None unless both have at least two ratings."""
    if min(this.n, last.n) < COMPARE_MIN_RATINGS or this.mean is None or last.mean is None:
        return None
    return this.mean - last.mean


def _direction(total: float) -> Direction:
    if total <= -TREND_MOVES_FROM + HAIR:
        return Direction.EASING
    return Direction.RISING if total >= TREND_MOVES_FROM - HAIR else Direction.STEADY

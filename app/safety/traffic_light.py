"""The pain traffic light: how one session's pain ratings read, and whether to start at all.

Ratings are whole numbers 0 to 10 for before, after (or the worst during) and the next morning; None means not
answered. The colours follow patient leaflets: 0 to 3 fine, 4 to 5 acceptable if settled in a day, 6 to 10 too much
(providephysiotherapy.org.uk/pain-traffic-light), with the rise and the 24-hour response of the tendon pain-monitoring
model (Silbernagel 2007, bim.physio/the-pain-monitoring-model). Those are not trials of sacroiliac pain, and clinics
differ, so every threshold is a setting.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import ceil

LOWEST, HIGHEST = 0, 10


class Level(StrEnum):
    """The colour of a log."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class Sign(StrEnum):
    """Why a log is not green, or a start is not advised, in words for a person."""

    HIGH_AFTER = "pain after was high"
    STEEP_RISE = "pain rose steeply during the session"
    RAISED_AFTER = "pain after was raised"
    RISE = "pain rose during the session"
    LINGERING = "pain was still up the next morning"
    HIGH_BEFORE = "pain before was high"
    ABOVE_USUAL = "pain before was well above your usual"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The numbers of the house rule. A rise counts from before to after, ``lingering`` from before to next morning.

    A steep rise is red only when the level after reaches ``red_rise_after``.
    """

    red_after: int = 6
    red_rise: int = 3
    red_rise_after: int = 4
    amber_after: int = 4
    amber_rise: int = 2
    lingering: int = 2
    rest_before: int = 8
    rest_above_mean: int = 3


DEFAULT_THRESHOLDS = Thresholds()


@dataclass(frozen=True, slots=True)
class Result:
    """The level of one log, whether pain lingered, and the signs that led there, the weightiest first.

    ``level`` is None when nothing speaks: missing is unknown, never green.
    """

    level: Level | None
    lingering: bool
    reasons: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class StartCheck:
    """Whether to offer rest or a gentle option and tell the trainer, and why."""

    offer_rest: bool
    reasons: tuple[Sign, ...]


def classify(
    before: int | None,
    after: int | None,
    next_morning: int | None = None,
    thresholds: Thresholds = DEFAULT_THRESHOLDS,
) -> Result:
    """Return how one log reads.

    House rule: red from 6 after, or a rise of 3 that ends at 4 or more; amber from 4 after, or a rise of 2, or a next
    morning 2 above before (then also lingering); else green. Without ``before`` only the level after counts. Without
    ``after`` a lingering morning still reads amber; otherwise the level is None.

    Raises ValueError for a rating outside 0 to 10.
    """
    _require_ratings(before, after, next_morning)
    lingering = _rise(before, next_morning) >= thresholds.lingering
    red, amber = _signs(before, after, thresholds)
    if lingering:
        amber.append(Sign.LINGERING)
    calm = None if after is None else Level.GREEN
    level = Level.RED if red else Level.AMBER if amber else calm
    return Result(level, lingering, tuple(red + amber))


def start_check(before: int | None, mean7: float | None, thresholds: Thresholds = DEFAULT_THRESHOLDS) -> StartCheck:
    """Return whether to offer rest before a session.

    House rule: from 8, or from 3 above the client's own mean of the last seven days. ``mean7`` is unrounded, None
    when there is none. An unanswered ``before`` offers nothing. Raises ValueError for a rating outside 0 to 10.
    """
    _require_ratings(before)
    reasons = []
    if before is not None and before >= thresholds.rest_before:
        reasons.append(Sign.HIGH_BEFORE)
    if before is not None and mean7 is not None and before >= mean7 + thresholds.rest_above_mean:
        reasons.append(Sign.ABOVE_USUAL)
    return StartCheck(bool(reasons), tuple(reasons))


def rest_from(mean7: float | None, thresholds: Thresholds = DEFAULT_THRESHOLDS) -> int:
    """The lowest rating before a session at which `start_check` offers rest: 8 at most, lower for whose mean is low."""
    if mean7 is None:
        return thresholds.rest_before
    return min(thresholds.rest_before, ceil(mean7 + thresholds.rest_above_mean))


def _signs(before: int | None, after: int | None, thresholds: Thresholds) -> tuple[list[Sign], list[Sign]]:
    """Return the red and the amber signs of before and after; the amber form of a red sign is left out."""
    if after is None:
        return [], []
    rise = _rise(before, after)
    red, amber = [], []
    if after >= thresholds.red_after:
        red.append(Sign.HIGH_AFTER)
    elif after >= thresholds.amber_after:
        amber.append(Sign.RAISED_AFTER)
    if rise >= thresholds.red_rise and after >= thresholds.red_rise_after:
        red.append(Sign.STEEP_RISE)
    elif rise >= thresholds.amber_rise:
        amber.append(Sign.RISE)
    return red, amber


def _rise(start: int | None, end: int | None) -> float:
    """Return ``end`` minus ``start``; no known rise compares below every threshold."""
    return float("-inf") if start is None or end is None else end - start


def _require_ratings(*ratings: int | None) -> None:
    if any(rating is not None and not LOWEST <= rating <= HIGHEST for rating in ratings):
        raise ValueError("a pain rating is 0 to 10")

"""How the instruments of the field are scored: arithmetic on answers, and how a change reads. Pure.

Only arithmetic stands here, no question of any instrument: most texts are licensed. Scores are unrounded, as are the
numbers that thresholds meet; only a display rounds. Every score says which way is better. None is no answer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

# Means and thirds are binary fractions: a true difference may come out a hair below its threshold.
_HAIR = 1e-9
# Smallest important differences of the PSFS: small, medium, large (doi:10.2519/jospt.2014.5248).
PSFS_SMALL, PSFS_MEDIUM, PSFS_LARGE = 1.3, 2.3, 2.7
# RMDQ: 5 points or 30 % matter (doi:10.1097/BRS.0b013e31815e3a10); it measures weakly at its ends.
RMDQ_POINTS, RMDQ_ITEMS, RMDQ_WEAK_BELOW, RMDQ_WEAK_ABOVE = 5, 24, 4, 20
# GROC, 11 points from -5 to 5: 2.5 points matter (pubmed 20046623).
GROC_LOWEST, GROC_HIGHEST, GROC_POINTS = -5, 5, 2.5
ODI_MOST, PGQ_MOST, EARS_MOST = 5, 3, 4


class PsfsChange(StrEnum):
    """How a change of the PSFS reads; higher is better."""

    LARGE = "large"
    MEDIUM = "medium"
    SMALL = "small"
    NONE = "no clear change"
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class Psfs:
    """Two rounds of a person's own activities, by activity: only those rated both times are compared."""

    before: float
    now: float
    shared: int

    @property
    def points(self) -> float:
        """How much better; negative is worse."""
        return self.now - self.before

    @property
    def kind(self) -> PsfsChange:
        """In words, by the differences that matter."""
        if self.points <= -PSFS_SMALL + _HAIR:
            return PsfsChange.WORSE
        steps = ((PSFS_LARGE, PsfsChange.LARGE), (PSFS_MEDIUM, PsfsChange.MEDIUM), (PSFS_SMALL, PsfsChange.SMALL))
        return next((kind for least, kind in steps if self.points >= least - _HAIR), PsfsChange.NONE)


@dataclass(frozen=True, slots=True)
class RmdqChange:
    """Two counts of the RMDQ; lower is better. `is_low_confidence` where the baseline leaves no room to measure."""

    points: int
    pct: float | None
    is_meaningful: bool
    is_low_confidence: bool


class Risk(StrEnum):
    """The groups of a nine-item screen."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


def psfs_score(ratings: Sequence[int | None]) -> float | None:
    """The mean of three to five own activities, 0 (unable) to 10 (as before); None without an answer."""
    answered = _answers(ratings, 0, 10)
    return sum(answered) / len(answered) if answered else None


def psfs_compare(before: Mapping[str, int | None], now: Mapping[str, int | None]) -> Psfs | None:
    """Compare the activities rated both times; None when there is none."""
    pairs = [(old, new) for name, old in before.items() if old is not None and (new := now.get(name)) is not None]
    if not pairs:
        return None
    olds, news = _answers([old for old, _ in pairs], 0, 10), _answers([new for _, new in pairs], 0, 10)
    return Psfs(sum(olds) / len(olds), sum(news) / len(news), len(pairs))


def rmdq_score(ticked: Collection[int]) -> int:
    """The number of ticked items of 24, by their numbers from 1; higher is worse. "Does not apply" is not ticked."""
    numbers = set(ticked)
    if not numbers <= set(range(1, RMDQ_ITEMS + 1)):
        raise ValueError("an item of the RMDQ is 1 to 24")
    return len(numbers)


def rmdq_change(baseline: int, now: int) -> RmdqChange:
    """A change of the RMDQ: meaningful from 5 points or 30 % down; a baseline below 4 or above 20 is a weak one."""
    points = now - baseline
    pct = 100 * points / baseline if baseline else None
    is_meaningful = points <= -RMDQ_POINTS or (pct is not None and pct <= -30)
    return RmdqChange(points, pct, is_meaningful, baseline < RMDQ_WEAK_BELOW or baseline > RMDQ_WEAK_ABOVE)


def odi_score(sections: Sequence[Collection[int] | None]) -> float | None:
    """The ODI in per cent, higher is worse: ticks of each section, 0 to 5; of two the higher, blank left out."""
    counted = [max(_answers(list(ticks), 0, ODI_MOST)) for ticks in sections if ticks]
    return 100 * sum(counted) / (ODI_MOST * len(counted)) if counted else None


def share_score(items: Sequence[int | None], most: int) -> float | None:
    """Answered items, 0 to `most` each, as a share of what they could reach, in per cent; None without an answer.

    The PGQ is scored so with `most` 3: its activities, its symptoms, and both together.
    """
    answered = _answers(items, 0, most)
    return 100 * sum(answered) / (most * len(answered)) if answered else None


def ears_score(items: Sequence[int], reversed_items: Collection[int] = ()) -> int:
    """The EARS of six items, 0 to 4, higher is better; `reversed_items` are positions (from 0) still to be turned."""
    answered = _answers(items, 0, EARS_MOST)
    if len(answered) != 6:
        raise ValueError("the EARS has six items")
    return sum(EARS_MOST - item if number in reversed_items else item for number, item in enumerate(answered))


def siras_score(items: Sequence[int]) -> int:
    """The SIRAS of three ratings, 1 to 5; 3 to 15, higher is better."""
    answered = _answers(items, 1, 5)
    if len(answered) != 3:
        raise ValueError("the SIRAS has three items")
    return sum(answered)


def pcs_score(items: Sequence[int]) -> int:
    """The PCS of thirteen items, 0 to 4; 0 to 52, higher is worse."""
    answered = _answers(items, 0, 4)
    if len(answered) != 13:
        raise ValueError("the PCS has thirteen items")
    return sum(answered)


def start_back_risk(total: int, psychosocial: int) -> Risk:
    """The group of a STarT Back total (0 to 9) and its five psychosocial items (0 to 5)."""
    if not 0 <= psychosocial <= 5 or not psychosocial <= total <= 9:
        raise ValueError("a total is 0 to 9, and holds the psychosocial part of 0 to 5")
    if total <= 3:
        return Risk.LOW
    return Risk.HIGH if psychosocial >= 4 else Risk.MEDIUM


def groc_is_meaningful(rating: int) -> bool:
    """Whether a rating of change, -5 (much worse) to 5 (much better), is one that matters."""
    _answers([rating], GROC_LOWEST, GROC_HIGHEST)
    return abs(rating) >= GROC_POINTS


def session_load(effort: int, minutes: float) -> float:
    """Effort (0 to 10) times minutes."""
    _answers([effort], 0, 10)
    return effort * minutes


def _answers(items: Sequence[int | None], lowest: int, highest: int) -> list[int]:
    answered = [item for item in items if item is not None]
    if any(not lowest <= item <= highest for item in answered):
        raise ValueError(f"an answer is {lowest} to {highest}")
    return answered

"""When a check-in is due, and how its numbers read. Pure; all dates are the client's local ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext, ngettext

from app.core.words import one_decimal
from app.outcomes.scoring import GROC_HIGHEST, GROC_LOWEST, PsfsChange, groc_is_meaningful, psfs_compare, psfs_score

# At the start and every four weeks (house rule on instruments); a review asks earlier, but not twice in two weeks.
EVERY = timedelta(weeks=4)
BEFORE_REVIEW = timedelta(weeks=2)
PUT_OFF = timedelta(days=7)
FEWEST, MOST = 3, 5


@dataclass(frozen=True, slots=True)
class Round:
    """One check-in as the rules read it: its date, the ratings by activity, and the GROC or None."""

    on: date
    ratings: Mapping[str, int]
    change: int | None

    @property
    def score(self) -> float:
        """The mean of its activities, 0 to 10."""
        mean = psfs_score(list(self.ratings.values()))
        assert mean is not None
        return mean


def is_due(
    today: date, *, began_on: date | None, last_on: date | None, review_on: date | None, put_off_until: date | None
) -> bool:
    """Whether a check-in is asked for today. `began_on` is the first day of the first plan, None without one."""
    if began_on is None or today < began_on:
        return False
    if put_off_until is not None and today < put_off_until:
        return False
    if last_on is None or today - last_on >= EVERY:
        return True
    return review_on is not None and last_on < review_on <= today and today - last_on >= BEFORE_REVIEW


def tell(rounds: Sequence[Round]) -> str:
    """How the rounds read, oldest first: the start against the latest, over the activities rated both times."""
    if not rounds:
        return ""
    if len(rounds) == 1:
        score, number = one_decimal(rounds[0].score), len(rounds[0].ratings)
        return ngettext(
            "At the start: %(score)s of 10, for %(num)d activity.",
            "At the start: %(score)s of 10, the mean of %(num)d activities.",
            number,
            score=score,
        )
    found = psfs_compare(rounds[0].ratings, rounds[-1].ratings)
    if found is None:
        return gettext("No activity was rated both times, so there is nothing to compare.")
    words = {
        PsfsChange.LARGE: gettext("Much better than at the start"),
        PsfsChange.MEDIUM: gettext("Better than at the start"),
        PsfsChange.SMALL: gettext("A little better than at the start"),
        PsfsChange.NONE: gettext("No clear change since the start"),
        PsfsChange.WORSE: gettext("Lower than at the start"),
    }
    before, now = one_decimal(found.before), one_decimal(found.now)
    return gettext("%(words)s: from %(before)s to %(now)s of 10.", words=words[found.kind], before=before, now=now)


def change_choices() -> list[tuple[int, str]]:
    """The eleven answers to how it is now against the start, best first."""
    words = {
        5: gettext("5: very much better"),
        3: gettext("3: better"),
        1: gettext("1: hardly better"),
        0: gettext("0: the same"),
        -1: gettext("−1: hardly worse"),
        -3: gettext("−3: worse"),
        -5: gettext("−5: very much worse"),
    }
    numbers = range(GROC_HIGHEST, GROC_LOWEST - 1, -1)
    return [(number, words.get(number, str(number).replace("-", "−"))) for number in numbers]


def tell_change(change: int | None) -> str:
    """How somebody calls the change themselves, "" where they did not say."""
    if change is None:
        return ""
    number = f"+{change}" if change > 0 else str(change).replace("-", "−")
    if not groc_is_meaningful(change):
        return gettext("Own rating of the change: %(number)s on a scale from −5 to +5, about the same.", number=number)
    if change > 0:
        return gettext("Own rating of the change: %(number)s on a scale from −5 to +5, better.", number=number)
    return gettext("Own rating of the change: %(number)s on a scale from −5 to +5, worse.", number=number)

"""The dose calculator: how long a routine takes, how many units it asks for, in which order it runs.

All times are whole seconds. A routine is a list of exercises done one after the other (one round), and the
whole list is repeated ``rounds`` times in total. House rule: *work* counts only the exercises; the *clock*
adds the time to change position between exercises, sides and rounds. People see both.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from flask_babel import gettext, ngettext

from app.exercises.dose import DEFAULT_CONTRACT_S as DEFAULT_CONTRACT_S
from app.exercises.dose import DEFAULT_RELAX_S as DEFAULT_RELAX_S
from app.exercises.dose import DEFAULT_SECONDS as DEFAULT_SECONDS
from app.exercises.dose import DEFAULT_SECONDS_PER_REP as DEFAULT_SECONDS_PER_REP
from app.exercises.dose import Cycles as Cycles
from app.exercises.dose import Dose as Dose
from app.exercises.dose import DoseMode as DoseMode
from app.exercises.dose import contract_relax_cycles as contract_relax_cycles

EXERCISE_CHANGE_S = 15
SIDE_CHANGE_S = 5
ROUND_CHANGE_S = 0


class Kind(StrEnum):
    """What an exercise does. People read Release, Stretch, Strengthen, Move."""

    SMR = "smr"
    STRETCH = "stretch"
    STRENGTH = "strength"
    MOBILITY = "mobility"


class Laterality(StrEnum):
    """Whether an exercise is done once for each side. Alternating sides share one slot."""

    BILATERAL = "bilateral"
    UNILATERAL = "unilateral"
    ALTERNATING = "alternating"


@dataclass(frozen=True, slots=True)
class DoseItem:
    """One line of a routine, as far as time and order are concerned. ``group`` is the muscle group's key."""

    dose: Dose
    laterality: Laterality = Laterality.BILATERAL
    kind: Kind = Kind.STRENGTH
    group: str = ""


@dataclass(frozen=True, slots=True)
class SessionTime:
    """Seconds of work, seconds on the clock, and the number of exercises in one round."""

    work_s: int
    clock_s: int
    exercises: int


def sides(laterality: Laterality) -> int:
    """Return how many times the dose is done in one round: 2 for unilateral, else 1."""
    return 2 if laterality is Laterality.UNILATERAL else 1


def item_work_s(item: DoseItem) -> int:
    """Return the seconds of work of one exercise in one round, both sides included."""
    return item.dose.dose_s * sides(item.laterality)


def session_time(
    items: Sequence[DoseItem],
    rounds: int,
    *,
    t_exercise: int = EXERCISE_CHANGE_S,
    t_side: int = SIDE_CHANGE_S,
    t_round: int = ROUND_CHANGE_S,
) -> SessionTime:
    """Return the time of ``rounds`` rounds of ``items``; all zero for an empty routine.

    House rule: work = rounds x sum(dose x sides). Clock = work + (exercises x rounds - 1) x ``t_exercise``
    + unilateral exercises x rounds x ``t_side`` + (rounds - 1) x ``t_round``.

    Raises ValueError when ``rounds`` is below 1 or a change time is negative.
    """
    _require_rounds(rounds)
    if min(t_exercise, t_side, t_round) < 0:
        raise ValueError("a change time cannot be negative")
    if not items:
        return SessionTime(0, 0, 0)
    work_s = rounds * sum(item_work_s(item) for item in items)
    unilateral = sum(item.laterality is Laterality.UNILATERAL for item in items)
    changes_s = (len(items) * rounds - 1) * t_exercise + unilateral * rounds * t_side + (rounds - 1) * t_round
    return SessionTime(work_s, work_s + changes_s, len(items))


def prescribed_units(items: Iterable[DoseItem], rounds: int) -> int:
    """Return the units a session asks for. House rule A1: one unit is one exercise, one side, one round.

    Raises ValueError when ``rounds`` is below 1.
    """
    _require_rounds(rounds)
    return rounds * sum(sides(item.laterality) for item in items)


_PLACE = {Kind.SMR: 0, Kind.STRETCH: 1, Kind.STRENGTH: 2}
_ORDER_WORDS = {
    (Kind.STRETCH, Kind.SMR): "Release usually comes before stretching.",
    (Kind.STRENGTH, Kind.SMR): "Release usually comes before strengthening.",
    (Kind.STRENGTH, Kind.STRETCH): "Stretching usually comes before strengthening.",
}


def order_warning(kinds: Iterable[Kind]) -> str | None:
    """Return a soft warning when one group's exercises leave the order release, stretch, strengthen.

    House rule C1: the trainer may keep any order, so this is advice, never an error. Mobility work has no
    fixed place and is passed over. Returns None when the order is kept; otherwise words for the first step
    back.
    """
    placed = [kind for kind in kinds if kind in _PLACE]
    for earlier, later in pairwise(placed):
        if _PLACE[later] < _PLACE[earlier]:
            return _ORDER_WORDS[earlier, later]
    return None


def order_warnings(items: Iterable[DoseItem]) -> dict[str, str]:
    """Return the soft order warning of each group that has one, keyed by group, in routine order."""
    by_group: dict[str, list[Kind]] = {}
    for item in items:
        by_group.setdefault(item.group, []).append(item.kind)
    found = {group: order_warning(kinds) for group, kinds in by_group.items()}
    return {group: words for group, words in found.items() if words is not None}


def whole_minutes(seconds: int) -> int:
    """Return ``seconds`` in whole minutes, half a minute rounded up, at least 1 for anything above 0.

    Raises ValueError for a negative number.
    """
    _require_not_negative(seconds)
    return max(1, (seconds + 30) // 60) if seconds else 0


def format_minutes(seconds: int) -> str:
    """Return ``seconds`` as minutes and seconds, "17:30" for 1050. Raises ValueError if negative."""
    _require_not_negative(seconds)
    minutes, rest = divmod(seconds, 60)
    return f"{minutes}:{rest:02d}"


def about_minutes(seconds: int) -> str:
    """Return ``seconds`` in words, "about 18 minutes" for 1050. Raises ValueError for a negative number."""
    return ngettext("about %(num)d minute", "about %(num)d minutes", whole_minutes(seconds))


def time_text(total: SessionTime) -> str:
    """Return both times of a session: "15 min of work, about 18 min on the clock"."""
    work, clock = whole_minutes(total.work_s), whole_minutes(total.clock_s)
    if total.work_s % 60 == 0:
        return gettext("%(work)d min of work, about %(clock)d min on the clock", work=work, clock=clock)
    return gettext("about %(work)d min of work, about %(clock)d min on the clock", work=work, clock=clock)


def _require_rounds(rounds: int) -> None:
    if rounds < 1:
        raise ValueError("a routine has at least one round")


def _require_not_negative(seconds: int) -> None:
    if seconds < 0:
        raise ValueError("a length of time cannot be negative")

"""What the last two weeks say about a plan's next step: the first rule that fits. Pure; a trainer decides, never this.

House rules (domain, section 6), looked at over the last 14 local days. Few exercises are done more than many: 86 %
against 54 % (Eckard), and fewer than four are advised (doi:10.1055/s-0043-120527). The thresholds are borrowed from
other kinds of pain, so each is a setting, and every proposal shows the numbers and thresholds it was made from.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

WINDOW_DAYS = 14
LASTS_DAYS = 7


class Rule(StrEnum):
    """The rules in the order they are asked."""

    HOLD = "hold"
    NO_DATA = "no_data"
    REGRESS = "regress"
    MAINTAIN_WATCH = "maintain_watch"
    SIMPLIFY = "simplify"
    PROGRESS = "progress"
    MAINTAIN = "maintain"


# Those that propose a change; the others only say how things stand.
PROPOSING = frozenset({Rule.REGRESS, Rule.SIMPLIFY, Rule.PROGRESS})


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The numbers of the rules: per cent, ratings 0 to 10, counts."""

    least_planned: int = 4
    least_logs: int = 4
    reds_in_week: int = 2
    lingering_in_a_row: int = 2
    rising: float = 2.0
    watch_after: float = 5.0
    simplify_below: float = 50.0
    progress_from: float = 80.0
    progress_after: float = 3.0
    progress_effort: float = 6.0
    progress_trend: float = 0.5
    trend_ratings: int = 2


DEFAULT_THRESHOLDS = Thresholds()


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the window holds. None is unknown: an unknown trend blocks progress and never asks for less.

    `adherence` in per cent, of `planned` sessions; `logs` is how many sessions were answered. `reds_week` are of the
    last 7 days, `reds` of 14; `lingering` logs in all, `lingering_run` the longest run of them in consecutive sessions.
    `mean_after` and `mean_effort` are means of the answers given; `trend` is pain before: last 7 days less 7 before.
    """

    adherence: float | None
    planned: int
    logs: int
    reds_week: int = 0
    reds: int = 0
    lingering: int = 0
    lingering_run: int = 0
    mean_after: float | None = None
    mean_effort: float | None = None
    trend: float | None = None
    is_held: bool = False

    def as_json(self) -> dict[str, Any]:
        """For keeping beside a suggestion."""
        return asdict(self)


def decide(inputs: Inputs, thresholds: Thresholds = DEFAULT_THRESHOLDS) -> Rule:
    """The first rule that fits."""
    if inputs.is_held:
        return Rule.HOLD
    if inputs.planned < thresholds.least_planned or inputs.logs < thresholds.least_logs:
        return Rule.NO_DATA
    if _asks_for_less(inputs, thresholds):
        return Rule.REGRESS
    if inputs.reds >= 1 or (inputs.mean_after is not None and inputs.mean_after > thresholds.watch_after):
        return Rule.MAINTAIN_WATCH
    if inputs.adherence is not None and inputs.adherence < thresholds.simplify_below:
        return Rule.SIMPLIFY
    return Rule.PROGRESS if _allows_more(inputs, thresholds) else Rule.MAINTAIN


def _asks_for_less(inputs: Inputs, thresholds: Thresholds) -> bool:
    return (
        inputs.reds_week >= thresholds.reds_in_week
        or inputs.lingering_run >= thresholds.lingering_in_a_row
        or (inputs.trend is not None and inputs.trend >= thresholds.rising)
    )


def _allows_more(inputs: Inputs, thresholds: Thresholds) -> bool:
    if inputs.adherence is None or inputs.mean_after is None or inputs.trend is None:
        return False
    return (
        inputs.adherence >= thresholds.progress_from
        and inputs.mean_after <= thresholds.progress_after
        and inputs.reds == 0
        and inputs.lingering == 0
        and (inputs.mean_effort is None or inputs.mean_effort <= thresholds.progress_effort)
        and inputs.trend <= thresholds.progress_trend
    )

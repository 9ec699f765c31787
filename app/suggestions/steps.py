"""One change of a plan, and only one: what goes up or down next. Pure.

More (house rule): 15 s a side up to 60, then one round up to three, then a harder form. Release and stretch take only
time and rounds. Less: a tenth of a load, then one round (never under one), then an easier form, then leave out what
two red answers named. Simpler: four exercises at most, or one round. No step makes a load heavier: that rests on
repetitions beyond the target, which nobody is asked for, so it stays the trainer's to judge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.suggestions.loads import lighter
from app.suggestions.rules import Rule

STEP_S, MOST_S = 15, 60
MOST_ROUNDS = 3
MOST_EXERCISES = 4
PROVOKED = 2
# What may be made harder or easier by its form, not only by time.
STRENGTHENING = frozenset({"strength", "mobility"})


class Change(StrEnum):
    """What a step changes."""

    TIME = "time"
    ROUNDS = "rounds"
    LOAD = "load"
    HARDER = "harder"
    EASIER = "easier"
    LEAVE_OUT = "leave_out"
    FEWER = "fewer"


@dataclass(frozen=True, slots=True)
class Item:
    """One exercise of the plan. `seconds` is None where the dose is not counted in time.

    `harder` and `easier` are the slugs of other forms, "" for none; `provoked` is how many red answers named it.
    `load` is in the trainer's words, "" for none.
    """

    item_id: int
    name: str
    kind: str
    seconds: int | None
    harder: str = ""
    easier: str = ""
    provoked: int = 0
    load: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One change. `item_ids` are the exercises it touches; `value` is the new seconds, rounds, load or slug as text."""

    change: Change
    item_ids: tuple[int, ...] = ()
    value: str = ""


def next_step(rule: Rule, items: Sequence[Item], rounds: int, *, may_lighten: bool = True) -> Step | None:
    """The step a rule asks for on this plan; None where the rule asks for none, or nothing is left to change.

    Without `may_lighten` less begins after the load, which was asked about a short while ago.
    """
    if rule is Rule.PROGRESS:
        return _more(items, rounds)
    if rule is Rule.REGRESS:
        return _less(items, rounds, may_lighten)
    if rule is Rule.SIMPLIFY:
        return _simpler(items, rounds)
    return None


def _more(items: Sequence[Item], rounds: int) -> Step | None:
    short = [item for item in items if item.seconds is not None and item.seconds < MOST_S]
    if short:
        least = min(item.seconds or 0 for item in short)
        ids = tuple(item.item_id for item in short if item.seconds == least)
        return Step(Change.TIME, ids, str(min(least + STEP_S, MOST_S)))
    if rounds < MOST_ROUNDS:
        return Step(Change.ROUNDS, (), str(rounds + 1))
    harder = next((item for item in items if item.kind in STRENGTHENING and item.harder), None)
    return Step(Change.HARDER, (harder.item_id,), harder.harder) if harder else None


def _less(items: Sequence[Item], rounds: int, may_lighten: bool) -> Step | None:
    provoking = sorted((item for item in items if item.provoked >= PROVOKED), key=lambda item: -item.provoked)
    loaded = next((item for item in (*provoking, *items) if lighter(item.load)), None)
    if loaded is not None and may_lighten:
        return Step(Change.LOAD, (loaded.item_id,), lighter(loaded.load))
    if rounds > 1:
        return Step(Change.ROUNDS, (), str(rounds - 1))
    easier = next((item for item in (*provoking, *items) if item.kind in STRENGTHENING and item.easier), None)
    if easier is not None:
        return Step(Change.EASIER, (easier.item_id,), easier.easier)
    if provoking and len(items) > 1:
        return Step(Change.LEAVE_OUT, (provoking[0].item_id,))
    return None


def _simpler(items: Sequence[Item], rounds: int) -> Step | None:
    if len(items) > MOST_EXERCISES:
        return Step(Change.FEWER, tuple(item.item_id for item in items[MOST_EXERCISES:]))
    return Step(Change.ROUNDS, (), "1") if rounds > 1 else None

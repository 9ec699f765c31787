"""A step in words and in lines: what would change on a plan, old and new, with the minutes of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from app.core.errors import Refused
from app.core.words import count
from app.exercises.models import Exercise
from app.prescriptions.models import Prescription, PrescriptionItem
from app.prescriptions.revising import copy_item, with_exercise, with_seconds
from app.routines.dose import time_text
from app.routines.shape import time_of
from app.suggestions.steps import Change, Step

LEAST_S, MOST_S = 5, 600


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan as it would be: its lines and rounds, what changes in a sentence, and the minutes before and after."""

    items: list[PrescriptionItem]
    rounds: int
    words: str
    minutes_now: str
    minutes_then: str


def step_of(kept: Mapping[str, Any]) -> Step:
    """A step as it was kept."""
    return Step(Change(kept["change"]), tuple(kept["item_ids"]), kept["value"])


def keep(step: Step) -> dict[str, Any]:
    """A step for keeping."""
    return {**asdict(step), "change": step.change.value, "item_ids": list(step.item_ids)}


def asked_exercises(step: Step) -> list[str]:
    """The slugs of exercises the step needs."""
    return [step.value] if step.change in (Change.HARDER, Change.EASIER) else []


def apply(step: Step, plan: Prescription, exercises: Mapping[str, Exercise]) -> Proposal:
    """The plan with the step made. `exercises` are those the step asks for, by slug. Raises Refused when it is gone."""
    rounds = int(step.value) if step.change is Change.ROUNDS else plan.rounds
    lines = [_line(step, item, exercises) for item in plan.items]
    items = [line for line in lines if line is not None]
    if not items:
        raise Refused("Nothing would be left of the plan.")
    return Proposal(
        items,
        rounds,
        _words(step, plan, exercises),
        time_text(time_of(plan.items, plan.rounds)),
        time_text(time_of(items, rounds)),
    )


def _line(step: Step, item: PrescriptionItem, exercises: Mapping[str, Exercise]) -> PrescriptionItem | None:
    if item.id not in step.item_ids:
        return copy_item(item)
    if step.change in (Change.LEAVE_OUT, Change.FEWER):
        return None
    if step.change is Change.TIME:
        return with_seconds(item, int(step.value))
    if step.change is Change.LOAD:
        copy = copy_item(item)
        copy.load = step.value
        return copy
    return with_exercise(item, _other(step, exercises))


def _other(step: Step, exercises: Mapping[str, Exercise]) -> Exercise:
    exercise = exercises.get(step.value)
    if exercise is None:
        raise Refused("The exercise that was proposed is no longer in the library.")
    return exercise


def _words(step: Step, plan: Prescription, exercises: Mapping[str, Exercise]) -> str:
    named = [item for item in plan.items if item.id in step.item_ids]
    names = _and([item.name for item in named])
    if step.change is Change.TIME:
        return f"{names}: {named[0].seconds} s becomes {step.value} s a side."
    if step.change is Change.LOAD:
        return f"{names}: {named[0].load} becomes {step.value}."
    if step.change is Change.ROUNDS:
        return f"{count(plan.rounds, 'round')} becomes {count(int(step.value), 'round')}."
    if step.change in (Change.HARDER, Change.EASIER):
        return f"{names} becomes {_other(step, exercises).name}."
    if step.change is Change.LEAVE_OUT:
        return f"{names} is left out."
    left = count(len(plan.items) - len(named), "exercise")
    return f"{left} instead of {len(plan.items)}. Left out: {names}."


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""

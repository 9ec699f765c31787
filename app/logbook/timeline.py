"""A session as the player runs it: one step after the other, each with its seconds. Pure.

The steps of a session add up to its time on the clock (`routines.dose.session_time`), and the work of each side to the
dose, so that what was promised is what is run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.exercises.dose import Dose, DoseMode, contract_relax_cycles
from app.logbook.models import Side
from app.logbook.rules import key_of, sides_of
from app.prescriptions.models import PrescriptionItem
from app.routines.dose import EXERCISE_CHANGE_S, SIDE_CHANGE_S


class Act(StrEnum):
    """What a step is for: the exercise, the change to the other side, or getting ready for the next exercise."""

    WORK = "work"
    SWITCH = "switch"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a step with a word of its own: "Press", 10."""

    words: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Step:
    """`place` is the exercise's place in the plan from 0, `round` counts from 1. A switch or a change leads to what is
    named: the side and the exercise that come next. `parts` add up to `seconds`; most steps have none. `is_counted`
    says that the person counts and the time is only how long that usually takes.
    """

    act: Act
    place: int
    item_id: int
    round: int
    side: Side
    seconds: int
    parts: tuple[Part, ...] = ()
    is_counted: bool = False

    @property
    def key(self) -> str:
        """The line of the answer this step belongs to."""
        return key_of(self.item_id, self.side)


def timeline(items: Sequence[PrescriptionItem], rounds: int) -> list[Step]:
    """Every step of a session in order: the list of exercises, `rounds` times over."""
    return [step for number in range(1, rounds + 1) for step in _round(items, number)]


def _round(items: Sequence[PrescriptionItem], number: int) -> Iterator[Step]:
    for place, item in enumerate(items):
        first, *others = sides_of(item)
        if (number, place) != (1, 0):
            yield Step(Act.CHANGE, place, item.id, number, first, EXERCISE_CHANGE_S)
        yield _work(item, place, number, first)
        for side in others:
            yield Step(Act.SWITCH, place, item.id, number, side, SIDE_CHANGE_S)
            yield _work(item, place, number, side)


def _work(item: PrescriptionItem, place: int, number: int, side: Side) -> Step:
    dose = item.dose
    is_counted = dose.mode in (DoseMode.REPS, DoseMode.DISTANCE)
    return Step(Act.WORK, place, item.id, number, side, dose.dose_s, _parts(dose), is_counted)


def _parts(dose: Dose) -> tuple[Part, ...]:
    """Press and relax in turn. What is left over at the end of the slot belongs to the last rest."""
    if dose.mode is not DoseMode.CONTRACT_RELAX:
        return ()
    cycles = contract_relax_cycles(dose.seconds, dose.contract_s, dose.relax_s)
    if not cycles.count:
        return ()
    parts = [Part("Press", dose.contract_s), Part("Relax", dose.relax_s)] * cycles.count
    parts[-1] = Part("Relax", dose.relax_s + cycles.left_over_s)
    return tuple(parts)

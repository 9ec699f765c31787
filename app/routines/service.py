"""Saving routines, and bringing the starters in step with `content/`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.core import audit
from app.core.db import db
from app.core.errors import Refused
from app.exercises.content import RoutineContent
from app.exercises.dose import Dose, dose_of_content
from app.exercises.models import Exercise
from app.exercises.queries import map_exercises
from app.exercises.service import SyncCount
from app.routines.draft import EMPTY, FULL, MOST, Chosen
from app.routines.models import Routine, RoutineItem
from app.routines.typed import LONGEST_S, SHORTEST_S, STEP_S, TypedDose

MOST_ROUNDS = 3
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class RoutineTerms:
    """What a trainer decides; `items` in order."""

    name: str
    rounds: int
    note: str
    items: Sequence[Chosen]


def create_routine(practice_id: int, terms: RoutineTerms, *, by: int, now: datetime) -> Routine:
    """Add a routine of the practice. Raises Refused."""
    routine = Routine(practice_id=practice_id, created_at=now, items=[])
    _write(routine, practice_id, terms)
    db.session.add(routine)
    db.session.flush()
    _note("routine created", routine, by, now)
    return routine


def change_routine(routine: Routine, terms: RoutineTerms, *, by: int, now: datetime) -> None:
    """Change one of the practice's own routines. Plans already given keep their copy. Raises Refused."""
    assert routine.practice_id is not None
    _write(routine, routine.practice_id, terms)
    db.session.flush()
    _note("routine changed", routine, by, now)


def archive_routine(routine: Routine, *, by: int, now: datetime) -> None:
    """Take a routine out of the lists. Plans already given keep their copy."""
    if routine.archived_at is None:
        routine.archived_at = now
        db.session.flush()
        _note("routine archived", routine, by, now)


def restore_routine(routine: Routine, *, by: int, now: datetime) -> None:
    """Bring an archived routine back."""
    if routine.archived_at is not None:
        routine.archived_at = None
        db.session.flush()
        _note("routine restored", routine, by, now)


def _write(routine: Routine, practice_id: int, terms: RoutineTerms) -> None:
    exercises = map_exercises(practice_id, {one.exercise_id for one in terms.items})
    _check(terms, exercises.keys())
    routine.name, routine.rounds, routine.note = terms.name, terms.rounds, terms.note
    _set_items(routine, [(exercises[one.exercise_id], one.dose, one.why) for one in terms.items])


def _check(terms: RoutineTerms, known: Iterable[int]) -> None:
    if not terms.items:
        raise Refused(EMPTY)
    if len(terms.items) > MOST:
        raise Refused(FULL)
    if not 1 <= terms.rounds <= MOST_ROUNDS:
        raise Refused("Choose 1, 2 or 3 rounds.", field="rounds")
    for one in terms.items:
        # What the builder would not take is not taken from anybody else either.
        for sentence in TypedDose.of(one.dose, one.why).faults.values():
            raise Refused(sentence)
    if {one.exercise_id for one in terms.items} - set(known):
        raise Refused("One of these exercises is no longer there. Take it out.")


def _set_items(routine: Routine, wanted: Sequence[tuple[Exercise, Dose, str]]) -> None:
    """Write the lines in place: a row of a position is changed rather than replaced, since positions are unique."""
    for position, (exercise, dose, why) in enumerate(wanted):
        if position == len(routine.items):
            routine.items.append(RoutineItem(position=position))
        item = routine.items[position]
        item.exercise, item.dose, item.why = exercise, dose, why
    del routine.items[len(wanted) :]


def _note(verb: str, routine: Routine, by: int, now: datetime) -> None:
    audit.record(verb, f"routine:{routine.id}", now=now, actor_id=by, practice_id=routine.practice_id)


def sync_starters(entries: Iterable[RoutineContent], *, now: datetime) -> SyncCount:
    """Make the starter routines what `entries` say; those that are gone are archived. The library is in step already.

    A second run changes nothing. Raises Refused for an entry the tables cannot hold. Three queries, and some statements
    per changed routine.
    """
    library = select(Exercise).where(Exercise.practice_id.is_(None), Exercise.retired_at.is_(None))
    exercises = {row.slug: row for row in db.session.scalars(library)}
    rows = {row.slug: row for row in db.session.scalars(select(Routine).where(Routine.practice_id.is_(None)))}
    added = changed = unchanged = 0
    for entry in entries:
        _check_starter(entry)
        routine = rows.pop(entry.id, None)
        lines = [(exercise := exercises[item.exercise], _dose(exercise, item.seconds), "") for item in entry.items]
        if routine is not None and _is_same(routine, entry, lines):
            unchanged += 1
            continue
        if routine is None:
            routine = Routine(slug=entry.id, created_at=now, items=[])
            db.session.add(routine)
            added += 1
        else:
            changed += 1
        routine.name, routine.rounds, routine.note = entry.name, entry.rounds, entry.summary
        routine.trainer_note, routine.archived_at = _trainer_note(entry), None
        _set_items(routine, lines)
    gone = [routine for routine in rows.values() if routine.archived_at is None]
    for routine in gone:
        routine.archived_at = now
    db.session.flush()
    return SyncCount(added, changed, unchanged, len(gone))


def _check_starter(entry: RoutineContent) -> None:
    file = f"{entry.id}.yaml"
    if len(entry.name) > LONGEST_NAME:
        raise Refused(f"{file}: name must have at most {LONGEST_NAME} characters.")
    if entry.rounds > MOST_ROUNDS:
        raise Refused(f"{file}: rounds must be at most {MOST_ROUNDS}.")
    if len(entry.items) > MOST:
        raise Refused(f"{file}: items must have at most {MOST} entries.")
    for number, item in enumerate(entry.items, start=1):
        if not SHORTEST_S <= item.seconds <= LONGEST_S or item.seconds % STEP_S:
            where = f"{file}: items, entry {number}, seconds"
            raise Refused(f"{where} must be {SHORTEST_S} to {LONGEST_S}, in steps of {STEP_S}.")


def _trainer_note(entry: RoutineContent) -> str:
    """Every line for the trainer, the one about the order first."""
    return "\n".join([*([entry.order_note] if entry.order_note else []), *entry.notes_for_trainer])


def _dose(exercise: Exercise, seconds: int) -> Dose:
    return dose_of_content(exercise.content["dose"], seconds)


def _is_same(routine: Routine, entry: RoutineContent, wanted: Sequence[tuple[Exercise, Dose, str]]) -> bool:
    have = (routine.name, routine.rounds, routine.note, routine.trainer_note, routine.archived_at)
    want = (entry.name, entry.rounds, entry.summary, _trainer_note(entry), None)
    return have == want and [(item.exercise, item.dose, item.why) for item in routine.items] == list(wanted)

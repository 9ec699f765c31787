"""The real library and starters in the test database, read from the files once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sqlalchemy import select

from app.core.db import db, transaction
from app.exercises.content import ExerciseContent, RoutineContent, load_exercises, load_routines
from app.exercises.models import Exercise
from app.exercises.service import sync_library
from app.routines.models import Routine
from app.routines.service import sync_starters
from tests.conftest import NOW

CONTENT = Path(__file__).resolve().parents[2] / "content"


@cache
def read() -> tuple[list[ExerciseContent], list[RoutineContent]]:
    """What the files say."""
    exercises = load_exercises(CONTENT / "exercises")
    return exercises, load_routines(CONTENT / "routines", exercises)


def fill() -> None:
    """Bring it all in."""
    exercises, routines = read()
    with transaction():
        sync_library(exercises, now=NOW)
        sync_starters(routines, now=NOW)


def exercise(slug: str) -> Exercise:
    """One exercise of the library."""
    return db.session.scalars(select(Exercise).where(Exercise.slug == slug)).one()


def starter(slug: str) -> Routine:
    """One starter routine."""
    return db.session.scalars(select(Routine).where(Routine.slug == slug)).one()

"""A routine that shows every way a dose is counted, each with its reason."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.core.db import db
from app.exercises.dose import Dose, DoseMode
from app.exercises.models import Exercise
from app.practices.models import Membership
from app.routines.draft import Chosen
from app.routines.service import RoutineTerms, create_routine

LINES = (
    (
        "pigeon-stretch",
        Dose(DoseMode.CONTRACT_RELAX, 60, contract_s=10, relax_s=20),
        "It eases the back of your hip, where sitting makes it tight.",
    ),
    (
        "glute-bridge",
        Dose(DoseMode.REPS, 60, reps=12, sec_per_rep=5, tempo="3-1-1"),
        "Strong hips take work off your back on stairs.",
    ),
    (
        "suitcase-carry",
        Dose(DoseMode.DISTANCE, 30, metres=20, load="1 × 8 kg"),
        "It is your shopping bag, practised.",
    ),
)


def add_doses(trainer: Membership, *, now: datetime) -> None:
    """Add the routine to a trainer's practice. The library is there already."""
    slugs = [slug for slug, _, _ in LINES]
    rows = db.session.scalars(select(Exercise).where(Exercise.practice_id.is_(None), Exercise.slug.in_(slugs)))
    numbers = {row.slug: row.id for row in rows}
    items = [Chosen(numbers[slug], dose, why) for slug, dose, why in LINES]
    note = "Three moves for hips that have sat all day."
    create_routine(trainer.practice_id, RoutineTerms("Hips for everyday", 2, note, items), by=trainer.user_id, now=now)

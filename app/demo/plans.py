"""What a practice thinks of for bad weeks and for later: a flare plan, and a routine that was eased since."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from app.clients.models import Client
from app.core.db import db
from app.prescriptions.flaring import write_flare_plan
from app.prescriptions.laying_out import local_today
from app.prescriptions.queries import find_current
from app.routines.models import Routine

NOTE = (
    "Leave out the strength work. Do only the release and the stretch, gently, once a day. "
    "Short walks are fine. Write to me on the third day, or call when it gets worse."
)


def think_ahead(client: Client, *, now: datetime) -> None:
    """Write a flare plan for a client whose plan runs, and ease the routine it was made from."""
    plan = find_current(client.id, local_today(client, now))
    assert plan is not None, "the client has a plan"
    keeps = [item.exercise_id for item in plan.items if item.exercise_id and item.kind != "strength"]
    at = now - timedelta(days=20)
    write_flare_plan(client, days=5, keeps=keeps, note=NOTE, by=client.trainer_id, now=at)
    routine = db.session.get_one(Routine, plan.routine_id)
    first = routine.items[0]
    first.dose = replace(first.dose, seconds=first.dose.seconds - 15)
    db.session.flush()

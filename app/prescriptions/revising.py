"""The next version of a plan, made from the one in force: the same exercises and days with something changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from app.clients.models import Client
from app.core import events
from app.core.errors import Refused
from app.exercises.models import Exercise
from app.prescriptions.laying_out import lock_versions, write_down
from app.prescriptions.models import Prescription, PrescriptionItem
from app.prescriptions.schedule import Schedule
from app.prescriptions.service import begin
from app.prescriptions.short import short_group_of
from app.routines.dose import Dose


def copy_item(item: PrescriptionItem) -> PrescriptionItem:
    """The same line for another version, with the words it was given with."""
    return PrescriptionItem(
        position=item.position,
        exercise_id=item.exercise_id,
        name=item.name,
        kind=item.kind,
        laterality=item.laterality,
        group=item.group,
        dose=item.dose,
        why=item.why,
        content=item.content,
    )


def with_seconds(item: PrescriptionItem, seconds: int) -> PrescriptionItem:
    """The same line with other seconds of work a side."""
    copy = copy_item(item)
    dose: Dose = item.dose
    copy.dose = replace(dose, seconds=seconds)
    return copy


def with_exercise(item: PrescriptionItem, exercise: Exercise) -> PrescriptionItem:
    """Another exercise in the same place, with the same dose."""
    copy = copy_item(item)
    copy.exercise_id, copy.name, copy.kind = exercise.id, exercise.name, exercise.kind
    copy.laterality, copy.group, copy.content = exercise.laterality, exercise.group, exercise.content
    return copy


def next_version(
    plan: Prescription, items: Sequence[PrescriptionItem], *, number: int, effective_from: date, by: int, now: datetime
) -> Prescription:
    """The same plan as another version, not kept yet: its days, dates and words, with these lines in this order."""
    for position, item in enumerate(items):
        item.position = position
    return Prescription(
        practice_id=plan.practice_id,
        client_id=plan.client_id,
        version=number,
        routine_id=plan.routine_id,
        name=plan.name,
        rounds=plan.rounds,
        note=plan.note,
        schedule=plan.schedule,
        short_group=short_group_of(items, plan.short_group),
        effective_from=effective_from,
        ends_on=plan.ends_on,
        review_on=max(plan.review_on, effective_from),
        created_at=now,
        created_by=by,
        items=list(items),
    )


def revise(
    client: Client,
    plan: Prescription,
    items: Sequence[PrescriptionItem],
    *,
    rounds: int,
    effective_from: date,
    schedule: Schedule | None = None,
    by: int,
    now: datetime,
) -> Prescription:
    """Give the next version: the days, dates and words of `plan`, with these lines and rounds, from a local date on.

    `schedule` replaces its days. History stays: `plan` ends the day before. Raises Refused when `plan` is not the
    newest version any more, or ends before that day.
    """
    versions = lock_versions(client.id)
    newest = max((version.version for version in versions), default=0)
    if plan.version != newest:
        raise Refused("The plan was changed meanwhile. Look at it once more.")
    if plan.ends_on is not None and plan.ends_on < effective_from:
        raise Refused("The plan ends before that. Give a new one.")
    new = next_version(plan, items, number=newest + 1, effective_from=effective_from, by=by, now=now)
    new.rounds = rounds
    if schedule is not None:
        new.schedule = schedule
    begin(new, client, versions, now=now)
    write_down(f"plan revised, version {new.version}", client, by, now)
    events.plan_changed.send(client, now=now, reminder_at=None)
    return new

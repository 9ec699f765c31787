"""Giving a plan, changing it, keeping it, ending it. History is never rewritten: a change makes the next version."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from app.clients.models import Client, ClientStatus
from app.core import events
from app.core.db import db, is_violation
from app.core.errors import Refused
from app.exercises.models import Exercise
from app.prescriptions import readiness
from app.prescriptions.laying_out import DAY, HORIZON, lay_out, local_today, lock_versions, write_down
from app.prescriptions.models import PlannedSession, PlanOverride, Prescription, PrescriptionItem
from app.prescriptions.schedule import Schedule, Weekdays, default_effective_from, default_review_on, planned_dates
from app.prescriptions.short import short_group_of
from app.routines.models import Routine, RoutineItem

DEFAULT_REMINDER_AT = time(18)
FURTHEST_START = timedelta(days=366)
LONGEST_PLAN = timedelta(days=2 * 366)
CHANGED_MEANWHILE = "Somebody changed this plan a moment ago. Look at it once more."


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """What the trainer decides beside the routine. Dates are the client's local ones, `ends_on` the last day.

    `short_group` is the muscle group of the short version, None for the one that takes least time.
    `reminder_at` is the local time of the reminder, None to keep what the client has. `has_checked` is the trainer's
    word that the exercises which want it were checked with this person. `without_intake` is why the plan cannot wait
    for the intake, None where it waits.
    """

    schedule: Schedule
    effective_from: date
    review_on: date
    ends_on: date | None = None
    note: str = ""
    short_group: str | None = None
    reminder_at: time | None = None
    has_checked: bool = False
    without_intake: str | None = None


def default_terms(client: Client, newest: Prescription | None, *, now: datetime) -> PlanTerms:
    """What is offered to the trainer: a start on the next local day (house rule A6), a review four weeks later.

    After the first version, `newest`, its weekdays stay and the reminder is left as it is.
    """
    start = default_effective_from(local_today(client, now))
    if newest is None:
        return PlanTerms(Weekdays.of(1, 3, 5), start, default_review_on(start), reminder_at=DEFAULT_REMINDER_AT)
    return PlanTerms(newest.schedule, start, default_review_on(start))


def earliest_start(versions: Iterable[Prescription], today: date) -> date:
    """The first day a new version may begin: tomorrow while another is in force (house rule A6), else today.

    Today's session may be answered already under the version that planned it, so that day stays with it.
    """
    is_running = any(
        version.effective_from <= today and (version.ends_on is None or version.ends_on >= today)
        for version in versions
    )
    return default_effective_from(today) if is_running else today


def needs_check(exercises: Iterable[Exercise]) -> list[Exercise]:
    """Those of the exercises that a trainer allows for each person by name."""
    return [exercise for exercise in exercises if exercise.content.get("requires_opt_in")]


def assign(routine: Routine, client: Client, terms: PlanTerms, *, by: int, now: datetime) -> Prescription:
    """Give the routine to the client: the next version, its exercises copied, its sessions laid out.

    The version in force ends the day before; one that has not begun by then goes, since nobody has trained by it.
    Raises Refused when the terms cannot be, or when somebody else changed the plan at the same moment.
    """
    if client.status == ClientStatus.ARCHIVED:
        raise Refused(f"{client.first_name} is archived. Bring {client.first_name} back first.")
    readiness.check(client, terms.without_intake)
    today = local_today(client, now)
    versions = lock_versions(client.id)
    _check_dates(terms, earliest_start(versions, today), today)
    if needs_check(item.exercise for item in routine.items) and not terms.has_checked:
        raise Refused("Check this with the person first, then tick it here.", field="has_checked")
    plan = draft(routine, client, terms, number=max((v.version for v in versions), default=0) + 1, by=by, now=now)
    begin(plan, client, versions, now=now)
    write_down(f"plan given, version {plan.version}", client, by, now)
    if readiness.lacks_intake(client):
        _keep_override(plan, client, terms.without_intake or "", by, now)
    events.plan_changed.send(client, now=now, reminder_at=terms.reminder_at)
    return plan


def _keep_override(plan: Prescription, client: Client, note: str, by: int, now: datetime) -> None:
    db.session.add(
        PlanOverride(
            practice_id=client.practice_id,
            client_id=client.id,
            prescription_id=plan.id,
            note=note,
            given_by=by,
            given_at=now,
        )
    )
    db.session.flush()
    write_down("plan given without intake", client, by, now)


def begin(plan: Prescription, client: Client, versions: Sequence[Prescription], *, now: datetime) -> None:
    """Put a new version in force from its first day, in place of whatever was planned from then on.

    `versions` are the client's, locked. Raises Refused when somebody else changed the plan at the same moment.
    """
    _make_room(versions, client.id, plan.effective_from)
    db.session.add(plan)
    try:
        db.session.flush()
        lay_out([plan], {client.id: client}, now=now)
    except IntegrityError as error:
        number = ("uq_prescription_client_id_version", "prescription.client_id", "prescription.version")
        days = ("uq_planned_session_client_id_planned_on", "planned_session.client_id", "planned_session.planned_on")
        if is_violation(error, *number) or is_violation(error, *days):
            raise Refused(CHANGED_MEANWHILE) from error
        raise


def _check_dates(terms: PlanTerms, earliest: date, today: date) -> None:
    start = terms.effective_from
    if start < earliest:
        late = "A plan runs today, so the new one starts tomorrow or later."
        raise Refused(late if earliest > today else "Choose today or a later day.", field="effective_from")
    if start > today + FURTHEST_START:
        raise Refused("Choose a day within the next year.", field="effective_from")
    if terms.ends_on is not None and terms.ends_on < start:
        raise Refused("The last day is before the first.", field="ends_on")
    if terms.review_on < start:
        raise Refused("Choose a day after the start.", field="review_on")
    for name, on in (("ends_on", terms.ends_on), ("review_on", terms.review_on)):
        if on is not None and on > start + LONGEST_PLAN:
            raise Refused("Choose a day within two years of the start.", field=name)
    if not planned_dates(terms.schedule, start, terms.ends_on, start, start + HORIZON):
        raise Refused("None of the chosen days falls between the two dates.", field="weekdays")


def _make_room(versions: Iterable[Prescription], client_id: int, start: date) -> None:
    """End what is in force the day before `start`, and take away what was laid out from then on.

    A new version begins tomorrow at the earliest while another runs, and nothing can be answered ahead of its day: so
    no answer hangs on what goes.
    """
    unbegun = [version for version in versions if version.effective_from >= start]
    for version in versions:
        if version not in unbegun and (version.ends_on is None or version.ends_on >= start):
            version.ends_on = start - DAY
    db.session.flush()
    db.session.execute(
        delete(PlannedSession).where(PlannedSession.client_id == client_id, PlannedSession.planned_on >= start)
    )
    for version in unbegun:
        db.session.delete(version)
    db.session.flush()


def draft(routine: Routine, client: Client, terms: PlanTerms, *, number: int, by: int, now: datetime) -> Prescription:
    """The plan as it would be given; nothing of it is kept."""
    return Prescription(
        practice_id=client.practice_id,
        client_id=client.id,
        version=number,
        routine_id=routine.id,
        name=routine.name,
        rounds=routine.rounds,
        note=terms.note,
        schedule=terms.schedule,
        short_group=short_group_of(routine.items, terms.short_group),
        effective_from=terms.effective_from,
        ends_on=terms.ends_on,
        review_on=terms.review_on,
        created_at=now,
        created_by=by,
        items=[given(item) for item in routine.items],
    )


def given(item: RoutineItem) -> PrescriptionItem:
    """A line of a plan from a line of a routine."""
    exercise = item.exercise
    # Texts are copied, so that a later change of the library changes nothing that was already given.
    return PrescriptionItem(
        position=item.position,
        exercise_id=exercise.id,
        name=exercise.name,
        kind=exercise.kind,
        laterality=exercise.laterality,
        group=exercise.group,
        dose=item.dose,
        why=item.why,
        content=exercise.content,
    )


def end_plan(client: Client, *, last_on: date, by: int, now: datetime) -> None:
    """Let the plan end after `last_on`, today at the earliest; what was planned later goes. Raises Refused."""
    versions = lock_versions(client.id)
    if last_on < local_today(client, now):
        raise Refused("Choose today or a later day.", field="last_on")
    if not any(version.ends_on is None or version.ends_on > last_on for version in versions):
        raise Refused("There is no plan that runs longer than that.", field="last_on")
    _make_room(versions, client.id, last_on + DAY)
    write_down("plan ended", client, by, now)
    events.plan_changed.send(client, now=now, reminder_at=None)

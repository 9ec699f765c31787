"""Giving a plan, changing it, ending it. History is never rewritten: a change makes the next version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from app.clients.models import Client, ClientStatus, Pause
from app.core import audit, events, zones
from app.core.db import db, is_violation
from app.core.errors import Refused
from app.exercises.models import Exercise
from app.prescriptions.models import PlannedSession, Prescription, PrescriptionItem
from app.prescriptions.queries import find_newest
from app.prescriptions.schedule import Weekdays, default_effective_from, default_review_on, planned_dates
from app.routines.models import Routine

# Sessions are laid out this far ahead, and topped up when less than TOP_UP is left.
HORIZON = timedelta(weeks=8)
TOP_UP = timedelta(weeks=4)
PAGE = 200


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """What the trainer decides beside the routine. Dates are the client's local ones; `ends_on` is the last day.

    `reminder_at` is the local time of the reminder, None to keep what the client has.
    """

    weekdays: Weekdays
    effective_from: date
    review_on: date
    ends_on: date | None = None
    note: str = ""
    reminder_at: time | None = None


def local_today(client: Client, now: datetime) -> date:
    """The client's own date."""
    return zones.local_date(now, zones.get_zone(client.user.zone))


def default_terms(client: Client, *, now: datetime) -> PlanTerms:
    """The start offered to the trainer: today for a first plan, else the next local day (house rule A6)."""
    today = local_today(client, now)
    start = default_effective_from(today) if find_newest(client.id) else today
    return PlanTerms(Weekdays.of(1, 3, 5), start, default_review_on(start), reminder_at=time(18))


def assign(routine: Routine, client: Client, terms: PlanTerms, *, by: int, now: datetime) -> Prescription:
    """Give the routine to the client: the next version, its exercises copied, its sessions laid out.

    Raises Refused when the dates cannot be, or when somebody else gave a plan at the same moment.
    """
    newest = find_newest(client.id)
    _check_dates(terms, newest, local_today(client, now))
    if newest is not None:
        _close(newest, terms.effective_from)
    plan = Prescription(
        practice_id=client.practice_id,
        client_id=client.id,
        version=newest.version + 1 if newest else 1,
        routine_id=routine.id if routine.practice_id else None,
        name=routine.name,
        rounds=routine.rounds,
        note=terms.note,
        weekdays=terms.weekdays.text,
        effective_from=terms.effective_from,
        ends_on=terms.ends_on,
        review_on=terms.review_on,
        created_at=now,
        created_by=by,
        items=[_copy(item.position, item.exercise, item.seconds) for item in routine.items],
    )
    db.session.add(plan)
    try:
        db.session.flush()
    except IntegrityError as error:
        if is_violation(error, "uq_prescription_client_id_version", "prescription.client_id", "prescription.version"):
            raise Refused("Somebody changed this plan a moment ago. Look at it once more.") from error
        raise
    _lay_out(plan, local_today(client, now) + HORIZON)
    audit.record("plan given", f"client:{client.id}", now=now, actor_id=by, practice_id=client.practice_id)
    events.plan_changed.send(client, now=now, reminder_at=terms.reminder_at)
    return plan


def _check_dates(terms: PlanTerms, newest: Prescription | None, today: date) -> None:
    is_running = newest is not None and (newest.ends_on is None or newest.ends_on >= today)
    earliest = default_effective_from(today) if is_running else today
    if terms.effective_from < earliest:
        sentence = "A running plan changes from tomorrow on." if is_running else "Choose today or a later day."
        raise Refused(sentence, field="effective_from")
    if terms.ends_on is not None and terms.ends_on < terms.effective_from:
        raise Refused("The last day is before the first.", field="ends_on")
    if terms.review_on < terms.effective_from:
        raise Refused("Choose a review day after the start.", field="review_on")


def _copy(position: int, exercise: Exercise, seconds: int) -> PrescriptionItem:
    # Texts are copied, so that a later change of the library changes nothing that was already given.
    return PrescriptionItem(
        position=position,
        exercise_id=exercise.id,
        name=exercise.name,
        kind=exercise.kind,
        laterality=exercise.laterality,
        group=exercise.group,
        seconds=seconds,
        content=exercise.content,
    )


def _close(version: Prescription, before: date) -> None:
    """End a version the day before another begins, and take away its sessions from that day on.

    A plan begins tomorrow at the earliest while another runs, and nothing can be answered ahead of its day, so no
    answer hangs on a session that goes. A version that has not begun yet ends on its first day, with no session left.
    """
    last = before - timedelta(days=1)
    if version.ends_on is None or version.ends_on > last:
        version.ends_on = max(last, version.effective_from)
    _drop_sessions(version.client_id, before)


def _drop_sessions(client_id: int, from_on: date) -> None:
    db.session.execute(
        delete(PlannedSession).where(PlannedSession.client_id == client_id, PlannedSession.planned_on >= from_on)
    )


def _lay_out(plan: Prescription, until: date) -> None:
    """Add the planned sessions after `planned_until` through `until`; days inside a pause are excused."""
    start = plan.planned_until + timedelta(days=1) if plan.planned_until else plan.effective_from
    weekdays = Weekdays.from_text(plan.weekdays)
    dates = planned_dates(weekdays, plan.effective_from, plan.ends_on, start, until + timedelta(days=1))
    pauses = db.session.scalars(select(Pause).where(Pause.client_id == plan.client_id)).all()
    db.session.add_all(
        PlannedSession(
            client_id=plan.client_id,
            prescription_id=plan.id,
            planned_on=on,
            excused="pause" if _is_paused(on, pauses) else None,
        )
        for on in dates
    )
    plan.planned_until = until
    db.session.flush()


def _is_paused(on: date, pauses: Iterable[Pause]) -> bool:
    return any(pause.from_on <= on and (pause.until_on is None or on <= pause.until_on) for pause in pauses)


def extend_plans(*, now: datetime) -> int:
    """Lay out further sessions of up to a page of running plans that have less than four weeks left; returns how many.

    Call it, a transaction each time, until it returns 0. Running it twice does no harm.
    """
    due = (
        select(Prescription)
        .join(Client, Client.id == Prescription.client_id)
        .where(
            Prescription.planned_until < (now + TOP_UP).date(),
            (Prescription.ends_on.is_(None)) | (Prescription.ends_on > Prescription.planned_until),
            Client.status != ClientStatus.ARCHIVED,
        )
        .order_by(Prescription.planned_until)
        .limit(PAGE)
    )
    plans = db.session.scalars(due.with_for_update(of=Prescription) if _locks() else due).all()
    clients = {
        client.id: client
        for client in db.session.scalars(select(Client).where(Client.id.in_([plan.client_id for plan in plans])))
    }
    for plan in plans:
        client = clients[plan.client_id]
        _lay_out(plan, local_today(client, now) + HORIZON)
        events.plan_changed.send(client, now=now, reminder_at=None)
    return len(plans)


def _locks() -> bool:
    return db.engine.dialect.name == "postgresql"


def end_plan(client: Client, *, last_on: date, by: int, now: datetime) -> None:
    """Let the plan end after `last_on`, today at the earliest; what was planned later is taken away."""
    newest = find_newest(client.id)
    if newest is None:
        raise Refused("There is no plan to end.")
    if last_on < local_today(client, now):
        raise Refused("Choose today or a later day.", field="ends_on")
    newest.ends_on = max(last_on, newest.effective_from)
    _drop_sessions(client.id, last_on + timedelta(days=1))
    audit.record("plan ended", f"client:{client.id}", now=now, actor_id=by, practice_id=client.practice_id)
    events.plan_changed.send(client, now=now, reminder_at=None)


def apply_pauses(client: Client, *, now: datetime) -> None:
    """Bring the planned days from today on into line with the client's pauses. Past days stay as they are."""
    today = local_today(client, now)
    pauses = db.session.scalars(select(Pause).where(Pause.client_id == client.id)).all()
    coming = db.session.scalars(
        select(PlannedSession).where(PlannedSession.client_id == client.id, PlannedSession.planned_on >= today)
    ).all()
    for planned in coming:
        if planned.excused in (None, "pause"):
            planned.excused = "pause" if _is_paused(planned.planned_on, pauses) else None
    db.session.flush()
    if coming:
        events.plan_changed.send(client, now=now, reminder_at=None)

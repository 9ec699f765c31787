"""Giving a plan, changing it, ending it, pausing it. History is never rewritten: a change makes the next version.

Plan rows are locked before they are read for a change (on SQLite the write transaction itself is the lock), so that a
top-up and a change never lay out sessions past each other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, CursorResult, Update, and_, delete, false, or_, select, true, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import lazyload

from app.clients.models import Client, ClientStatus, Pause
from app.core import audit, events, zones
from app.core.db import db, is_violation
from app.core.errors import Refused
from app.exercises.models import Exercise
from app.prescriptions import readiness
from app.prescriptions.models import PlannedSession, PlanOverride, Prescription, PrescriptionItem
from app.prescriptions.schedule import Weekdays, default_effective_from, default_review_on, planned_dates
from app.routines.models import Routine, RoutineItem

# Sessions are laid out this far ahead, and topped up when less than TOP_UP is left.
HORIZON = timedelta(weeks=8)
TOP_UP = timedelta(weeks=4)
PAGE = 200
DEFAULT_REMINDER_AT = time(18)
FURTHEST_START = timedelta(days=366)
LONGEST_PLAN = timedelta(days=2 * 366)
DAY = timedelta(days=1)
CHANGED_MEANWHILE = "Somebody changed this plan a moment ago. Look at it once more."


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """What the trainer decides beside the routine. Dates are the client's local ones, `ends_on` the last day.

    `reminder_at` is the local time of the reminder, None to keep what the client has. `has_checked` is the trainer's
    word that the exercises which want it were checked with this person. `without_intake` is why the plan cannot wait
    for the intake, None where it waits.
    """

    weekdays: Weekdays
    effective_from: date
    review_on: date
    ends_on: date | None = None
    note: str = ""
    reminder_at: time | None = None
    has_checked: bool = False
    without_intake: str | None = None


def local_today(client: Client, now: datetime) -> date:
    """The client's own date."""
    return zones.local_date(now, zones.get_zone(client.user.zone))


def default_terms(client: Client, newest: Prescription | None, *, now: datetime) -> PlanTerms:
    """What is offered to the trainer: a start on the next local day (house rule A6), a review four weeks later.

    After the first version, `newest`, its weekdays stay and the reminder is left as it is.
    """
    start = default_effective_from(local_today(client, now))
    if newest is None:
        return PlanTerms(Weekdays.of(1, 3, 5), start, default_review_on(start), reminder_at=DEFAULT_REMINDER_AT)
    return PlanTerms(Weekdays.from_text(newest.weekdays), start, default_review_on(start))


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
    plan = _version(routine, client, terms, number=max((v.version for v in versions), default=0) + 1, by=by, now=now)
    begin(plan, client, versions, now=now)
    _note(f"plan given, version {plan.version}", client, by, now)
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
    _note("plan given without intake", client, by, now)


def begin(plan: Prescription, client: Client, versions: Sequence[Prescription], *, now: datetime) -> None:
    """Put a new version in force from its first day, in place of whatever was planned from then on.

    `versions` are the client's, locked. Raises Refused when somebody else changed the plan at the same moment.
    """
    _make_room(versions, client.id, plan.effective_from)
    db.session.add(plan)
    try:
        db.session.flush()
        _lay_out([plan], {client.id: client}, now=now)
    except IntegrityError as error:
        number = ("uq_prescription_client_id_version", "prescription.client_id", "prescription.version")
        days = ("uq_planned_session_client_id_planned_on", "planned_session.client_id", "planned_session.planned_on")
        if is_violation(error, *number) or is_violation(error, *days):
            raise Refused(CHANGED_MEANWHILE) from error
        raise


def lock_versions(client_id: int) -> Sequence[Prescription]:
    """Every version of a client's plan in order, without exercises, locked until the transaction ends. One query."""
    rows = select(Prescription).where(Prescription.client_id == client_id).order_by(Prescription.version)
    rows = rows.options(lazyload(Prescription.items)).with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(rows).all()


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
    if not planned_dates(terms.weekdays, start, terms.ends_on, start, start + HORIZON):
        raise Refused("None of the chosen days falls between the two dates.", field="weekdays")


def _make_room(versions: Iterable[Prescription], client_id: int, start: date) -> None:
    """End what is in force the day before `start`, and take away what was laid out from then on.

    A new version begins tomorrow at the earliest while another runs, and nothing can be answered ahead of its day: so
    no answer hangs on what goes.
    """
    unbegun = [version.id for version in versions if version.effective_from >= start]
    for version in versions:
        if version.id not in unbegun and (version.ends_on is None or version.ends_on >= start):
            version.ends_on = start - DAY
    db.session.flush()
    db.session.execute(
        delete(PlannedSession).where(PlannedSession.client_id == client_id, PlannedSession.planned_on >= start)
    )
    if unbegun:
        db.session.execute(delete(Prescription).where(Prescription.id.in_(unbegun)))


def _version(
    routine: Routine, client: Client, terms: PlanTerms, *, number: int, by: int, now: datetime
) -> Prescription:
    return Prescription(
        practice_id=client.practice_id,
        client_id=client.id,
        version=number,
        routine_id=routine.id,
        name=routine.name,
        rounds=routine.rounds,
        note=terms.note,
        weekdays=terms.weekdays.text,
        effective_from=terms.effective_from,
        ends_on=terms.ends_on,
        review_on=terms.review_on,
        created_at=now,
        created_by=by,
        items=[_copy(item) for item in routine.items],
    )


def _copy(item: RoutineItem) -> PrescriptionItem:
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


def _lay_out(plans: Iterable[Prescription], clients: dict[int, Client], *, now: datetime) -> None:
    """Add the planned sessions after `planned_until` up to the horizon; days inside a pause are excused. One query."""
    pauses = _pauses_of(clients)
    for plan in plans:
        until = max(local_today(clients[plan.client_id], now), plan.effective_from) + HORIZON
        start = plan.planned_until + DAY if plan.planned_until else plan.effective_from
        weekdays = Weekdays.from_text(plan.weekdays)
        db.session.add_all(
            PlannedSession(
                client_id=plan.client_id,
                prescription_id=plan.id,
                planned_on=on,
                excused="pause" if any(_covers(pause, on) for pause in pauses[plan.client_id]) else None,
            )
            for on in planned_dates(weekdays, plan.effective_from, plan.ends_on, start, until + DAY)
        )
        plan.planned_until = until
    db.session.flush()


def _pauses_of(client_ids: Collection[int]) -> dict[int, list[Pause]]:
    found: dict[int, list[Pause]] = {client_id: [] for client_id in client_ids}
    for pause in db.session.scalars(select(Pause).where(Pause.client_id.in_(found))):
        found[pause.client_id].append(pause)
    return found


def _covers(pause: Pause, on: date) -> bool:
    return pause.from_on <= on and (pause.until_on is None or on <= pause.until_on)


def extend_plans(*, now: datetime) -> int:
    """Lay out further sessions for up to a page of running plans with less than four weeks left; returns how many.

    Call it, a transaction each time, until it returns 0. Running it twice, or twice at once, does no harm. Archived
    clients are left alone.
    """
    plans = db.session.scalars(
        select(Prescription)
        .join(Client, Client.id == Prescription.client_id)
        .where(
            Prescription.planned_until < (now + TOP_UP).date(),
            or_(Prescription.ends_on.is_(None), Prescription.ends_on > Prescription.planned_until),
            Client.status != ClientStatus.ARCHIVED,
        )
        .order_by(Prescription.planned_until)
        .limit(PAGE)
        .options(lazyload(Prescription.items))
        .with_for_update(of=Prescription, skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    rows = select(Client).where(Client.id.in_([plan.client_id for plan in plans]))
    clients = {client.id: client for client in db.session.scalars(rows)}
    _lay_out(plans, clients, now=now)
    for client in clients.values():
        events.plan_changed.send(client, now=now, reminder_at=None)
    return len(plans)


def keep(client: Client, *, by: int, now: datetime) -> date:
    """Leave the plan in force as it is until a review four weeks from today; returns that date. Raises Refused."""
    today = local_today(client, now)
    running = [one for one in lock_versions(client.id) if one.ends_on is None or one.ends_on >= today]
    if not running:
        raise Refused("There is no plan that runs.")
    running[0].review_on = default_review_on(today)
    db.session.flush()
    _note("plan reviewed and kept", client, by, now)
    events.plan_changed.send(client, now=now, reminder_at=None)
    return running[0].review_on


def end_plan(client: Client, *, last_on: date, by: int, now: datetime) -> None:
    """Let the plan end after `last_on`, today at the earliest; what was planned later goes. Raises Refused."""
    versions = lock_versions(client.id)
    if last_on < local_today(client, now):
        raise Refused("Choose today or a later day.", field="last_on")
    if not any(version.ends_on is None or version.ends_on > last_on for version in versions):
        raise Refused("There is no plan that runs longer than that.", field="last_on")
    _make_room(versions, client.id, last_on + DAY)
    _note("plan ended", client, by, now)
    events.plan_changed.send(client, now=now, reminder_at=None)


def pause(client: Client, *, from_on: date, until_on: date | None, by: int, now: datetime) -> None:
    """Excuse the planned days from `from_on` through `until_on` (None: until resumed). Raises Refused.

    A pause begins today at the earliest: what is past stays as it was. The client's status stays too.
    """
    if from_on < local_today(client, now):
        raise Refused("Choose today or a later day.", field="from_on")
    if until_on is not None and until_on < from_on:
        raise Refused("The last day is before the first.", field="until_on")
    db.session.add(Pause(client_id=client.id, from_on=from_on, until_on=until_on, created_at=now))
    db.session.flush()
    _note("plan paused", client, by, now)
    apply_pauses(client, now=now)


def resume(client: Client, *, by: int, now: datetime) -> None:
    """End every pause from today on, those still to come included; the days from today are planned again.

    Raises Refused for a client who is paused altogether: that is the status's business.
    """
    if client.status == ClientStatus.PAUSED:
        raise Refused(f"{client.first_name} is paused. Resume on {client.first_name}’s own page.")
    today = local_today(client, now)
    db.session.execute(delete(Pause).where(Pause.client_id == client.id, Pause.from_on >= today))
    lasting = or_(Pause.until_on.is_(None), Pause.until_on >= today)
    db.session.execute(update(Pause).where(Pause.client_id == client.id, lasting).values(until_on=today - DAY))
    _note("plan resumed", client, by, now)
    apply_pauses(client, now=now)


def apply_pauses(client: Client, *, now: datetime) -> None:
    """Bring the planned days from today on in step with the client's pauses and status.

    For an archived client nothing is planned. After a long time away the plan goes on from today: the days between were
    never announced to anybody. Sends plan_changed when a day changed.
    """
    today = local_today(client, now)
    is_archived = client.status == ClientStatus.ARCHIVED
    pauses = _pauses_of([client.id])[client.id]
    is_away = true() if is_archived else or_(false(), *(_reach(one) for one in pauses))
    mine = and_(PlannedSession.client_id == client.id, PlannedSession.planned_on >= today)
    excuse = update(PlannedSession).where(mine, PlannedSession.excused.is_(None), is_away).values(excused="pause")
    plan = update(PlannedSession).where(mine, PlannedSession.excused == "pause", ~is_away).values(excused=None)
    changed = _rows(excuse) + _rows(plan)
    if not is_archived:
        changed += _go_on(client, today, now)
    if changed:
        events.plan_changed.send(client, now=now, reminder_at=None)


def _reach(pause: Pause) -> ColumnElement[bool]:
    if pause.until_on is None:
        return PlannedSession.planned_on >= pause.from_on
    return PlannedSession.planned_on.between(pause.from_on, pause.until_on)


def _rows(statement: Update) -> int:
    result = db.session.execute(statement)
    assert isinstance(result, CursorResult)
    return result.rowcount


def _go_on(client: Client, today: date, now: datetime) -> int:
    """Lay out the plan that runs today afresh where nothing has been laid out up to today; returns how many plans."""
    stale = [
        version
        for version in lock_versions(client.id)
        if (version.ends_on is None or version.ends_on >= today)
        and version.planned_until is not None
        and version.planned_until < today
    ]
    for version in stale:
        version.planned_until = today - DAY
    if stale:
        _lay_out(stale, {client.id: client}, now=now)
    return len(stale)


def _note(verb: str, client: Client, by: int, now: datetime) -> None:
    audit.record(verb, f"client:{client.id}", now=now, actor_id=by, practice_id=client.practice_id)

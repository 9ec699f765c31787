"""Days off: a pause excuses planned days, and its end brings them back."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ColumnElement, CursorResult, Update, and_, delete, false, or_, true, update

from app.clients.models import Client, ClientStatus, Pause
from app.core import events
from app.core.db import db
from app.core.errors import Refused
from app.prescriptions.laying_out import DAY, lay_out, local_today, lock_versions, pauses_of, write_down
from app.prescriptions.models import PlannedSession


def pause(client: Client, *, from_on: date, until_on: date | None, by: int, now: datetime) -> None:
    """Excuse the planned days from `from_on` through `until_on` (None: until resumed). Raises Refused.

    A pause begins today at the earliest: what is past stays as it was. The client's status stays too.
    """
    if from_on < local_today(client, now):
        raise Refused("Choose today or a later day.", field="from_on")
    if until_on is not None and until_on < from_on:
        raise Refused("The last day is before the first.", field="until_on")
    db.session.add(
        Pause(
            client_id=client.id,
            from_on=from_on,
            until_on=until_on,
            by_client=by == client.user_id,
            created_at=now,
        )
    )
    db.session.flush()
    write_down("plan paused", client, by, now)
    apply_pauses(client, now=now)


def resume(client: Client, *, by: int, now: datetime) -> None:
    """End every pause from today on, those still to come included; the days from today are planned again.

    Raises Refused for a client who is paused altogether: that is the status's business.
    """
    if client.status == ClientStatus.PAUSED:
        raise Refused(f"{client.first_name} is paused. Resume on {client.first_name}’s own page.")
    _end(client, Pause.client_id == client.id, by=by, now=now)


def end_own(client: Client, *, now: datetime) -> None:
    """End what the client paused themselves, from today on. A pause the trainer made stays."""
    _end(client, and_(Pause.client_id == client.id, Pause.by_client), by=client.user_id, now=now)


def _end(client: Client, which: ColumnElement[bool], *, by: int, now: datetime) -> None:
    today = local_today(client, now)
    db.session.execute(delete(Pause).where(which, Pause.from_on >= today))
    lasting = or_(Pause.until_on.is_(None), Pause.until_on >= today)
    db.session.execute(update(Pause).where(which, lasting).values(until_on=today - DAY))
    write_down("plan resumed", client, by, now)
    apply_pauses(client, now=now)


def apply_pauses(client: Client, *, now: datetime) -> None:
    """Bring the planned days from today on in step with the client's pauses and status.

    For an archived client nothing is planned. After a long time away the plan goes on from today: the days between were
    never announced to anybody. Sends plan_changed when a day changed.
    """
    today = local_today(client, now)
    is_archived = client.status == ClientStatus.ARCHIVED
    pauses = pauses_of([client.id])[client.id]
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
        lay_out(stale, {client.id: client}, now=now)
    return len(stale)

"""Laying out the planned sessions of a plan, some weeks ahead.

Plan rows are locked before they are read for a change (on SQLite the write transaction itself is the lock), so that a
top-up and a change never lay out sessions past each other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import lazyload

from app.clients.models import Client, ClientStatus, Pause
from app.core import audit, events, zones
from app.core.db import db
from app.prescriptions.models import PlannedSession, Prescription
from app.prescriptions.schedule import planned_dates

# Sessions are laid out this far ahead, and topped up when less than TOP_UP is left.
HORIZON = timedelta(weeks=8)
TOP_UP = timedelta(weeks=4)
PAGE = 200
DAY = timedelta(days=1)


def local_today(client: Client, now: datetime) -> date:
    """The client's own date."""
    return zones.local_date(now, zones.get_zone(client.user.zone))


def lock_versions(client_id: int) -> Sequence[Prescription]:
    """Every version of a client's plan in order, without exercises, locked until the transaction ends. One query."""
    rows = select(Prescription).where(Prescription.client_id == client_id).order_by(Prescription.version)
    rows = rows.options(lazyload(Prescription.items)).with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(rows).all()


def lay_out(plans: Iterable[Prescription], clients: dict[int, Client], *, now: datetime) -> None:
    """Add the planned sessions after `planned_until` up to the horizon; days inside a pause are excused. One query."""
    pauses = pauses_of(clients)
    for plan in plans:
        until = max(local_today(clients[plan.client_id], now), plan.effective_from) + HORIZON
        start = plan.planned_until + DAY if plan.planned_until else plan.effective_from
        db.session.add_all(
            PlannedSession(
                client_id=plan.client_id,
                prescription_id=plan.id,
                planned_on=on,
                excused="pause" if any(_covers(pause, on) for pause in pauses[plan.client_id]) else None,
            )
            for on in planned_dates(plan.schedule, plan.effective_from, plan.ends_on, start, until + DAY)
        )
        plan.planned_until = until
    db.session.flush()


def pauses_of(client_ids: Collection[int]) -> dict[int, list[Pause]]:
    """Every pause of each client. One query."""
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
    lay_out(plans, clients, now=now)
    for client in clients.values():
        events.plan_changed.send(client, now=now, reminder_at=None)
    return len(plans)


def write_down(verb: str, client: Client, by: int, now: datetime) -> None:
    """Write down what was done to a plan."""
    audit.record(verb, f"client:{client.id}", now=now, actor_id=by, practice_id=client.practice_id)

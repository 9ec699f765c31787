"""What the client's own pages read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload, lazyload

from app.clients.models import Client, ClientStatus
from app.core.db import db
from app.logbook.models import SessionLog
from app.logbook.rules import ANSWER_DAYS
from app.prescriptions.models import PlannedSession, Prescription, PrescriptionItem
from app.progress.adherence import rolling_start
from app.today.rules import PlannedWithLog

RECENT_DAYS = 7
# Far enough to name the next session of a plan with one session a week, and to look past a short pause.
LOOK_AHEAD = timedelta(days=14)


@dataclass(slots=True)
class Outlook:
    """What Today shows: the versions that matter, the days around today in order, today's exercises."""

    plans: list[Prescription] = field(default_factory=list)
    days: list[PlannedWithLog] = field(default_factory=list)
    items: list[PrescriptionItem] = field(default_factory=list)


def load_outlook(client_id: int, today: date) -> Outlook:
    """Everything about the plan that Today shows, in one query.

    Versions that reach into the window or lie ahead, and always the newest, so that an ended plan is told from none at
    all. Exercises come only with today's session, so the rows stay few: one a day, and one an exercise.
    """
    start = min(rolling_start(today, RECENT_DAYS), today - ANSWER_DAYS)
    newest = select(func.max(Prescription.version)).where(Prescription.client_id == client_id).scalar_subquery()
    rows = db.session.execute(
        select(Prescription, PlannedSession, SessionLog, PrescriptionItem)
        .outerjoin(
            PlannedSession,
            and_(
                PlannedSession.prescription_id == Prescription.id,
                PlannedSession.planned_on.between(start, today + LOOK_AHEAD),
            ),
        )
        .outerjoin(SessionLog, SessionLog.planned_session_id == PlannedSession.id)
        .outerjoin(
            PrescriptionItem,
            and_(PrescriptionItem.prescription_id == Prescription.id, PlannedSession.planned_on == today),
        )
        .where(
            Prescription.client_id == client_id,
            or_(Prescription.version == newest, Prescription.ends_on.is_(None), Prescription.ends_on >= start),
        )
        .order_by(PlannedSession.planned_on, Prescription.version, PrescriptionItem.position)
        .options(lazyload(Prescription.items))
    ).all()
    plans: dict[int, Prescription] = {}
    days: dict[int, PlannedWithLog] = {}
    items: list[PrescriptionItem] = []
    for plan, planned, log, item in rows:
        plans[plan.id] = plan
        if planned is not None:
            days[planned.id] = PlannedWithLog(planned, log)
        if item is not None:
            items.append(item)
    ordered = sorted(plans.values(), key=lambda plan: plan.version)
    return Outlook(plans=ordered, days=list(days.values()), items=items)


def find_arrival(user_id: int, planned_id: int) -> tuple[PlannedSession, Client] | None:
    """The planned session a mailed link opens, with plan, exercises, trainer and practice. Two queries.

    None when it is not (any more) this person's, or they are no longer a client.
    """
    row = db.session.execute(
        select(PlannedSession, Client)
        .join(Client, Client.id == PlannedSession.client_id)
        .where(
            PlannedSession.id == planned_id,
            Client.user_id == user_id,
            Client.status.not_in((ClientStatus.INVITED, ClientStatus.ARCHIVED)),
        )
        .options(
            joinedload(PlannedSession.prescription),
            joinedload(Client.trainer),
            joinedload(Client.practice),
        )
    ).one_or_none()
    return None if row is None else (row[0], row[1])

"""THE loader of "a session this person may answer"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import and_, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.identity import Viewer
from app.clients.models import Client, ClientStatus
from app.core.db import db
from app.core.errors import NotFound
from app.logbook.links import session_scope
from app.logbook.models import SessionLog
from app.prescriptions.models import PlannedSession
from app.safety.models import SafetyHold

# What somebody is used to: the pain before their sessions of the last seven days (house rule for starting).
USUAL_DAYS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A planned session, its plan and exercises, the client with trainer and practice, and the answer so far.

    `hold` is the safety hold that stops the client's plan now.
    """

    planned: PlannedSession
    client: Client
    log: SessionLog | None
    hold: SafetyHold | None = None


def get_sheet(viewer: Viewer, planned_id: int) -> Sheet:
    """One of the viewer's own planned sessions. Raises NotFound for a stranger's, and for another than the linked one.

    Three queries with an answer, two without.
    """
    if viewer.scope not in ("", session_scope(planned_id)):
        raise NotFound
    row = db.session.execute(
        select(PlannedSession, Client, SessionLog, SafetyHold)
        .join(Client, Client.id == PlannedSession.client_id)
        .outerjoin(SessionLog, SessionLog.planned_session_id == PlannedSession.id)
        .outerjoin(SafetyHold, and_(SafetyHold.client_id == Client.id, SafetyHold.released_at.is_(None)))
        .where(
            PlannedSession.id == planned_id,
            Client.user_id == viewer.id,
            # Invited again after consent was withdrawn: until it is given anew, nothing may be shown or kept.
            Client.status.not_in((ClientStatus.INVITED, ClientStatus.ARCHIVED)),
        )
        .options(
            joinedload(PlannedSession.prescription),
            joinedload(Client.trainer),
            joinedload(Client.practice),
            selectinload(SessionLog.items),
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return Sheet(planned=row[0], client=row[1], log=row[2], hold=row[3])


def find_log(planned_id: int, *, to_change: bool = False) -> SessionLog | None:
    """The answer to a planned session, with its lines. `to_change` lets others who would change it wait."""
    found = (
        select(SessionLog)
        .where(SessionLog.planned_session_id == planned_id)
        .options(selectinload(SessionLog.items))
        .execution_options(populate_existing=True)
    )
    return db.session.scalar(found.with_for_update() if to_change else found)


def find_usual_pain(client_id: int, on: date) -> float | None:
    """The mean of the pain before sessions on the seven local days before `on`, None without any. One query."""
    rated = select(func.avg(SessionLog.pain_before)).where(
        SessionLog.client_id == client_id, SessionLog.performed_on.between(on - USUAL_DAYS, on - timedelta(days=1))
    )
    mean = db.session.scalar(rated)
    return None if mean is None else float(mean)

"""Reading safety events and holds."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.identity import Viewer
from app.clients.models import Client, ClientStatus
from app.clients.queries import get_own_client
from app.core.db import db
from app.core.errors import NotFound
from app.prescriptions.models import PlannedSession
from app.safety.models import SafetyEvent, SafetyHold


def list_unseen(client_id: int) -> Sequence[SafetyEvent]:
    """Red answers of this client that no trainer has looked at yet, newest first."""
    return db.session.scalars(
        select(SafetyEvent)
        .where(SafetyEvent.client_id == client_id, SafetyEvent.level == "red", SafetyEvent.seen_at.is_(None))
        .order_by(SafetyEvent.id.desc())
    ).all()


def list_reports(client_id: int) -> Sequence[SafetyEvent]:
    """The signs of tier 1 and 2 this client reported, newest first. One query."""
    return db.session.scalars(
        select(SafetyEvent)
        .where(SafetyEvent.client_id == client_id, SafetyEvent.level.in_(("tier1", "tier2")))
        .order_by(SafetyEvent.id.desc())
    ).all()


def find_open_hold(client_id: int) -> SafetyHold | None:
    """The hold that stops the client's plan now. One query."""
    return db.session.scalar(
        select(SafetyHold)
        .where(SafetyHold.client_id == client_id, SafetyHold.released_at.is_(None))
        .execution_options(populate_existing=True)
    )


def list_holds(client_id: int) -> Sequence[SafetyHold]:
    """Every hold of this client, newest first. One query."""
    return db.session.scalars(
        select(SafetyHold).where(SafetyHold.client_id == client_id).order_by(SafetyHold.id.desc())
    ).all()


def get_reporter(viewer: Viewer) -> Client:
    """The client who is signed in, fully or by the link to one session: whoever sees a session may report a sign.

    With trainer and practice. One query. Raises NotFound.
    """
    if not viewer.scope:
        return get_own_client(viewer)
    number = viewer.scope.partition(":")[2]
    client = db.session.scalar(
        select(Client)
        .join(PlannedSession, PlannedSession.client_id == Client.id)
        .where(
            PlannedSession.id == int(number),
            Client.user_id == viewer.id,
            Client.status.not_in((ClientStatus.INVITED, ClientStatus.ARCHIVED)),
        )
        .options(joinedload(Client.trainer), joinedload(Client.practice))
    )
    if client is None:
        raise NotFound
    return client

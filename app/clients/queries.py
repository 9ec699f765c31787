"""THE loader of "a client this person may see". Every page about a client starts here."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from flask import g
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.accounts.identity import Viewer
from app.accounts.models import User
from app.clients.models import Client, ClientStatus, Consent
from app.core.converters import LARGEST
from app.core.db import db
from app.core.errors import NotFound
from app.practices.models import MemberRole, Membership
from app.practices.queries import get_membership

# A page of the roster has fewer; more than these is not a person ticking boxes.
MOST_AT_ONCE = 500


class NobodysClient(NotFound):
    """The signed-in client has no practice at present: not accepted yet, archived, or consent withdrawn."""


def visible_to(membership: Membership) -> Select[Client]:
    """The clients a member of a practice may see: a trainer their own, owners and assistants all of the practice's."""
    clients = select(Client).where(Client.practice_id == membership.practice_id)
    if membership.role == MemberRole.TRAINER:
        clients = clients.where(Client.trainer_id == membership.user_id)
    return clients


def get_client(viewer: Viewer, client_id: int) -> Client:
    """A client by number, for a trainer. Raises NotFound for a stranger's client, as if there were none."""
    found = visible_to(get_membership(viewer)).where(Client.id == client_id)
    client = db.session.scalar(found.options(joinedload(Client.trainer), joinedload(Client.practice)))
    if client is None:
        raise NotFound
    return client


def list_visible(membership: Membership, client_ids: Collection[int]) -> Sequence[Client]:
    """Those of these numbers that are clients this member may see, by number; any other is left out. One query."""
    known = [client_id for client_id in client_ids if 0 < client_id <= LARGEST][:MOST_AT_ONCE]
    if not known:
        return []
    return db.session.scalars(visible_to(membership).where(Client.id.in_(known)).order_by(Client.id)).all()


def find_own_client(viewer: Viewer) -> Client | None:
    """The signed-in client's own row, with trainer and practice: accepted and not archived, the newest if several.

    Without an accepted invitation there is no consent, so nothing may be shown or kept. One query. The layout around
    the page shows the practice of the client that was read last (`clients.install`).
    """
    client = db.session.scalar(
        select(Client)
        .where(
            Client.user_id == viewer.id,
            Client.status.not_in((ClientStatus.INVITED, ClientStatus.ARCHIVED)),
        )
        .options(joinedload(Client.trainer), joinedload(Client.practice))
        .order_by(Client.id.desc())
        .limit(1)
    )
    g.own_client = client
    return client


def get_own_client(viewer: Viewer) -> Client:
    """Like find_own_client, but raises NobodysClient (a NotFound), which has a page of its own."""
    client = find_own_client(viewer)
    if client is None:
        raise NobodysClient
    return client


def list_rows_of(user_id: int) -> Sequence[Client]:
    """Every client row of one person, in whatever practice. Never for a page. One query."""
    rows = select(Client).where(Client.user_id == user_id)
    return db.session.scalars(rows.options(joinedload(Client.trainer), joinedload(Client.practice))).all()


def list_by_email(membership: Membership, emails: Collection[str]) -> dict[str, Client]:
    """Those of a member's clients who have one of these addresses, by address. One query, none without addresses."""
    if not emails:
        return {}
    clients = visible_to(membership).join(User, Client.user_id == User.id).where(User.email.in_(emails))
    return {client.user.email: client for client in db.session.scalars(clients)}


def find_consent(client_id: int, purpose: str) -> Consent | None:
    """What the client agreed to and has not withdrawn. One query."""
    given = select(Consent).where(
        Consent.client_id == client_id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None)
    )
    return db.session.scalar(given.order_by(Consent.id.desc()).limit(1))

"""THE loader of "a client this person may see". Every page about a client starts here."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.accounts.identity import Viewer
from app.clients.models import Client, ClientStatus
from app.core.db import db
from app.core.errors import NotFound
from app.practices.models import Membership
from app.practices.queries import get_membership, is_owner


def visible_to(membership: Membership) -> Select[Client]:
    """The clients a member of a practice may see: an owner all of the practice's, a trainer their own."""
    clients = select(Client).where(Client.practice_id == membership.practice_id)
    if not is_owner(membership):
        clients = clients.where(Client.trainer_id == membership.user_id)
    return clients


def get_client(viewer: Viewer, client_id: int) -> Client:
    """A client by number, for a trainer. Raises NotFound for a stranger's client, as if there were none."""
    found = visible_to(get_membership(viewer)).where(Client.id == client_id)
    client = db.session.scalar(found.options(joinedload(Client.trainer), joinedload(Client.practice)))
    if client is None:
        raise NotFound
    return client


def get_own_client(viewer: Viewer) -> Client:
    """The signed-in client's own row, with trainer and practice. Raises NotFound when they are nobody's client.

    A person whose practices changed sees the newest that is not archived.
    """
    client = db.session.scalar(
        select(Client)
        .where(Client.user_id == viewer.id, Client.status != ClientStatus.ARCHIVED)
        .options(joinedload(Client.trainer), joinedload(Client.practice))
        .order_by(Client.id.desc())
        .limit(1)
    )
    if client is None:
        raise NotFound
    return client

"""Reading what was brought in."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select

from app.accounts.models import User
from app.clients.models import Client
from app.clients.queries import visible_to
from app.core.db import db
from app.portability.models import ImportBatch, ImportedClient, ImportStatus
from app.practices.models import Membership
from app.practices.queries import is_owner

LATEST = 10


def list_batches(membership: Membership) -> Sequence[ImportBatch]:
    """The latest lists this member may see, newest first: their own, for an owner all of the practice. One query."""
    mine = ImportBatch.user_id == membership.user_id
    seen = ImportBatch.status != ImportStatus.DRAFT
    if is_owner(membership):
        mine = or_(mine, ImportBatch.practice_id == membership.practice_id)
    found = select(ImportBatch).where(ImportBatch.practice_id == membership.practice_id, mine, seen)
    return db.session.scalars(found.order_by(ImportBatch.id.desc()).limit(LATEST)).all()


def list_imported(
    membership: Membership, batch: ImportBatch, page: int, size: int
) -> Sequence[tuple[Client, ImportedClient]]:
    """Those who came with a list whom this member may see, by name. `page` counts from 1. One query."""
    found = (
        visible_to(membership)
        .add_columns(ImportedClient)
        .join(ImportedClient, ImportedClient.client_id == Client.id)
        .join(User, User.id == Client.user_id)
        .where(ImportedClient.batch_id == batch.id)
        .order_by(User.name, Client.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(found.offset((page - 1) * size).limit(size))]

"""Reading who needs the trainer. Every page is one index away; nothing is computed here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager

from app.accounts.identity import Viewer
from app.clients.models import Client, ClientStatus
from app.clients.queries import visible_to
from app.core.converters import LARGEST
from app.core.db import db
from app.core.errors import NotFound
from app.practices.models import Membership
from app.practices.queries import get_membership
from app.triage.models import Bucket, ClientState, Need


@dataclass(frozen=True, slots=True)
class BucketCounts:
    """How many clients stand where. `everybody` counts the invited too, but not the archived."""

    everybody: int = 0
    attention: int = 0
    on_track: int = 0
    paused: int = 0


def get_need(viewer: Viewer, need_id: int) -> Need:
    """A need of a client this trainer may see, with the client. Raises NotFound for any other. One query."""
    if not 0 < need_id <= LARGEST:
        raise NotFound
    need = db.session.scalar(_needs(get_membership(viewer)).where(Need.id == need_id))
    if need is None:
        raise NotFound
    return need


def list_open(membership: Membership, *, first: int, most: int) -> Sequence[Need]:
    """What a member's clients need now, worst first and oldest first among equals, with the clients. One query."""
    worst_first = _needs(membership).where(Need.is_open).order_by(Need.severity.desc(), Need.since, Need.id)
    return db.session.scalars(worst_first.offset(first).limit(most)).all()


def count_open(membership: Membership) -> tuple[int, int]:
    """How many things are open, and how many people they are about. One query."""
    visible = visible_to(membership).with_only_columns(Client.id)
    numbers = select(func.count(), func.count(Need.client_id.distinct()))
    row = db.session.execute(numbers.where(Need.is_open, Need.client_id.in_(visible))).one()
    return row[0], row[1]


def count_buckets(membership: Membership) -> BucketCounts:
    """How many of a member's clients stand in each bucket. One query."""
    rows = db.session.execute(
        visible_to(membership)
        .outerjoin(ClientState, ClientState.client_id == Client.id)
        .where(Client.status != ClientStatus.ARCHIVED)
        .with_only_columns(ClientState.bucket, func.count(), maintain_column_froms=True)
        .group_by(ClientState.bucket)
    )
    numbers = {bucket: number for bucket, number in rows}
    return BucketCounts(
        everybody=sum(numbers.values()),
        attention=numbers.get(Bucket.ATTENTION, 0),
        on_track=numbers.get(Bucket.ON_TRACK, 0),
        paused=numbers.get(Bucket.PAUSED, 0),
    )


def _needs(membership: Membership) -> Select[Need]:
    visible = visible_to(membership).with_only_columns(Client.id)
    return select(Need).join(Need.client).where(Need.client_id.in_(visible)).options(contains_eager(Need.client))

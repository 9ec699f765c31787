"""Reading threads. The caller has already been allowed to see the client."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased, joinedload

from app.accounts.models import User
from app.clients.models import Client, ClientStatus
from app.clients.queries import visible_to
from app.core.db import db
from app.core.errors import NotFound
from app.messages.models import Message, SavedReply, ThreadSide
from app.practices.models import Membership

PAGE = 50


@dataclass(frozen=True, slots=True)
class Thread:
    """A stretch of messages, oldest first; `older` is where the one before begins, None at the start."""

    messages: Sequence[Message]
    read_to: int
    older: int | None

    def is_unread(self, message: Message, *, of_client: bool) -> bool:
        """Whether this side has still to read it."""
        return message.from_client != of_client and message.id > self.read_to


@dataclass(frozen=True, slots=True)
class Line:
    """One thread in the list: its client, its newest message and how many the practice has not read."""

    client: Client
    newest: Message
    unread: int


def load_thread(client_id: int, *, of_client: bool, before: int | None = None) -> Thread:
    """The newest messages of a thread, or those before a number, as one side sees them. Two queries."""
    found = select(Message).where(Message.client_id == client_id).order_by(Message.id.desc()).limit(PAGE + 1)
    if before is not None:
        found = found.where(Message.id < before)
    rows = list(db.session.scalars(found.options(joinedload(Message.author), joinedload(Message.exercise))))
    page = rows[:PAGE]
    older = page[-1].id if len(rows) > PAGE else None
    return Thread(page[::-1], _read_to(client_id, of_client), older)


def _read_to(client_id: int, of_client: bool) -> int:
    side = select(ThreadSide.read_to).where(ThreadSide.client_id == client_id, ThreadSide.of_client == of_client)
    return db.session.scalar(side) or 0


def map_unread(client_ids: Collection[int]) -> dict[int, int]:
    """How many messages of each of these clients the practice has not read; only clients with some. One query."""
    sides = _with_unread().where(ThreadSide.client_id.in_(client_ids))
    return {side.client_id: side.unread for side in db.session.scalars(sides)}


def list_unread(client_ids: Collection[int]) -> Sequence[tuple[int, int, int, datetime]]:
    """Of each client with something the practice has not read: client, how many, the newest's number, since when. One
    query."""
    theirs = and_(Message.client_id == ThreadSide.client_id, Message.from_client, Message.id > ThreadSide.read_to)
    found = (
        _with_unread()
        .where(ThreadSide.client_id.in_(client_ids))
        .join(Message, theirs)
        .group_by(ThreadSide.client_id, ThreadSide.unread)
        .with_only_columns(ThreadSide.client_id, ThreadSide.unread, func.max(Message.id), func.min(Message.created_at))
    )
    return [(number, unread, newest, since) for number, unread, newest, since in db.session.execute(found)]


def count_unread(membership: Membership) -> int:
    """How many threads of clients the member sees hold something unread. One query."""
    clients = visible_to(membership).where(Client.status != ClientStatus.ARCHIVED).with_only_columns(Client.id)
    sides = _with_unread().where(ThreadSide.client_id.in_(clients))
    return db.session.scalar(sides.with_only_columns(func.count())) or 0


def count_unread_of_client(client_id: int) -> int:
    """How many messages the client has not read. One query."""
    side = select(ThreadSide.unread).where(ThreadSide.client_id == client_id, ThreadSide.of_client)
    return db.session.scalar(side) or 0


def _with_unread() -> Select[ThreadSide]:
    """The practice's side of every thread that holds something it has not read."""
    return select(ThreadSide).where(ThreadSide.of_client.is_(False), ThreadSide.unread > 0)


def list_threads(membership: Membership, *, search: str = "", page: int = 1) -> tuple[list[Line], bool]:
    """A page of 50 threads a member may see, unread first, then newest; and whether there are more. Two queries."""
    newest = select(Message.client_id, func.max(Message.id).label("newest")).group_by(Message.client_id).subquery()
    unread = _with_unread().subquery()
    last = aliased(Message)
    number = func.coalesce(unread.c.unread, 0)
    shown = func.lower(func.coalesce(Client.called, User.name))
    clients = visible_to(membership).join(User, User.id == Client.user_id)
    rows = (
        clients.join(newest, newest.c.client_id == Client.id)
        .join(last, last.id == newest.c.newest)
        .outerjoin(unread, unread.c.client_id == Client.id)
        .where(Client.status != ClientStatus.ARCHIVED)
        .add_columns(last, number)
    )
    if search:
        rows = rows.where(shown.contains(search.lower(), autoescape=True))
    rows = rows.order_by((number > 0).desc(), last.id.desc()).limit(PAGE + 1).offset((page - 1) * PAGE)
    found = [Line(client, message, unread_number) for client, message, unread_number in db.session.execute(rows)]
    return found[:PAGE], len(found) > PAGE


def list_replies(practice_id: int) -> Sequence[SavedReply]:
    """The practice's saved texts by title. One query."""
    found = select(SavedReply).where(SavedReply.practice_id == practice_id)
    return db.session.scalars(found.order_by(func.lower(SavedReply.title), SavedReply.id)).all()


def get_reply(membership: Membership, reply_id: int) -> SavedReply:
    """A saved text of the member's practice. Raises NotFound. One query."""
    found = select(SavedReply).where(SavedReply.id == reply_id, SavedReply.practice_id == membership.practice_id)
    reply = db.session.scalar(found)
    if reply is None:
        raise NotFound
    return reply


def list_reachable(membership: Membership) -> Sequence[Client]:
    """Whom a member can write to: in, and not archived; by name. One query."""
    clients = visible_to(membership).join(User, User.id == Client.user_id)
    clients = clients.where(Client.status.not_in((ClientStatus.INVITED, ClientStatus.ARCHIVED)))
    return db.session.scalars(clients.order_by(func.lower(func.coalesce(Client.called, User.name)), Client.id)).all()

"""Who works in the practice, and how many clients each looks after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.accounts.models import LinkPurpose, LinkToken, User
from app.bookings.models import Booking, BookingStatus
from app.clients.models import Client
from app.core.db import db
from app.core.errors import NotFound
from app.practices.models import MemberRole, Membership
from app.practices.queries import list_members


@dataclass(frozen=True, slots=True)
class Person:
    """A member with the number of clients they look after, archived ones included.

    `is_waiting`: asked to join, and the link in the mail has not been used.
    """

    member: Membership
    clients: int
    is_waiting: bool


def list_people(practice_id: int) -> list[Person]:
    """Everybody of the practice, owners first, then by name. Three queries."""
    counted = select(Client.trainer_id, func.count()).where(Client.practice_id == practice_id)
    numbers: dict[int, int] = {
        trainer_id: number for trainer_id, number in db.session.execute(counted.group_by(Client.trainer_id))
    }
    members = list_members(practice_id)
    asked = select(LinkToken.user_id).where(
        LinkToken.user_id.in_([member.user_id for member in members]),
        LinkToken.purpose == LinkPurpose.JOINING,
        LinkToken.used_at.is_(None),
        LinkToken.revoked_at.is_(None),
    )
    waiting = set(db.session.scalars(asked))
    return [Person(one, numbers.get(one.user_id, 0), one.user_id in waiting) for one in members]


def get_colleague(membership: Membership, member_id: int) -> Membership:
    """A member of the same practice. Raises NotFound for anybody else. One query."""
    found = select(Membership).where(Membership.id == member_id, Membership.practice_id == membership.practice_id)
    member = db.session.scalar(found)
    if member is None:
        raise NotFound
    return member


def list_takers(practice_id: int, *, but: int) -> list[Membership]:
    """Who may look after clients, without the user `but`: owners and trainers who can sign in. One query."""
    members = list_members(practice_id)
    return [
        one
        for one in members
        if one.user_id != but and one.role != MemberRole.ASSISTANT and one.user.disabled_at is None
    ]


def list_clients_of(practice_id: int, trainer_id: int) -> list[Client]:
    """The clients one trainer looks after, by name. One query."""
    found = select(Client).join(User, User.id == Client.user_id)
    found = found.where(Client.practice_id == practice_id, Client.trainer_id == trainer_id)
    return list(db.session.scalars(found.order_by(func.lower(func.coalesce(Client.called, User.name)), Client.id)))


def count_coming_calls(trainer_id: int, *, now: datetime, client_id: int | None = None) -> int:
    """How many calls stand in a trainer's diary, all or with one client. One query."""
    found = select(func.count()).where(
        Booking.trainer_id == trainer_id, Booking.start_at > now, Booking.status != BookingStatus.CANCELLED
    )
    if client_id is not None:
        found = found.where(Booking.client_id == client_id)
    return db.session.scalar(found) or 0


def is_last_owner(member: Membership) -> bool:
    """Whether nobody else owns the practice. One query."""
    others = select(func.count()).where(
        Membership.practice_id == member.practice_id, Membership.role == MemberRole.OWNER, Membership.id != member.id
    )
    return member.role == MemberRole.OWNER and not db.session.scalar(others)

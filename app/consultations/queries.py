"""What a visitor can book at a practice, and THE loader of "the call this link is about"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, select

from app.accounts.models import User
from app.bookings.guests import read_guest_token
from app.bookings.models import AvailabilityRule, Booking, CallType
from app.bookings.queries import is_held, with_people
from app.core.db import db
from app.practices.models import Membership, Practice


@dataclass(frozen=True, slots=True)
class Offer:
    """A call that somebody who is not a client yet can book, and the trainer who takes it."""

    call_type: CallType
    member: Membership

    @property
    def trainer(self) -> User:
        """Whom the visitor meets."""
        return self.member.user


def list_offers(practice_id: int) -> list[Offer]:
    """What is open to new people: by trainers who are listed and have hours, owners first, then by name. One query."""
    calls = select(CallType, Membership).where(*_open_at(practice_id))
    rows = db.session.execute(_joined(calls).order_by(Membership.role, User.name, CallType.id))
    return [Offer(call_type, member) for call_type, member in rows]


def has_offers(practice_id: int) -> bool:
    """Whether a visitor can book anything at all at this practice. One query."""
    return bool(db.session.scalar(_joined(select(func.count(CallType.id)).where(*_open_at(practice_id)))))


def _open_at(practice_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Membership.practice_id == practice_id,
        Membership.is_listed.is_(True),
        CallType.is_public.is_(True),
        User.disabled_at.is_(None),
        exists().where(AvailabilityRule.trainer_id == CallType.trainer_id),
    )


def _joined(calls: Select) -> Select:  # type: ignore[type-arg]
    return calls.join(Membership, Membership.user_id == CallType.trainer_id).join(User, User.id == CallType.trainer_id)


def find_call(token: str) -> Booking | None:
    """The call a mailed link speaks of, with its people; None for a forged link, and once the call is deleted.

    One query.
    """
    named = read_guest_token(token)
    if named is None:
        return None
    booking_id, uid = named
    return db.session.scalar(with_people(select(Booking).where(Booking.id == booking_id, Booking.uid == uid)))


def find_hold(practice: Practice, form_key: str, *, now: datetime) -> Booking | None:
    """The time that was asked for with this form at this practice, while it is held. One query, none without a key."""
    if not form_key:
        return None
    mine = (Booking.form_key == form_key, Booking.practice_id == practice.id)
    return db.session.scalar(select(Booking).where(*mine, is_held(now)))


def find_address(practice: Practice) -> str | None:
    """Where a visitor could book again, or None while the practice shows no page."""
    return practice.slug if practice.is_public else None

"""Holding a time for a visitor, confirming it, and forgetting those who never came back.

A hold takes the trainer's time like any call, so nobody else gets it, and the mailbox that was typed must confirm it.
One that ran out is given back by whoever books next, and its row a day later by the sweep.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update

from app.accounts.models import User
from app.bookings.emails import about
from app.bookings.hours import open_diary
from app.bookings.models import Booking, BookingStatus, CallType, Guest
from app.bookings.queries import is_held
from app.bookings.service import FormIsUsed, TimeTaken, check_open, new_call, refresh, take_time, tell
from app.clients.models import Client, ClientStatus
from app.consultations.emails import call_requested_mail
from app.core import audit
from app.core.db import db
from app.core.errors import Refused
from app.mail import outbox
from app.practices.models import Practice

HELD_FOR = timedelta(minutes=30)
# More than a person who compares times needs, too few to empty a diary.
HOLDS_A_MAILBOX, HOLDS_A_PRACTICE, CALLS_A_MAILBOX = 2, 10, 3
# Both stand in the privacy text (`content/visitors/`).
HOLD_KEPT, CALL_KEPT = timedelta(days=1), timedelta(days=90)


class HoldIsOver(Refused):
    """The time was held, and nobody confirmed it in time."""

    def __init__(self) -> None:
        super().__init__("The time is no longer kept for you. Choose a time again.")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a visitor wants: the call, when, who they are, their line, and the version of the text they agreed to."""

    practice: Practice
    trainer: User
    call_type: CallType
    start_at: datetime
    guest: Guest
    question: str
    terms: str


def hold(wish: Wish, *, form_key: str, now: datetime) -> Booking:
    """Take the time for half an hour and mail the link that confirms it.

    The same `form_key` and wish give the same hold. With another wish, such as a corrected address, or once it ran out,
    the earlier hold goes and its link with it. Raises TimeTaken when the start is not open, FormIsUsed when the earlier
    call is a hold no more, and Refused when too many times are held already.
    """
    open_diary(wish.trainer.id)
    # As it stands now that the diary is ours: its link may have been confirmed a moment ago.
    found = select(Booking).where(Booking.form_key == form_key).execution_options(populate_existing=True)
    earlier = db.session.scalar(found)
    if earlier is not None:
        if earlier.status != BookingStatus.HELD or earlier.practice_id != wish.practice.id:
            raise FormIsUsed
        if _still_holds(earlier, wish, now):
            return earlier
        _forget([earlier])
    db.session.refresh(wish.call_type)
    if not wish.call_type.is_public:
        raise TimeTaken
    _check_room(wish, now)
    check_open(wish.call_type, wish.trainer, wish.start_at, now=now)
    call = new_call(wish.call_type, wish.trainer, wish.practice, wish.start_at, form_key=form_key, now=now)
    call.status, call.held_until = BookingStatus.HELD, min(now + HELD_FOR, wish.start_at)
    call.guest_name, call.guest_email, call.client_zone = wish.guest.name, wish.guest.email, wish.guest.zone
    call.question, call.guest_terms = wish.question, wish.terms
    take_time(call)
    audit.record("call.held", about(call), now=now, actor_id=None, practice_id=call.practice_id)
    outbox.post(call_requested_mail(call), now=now)
    return call


def confirm(call: Booking, *, now: datetime) -> None:
    """Book a held call, loaded with its people, and mail both. Twice does no harm.

    Whoever has the link has the mailbox: so a client who booked as a visitor gets the call among their own. Raises
    HoldIsOver, CallIsGone, and Refused when the call is off or the mailbox has many calls coming.
    """
    open_diary(call.trainer_id)
    refresh(call)
    if call.status == BookingStatus.CONFIRMED:
        return
    if call.held_until is None:
        raise Refused("This call is cancelled.")
    if call.held_until <= now:
        raise HoldIsOver
    is_coming = (Booking.status == BookingStatus.CONFIRMED) & (Booking.start_at > now)
    if _count(is_coming, Booking.guest_email == call.guest_email) >= CALLS_A_MAILBOX:
        raise Refused("You have several calls coming already. Cancel one of them first.")
    call.status, call.held_until = BookingStatus.CONFIRMED, None
    _give_to_client(call)
    db.session.flush()
    tell(call, "call.booked", call.person, now=now)


def give_to_client(client: Client) -> None:
    """A guest has become a client: what they booked with their trainer by the same address is now theirs."""
    db.session.execute(
        update(Booking)
        .where(
            Booking.practice_id == client.practice_id,
            Booking.trainer_id == client.trainer_id,
            Booking.guest_email == client.user.email,
            Booking.status != BookingStatus.HELD,
        )
        .values(client_id=client.id, guest_name=None, guest_email=None)
    )


def sweep(*, now: datetime) -> int:
    """Delete holds that ran out a day ago, and guests' calls of 90 days ago, with their mails; returns how many."""
    is_over = (Booking.status == BookingStatus.HELD) & (Booking.held_until < now - HOLD_KEPT)
    is_old = Booking.end_at < now - CALL_KEPT
    gone = db.session.scalars(select(Booking).where(Booking.client_id.is_(None), is_over | is_old)).all()
    _forget(gone)
    return len(gone)


def _forget(calls: Sequence[Booking]) -> None:
    """Delete calls with their mails, so that a number that is given again starts with none."""
    outbox.forget([about(call) for call in calls])
    db.session.execute(delete(Booking).where(Booking.id.in_([call.id for call in calls])))


def _still_holds(call: Booking, wish: Wish, now: datetime) -> bool:
    is_over = call.held_until is None or call.held_until <= now
    asked = (call.call_type_id, call.start_at, call.person, call.question)
    return not is_over and asked == (wish.call_type.id, wish.start_at, wish.guest, wish.question)


def _check_room(wish: Wish, now: datetime) -> None:
    if _count(is_held(now), Booking.guest_email == wish.guest.email) >= HOLDS_A_MAILBOX:
        raise Refused("Two times wait for this address already. Confirm one by the link in the mail.", field="email")
    if _count(is_held(now), Booking.practice_id == wish.practice.id) >= HOLDS_A_PRACTICE:
        raise Refused("Many people are booking right now. Try again in half an hour.")


def _count(*which: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count(Booking.id)).where(*which)) or 0


def _give_to_client(call: Booking) -> None:
    client = db.session.scalar(
        select(Client)
        .join(User, Client.user_id == User.id)
        .where(
            Client.practice_id == call.practice_id,
            Client.trainer_id == call.trainer_id,
            Client.status.not_in((ClientStatus.INVITED, ClientStatus.ARCHIVED)),
            User.email == call.guest_email,
        )
    )
    if client is not None:
        call.client, call.client_id = client, client.id
        call.guest_name = call.guest_email = None

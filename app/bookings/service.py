"""Booking, moving and cancelling a call.

Open times are checked again inside the transaction, and then the database has the last word: each five minutes of a
trainer's time, breaks included, is a row whose key can exist once. Nothing here talks to the network.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from flask import current_app
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError, InvalidRequestError

from app.accounts.models import User
from app.bookings import queries
from app.bookings.emails import News, call_booked_mails, call_cancelled_mails
from app.bookings.hours import open_diary
from app.bookings.models import Booking, BookingGrain, BookingStatus, CallType, Person
from app.bookings.packs import find_pack_with_calls
from app.bookings.rules import why_fixed
from app.bookings.slots import grains
from app.clients.models import Client
from app.core import audit
from app.core.db import db, is_violation
from app.core.errors import Refused
from app.mail import outbox
from app.mail.message import Message
from app.practices.models import Practice


class TimeTaken(Refused):
    """The start is not open, or no longer."""

    def __init__(self) -> None:
        super().__init__("This time is no longer free. Choose another.", field="start")


class CallIsGone(Refused):
    """Somebody let go of a held time, and its row is deleted."""

    def __init__(self) -> None:
        super().__init__("This call is no longer there. Look for a newer mail from us.")


class FormIsUsed(Refused):
    """The form was sent before, for a call that is not to be changed by it."""

    def __init__(self) -> None:
        super().__init__("This form was already used for another call. Choose a time again.")


def book(client: Client, *, start_at: datetime, question: str, form_key: str, now: datetime) -> Booking:
    """Book a call of a client with their trainer, and mail both. The same `form_key` gives the same booking again.

    Raises TimeTaken when the start is not open, and Refused when the form belongs to another or a cancelled call.
    """
    call_type = open_diary(client.trainer_id)
    known = db.session.scalar(select(Booking).where(Booking.form_key == form_key, Booking.client_id == client.id))
    if known is not None:
        if known.status == BookingStatus.CANCELLED:
            raise FormIsUsed
        return known
    check_open(call_type, client.trainer, start_at, now=now)
    call = new_call(call_type, client.trainer, client.practice, start_at, form_key=form_key, now=now)
    call.status, call.question, call.client_zone = BookingStatus.CONFIRMED, question, client.user.zone
    call.client, call.client_id = client, client.id
    call.call_pack_id = find_pack_with_calls(client.id)
    take_time(call)
    tell(call, "call.booked", client.user, now=now)
    return call


def new_call(
    call_type: CallType, trainer: User, practice: Practice, start_at: datetime, *, form_key: str, now: datetime
) -> Booking:
    """A call that is not in the session yet. The caller says whom it is with and its status, and takes its time."""
    call = Booking(
        practice_id=practice.id,
        call_type_id=call_type.id,
        call_name=call_type.name,
        trainer_zone=trainer.zone,
        uid=str(uuid4()),
        sequence=0,
        form_key=form_key,
        created_at=now,
    )
    call.trainer, call.trainer_id, call.practice = trainer, trainer.id, practice
    _set_time(call, call_type, start_at)
    return call


def move(call: Booking, *, start_at: datetime, actor: Person, now: datetime) -> None:
    """Put a call, loaded with its people, at another open start under today's terms, and mail both. The UID stays.

    Raises TimeTaken when the start is not open, and Refused when it is too late or the call is off. The same start
    changes nothing.
    """
    usual = open_diary(call.trainer_id)
    refresh(call)
    _check_changeable(call, actor, now=now)
    if start_at == call.start_at:
        return
    call_type = queries.find_type_of(call) or usual
    check_open(call_type, call.trainer, start_at, now=now, but=call.id)
    moved_from = call.start_at
    _free_time(call)
    _set_time(call, call_type, start_at)
    call.sequence += 1
    take_time(call)
    tell(call, "call.moved", actor, now=now, moved_from=moved_from)


def cancel(call: Booking, *, actor: Person, now: datetime) -> None:
    """Call it off, loaded with its people; its time is free at once, and both are mailed. Twice does no harm.

    Raises Refused when it is too late for this person.
    """
    open_diary(call.trainer_id)
    refresh(call)
    if call.status == BookingStatus.CANCELLED:
        return
    _check_changeable(call, actor, now=now)
    _call_off(call, actor, now)


def cancel_all(client: Client, *, now: datetime) -> None:
    """Call off every call to come of somebody who left, so that nobody waits on the line; both are mailed.

    Whoever withdrew their consent has left themselves; everybody else was archived by the practice.
    """
    actor = client.user if client.accepted_at is None else client.trainer
    for call in queries.list_coming(client.id, now):
        open_diary(call.trainer_id)
        refresh(call)
        if call.status == BookingStatus.CONFIRMED:
            _call_off(call, actor, now)


def _call_off(call: Booking, actor: Person, now: datetime) -> None:
    _free_time(call)
    call.status = BookingStatus.CANCELLED
    call.cancelled_at = now
    call.sequence += 1
    db.session.flush()
    tell(call, "call.cancelled", actor, now=now)


def take_time(call: Booking) -> None:
    """Write the call and take its five-minute grains, in ascending order, breaks included.

    Raises TimeTaken when any of them belongs to another call, whoever wrote it and however it got there. The
    transaction is then spent.
    """
    db.session.add(call)
    try:
        db.session.flush()
        buffer = timedelta(minutes=call.buffer_minutes)
        taken = grains(call.start_at - buffer, call.end_at + buffer)
        db.session.execute(
            insert(BookingGrain).values(
                [{"trainer_id": call.trainer_id, "grain_at": grain, "booking_id": call.id} for grain in taken]
            )
        )
    except IntegrityError as error:
        if is_violation(error, "pk_booking_grain", "booking_grain.trainer_id", "booking_grain.grain_at"):
            raise TimeTaken from error
        if is_violation(error, "uq_booking_form_key", "booking.form_key"):
            raise FormIsUsed from error
        raise


def _free_time(call: Booking) -> None:
    db.session.execute(delete(BookingGrain).where(BookingGrain.booking_id == call.id))


def _set_time(call: Booking, call_type: CallType, start_at: datetime) -> None:
    call.start_at = start_at
    call.end_at = start_at + timedelta(minutes=call_type.minutes)
    call.buffer_minutes = call_type.buffer_minutes
    call.place = call_type.place
    call.changes_until_at = start_at - timedelta(minutes=call_type.notice_minutes)


def refresh(call: Booking) -> None:
    """Read again, now that nobody else can write, what another request may have changed.

    Raises CallIsGone when it was deleted since. On SQLite its number can be another call's by then.
    """
    uid = call.uid
    columns = ["uid", "status", "sequence", "start_at", "end_at", "changes_until_at", "cancelled_at", "held_until"]
    try:
        db.session.refresh(call, columns)
    except InvalidRequestError as error:
        raise CallIsGone from error
    if call.uid != uid:
        raise CallIsGone


def check_open(
    call_type: CallType, trainer: User, start_at: datetime, *, now: datetime, but: int | None = None
) -> None:
    """Give back what guests held too long, and raise TimeTaken unless a call could begin then."""
    over = select(Booking.id).where(
        Booking.trainer_id == trainer.id, Booking.status == BookingStatus.HELD, Booking.held_until <= now
    )
    db.session.execute(delete(BookingGrain).where(BookingGrain.booking_id.in_(over)))
    if start_at not in queries.list_open_starts(call_type, trainer, now=now, but=but):
        raise TimeTaken


def _check_changeable(call: Booking, actor: Person, *, now: datetime) -> None:
    reason = why_fixed(call, actor, now=now)
    if reason:
        raise Refused(reason)


def tell(call: Booking, verb: str, actor: Person, *, now: datetime, moved_from: datetime | None = None) -> None:
    """Note what was done, and mail both. A guest has no account to be named in the record."""
    actor_id = actor.id if isinstance(actor, User) else None
    audit.record(verb, f"booking:{call.id}", now=now, actor_id=actor_id, practice_id=call.practice_id)
    mail_from = current_app.config["MAIL_FROM"]
    news = News(call=call, actor=actor, now=now, mail_from=mail_from, moved_from=moved_from)
    mails: list[Message] = call_cancelled_mails(news) if call.cancelled_at else call_booked_mails(news)
    for mail in mails:
        outbox.post(mail, now=now)

"""Reading calls: what is open, what is booked, and THE loaders of "a call this person may see"."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload

from app.accounts.identity import Viewer
from app.accounts.models import User
from app.bookings.models import AvailabilityException, AvailabilityRule, Booking, BookingStatus, CallType
from app.bookings.slots import Availability, Busy, Call, open_slots
from app.clients.models import Client
from app.clients.queries import visible_to
from app.core import zones
from app.core.converters import LARGEST
from app.core.db import db
from app.core.errors import NotFound
from app.practices.models import MemberRole, Membership
from app.practices.queries import get_membership

# Older calls are kept; the page shows the latest.
PAST_SHOWN = 20
# The longest break a call can have around it (the table's own limit).
LONGEST_BUFFER = timedelta(minutes=180)
# Calls of half an hour and more are offered on the half hour, shorter ones on the quarter: a list a person can read.
LONG_CALL_MINUTES, LONG_STEP, SHORT_STEP = 30, 30, 15


@dataclass(frozen=True, slots=True)
class Calls:
    """A person's calls: those not yet over, soonest first, and the latest of the rest, cancelled ones among them."""

    coming: Sequence[Booking]
    past: Sequence[Booking]


def find_call_type(trainer_id: int) -> CallType | None:
    """What this trainer's clients book, or None."""
    return db.session.scalar(select(CallType).where(CallType.trainer_id == trainer_id).order_by(CallType.id).limit(1))


def find_type_of(call: Booking) -> CallType | None:
    """What a call was booked as, while that is still there; else what the trainer's clients book."""
    booked_as = db.session.get(CallType, call.call_type_id) if call.call_type_id else None
    return booked_as or find_call_type(call.trainer_id)


def find_first_call_type(trainer_id: int) -> CallType | None:
    """What people who are not clients yet book with this trainer, open to them or not; None before there was one."""
    types = select(CallType).where(CallType.trainer_id == trainer_id).order_by(CallType.id)
    return db.session.scalar(types.offset(1).limit(1))


def list_hours(trainer_id: int) -> Sequence[AvailabilityRule]:
    """The weekly hours, Monday first."""
    return db.session.scalars(
        select(AvailabilityRule)
        .where(AvailabilityRule.trainer_id == trainer_id)
        .order_by(AvailabilityRule.weekday, AvailabilityRule.starts)
    ).all()


def list_days_off(trainer_id: int, *, since: date) -> Sequence[date]:
    """The local dates without calls, from `since` on."""
    return db.session.scalars(
        select(AvailabilityException.closed_on)
        .where(AvailabilityException.trainer_id == trainer_id, AvailabilityException.closed_on >= since)
        .order_by(AvailabilityException.closed_on)
    ).all()


def list_open_starts(call_type: CallType, trainer: User, *, now: datetime, but: int | None = None) -> list[datetime]:
    """The UTC instants at which a call with this trainer could begin, in order. Three queries.

    `but` is a booking whose time counts as free, because it is the one to be moved.
    """
    zone = zones.get_zone(trainer.zone)
    today = zones.local_date(now, zone)
    found = open_slots(
        [Availability(rule.weekday, rule.starts, rule.ends) for rule in list_hours(trainer.id)],
        set(list_days_off(trainer.id, since=today)),
        _busy(trainer.id, now=now, but=but),
        Call(
            minutes=call_type.minutes,
            buffer_minutes=call_type.buffer_minutes,
            notice_minutes=call_type.notice_minutes,
            horizon_days=call_type.horizon_days,
            increment_minutes=LONG_STEP if call_type.minutes >= LONG_CALL_MINUTES else SHORT_STEP,
        ),
        now,
        zone,
        today,
        today + timedelta(days=call_type.horizon_days),
    )
    return [slot.start_at for slot in found]


def _busy(trainer_id: int, *, now: datetime, but: int | None) -> list[Busy]:
    rows = db.session.execute(
        select(Booking.start_at, Booking.end_at, Booking.buffer_minutes).where(
            Booking.trainer_id == trainer_id,
            (Booking.status == BookingStatus.CONFIRMED) | is_held(now),
            Booking.end_at > now - LONGEST_BUFFER,
            Booking.id != (but or 0),
        )
    )
    return [Busy(start_at, end_at, buffer) for start_at, end_at, buffer in rows]


def is_held(now: datetime) -> ColumnElement[bool]:
    """Whether a call is a guest's whose hold still stands."""
    return (Booking.status == BookingStatus.HELD) & (Booking.held_until > now)


def list_on_days_off(trainer: User, days_off: Collection[date], *, now: datetime) -> list[Booking]:
    """A trainer's coming agreed calls on those of their local dates."""
    calls = db.session.scalars(
        select(Booking).where(
            Booking.trainer_id == trainer.id, Booking.status == BookingStatus.CONFIRMED, Booking.start_at > now
        )
    )
    zone = zones.get_zone(trainer.zone)
    return [call for call in calls if zones.local_date(call.start_at, zone) in set(days_off)]


def find_next_call(client_id: int, now: datetime) -> Booking | None:
    """The client's soonest agreed call that is not over. One query."""
    return db.session.scalar(
        select(Booking)
        .where(Booking.status == BookingStatus.CONFIRMED, Booking.client_id == client_id, Booking.end_at > now)
        .options(joinedload(Booking.trainer))
        .order_by(Booking.start_at)
        .limit(1)
    )


def list_coming(client_id: int, now: datetime) -> Sequence[Booking]:
    """The calls of a client that have not begun, soonest first, with their people. One query."""
    mine = select(Booking).where(
        Booking.client_id == client_id, Booking.status == BookingStatus.CONFIRMED, Booking.start_at > now
    )
    return db.session.scalars(with_people(mine).order_by(Booking.start_at)).all()


def next_calls(client_ids: Collection[int], now: datetime) -> dict[int, Booking]:
    """The soonest agreed call of each client that has one, by client number. One query for all."""
    if not client_ids:
        return {}
    calls = db.session.scalars(
        select(Booking)
        .where(Booking.status == BookingStatus.CONFIRMED, Booking.client_id.in_(client_ids), Booking.end_at > now)
        .order_by(Booking.start_at.desc())
    )
    # The soonest comes last and so stays.
    return {call.client_id: call for call in calls if call.client_id}


def list_for_client(client_id: int, now: datetime) -> Calls:
    """A client's calls with their trainers. Two queries."""
    return _split(select(Booking).where(Booking.client_id == client_id).options(joinedload(Booking.trainer)), now)


def list_for_trainer(membership: Membership, now: datetime) -> Calls:
    """A trainer's own calls with guests and with those clients they may see. Two queries."""
    mine = _visible(membership).where(Booking.trainer_id == membership.user_id)
    return _split(mine.options(joinedload(Booking.trainer)), now)


def get_call(viewer: Viewer, booking_id: int) -> Booking:
    """A call with a client whom this trainer may see, or with a guest of theirs; an owner sees every guest.

    Raises NotFound for any other, and for a time that is only held.
    """
    return _one(_visible(get_membership(viewer)), booking_id)


def get_own_call(client: Client, booking_id: int) -> Booking:
    """One of the client's own calls. Raises NotFound for any other."""
    return _one(select(Booking).where(Booking.client_id == client.id), booking_id)


def _visible(membership: Membership) -> Select[Booking]:
    clients = visible_to(membership).with_only_columns(Client.id)
    with_guests = Booking.client_id.is_(None) & (Booking.practice_id == membership.practice_id)
    if membership.role == MemberRole.TRAINER:
        with_guests &= Booking.trainer_id == membership.user_id
    calls = select(Booking).where(Booking.status != BookingStatus.HELD, Booking.client_id.in_(clients) | with_guests)
    return calls.options(joinedload(Booking.client))


def _one(calls: Select[Booking], booking_id: int) -> Booking:
    if not 0 < booking_id <= LARGEST:
        raise NotFound
    call = db.session.scalar(with_people(calls.where(Booking.id == booking_id)))
    if call is None:
        raise NotFound
    return call


def with_people(calls: Select[Booking]) -> Select[Booking]:
    """The calls with everybody a mail or a page about one names. No further query."""
    people = joinedload(Booking.client)
    return calls.options(
        people.joinedload(Client.trainer),
        people.joinedload(Client.practice),
        joinedload(Booking.trainer),
        joinedload(Booking.practice),
    )


def _split(calls: Select[Booking], now: datetime) -> Calls:
    is_coming = (Booking.status == BookingStatus.CONFIRMED) & (Booking.end_at > now)
    return Calls(
        coming=db.session.scalars(calls.where(is_coming).order_by(Booking.start_at)).all(),
        past=db.session.scalars(calls.where(~is_coming).order_by(Booking.start_at.desc()).limit(PAST_SHOWN)).all(),
    )

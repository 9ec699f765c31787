"""Reading a client's address, and what stands in their calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from flask import current_app
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.bookings.models import Booking, BookingStatus
from app.clients.models import Client, ClientStatus
from app.core import zones
from app.core.db import db
from app.core.errors import NotFound
from app.core.tokens import hash_token
from app.feeds.calendar import Entry, session_entry
from app.feeds.models import CalendarFeed
from app.prescriptions.models import PlannedSession, Prescription
from app.reminders.service import find_time
from app.reminders.state import load_clock_seconds
from app.routines.dose import whole_minutes

LOOK_BACK = timedelta(days=14)
LOOK_AHEAD = timedelta(days=60)
# A calendar that was off for a while still hears that a call is off.
CANCELLED_SHOWN = timedelta(days=30)


def find_feed(client_id: int) -> CalendarFeed | None:
    """The client's address, or None. One query."""
    return db.session.scalar(select(CalendarFeed).where(CalendarFeed.client_id == client_id))


def get_reader(token: str) -> Client:
    """Whose calendar a token reads. One query.

    Raises NotFound for an unknown or ended token, for somebody who is no longer a client, and for a closed account.
    """
    client = db.session.scalar(
        select(Client)
        .join(CalendarFeed, CalendarFeed.client_id == Client.id)
        .join(User, User.id == Client.user_id)
        .where(
            CalendarFeed.token_hash == hash_token(token),
            Client.status.not_in((ClientStatus.INVITED, ClientStatus.ARCHIVED)),
            User.disabled_at.is_(None),
        )
    )
    if client is None:
        raise NotFound
    return client


def list_entries(client: Client, *, now: datetime) -> list[Entry]:
    """A client's sessions and calls at `now`, each in order of time. Five queries; two where no day is planned."""
    return [*_sessions(client, now), *_calls(client, now)]


def leaves_days_out(client: Client, *, now: datetime) -> bool:
    """Whether some of the client's sessions count on any day of a week, so that they have no date. One query."""
    free = _planned(client, now).where(Prescription.times_per_week.is_not(None)).with_only_columns(PlannedSession.id)
    return db.session.scalar(free.limit(1)) is not None


def _planned(client: Client, now: datetime) -> Select[date, int]:
    today = zones.local_date(now, zones.get_zone(client.user.zone))
    return (
        select(PlannedSession.planned_on, PlannedSession.prescription_id)
        .join(Prescription, Prescription.id == PlannedSession.prescription_id)
        .where(
            PlannedSession.client_id == client.id,
            PlannedSession.planned_on.between(today - LOOK_BACK, today + LOOK_AHEAD),
            PlannedSession.excused.is_(None),
        )
    )


def _sessions(client: Client, now: datetime) -> list[Entry]:
    fixed = _planned(client, now).where(Prescription.times_per_week.is_(None)).order_by(PlannedSession.planned_on)
    days = db.session.execute(fixed).all()
    if not days:
        return []
    seconds = load_clock_seconds({plan_id for _, plan_id in days})
    at, zone, site = find_time(client.id), zones.get_zone(client.user.zone), current_app.config["PUBLIC_URL"]
    return [
        session_entry(site, client.id, on, zones.to_utc(on, at, zone), whole_minutes(seconds[plan_id]))
        for on, plan_id in days
    ]


def _calls(client: Client, now: datetime) -> list[Entry]:
    is_agreed = (Booking.status == BookingStatus.CONFIRMED) & (Booking.end_at >= now - LOOK_BACK)
    is_off = (Booking.status == BookingStatus.CANCELLED) & (Booking.cancelled_at >= now - CANCELLED_SHOWN)
    calls: Sequence[Booking] = db.session.scalars(
        select(Booking)
        .where(Booking.client_id == client.id, or_(is_agreed, is_off))
        .options(joinedload(Booking.trainer))
        .order_by(Booking.start_at, Booking.id)
    ).all()
    return [
        Entry(
            # As in the mails about it, so that a calendar that has both knows them for one call.
            uid=call.uid,
            sequence=call.sequence,
            title=f"Call with {call.trainer.first_name}",
            start_at=call.start_at,
            end_at=call.end_at,
            is_cancelled=call.status == BookingStatus.CANCELLED,
        )
        for call in calls
    ]

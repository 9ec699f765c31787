"""When a trainer takes calls, and on what terms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, time

from sqlalchemy import delete, select

from app.bookings.models import AvailabilityException, AvailabilityRule, CallType
from app.bookings.queries import find_first_call_type
from app.core.db import db

CALL_NAME = "Consultation call"
FIRST_NAME, FIRST_MINUTES = "First consultation", 20


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a weekday (ISO, Monday 1) in the trainer's local time."""

    weekday: int
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class Terms:
    """What a trainer asks of a call: its length, the break around it, the least notice, how far ahead, and where.

    `first_minutes` is the length of a call with somebody who is not a client yet, None where they cannot book.
    """

    minutes: int = 30
    first_minutes: int | None = None
    buffer_minutes: int = 10
    notice_minutes: int = 12 * 60
    horizon_days: int = 28
    place: str = ""


def open_diary(trainer_id: int) -> CallType:
    """Take the trainer's diary for the rest of the transaction, and return their call type as it stands now.

    On PostgreSQL the locked row makes writers of one diary wait for each other, so that two moves which swap places
    cannot deadlock; SQLite has one writer anyway. A trainer without a call type gets the usual one.
    """
    call_type = db.session.scalar(
        select(CallType)
        .where(CallType.trainer_id == trainer_id)
        .order_by(CallType.id)
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return call_type or add_call_type(trainer_id)


def add_call_type(trainer_id: int) -> CallType:
    """Give a trainer the usual call: 30 minutes, 10 around it, 12 hours' notice, 28 days ahead. Hours are not set."""
    terms = Terms()
    call_type = CallType(trainer_id=trainer_id, name=CALL_NAME)
    _apply(call_type, terms)
    db.session.add(call_type)
    db.session.flush()
    return call_type


def save_hours(
    trainer_id: int, *, stretches: Iterable[Stretch], days_off: Iterable[date], terms: Terms, today: date
) -> None:
    """Replace the weekly hours, the days off from `today` (the trainer's local date) on, and the terms.

    Calls that are booked stay as they are.
    """
    _apply(open_diary(trainer_id), terms)
    _save_first_call(trainer_id, terms)
    db.session.execute(delete(AvailabilityRule).where(AvailabilityRule.trainer_id == trainer_id))
    coming = AvailabilityException.closed_on >= today
    db.session.execute(delete(AvailabilityException).where(AvailabilityException.trainer_id == trainer_id, coming))
    db.session.add_all(
        AvailabilityRule(trainer_id=trainer_id, weekday=part.weekday, starts=part.starts, ends=part.ends)
        for part in stretches
    )
    db.session.add_all(
        AvailabilityException(trainer_id=trainer_id, closed_on=on) for on in sorted(set(days_off)) if on >= today
    )
    db.session.flush()


def _save_first_call(trainer_id: int, terms: Terms) -> None:
    """Open the call for new people, or close it; a closed one keeps its length for the next time."""
    call_type = find_first_call_type(trainer_id)
    if terms.first_minutes is None:
        if call_type is not None:
            call_type.is_public = False
        return
    if call_type is None:
        call_type = CallType(trainer_id=trainer_id, name=FIRST_NAME)
        db.session.add(call_type)
    _apply(call_type, replace(terms, minutes=terms.first_minutes))
    call_type.is_public = True


def _apply(call_type: CallType, terms: Terms) -> None:
    call_type.minutes = terms.minutes
    call_type.buffer_minutes = terms.buffer_minutes
    call_type.notice_minutes = terms.notice_minutes
    call_type.horizon_days = terms.horizon_days
    call_type.place = terms.place

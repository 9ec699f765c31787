"""Hours and calls for tests: plain functions that write through the services and commit."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time
from typing import Any
from uuid import uuid4

from app.accounts.models import User
from app.bookings import hours, service
from app.bookings.hours import Stretch, Terms
from app.bookings.models import Booking
from app.clients.models import Client
from app.core.db import transaction

WORKDAYS = (1, 2, 3, 4, 5)
TODAY = date(2026, 11, 25)


def open_hours(
    trainer: User,
    *,
    weekdays: Collection[int] = WORKDAYS,
    starts: time = time(9),
    ends: time = time(12),
    days_off: Collection[date] = (),
    **terms: Any,
) -> None:
    """The same stretch on each of the weekdays, under the usual terms unless given."""
    stretches = [Stretch(weekday, starts, ends) for weekday in weekdays]
    with transaction():
        hours.save_hours(trainer.id, stretches=stretches, days_off=days_off, terms=Terms(**terms), today=TODAY)


def make_call(client: Client, start_at: datetime, *, now: datetime, question: str = "") -> Booking:
    """A booked call of a client with their trainer, mails and all."""
    with transaction():
        return service.book(client, start_at=start_at, question=question, form_key=uuid4().hex, now=now)

"""A visitor's way to a first call, for tests: the page, an open diary, and the steps as a person takes them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import select

from app.accounts.models import User
from app.bookings.models import Booking, CallType
from app.bookings.times import write_instant
from app.core.db import db, transaction
from app.mail.models import OutboxMail
from app.practices.models import Practice
from tests.diary import open_hours
from tests.page import Browser, Page

ASK = "/p/north-side/consultation"
FRIDAY_NINE = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
HALIFAX = "America/Halifax"


def open_page(practice: Practice, trainer: User, *, address: str = "north-side", **terms: Any) -> CallType:
    """Show the practice's page, and open the trainer's mornings to new people; returns what can be booked."""
    with transaction():
        practice.slug, practice.is_public = address, True
    open_hours(trainer, **{"first_minutes": 20, **terms})
    found = select(CallType).where(CallType.trainer_id == trainer.id, CallType.is_public)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def step(name: str, call: CallType, *, address: str = "north-side", zone: str = HALIFAX, **chosen: str) -> str:
    """The address of a step."""
    return f"/p/{address}/consultation/{name}?{urlencode({'call': call.id, 'zone': zone, **chosen})}"


def details(page: Browser, call: CallType, start_at: datetime = FRIDAY_NINE, **more: Any) -> Page:
    """The last step, opened."""
    return page.get(step("details", call, start=write_instant(start_at), **more))


def ask(page: Browser, seen: Page, *, status: int | None = None, **changes: Any) -> Page:
    """Send the last step, filled in as Anna does unless `changes` say otherwise."""
    anna = {"name": "Anna Berg", "email": "anna@example.com", "question": "Zebra hurts", "agrees": "y"}
    return page.submit(seen, ASK, status=status, **{**anna, **changes})


def mails(*, to: str = "") -> list[OutboxMail]:
    """What was posted so far, oldest first."""
    db.session.rollback()
    rows = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id))
    return [row for row in rows if not to or row.to_address == to]


def calls() -> list[Booking]:
    """Every call and hold, oldest first, read afresh."""
    db.session.rollback()
    rows = select(Booking).order_by(Booking.id)
    return list(db.session.scalars(rows.execution_options(populate_existing=True)))


def link_in(mail: OutboxMail) -> str:
    """The path of the visitor's own link in a mail."""
    found = re.search(r"http://plinth\.test(/consultation/\S+)", mail.text)
    assert found, mail.text
    return found[1]


def hold(page: Browser, call: CallType, start_at: datetime = FRIDAY_NINE, **changes: Any) -> str:
    """Ask for a call; returns the path of the mailed link."""
    ask(page, details(page, call, start_at), status=302, **changes)
    return link_in(mails(to=changes.get("email", "anna@example.com"))[-1])


def book(page: Browser, call: CallType, start_at: datetime = FRIDAY_NINE, **changes: Any) -> str:
    """Ask for a call and confirm it; returns the path of the mailed link."""
    link = hold(page, call, start_at, **changes)
    page.submit(page.get(link), f"{link}/confirm", status=302)
    return link

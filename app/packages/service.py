"""Opening, changing and closing a package of calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.bookings.models import Booking, BookingStatus, CallPack
from app.clients.models import Client
from app.core import audit
from app.core.db import db, is_violation
from app.core.errors import NotFound, Refused


@dataclass(frozen=True, slots=True)
class PackTerms:
    """What the trainer decides: `size` calls, `used_before` of them had already, paid on a local date or not yet."""

    name: str
    size: int
    used_before: int
    paid_on: date | None
    pay_url: str


def open_pack(client: Client, terms: PackTerms, *, by: int, now: datetime) -> CallPack:
    """Open a package. Raises Refused while another is open, and when more were had than there are."""
    _check(terms, booked=0)
    pack = CallPack(practice_id=client.practice_id, client_id=client.id, created_at=now)
    _write(pack, terms)
    db.session.add(pack)
    try:
        db.session.flush()
    except IntegrityError as error:
        if is_violation(error, "uq_call_pack_open", "call_pack.client_id"):
            raise Refused("A package is open already. Close it first.") from error
        raise
    _note("package opened", client, by, now)
    return pack


def change_pack(client: Client, terms: PackTerms, *, by: int, now: datetime) -> None:
    """Change the open package. Raises Refused when it would hold fewer calls than were booked, NotFound without one."""
    pack = _open_pack(client)
    _check(terms, booked=_count_booked(pack))
    _write(pack, terms)
    db.session.flush()
    _note("package changed", client, by, now)


def close_pack(client: Client, *, by: int, now: datetime) -> None:
    """Close the open package; the calls booked from it stay. Raises NotFound without one."""
    _open_pack(client).ended_at = now
    db.session.flush()
    _note("package closed", client, by, now)


def _open_pack(client: Client) -> CallPack:
    found = select(CallPack).where(CallPack.client_id == client.id, CallPack.ended_at.is_(None))
    pack = db.session.scalar(found.with_for_update())
    if pack is None:
        raise NotFound
    return pack


def _count_booked(pack: CallPack) -> int:
    booked = select(func.count()).where(Booking.call_pack_id == pack.id, Booking.status != BookingStatus.CANCELLED)
    return db.session.scalar(booked) or 0


def _check(terms: PackTerms, *, booked: int) -> None:
    if terms.used_before > terms.size:
        raise Refused("More calls were had than the package has.", field="used_before")
    if terms.used_before + booked > terms.size:
        raise Refused(f"{booked} calls are booked from it already. Choose a larger number.", field="size")


def _write(pack: CallPack, terms: PackTerms) -> None:
    pack.name, pack.size, pack.used_before = terms.name, terms.size, terms.used_before
    pack.paid_on, pack.pay_url = terms.paid_on, terms.pay_url


def _note(verb: str, client: Client, by: int, now: datetime) -> None:
    audit.record(verb, f"client:{client.id}", now=now, actor_id=by, practice_id=client.practice_id)

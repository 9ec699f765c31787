"""How many calls of a package are left: counted from the calls themselves, so that a cancelled one comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select

from app.bookings.models import Booking, BookingStatus, CallPack
from app.core.db import db


@dataclass(frozen=True, slots=True)
class Pack:
    """A package as people read it: `left` of `size` calls; `paid_on` is a local date or None."""

    id: int
    name: str
    size: int
    used_before: int
    left: int
    paid_on: date | None
    pay_url: str

    @property
    def is_paid(self) -> bool:
        """Whether the trainer has noted a payment."""
        return self.paid_on is not None


def find_open_pack(client_id: int) -> Pack | None:
    """The client's open package with what is left of it, None without one. One query."""
    row = db.session.execute(
        select(CallPack, _booked()).where(CallPack.client_id == client_id, CallPack.ended_at.is_(None))
    ).first()
    if row is None:
        return None
    pack, booked = row
    left = max(0, pack.size - pack.used_before - booked)
    return Pack(pack.id, pack.name, pack.size, pack.used_before, left, pack.paid_on, pack.pay_url)


def find_pack_with_calls(client_id: int) -> int | None:
    """The number of the open package a new call is taken from, None without one or when it is used up. One query."""
    pack = find_open_pack(client_id)
    return pack.id if pack and pack.left else None


def _booked() -> ColumnElement[int]:
    taken = select(func.count()).where(Booking.call_pack_id == CallPack.id, Booking.status != BookingStatus.CANCELLED)
    return taken.scalar_subquery()

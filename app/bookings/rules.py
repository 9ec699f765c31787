"""Until when a call may be changed, and by whom. Pure."""

from __future__ import annotations

from datetime import datetime

from app.accounts.models import Role
from app.bookings import times
from app.bookings.models import Booking, BookingStatus, Guest, Person


def why_fixed(call: Booking, actor: Person, *, now: datetime) -> str:
    """Why this person cannot move or cancel the call any more, as a sentence; empty when they can.

    A trainer can until it begins; a client or a guest until the instant they were told when it was booked.
    """
    if call.status == BookingStatus.HELD:
        return "This call is not confirmed yet."
    if call.status == BookingStatus.CANCELLED:
        return "This call is cancelled."
    if call.start_at <= now:
        return "This call has begun, so it stays as it is."
    is_visitor = isinstance(actor, Guest) or actor.role == Role.CLIENT
    if is_visitor and call.changes_until_at < now:
        return f"You could change this call until {times.moment(call.changes_until_at, actor.zone)}."
    return ""

"""Until when a call may be changed, and by whom. Pure."""

from __future__ import annotations

from datetime import datetime

from app.accounts.models import Role, User
from app.bookings import times
from app.bookings.models import Booking, BookingStatus


def why_fixed(call: Booking, actor: User, *, now: datetime) -> str:
    """Why this person cannot move or cancel the call any more, as a sentence; empty when they can.

    A trainer can until it begins; a client until the instant they were told when it was booked.
    """
    if call.status == BookingStatus.CANCELLED:
        return "This call is cancelled."
    if call.start_at <= now:
        return "This call has begun, so it stays as it is."
    if actor.role == Role.CLIENT and call.changes_until_at < now:
        return f"You could change this call until {times.moment(call.changes_until_at, actor.zone)}."
    return ""

"""The mail that asks a visitor to confirm. Dates and names only: the line they wrote stays with the trainer."""

from __future__ import annotations

from app.bookings import times
from app.bookings.emails import about, sender_of
from app.bookings.guests import guest_link
from app.bookings.models import Booking
from app.core.words import city, hour_minute, local
from app.mail import kinds
from app.mail.message import Message, Recipient


def call_requested_mail(call: Booking) -> Message:
    """The held time and the link, worth sending only while the hold stands. The call's people are loaded.

    Whose address it is nobody knows yet, so not a word of what was typed stands in it, not even the name.
    """
    guest, trainer = call.person, call.trainer
    assert call.held_until is not None
    return Message(
        kind=kinds.CALL_REQUESTED,
        to=Recipient(None, guest.email, ""),
        sender=sender_of(call, is_for_trainer=False),
        period=about(call),
        about=about(call),
        expires_at=call.held_until,
        context={
            "trainer_name": trainer.name,
            "starts": times.moment(call.start_at, guest.zone),
            "when": times.span(call.start_at, call.end_at, guest.zone),
            "elsewhere": times.elsewhere(call.start_at, trainer.zone, reader_zone=guest.zone),
            "held_until": f"{hour_minute(local(call.held_until, guest.zone))}, {city(guest.zone)} time",
            "link": guest_link(call),
        },
    )

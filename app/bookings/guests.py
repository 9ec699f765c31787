"""The address a guest finds their call at. It is signed, and holds no more than the call's number and UID.

It lasts as long as the call's row, which the sweep deletes; then it opens nothing.
"""

from __future__ import annotations

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from app.bookings.models import Booking
from app.core.links import public_url


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="guest-call")


def guest_token(call: Booking) -> str:
    """The right to see, confirm and cancel this one call. The UID keeps a number that is given twice apart."""
    return str(_serializer().dumps([call.id, call.uid]))


def guest_link(call: Booking) -> str:
    """The address for a mail."""
    return public_url("consultations.show_call", token=guest_token(call))


def read_guest_token(token: str) -> tuple[int, str] | None:
    """The number and UID of the call a token speaks of, or None for a forged one."""
    try:
        booking_id, uid = _serializer().loads(token)
        return int(booking_id), str(uid)
    except (BadSignature, ValueError, TypeError):
        return None

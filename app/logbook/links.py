"""The link that opens one planned session without a password."""

from __future__ import annotations

from datetime import datetime

from app.accounts.links import create_link
from app.accounts.models import LinkPurpose, User
from app.core.links import public_url


def session_scope(planned_session_id: int) -> str:
    """What a link or a sign-in is narrowed to when it is for one planned session."""
    return f"session:{planned_session_id}"


def session_link(user: User, planned_session_id: int, *, now: datetime) -> str:
    """A fresh address that opens this planned session for this person. Belongs inside a transaction."""
    token = create_link(user, LinkPurpose.SESSION, now=now, scope=session_scope(planned_session_id))
    return public_url("today.show_arrival", token=token)

"""The mailed link that opens one planned session without a password."""

from __future__ import annotations

from datetime import datetime

from app.accounts.links import create_link
from app.accounts.models import LinkPurpose, User
from app.core.links import public_url

_KIND = "session"


def session_scope(planned_id: int) -> str:
    """The right to see and answer one planned session: "session:7"."""
    return f"{_KIND}:{planned_id}"


def planned_id_of(scope: str) -> int | None:
    """The planned session a scope names, or None when it names none."""
    kind, _, number = scope.partition(":")
    return int(number) if kind == _KIND and number.isdecimal() else None


def session_link(user: User, planned_session_id: int, *, now: datetime) -> str:
    """Make a link to one planned session, in the present transaction, and return its address.

    It may be opened again and again until it expires; a GET shows, a POST opens. One insert.
    """
    token = create_link(user, LinkPurpose.SESSION, now=now, scope=session_scope(planned_session_id))
    return public_url("today.show_arrival", token=token)

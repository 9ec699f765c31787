"""The session reminder."""

from __future__ import annotations

from datetime import date, datetime

from app.accounts.emails import recipient
from app.clients.models import Client
from app.mail import kinds
from app.mail.message import Message
from app.practices.sender import mail_sender_of


def session_reminder_mail(
    client: Client, planned_session_id: int, on: date, link: str, *, due_at: datetime, expires_at: datetime
) -> Message:
    """Today's session is ready. No exercise, no body part, no pain: an inbox is not private."""
    return Message(
        kind=kinds.SESSION_REMINDER,
        to=recipient(client.user),
        sender=mail_sender_of(client.practice),
        period=on.isoformat(),
        about=f"planned-session:{planned_session_id}",
        due_at=due_at,
        expires_at=expires_at,
        context={"client": client, "on": on, "link": link},
    )

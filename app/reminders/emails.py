"""The session reminder."""

from __future__ import annotations

from datetime import date, datetime

from app.accounts.emails import recipient
from app.clients.models import Client
from app.core.language import speaking
from app.mail import kinds
from app.mail.message import Message
from app.practices.sender import mail_sender_of
from app.routines.dose import about_minutes


def session_reminder_mail(
    client: Client,
    planned_session_id: int,
    on: date,
    *,
    link: str,
    clock_s: int,
    due_at: datetime,
    expires_at: datetime,
) -> Message:
    """The session of the local date `on` is ready and takes `clock_s` seconds on the clock.

    No exercise, no body part, no pain: an inbox is not private.
    """
    with speaking(client.user.language):
        takes = about_minutes(clock_s).capitalize()
    return Message(
        kind=kinds.SESSION_REMINDER,
        to=recipient(client.user),
        sender=mail_sender_of(client.practice),
        period=on.isoformat(),
        about=f"planned-session:{planned_session_id}",
        due_at=due_at,
        expires_at=expires_at,
        context={
            "first_name": client.user.first_name,
            "on": on,
            "takes": takes,
            "link": link,
        },
    )

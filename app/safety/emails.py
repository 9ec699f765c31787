"""The note to a trainer about an answer that asks for care. It says that there is one, never what it says."""

from __future__ import annotations

from app.accounts.emails import recipient
from app.clients.models import Client
from app.core.links import public_url
from app.mail import kinds
from app.mail.message import Message
from app.practices.sender import mail_sender_of
from app.safety.models import SafetyEvent


def safety_alert_mail(event: SafetyEvent, client: Client) -> Message:
    """A word to the client's trainer. Needs `client.trainer` and `client.practice` loaded."""
    return Message(
        kind=kinds.SAFETY_ALERT,
        to=recipient(client.trainer),
        sender=mail_sender_of(client.practice, to_team=True),
        period=f"event:{event.id}",
        about=f"client:{client.id}",
        context={
            "first_name": client.first_name,
            "happened_on": event.happened_on,
            "level": event.level,
            "link": public_url("desk.show_client", client_id=client.id),
        },
    )

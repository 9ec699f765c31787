"""The invitation."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from app.accounts.emails import recipient
from app.accounts.links import LASTS
from app.accounts.models import LinkPurpose
from app.clients.models import Client
from app.core.links import public_url
from app.core.tokens import hash_token
from app.core.words import local
from app.mail import kinds
from app.mail.message import Message
from app.practices.sender import mail_sender_of


def invitation_mail(client: Client, token: str, *, now: datetime) -> Message:
    """Who invites, and the link; nothing about health. The client's trainer and practice are loaded."""
    sender = mail_sender_of(client.practice)
    lasts_until = local(now + LASTS[LinkPurpose.INVITATION], client.user.zone)
    return Message(
        kind=kinds.INVITATION,
        to=recipient(client.user),
        sender=replace(sender, reply_to=sender.reply_to or client.trainer.email),
        # Sent again, it is another mail: the link's hash tells them apart.
        period=f"{client.id}:{hash_token(token)[:16]}",
        about=f"client:{client.id}",
        context={
            "first_name": client.user.first_name,
            "trainer": client.trainer,
            "link": public_url("clients.show_invitation", token=token),
            "lasts_until": lasts_until.date(),
        },
    )


def test_mail(client: Client, *, number: int, now: datetime) -> Message:
    """A mail that only shows whether mail arrives, the `number`-th of the client's local day.

    Trainer and practice are loaded.
    """
    sender = mail_sender_of(client.practice)
    today = local(now, client.user.zone).date()
    return Message(
        kind=kinds.TEST_MAIL,
        to=recipient(client.user),
        sender=replace(sender, reply_to=sender.reply_to or client.trainer.email),
        # Another practice of the same person sends its own.
        period=f"{client.id}:{today.isoformat()}:{number}",
        about=f"client:{client.id}",
        context={"first_name": client.user.first_name, "trainer": client.trainer},
    )

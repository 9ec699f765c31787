"""The mail that says there is something to read: never what, and one for everything written within minutes."""

from __future__ import annotations

from datetime import datetime

from app.accounts.emails import recipient
from app.clients.models import Client
from app.core.links import public_url
from app.mail import kinds
from app.mail.message import Message as Mail
from app.practices.sender import mail_sender_of


def about_of(client_id: int, *, of_client: bool) -> str:
    """What such a mail speaks of: one side of one thread."""
    return f"thread:{client_id}:{'client' if of_client else 'trainer'}"


def new_messages_mail(client: Client, *, to_client: bool, first_id: int, due_at: datetime) -> Mail:
    """To the client, or to their trainer. `first_id` is the message that set the mail off; it makes the mail unique."""
    writer = client.trainer.name if to_client else client.name
    reader = client.user if to_client else client.trainer
    link = public_url("messages.show_own") if to_client else public_url("messages.show_thread", client_id=client.id)
    return Mail(
        kind=kinds.NEW_MESSAGES,
        to=recipient(reader),
        sender=mail_sender_of(client.practice, to_team=not to_client),
        period=f"{client.id}:{first_id}",
        about=about_of(client.id, of_client=to_client),
        due_at=due_at,
        context={"first_name": reader.first_name, "writer": writer, "link": link},
    )

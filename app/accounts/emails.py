"""Mails about the account itself."""

from __future__ import annotations

from datetime import datetime

from app.accounts.models import User
from app.core.links import public_url
from app.core.tokens import hash_token
from app.mail import kinds
from app.mail.message import Message, Recipient, Sender


def recipient(user: User) -> Recipient:
    """The person as a mail's recipient."""
    return Recipient(user_id=user.id, address=user.email, name=user.name, language=user.language)


def sign_in_link_mail(user: User, token: str, *, now: datetime) -> Message:
    """A link that signs in once, within 30 minutes."""
    return Message(
        kind=kinds.SIGN_IN_LINK,
        to=recipient(user),
        sender=Sender(name="Plinth"),
        # Each request is a mail of its own; the link's hash tells them apart.
        period=hash_token(token)[:16],
        context={"first_name": user.first_name, "link": public_url("accounts.show_link", token=token)},
    )

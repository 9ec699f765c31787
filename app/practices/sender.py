"""In whose name a practice's mails go out."""

from __future__ import annotations

from app.mail.message import Sender
from app.practices.models import Practice


def mail_sender_of(practice: Practice) -> Sender:
    """The practice as a mail's reader knows it: its name, where a reply lands, its postal address."""
    return Sender(
        name=practice.name,
        practice_id=practice.id,
        reply_to=practice.reply_to,
        postal_address=practice.postal_address,
    )

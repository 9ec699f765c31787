"""In whose name a practice's mails go out."""

from __future__ import annotations

from dataclasses import replace

from app.mail.message import Sender
from app.practices.models import Practice


def mail_sender_of(practice: Practice) -> Sender:
    """The practice as a mail's reader knows it: its name, where a reply lands, its postal address."""
    sender = Sender(
        name=practice.name,
        practice_id=practice.id,
        reply_to=practice.reply_to,
        postal_address=practice.postal_address,
    )
    own_colour = practice.brand.colour if practice.brand else None
    return replace(sender, colour=own_colour) if own_colour else sender

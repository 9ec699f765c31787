"""In whose name a practice's mails go out."""

from __future__ import annotations

from dataclasses import replace

from app.mail.message import Sender, Wording
from app.practices.models import Practice


def mail_sender_of(practice: Practice, *, to_team: bool = False) -> Sender:
    """The practice as a mail's reader knows it: its name, where a reply lands, its postal address.

    What it decided about its mails holds for clients; `to_team` leaves that out. One query for each practice unless
    its choices are loaded, none for its own people.
    """
    wordings = (
        {}
        if to_team
        else {choice.kind: Wording(choice.is_off, choice.subject, choice.words) for choice in practice.mail_choices}
    )
    sender = Sender(
        name=practice.name,
        practice_id=practice.id,
        reply_to=practice.reply_to,
        postal_address=practice.postal_address,
        wordings=wordings,
    )
    own_colour = practice.brand.colour if practice.brand else None
    return replace(sender, colour=own_colour) if own_colour else sender

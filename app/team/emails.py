"""The mail that asks somebody to join a practice."""

from __future__ import annotations

from app.accounts.emails import recipient
from app.core.links import public_url
from app.core.tokens import hash_token
from app.mail import kinds
from app.mail.message import Message
from app.practices.models import MemberRole, Membership
from app.practices.rights import WORDS
from app.practices.sender import mail_sender_of


def joining_mail(member: Membership, token: str, *, by: Membership) -> Message:
    """Who asks, as what, and the link."""
    title, may = WORDS[MemberRole(member.role)]
    return Message(
        kind=kinds.JOINING,
        to=recipient(member.user),
        sender=mail_sender_of(member.practice, to_team=True),
        # Sent again, it is another mail: the link's hash tells them apart.
        period=f"{member.id}:{hash_token(token)[:16]}",
        about=f"member:{member.id}",
        context={
            "first_name": member.user.first_name,
            "asker": by.user.name,
            "title": title.lower(),
            "may": may,
            "link": public_url("team.show_joining", token=token),
        },
    )

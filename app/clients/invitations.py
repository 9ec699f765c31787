"""Inviting a person: the mail, the link to copy, and the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import joinedload

from app.accounts import links
from app.accounts import service as accounts
from app.accounts.models import LinkPurpose, LinkToken
from app.clients import consent
from app.clients.emails import invitation_mail
from app.clients.models import Client, ClientStatus, Consent
from app.clients.queries import list_rows_of
from app.core import audit, events
from app.core.db import db
from app.core.errors import Refused
from app.core.links import public_url
from app.mail import outbox

MAILED, COPIED = "client", "client-copy"
# How consent was given: by the link in the person's own mailbox, or by one that a trainer handed over.
BY_MAIL, BY_COPY = "invitation-page", "copied-invitation"


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that still stands, and the client it invites."""

    link: LinkToken
    client: Client

    @property
    def was_mailed(self) -> bool:
        """True when the link went to the person's own mailbox, False when a trainer copied it."""
        return self.link.scope.startswith(f"{MAILED}:")


def send_invitation(client: Client, *, now: datetime) -> None:
    """Mail a fresh link, asking for the newest consent text. Raises Refused when the client is not invited."""
    outbox.post(invitation_mail(client, _make_token(client, MAILED, now), now=now), now=now)


def make_link_to_copy(client: Client, *, now: datetime) -> str:
    """A fresh link for the trainer to hand over, as an address; shown once. Raises Refused when not invited."""
    return public_url("clients.show_invitation", token=_make_token(client, COPIED, now))


def _make_token(client: Client, way: str, now: datetime) -> str:
    if client.status != ClientStatus.INVITED:
        raise Refused(f"{client.name} needs no invitation.")
    client.consent_version = consent.current_version()
    client.invited_at = now
    return links.create_link(client.user, LinkPurpose.INVITATION, now=now, scope=f"{way}:{client.id}")


def find_invitation(token: str, *, now: datetime) -> Invitation | None:
    """The invitation behind a link, while it can be accepted. Two queries, no write."""
    link = links.find_link(token, LinkPurpose.INVITATION, now=now)
    if link is None:
        return None
    client = db.session.scalar(
        select(Client)
        .where(Client.id == int(link.scope.partition(":")[2]), Client.status == ClientStatus.INVITED)
        .options(joinedload(Client.trainer), joinedload(Client.practice))
    )
    return Invitation(link, client) if client else None


def accept(invitation: Invitation, *, now: datetime) -> bool:
    """Use the link up, keep the consent word for word, and let the client in. False when somebody was quicker.

    The first mailed link takes the account from whoever opened it by a copied one.
    """
    client = invitation.client
    if not links.use_link(invitation.link, now=now):
        return False
    taken = db.session.execute(
        update(Client)
        .where(Client.id == client.id, Client.status == ClientStatus.INVITED)
        .values(status=ClientStatus.ACTIVE, accepted_at=now)
    )
    assert isinstance(taken, CursorResult)
    if taken.rowcount != 1:
        return False
    if invitation.was_mailed and _was_opened_by_copies_only(client.user_id):
        accounts.start_anew(client.user, now=now)
    version = client.consent_version
    db.session.add(
        Consent(
            client_id=client.id,
            purpose=consent.HEALTH_DATA,
            version=version,
            text=consent.get_text(version),
            method=BY_MAIL if invitation.was_mailed else BY_COPY,
            given_at=now,
        )
    )
    audit.record(
        "invitation accepted", f"client:{client.id}", now=now, actor_id=client.user_id, practice_id=client.practice_id
    )
    db.session.flush()
    events.client_joined.send(client, now=now)
    return True


def _was_opened_by_copies_only(user_id: int) -> bool:
    """Whether nobody but the holders of copied links has ever agreed for this person."""
    methods = select(Consent.method).join(Client, Client.id == Consent.client_id).where(Client.user_id == user_id)
    return set(db.session.scalars(methods)) == {BY_COPY}


def may_sign_in(invitation: Invitation) -> bool:
    """Whether accepting by this link may also sign the browser in.

    A mailed link proves the mailbox. A copied link has been in a trainer's hands, so it opens only an account that
    holds nothing yet: no password, and no other practice. One query for a copied link, none for a mailed one.
    """
    if invitation.was_mailed:
        return True
    user = invitation.client.user
    return user.password_hash is None and len(list_rows_of(user.id)) == 1

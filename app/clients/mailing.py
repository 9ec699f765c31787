"""Seeing to it that mail reaches a client: a test, and an address put right."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from app.accounts import links
from app.accounts import service as accounts
from app.accounts.models import LinkPurpose
from app.clients.emails import test_mail
from app.clients.invitations import send_invitation
from app.clients.models import Client, ClientStatus, Consent
from app.clients.queries import list_rows_of
from app.core import audit, events
from app.core.db import db, is_violation
from app.core.errors import Refused
from app.mail import kinds, outbox
from app.mail.models import OutboxMail, Suppression
from app.mail.queries import find_suppression

TESTS_A_DAY = 3
ENOUGH_TESTS = "Three test mails a day are enough. Look again tomorrow, or call {}."
REFUSES = "This address takes no mail. Put it right first."
SAME = "That is the address we have."
# Not a word about whose it is: that would tell who uses these pages.
UNUSABLE = "This address cannot be put here. Archive this person, then add them anew."
THEIRS = "{} has come in with this address. Ask them for another one, then add them anew."


def send_test(client: Client, *, by: int, now: datetime) -> None:
    """Mail the client something that asks nothing of them. Needs trainer and practice loaded.

    Raises Refused after three in 24 hours, for an address that takes no mail, and for somebody archived.
    """
    if client.status == ClientStatus.ARCHIVED:
        raise Refused(f"{client.first_name} is archived and gets no mail.")
    if find_suppression(client.user.email) is not None:
        raise Refused(REFUSES)
    number = _tests_since(client, now - timedelta(days=1))
    if number >= TESTS_A_DAY or not _post_next(client, number, now):
        raise Refused(ENOUGH_TESTS.format(client.first_name))
    _note("test mail sent", client, by, now)


def _post_next(client: Client, number: int, now: datetime) -> bool:
    # Two who press at once take the same number, and one of them is told that it is enough.
    return outbox.post(test_mail(client, number=number + 1, now=now), now=now)


def _tests_since(client: Client, since: datetime) -> int:
    sent = select(func.count()).where(
        OutboxMail.user_id == client.user_id,
        OutboxMail.practice_id == client.practice_id,
        OutboxMail.kind == kinds.TEST_MAIL.name,
        OutboxMail.created_at > since,
    )
    return db.session.scalar(sent) or 0


def may_correct(client: Client) -> bool:
    """Whether a trainer may put the address right: nobody ever came in with it, and no other practice knows the person.

    Two queries, none for who is not invited.
    """
    if client.status != ClientStatus.INVITED or client.user.password_hash is not None:
        return False
    # Who withdrew and is invited again has been in before.
    agreed = select(Consent.id).join(Client, Client.id == Consent.client_id).where(Client.user_id == client.user_id)
    return db.session.scalar(agreed.limit(1)) is None and len(list_rows_of(client.user_id)) == 1


def correct_address(client: Client, email: str, *, by: int, now: datetime) -> None:
    """Put another address in place, make every link to the old one worthless, and mail a new invitation.

    `email` is in lower case. The new address counts as good, whatever it refused before. Raises Refused (field
    "email").
    """
    if not may_correct(client):
        raise Refused(THEIRS.format(client.first_name), field="email")
    if email == client.user.email:
        raise Refused(SAME, field="email")
    if accounts.find_user(email) is not None:
        raise Refused(UNUSABLE, field="email")
    client.user.email = email
    try:
        db.session.flush()
    except IntegrityError as error:
        if is_violation(error, "uq_user_email", "user.email"):
            raise Refused(UNUSABLE, field="email") from error
        raise
    # Whoever reads the wrong mailbox keeps nothing that opens this account.
    for purpose in (LinkPurpose.INVITATION, LinkPurpose.SIGN_IN):
        links.revoke_links(client.user_id, purpose, now=now)
    accounts.start_anew(client.user, now=now)
    outbox.withdraw(client.user_id, reason="the address was put right meanwhile")
    db.session.execute(delete(Suppression).where(Suppression.address == email))
    _note("address put right", client, by, now)
    send_invitation(client, now=now)
    events.mail_undelivered.send(client, now=now)


def announce(user_id: int, *, now: datetime) -> None:
    """Tell whoever watches the clients that a mail to this person was refused."""
    for client in list_rows_of(user_id):
        events.mail_undelivered.send(client, now=now)


def _note(verb: str, client: Client, actor_id: int, now: datetime) -> None:
    audit.record(verb, f"client:{client.id}", now=now, actor_id=actor_id, practice_id=client.practice_id)

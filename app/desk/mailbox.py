"""How well mail reaches one client: what was sent, what became of it, and whether a link was ever opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, cast, func, literal, or_, select

from app.accounts.models import LinkPurpose, LinkToken
from app.clients.invitations import COPIED, MAILED
from app.clients.mailing import may_correct
from app.clients.models import Client, ClientStatus
from app.core.db import db
from app.logbook.models import SessionLog
from app.mail import kinds
from app.mail.delivery import MailState, state_of, title_of
from app.mail.models import MailStatus, OutboxMail, Suppression
from app.mail.queries import find_last_accepted, find_suppression, list_mails
from app.prescriptions.models import PlannedSession

# Some mails ask for nothing; these two wait for a press. A holiday is shorter than this (house rule).
QUIET_DAYS = 10
ASKING = (kinds.INVITATION.name, kinds.SESSION_REMINDER.name)


@dataclass(frozen=True, slots=True)
class MailLine:
    """One mail: what kind, when it was due, what became of it."""

    mail: OutboxMail
    title: str
    state: MailState


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The mail page of a client. `heard_at` is the last sign of life: a link opened, or a session answered.

    `is_quiet`: a mail that asks for a press was accepted ten days ago or more, and nothing has come back since.
    """

    lines: list[MailLine]
    suppression: Suppression | None
    accepted_at: datetime | None
    opened_at: datetime | None
    heard_at: datetime | None
    is_quiet: bool
    may_correct: bool
    may_test: bool


def load_mailbox(client: Client, *, now: datetime) -> Mailbox:
    """The mail page of a client the viewer may see. Seven queries at most."""
    opened_at = _opened_at(client)
    answered_at = db.session.scalar(select(func.max(SessionLog.logged_at)).where(SessionLog.client_id == client.id))
    heard_at = max(filter(None, (opened_at, answered_at)), default=None)
    suppression = find_suppression(client.user.email)
    return Mailbox(
        lines=[
            MailLine(mail, title_of(mail), state_of(mail)) for mail in list_mails(client.user_id, client.practice_id)
        ],
        suppression=suppression,
        accepted_at=find_last_accepted(client.user_id, client.practice_id),
        opened_at=opened_at,
        heard_at=heard_at,
        is_quiet=_is_quiet(client, heard_at, now),
        may_correct=may_correct(client),
        may_test=suppression is None and client.status != ClientStatus.ARCHIVED,
    )


def _opened_at(client: Client) -> datetime | None:
    """When a link of this practice, or a sign-in link, was last opened for the first time. One query."""
    mine = select(literal("session:") + cast(PlannedSession.id, String)).where(PlannedSession.client_id == client.id)
    invitations = [f"{way}:{client.id}" for way in (MAILED, COPIED)]
    opened = select(func.max(LinkToken.opened_at)).where(
        LinkToken.user_id == client.user_id,
        or_(LinkToken.purpose == LinkPurpose.SIGN_IN, LinkToken.scope.in_(invitations), LinkToken.scope.in_(mine)),
    )
    return db.session.scalar(opened)


def _is_quiet(client: Client, heard_at: datetime | None, now: datetime) -> bool:
    if client.status in (ClientStatus.PAUSED, ClientStatus.ARCHIVED):
        return False
    asked = select(func.min(OutboxMail.sent_at)).where(
        OutboxMail.user_id == client.user_id,
        OutboxMail.practice_id == client.practice_id,
        OutboxMail.kind.in_(ASKING),
        OutboxMail.status == MailStatus.SENT,
    )
    first = db.session.scalar(asked.where(OutboxMail.sent_at > heard_at) if heard_at else asked)
    return first is not None and first <= now - timedelta(days=QUIET_DAYS)

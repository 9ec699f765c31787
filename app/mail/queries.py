"""Reading what became of mails. The caller has already been allowed to see the person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select

from app.core.db import db
from app.mail.models import MailStatus, OutboxMail, Suppression

SHOWN = 30


def mails_of(user_id: int, practice_id: int) -> tuple[ColumnElement[bool], ...]:
    """Which mails a practice may know of: its own to this person, and sign-in links, which belong to no practice."""
    return (
        OutboxMail.user_id == user_id,
        or_(OutboxMail.practice_id == practice_id, OutboxMail.practice_id.is_(None)),
    )


def list_mails(user_id: int, practice_id: int) -> Sequence[OutboxMail]:
    """The 30 latest by when they were due. One query."""
    newest = select(OutboxMail).where(*mails_of(user_id, practice_id))
    return db.session.scalars(newest.order_by(OutboxMail.due_at.desc(), OutboxMail.id.desc()).limit(SHOWN)).all()


def find_last_accepted(user_id: int, practice_id: int) -> datetime | None:
    """When a mail server last took a mail of this practice for this person. One query."""
    taken = select(OutboxMail.sent_at).where(
        *mails_of(user_id, practice_id), OutboxMail.status == MailStatus.SENT, OutboxMail.sent_at.is_not(None)
    )
    return db.session.scalar(taken.order_by(OutboxMail.sent_at.desc()).limit(1))


def find_suppression(address: str) -> Suppression | None:
    """Why nothing more is sent to an address, None while it takes mail. One query."""
    return db.session.get(Suppression, address.lower(), populate_existing=True)

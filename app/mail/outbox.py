"""Putting a mail into the outbox: rendered, unique, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import uuid4

from flask import current_app
from sqlalchemy import Select, delete, update

from app.core.db import db, insert_for
from app.core.jobs import JobName, ring
from app.core.language import speaking
from app.mail.kinds import Kind
from app.mail.message import Message
from app.mail.models import MailStatus, OutboxMail
from app.mail.stopping import stop_url

# What stands for the reader's first name in words that somebody writes for many.
FIRST_NAME = "{first name}"


def post(message: Message, *, now: datetime) -> bool:
    """Add the mail to the present transaction and ring the dispatcher after it.

    False when it is already there, and for a kind that the sender has turned off. The same mail is the same person,
    kind and period. Templates: `email/<kind>/subject.txt`, `body.txt`, `body.html`.
    """
    if not message.is_wanted:
        return False
    rendered = render(message)
    domain = current_app.config["MAIL_FROM"].rpartition("@")[2]
    due_at = message.due_at or now
    values = {
        "kind": message.kind.name,
        "practice_id": message.sender.practice_id,
        "user_id": message.to.user_id,
        "about": message.about,
        "dedupe_key": message.dedupe_key,
        "message_id": f"<{uuid4().hex}@{domain}>",
        "to_address": message.to.address,
        "to_name": message.to.name,
        "from_name": message.sender.name,
        "reply_to": message.sender.reply_to,
        "calendar": message.calendar.body if message.calendar else "",
        "calendar_method": message.calendar.method if message.calendar else "",
        "due_at": due_at,
        "expires_at": message.expires_at or due_at + message.kind.lateness,
        "status": MailStatus.PENDING,
        "next_attempt_at": due_at,
        "created_at": now,
        **rendered,
    }
    statement = insert_for(OutboxMail).values(values).on_conflict_do_nothing(index_elements=["dedupe_key"])
    is_new = db.session.execute(statement.returning(OutboxMail.id)).first() is not None
    if is_new:
        ring(JobName.DISPATCH_MAIL)
    return is_new


def forget(about: Collection[str]) -> None:
    """Delete every mail that speaks of these things, whoever it went to."""
    db.session.execute(delete(OutboxMail).where(OutboxMail.about.in_(about)))


def withdraw_kind(kind: Kind, user_ids: Select[Any], practice_id: int, *, reason: str) -> None:
    """Send none of a practice's mails of one kind that wait for these people. `reason` is a clause."""
    waiting = (
        OutboxMail.kind == kind.name,
        OutboxMail.practice_id == practice_id,
        OutboxMail.user_id.in_(user_ids),
        OutboxMail.status == MailStatus.PENDING,
    )
    db.session.execute(
        update(OutboxMail)
        .where(*waiting)
        .values(status=MailStatus.SUPPRESSED, reason=reason)
        .execution_options(synchronize_session=False)
    )


def withdraw(user_id: int, *, reason: str) -> None:
    """Send none of the mails that wait for this person. `reason` is a clause, such as "the plan has ended"."""
    waiting = (OutboxMail.user_id == user_id, OutboxMail.status == MailStatus.PENDING)
    db.session.execute(update(OutboxMail).where(*waiting).values(status=MailStatus.SUPPRESSED, reason=reason))


def render(message: Message) -> dict[str, str]:
    """The subject (one line), text, HTML and stop address of a message, in the language its reader reads."""
    folder = f"email/{(message.shows or message.kind).name}"
    stop = stop_url(message.to.user_id, message.kind) if message.kind.may_stop and message.to.user_id else ""
    context = {
        "to": message.to,
        "sender": message.sender,
        "kind": message.kind,
        "stop_url": stop,
        "own_words": [line for line in _own(message, message.wording.words).splitlines() if line.strip()],
        **message.context,
    }
    # Not Flask's render_template: that adds what stands around a page, and a worker has no request to take it from.
    with speaking(message.to.language):
        subject, text, html = (
            current_app.jinja_env.get_template(f"{folder}/{name}").render(context)
            for name in ("subject.txt", "body.txt", "body.html")
        )
    subject = _own(message, message.wording.subject) or subject
    if message.shows:
        subject = f"Test: {subject}"
    return {"subject": " ".join(subject.split()), "text": text.strip() + "\n", "html": html, "stop_url": stop}


def _own(message: Message, words: str) -> str:
    # Not str.format: a brace somebody types is a brace.
    return words.replace(FIRST_NAME, message.to.name.partition(" ")[0])

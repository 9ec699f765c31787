"""Keeping the answers that ask for care, and telling the trainer."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import update

from app.clients.models import Client
from app.core import events
from app.core.db import db
from app.mail import outbox
from app.safety import words
from app.safety.emails import safety_alert_mail
from app.safety.models import SafetyEvent


def record_red(client: Client, *, happened_on: date, now: datetime) -> SafetyEvent:
    """Keep a red answer with the version of the words shown, and mail the trainer, in the present transaction.

    Needs `client.trainer` and `client.practice` loaded. `happened_on` is the client's local date of the session.
    """
    event = SafetyEvent(
        practice_id=client.practice_id,
        client_id=client.id,
        level="red",
        happened_on=happened_on,
        text_version=words.VERSION,
        created_at=now,
    )
    db.session.add(event)
    db.session.flush()
    outbox.post(safety_alert_mail(event, client), now=now)
    events.safety_changed.send(client, now=now)
    return event


def mark_seen(client: Client, *, now: datetime) -> None:
    """A trainer has looked at every red answer of this client."""
    db.session.execute(
        update(SafetyEvent).where(SafetyEvent.client_id == client.id, SafetyEvent.seen_at.is_(None)).values(seen_at=now)
    )
    events.safety_changed.send(client, now=now)

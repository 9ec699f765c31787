"""Keeping the answers that ask for care, and telling the trainer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import update

from app.clients.models import Client
from app.core import events
from app.core.db import db
from app.mail import outbox
from app.safety import words
from app.safety.emails import safety_alert_mail
from app.safety.models import EventLevel, SafetyEvent


def record_red(client: Client, *, happened_on: date, now: datetime, is_told: bool = False) -> SafetyEvent:
    """Keep a red answer with the version of the words shown, and mail the trainer, in the present transaction.

    Needs `client.trainer` and `client.practice` loaded. `happened_on` is the client's local date of the session.
    `is_told` leaves the mail out: the trainer enters the answer, or another mail of this moment says it.
    """
    return keep(client, EventLevel.RED, happened_on=happened_on, now=now, is_told=is_told)


def record_high_start(client: Client, *, happened_on: date, now: datetime) -> SafetyEvent:
    """Keep that a session began with pain that asks for rest (`traffic_light.start_check`). As `record_red`."""
    return keep(client, EventLevel.AMBER, happened_on=happened_on, now=now)


def keep(
    client: Client,
    level: EventLevel,
    *,
    happened_on: date,
    now: datetime,
    signs: Collection[str] = (),
    is_told: bool = False,
) -> SafetyEvent:
    """Add one event and, unless they are told already, mail the trainer that there is one; never what it is about."""
    event = SafetyEvent(
        practice_id=client.practice_id,
        client_id=client.id,
        level=level,
        happened_on=happened_on,
        text_version=words.VERSION,
        signs=sorted(signs),
        created_at=now,
    )
    db.session.add(event)
    db.session.flush()
    if not is_told:
        outbox.post(safety_alert_mail(event, client), now=now)
    events.safety_changed.send(client, now=now)
    return event


def mark_seen(client: Client, *, now: datetime) -> None:
    """A trainer has looked at every answer of this client that asked for care."""
    db.session.execute(
        update(SafetyEvent).where(SafetyEvent.client_id == client.id, SafetyEvent.seen_at.is_(None)).values(seen_at=now)
    )
    events.safety_changed.send(client, now=now)


def mark_reports_seen(client_id: int, *, now: datetime) -> None:
    """A trainer has looked at every sign this client reported; red answers wait for their own look."""
    db.session.execute(
        update(SafetyEvent)
        .where(
            SafetyEvent.client_id == client_id,
            SafetyEvent.level.in_((EventLevel.TIER1, EventLevel.TIER2)),
            SafetyEvent.seen_at.is_(None),
        )
        .values(seen_at=now)
    )

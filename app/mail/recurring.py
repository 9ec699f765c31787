"""Recurring mails: a stored next instant per person, advanced in the same transaction that adds the mail.

A feature names its kind and hands over one function that posts the mails of a page of rows and sets their next instants. Several
ticks may run at once: a row is locked while it is handled (SKIP LOCKED on PostgreSQL, BEGIN IMMEDIATE on SQLite).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import delete, select

from app.core.clock import clock
from app.core.db import db, transaction
from app.mail.kinds import Kind
from app.mail.models import Recurrence

PAGE = 200

Handle = Callable[[Sequence[Recurrence], datetime], None]


def run(kind: Kind, handle: Handle) -> int:
    """Handle every due recurrence of a kind, a page per transaction; returns how many.

    `handle(rows, now)` posts the mails and sets each row's `next_at` to an instant after `now`, or None. A row it leaves due
    would be handed over for ever, so that is an error.
    """
    handled = 0
    while True:
        with transaction():
            now = clock.now()
            rows = _due(kind, now)
            if rows:
                handle(rows, now)
            for row in rows:
                if row.next_at is not None and row.next_at <= now:
                    raise RuntimeError(f"{kind.name} of {row.owner_id} did not advance")
        handled += len(rows)
        if len(rows) < PAGE:
            return handled


def _due(kind: Kind, now: datetime) -> Sequence[Recurrence]:
    due = (
        select(Recurrence)
        .where(Recurrence.kind == kind.name, Recurrence.next_at <= now)
        .order_by(Recurrence.next_at)
        .limit(PAGE)
        .execution_options(populate_existing=True)
    )
    if db.engine.dialect.name == "postgresql":
        due = due.with_for_update(skip_locked=True)
    return db.session.scalars(due).all()


def schedule(kind: Kind, *, owner_id: int, user_id: int, next_at: datetime | None) -> None:
    """Set when the owner's next mail of this kind is due; None pauses it. Belongs inside a transaction."""
    row = db.session.scalar(select(Recurrence).where(Recurrence.kind == kind.name, Recurrence.owner_id == owner_id))
    if row is None:
        db.session.add(Recurrence(kind=kind.name, owner_id=owner_id, user_id=user_id, next_at=next_at))
    else:
        row.next_at = next_at
    db.session.flush()


def forget(kind: Kind, *, owner_id: int) -> None:
    """Stop this recurring mail for good."""
    db.session.execute(delete(Recurrence).where(Recurrence.kind == kind.name, Recurrence.owner_id == owner_id))

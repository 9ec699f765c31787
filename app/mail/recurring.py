"""Recurring mails: a stored next instant per person, advanced in the same transaction that adds the mail.

A feature names its kind and hands over one function that posts the mails of a page of rows and sets their next
instants. Several ticks may run at once: a row is locked while it is handled (SKIP LOCKED on PostgreSQL, BEGIN IMMEDIATE
on SQLite).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from celery.exceptions import SoftTimeLimitExceeded
from sqlalchemy import Select, delete, select

from app.core.clock import clock
from app.core.db import db, insert_for, transaction
from app.mail.kinds import Kind
from app.mail.models import Recurrence

log = logging.getLogger(__name__)

PAGE = 200

Handle = Callable[[Sequence[Recurrence], datetime], None]


def run(kind: Kind, handle: Handle) -> int:
    """Handle every due recurrence of a kind, a page per transaction; returns how many.

    `handle(rows, now)` posts the mails and sets each row's `next_at` to an instant after `now`, or None. A row it
    leaves due would be handed over for ever, so that is an error. A page that fails is undone and taken again row by
    row, so that one person's fault holds nobody else up; the row at fault is logged, stays due, and the next run tries
    it again.

    With nothing due this is one look at an index, without a write lock.
    """
    handled, size = 0, PAGE
    broken: set[int] = set()
    while _is_any_due(kind, broken):
        page: dict[int, int] = {}
        try:
            _handle_page(kind, handle, size, broken, page)
        except SoftTimeLimitExceeded:
            raise
        except Exception:
            if not page:
                raise
            if size == 1:
                broken.update(page)
                log.exception("%s of %s failed", kind.name, *page.values())
            size = PAGE if size == 1 else 1
            continue
        handled += len(page)
        if len(page) < size:
            # What is still due is in the hands of another run.
            break
    return handled


def _handle_page(kind: Kind, handle: Handle, size: int, broken: Collection[int], page: dict[int, int]) -> None:
    """One transaction. `page` is filled with what was taken, row to owner, so that it is known after a failure too."""
    with transaction():
        now = clock.now()
        due = _due(kind, now, broken).order_by(Recurrence.next_at, Recurrence.id).limit(size)
        if db.engine.dialect.name == "postgresql":
            due = due.with_for_update(skip_locked=True)
        rows = db.session.scalars(due.execution_options(populate_existing=True)).all()
        page.update({row.id: row.owner_id for row in rows})
        if rows:
            handle(rows, now)
        for row in rows:
            if row.next_at is not None and row.next_at <= now:
                raise RuntimeError(f"{kind.name} of {row.owner_id} did not advance")


def _is_any_due(kind: Kind, broken: Collection[int]) -> bool:
    # Nearly every tick ends here. A connection of its own takes no write lock and leaves no open snapshot behind.
    with db.engine.connect() as connection:
        due = _due(kind, clock.now(), broken).with_only_columns(Recurrence.id).limit(1)
        return connection.scalar(due) is not None


def _due(kind: Kind, now: datetime, broken: Collection[int]) -> Select[Recurrence]:
    due = select(Recurrence).where(Recurrence.kind == kind.name, Recurrence.next_at <= now)
    return due.where(Recurrence.id.not_in(broken)) if broken else due


def find_next(kind: Kind, *, owner_id: int) -> datetime | None:
    """When the owner's next mail of this kind is due, read afresh; None while nothing is coming."""
    row = select(Recurrence.next_at).where(Recurrence.kind == kind.name, Recurrence.owner_id == owner_id)
    return db.session.scalar(row)


def schedule(kind: Kind, *, owner_id: int, user_id: int, next_at: datetime | None) -> None:
    """Set when the owner's next mail of this kind is due; None pauses it. Belongs inside a transaction."""
    insert = insert_for(Recurrence).values(kind=kind.name, owner_id=owner_id, user_id=user_id, next_at=next_at)
    # One statement: two that come at once do not stumble over each other, and no earlier read is taken for the present.
    db.session.execute(
        insert.on_conflict_do_update(
            index_elements=["kind", "owner_id"], set_={"user_id": user_id, "next_at": insert.excluded.next_at}
        )
    )


def forget(kind: Kind, *, owner_id: int) -> None:
    """Stop this recurring mail for good."""
    db.session.execute(delete(Recurrence).where(Recurrence.kind == kind.name, Recurrence.owner_id == owner_id))

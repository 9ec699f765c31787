"""What a practice writes about a client for itself. Nothing of this is ever shown to the client."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import selectinload

from app.clients.models import Client, ClientNote, FormerNote
from app.core import audit
from app.core.db import db
from app.core.errors import Forbidden, NotFound, Refused
from app.practices.models import Membership
from app.practices.rights import Right, may

LONGEST = 4000
# What somebody else wrote meanwhile is not overwritten unseen.
NEWER = "The note was changed meanwhile. Look at it below, then save again."


def list_notes(client_id: int) -> Sequence[ClientNote]:
    """Every note with its author and former texts, the pinned one first, then the newest. Two queries."""
    return db.session.scalars(
        select(ClientNote)
        .where(ClientNote.client_id == client_id)
        .order_by(ClientNote.pinned_at.is_(None), ClientNote.pinned_at.desc(), *_newest())
        .options(selectinload(ClientNote.former))
    ).all()


def find_pinned(client_id: int) -> ClientNote | None:
    """The note that stands on the client's first page. One query."""
    pinned = select(ClientNote).where(ClientNote.client_id == client_id, ClientNote.pinned_at.is_not(None))
    return db.session.scalar(pinned.order_by(ClientNote.pinned_at.desc(), ClientNote.id.desc()).limit(1))


def get_note(client: Client, note_id: int) -> ClientNote:
    """A note about this client, who has been loaded with access. One query. Raises NotFound for another's."""
    note = db.session.scalar(select(ClientNote).where(ClientNote.id == note_id, ClientNote.client_id == client.id))
    if note is None:
        raise NotFound
    return note


def may_change(note: ClientNote, membership: Membership) -> bool:
    """Only who wrote a note changes its words."""
    return note.author_id == membership.user_id


def may_delete(note: ClientNote, membership: Membership) -> bool:
    """Who wrote it deletes it, and whoever looks after the records."""
    return may_change(note, membership) or may(membership.role, Right.RECORDS)


def write(client: Client, body: str, *, by: int, now: datetime) -> ClientNote:
    """Add a note."""
    note = ClientNote(
        practice_id=client.practice_id, client_id=client.id, author_id=by, body=body.strip(), created_at=now
    )
    db.session.add(note)
    db.session.flush()
    return note


def change(note: ClientNote, body: str, *, seen_at: datetime | None, by: Membership, now: datetime) -> None:
    """Put other words in place and keep the former ones; the same words change nothing.

    `seen_at` is the `edited_at` of the text that the writer saw. Raises Forbidden for somebody else's note, Refused for
    one that was changed meanwhile.
    """
    if not may_change(note, by):
        raise Forbidden
    db.session.refresh(note, with_for_update={"of": ClientNote})
    if note.edited_at != seen_at:
        raise Refused(NEWER)
    if note.body == body.strip():
        return
    db.session.add(FormerNote(note_id=note.id, body=note.body, replaced_at=now))
    note.body, note.edited_at = body.strip(), now
    db.session.flush()


def pin(note: ClientNote, *, now: datetime) -> None:
    """Let it stand on the client's first page, in place of any other."""
    _unpin(note.client_id)
    note.pinned_at = now
    db.session.flush()


def unpin(note: ClientNote) -> None:
    """Take it off the client's first page."""
    _unpin(note.client_id)
    note.pinned_at = None
    db.session.flush()


def delete(note: ClientNote, *, by: Membership, now: datetime) -> None:
    """Delete a note with its former texts, for good. Raises Forbidden."""
    if not may_delete(note, by):
        raise Forbidden
    audit.record("note deleted", f"client:{note.client_id}", now=now, actor_id=by.user_id, practice_id=note.practice_id)
    db.session.delete(note)
    db.session.flush()


def _unpin(client_id: int) -> None:
    pinned = (ClientNote.client_id == client_id, ClientNote.pinned_at.is_not(None))
    db.session.execute(update(ClientNote).where(*pinned).values(pinned_at=None))


def _newest() -> tuple[ColumnElement[datetime], ColumnElement[int]]:
    return ClientNote.created_at.desc(), ClientNote.id.desc()

"""Making a calendar's address, replacing and ending it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CursorResult, delete, select, update

from app.clients.models import Client
from app.core import audit
from app.core.db import db, insert_for
from app.core.errors import Refused
from app.core.tokens import hash_token, new_token
from app.feeds.models import CalendarFeed

THERE = "You have a calendar address already. Lost it? Make a new one."
NONE = "There is no calendar address to replace. Make one first."


def make(client: Client, *, now: datetime) -> str:
    """Give a client an address; returns its token, of which only the hash stays. Raises Refused when there is one."""
    token = new_token()
    values = {"client_id": client.id, "token_hash": hash_token(token), "made_at": now}
    insert = insert_for(CalendarFeed).values(values).on_conflict_do_nothing(index_elements=["client_id"])
    if db.session.execute(insert.returning(CalendarFeed.client_id)).first() is None:
        raise Refused(THERE)
    _note("calendar address made", client, now)
    return token


def renew(client: Client, *, now: datetime) -> str:
    """Put another address in the place of the one there is, which ends; returns the token. Raises Refused without."""
    token = new_token()
    changed = db.session.execute(
        update(CalendarFeed)
        .where(CalendarFeed.client_id == client.id)
        .values(token_hash=hash_token(token), made_at=now)
    )
    assert isinstance(changed, CursorResult)
    if not changed.rowcount:
        raise Refused(NONE)
    _note("calendar address renewed", client, now)
    return token


def end(client: Client, *, now: datetime) -> None:
    """Make the client's address worthless. Twice does no harm."""
    ended = db.session.execute(delete(CalendarFeed).where(CalendarFeed.client_id == client.id))
    assert isinstance(ended, CursorResult)
    if ended.rowcount:
        _note("calendar address ended", client, now)


def end_all(user_id: int) -> None:
    """Make every address of a person worthless, in whatever practice."""
    mine = select(Client.id).where(Client.user_id == user_id)
    db.session.execute(
        delete(CalendarFeed).where(CalendarFeed.client_id.in_(mine)).execution_options(synchronize_session=False)
    )


def _note(verb: str, client: Client, now: datetime) -> None:
    audit.record(verb, f"client:{client.id}", now=now, actor_id=client.user_id, practice_id=client.practice_id)

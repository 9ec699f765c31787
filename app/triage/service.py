"""Keeping triage ready to read: made anew for whoever changed, and for everybody at their own midnight."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from sqlalchemy import Select, delete, or_, select, update

from app.clients.models import Client, ClientStatus
from app.core import zones
from app.core.clock import clock
from app.core.db import before_commit, db, insert_for, transaction
from app.core.errors import Refused
from app.progress.adherence import WINDOWS
from app.triage.facts import Picture, load_people, load_pictures
from app.triage.models import ClientState, ClientThresholds, Need
from app.triage.rules import Found, Thresholds, bucket_of, find_needs

log = logging.getLogger(__name__)

# A page is one transaction; while it lasts, an answer of one of these clients waits on SQLite.
PAGE = 500
SNOOZES = (1, 3, 7)
# Who is put away changes only by an act, and an act makes the state anew.
ARCHIVED_FOR = timedelta(days=30)


def refresh(client_ids: Collection[int], *, now: datetime, waits: bool = True) -> None:
    """Make the state and the needs of these clients anew, in the present transaction.

    A constant number of queries for each 500 clients. With `waits` False, clients that another transaction is busy with
    are left to it.
    """
    ids = sorted(set(client_ids))
    for first in range(0, len(ids), PAGE):
        people = load_people(ids[first : first + PAGE], now=now, waits=waits)
        pictures = load_pictures(people, now=now) if people else []
        if pictures:
            _write(pictures)


def mark_stale(client: Client, **_: Any) -> None:
    """Make this client's state anew as the last step of the present transaction; many clients at once cost the same."""
    db.session.info.setdefault("stale_clients", set()).add(client.id)
    before_commit(_refresh_stale)


def _refresh_stale() -> None:
    stale = db.session.info.pop("stale_clients", set())
    # The signals of one transaction may carry older instants; what counts is what is true when it ends.
    refresh(stale, now=clock.now())


def refresh_due() -> int:
    """Make anew every state that is missing or whose client has a new day. Returns how many were looked at.

    A page per transaction. With nothing due this is one look at an index, without a write lock. A client that cannot be
    computed is logged and holds up nobody else.
    """
    looked_at, last = 0, 0
    while ids := _due_ids(last):
        try:
            _refresh_page(ids)
        except SoftTimeLimitExceeded:
            raise
        except Exception:
            log.exception("a page of triage failed; its clients are taken one by one")
            _refresh_one_by_one(ids)
        looked_at, last = looked_at + len(ids), ids[-1]
    return looked_at


def _refresh_page(ids: Sequence[int]) -> None:
    with transaction():
        refresh(ids, now=clock.now(), waits=False)


def _refresh_one_by_one(ids: Sequence[int]) -> None:
    for client_id in ids:
        try:
            _refresh_page([client_id])
        except SoftTimeLimitExceeded:
            raise
        except Exception:
            log.exception("triage of client %s failed", client_id)


def _due_ids(after: int) -> list[int]:
    # A connection of its own takes no write lock and leaves no open snapshot behind.
    with db.engine.connect() as connection:
        due = _due().where(Client.id > after).order_by(Client.id).limit(PAGE)
        return list(connection.scalars(due))


def _due() -> Select[int]:
    is_due = or_(ClientState.client_id.is_(None), ClientState.refresh_at <= clock.now())
    return select(Client.id).outerjoin(ClientState, ClientState.client_id == Client.id).where(is_due)


def mark_done(need: Need, *, by: int, now: datetime) -> None:
    """Tick a need off. It comes back only for a new cause."""
    _change(need, done_at=now, done_by=by, now=now)


def snooze(need: Need, days: int, *, now: datetime) -> date:
    """Put a need off for 1, 3 or 7 days of the client's calendar; returns the date it comes back. Raises Refused."""
    if days not in SNOOZES:
        raise Refused("Choose 1, 3 or 7 days.")
    until = zones.local_date(now, zones.get_zone(need.client.user.zone)) + timedelta(days=days)
    _change(need, snoozed_until=until, now=now)
    return until


def bring_back(need: Need, *, now: datetime) -> None:
    """Undo ticking off or putting off."""
    _change(need, done_at=None, done_by=None, snoozed_until=None, now=now)


def _change(need: Need, *, now: datetime, **values: Any) -> None:
    db.session.execute(update(Need).where(Need.id == need.id).values(**values))
    refresh([need.client_id], now=now)


def set_thresholds(client: Client, thresholds: Thresholds, *, now: datetime) -> None:
    """Say what counts as trouble for one client. The defaults again leave no row."""
    if thresholds == Thresholds():
        db.session.execute(delete(ClientThresholds).where(ClientThresholds.client_id == client.id))
    else:
        values = {name: getattr(thresholds, name) for name in Thresholds.__slots__}
        insert = insert_for(ClientThresholds).values(client_id=client.id, **values)
        db.session.execute(insert.on_conflict_do_update(index_elements=["client_id"], set_=values))
    refresh([client.id], now=now)


def _write(pictures: Sequence[Picture]) -> None:
    known = _known_needs([picture.person.id for picture in pictures])
    states: list[dict[str, Any]] = []
    needs: list[dict[str, Any]] = []
    gone: list[int] = []
    kept: list[int] = []
    for picture in pictures:
        mine = known.get(picture.person.id, {})
        rows = [_need_row(picture, found, mine.get(found.kind)) for found in find_needs(picture.facts)]
        states.append(_state_row(picture, [row for row in rows if row["is_open"]]))
        needs += rows
        present = {row["kind"] for row in rows}
        for need in mine.values():
            if need.kind not in present:
                (kept if need.done_at or need.snoozed_until else gone).append(need.id)
    if gone:
        db.session.execute(delete(Need).where(Need.id.in_(gone)))
    if kept:
        # What was ticked off is remembered, in case the same cause comes back.
        db.session.execute(update(Need).where(Need.id.in_(kept)).values(is_present=False, is_open=False))
    if needs:
        _upsert(Need, needs, keys=("client_id", "kind"))
    _upsert(ClientState, states, keys=("client_id",))


def _known_needs(ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    columns = (Need.id, Need.client_id, Need.kind, Need.cause, Need.since, Need.is_present, Need.snoozed_until)
    rows = db.session.execute(select(*columns, Need.done_at, Need.done_by).where(Need.client_id.in_(ids)))
    known: dict[int, dict[str, Any]] = {}
    for row in rows:
        known.setdefault(row.client_id, {})[row.kind] = row
    return known


def _need_row(picture: Picture, found: Found, before: Any) -> dict[str, Any]:
    is_same = before is not None and before.cause == found.cause
    is_running_on = before is not None and before.is_present and before.done_at is None
    done_at = before.done_at if is_same else None
    snoozed_until = before.snoozed_until if is_same else None
    if snoozed_until is not None and snoozed_until <= picture.facts.today:
        snoozed_until = None
    return {
        "client_id": picture.person.id,
        "kind": found.kind.value,
        "cause": found.cause,
        # A trouble that lasts into a new week began when it began.
        "since": min(before.since, found.since) if is_same or is_running_on else found.since,
        "severity": found.severity,
        "reason": found.reason,
        "proof": found.proof,
        "is_present": True,
        "is_open": done_at is None and snoozed_until is None,
        "snoozed_until": snoozed_until,
        "done_at": done_at,
        "done_by": before.done_by if is_same else None,
    }


def _state_row(picture: Picture, open_needs: list[dict[str, Any]]) -> dict[str, Any]:
    person, facts = picture.person, picture.facts
    worst = open_needs[0] if open_needs else {"severity": 0, "reason": ""}
    bucket = bucket_of(facts, is_any_open=bool(open_needs))
    rests = ARCHIVED_FOR if person.status is ClientStatus.ARCHIVED else timedelta(days=1)
    counts = {
        f"{name}_{days}": getattr(picture.windows[days], name)
        for days in WINDOWS
        for name in ("planned", "completed", "extras")
    }
    return {
        "client_id": person.id,
        "computed_on": person.today,
        "refresh_at": zones.to_utc(person.today + rests, time(0), person.zone),
        "bucket": bucket.value if bucket else None,
        "severity": worst["severity"],
        "reason": worst["reason"],
        "last_active_on": facts.last_active_on,
        "pain_now": facts.pain.now,
        "pain_change": facts.pain.change,
        **counts,
    }


def _upsert(table: type[Need] | type[ClientState], rows: list[dict[str, Any]], *, keys: tuple[str, ...]) -> None:
    insert = insert_for(table)
    changed = {name: insert.excluded[name] for name in rows[0] if name not in keys}
    db.session.execute(insert.on_conflict_do_update(index_elements=list(keys), set_=changed), rows)

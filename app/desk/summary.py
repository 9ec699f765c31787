"""The sheet for a call: what a trainer reads on two pages before they talk with one client."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.bookings.models import Booking
from app.bookings.queries import find_next_call
from app.clients.models import Client, ClientNote
from app.clients.notes import list_notes
from app.core.db import db
from app.desk.entries import Entry, Window
from app.desk.overview import Overview, load_overview
from app.desk.sources import (
    read_holds,
    read_messages,
    read_pauses,
    read_plans,
    read_releases,
    read_safety,
    read_suggestions,
)
from app.intake.queries import find_intake
from app.logbook.models import ItemLog, SessionLog
from app.logbook.rules import SKIP_WORDS
from app.outcomes.cards import Outcome, outcome_of
from app.outcomes.queries import list_assessments, rounds_of
from app.progress.queries import Answer

# Two pages hold no more than these.
MOST_ENTRIES, MOST_NOTES, MOST_SAID = 8, 3, 6
# Without a call before, or with one long ago.
LOOK_BACK, LONGEST_BACK = timedelta(days=28), timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Summary:
    """One client on two pages. `since` is the last call, or four weeks ago without one (`has_call` says which).

    `skips` are (reason, number of sessions) since then, the most frequent first; `said` the client's own words with
    their answers, newest first; `safety` everything there ever was.
    """

    overview: Overview
    since: datetime
    has_call: bool
    next_call: Booking | None
    goals: Sequence[str]
    outcome: Outcome | None
    skips: list[tuple[str, int]]
    said: list[Answer]
    changes: list[Entry]
    safety: list[Entry]
    messages: list[Entry]
    notes: Sequence[ClientNote]


def load_summary(client: Client, viewer_zone: str, *, now: datetime) -> Summary:
    """The sheet of a client the viewer may see. About 25 queries, whatever the number of rows."""
    last_call = _last_call(client.id, now)
    has_call = last_call is not None and last_call > now - LONGEST_BACK
    since = last_call if last_call is not None and has_call else now - LOOK_BACK
    overview = load_overview(client, viewer_zone, now=now)
    window = Window(client, now=now, limit=MOST_ENTRIES)
    changes = [*read_plans(window), *read_pauses(window), *read_suggestions(window)]
    safety = [*read_safety(window), *read_holds(window), *read_releases(window)]
    intake = find_intake(client.id)
    return Summary(
        overview=overview,
        since=since,
        has_call=has_call,
        next_call=find_next_call(client.id, now),
        goals=intake.goals if intake else [],
        outcome=outcome_of(rounds_of(list_assessments(client.id))),
        skips=_skips(client.id, since),
        said=[answer for answer in reversed(overview.answers) if answer.note][:MOST_SAID],
        changes=_newest(entry for entry in changes if entry.at >= since),
        safety=_newest(safety),
        messages=_newest(entry for entry in read_messages(replace(window, limit=MOST_SAID)) if entry.at >= since),
        notes=list_notes(client.id)[:MOST_NOTES],
    )


def _newest(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[:MOST_ENTRIES]


def _last_call(client_id: int, now: datetime) -> datetime | None:
    held = select(func.max(Booking.start_at)).where(
        Booking.client_id == client_id, Booking.status == "confirmed", Booking.end_at <= now
    )
    return db.session.scalar(held)


def _skips(client_id: int, since: datetime) -> list[tuple[str, int]]:
    number = func.count(func.distinct(ItemLog.session_log_id))
    rows = db.session.execute(
        select(ItemLog.skip_reason, number)
        .join(SessionLog, SessionLog.id == ItemLog.session_log_id)
        .where(SessionLog.client_id == client_id, SessionLog.logged_at >= since, ItemLog.skip_reason.is_not(None))
        .group_by(ItemLog.skip_reason)
        .order_by(number.desc(), ItemLog.skip_reason)
    )
    return [(SKIP_WORDS[reason or ""], sessions) for reason, sessions in rows]

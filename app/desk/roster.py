"""The trainer's roster: a page of clients, each with what was done, how it feels, and when the next call is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import fmean

from sqlalchemy import func

from app.accounts.models import User
from app.bookings.models import Booking
from app.bookings.queries import next_calls
from app.clients.models import Client, ClientStatus
from app.clients.queries import visible_to
from app.core import zones
from app.core.db import db
from app.core.words import local, one_decimal, short_date
from app.practices.models import Membership
from app.progress.adherence import Band, WindowResult, rolling_start
from app.progress.queries import Answer, History, last_answers, load_histories

PAGE = 50
WINDOW_DAYS = 7
BANDS = {
    Band.ON_TRACK: ("ok", "On track"),
    Band.PARTLY: ("watch", "Partly"),
    Band.NEEDS_SUPPORT: ("red", "Needs support"),
    Band.UNKNOWN: ("none", "Nothing due"),
}
STATUSES = {
    ClientStatus.INVITED: ("none", "Invited"),
    ClientStatus.PAUSED: ("paused", "Paused"),
    ClientStatus.ARCHIVED: ("none", "Archived"),
}


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One line of the roster, in words. `state` and `word` make the tag; "" means there is nothing to say."""

    client: Client
    state: str
    word: str
    done: str
    pain: str
    trend: str
    seen: str
    next_call: str


@dataclass(frozen=True, slots=True)
class Roster:
    """A page of rows, and where it stands in the whole."""

    rows: list[RosterRow]
    first: int
    last: int
    total: int
    page: int


def load_roster(membership: Membership, *, now: datetime, page: int = 1, search: str = "") -> Roster:
    """The page of clients this member may see, by name. Six queries, whatever the number of clients."""
    clients = visible_to(membership).join(User, User.id == Client.user_id).where(Client.status != ClientStatus.ARCHIVED)
    # The name this practice uses: it may have its own for a person who was known elsewhere before.
    shown = func.lower(func.coalesce(Client.called, User.name))
    if search:
        clients = clients.where(shown.contains(search.lower(), autoescape=True))
    total = db.session.scalar(clients.with_only_columns(func.count(Client.id), maintain_column_froms=True)) or 0
    page = max(1, min(page, -(-total // PAGE) or 1))
    ordered = clients.order_by(shown, Client.id).limit(PAGE).offset((page - 1) * PAGE)
    found = db.session.scalars(ordered).all()
    ids = [client.id for client in found]
    histories = load_histories(ids, since=rolling_start(now.date() - timedelta(days=1), 2 * WINDOW_DAYS))
    calls = next_calls(ids, now)
    seen = last_answers(ids)
    rows = [_row(client, histories[client.id], seen.get(client.id), calls.get(client.id), now) for client in found]
    first = (page - 1) * PAGE + 1 if total else 0
    return Roster(rows, first, first + len(rows) - 1 if rows else 0, total, page)


def _row(client: Client, history: History, last_on: date | None, call: Booking | None, now: datetime) -> RosterRow:
    zone = zones.get_zone(client.user.zone)
    today = zones.local_date(now, zone)
    window = history.window(today, WINDOW_DAYS)
    state, word = STATUSES.get(ClientStatus(client.status)) or BANDS[window.band]
    recent = _mean_before(history.answers, today, 0)
    return RosterRow(
        client=client,
        state=state,
        word=word,
        done=_done(window),
        pain=one_decimal(recent) if recent is not None else "",
        trend=_trend(recent, _mean_before(history.answers, today, WINDOW_DAYS)),
        seen=_seen(last_on, today),
        next_call=_call(call),
    )


def _done(window: WindowResult) -> str:
    return f"{window.completed} of {window.planned}" if window.planned else ""


def _mean_before(answers: list[Answer], today: date, back: int) -> float | None:
    """Mean pain before over the seven local days that end `back` days before today."""
    last = today - timedelta(days=back)
    values = [
        answer.pain_before
        for answer in answers
        if answer.pain_before is not None and last - timedelta(days=WINDOW_DAYS) < answer.on <= last
    ]
    return fmean(values) if values else None


def _trend(recent: float | None, earlier: float | None) -> str:
    if recent is None or earlier is None:
        return ""
    change = recent - earlier
    if abs(change) < 0.05:
        return "steady"
    return f"{'up' if change > 0 else 'down'} {one_decimal(abs(change))}"


def _seen(last_on: date | None, today: date) -> str:
    if last_on is None:
        return ""
    days = (today - last_on).days
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")


def _call(call: Booking | None) -> str:
    if call is None:
        return ""
    at = local(call.start_at, call.trainer_zone)
    return f"{short_date(at.date())}, {at:%H:%M}"

"""The trainer's roster: a page of clients, each with what was done, how it feels, the next call, and why to look.

What a row says is read from the stored state (`triage.models.ClientState`); nothing is computed from answers here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import contains_eager

from app.accounts.models import User
from app.bookings.models import Booking
from app.bookings.queries import next_calls
from app.clients.models import Client, ClientStatus, ClientTag, Tag
from app.clients.queries import visible_to
from app.clients.tags import list_tags, tags_of
from app.core import zones
from app.core.converters import LARGEST
from app.core.db import db
from app.core.words import day_month, local, one_decimal, short_date
from app.practices.models import Membership
from app.progress.adherence import WINDOWS
from app.triage.facts import load_thresholds
from app.triage.models import Bucket, ClientState
from app.triage.queries import BucketCounts, count_buckets
from app.triage.rules import SEVERITY, NeedKind, Thresholds

PAGE = 50
# Last answer: green up to a day ago, amber up to five, red beyond (house rule, after common practice).
FRESH_DAYS, RECENT_DAYS = 1, 5
STATUSES = {
    ClientStatus.INVITED: ("none", "Invited"),
    ClientStatus.PAUSED: ("paused", "Paused"),
    ClientStatus.ARCHIVED: ("none", "Archived"),
}
# Nobody knows yet how such a client does.
UNKNOWN = ("none", "Nothing due")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the trainer asked to see. `tag_id` 0 and an empty `status` or `bucket` are all; `order` is worst or name."""

    search: str = ""
    tag_id: int = 0
    status: str = ""
    bucket: str = ""
    days: int = 7
    order: str = "worst"
    page: int = 1

    @classmethod
    def of(cls, *, search: str, tag_id: int, status: str, bucket: str, days: int, order: str, page: int) -> Wish:
        """What an address asks for, where it makes sense; the usual where it does not."""
        return cls(
            search=search,
            tag_id=tag_id if 0 < tag_id <= LARGEST else 0,
            status=status if status in list(ClientStatus) else "",
            bucket=bucket if bucket in list(Bucket) else "",
            days=days if days in WINDOWS else WINDOWS[0],
            order="name" if order == "name" else "worst",
            page=page,
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether it leaves anybody out whom the plain roster shows."""
        return bool(self.search or self.tag_id or self.status or self.bucket)

    def address(self, **changes: Any) -> dict[str, Any]:
        """The parts of an address that asks for this with some changes; what is usual is left out.

        Any change but of the page leads back to the first page.
        """
        wish = replace(self, **({"page": 1} | changes))
        parts = {
            "q": wish.search,
            "tag": wish.tag_id,
            "status": wish.status,
            "bucket": wish.bucket,
            "days": wish.days if wish.days != WINDOWS[0] else 0,
            "order": wish.order if wish.order != "worst" else "",
            "page": wish.page if wish.page > 1 else 0,
        }
        return {name: value for name, value in parts.items() if value}


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One line of the roster, in words; "" means there is nothing to say. `state` and `word` make the tag.

    `seen` is the dot, the words and the date of the last answer.
    """

    client: Client
    name: str
    state: str
    word: str
    reason: str
    tags: list[str]
    done: str
    extras: int
    pain: str
    trend: str
    seen: tuple[str, str, str] | None
    next_call: str


@dataclass(frozen=True, slots=True)
class Roster:
    """A page of rows, where it stands in the whole, and what the practice can filter by."""

    wish: Wish
    rows: list[RosterRow]
    first: int
    last: int
    total: int
    buckets: BucketCounts
    tags: list[Tag]


def load_roster(membership: Membership, wish: Wish, *, now: datetime) -> Roster:
    """The page of clients this member may see. Seven queries, whatever the number of clients."""
    found = _found(membership, wish)
    total = db.session.scalar(found.with_only_columns(func.count(Client.id), maintain_column_froms=True)) or 0
    page = max(1, min(wish.page, -(-total // PAGE) or 1))
    wish = replace(wish, page=page)
    rows = db.session.execute(
        found.add_columns(ClientState)
        .options(contains_eager(Client.user))
        .order_by(*_order(wish))
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    ids = [client.id for client, _ in rows]
    calls = next_calls(ids, now)
    tags = tags_of(ids)
    own = load_thresholds(ids)
    lines = [
        _row(client, state, wish.days, tags.get(client.id, []), own.get(client.id, Thresholds()), calls, now)
        for client, state in rows
    ]
    first = (page - 1) * PAGE + 1 if total else 0
    return Roster(
        wish=wish,
        rows=lines,
        first=first,
        last=first + len(lines) - 1 if lines else 0,
        total=total,
        buckets=count_buckets(membership),
        tags=list(list_tags(membership.practice_id)),
    )


def _found(membership: Membership, wish: Wish) -> Select[Client]:
    clients = (
        visible_to(membership)
        .join(User, User.id == Client.user_id)
        .outerjoin(ClientState, ClientState.client_id == Client.id)
    )
    clients = clients.where(Client.status == wish.status if wish.status else Client.status != ClientStatus.ARCHIVED)
    if wish.search:
        clients = clients.where(_shown().contains(wish.search.lower(), autoescape=True))
    if wish.bucket:
        clients = clients.where(ClientState.bucket == wish.bucket)
    if wish.tag_id:
        clients = clients.where(Client.id.in_(select(ClientTag.client_id).where(ClientTag.tag_id == wish.tag_id)))
    return clients


def _shown() -> ColumnElement[str]:
    """The name this practice uses: it may have its own for a person who was known elsewhere before."""
    return func.lower(func.coalesce(Client.called, User.name))


def _order(wish: Wish) -> list[ColumnElement[Any]]:
    """Worst first: by the worst need, then the smallest part done. Nothing planned comes after that, a pause last."""
    if wish.order == "name":
        return [_shown(), Client.id.expression]
    columns = ClientState.__table__.c
    planned, completed = columns[f"planned_{wish.days}"], columns[f"completed_{wish.days}"]
    part = case((planned > 0, completed * 1.0 / planned), else_=2.0)
    rests = case((ClientState.bucket == Bucket.PAUSED, 1), else_=0)
    worst = func.coalesce(ClientState.severity, 0).desc()
    return [worst, rests, func.coalesce(part, 2.0), _shown(), Client.id.expression]


def _row(
    client: Client,
    state: ClientState | None,
    days: int,
    tags: list[str],
    thresholds: Thresholds,
    calls: dict[int, Booking],
    now: datetime,
) -> RosterRow:
    today = zones.local_date(now, zones.get_zone(client.user.zone))
    mark, word = STATUSES.get(ClientStatus(client.status)) or UNKNOWN
    if state is None:
        return RosterRow(client, client.name, mark, word, "", tags, "", 0, "", "", None, _call(calls.get(client.id)))
    planned, completed = getattr(state, f"planned_{days}"), getattr(state, f"completed_{days}")
    if state.bucket == Bucket.ATTENTION:
        mark, word = ("red" if state.severity >= SEVERITY[NeedKind.RED] else "watch"), "Needs you"
    elif state.bucket == Bucket.PAUSED:
        mark, word = STATUSES[ClientStatus.PAUSED]
    elif state.bucket == Bucket.ON_TRACK:
        mark, word = _band(planned, completed, thresholds)
    return RosterRow(
        client=client,
        name=client.name,
        state=mark,
        word=word,
        reason=state.reason,
        tags=tags,
        done=f"{completed} of {planned}" if planned else "",
        extras=getattr(state, f"extras_{days}"),
        pain=one_decimal(state.pain_now) if state.pain_now is not None else "",
        trend=_trend(state.pain_change),
        seen=_seen(state.last_active_on, today),
        next_call=_call(calls.get(client.id)),
    )


def _band(planned: int, completed: int, thresholds: Thresholds) -> tuple[str, str]:
    """How the chosen days read, by the client's own thresholds. Who needs nothing is never red here."""
    if not planned:
        return UNKNOWN
    pct = 100 * completed / planned
    if pct >= thresholds.green_pct:
        return "ok", "On track"
    return "watch", "Partly" if pct >= thresholds.amber_pct else "Few done"


def _trend(change: float | None) -> str:
    if change is None:
        return ""
    if abs(change) < 0.05:
        return "steady"
    return f"{'up' if change > 0 else 'down'} {one_decimal(abs(change))}"


def _seen(last_on: date | None, today: date) -> tuple[str, str, str] | None:
    if last_on is None:
        return None
    days = (today - last_on).days
    dot = "ok" if days <= FRESH_DAYS else "watch" if days <= RECENT_DAYS else "red"
    words = {0: "Today", 1: "Yesterday"}.get(days, f"{days} days ago")
    return dot, words, day_month(last_on)


def _call(call: Booking | None) -> str:
    if call is None:
        return ""
    at = local(call.start_at, call.trainer_zone)
    return f"{short_date(at.date())}, {at:%H:%M}"

"""Needs you today: who, why, since when, and the one thing to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import url_for

from app.accounts.identity import Viewer
from app.core import zones
from app.core.drawing.spark import Spark, pain_spark, session_spark
from app.core.drawing.week import DayState
from app.core.errors import NotFound
from app.core.words import count, long_date
from app.practices.models import Membership
from app.practices.queries import get_membership
from app.practices.rights import Right, may
from app.progress.adherence import DayStatus, rolling_start
from app.progress.queries import History, load_histories
from app.triage.models import Need
from app.triage.queries import BucketCounts, count_buckets, count_open, get_need, list_open
from app.triage.rules import ACTS, JUDGED, NeedKind

PAGE = 50
EVIDENCE_DAYS = 28
EVIDENCE_SESSIONS = 8
SIGNS = {NeedKind.HOLD: "red", NeedKind.RED: "red", NeedKind.PAIN_UP: "watch", NeedKind.MAIL: "watch"}
SIGNS |= {NeedKind.ADHERENCE: "watch", NeedKind.SILENT: "none"}
ABOUT_PAIN = frozenset({NeedKind.RED, NeedKind.PAIN_UP})
# Where the one act of a kind happens; each address takes the client's number. The rest happens on the client's page.
PLACES = {
    NeedKind.HOLD: "safety.show_safety",
    NeedKind.MESSAGE: "messages.show_thread",
    NeedKind.SILENT: "messages.show_thread",
    NeedKind.SUGGESTION: "suggestions.show_suggestion",
    NeedKind.INTAKE: "intake.show",
    NeedKind.NO_PLAN: "prescriptions.assign",
    NeedKind.PLAN_END: "prescriptions.show_plan",
    NeedKind.REVIEW: "prescriptions.show_plan",
    NeedKind.MAIL: "clients.edit_client",
}
STATES: dict[DayStatus, DayState] = {
    DayStatus.COMPLETED: "done",
    DayStatus.PARTIAL: "part",
    DayStatus.NOT_DONE: "left_out",
    DayStatus.NO_ANSWER: "unknown",
    DayStatus.EXCUSED: "paused",
}


@dataclass(frozen=True, slots=True)
class NeedLine:
    """One line of the page. `act` is (words, address). `may_tick` says whether this member may tick it off."""

    need: Need
    name: str
    sign: str
    since: str
    act: tuple[str, str]
    picture: Spark | None
    may_tick: bool


@dataclass(frozen=True, slots=True)
class NeedsPage:
    """A page of lines, and where it stands in the whole. `changed` was just ticked off or put off; it can come back."""

    lines: list[NeedLine]
    number: int
    people: int
    buckets: BucketCounts
    page: int
    first: int
    changed: Need | None

    @property
    def last(self) -> int:
        """The place of the last line, counted from 1."""
        return self.first + len(self.lines) - 1

    @property
    def title(self) -> str:
        """The heading: how much there is to do."""
        if not self.number:
            return "Nothing needs you now"
        return f"{count(self.number, 'thing needs', 'things need')} you today"

    @property
    def line(self) -> str:
        """The line below it: about how many people, and how the others are."""
        rest = [f"{self.buckets.on_track} on track", f"{self.buckets.paused} paused"]
        words = ", ".join(part for part in rest if not part.startswith("0 "))
        if not self.number:
            return f"{words}.".capitalize() if words else ""
        about = f"About {count(self.people, 'person', 'people')}."
        return f"{about} Of the others: {words}." if words else about


def load_needs(viewer: Viewer, *, now: datetime, page: int = 1, changed_id: int | None = None) -> NeedsPage:
    """The page of a member. Five queries, six with `changed_id`, whatever the number of clients."""
    membership = get_membership(viewer)
    number, people = count_open(membership)
    page = max(1, min(page, -(-number // PAGE) or 1))
    needs = list_open(membership, first=(page - 1) * PAGE, most=PAGE)
    histories = load_histories(
        {need.client_id for need in needs}, since=rolling_start(now.date() - timedelta(days=1), EVIDENCE_DAYS)
    )
    return NeedsPage(
        lines=[_line(need, histories[need.client_id], membership, now) for need in needs],
        number=number,
        people=people,
        buckets=count_buckets(membership),
        page=page,
        first=(page - 1) * PAGE + 1,
        changed=_changed(viewer, changed_id),
    )


def _changed(viewer: Viewer, need_id: int | None) -> Need | None:
    if need_id is None:
        return None
    try:
        need = get_need(viewer, need_id)
    except NotFound:
        return None
    return need if need.is_present and not need.is_open else None


def _line(need: Need, history: History, membership: Membership, now: datetime) -> NeedLine:
    kind = NeedKind(need.kind)
    today = zones.local_date(now, zones.get_zone(need.client.user.zone))
    return NeedLine(
        need=need,
        name=need.client.name,
        sign=SIGNS.get(kind, "calm"),
        since=_since(need.since, today),
        act=(ACTS[kind], url_for(PLACES.get(kind, "desk.show_client"), client_id=need.client_id)),
        picture=_picture(kind, history, today),
        may_tick=kind not in JUDGED or may(membership.role, Right.SAFETY),
    )


def _since(since: date, today: date) -> str:
    days = (today - since).days
    if days <= 0:
        return "Since today"
    return "Since yesterday" if days == 1 else f"Since {long_date(since)}"


def _picture(kind: NeedKind, history: History, today: date) -> Spark | None:
    """The latest pain answers where it is about pain, else the latest planned days; None where there is too little."""
    if kind in ABOUT_PAIN:
        values = [answer.pain_before for answer in history.answers][-EVIDENCE_SESSIONS:]
        return pain_spark(values) if sum(value is not None for value in values) > 1 else None
    states = [
        STATES[status]
        for day in history.matched().days
        if day.planned.on <= today and not day.is_any_day and (status := day.status(today)) in STATES
    ]
    return session_spark(states[-EVIDENCE_SESSIONS:]) if states else None

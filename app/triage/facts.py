"""All that the rules need to know of some clients, read in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import fmean
from zoneinfo import ZoneInfo

from sqlalchemy import Row, or_, select

from app.accounts.models import User
from app.clients.models import Client, ClientStatus, Pause
from app.core import zones
from app.core.db import db
from app.prescriptions.models import Prescription
from app.progress.adherence import WINDOWS, WindowResult, rolling_result, rolling_start
from app.progress.queries import Answer, History, last_answers, load_histories
from app.triage import sources
from app.triage.models import ClientThresholds
from app.triage.rules import Counts, Facts, PainWeeks, PlanDates, Thresholds, days_silent

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Person:
    """A client as triage sees them: number, whose, where, and since when."""

    id: int
    user_id: int
    practice_id: int
    status: ClientStatus
    zone: ZoneInfo
    today: date
    accepted_on: date | None
    lacks_intake: bool
    awaits_clearance: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """One client: the facts for the rules, and the windows of 7, 30 and 90 days."""

    person: Person
    facts: Facts
    windows: dict[int, WindowResult]


def load_people(client_ids: Collection[int], *, now: datetime, waits: bool) -> list[Person]:
    """The clients with these numbers, locked until the transaction ends, so that no two make the same state at once.

    With `waits` False, those that somebody else holds are left out. One query.
    """
    rows = db.session.execute(
        select(
            Client.id,
            Client.user_id,
            Client.practice_id,
            Client.status,
            Client.accepted_at,
            Client.intake_done_at,
            Client.awaits_clearance,
            User.zone,
        )
        .join(User, User.id == Client.user_id)
        .where(Client.id.in_(client_ids))
        .order_by(Client.id)
        # Not the lock of an update of the key: rows that merely point at a client do not wait for it.
        .with_for_update(of=Client, key_share=True, skip_locked=not waits)
    )
    return [_person(row, now) for row in rows]


def _person(row: Row[int, int, int, str, datetime | None, datetime | None, bool, str], now: datetime) -> Person:
    zone = zones.get_zone(row.zone)
    return Person(
        id=row.id,
        user_id=row.user_id,
        practice_id=row.practice_id,
        status=ClientStatus(row.status),
        zone=zone,
        today=zones.local_date(now, zone),
        accepted_on=zones.local_date(row.accepted_at, zone) if row.accepted_at else None,
        lacks_intake=row.intake_done_at is None,
        awaits_clearance=row.awaits_clearance,
    )


def load_pictures(people: Sequence[Person], *, now: datetime) -> list[Picture]:
    """What is known of each person, in their order. A constant number of queries, whatever the number of people."""
    ids = [person.id for person in people]
    # The earliest date that is today anywhere.
    first_today = min((person.today for person in people), default=now.date())
    histories = load_histories(ids, since=rolling_start(first_today, max(WINDOWS)))
    seen = last_answers(ids)
    plans = _plans(ids)
    pauses = _pauses(ids, first_today)
    thresholds = load_thresholds(ids)
    causes = sources.load_causes(people, now=now)
    pictures = []
    for person in people:
        history, today = histories[person.id], person.today
        matching = history.matched()
        windows = {days: rolling_result(matching, today, days) for days in WINDOWS}
        last_on = seen.get(person.id)
        planned = [(day.on, day.excused is not None) for day in history.planned]
        facts = Facts(
            today=today,
            status=person.status,
            accepted_on=person.accepted_on,
            is_pausing=any(first <= today and (last is None or last >= today) for first, last in pauses[person.id]),
            last_active_on=last_on,
            days_silent=days_silent(planned, last_on, today),
            week=_counts(windows[7]),
            month=_counts(windows[30]),
            pain=_pain_weeks(history, today),
            plan=_plan_dates(plans[person.id], today),
            lacks_intake=person.lacks_intake,
            awaits_clearance=person.awaits_clearance,
            thresholds=thresholds.get(person.id, Thresholds()),
            **causes[person.id],
        )
        pictures.append(Picture(person, facts, windows))
    return pictures


def load_thresholds(client_ids: Collection[int]) -> dict[int, Thresholds]:
    """The thresholds of those clients that have their own. One query."""
    rows = db.session.scalars(select(ClientThresholds).where(ClientThresholds.client_id.in_(client_ids)))
    return {
        row.client_id: Thresholds(row.green_pct, row.amber_pct, row.pain_rise, row.silent_days, row.adherence_fall)
        for row in rows
    }


def _counts(window: WindowResult) -> Counts:
    return Counts(window.planned, window.completed)


def _pain_weeks(history: History, today: date) -> PainWeeks:
    now, earlier = _ratings(history.answers, today), _ratings(history.answers, today - WEEK)
    return PainWeeks(
        now=fmean(now) if now else None,
        now_n=len(now),
        earlier=fmean(earlier) if earlier else None,
        earlier_n=len(earlier),
    )


def _ratings(answers: Sequence[Answer], last: date) -> list[int]:
    """Pain before of the seven local days that end with `last`."""
    first = last - WEEK
    return [a.pain_before for a in answers if a.pain_before is not None and first < a.on <= last]


def _plans(ids: Collection[int]) -> dict[int, list[tuple[date, date | None, date]]]:
    """(from, through, review) of every version of these clients' plans, by client. One query."""
    plans: dict[int, list[tuple[date, date | None, date]]] = defaultdict(list)
    rows = db.session.execute(
        select(Prescription.client_id, Prescription.effective_from, Prescription.ends_on, Prescription.review_on)
        .where(Prescription.client_id.in_(ids))
        .order_by(Prescription.effective_from)
    )
    for client_id, effective_from, ends_on, review_on in rows:
        plans[client_id].append((effective_from, ends_on, review_on))
    return plans


def _plan_dates(versions: list[tuple[date, date | None, date]], today: date) -> PlanDates:
    running = [version for version in versions if version[1] is None or version[1] >= today]
    if not running:
        return PlanDates(ended_on=max((ends_on for _, ends_on, _ in versions if ends_on), default=None))
    last_day = None if any(ends_on is None for _, ends_on, _ in running) else max(v[1] for v in running if v[1])
    return PlanDates(is_there=True, ends_on=last_day, review_on=running[0][2])


def _pauses(ids: Collection[int], first_today: date) -> dict[int, list[tuple[date, date | None]]]:
    """The pauses of these clients that are not over, by client. One query."""
    pauses: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    rows = db.session.execute(
        select(Pause.client_id, Pause.from_on, Pause.until_on).where(
            Pause.client_id.in_(ids), or_(Pause.until_on.is_(None), Pause.until_on >= first_today)
        )
    )
    for client_id, from_on, until_on in rows:
        pauses[client_id].append((from_on, until_on))
    return pauses

"""Sending the weekly summaries and digests, Mondays at 07:00 in each reader's zone, or when their quiet hours end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.clients.agreeing import list_agreed
from app.clients.consent import PAIN_IN_SUMMARY
from app.clients.models import Client, ClientStatus
from app.core import zones
from app.core.db import db
from app.core.words import long_date
from app.mail import kinds, outbox, recurring
from app.mail.models import Recurrence
from app.practices.models import Membership, Practice
from app.progress.adherence import week_result
from app.progress.queries import load_histories
from app.reminders.rules import after_quiet, next_weekly
from app.reminders.state import policy_of
from app.safety.models import SafetyEvent
from app.summaries.digest import ClientWeek, digest_rows
from app.summaries.emails import trainer_digest_mail, week_summary_mail
from app.summaries.models import WeekSummary
from app.summaries.queries import Week, load_weeks

# A paused client still gets the summary of a week in which something was planned or done.
SUMMARISED = (ClientStatus.ACTIVE, ClientStatus.MAINTENANCE, ClientStatus.PAUSED)
DIGEST_MEMORY = timedelta(days=60)


def send_due() -> int:
    """Handle every summary and digest that is due; returns how many were looked at."""
    return recurring.run(kinds.WEEK_SUMMARY, _handle_clients) + recurring.run(kinds.TRAINER_DIGEST, _handle_trainers)


def _handle_clients(rows: Sequence[Recurrence], now: datetime) -> None:
    found = db.session.scalars(
        select(Client)
        .where(Client.id.in_([row.owner_id for row in rows]))
        .options(joinedload(Client.practice).selectinload(Practice.mail_choices), joinedload(Client.trainer))
    )
    clients = {client.id: client for client in found}
    due = {row.owner_id: row for row in rows if row.owner_id in clients}
    todays = {number: _local_date(row.next_at or now, clients[number].user.zone) for number, row in due.items()}
    mondays = {number: zones.week_start(today) - timedelta(days=7) for number, today in todays.items()}
    weeks = load_weeks([clients[number] for number in due], mondays, todays)
    _keep(weeks, now)
    with_pain = list_agreed(clients, PAIN_IN_SUMMARY)
    for row in rows:
        due_at = row.next_at
        assert due_at is not None
        client = clients.get(row.owner_id)
        if client is None:
            row.next_at = None
            continue
        week = weeks[client.id]
        if client.status in SUMMARISED and _has_something(week) and now < due_at + kinds.WEEK_SUMMARY.lateness:
            mail = week_summary_mail(week, due_at=_when(due_at, client), with_pain=client.id in with_pain)
            outbox.post(mail, now=now)
        row.next_at = _next(client, now)


def _local_date(instant: datetime, zone: str) -> date:
    return zones.local_date(instant, zones.get_zone(zone))


def _when(due_at: datetime, client: Client) -> datetime:
    return after_quiet(due_at, zones.get_zone(client.user.zone), policy_of(client.practice))


def _has_something(week: Week) -> bool:
    sessions = week.numbers.sessions
    return bool(sessions.planned or sessions.completed or sessions.partial or sessions.extras)


def _keep(weeks: dict[int, Week], now: datetime) -> None:
    """Freeze the numbers as they are sent. A week that is already kept stays as it was."""
    kept = {
        (summary.client_id, summary.week)
        for summary in db.session.scalars(select(WeekSummary).where(WeekSummary.client_id.in_(weeks)))
    }
    for client_id, week in weeks.items():
        if (client_id, week.numbers.week) not in kept:
            numbers = week.numbers.to_json()
            db.session.add(WeekSummary(client_id=client_id, week=week.numbers.week, numbers=numbers, created_at=now))
    db.session.flush()


def _handle_trainers(rows: Sequence[Recurrence], now: datetime) -> None:
    found = db.session.scalars(select(Membership).where(Membership.user_id.in_([row.owner_id for row in rows])))
    members = {member.user_id: member for member in found}
    weeks = _client_weeks(list(members), rows, now)
    for row in rows:
        due_at = row.next_at
        assert due_at is not None
        member = members.get(row.owner_id)
        if member is None:
            row.next_at = None
            continue
        today = _local_date(due_at, member.user.zone)
        monday = zones.week_start(today) - timedelta(days=7)
        lines = digest_rows(weeks.get(row.owner_id, []), today)
        if lines and now < due_at + kinds.TRAINER_DIGEST.lateness:
            ends_on = long_date(monday + timedelta(days=6))
            week = zones.iso_week_key(monday)
            waits_until = after_quiet(due_at, zones.get_zone(member.user.zone), policy_of(member.practice))
            outbox.post(trainer_digest_mail(member, lines, week, due_at=waits_until, ends_on=ends_on), now=now)
        row.next_at = next_weekly(now, zones.get_zone(member.user.zone))


def _client_weeks(trainer_ids: Sequence[int], rows: Sequence[Recurrence], now: datetime) -> dict[int, list[ClientWeek]]:
    """What the digest knows of every client of these trainers. Four queries, whatever their number."""
    clients = db.session.scalars(
        select(Client).where(Client.trainer_id.in_(trainer_ids), Client.status.in_(SUMMARISED))
    ).all()
    histories = load_histories([client.id for client in clients], since=(now - DIGEST_MEMORY).date())
    red = set(
        db.session.scalars(
            select(SafetyEvent.client_id).where(
                SafetyEvent.client_id.in_(histories), SafetyEvent.level == "red", SafetyEvent.seen_at.is_(None)
            )
        )
    )
    due_at = {row.owner_id: row.next_at or now for row in rows}
    weeks: dict[int, list[ClientWeek]] = {trainer_id: [] for trainer_id in trainer_ids}
    for client in clients:
        history = histories[client.id]
        today = _local_date(due_at[client.trainer_id], client.user.zone)
        monday = zones.week_start(today) - timedelta(days=7)
        planned = [day.on for day in history.planned if day.on <= today and day.excused is None]
        weeks[client.trainer_id].append(
            ClientWeek(
                client_id=client.id,
                name=client.name,
                result=week_result(history.matched(), monday, today),
                last_answer_on=max((answer.on for answer in history.answers), default=None),
                planned_since=min(planned, default=None),
                has_unseen_red=client.id in red,
            )
        )
    return weeks


def _next(client: Client, after: datetime) -> datetime | None:
    if client.status == ClientStatus.ARCHIVED or client.accepted_at is None:
        return None
    return next_weekly(after, zones.get_zone(client.user.zone))


def _since(kind: kinds.Kind, owner_id: int, zone: str, now: datetime) -> datetime:
    """The instant after which the next Monday is looked for. What is due but not yet handled is not passed over: its
    Monday counts whole, by the clocks of `zone`. A week that has gone out already is not posted twice."""
    due_at = recurring.find_next(kind, owner_id=owner_id)
    if due_at is None or due_at > now:
        return now
    day_begins = zones.to_utc(_local_date(due_at, zone), time(0), zones.get_zone(zone))
    return day_begins - timedelta(microseconds=1)


def schedule_summary(client: Client, *, now: datetime) -> None:
    """Compute when the client's next summary is due: after joining, or a change of zone or status."""
    since = _since(kinds.WEEK_SUMMARY, client.id, client.user.zone, now)
    recurring.schedule(kinds.WEEK_SUMMARY, owner_id=client.id, user_id=client.user_id, next_at=_next(client, since))


def schedule_digest(membership: Membership, *, now: datetime) -> None:
    """Compute when the trainer's next digest is due: after joining, or a change of zone."""
    zone = membership.user.zone
    next_at = next_weekly(_since(kinds.TRAINER_DIGEST, membership.user_id, zone, now), zones.get_zone(zone))
    recurring.schedule(kinds.TRAINER_DIGEST, owner_id=membership.user_id, user_id=membership.user_id, next_at=next_at)

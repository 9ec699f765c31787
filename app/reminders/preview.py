"""What would be sent up to an instant, and why: the same rules as the real thing, writing nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.accounts.models import User
from app.core import zones
from app.core.db import db
from app.mail import kinds
from app.mail.models import MailStatus, MailStop, OutboxMail, Recurrence
from app.reminders.rules import next_weekly
from app.reminders.service import next_instant, would_send
from app.reminders.state import ClientState, load_states


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One mail that would be looked at. `action` is "send" or "drop"; `reason` says why, in words."""

    at: datetime
    email: str
    zone: str
    kind: str
    action: str
    reason: str

    def to_json(self) -> dict[str, str]:
        """The line as plain JSON: the instant in UTC and on the reader's own clock."""
        zone = zones.get_zone(self.zone)
        local = self.at.astimezone(zone)
        return {
            "at": self.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "local": f"{local:%a %Y-%m-%d %H:%M}",
            "zone": self.zone,
            "offset": zones.offset_text(self.at, zone),
            "email": self.email,
            "kind": self.kind,
            "action": self.action,
            "reason": self.reason,
        }


def preview(until: datetime, *, now: datetime, email: str = "") -> list[PreviewLine]:
    """Every mail that would be sent or dropped from `now` through `until`, in order of time.

    Session reminders are played forward as if nothing were logged meanwhile. `email` narrows it to one person.
    """
    query = select(Recurrence, User).join(User, User.id == Recurrence.user_id).where(Recurrence.next_at <= until)
    if email:
        query = query.where(User.email == email.lower())
    found = db.session.execute(query).all()
    reminders = kinds.SESSION_REMINDER.name
    states = load_states([row.owner_id for row, _ in found if row.kind == reminders], now=now)
    stopped = {(stop.user_id, stop.kind) for stop in db.session.scalars(select(MailStop))}
    lines = _waiting(until, email)
    for row, user in found:
        assert row.next_at is not None
        if row.kind == reminders:
            if row.owner_id in states:
                lines += _play(states[row.owner_id], row.next_at, until, now)
        else:
            is_stopped = (user.id, row.kind) in stopped
            lines += _weekly(row.kind, row.next_at, user, until, is_stopped=is_stopped)
    return sorted(lines, key=lambda line: (line.at, line.email, line.kind))


def _play(state: ClientState, first: datetime, until: datetime, now: datetime) -> Iterator[PreviewLine]:
    due_at: datetime | None = first
    while due_at is not None and due_at <= until:
        decision = would_send(state, due_at, max(due_at, now))
        if decision.is_send:
            on = zones.local_date(due_at, state.zone)
            state.reminded.append(on)
            state.messages.append(on)
        user = state.client.user
        kind = kinds.SESSION_REMINDER.name
        yield PreviewLine(due_at, user.email, user.zone, kind, decision.action.value, decision.reason.value)
        due_at = next_instant(state, max(due_at, now))


def _weekly(kind: str, first: datetime, user: User, until: datetime, *, is_stopped: bool) -> Iterator[PreviewLine]:
    due_at = first
    action = "drop" if is_stopped else "send"
    reason = "turned off" if is_stopped else "Monday 07:00 local time"
    while due_at <= until:
        yield PreviewLine(due_at, user.email, user.zone, kind, action, reason)
        due_at = next_weekly(due_at + timedelta(minutes=1), zones.get_zone(user.zone))


def _waiting(until: datetime, email: str) -> list[PreviewLine]:
    """Mails that are already in the outbox."""
    query = (
        select(OutboxMail, User)
        .join(User, User.id == OutboxMail.user_id)
        .where(OutboxMail.status == MailStatus.PENDING, OutboxMail.next_attempt_at <= until)
    )
    if email:
        query = query.where(User.email == email.lower())
    return [
        PreviewLine(mail.next_attempt_at, user.email, user.zone, mail.kind, "send", "waiting in the outbox")
        for mail, user in db.session.execute(query)
    ]

"""Hooks reminders into the floors below: who announces a change, and what is asked just before a mail goes out."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.clients.models import Client
from app.core import events
from app.core.db import db
from app.logbook.models import SessionLog
from app.mail import kinds
from app.mail.models import OutboxMail
from app.prescriptions.models import PlannedSession
from app.reminders import service
from app.reminders.state import may_be_reminded


def register(_app: Flask) -> None:
    """Listen to the plan and to the client, and guard the outbox."""
    events.plan_changed.connect(_on_plan_change)
    events.client_changed.connect(_on_client_change)
    events.client_joined.connect(_on_client_change)
    kinds.still_wanted[kinds.SESSION_REMINDER.name] = why_unwanted


def _on_plan_change(client: Client, *, now: datetime, reminder_at: time | None = None, **_: Any) -> None:
    if reminder_at is not None:
        service.set_time(client, reminder_at, now=now)
    else:
        service.replan(client, now=now)


def _on_client_change(client: Client, *, now: datetime, **_: Any) -> None:
    service.replan(client, now=now)


def why_unwanted(row: OutboxMail) -> str | None:
    """Why a reminder that is about to go out is no longer wanted, None when it still is. One query."""
    number = int(row.about.removeprefix("planned-session:"))
    found = db.session.execute(
        select(
            PlannedSession.excused,
            SessionLog.id.is_not(None).label("is_logged"),
            Client.status,
            Client.accepted_at,
            User.disabled_at,
        )
        .join(Client, Client.id == PlannedSession.client_id)
        .join(User, User.id == Client.user_id)
        .outerjoin(SessionLog, SessionLog.planned_session_id == PlannedSession.id)
        .where(PlannedSession.id == number)
    ).one_or_none()
    if found is None:
        return "no longer planned"
    if found.excused:
        return "the day is excused"
    if found.is_logged:
        return "already logged"
    may = may_be_reminded(found.status, found.accepted_at, found.disabled_at)
    return None if may else "the client gets no reminders now"

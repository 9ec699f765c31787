"""Hooks the summaries into the floors below: who joins or moves gets a new Monday."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Flask

from app.clients.models import Client
from app.core import events
from app.mail import kinds, recurring
from app.practices.models import Membership
from app.summaries import service


def register(_app: Flask) -> None:
    """Listen to clients and trainers."""
    events.client_joined.connect(_on_client)
    events.client_changed.connect(_on_client)
    events.trainer_joined.connect(_on_trainer)
    events.trainer_changed.connect(_on_trainer)
    events.trainer_left.connect(_on_leaving)


def _on_client(client: Client, *, now: datetime, **_: Any) -> None:
    service.schedule_summary(client, now=now)


def _on_leaving(membership: Membership, *, now: datetime, **_: Any) -> None:
    recurring.forget(kinds.TRAINER_DIGEST, owner_id=membership.user_id)


def _on_trainer(membership: Membership, *, now: datetime, **_: Any) -> None:
    service.schedule_digest(membership, now=now)

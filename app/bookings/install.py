"""Ties calls to the floors below: who joins can be booked as soon as hours are set, who is archived has no calls."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Flask

from app.bookings import hours, queries, service
from app.clients.models import Client, ClientStatus
from app.core.events import client_changed, trainer_joined
from app.practices.models import Membership


def register(app: Flask) -> None:
    """Listen for trainers who join and clients who leave."""
    trainer_joined.connect(_add_call_type)
    client_changed.connect(_cancel_calls)


def _add_call_type(membership: Membership, *, now: datetime) -> None:
    if queries.find_call_type(membership.user_id) is None:
        hours.add_call_type(membership.user_id)


def _cancel_calls(client: Client, *, now: datetime, **_: Any) -> None:
    if client.status == ClientStatus.ARCHIVED:
        service.cancel_all(client, now=now)

"""Ends calendar addresses when the floors below say so."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Flask

from app.clients.models import Client, ClientStatus
from app.core import events
from app.feeds import service


def register(_app: Flask) -> None:
    """Listen to who leaves and who joins."""
    events.client_changed.connect(_on_client_change)
    events.client_joined.connect(_on_join)


def _on_client_change(client: Client, *, now: datetime, **_: Any) -> None:
    # For good: who comes back makes a new one.
    if client.status == ClientStatus.ARCHIVED:
        service.end(client, now=now)


def _on_join(client: Client, **_: Any) -> None:
    # Whoever was in the account before, by a copied link, may have been somebody else.
    service.end_all(client.user_id)

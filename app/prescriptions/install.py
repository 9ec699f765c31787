"""Hooks plans into the floor below: a pause, or its end, excuses planned days or brings them back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Flask

from app.clients.models import Client
from app.core import events
from app.prescriptions.pausing import apply_pauses


def register(_app: Flask) -> None:
    """Listen to clients."""
    events.client_changed.connect(_on_client_change)


def _on_client_change(client: Client, *, now: datetime, **_: Any) -> None:
    apply_pauses(client, now=now)

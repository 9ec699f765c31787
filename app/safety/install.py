"""Keeps a held plan held: days that a change of plan lays out, or a pause gives back, are excused at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Flask

from app.clients.models import Client
from app.core import events
from app.safety.holds import apply_hold


def register(_app: Flask) -> None:
    """Listen to every change of planned days."""
    events.plan_changed.connect(_on_plan_change)


def _on_plan_change(client: Client, *, now: datetime, **_: Any) -> None:
    apply_hold(client, now=now)

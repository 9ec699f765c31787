"""Hooks triage into the floors below: whatever is announced about a client makes their state anew."""

from __future__ import annotations

from flask import Flask

from app.core import events
from app.triage.service import mark_stale

SIGNALS = (
    events.client_joined,
    events.client_changed,
    events.plan_changed,
    events.session_answered,
    events.safety_changed,
    events.intake_changed,
    events.message_changed,
    events.suggestion_changed,
    events.mail_undelivered,
)


def register(_app: Flask) -> None:
    """Listen. The state is written in the transaction that changed the client."""
    for signal in SIGNALS:
        signal.connect(mark_stale)

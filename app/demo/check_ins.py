"""The check-ins of the demo: a start, one four weeks on, and one that is due now."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.clients.models import Client
from app.outcomes import service

ACTIVITIES = ("Tying my shoes", "An hour in the car", "Carrying the shopping")
ROUNDS = ((8, (3, 5, 4), None), (4, (5, 7, 6), 2))


def check_in(client: Client, *, now: datetime) -> None:
    """Two rounds, eight and four weeks ago."""
    for weeks, numbers, change in ROUNDS:
        service.answer(client, list(zip(ACTIVITIES, numbers, strict=True)), change, now=now - timedelta(weeks=weeks))

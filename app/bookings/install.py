"""Ties calls to the floors below: a trainer who joins can be booked as soon as hours are set."""

from __future__ import annotations

from datetime import datetime

from flask import Flask

from app.bookings import hours, queries
from app.core.events import trainer_joined
from app.practices.models import Membership


def register(app: Flask) -> None:
    """Listen for trainers who join."""
    trainer_joined.connect(_add_call_type)


def _add_call_type(membership: Membership, *, now: datetime) -> None:
    if queries.find_call_type(membership.user_id) is None:
        hours.add_call_type(membership.user_id)

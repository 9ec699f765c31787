"""Ties first calls to the floors below: a guest who becomes a client keeps the call."""

from __future__ import annotations

from datetime import datetime

from flask import Flask

from app.clients.models import Client
from app.consultations import service
from app.core.events import client_joined


def register(app: Flask) -> None:
    """Listen for clients who accept."""
    client_joined.connect(_give_to_client)


def _give_to_client(client: Client, *, now: datetime) -> None:
    service.give_to_client(client)

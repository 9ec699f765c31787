"""Tells the library how a client is found, and what the intake says about them."""

from __future__ import annotations

from flask import Flask

from app.accounts.identity import Viewer
from app.clients.queries import get_client
from app.exercises import persons
from app.exercises.persons import Person


def register(_app: Flask) -> None:
    """Give the library its finder."""
    persons.finders[:] = [_find]


def _find(viewer: Viewer, client_id: int) -> Person:
    client = get_client(viewer, client_id)
    owned = tuple(client.equipment) if client.equipment is not None else None
    return Person(client.id, client.first_name, tuple(client.cautions), owned)

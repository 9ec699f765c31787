"""Tags for the invented clients, and who needs their trainer by now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.clients.models import Client
from app.clients.tags import set_tags
from app.triage import service

TAGS = {
    "Dana": ("Desk work",),
    "Joel": ("Flare", "Driver"),
    "Sam": ("Desk work",),
    "Ruth": ("Runner",),
    "Tomas": ("Driver",),
    "Lena": ("Runner",),
}


def add_triage(clients: Sequence[Client], *, now: datetime) -> None:
    """Tag some of the clients and make everybody's state. Belongs inside the transaction of the demo."""
    for client in clients:
        if client.first_name in TAGS:
            set_tags(client, TAGS[client.first_name])
    service.refresh([client.id for client in clients], now=now)

"""What is asked just before a mail about messages goes out: whether there is still something to read."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import and_, func, select

from app.clients.models import Client, ClientStatus
from app.core.db import db
from app.mail import kinds
from app.mail.models import OutboxMail
from app.messages.models import Message, ThreadSide


def register(_app: Flask) -> None:
    """Guard the outbox."""
    kinds.still_wanted[kinds.NEW_MESSAGES.name] = why_unwanted


def why_unwanted(row: OutboxMail) -> str | None:
    """Why the mail is no longer wanted, None when it still is. One query."""
    _, number, side = row.about.split(":")
    of_client = side == "client"
    unread = (
        select(func.count(Message.id))
        .join(Client, Client.id == Message.client_id)
        .outerjoin(ThreadSide, and_(ThreadSide.client_id == Message.client_id, ThreadSide.of_client.is_(of_client)))
        .where(
            Message.client_id == int(number),
            Message.from_client.is_(not of_client),
            Message.id > func.coalesce(ThreadSide.read_to, 0),
            Client.status.not_in((ClientStatus.INVITED, ClientStatus.ARCHIVED)),
        )
    )
    return None if db.session.scalar(unread) else "read meanwhile"

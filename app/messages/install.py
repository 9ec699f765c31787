"""Hooks messages into the floors below: the number beside "Messages" on every page, and a last look before a mail."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import Flask, g, has_request_context
from flask_login import current_user
from sqlalchemy import select
from werkzeug.local import LocalProxy

from app.accounts.identity import viewer
from app.clients.models import Client, ClientStatus
from app.clients.queries import NobodysClient, find_own_client
from app.core.db import db
from app.core.errors import Forbidden
from app.mail import kinds
from app.mail.models import OutboxMail
from app.messages.models import ThreadSide
from app.messages.queries import count_unread, count_unread_of_client
from app.practices.queries import get_membership


def register(app: Flask) -> None:
    """Guard the outbox, and give layouts `unread_messages`: one more query on every page that has a navigation."""
    kinds.still_wanted[kinds.NEW_MESSAGES.name] = why_unwanted
    app.context_processor(_names)


def _names() -> dict[str, Any]:
    return {"unread_messages": LocalProxy(cache(_count))} if has_request_context() else {}


def _count() -> int:
    """Threads for a trainer, messages for a client; 0 for whoever came by the link of one session."""
    if not current_user.is_authenticated or current_user.scope:
        return 0
    try:
        if viewer().is_trainer:
            return count_unread(get_membership(viewer()))
        client = g.get("own_client") or find_own_client(viewer())
    except (Forbidden, NobodysClient):
        return 0
    return count_unread_of_client(client.id) if client else 0


def why_unwanted(row: OutboxMail) -> str | None:
    """Why the mail is no longer wanted, None when it still is. One query."""
    _, number, side = row.about.split(":")
    unread = (
        select(ThreadSide.unread)
        .join(Client, Client.id == ThreadSide.client_id)
        .where(
            ThreadSide.client_id == int(number),
            ThreadSide.of_client.is_(side == "client"),
            Client.status.not_in((ClientStatus.INVITED, ClientStatus.ARCHIVED)),
        )
    )
    return None if db.session.scalar(unread) else "read meanwhile"

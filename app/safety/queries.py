"""Reading safety events."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.core.db import db
from app.safety.models import SafetyEvent


def list_unseen(client_id: int) -> Sequence[SafetyEvent]:
    """Red answers of this client that no trainer has looked at yet, newest first."""
    return db.session.scalars(
        select(SafetyEvent)
        .where(SafetyEvent.client_id == client_id, SafetyEvent.level == "red", SafetyEvent.seen_at.is_(None))
        .order_by(SafetyEvent.id.desc())
    ).all()

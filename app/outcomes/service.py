"""Keeping a check-in, or putting it off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete

from app.clients.models import Client
from app.core import audit
from app.core.db import db, insert_for
from app.outcomes.models import Assessment, CheckInDelay
from app.outcomes.rules import PUT_OFF
from app.prescriptions.laying_out import local_today


def answer(client: Client, ratings: Sequence[tuple[str, int]], change: int | None, *, now: datetime) -> None:
    """Keep the answers of today; sent again on the same local day they replace what was there."""
    values = {"ratings": [list(one) for one in ratings], "change": change, "answered_at": now}
    row = insert_for(Assessment).values(
        client_id=client.id, practice_id=client.practice_id, answered_on=local_today(client, now), **values
    )
    db.session.execute(row.on_conflict_do_update(index_elements=["client_id", "answered_on"], set_=values))
    db.session.execute(delete(CheckInDelay).where(CheckInDelay.client_id == client.id))
    audit.record(
        "check-in answered", f"client:{client.id}", now=now, actor_id=client.user_id, practice_id=client.practice_id
    )


def put_off(client: Client, *, now: datetime) -> None:
    """Ask again in a week."""
    until = local_today(client, now) + PUT_OFF
    row = insert_for(CheckInDelay).values(client_id=client.id, until_on=until)
    db.session.execute(row.on_conflict_do_update(index_elements=["client_id"], set_={"until_on": until}))

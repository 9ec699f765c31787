"""Reading check-ins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.core.db import db
from app.outcomes.models import Assessment, CheckInDelay
from app.outcomes.rules import Round


@dataclass(frozen=True, slots=True)
class Standing:
    """When a client answered last, and until when they put it off."""

    last_on: date | None
    put_off_until: date | None


def find_standing(client_id: int) -> Standing:
    """What decides whether a check-in is due. One query."""
    last = select(func.max(Assessment.answered_on)).where(Assessment.client_id == client_id).scalar_subquery()
    until = select(CheckInDelay.until_on).where(CheckInDelay.client_id == client_id).scalar_subquery()
    return Standing(*db.session.execute(select(last, until)).one())


def list_assessments(client_id: int) -> list[Assessment]:
    """Every check-in of a client, oldest first. One query."""
    rows = select(Assessment).where(Assessment.client_id == client_id).order_by(Assessment.answered_on)
    return list(db.session.scalars(rows))


def rounds_of(assessments: list[Assessment]) -> list[Round]:
    """The check-ins as the rules read them."""
    return [Round(one.answered_on, one.by_activity, one.change) for one in assessments]

"""Reading intakes. The caller has already been allowed to see the client."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.core.db import db
from app.intake.models import Clearance, Intake, Screening


def find_intake(client_id: int) -> Intake | None:
    """The newest answers. One query."""
    return db.session.scalar(
        select(Intake).where(Intake.client_id == client_id).order_by(Intake.version.desc()).limit(1)
    )


def list_intakes(client_id: int) -> Sequence[Intake]:
    """Every version, newest first. One query."""
    return db.session.scalars(select(Intake).where(Intake.client_id == client_id).order_by(Intake.version.desc())).all()


def list_clearances(client_id: int) -> Sequence[Clearance]:
    """The trainers' notes on a clearance, newest first. One query."""
    return db.session.scalars(
        select(Clearance).where(Clearance.client_id == client_id).order_by(Clearance.id.desc())
    ).all()


def find_screening(client_id: int) -> Screening | None:
    """The newest PAR-Q+ record. One query."""
    return db.session.scalar(
        select(Screening)
        .where(Screening.client_id == client_id)
        .order_by(Screening.screened_on.desc(), Screening.id.desc())
        .limit(1)
    )

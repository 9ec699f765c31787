"""Reading plans and planned sessions. The caller has already been allowed to see the client."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import column, func, or_, select, table
from sqlalchemy.orm import joinedload, lazyload

from app.clients.models import Pause
from app.core.db import db
from app.core.errors import NotFound
from app.prescriptions.models import PlannedSession, Prescription


def find_current(client_id: int, on: date) -> Prescription | None:
    """The version in force on a local date, or the first still to come, with its exercises. Two queries.

    Versions never overlap: a new one ends the one before, and takes the place of one that has not begun.
    """
    return db.session.scalar(
        select(Prescription)
        .where(Prescription.client_id == client_id, or_(Prescription.ends_on.is_(None), Prescription.ends_on >= on))
        .order_by(Prescription.effective_from)
        .limit(1)
    )


def find_newest(client_id: int) -> Prescription | None:
    """The version with the highest number, ended or not."""
    return db.session.scalar(
        select(Prescription)
        .where(Prescription.client_id == client_id)
        .order_by(Prescription.version.desc())
        .limit(1)
        .options(lazyload(Prescription.items))
    )


def get_planned(client_id: int, planned_id: int) -> PlannedSession:
    """One planned session with its version and exercises, in two queries. Raises NotFound for another client's."""
    planned = db.session.scalar(
        select(PlannedSession)
        .where(PlannedSession.id == planned_id, PlannedSession.client_id == client_id)
        .options(joinedload(PlannedSession.prescription))
    )
    if planned is None:
        raise NotFound
    return planned


def list_planned(client_ids: Collection[int], from_on: date, to_on: date) -> Sequence[PlannedSession]:
    """The planned sessions of these clients from `from_on` through `to_on`, by client and date. One query."""
    return db.session.scalars(
        select(PlannedSession)
        .where(PlannedSession.client_id.in_(client_ids), PlannedSession.planned_on.between(from_on, to_on))
        .order_by(PlannedSession.client_id, PlannedSession.planned_on)
    ).all()


def list_versions(client_id: int) -> Sequence[Prescription]:
    """Every version of the client's plan, newest first, without exercises. One query."""
    return db.session.scalars(
        select(Prescription)
        .where(Prescription.client_id == client_id)
        .order_by(Prescription.version.desc())
        .options(lazyload(Prescription.items))
    ).all()


def list_coming_pauses(client_id: int, today: date) -> Sequence[Pause]:
    """The client's pauses that reach today or a later day, in order. One query."""
    reaching = or_(Pause.until_on.is_(None), Pause.until_on >= today)
    return db.session.scalars(select(Pause).where(Pause.client_id == client_id, reaching).order_by(Pause.from_on)).all()


def count_answers(client_id: int) -> int:
    """How many sessions the client has answered. One query.

    Answers live a floor above and point down here; only their number is asked, to say that a change leaves them alone.
    """
    answers = table("session_log", column("client_id"))
    return db.session.scalar(select(func.count()).select_from(answers).where(answers.c.client_id == client_id)) or 0

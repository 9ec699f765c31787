"""The pictures of exercises: who may see one, and how long it is kept.

The rule: a picture stays as long as any row points to it, or any plan ever given names it in its copy of an exercise.
An exercise that gets a new picture therefore never takes the old one out of a plan. Only what nothing names, such as
the picture of a form that was never saved, goes after a day. It stands on this floor because only here both exercises
and plans are known.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, CursorResult, delete, exists, select
from sqlalchemy.orm import undefer

from app.accounts.identity import Viewer
from app.clients.queries import get_own_client
from app.core.db import Base, db
from app.core.errors import NotFound
from app.practices.models import Picture
from app.practices.queries import get_membership
from app.prescriptions.models import Prescription, PrescriptionItem

WAITS = timedelta(days=1)
# As much of the digest as an address shows.
DIGEST_PART = 16


def get_picture(viewer: Viewer, picture_id: int, digest: str) -> Picture:
    """A picture with its bytes, for the trainers and the clients of its practice; also by a link to one session.

    `digest` is its first part. Raises NotFound for everybody else, and for another digest than the picture's. Two
    queries.
    """
    practice_id = get_membership(viewer).practice_id if viewer.is_trainer else get_own_client(viewer).practice_id
    mine = select(Picture).where(Picture.id == picture_id, Picture.practice_id == practice_id)
    picture = db.session.scalar(mine.options(undefer(Picture.body)))
    if picture is None or picture.digest[:DIGEST_PART] != digest:
        raise NotFound
    return picture


def sweep_pictures(*, now: datetime) -> int:
    """Delete the pictures that nothing names any more, a day after they came; returns how many. One statement."""
    named = [exists().where(column == Picture.id) for column in _pointing_columns()]
    given = exists().where(
        PrescriptionItem.prescription_id == Prescription.id,
        Prescription.practice_id == Picture.practice_id,
        PrescriptionItem.content[("picture", "id")].as_integer() == Picture.id,
    )
    unnamed = delete(Picture).where(Picture.created_at < now - WAITS, ~given, *(~one for one in named))
    result = db.session.execute(unnamed, execution_options={"synchronize_session": False})
    assert isinstance(result, CursorResult)
    return result.rowcount


def _pointing_columns() -> list[Column[Any]]:
    """Every column of any table that points to a picture: a feature that comes later is counted by itself."""
    return [
        key.parent
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table is Picture.__table__
    ]

"""Reading routines: a practice's own, and the starters from `content/`."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select

from app.core.db import db
from app.core.errors import Forbidden, NotFound
from app.routines.models import Routine


def list_routines(practice_id: int, *, with_archived: bool = False) -> Sequence[Routine]:
    """The practice's own routines and the starters, by name, with their exercises. Two queries."""
    rows = select(Routine).where(or_(Routine.practice_id.is_(None), Routine.practice_id == practice_id))
    if not with_archived:
        rows = rows.where(Routine.archived_at.is_(None))
    return db.session.scalars(rows.order_by(Routine.name, Routine.id)).all()


def get_routine(practice_id: int, routine_id: int) -> Routine:
    """A routine the practice may see, archived or not, with its exercises. Raises NotFound. Two queries."""
    routine = db.session.scalar(
        select(Routine).where(
            Routine.id == routine_id, or_(Routine.practice_id.is_(None), Routine.practice_id == practice_id)
        )
    )
    if routine is None:
        raise NotFound
    return routine


def get_own_routine(practice_id: int, routine_id: int) -> Routine:
    """Like get_routine, for a change: raises Forbidden for a starter, which can only be copied."""
    routine = get_routine(practice_id, routine_id)
    if routine.practice_id is None:
        raise Forbidden
    return routine

"""Reading the library: what is shared, and what a practice added of its own."""

from __future__ import annotations

import re
from collections.abc import Collection

from sqlalchemy import ColumnElement, or_, select

from app.core.db import db
from app.core.errors import Forbidden, NotFound
from app.exercises.models import Exercise

# What a slug can be; anything else in an address need not reach the database.
SLUG = re.compile(r"[a-z0-9-]{1,80}")


def visible_in(practice_id: int) -> ColumnElement[bool]:
    """The exercises a practice may see: the shared ones and its own."""
    return or_(Exercise.practice_id.is_(None), Exercise.practice_id == practice_id)


def list_library(practice_id: int) -> list[Exercise]:
    """Every exercise the practice can use now, by name. One query."""
    rows = select(Exercise).where(visible_in(practice_id), Exercise.retired_at.is_(None))
    return list(db.session.scalars(rows.order_by(Exercise.name, Exercise.id)))


def get_exercise(practice_id: int, slug: str) -> Exercise:
    """One exercise, also a retired one: older plans still link to it. Raises NotFound. One query.

    The practice's own comes before a shared one of the same slug.
    """
    if not SLUG.fullmatch(slug):
        raise NotFound
    found = db.session.scalars(
        select(Exercise)
        .where(visible_in(practice_id), Exercise.slug == slug)
        .order_by(Exercise.practice_id.is_(None))
        .limit(1)
    ).first()
    if found is None:
        raise NotFound
    return found


def get_own_exercise(practice_id: int, slug: str) -> Exercise:
    """Like get_exercise, for a change: raises Forbidden for one of the library, which can only be copied."""
    exercise = get_exercise(practice_id, slug)
    if not exercise.is_own:
        raise Forbidden
    return exercise


def list_put_away(practice_id: int) -> list[Exercise]:
    """The practice's own exercises that were put away, by name. One query."""
    rows = select(Exercise).where(Exercise.practice_id == practice_id, Exercise.retired_at.is_not(None))
    return list(db.session.scalars(rows.order_by(Exercise.name, Exercise.id)))


def map_exercises(practice_id: int, ids: Collection[int]) -> dict[int, Exercise]:
    """Those of the numbered exercises that the practice may see, by number, retired ones too. One query."""
    rows = db.session.scalars(select(Exercise).where(visible_in(practice_id), Exercise.id.in_(ids)))
    return {row.id: row for row in rows}


def map_names(practice_id: int, slugs: Collection[str]) -> dict[str, str]:
    """The names of those of the exercises that the practice may see, by slug. One query, none for no slugs."""
    if not slugs:
        return {}
    rows = db.session.execute(
        select(Exercise.slug, Exercise.name).where(visible_in(practice_id), Exercise.slug.in_(slugs))
    )
    return {slug: name for slug, name in rows}

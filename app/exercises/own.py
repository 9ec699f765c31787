"""A practice's own exercises: made, changed, put away, brought back. Any trainer of the practice may do each of these.

A plan already given holds a copy of the texts and names its picture, so none of this changes it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core import audit
from app.core.db import db, is_violation
from app.core.errors import Refused
from app.exercises.models import Exercise
from app.exercises.own_content import OwnExerciseContent
from app.exercises.queries import visible_in
from app.exercises.service import content_hash_of
from app.practices.models import Picture
from app.practices.pictures import Redrawn
from app.practices.uploads import settle

# Own addresses begin with this, so no exercise that joins the library later is ever hidden by one of the same name.
OWN = "our-"
_LONGEST_STEM = 50
NAME_TAKEN = "There is an exercise of this name already. Choose another."
SAVED_AT_ONCE = "Somebody saved an exercise of this name at the same moment. Save again."
CHANGED_MEANWHILE = "Somebody changed this exercise meanwhile. Save again to replace what they wrote."


@dataclass(frozen=True, slots=True)
class OwnTerms:
    """What a trainer decides. `texts` are the fields of OwnExerciseContent but id, version and picture.

    `picture` is one just uploaded, one the practice has, or None; `alt` says what it shows.
    """

    texts: Mapping[str, Any]
    picture: Redrawn | Picture | None = None
    alt: str = ""


def create_exercise(practice_id: int, terms: OwnTerms, *, by: int, now: datetime) -> Exercise:
    """Add an exercise of the practice. Raises Refused. Two queries and the writes."""
    exercise = Exercise(practice_id=practice_id, slug=_free_slug(practice_id, str(terms.texts["name"])))
    _write(exercise, practice_id, terms, version=1, now=now)
    db.session.add(exercise)
    try:
        db.session.flush()
    except IntegrityError as error:
        if is_violation(error, "uq_exercise_practice_id_slug", "exercise.practice_id", "exercise.slug"):
            raise Refused(SAVED_AT_ONCE, field="name") from error
        raise
    _note("exercise created", exercise, by, now)
    return exercise


def change_exercise(exercise: Exercise, terms: OwnTerms, *, seen_version: int, by: int, now: datetime) -> None:
    """Make the next version of one of the practice's own exercises.

    Raises Refused, also when it is no longer the version that the trainer saw.
    """
    assert exercise.practice_id is not None
    db.session.refresh(exercise, with_for_update=True)
    version = int(exercise.content["version"])
    if version != seen_version:
        raise Refused(CHANGED_MEANWHILE, field="version")
    _write(exercise, exercise.practice_id, terms, version=version + 1, now=now)
    db.session.flush()
    _note("exercise changed", exercise, by, now)


def put_away(exercise: Exercise, *, by: int, now: datetime) -> None:
    """Take an exercise out of the library. Routines and plans that have it keep it."""
    if exercise.retired_at is None:
        exercise.retired_at = now
        db.session.flush()
        _note("exercise put away", exercise, by, now)


def bring_back(exercise: Exercise, *, by: int, now: datetime) -> None:
    """Offer a put away exercise again."""
    if exercise.retired_at is not None:
        exercise.retired_at = None
        db.session.flush()
        _note("exercise brought back", exercise, by, now)


def _write(exercise: Exercise, practice_id: int, terms: OwnTerms, *, version: int, now: datetime) -> None:
    _check_name(exercise, practice_id, str(terms.texts["name"]))
    picture = settle(practice_id, terms.picture, now=now)
    shown = picture and {
        "id": picture.id,
        "digest": picture.digest,
        "width": picture.width,
        "height": picture.height,
        "alt": terms.alt,
    }
    try:
        content = OwnExerciseContent.model_validate(
            {**terms.texts, "id": exercise.slug, "version": version, "picture": shown}
        )
    except ValidationError as error:
        raise Refused("One of these texts has a character that we cannot keep.") from error
    exercise.name, exercise.kind, exercise.laterality = content.name, content.kind, content.laterality
    exercise.group, exercise.mode, exercise.seconds = content.groups[0], content.dose.mode, content.dose.seconds
    # Always a new object: a given plan may share the old one until it is written.
    exercise.content = content.model_dump(mode="json")
    exercise.content_hash = content_hash_of(exercise.content)
    exercise.picture_id = picture.id if picture else None
    exercise.updated_at = now


def _check_name(exercise: Exercise, practice_id: int, name: str) -> None:
    others = select(Exercise.slug, Exercise.name).where(visible_in(practice_id), Exercise.retired_at.is_(None))
    wanted = name.casefold()
    if any(known.casefold() == wanted and slug != exercise.slug for slug, known in db.session.execute(others)):
        raise Refused(NAME_TAKEN, field="name")


def _free_slug(practice_id: int, name: str) -> str:
    """An address made from the name; a number follows where another exercise of the practice has it already."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    stem = OWN + (re.sub("[^a-z0-9]+", "-", plain)[:_LONGEST_STEM].strip("-") or "exercise")
    taken = set(db.session.scalars(select(Exercise.slug).where(Exercise.practice_id == practice_id)))
    return stem if stem not in taken else next(one for n in range(2, 10_000) if (one := f"{stem}-{n}") not in taken)


def _note(verb: str, exercise: Exercise, by: int, now: datetime) -> None:
    audit.record(verb, f"exercise:{exercise.id}", now=now, actor_id=by, practice_id=exercise.practice_id)

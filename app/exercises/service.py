"""Bringing the shared library in step with `content/`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.core.db import db
from app.core.errors import Refused
from app.exercises.content import ExerciseContent
from app.exercises.models import Exercise

LONGEST_NAME = 80
SHORTEST_S, LONGEST_S = 5, 600


@dataclass(frozen=True, slots=True)
class SyncCount:
    """What one run did."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    retired: int = 0

    def __str__(self) -> str:
        return f"{self.added} added, {self.changed} changed, {self.retired} retired, {self.unchanged} unchanged"


def sync_library(entries: Iterable[ExerciseContent], *, now: datetime) -> SyncCount:
    """Make the shared library what `entries` say: new ones in, changed ones updated, missing ones retired.

    A second run changes nothing. Raises Refused for an entry the tables cannot hold. One query, and one statement per
    changed row.
    """
    rows = {row.slug: row for row in db.session.scalars(select(Exercise).where(Exercise.practice_id.is_(None)))}
    added = changed = unchanged = 0
    for entry in entries:
        _check(entry)
        row = rows.pop(entry.id, None)
        content = entry.model_dump(mode="json")
        content_hash = content_hash_of(content)
        if row is None:
            row = Exercise(slug=entry.id)
            db.session.add(row)
            added += 1
        elif row.content_hash == content_hash and row.retired_at is None:
            unchanged += 1
            continue
        else:
            changed += 1
        row.name, row.kind, row.laterality = entry.name, entry.kind, entry.laterality
        row.group, row.mode, row.seconds = entry.groups[0], entry.dose.mode, entry.dose.seconds
        row.content, row.content_hash = content, content_hash
        row.updated_at, row.retired_at = now, None
    missing = [row for row in rows.values() if row.retired_at is None]
    for row in missing:
        row.retired_at = now
    db.session.flush()
    return SyncCount(added, changed, unchanged, len(missing))


def _check(entry: ExerciseContent) -> None:
    if len(entry.name) > LONGEST_NAME:
        raise Refused(f"{entry.id}.yaml: name must have at most {LONGEST_NAME} characters.")
    if not SHORTEST_S <= entry.dose.seconds <= LONGEST_S:
        raise Refused(f"{entry.id}.yaml: dose, seconds must be {SHORTEST_S} to {LONGEST_S}.")


def content_hash_of(content: object) -> str:
    """The SHA-256 of stored content, in hex; equal for equal content."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

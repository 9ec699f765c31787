"""Keeping the pictures of a practice, also one whose form was refused, so that nobody has to choose it twice.

Nothing here deletes: what plans still name only a higher floor knows (`prescriptions.pictures`).
"""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select

from app.core.db import db
from app.practices.models import Picture
from app.practices.pictures import Redrawn


def keep_picture(practice_id: int, drawn: Redrawn, *, now: datetime) -> Picture:
    """Add a picture to the practice. Until something points to it, it waits a day and is then swept."""
    picture = Picture(
        practice_id=practice_id,
        digest=drawn.digest,
        width=drawn.width,
        height=drawn.height,
        body=drawn.body,
        created_at=now,
    )
    db.session.add(picture)
    db.session.flush()
    return picture


def settle(practice_id: int, picture: Redrawn | Picture | None, *, now: datetime) -> Picture | None:
    """The row of a picture that something is about to point to: a new one for one that has just come."""
    if isinstance(picture, Redrawn):
        return keep_picture(practice_id, picture, now=now)
    if picture is not None:
        claim(picture, now=now)
    return picture


def claim(picture: Picture, *, now: datetime) -> None:
    """Say that the picture is wanted, in the transaction that points to it: a sweep at the same moment passes it by."""
    picture.created_at = now
    db.session.flush()


def find_picture(practice_id: int, picture_id: int) -> Picture | None:
    """A picture of the practice without its bytes, None for another practice's. One query."""
    return db.session.scalar(select(Picture).where(Picture.id == picture_id, Picture.practice_id == practice_id))


def waiting_token(picture: Picture) -> str:
    """What a form carries while its picture waits: only we can write it, and it is good while the row is."""
    return _serializer().dumps([picture.practice_id, picture.id])


def find_waiting(practice_id: int, token: str) -> Picture | None:
    """The picture a form carries, None for a forged token, another practice's, or one swept meanwhile."""
    try:
        owner_id, picture_id = _serializer().loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    return find_picture(practice_id, picture_id) if owner_id == practice_id else None


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="waiting-picture")

"""Saying stop to a kind of mail. The link is signed, needs no sign-in, and stays valid for 400 days."""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import delete, select

from app.core.db import db, insert_for
from app.core.errors import NotFound
from app.core.links import public_url
from app.mail.kinds import KINDS, Kind
from app.mail.models import MailStop

# The law asks for 60 days at least; people tidy their mailboxes once a year.
VALID_S = 400 * 24 * 3600


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="mail-stop")


def stop_url(user_id: int, kind: Kind) -> str:
    """The address that stops this kind for this person."""
    return public_url("mail.show_stop", token=_serializer().dumps([user_id, kind.name]))


def read_stop_token(token: str) -> tuple[int, Kind]:
    """The person and kind a stop link speaks of. Raises NotFound for a forged or very old link."""
    try:
        user_id, name = _serializer().loads(token, max_age=VALID_S)
        return int(user_id), KINDS[name]
    except (BadSignature, ValueError, TypeError, KeyError):
        raise NotFound from None


def stop(user_id: int, kind: Kind, *, now: datetime) -> None:
    """Stop this kind for this person. Saying it twice does no harm."""
    said = insert_for(MailStop).values(user_id=user_id, kind=kind.name, stopped_at=now)
    db.session.execute(said.on_conflict_do_nothing())


def resume(user_id: int, kind: Kind) -> None:
    """Send this kind again."""
    db.session.execute(delete(MailStop).where(MailStop.user_id == user_id, MailStop.kind == kind.name))


def set_wanted(user_id: int, kind: Kind, *, is_wanted: bool, now: datetime) -> None:
    """Send this kind, or stop it: what a tick on a page says."""
    if is_wanted:
        resume(user_id, kind)
    else:
        stop(user_id, kind, now=now)


def list_stopped(user_id: int) -> set[str]:
    """The names of the kinds this person has stopped."""
    return set(db.session.scalars(select(MailStop.kind).where(MailStop.user_id == user_id)))

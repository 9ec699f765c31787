"""Links that are mailed to a person. A GET shows what it is for; only a POST makes use of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import CursorResult, select, update

from app.accounts.models import LinkPurpose, LinkToken, User
from app.core.db import db
from app.core.errors import NotFound
from app.core.tokens import hash_token, new_token

LASTS = {
    LinkPurpose.INVITATION: timedelta(days=14),
    LinkPurpose.SIGN_IN: timedelta(minutes=30),
    LinkPurpose.JOINING: timedelta(days=14),
    # A session may be logged up to seven local days back (house rule A7).
    LinkPurpose.SESSION: timedelta(days=8),
}


def create_link(user: User, purpose: LinkPurpose, *, now: datetime, scope: str = "") -> str:
    """Make a link's token, in the present transaction. Only its hash stays with us."""
    token = new_token()
    db.session.add(
        LinkToken(
            token_hash=hash_token(token),
            user_id=user.id,
            purpose=purpose,
            scope=scope,
            created_at=now,
            expires_at=now + LASTS[purpose],
        )
    )
    db.session.flush()
    return token


def find_link(token: str, purpose: LinkPurpose, *, now: datetime) -> LinkToken | None:
    """The link, when it is of this purpose, neither used, revoked nor expired, and its person not disabled."""
    link = db.session.scalar(
        select(LinkToken).where(LinkToken.token_hash == hash_token(token), LinkToken.purpose == purpose)
    )
    if link is None or link.used_at or link.revoked_at or link.expires_at <= now or link.user.disabled_at:
        return None
    return link


def get_link(token: str, purpose: LinkPurpose, *, now: datetime) -> LinkToken:
    """Like find_link, but raises NotFound."""
    link = find_link(token, purpose, now=now)
    if link is None:
        raise NotFound
    return link


def use_link(link: LinkToken, *, now: datetime) -> bool:
    """Use a single-use link up. False when somebody was quicker."""
    result = db.session.execute(
        update(LinkToken)
        .where(LinkToken.id == link.id, LinkToken.used_at.is_(None), LinkToken.revoked_at.is_(None))
        .values(used_at=now, opened_at=now)
    )
    assert isinstance(result, CursorResult)
    return result.rowcount == 1


def note_opened(link: LinkToken, *, now: datetime) -> None:
    """Keep when a link that works many times was first opened. The second time changes nothing."""
    db.session.execute(
        update(LinkToken).where(LinkToken.id == link.id, LinkToken.opened_at.is_(None)).values(opened_at=now)
    )


def revoke_links(user_id: int, purpose: LinkPurpose, *, now: datetime) -> None:
    """Make every unused link of this purpose worthless."""
    db.session.execute(
        update(LinkToken)
        .where(LinkToken.user_id == user_id, LinkToken.purpose == purpose, LinkToken.used_at.is_(None))
        .values(revoked_at=now)
    )

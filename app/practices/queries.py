"""Which practice a trainer works in, and which ones anyone may see."""

from __future__ import annotations

from flask import g
from sqlalchemy import select

from app.accounts.identity import Viewer
from app.accounts.models import User
from app.core.db import db
from app.core.errors import Forbidden, NotFound
from app.practices.address import is_address
from app.practices.models import MemberRole, Membership, Practice


def get_membership(viewer: Viewer) -> Membership:
    """The viewer's place in a practice, asked once per request. Raises Forbidden for a trainer without one."""
    cached = g.get("membership")
    if cached is None or cached.user_id != viewer.id:
        cached = db.session.scalar(select(Membership).where(Membership.user_id == viewer.id))
        if cached is None:
            raise Forbidden
        g.membership = cached
    return cached  # type: ignore[no-any-return]


def is_owner(membership: Membership) -> bool:
    """Owners see every client of the practice and its settings."""
    return membership.role == MemberRole.OWNER


def get_practice_at(address: str, *, previewer: Membership | None = None) -> Practice:
    """The practice whose public page has this address. One query.

    Raises NotFound when there is none, and when it is not shown yet: then only an owner of it (`previewer`) sees it.
    """
    practice = db.session.scalar(select(Practice).where(Practice.slug == address)) if is_address(address) else None
    if practice is None:
        raise NotFound
    may_preview = previewer is not None and is_owner(previewer) and previewer.practice_id == practice.id
    if not (practice.is_public or may_preview):
        raise NotFound
    return practice


def list_introduced(practice_id: int) -> list[Membership]:
    """The trainers the public page introduces, owners first, then by name. One query."""
    return [member for member in list_members(practice_id) if member.is_listed]


def list_members(practice_id: int) -> list[Membership]:
    """Everybody who works in a practice, owners first, then by name. One query."""
    rows = db.session.scalars(
        select(Membership)
        .join(User, Membership.user_id == User.id)
        .where(Membership.practice_id == practice_id)
        .order_by(Membership.role, User.name, Membership.id)
    )
    return list(rows)

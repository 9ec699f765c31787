"""Which practice a trainer works in."""

from __future__ import annotations

from flask import g
from sqlalchemy import select

from app.accounts.identity import Viewer
from app.core.db import db
from app.core.errors import Forbidden
from app.practices.models import MemberRole, Membership


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

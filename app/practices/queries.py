"""Which practice a trainer works in, and which ones anyone may see."""

from __future__ import annotations

import re

from flask import g
from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.accounts.identity import Viewer
from app.accounts.models import User
from app.core.db import db
from app.core.errors import Forbidden, NotFound
from app.practices.address import is_address
from app.practices.models import Brand, MemberRole, Membership, Picture, Practice

# What a digest can be; anything else in an address need not reach the database.
DIGEST = re.compile(r"[0-9a-f]{64}")


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


def find_caretaker(membership: Membership) -> User:
    """Who looks after a client this member adds: the member, or for an assistant the practice's first owner.

    One query for an assistant, none for the others.
    """
    if membership.role != MemberRole.ASSISTANT:
        return membership.user
    return next(one for one in list_members(membership.practice_id) if is_owner(one)).user


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


def list_public_addresses() -> list[str]:
    """The addresses of all pages that anyone may see, in order. One query."""
    return list(db.session.scalars(select(Practice.slug).where(Practice.is_public).order_by(Practice.slug)))


def get_member(membership: Membership, member_id: int) -> Membership:
    """A trainer whose introduction `membership` may change: an owner anybody's of the practice, others their own.

    Raises NotFound for anybody else. One query.
    """
    whose = Membership.practice_id == membership.practice_id
    if not is_owner(membership):
        whose = Membership.id == membership.id
    member = db.session.scalar(select(Membership).where(Membership.id == member_id, whose))
    if member is None:
        raise NotFound
    return member


def get_portrait(practice: Practice, digest: str) -> Picture:
    """The picture, with its bytes, of a trainer whom the practice's page introduces. One query.

    Raises NotFound for any other picture, and when nobody who is listed has it any more.
    """
    if not DIGEST.fullmatch(digest):
        raise NotFound
    picture = db.session.scalar(
        select(Picture)
        .join(Membership, Membership.picture_id == Picture.id)
        .where(Membership.practice_id == practice.id, Membership.is_listed, Picture.digest == digest)
        .limit(1)
        .options(undefer(Picture.body))
    )
    if picture is None:
        raise NotFound
    return picture


def get_logo(picture_id: int, digest: str) -> Picture:
    """A picture with its bytes that some practice shows as its logo. Raises NotFound for any other. One query."""
    if not DIGEST.fullmatch(digest):
        raise NotFound
    shown = select(Picture).join(Brand, Brand.logo_id == Picture.id)
    picture = db.session.scalar(
        shown.where(Picture.id == picture_id, Picture.digest == digest).options(undefer(Picture.body)).limit(1)
    )
    if picture is None:
        raise NotFound
    return picture


def map_portraits(members: list[Membership]) -> dict[int, Picture]:
    """The portraits of these trainers, without their bytes, by the trainer's membership. One query at most."""
    wanted = {member.picture_id: member.id for member in members if member.picture_id is not None}
    if not wanted:
        return {}
    return {
        wanted[picture.id]: picture for picture in db.session.scalars(select(Picture).where(Picture.id.in_(wanted)))
    }


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

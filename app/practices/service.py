"""Opening a practice, joining one, changing its settings and what it shows to anyone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from app.accounts import service as accounts
from app.accounts.models import Role, User
from app.core import audit, events
from app.core.db import db, insert_for, is_violation
from app.core.errors import Forbidden, Refused
from app.practices.address import fault_of
from app.practices.models import Brand, MemberRole, Membership, Picture, Practice
from app.practices.pictures import Redrawn
from app.practices.queries import is_owner
from app.practices.uploads import settle

NEEDS_ADDRESS = "Give the page an address before you show it."
TAKEN = "Another practice has this address. Choose a different one."


def open_practice(
    *, practice_name: str, name: str, email: str, zone: str, now: datetime, password: str | None = None
) -> Membership:
    """Add a practice and its owner. Raises Refused when the address cannot be used."""
    owner = accounts.create_user(email=email, name=name, role=Role.TRAINER, zone=zone, now=now, password=password)
    # A reply lands with a person from the first mail on; the owner may choose another address.
    practice = Practice(name=practice_name, zone=zone, reply_to=owner.email, postal_address="", created_at=now)
    db.session.add(practice)
    db.session.flush()
    return _join(practice, owner, MemberRole.OWNER, now=now)


def add_trainer(
    practice: Practice,
    *,
    name: str,
    email: str,
    zone: str,
    now: datetime,
    password: str | None = None,
    role: MemberRole = MemberRole.TRAINER,
) -> Membership:
    """Add somebody to a practice. Raises Refused when the address cannot be used."""
    user = accounts.create_user(email=email, name=name, role=Role.TRAINER, zone=zone, now=now, password=password)
    return _join(practice, user, role, now=now)


def _join(practice: Practice, user: User, role: MemberRole, *, now: datetime) -> Membership:
    membership = Membership(practice_id=practice.id, user_id=user.id, role=role)
    membership.practice, membership.user = practice, user
    db.session.add(membership)
    db.session.flush()
    audit.record("trainer joined", f"user:{user.id}", now=now, actor_id=user.id, practice_id=practice.id)
    events.trainer_joined.send(membership, now=now)
    return membership


def update_own_settings(membership: Membership, *, name: str, zone: str, now: datetime) -> None:
    """Change the trainer's own name and zone; whoever plans by the zone is told."""
    user = membership.user
    is_moved = user.zone != zone
    user.name, user.zone = name, zone
    db.session.flush()
    if is_moved:
        events.trainer_changed.send(membership, now=now)


def update_practice(
    membership: Membership, *, name: str, reply_to: str, postal_address: str, weight_unit: str, now: datetime
) -> None:
    """Change what the practice's mails carry, and its unit of weight, "kg" or "lb".

    Raises Forbidden for a trainer who is not an owner.
    """
    if not is_owner(membership):
        raise Forbidden
    practice = membership.practice
    practice.name, practice.reply_to, practice.postal_address = name, reply_to, postal_address
    practice.weight_unit = weight_unit
    db.session.flush()
    audit.record(
        "practice changed",
        f"practice:{practice.id}",
        now=now,
        actor_id=membership.user_id,
        practice_id=practice.id,
    )


def change_brand(membership: Membership, *, colour: str, logo: Redrawn | Picture | None, now: datetime) -> None:
    """Give the practice its colour ("" for the house's own) and its logo, None for none. The colour is readable.

    Raises Forbidden for a member who is not an owner.
    """
    if not is_owner(membership):
        raise Forbidden
    kept = settle(membership.practice_id, logo, now=now)
    values = {"colour": colour or None, "logo_id": kept.id if kept else None}
    insert = insert_for(Brand).values(practice_id=membership.practice_id, **values)
    db.session.execute(insert.on_conflict_do_update(index_elements=["practice_id"], set_=values))
    audit.record(
        "brand changed",
        f"practice:{membership.practice_id}",
        now=now,
        actor_id=membership.user_id,
        practice_id=membership.practice_id,
    )


def update_public_page(
    membership: Membership, *, slug: str, tagline: str, about: str, is_public: bool, now: datetime
) -> bool:
    """Change what the practice shows to anyone, and whether; `slug` may be "" while it is hidden.

    Returns whether an address that people may have kept has stopped working. Raises Forbidden for a trainer who is not
    an owner, and Refused for an address that is malformed, reserved or taken.
    """
    if not is_owner(membership):
        raise Forbidden
    practice = membership.practice
    fault = fault_of(slug) if slug else NEEDS_ADDRESS if is_public else ""
    if fault:
        raise Refused(fault, field="slug")
    is_moved = practice.is_public and practice.slug != slug
    was_public = practice.is_public
    practice.slug, practice.tagline, practice.about, practice.is_public = slug or None, tagline, about, is_public
    try:
        db.session.flush()
    except IntegrityError as error:
        if is_violation(error, "uq_practice_slug", "practice.slug"):
            raise Refused(TAKEN, field="slug") from error
        raise
    shown = "shown" if is_public else "hidden"
    _note_page(membership, "public page changed" if was_public == is_public else f"public page {shown}", now)
    return is_moved


def introduce(
    member: Membership,
    *,
    title: str,
    about: str,
    is_listed: bool,
    portrait: Redrawn | Picture | None,
    by: Membership,
    now: datetime,
) -> None:
    """Change how the public page introduces a trainer. `portrait` is a new picture, one that is kept, or none.

    An owner may do that for everybody of the practice, another trainer for themselves; whether the page lists them is
    the owner's to say. Raises Forbidden.
    """
    may_edit = member.practice_id == by.practice_id and (is_owner(by) or member.id == by.id)
    if not may_edit or (is_listed != member.is_listed and not is_owner(by)):
        raise Forbidden
    kept = settle(member.practice_id, portrait, now=now)
    member.title, member.about, member.is_listed = title, about, is_listed
    member.picture_id = kept.id if kept else None
    db.session.flush()
    audit.record(
        "introduction changed",
        f"user:{member.user_id}",
        now=now,
        actor_id=by.user_id,
        practice_id=by.practice_id,
    )


def _note_page(membership: Membership, verb: str, now: datetime) -> None:
    practice_id = membership.practice_id
    audit.record(verb, f"practice:{practice_id}", now=now, actor_id=membership.user_id, practice_id=practice_id)

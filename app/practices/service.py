"""Opening a practice, joining one, changing its settings."""

from __future__ import annotations

from datetime import datetime

from app.accounts import service as accounts
from app.accounts.models import Role, User
from app.core import audit, events
from app.core.db import db
from app.core.errors import Forbidden
from app.practices.models import MemberRole, Membership, Practice
from app.practices.queries import is_owner


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
    practice: Practice, *, name: str, email: str, zone: str, now: datetime, password: str | None = None
) -> Membership:
    """Add a trainer to a practice. Raises Refused when the address cannot be used."""
    user = accounts.create_user(email=email, name=name, role=Role.TRAINER, zone=zone, now=now, password=password)
    return _join(practice, user, MemberRole.TRAINER, now=now)


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


def update_practice(membership: Membership, *, name: str, reply_to: str, postal_address: str, now: datetime) -> None:
    """Change what the practice's mails carry. Raises Forbidden for a trainer who is not an owner."""
    if not is_owner(membership):
        raise Forbidden
    practice = membership.practice
    practice.name, practice.reply_to, practice.postal_address = name, reply_to, postal_address
    db.session.flush()
    audit.record(
        "practice changed",
        f"practice:{practice.id}",
        now=now,
        actor_id=membership.user_id,
        practice_id=practice.id,
    )

"""Asking somebody to join, giving a role, letting a person go, handing clients over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.accounts import identity, links
from app.accounts.models import LinkPurpose, LinkToken
from app.clients.models import Client
from app.core import audit, events
from app.core.db import db
from app.core.errors import Refused
from app.mail import outbox
from app.practices import service as practices
from app.practices.models import MemberRole, Membership
from app.team import queries
from app.team.emails import joining_mail

LAST_OWNER = "The practice needs an owner. Make somebody else one first."


def ask_to_join(by: Membership, *, name: str, email: str, role: MemberRole, now: datetime) -> Membership:
    """Add a colleague with a role and mail them a link. Their zone is the practice's until they say otherwise.

    Raises Refused when the address cannot be used.
    """
    member = practices.add_trainer(by.practice, name=name, email=email, zone=by.practice.zone, now=now, role=role)
    # The public page shows nobody who has not said yes.
    member.is_listed = False
    _send_link(member, by, now)
    _note(f"asked to join as {role.value}", member, by, now)
    return member


def ask_again(member: Membership, *, by: Membership, now: datetime) -> None:
    """Mail a fresh link; older ones are worthless from now on. Raises Refused when the person is in already."""
    if not any(person.is_waiting for person in queries.list_people(by.practice_id) if person.member.id == member.id):
        raise Refused(f"{member.user.name} is in already.")
    links.revoke_links(member.user_id, LinkPurpose.JOINING, now=now)
    _send_link(member, by, now)


def _send_link(member: Membership, by: Membership, now: datetime) -> None:
    token = links.create_link(member.user, LinkPurpose.JOINING, now=now)
    outbox.post(joining_mail(member, token, by=by), now=now)


def join(link: LinkToken, *, now: datetime) -> bool:
    """Use the link up and sign its person in. False when somebody was quicker."""
    if not links.use_link(link, now=now):
        return False
    identity.sign_in(link.user, now=now)
    return True


def change_role(member: Membership, role: MemberRole, *, by: Membership, now: datetime) -> None:
    """Give a member another role. Raises Refused where the practice would be without an owner, or clients without a
    trainer."""
    if member.role == role:
        return
    if queries.is_last_owner(member):
        raise Refused(LAST_OWNER)
    if role == MemberRole.ASSISTANT and queries.list_clients_of(member.practice_id, member.user_id):
        raise Refused(f"Hand over the clients of {member.user.name} first. An assistant looks after none.")
    member.role = role
    db.session.flush()
    _note(f"role is {role.value}", member, by, now)


def let_go(member: Membership, *, by: Membership, now: datetime) -> None:
    """Take a member out: signed out everywhere, no more mails. What they wrote stays under their name.

    Raises Refused for oneself, and while clients or coming calls are theirs.
    """
    name = member.user.name
    if member.id == by.id:
        raise Refused("You cannot take yourself out. Another owner can.")
    if queries.is_last_owner(member):
        raise Refused(LAST_OWNER)
    if queries.list_clients_of(member.practice_id, member.user_id):
        raise Refused(f"Hand over the clients of {name} first.")
    if queries.count_coming_calls(member.user_id, now=now):
        raise Refused(f"{name} has calls in the diary. Move or cancel them first.")
    events.trainer_left.send(member, now=now)
    links.revoke_links(member.user_id, LinkPurpose.JOINING, now=now)
    identity.sign_out_elsewhere(member.user_id, keep_id=None, now=now)
    member.user.disabled_at = now
    _note("left the practice", member, by, now)
    db.session.delete(member)
    db.session.flush()


def hand_over(clients: Sequence[Client], to: Membership, *, by: Membership, now: datetime) -> None:
    """Let another trainer look after these clients, with their whole history. Calls in the diary stay where they are.

    The clients are ones that `by` may see. Raises Refused when `to` cannot look after anybody.
    """
    if to.practice_id != by.practice_id or to.role == MemberRole.ASSISTANT or to.user.disabled_at is not None:
        raise Refused("Choose a trainer of your practice.", field="to")
    moved = [client for client in clients if client.trainer_id != to.user_id]
    for client in moved:
        client.trainer_id, client.trainer = to.user_id, to.user
    db.session.flush()
    for client in moved:
        audit.record(
            f"handed over to user:{to.user_id}",
            f"client:{client.id}",
            now=now,
            actor_id=by.user_id,
            practice_id=by.practice_id,
        )
        events.client_changed.send(client, now=now)


def _note(verb: str, member: Membership, by: Membership, now: datetime) -> None:
    audit.record(verb, f"user:{member.user_id}", now=now, actor_id=by.user_id, practice_id=by.practice_id)

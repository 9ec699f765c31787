"""Adding clients and changing them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from app.accounts import service as accounts
from app.accounts.models import Role, User
from app.clients import consent
from app.clients.invitations import send_invitation
from app.clients.models import Client, ClientStatus, Consent, Pause
from app.clients.queries import list_rows_of
from app.clients.rules import Act, next_status
from app.core import audit, events, zones
from app.core.db import db, is_violation
from app.core.errors import Refused
from app.core.language import ENGLISH
from app.practices.models import Membership
from app.practices.queries import find_caretaker

ALREADY = "This address belongs to a client of your practice already."


def invite_client(
    membership: Membership,
    *,
    name: str,
    email: str,
    zone: str,
    language: str = ENGLISH,
    minutes_per_day: int | None,
    now: datetime,
) -> Client:
    """Add a client and mail the invitation. Raises Refused.

    A known person keeps their name, zone and language. Nothing tells the trainer that they are known.
    """
    user = _find_or_create(name=name, email=email, zone=zone, language=language, now=now)
    trainer = find_caretaker(membership)
    client = Client(
        practice_id=membership.practice_id,
        trainer_id=trainer.id,
        user_id=user.id,
        called=name if name != user.name else None,
        status=ClientStatus.INVITED,
        consent_version=consent.current_version(),
        minutes_per_day=minutes_per_day,
        created_at=now,
    )
    client.user, client.trainer, client.practice = user, trainer, membership.practice
    db.session.add(client)
    try:
        db.session.flush()
    except IntegrityError as error:
        if is_violation(error, "uq_client_practice_id_user_id", "client.practice_id", "client.user_id"):
            raise Refused(ALREADY, field="email") from error
        raise
    _note("client invited", client, membership.user_id, now)
    send_invitation(client, now=now)
    return client


def _find_or_create(*, name: str, email: str, zone: str, language: str, now: datetime) -> User:
    user = accounts.find_user(email)
    if user is None:
        try:
            return accounts.create_user(email=email, name=name, role=Role.CLIENT, zone=zone, language=language, now=now)
        except Refused as refusal:
            # Somebody added the same person a moment ago; the next try finds them.
            raise Refused("That did not save. Try again.") from refusal
    if user.role != Role.CLIENT:
        raise Refused("A trainer signs in with this address. Ask the person for another one.", field="email")
    return user


def update_client(client: Client, *, name: str, zone: str, minutes_per_day: int | None, by: int, now: datetime) -> None:
    """Change how the client is called, their zone and their minutes a day.

    Where another practice knows the person too, the name is this practice's alone, and the zone stays the person's own
    until they have accepted here.
    """
    rows = list_rows_of(client.user_id)
    is_shared = len(rows) > 1
    client.minutes_per_day = minutes_per_day
    if is_shared:
        client.called = name if name != client.user.name else None
    else:
        client.user.name, client.called = name, None
    is_moved = zone != client.user.zone and not (is_shared and client.status == ClientStatus.INVITED)
    if is_moved:
        client.user.zone = zone
    db.session.flush()
    _note("client changed", client, by, now)
    if is_moved:
        for row in rows:
            events.client_changed.send(row, now=now)


def move(client: Client, *, zone: str, now: datetime) -> None:
    """Follow the clocks of another city, as the client says; their days and reminders in every practice move along."""
    if zone == client.user.zone:
        return
    client.user.zone = zone
    db.session.flush()
    _note("client moved", client, client.user_id, now)
    for row in list_rows_of(client.user_id):
        events.client_changed.send(row, now=now)


def change_status(client: Client, act: Act, *, by: int, now: datetime) -> None:
    """Do one of the acts of `rules.Act`. Raises Refused where that makes no sense."""
    status = next_status(act, ClientStatus(client.status), has_accepted=client.accepted_at is not None)
    if status is None:
        raise Refused("That does not fit any more. Look at the page again.")
    client.status = status
    if act is Act.PAUSE:
        today = zones.local_date(now, zones.get_zone(client.user.zone))
        db.session.add(Pause(client_id=client.id, from_on=today, until_on=None, created_at=now))
    elif act in (Act.RESUME, Act.RESTORE):
        _end_open_pauses(client, now)
    db.session.flush()
    _note(f"client: {act.value}", client, by, now)
    events.client_changed.send(client, now=now)


def _end_open_pauses(client: Client, now: datetime) -> None:
    """Today is a day like others again. A pause that began today leaves no trace."""
    today = zones.local_date(now, zones.get_zone(client.user.zone))
    mine = (Pause.client_id == client.id, Pause.until_on.is_(None))
    db.session.execute(delete(Pause).where(*mine, Pause.from_on >= today))
    db.session.execute(update(Pause).where(*mine).values(until_on=today - timedelta(days=1)))


def withdraw_consent(client: Client, *, now: datetime) -> None:
    """End the client's consent: the plan closes, mails stop, and only a new invitation brings them back."""
    db.session.execute(
        update(Consent).where(Consent.client_id == client.id, Consent.withdrawn_at.is_(None)).values(withdrawn_at=now)
    )
    client.status, client.accepted_at = ClientStatus.ARCHIVED, None
    db.session.flush()
    _note("consent withdrawn", client, client.user_id, now)
    events.client_changed.send(client, now=now)


def _note(verb: str, client: Client, actor_id: int, now: datetime) -> None:
    audit.record(verb, f"client:{client.id}", now=now, actor_id=actor_id, practice_id=client.practice_id)

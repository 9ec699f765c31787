"""Deleting a client for good, with everything that is kept about them. Nothing brings it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from app.accounts.models import User
from app.bookings.emails import about as call_of
from app.bookings.models import Booking
from app.clients.models import Client, ClientDocument, ClientNote, ClientStatus
from app.core import audit
from app.core.db import db
from app.core.errors import Refused
from app.logbook.models import ItemLog, SessionLog
from app.mail import outbox
from app.mail.models import OutboxMail, Recurrence
from app.messages.emails import about_of as thread_of
from app.messages.models import Message
from app.practices.models import Membership
from app.prescriptions.models import Prescription

COUNTED = (
    (SessionLog, "answer"),
    (Prescription, "version of the plan|versions of the plan"),
    (Message, "message"),
    (ClientNote, "note"),
    (ClientDocument, "document"),
    (Booking, "call"),
)


@dataclass(frozen=True, slots=True)
class Erased:
    """What was, or would be, deleted beside the client's own data: (number, one, many), those that are not 0."""

    parts: Sequence[tuple[int, str, str]]


def count_parts(client: Client) -> Erased:
    """How much is kept about a client. Six queries."""
    parts = []
    for model, words in COUNTED:
        number = db.session.scalar(select(func.count()).select_from(model).where(model.client_id == client.id))
        one, _, many = words.partition("|")
        if number:
            parts.append((number, one, many or f"{one}s"))
    return Erased(parts)


def erase(client: Client, *, name: str, by: int, now: datetime) -> None:
    """Delete an archived client whose name was typed to confirm it, and the account where nothing else needs it.

    Answers, plans, messages, notes, documents, calls, and mails about them go. What stays is one line of the record:
    that somebody deleted a client of this number. Raises Refused for a client who is not archived or another name.
    """
    if client.status != ClientStatus.ARCHIVED:
        raise Refused(f"Archive {client.first_name} first. That ends mails and calls.")
    if " ".join(name.split()).casefold() != client.name.casefold():
        raise Refused(f"Type {client.name} to delete everything.", field="name")
    client_id, user_id, practice_id = client.id, client.user_id, client.practice_id
    # Answers hold on to the lines of the plan they were given under, so they go before the plans do.
    logs = select(SessionLog.id).where(SessionLog.client_id == client_id)
    db.session.execute(delete(ItemLog).where(ItemLog.session_log_id.in_(logs)))
    db.session.execute(delete(OutboxMail).where(OutboxMail.user_id == user_id, OutboxMail.practice_id == practice_id))
    outbox.forget(_abouts(client_id))
    db.session.execute(delete(Recurrence).where(Recurrence.user_id == user_id, Recurrence.owner_id == client_id))
    db.session.execute(delete(Client).where(Client.id == client_id))
    is_needed = (
        select(Client.id)
        .where(Client.user_id == user_id)
        .union_all(select(Membership.id).where(Membership.user_id == user_id))
    )
    if db.session.scalar(is_needed.limit(1)) is None:
        db.session.execute(delete(User).where(User.id == user_id))
    audit.record("client deleted", f"client:{client_id}", now=now, actor_id=by, practice_id=practice_id)
    db.session.flush()
    db.session.expire_all()


def _abouts(client_id: int) -> list[str]:
    """What mails to the trainer about this client are marked with. One query."""
    calls = db.session.scalars(select(Booking).where(Booking.client_id == client_id)).all()
    threads = [thread_of(client_id, of_client=of_client) for of_client in (True, False)]
    return [f"client:{client_id}", *threads, *(call_of(call) for call in calls)]

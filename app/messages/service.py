"""Writing, reading, and telling the other side by one mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.clients.models import Client, ClientStatus
from app.core import events, zones
from app.core.db import db, insert_for, is_violation
from app.core.errors import Refused
from app.exercises.models import Exercise
from app.mail import kinds, outbox
from app.mail.models import MailStatus, OutboxMail
from app.messages.emails import about_of, new_messages_mail
from app.messages.models import Message, SavedReply, ThreadSide
from app.practices.models import Membership
from app.reminders.rules import after_quiet
from app.reminders.state import policy_of

# Everything written within this time goes into one mail.
BUNDLE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Words:
    """What is written: the text, and an exercise beside it or none."""

    body: str
    exercise: Exercise | None = None


def write(client: Client, words: Words, *, author: User, from_client: bool, form_key: str, now: datetime) -> Message:
    """Add a message, and post one mail for all of the next five minutes. The writer has read what stands above.

    Needs `client.trainer` and `client.practice` loaded. Raises Refused for a `form_key` that was used, and for somebody
    who is not in, or no longer.
    """
    if client.status in (ClientStatus.INVITED, ClientStatus.ARCHIVED):
        raise Refused(
            f"{client.first_name} cannot be written to yet."
            if client.status == ClientStatus.INVITED
            else f"{client.first_name} is archived."
        )
    sides = _hold(client.id)
    message = Message(
        practice_id=client.practice_id,
        client_id=client.id,
        author_id=author.id,
        from_client=from_client,
        body=words.body.replace(outbox.FIRST_NAME, client.first_name),
        exercise_id=words.exercise.id if words.exercise else None,
        created_at=now,
        form_key=form_key,
    )
    db.session.add(message)
    try:
        db.session.flush()
    except IntegrityError as error:
        if is_violation(error, "uq_message_form_key", "message.form_key"):
            raise Refused("This message was sent already.") from error
        raise
    sides[from_client].read_to, sides[from_client].unread = message.id, 0
    sides[not from_client].unread += 1
    db.session.flush()
    _tell(client, message, now)
    events.message_changed.send(client, now=now)
    return message


def write_many(clients: Sequence[Client], words: Words, *, author: User, form_key: str, now: datetime) -> list[Message]:
    """The same words to each of these clients, who are in. Each has a thread and a mail of their own."""
    return [
        write(client, words, author=author, from_client=False, form_key=f"{form_key}:{client.id}", now=now)
        for client in clients
    ]


def mark_read(client: Client, *, of_client: bool, now: datetime) -> None:
    """This side has read everything that stands there now."""
    side = _hold(client.id)[of_client]
    newest = db.session.scalar(select(func.max(Message.id)).where(Message.client_id == client.id))
    side.read_to, side.unread = newest or 0, 0
    db.session.flush()
    events.message_changed.send(client, now=now)


def mark_unread(client: Client, *, now: datetime) -> None:
    """The practice wants to come back to the client's last message."""
    side = _hold(client.id)[False]
    last = select(func.max(Message.id)).where(Message.client_id == client.id, Message.from_client)
    newest = db.session.scalar(last)
    if newest is None:
        raise Refused("There is no message to come back to.")
    side.read_to, side.unread = newest - 1, 1
    db.session.flush()
    events.message_changed.send(client, now=now)


def _hold(client_id: int) -> dict[bool, ThreadSide]:
    """Both sides of a thread, by `of_client`: made where they are missing, and ours alone until the transaction ends.

    Always both and in one order, so that two who write to each other at once wait instead of blocking one another.
    """
    rows = [{"client_id": client_id, "of_client": side, "read_to": 0, "unread": 0} for side in (False, True)]
    db.session.execute(insert_for(ThreadSide).values(rows).on_conflict_do_nothing())
    sides = select(ThreadSide).where(ThreadSide.client_id == client_id).order_by(ThreadSide.of_client)
    held = db.session.scalars(sides.with_for_update().execution_options(populate_existing=True))
    return {side.of_client: side for side in held}


def _tell(client: Client, message: Message, now: datetime) -> None:
    """Post the mail, unless one is on its way that will speak of this message too. The thread is held."""
    to_client = not message.from_client
    about = about_of(client.id, of_client=to_client)
    waits = exists().where(
        OutboxMail.about == about,
        OutboxMail.kind == kinds.NEW_MESSAGES.name,
        OutboxMail.status == MailStatus.PENDING,
        OutboxMail.due_at > now,
    )
    if db.session.scalar(select(waits)):
        return
    due_at = _due_at(client, now) if to_client else now + BUNDLE
    outbox.post(new_messages_mail(client, to_client=to_client, first_id=message.id, due_at=due_at), now=now)


def _due_at(client: Client, now: datetime) -> datetime:
    """In five minutes, or when the quiet hours are over by the client's clock."""
    return after_quiet(now + BUNDLE, zones.get_zone(client.user.zone), policy_of(client.practice))


def save_reply(membership: Membership, reply: SavedReply | None, *, title: str, body: str) -> SavedReply:
    """Keep a text for use again, or change one."""
    if reply is None:
        reply = SavedReply(practice_id=membership.practice_id)
        db.session.add(reply)
    reply.title, reply.body = title, body
    db.session.flush()
    return reply


def delete_reply(reply: SavedReply) -> None:
    """Forget a saved text; messages written with it stay."""
    db.session.delete(reply)
    db.session.flush()

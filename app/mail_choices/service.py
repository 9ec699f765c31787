"""Keeping what a practice decides about its mails."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import func, select

from app.clients.models import Client, ClientStatus
from app.core import audit
from app.core.db import db
from app.mail import kinds, outbox, stopping
from app.mail.kinds import Kind
from app.mail_choices.catalogue import Entry
from app.mail_choices.samples import try_out
from app.practices.models import MailChoice, Membership
from app.reminders.models import ReminderSetting

TURNED_OFF = "the practice turned this mail off"


def choose(membership: Membership, entry: Entry, *, is_off: bool, subject: str, words: str, now: datetime) -> None:
    """Decide about one kind of mail to clients. Mails of it that wait are not sent once it is off.

    What must arrive stays on, whatever `is_off` says.
    """
    kind, practice_id = entry.kind, membership.practice_id
    choice = db.session.get(MailChoice, (practice_id, kind.name)) or MailChoice(practice_id=practice_id, kind=kind.name)
    choice.is_off, choice.subject, choice.words = is_off and entry.may_turn_off, subject, words
    if choice.is_off or subject or words:
        db.session.add(choice)
    elif choice in db.session:
        db.session.delete(choice)
    db.session.flush()
    if choice.is_off:
        people = select(Client.user_id).where(Client.practice_id == practice_id)
        outbox.withdraw_kind(kind, people, practice_id, reason=TURNED_OFF)
    _note(membership, f"mail {kind.name} changed", now)


def set_quiet_hours(membership: Membership, quiet_from: time, quiet_until: time, *, now: datetime) -> int:
    """Change the hours in which nothing is mailed; returns how many clients asked for a reminder later that evening.

    A reminder wished for inside the morning part waits for its end. One wished for in the evening part would belong to
    another day, so it is not sent.
    """
    practice = membership.practice
    practice.quiet_from, practice.quiet_until = quiet_from, quiet_until
    db.session.flush()
    _note(membership, "quiet hours changed", now)
    late = select(func.count()).select_from(ReminderSetting).join(Client, Client.id == ReminderSetting.client_id)
    late = late.where(
        Client.practice_id == practice.id, Client.status != ClientStatus.ARCHIVED, ReminderSetting.at >= quiet_from
    )
    return db.session.scalar(late) or 0


def set_own(membership: Membership, *, wants_digest: bool, wants_messages: bool, now: datetime) -> None:
    """Which of their own mails the member wants."""
    for kind, is_wanted in ((kinds.TRAINER_DIGEST, wants_digest), (kinds.NEW_MESSAGES, wants_messages)):
        stopping.set_wanted(membership.user_id, kind, is_wanted=is_wanted, now=now)


def send_try(membership: Membership, kind: Kind, *, now: datetime) -> None:
    """Mail the member a sample of this kind."""
    outbox.post(try_out(kind, membership, now=now), now=now)


def _note(membership: Membership, verb: str, now: datetime) -> None:
    practice_id = membership.practice_id
    audit.record(verb, f"practice:{practice_id}", now=now, actor_id=membership.user_id, practice_id=practice_id)

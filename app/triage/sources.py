"""What other features have to tell about some clients, each in one query: holds, red answers, mail that fails."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypedDict

from sqlalchemy import case, func, select

from app.accounts.models import User
from app.core import zones
from app.core.db import db
from app.mail.models import MailStatus, OutboxMail, Suppression
from app.messages.queries import list_unread
from app.safety.models import EventLevel, SafetyEvent, SafetyHold
from app.suggestions.queries import map_open
from app.triage.rules import Cause

if TYPE_CHECKING:
    from app.triage.facts import Person

# An older failure says nothing about today's address.
MAIL_WINDOW = timedelta(days=14)


class Causes(TypedDict, total=False):
    """What set needs off, by the names of `rules.Facts`."""

    hold: Cause
    red: Cause
    mail: Cause
    suggestion: Cause
    message: Cause


def load_causes(people: Sequence[Person], *, now: datetime) -> dict[int, Causes]:
    """The causes of each person, by client number; nobody is missing. One query for each kind, two for mail."""
    causes: dict[int, Causes] = {person.id: Causes() for person in people}
    ids = list(causes)
    zone_of = {person.id: person.zone for person in people}
    for person, hold_id, tier, opened_at in _holds(people):
        # A sign that is more urgent than the one that opened the hold is a new cause.
        opened_on = zones.local_date(opened_at, person.zone)
        causes[person.id]["hold"] = Cause(f"hold:{hold_id}:{tier}", opened_on)
    for client_id, cause in _reds(ids):
        causes[client_id]["red"] = cause
    for client_id, number, newest, since in list_unread(ids):
        causes[client_id]["message"] = Cause(f"message:{newest}", zones.local_date(since, zone_of[client_id]), number)
    for suggestion in map_open(ids, now=now).values():
        causes[suggestion.client_id]["suggestion"] = Cause(f"suggestion:{suggestion.id}", suggestion.made_on)
    for client_id, cause in _mails(people, now):
        causes[client_id]["mail"] = cause
    return causes


def _holds(people: Sequence[Person]) -> Iterable[tuple[Person, int, int, datetime]]:
    by_id = {person.id: person for person in people}
    rows = db.session.execute(
        select(SafetyHold.client_id, SafetyHold.id, SafetyHold.tier, SafetyHold.opened_at).where(
            SafetyHold.client_id.in_(by_id), SafetyHold.released_at.is_(None)
        )
    )
    for client_id, hold_id, tier, opened_at in rows:
        yield by_id[client_id], hold_id, tier, opened_at


def _reds(ids: Sequence[int]) -> Iterable[tuple[int, Cause]]:
    unseen = (
        select(
            SafetyEvent.client_id,
            func.max(SafetyEvent.id),
            func.max(SafetyEvent.happened_on),
            func.count(),
        )
        .where(SafetyEvent.client_id.in_(ids), SafetyEvent.level == EventLevel.RED, SafetyEvent.seen_at.is_(None))
        .group_by(SafetyEvent.client_id)
    )
    for client_id, newest, happened_on, number in db.session.execute(unseen):
        yield client_id, Cause(f"event:{newest}", happened_on, number)


def _mails(people: Sequence[Person], now: datetime) -> Iterable[tuple[int, Cause]]:
    """Whose address refuses mail, or whose newest mail from this practice was given up."""
    refused = _refused(people)
    failed = _failed(people, now)
    for person in people:
        found = refused.get(person.user_id) or failed.get((person.user_id, person.practice_id))
        if found:
            key, at = found
            yield person.id, Cause(key, zones.local_date(at, person.zone))


def _refused(people: Sequence[Person]) -> Mapping[int, tuple[str, datetime]]:
    rows = db.session.execute(
        select(User.id, Suppression.at)
        .join(Suppression, Suppression.address == User.email)
        .where(User.id.in_([person.user_id for person in people]))
    )
    return {user_id: (f"refused:{at:%Y%m%dT%H%M%S}", at) for user_id, at in rows}


def _failed(people: Sequence[Person], now: datetime) -> Mapping[tuple[int, int], tuple[str, datetime]]:
    newest_failed = func.max(case((OutboxMail.status == MailStatus.FAILED, OutboxMail.id)))
    newest_sent = func.max(case((OutboxMail.status == MailStatus.SENT, OutboxMail.id)))
    failed_at = func.max(case((OutboxMail.status == MailStatus.FAILED, OutboxMail.created_at)))
    rows = db.session.execute(
        select(OutboxMail.user_id, OutboxMail.practice_id, newest_failed, failed_at)
        .where(
            OutboxMail.user_id.in_([person.user_id for person in people]),
            OutboxMail.practice_id.is_not(None),
            OutboxMail.created_at > now - MAIL_WINDOW,
            OutboxMail.status.in_((MailStatus.FAILED, MailStatus.SENT)),
        )
        .group_by(OutboxMail.user_id, OutboxMail.practice_id)
        .having(newest_failed > func.coalesce(newest_sent, 0))
    )
    return {(user_id, practice_id): (f"mail:{number}", at) for user_id, practice_id, number, at in rows}

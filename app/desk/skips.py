"""What clients leave out and why, over all of a trainer's clients: three who did not understand it are no accident."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, func, null, select

from app.clients.models import Client, ClientStatus
from app.clients.queries import visible_to
from app.core.db import db
from app.exercises.models import Exercise
from app.logbook.models import ItemLog, SessionLog
from app.logbook.rules import SKIP_WORDS
from app.practices.models import Membership
from app.prescriptions.models import PrescriptionItem

WINDOW = timedelta(days=14)
WHOLE_SESSION = "the whole session"
# An address that names more people than this grows too long.
MOST_ADDRESSED = 50
OUT = (ClientStatus.INVITED, ClientStatus.ARCHIVED)


@dataclass(frozen=True, slots=True)
class Skip:
    """One exercise left out for one reason: by whom, and in how many sessions.

    `exercise` is "the whole session" where nothing was done; `slug` leads to it in the library, "" when it is not
    there.
    """

    exercise: str
    slug: str
    reason: str
    clients: Sequence[Client]
    sessions: int

    @property
    def addressed(self) -> list[int]:
        """The numbers of those a message can go to from here."""
        return [client.id for client in self.clients[:MOST_ADDRESSED]]


def load_skips(membership: Membership, *, now: datetime) -> list[Skip]:
    """What was left out in the last fourteen days, what most clients left out first. Two queries.

    Where nothing of a session was done, the reason is about the day and not about an exercise.
    """
    is_whole = SessionLog.done_units == 0
    name = case((is_whole, WHOLE_SESSION), else_=PrescriptionItem.name)
    slug = case((is_whole, null()), else_=Exercise.slug)
    sessions = func.count(func.distinct(SessionLog.id))
    mine = visible_to(membership).where(Client.status.not_in(OUT))
    rows = db.session.execute(
        select(name, slug, ItemLog.skip_reason, SessionLog.client_id, sessions)
        .join(SessionLog, SessionLog.id == ItemLog.session_log_id)
        .join(PrescriptionItem, PrescriptionItem.id == ItemLog.prescription_item_id)
        .outerjoin(Exercise, Exercise.id == PrescriptionItem.exercise_id)
        .where(
            SessionLog.client_id.in_(mine.with_only_columns(Client.id).order_by(None)),
            SessionLog.performed_on > (now - WINDOW).date(),
            ItemLog.skip_reason.is_not(None),
        )
        .group_by(name, slug, ItemLog.skip_reason, SessionLog.client_id)
    ).all()
    found: dict[tuple[str, str, str], dict[int, int]] = {}
    for exercise, where, reason, client_id, times in rows:
        found.setdefault((exercise, where or "", reason), {})[client_id] = times
    ids = {client_id for people in found.values() for client_id in people}
    clients = {client.id: client for client in db.session.scalars(mine.where(Client.id.in_(ids)))}
    skips = [
        Skip(exercise, where, SKIP_WORDS[reason], _by_name(clients, people), sum(people.values()))
        for (exercise, where, reason), people in found.items()
    ]
    return sorted(skips, key=lambda one: (-len(one.clients), -one.sessions, one.exercise, one.reason))


def _by_name(clients: dict[int, Client], people: dict[int, int]) -> list[Client]:
    return sorted((clients[number] for number in people), key=lambda client: (client.name.casefold(), client.id))

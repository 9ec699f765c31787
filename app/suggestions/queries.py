"""Reading suggestions. The caller has already been allowed to see the client."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.clients.models import Client
from app.clients.queries import visible_to
from app.core.db import db
from app.core.errors import NotFound
from app.exercises.models import Exercise
from app.exercises.queries import visible_in
from app.practices.models import Membership
from app.prescriptions.models import Prescription
from app.suggestions.models import Decision, Suggestion
from app.suggestions.proposal import asked_exercises
from app.suggestions.rules import Rule
from app.suggestions.steps import Change, Step

SHOWN = 12


def find_newest_look(client_id: int) -> Suggestion | None:
    """The latest look at a client, whatever became of it. One query."""
    found = select(Suggestion).where(Suggestion.client_id == client_id)
    return db.session.scalar(found.order_by(Suggestion.made_on.desc()).limit(1))


def list_decided(client_id: int) -> Sequence[Suggestion]:
    """The last twelve that proposed something and are no longer open, newest first. One query."""
    found = select(Suggestion).where(
        Suggestion.client_id == client_id, Suggestion.decision.not_in((Decision.OPEN, Decision.NOTED))
    )
    return db.session.scalars(found.order_by(Suggestion.made_on.desc()).limit(SHOWN)).all()


def list_open(membership: Membership, *, now: datetime) -> Sequence[Suggestion]:
    """Those a member may decide, with their clients, oldest first. One query."""
    clients = visible_to(membership).with_only_columns(Client.id)
    found = select(Suggestion).where(
        Suggestion.client_id.in_(clients), Suggestion.decision == Decision.OPEN, Suggestion.expires_at > now
    )
    return db.session.scalars(found.options(joinedload(Suggestion.client)).order_by(Suggestion.made_on)).all()


def map_open(client_ids: Collection[int], *, now: datetime) -> dict[int, Suggestion]:
    """The open suggestion of each client, by client. One query."""
    found = select(Suggestion).where(
        Suggestion.client_id.in_(client_ids), Suggestion.decision == Decision.OPEN, Suggestion.expires_at > now
    )
    return {one.client_id: one for one in db.session.scalars(found)}


def list_raised_since(client_ids: Collection[int], since: datetime) -> set[int]:
    """The clients whose plan was made more by a suggestion since an instant. One query."""
    found = select(Suggestion.client_id).where(
        Suggestion.client_id.in_(client_ids),
        Suggestion.rule == Rule.PROGRESS,
        Suggestion.decision.in_((Decision.ACCEPTED, Decision.EDITED)),
        Suggestion.decided_at > since,
    )
    return set(db.session.scalars(found))


def list_lightened_since(client_ids: Collection[int], since: datetime) -> set[int]:
    """The clients whose trainer has decided on a lighter load since an instant, either way. One query."""
    found = select(Suggestion.client_id, Suggestion.step).where(
        Suggestion.client_id.in_(client_ids),
        Suggestion.rule == Rule.REGRESS,
        Suggestion.decision.in_((Decision.ACCEPTED, Decision.EDITED, Decision.DECLINED)),
        Suggestion.decided_at > since,
    )
    return {client_id for client_id, step in db.session.execute(found) if step and step["change"] == Change.LOAD}


def get_version(client_id: int, version: int) -> Prescription:
    """One version of a client's plan with its exercises. Raises NotFound. Two queries."""
    plan = db.session.scalar(
        select(Prescription).where(Prescription.client_id == client_id, Prescription.version == version)
    )
    if plan is None:
        raise NotFound
    return plan


def map_asked(practice_id: int, step: Step) -> dict[str, Exercise]:
    """The exercises a step asks for, by slug. One query, none where it asks for none."""
    slugs = asked_exercises(step)
    if not slugs:
        return {}
    found = select(Exercise).where(visible_in(practice_id), Exercise.slug.in_(slugs))
    return {exercise.slug: exercise for exercise in db.session.scalars(found)}

"""Bringing a routine that was changed to the people who have it. What they answered stays with the version they had."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select

from app.accounts.identity import Viewer
from app.clients.models import Client, ClientStatus
from app.clients.queries import get_client, visible_to
from app.core.db import db, transaction
from app.core.errors import NotFound, Refused
from app.practices.models import Membership
from app.prescriptions.laying_out import DAY, local_today
from app.prescriptions.many import Result
from app.prescriptions.models import Prescription
from app.prescriptions.queries import find_current
from app.prescriptions.readiness import clashes_of
from app.prescriptions.revising import revise
from app.prescriptions.schedule import default_effective_from
from app.prescriptions.service import given, needs_check
from app.routines.models import Routine


@dataclass(frozen=True, slots=True)
class Follower:
    """Somebody whose plan was made from a routine and is not like it now, with what would change for them.

    `refusal` is why the routine cannot be brought to them here, "" when it can; `warnings` what may not suit.
    """

    client: Client
    words: str
    refusal: str
    warnings: list[str]


def list_followers(membership: Membership, routine: Routine, *, now: datetime) -> list[Follower]:
    """The clients this member may see whose plan from this routine differs from it, by name. Three queries."""
    clients = {
        client.id: client
        for client in db.session.scalars(visible_to(membership).where(Client.status != ClientStatus.ARCHIVED))
    }
    # The clock of the westernmost client may be a day behind: who has no plan any more is left out below.
    rows = select(Prescription).where(
        Prescription.routine_id == routine.id,
        Prescription.client_id.in_(clients),
        or_(Prescription.ends_on.is_(None), Prescription.ends_on >= now.date() - DAY),
    )
    plans: dict[int, Prescription] = {}
    for plan in db.session.scalars(rows.order_by(Prescription.version)):
        if _runs(plan, local_today(clients[plan.client_id], now)):
            plans[plan.client_id] = plan
    found = [_follower(clients[number], plan, routine) for number, plan in plans.items() if not _is_like(plan, routine)]
    return sorted(found, key=lambda one: (one.client.name.casefold(), one.client.id))


def _runs(plan: Prescription, today: date) -> bool:
    return plan.ends_on is None or plan.ends_on > today


def _is_like(plan: Prescription, routine: Routine) -> bool:
    lines = [(item.exercise_id, item.dose, item.why) for item in plan.items]
    return (plan.rounds, lines) == (routine.rounds, [(item.exercise_id, item.dose, item.why) for item in routine.items])


def _follower(client: Client, plan: Prescription, routine: Routine) -> Follower:
    had, gets = {item.exercise_id: item for item in plan.items}, {item.exercise_id for item in routine.items}
    parts = [f"gets {item.name}" for item in routine.items if item.exercise_id not in had]
    parts += [f"loses {item.name}" for item in plan.items if item.exercise_id not in gets]
    if plan.rounds != routine.rounds:
        parts.append(f"{routine.rounds} instead of {plan.rounds} rounds")
    parts += [
        f"{item.name} {item.dose_words} instead of {before.dose_words}"
        for item in routine.items
        if (before := had.get(item.exercise_id)) is not None and before.dose != item.dose
    ]
    words = ", ".join(parts) or "another order or other words"
    refusal = ""
    new = [item.exercise for item in routine.items if item.exercise_id not in had]
    if plan.is_flare:
        refusal = f"{client.first_name} is in a flare-up. Wait until it is over."
    elif asked := needs_check(new):
        refusal = f"{asked[0].name} is checked with each person. Change it on {client.first_name}’s own page."
    return Follower(
        client, words[0].upper() + words[1:] + ".", refusal, [clash.why for clash in clashes_of(client, routine.items)]
    )


def bring(client_ids: list[int], routine_id: int, *, by: Viewer, now: datetime) -> list[Result]:
    """Bring the routine to each of them from tomorrow, a transaction for each: their days, dates and words stay."""
    return [_bring_to(client_id, routine_id, by, now) for client_id in client_ids]


def _bring_to(client_id: int, routine_id: int, by: Viewer, now: datetime) -> Result:
    name = ""
    try:
        with transaction():
            client, routine = get_client(by, client_id), db.session.get_one(Routine, routine_id)
            name = client.name
            start = default_effective_from(local_today(client, now))
            plan = find_current(client_id, start)
            if plan is None or plan.routine_id != routine_id:
                raise Refused("The plan was changed meanwhile.")
            items = [given(item) for item in routine.items]
            new = revise(client, plan, items, rounds=routine.rounds, effective_from=start, by=by.id, now=now)
        return Result(name, client_id, f"Version {new.version}, from tomorrow.", True)
    except Refused as refusal:
        return Result(name, client_id, refusal.sentence, False)
    except NotFound:
        return Result(name, client_id, "No longer one of your clients.", False)

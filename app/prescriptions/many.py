"""One routine for several clients: what would happen to each, and then one transaction for each of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request
from sqlalchemy import func, select
from sqlalchemy.orm import lazyload
from wtforms import SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from app.accounts.identity import Viewer
from app.accounts.models import User
from app.clients.models import Client, ClientStatus
from app.clients.queries import get_client, visible_to
from app.core.db import db, transaction
from app.core.errors import NotFound, Refused
from app.core.forms import Form
from app.practices.models import Membership
from app.prescriptions.forms import DAYS
from app.prescriptions.laying_out import local_today
from app.prescriptions.models import Prescription
from app.prescriptions.readiness import check, clashes_of
from app.prescriptions.schedule import Weekdays, default_effective_from, default_review_on
from app.prescriptions.service import DEFAULT_REMINDER_AT, PlanTerms, assign, earliest_start, needs_check
from app.routines.models import Routine


class ManyForm(Form):
    """Who gets the routine, and on which days."""

    clients = SelectMultipleField("Who gets it", [InputRequired("Choose at least one person.")], coerce=int)
    weekdays = SelectMultipleField(
        "Days",
        [InputRequired("Choose at least one day.")],
        coerce=int,
        choices=[SelectChoice(number, name) for number, name in enumerate(DAYS, start=1)],
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What would happen to one client. `refusal` is why not, "" when the plan can be given; `warnings` what may not
    suit."""

    client: Client
    words: str
    refusal: str
    warnings: list[str]


@dataclass(slots=True)
class ManyPage:
    """The form, and once it is valid what happens to each who was chosen."""

    form: ManyForm
    routine_id: int
    outcomes: list[Outcome]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one client: the sentence, and whether the plan was given."""

    name: str
    client_id: int
    words: str
    is_given: bool


def load_many(membership: Membership, routine: Routine, *, now: datetime) -> ManyPage:
    """The page as sent, or fresh: people by name. Two queries, three once people are chosen."""
    people = _people(membership)
    form = ManyForm() if request.method == "POST" else ManyForm(data={"weekdays": [1, 3, 5]})
    form.clients.choices = [SelectChoice(client.id, client.name) for client in people]
    if not form.validate_on_submit():
        return ManyPage(form, routine.id, [])
    chosen = [client for client in people if client.id in form.clients.data]
    plans = _versions([client.id for client in chosen])
    return ManyPage(form, routine.id, [_outcome(client, plans.get(client.id, []), routine, now) for client in chosen])


def _people(membership: Membership) -> list[Client]:
    clients = visible_to(membership).join(User, User.id == Client.user_id)
    clients = clients.where(Client.status.not_in((ClientStatus.ARCHIVED, ClientStatus.PAUSED)))
    return list(db.session.scalars(clients.order_by(func.lower(func.coalesce(Client.called, User.name)), Client.id)))


def _versions(client_ids: list[int]) -> dict[int, list[Prescription]]:
    found: dict[int, list[Prescription]] = {}
    rows = select(Prescription).where(Prescription.client_id.in_(client_ids)).options(lazyload(Prescription.items))
    for plan in db.session.scalars(rows.order_by(Prescription.version)):
        found.setdefault(plan.client_id, []).append(plan)
    return found


def _outcome(client: Client, versions: list[Prescription], routine: Routine, now: datetime) -> Outcome:
    today = local_today(client, now)
    runs = earliest_start(versions, today) > today
    words = f"Version {versions[-1].version + 1} from tomorrow." if runs else "A first plan from tomorrow."
    try:
        check(client, None)
        refusal = ""
    except Refused as refused:
        refusal = refused.sentence
    asked = needs_check(item.exercise for item in routine.items)
    if asked and not refusal:
        refusal = f"{asked[0].name} is checked with each person. Give it on {client.first_name}’s own page."
    return Outcome(client, words, refusal, [clash.why for clash in clashes_of(client, routine.items)])


def give_each(page: ManyPage, *, by: Viewer, now: datetime) -> list[Result]:
    """Give the routine to each, a transaction for each: who cannot get it is named, and holds nobody else up."""
    days: Any = page.form.weekdays.data
    weekdays = Weekdays.of(*days)
    named = [(outcome.client.id, outcome.client.name, outcome.refusal) for outcome in page.outcomes]
    return [
        Result(name, client_id, refusal, False) if refusal else _give(client_id, name, page, weekdays, by, now)
        for client_id, name, refusal in named
    ]


def _give(client_id: int, name: str, page: ManyPage, weekdays: Weekdays, by: Viewer, now: datetime) -> Result:
    try:
        with transaction():
            # Read anew: the transaction before may have been undone, and then its rows are forgotten.
            client, routine = get_client(by, client_id), db.session.get_one(Routine, page.routine_id)
            plans = _versions([client_id]).get(client_id, [])
            start = default_effective_from(local_today(client, now))
            terms = PlanTerms(
                schedule=weekdays,
                effective_from=start,
                review_on=default_review_on(start),
                note=routine.note,
                reminder_at=None if plans else DEFAULT_REMINDER_AT,
            )
            plan = assign(routine, client, terms, by=by.id, now=now)
        return Result(name, client_id, f"Version {plan.version}, from tomorrow.", True)
    except Refused as refusal:
        return Result(name, client_id, refusal.sentence, False)
    except NotFound:
        return Result(name, client_id, "No longer one of your clients.", False)

"""Making suggestions on a client's Monday, and the trainer's decision. Nothing changes until a trainer says so."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta

from celery.exceptions import SoftTimeLimitExceeded
from sqlalchemy import exists, select, update

from app.accounts.models import User
from app.clients.models import Client, ClientStatus
from app.core import audit, events, zones
from app.core.clock import clock
from app.core.db import db, transaction
from app.core.errors import Refused
from app.prescriptions.laying_out import local_today
from app.prescriptions.models import Prescription
from app.prescriptions.queries import find_newest
from app.prescriptions.revising import revise
from app.prescriptions.schedule import default_effective_from
from app.suggestions import queries
from app.suggestions.facts import Facts, load_facts
from app.suggestions.models import Decision, Suggestion
from app.suggestions.proposal import LEAST_S, MOST_S, apply, keep, step_of
from app.suggestions.rules import DEFAULT_THRESHOLDS, LASTS_DAYS, PROPOSING, WINDOW_DAYS, Rule, decide
from app.suggestions.steps import Change, Step, next_step

log = logging.getLogger(__name__)

PAGE = 200
LOOKED_AT = (ClientStatus.ACTIVE, ClientStatus.MAINTENANCE)
RUN_OUT = "This suggestion has run out, or somebody decided already."


def make_due() -> int:
    """Close what has run out, and look at every client whose local week is new. Returns how many were looked at.

    A page per transaction; running it twice, or twice at once, does no harm. A client at fault is logged and holds up
    nobody else.
    """
    now = clock.now()
    with transaction():
        _expire(now)
    looked_at = 0
    for monday, names in _mondays(now).items():
        last = 0
        while ids := _due(monday, names, last):
            try:
                _look_at_page(ids, monday)
            except SoftTimeLimitExceeded:
                raise
            except Exception:
                log.exception("a page of suggestions failed")
            looked_at, last = looked_at + len(ids), ids[-1]
    return looked_at


def _mondays(now: datetime) -> dict[date, list[str]]:
    """The zones of clients by the Monday of their present local week. One query."""
    named = db.session.scalars(select(User.zone).join(Client, Client.user_id == User.id).distinct())
    found: dict[date, list[str]] = defaultdict(list)
    for name in named:
        found[zones.week_start(zones.local_date(now, zones.get_zone(name)))].append(name)
    return found


def _due(monday: date, names: Collection[str], last: int) -> Sequence[int]:
    """The next clients by number with a plan and without a look this week. One query."""
    looked = exists().where(Suggestion.client_id == Client.id, Suggestion.made_on >= monday)
    planned = exists().where(Prescription.client_id == Client.id)
    due = select(Client.id).join(User, User.id == Client.user_id).where(User.zone.in_(names), Client.id > last)
    due = due.where(Client.status.in_(LOOKED_AT), planned, ~looked).order_by(Client.id).limit(PAGE)
    return db.session.scalars(due).all()


def _look_at_page(ids: Sequence[int], monday: date) -> None:
    with transaction():
        now = clock.now()
        clients = db.session.scalars(select(Client).where(Client.id.in_(ids)).with_for_update(of=Client)).all()
        done = set(
            db.session.scalars(
                select(Suggestion.client_id).where(Suggestion.client_id.in_(ids), Suggestion.made_on >= monday)
            )
        )
        make([client for client in clients if client.id not in done], now=now)


def look_now(client: Client, *, by: int, now: datetime) -> None:
    """Look at one client's last 14 days, whatever the day. Raises Refused when today's was decided already."""
    today = local_today(client, now)
    found = db.session.scalar(
        select(Suggestion).where(Suggestion.client_id == client.id, Suggestion.made_on == today).with_for_update()
    )
    if found is not None:
        if found.decision not in (Decision.OPEN, Decision.NOTED):
            raise Refused("You decided on today’s suggestion already. Look again tomorrow.")
        db.session.delete(found)
        db.session.flush()
    make([client], now=now)
    _note("suggestion asked for", client, by, now)


def make(clients: Sequence[Client], *, now: datetime) -> None:
    """Look at these clients and keep what the rules say. An older open suggestion gives way. Nine queries at most."""
    todays = {client.id: local_today(client, now) for client in clients}
    facts = load_facts(clients, todays, DEFAULT_THRESHOLDS)
    ids = [one.client.id for one in facts]
    _expire_of(ids, now)
    since = now - timedelta(days=WINDOW_DAYS)
    raised, lightened = queries.list_raised_since(ids, since), queries.list_lightened_since(ids, since)
    db.session.add_all(
        _suggestion(one, was_raised=one.client.id in raised, was_lightened=one.client.id in lightened, now=now)
        for one in facts
    )
    db.session.flush()
    for one in facts:
        events.suggestion_changed.send(one.client, now=now)


def _suggestion(facts: Facts, *, was_raised: bool, was_lightened: bool, now: datetime) -> Suggestion:
    rule = decide(facts.inputs)
    # Never more twice within two weeks.
    may_step = rule in PROPOSING and not (rule is Rule.PROGRESS and was_raised)
    step = None
    if may_step:
        step = next_step(rule, facts.items, facts.plan.rounds, may_lighten=not was_lightened)
    return Suggestion(
        practice_id=facts.client.practice_id,
        client_id=facts.client.id,
        made_on=facts.today,
        version=facts.plan.version,
        rule=rule.value,
        inputs=facts.inputs.as_json(),
        thresholds=asdict(DEFAULT_THRESHOLDS),
        step=keep(step) if step else None,
        decision=Decision.OPEN if step else Decision.NOTED,
        created_at=now,
        expires_at=now + timedelta(days=LASTS_DAYS),
    )


def accept(client: Client, suggestion_id: int, *, value: str = "", by: int, now: datetime) -> Prescription:
    """Make the step, from the next local day: a new version of the plan. `value` is other seconds or rounds, "" as
    proposed.

    Raises Refused when it has run out, was decided, or the plan has changed since.
    """
    suggestion = _take(client, suggestion_id, now)
    proposed = step_of(suggestion.step or {})
    step = edited(proposed, value)
    plan = queries.get_version(client.id, suggestion.version)
    newest = find_newest(client.id)
    if newest is None or newest.version != plan.version:
        raise Refused("The plan was changed since. Look at the last two weeks once more.")
    proposal = apply(step, plan, queries.map_asked(client.practice_id, step))
    start = default_effective_from(local_today(client, now))
    new = revise(client, plan, proposal.items, rounds=proposal.rounds, effective_from=start, by=by, now=now)
    decision = Decision.ACCEPTED if step == proposed else Decision.EDITED
    suggestion.step = keep(step)
    _decide(suggestion, client, decision, by, now)
    return new


def decline(client: Client, suggestion_id: int, *, note: str, by: int, now: datetime) -> None:
    """Leave the plan as it is, with a reason or without. Raises Refused when it has run out or was decided."""
    suggestion = _take(client, suggestion_id, now)
    suggestion.note = note
    _decide(suggestion, client, Decision.DECLINED, by, now)


def edited(step: Step, value: str) -> Step:
    """The step with other seconds or rounds. Raises Refused for what is no such number."""
    if not value or step.change not in (Change.TIME, Change.ROUNDS):
        return step
    least, most = (LEAST_S, MOST_S) if step.change is Change.TIME else (1, 3)
    if not (value.isascii() and value.isdigit() and len(value) < 5 and least <= int(value) <= most):
        raise Refused(f"Choose a number from {least} to {most}.", field="value")
    return replace(step, value=str(int(value)))


def _take(client: Client, suggestion_id: int, now: datetime) -> Suggestion:
    found = db.session.scalar(
        select(Suggestion)
        .where(Suggestion.id == suggestion_id, Suggestion.client_id == client.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None or found.decision != Decision.OPEN or found.expires_at <= now:
        raise Refused(RUN_OUT)
    return found


def _decide(suggestion: Suggestion, client: Client, decision: Decision, by: int, now: datetime) -> None:
    suggestion.decision, suggestion.decided_by, suggestion.decided_at = decision, by, now
    db.session.flush()
    _note(f"suggestion {decision.value}", client, by, now)
    events.suggestion_changed.send(client, now=now)


def _expire(now: datetime) -> None:
    late = select(Suggestion.client_id).where(Suggestion.decision == Decision.OPEN, Suggestion.expires_at <= now)
    ids = list(db.session.scalars(late))
    _expire_of(ids, now)
    for client in db.session.scalars(select(Client).where(Client.id.in_(ids))):
        events.suggestion_changed.send(client, now=now)


def _expire_of(ids: Collection[int], now: datetime) -> None:
    db.session.execute(
        update(Suggestion)
        .where(Suggestion.client_id.in_(ids), Suggestion.decision == Decision.OPEN)
        .values(decision=Decision.EXPIRED, decided_at=now)
    )


def _note(verb: str, client: Client, by: int, now: datetime) -> None:
    audit.record(verb, f"client:{client.id}", now=now, actor_id=by, practice_id=client.practice_id)

"""What a review of a plan leads to: it stays, or it goes over to keeping things as they are."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from app.clients import service as clients
from app.clients.models import Client, ClientStatus
from app.clients.rules import Act
from app.core import events
from app.core.db import db
from app.core.errors import Refused
from app.prescriptions.laying_out import local_today, lock_versions, write_down
from app.prescriptions.models import Prescription
from app.prescriptions.queries import find_current
from app.prescriptions.revising import copy_item, revise
from app.prescriptions.schedule import PerWeek, default_effective_from, default_review_on

# Nothing changes much any more, so the next look is further off.
REVIEW_OF_MAINTENANCE = timedelta(weeks=12)
NO_PLAN = "There is no plan that runs."


def keep(client: Client, *, by: int, now: datetime) -> date:
    """Leave the plan in force as it is until a review four weeks from today; returns that date. Raises Refused."""
    today = local_today(client, now)
    running = [one for one in lock_versions(client.id) if one.ends_on is None or one.ends_on >= today]
    if not running:
        raise Refused(NO_PLAN)
    running[0].review_on = default_review_on(today)
    db.session.flush()
    write_down("plan reviewed and kept", client, by, now)
    events.plan_changed.send(client, now=now, reminder_at=None)
    return running[0].review_on


def maintain(client: Client, times: int, *, by: int, now: datetime) -> Prescription:
    """Go on with the plan in force once or twice a week on any day, from tomorrow, and look at it in twelve weeks.

    An active client's status becomes maintenance. Raises Refused without a plan that runs, or when somebody else
    changed it meanwhile.
    """
    start = default_effective_from(local_today(client, now))
    plan = find_current(client.id, start)
    if plan is None:
        raise Refused(NO_PLAN)
    items = [copy_item(item) for item in plan.items]
    new = revise(client, plan, items, rounds=plan.rounds, effective_from=start, schedule=PerWeek(times), by=by, now=now)
    new.review_on = start + REVIEW_OF_MAINTENANCE
    db.session.flush()
    if client.status == ClientStatus.ACTIVE:
        clients.change_status(client, Act.MAINTAIN, by=by, now=now)
    return new

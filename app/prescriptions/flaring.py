"""The flare plan: written in calm days, switched on for some days when pain flares up, and over by itself."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from app.clients.models import Client
from app.core import events
from app.core.db import db
from app.core.errors import Refused
from app.core.words import long_date
from app.prescriptions.laying_out import DAY, local_today, lock_versions, write_down
from app.prescriptions.models import FlarePlan, Prescription, PrescriptionItem
from app.prescriptions.queries import find_current
from app.prescriptions.revising import copy_item, next_version
from app.prescriptions.schedule import default_effective_from
from app.prescriptions.service import begin


def find_flare_plan(client_id: int) -> FlarePlan | None:
    """What was written for a flare-up, None without it. One query."""
    return db.session.get(FlarePlan, client_id)


def write_flare_plan(
    client: Client, *, days: int, keeps: Collection[int], note: str, by: int, now: datetime
) -> FlarePlan:
    """Keep, or replace, what is to be done in a flare-up. A flare plan that runs already is left as it is."""
    row = find_flare_plan(client.id)
    if row is None:
        row = FlarePlan(client_id=client.id, practice_id=client.practice_id)
        db.session.add(row)
    row.days, row.keeps, row.note, row.written_by, row.written_at = days, sorted(keeps), note, by, now
    db.session.flush()
    write_down("flare plan written", client, by, now)
    return row


def kept_items(flare: FlarePlan, plan: Prescription) -> list[PrescriptionItem]:
    """The exercises of the plan that stay in a flare-up. What was exchanged since then does not."""
    return [item for item in plan.items if item.exercise_id in flare.keeps]


def start_flare(client: Client, *, by: int, now: datetime) -> Prescription:
    """Ease off from tomorrow: one round of what stays, for the days that were written, and then the plan as it was.

    Both are versions, so adherence asks for the easier days only, and nothing that was answered changes. Raises
    Refused without a flare plan, without a plan that runs, in a flare-up already, when another version waits, or when
    nothing of it is left.
    """
    today = local_today(client, now)
    start = default_effective_from(today)
    flare, plan = find_flare_plan(client.id), find_current(client.id, start)
    if flare is None:
        raise Refused("Write the flare plan first.")
    if plan is None or plan.effective_from > start:
        raise Refused("There is no plan that runs.")
    if plan.is_flare:
        raise Refused("The flare plan runs already.")
    items = kept_items(flare, plan)
    if not items:
        raise Refused("None of its exercises is in the plan any more. Write the flare plan anew.")
    ends_on = plan.ends_on
    copies = [copy_item(item) for item in plan.items]
    versions = lock_versions(client.id)
    waiting = next((version for version in versions if version.effective_from > start), None)
    if waiting is not None:
        raise Refused(f"Another version begins on {long_date(waiting.effective_from)}. It would be lost.")
    number = max(version.version for version in versions)
    easy = next_version(
        plan, [copy_item(item) for item in items], number=number + 1, effective_from=start, by=by, now=now
    )
    easy.is_flare, easy.rounds, easy.note = True, 1, flare.note
    last = start + timedelta(days=flare.days) - DAY
    easy.ends_on = last if ends_on is None else min(last, ends_on)
    usual = None
    if ends_on is None or ends_on > last:
        usual = next_version(plan, copies, number=number + 2, effective_from=last + DAY, by=by, now=now)
    begin(easy, client, versions, now=now)
    if usual is not None:
        begin(usual, client, lock_versions(client.id), now=now)
    write_down("flare plan started", client, by, now)
    events.plan_changed.send(client, now=now, reminder_at=None)
    return easy


def end_flare(client: Client, *, by: int, now: datetime) -> Prescription:
    """Go back to the usual plan tomorrow instead of later. Raises Refused when no flare plan runs."""
    start = default_effective_from(local_today(client, now))
    versions = lock_versions(client.id)
    afterwards = {one.ends_on + DAY for one in versions if one.is_flare and one.ends_on and one.ends_on >= start}
    usual = next((one for one in versions if one.effective_from in afterwards), None)
    if usual is None:
        raise Refused("No flare plan runs that could end earlier.")
    number = max(version.version for version in versions)
    copies = [copy_item(item) for item in usual.items]
    new = next_version(usual, copies, number=number + 1, effective_from=start, by=by, now=now)
    begin(new, client, versions, now=now)
    write_down("flare plan ended", client, by, now)
    events.plan_changed.send(client, now=now, reminder_at=None)
    return new

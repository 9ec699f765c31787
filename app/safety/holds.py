"""Stopping a plan after a sign of tier 1 or 2, and releasing it. Only a trainer releases, and never without a note."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, CursorResult, Insert, Update, and_, column, exists, table, text, update

from app.clients.models import Client
from app.core import audit, events
from app.core.db import db, insert_for
from app.core.errors import Refused
from app.prescriptions import pausing
from app.prescriptions.laying_out import local_today
from app.prescriptions.models import PlannedSession
from app.safety import words
from app.safety.models import EventLevel, HoldSource, SafetyHold
from app.safety.queries import find_open_hold
from app.safety.service import keep, mark_reports_seen

LEVELS = {1: EventLevel.TIER1, 2: EventLevel.TIER2}


def report(client: Client, signs: Collection[str], *, source: HoldSource, by: int, now: datetime) -> SafetyHold:
    """Keep the signs, stop the plan, tell the trainer: one event, one hold, one mail, in the present transaction.

    `signs` are keys of `safety.words`. A hold that is open already stays, and becomes the more urgent of the two. Needs
    `client.trainer` and `client.practice` loaded. Raises Refused when none of the signs stops a plan.
    """
    tier = words.tier_of(signs)
    if tier is None:
        raise Refused("Choose at least one sign.")
    keep(client, LEVELS[tier], happened_on=local_today(client, now), now=now, signs=signs)
    hold = _open(client, tier, source, by, now)
    apply_hold(client, now=now)
    return hold


def _open(client: Client, tier: int, source: HoldSource, by: int, now: datetime) -> SafetyHold:
    # Two reports at the same moment make one hold: the second insert does nothing.
    row = insert_for(SafetyHold).values(
        practice_id=client.practice_id,
        client_id=client.id,
        tier=tier,
        source=source,
        text_version=words.VERSION,
        opened_at=now,
        release_note="",
    )
    row = row.on_conflict_do_nothing(index_elements=["client_id"], index_where=text("released_at IS NULL"))
    is_new = _rows(row)
    hold = find_open_hold(client.id)
    if hold is None:
        raise Refused("The plan was released this very moment. Send it once more.")
    hold.tier = min(hold.tier, tier)
    db.session.flush()
    if is_new:
        _note("plan held", client, by, now)
        # The event spoke before there was a hold.
        events.safety_changed.send(client, now=now)
    return hold


def release(client: Client, *, note: str, by: int, now: datetime) -> None:
    """Let the plan go on: the days from today are planned, reminders come. Raises Refused without a note or a hold."""
    if not note.strip():
        raise Refused("Write who cleared it, and when.", field="note")
    freed = update(SafetyHold).where(SafetyHold.client_id == client.id, SafetyHold.released_at.is_(None))
    if not _rows(freed.values(released_at=now, released_by=by, release_note=note.strip())):
        raise Refused("This plan is not on hold any more.")
    is_freed = _rows(update(PlannedSession).where(_coming(client, now, "hold")).values(excused=None))
    mark_reports_seen(client.id, now=now)
    # A pause or an archive that came meanwhile takes its days back.
    pausing.apply_pauses(client, now=now)
    _note("hold released", client, by, now)
    if is_freed:
        events.plan_changed.send(client, now=now, reminder_at=None)
    events.safety_changed.send(client, now=now)


def apply_hold(client: Client, *, now: datetime) -> None:
    """Excuse every planned day from today on that has no answer, while the client is held. Sends plan_changed then.

    Called when a hold opens, and whenever the plan changes: days laid out during a hold are held too.
    """
    if find_open_hold(client.id) is None:
        return
    if _rows(update(PlannedSession).where(_coming(client, now, None), ~_is_answered()).values(excused="hold")):
        events.plan_changed.send(client, now=now, reminder_at=None)


def _coming(client: Client, now: datetime, excused: str | None) -> ColumnElement[bool]:
    return and_(
        PlannedSession.client_id == client.id,
        PlannedSession.planned_on >= local_today(client, now),
        PlannedSession.excused.is_(None) if excused is None else PlannedSession.excused == excused,
    )


def _is_answered() -> ColumnElement[bool]:
    """Answers live a floor above and point down here; only whether there is one is asked."""
    answers = table("session_log", column("planned_session_id"))
    return exists().where(answers.c.planned_session_id == PlannedSession.id)


def _rows(statement: Update | Insert) -> int:
    result = db.session.execute(statement)
    assert isinstance(result, CursorResult)
    return result.rowcount


def _note(verb: str, client: Client, by: int, now: datetime) -> None:
    audit.record(verb, f"client:{client.id}", now=now, actor_id=by, practice_id=client.practice_id)

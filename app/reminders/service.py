"""Sending session reminders at each client's own local time, and keeping the next instant right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from app.clients.models import Client
from app.core import zones
from app.core.db import db
from app.logbook.links import session_link
from app.mail import kinds, outbox, recurring, stopping
from app.mail.models import Recurrence
from app.reminders.emails import session_reminder_mail
from app.reminders.models import ReminderSetting
from app.reminders.rules import Decision, decide, expires_at, next_reminder
from app.reminders.state import ClientState, load_states


def send_due() -> int:
    """Handle every session reminder that is due; returns how many were looked at."""
    return recurring.run(kinds.SESSION_REMINDER, _handle)


def _handle(rows: Sequence[Recurrence], now: datetime) -> None:
    states = load_states([row.owner_id for row in rows], now=now)
    for row in rows:
        state = states.get(row.owner_id)
        assert row.next_at is not None
        if state is None:
            row.next_at = None
            continue
        decision = decide(state.facts(row.next_at, now))
        if decision.is_send:
            _post(state, row.next_at, now)
        row.next_at = next_instant(state, now)


def _post(state: ClientState, due_at: datetime, now: datetime) -> None:
    on = zones.local_date(due_at, state.zone)
    number, _ = state.planned[on]
    link = session_link(state.client.user, number, now=now)
    ends = expires_at(due_at, state.zone)
    outbox.post(session_reminder_mail(state.client, number, on, link, due_at=due_at, expires_at=ends), now=now)


def next_instant(state: ClientState, now: datetime) -> datetime | None:
    """The next UTC instant at which this client's reminder is to be looked at, or None while nothing is coming."""
    if not (state.may_be_reminded and state.is_on):
        return None
    return next_reminder(now, state.zone, state.at, state.open_dates())


def would_send(state: ClientState, due_at: datetime, now: datetime) -> Decision:
    """What would become of the reminder due at `due_at` if it were handled at `now`."""
    return decide(state.facts(due_at, now))


def replan(client: Client, *, now: datetime) -> None:
    """Compute the client's next reminder anew: after a change of plan, zone, status or wish."""
    db.session.flush()
    state = load_states([client.id], now=now)[client.id]
    recurring.schedule(
        kinds.SESSION_REMINDER,
        owner_id=client.id,
        user_id=client.user_id,
        # A reminder due this very minute still goes out.
        next_at=next_instant(state, now - timedelta(seconds=1)),
    )


def set_time(client: Client, at: time, *, now: datetime) -> None:
    """Set the local time of the reminder, and compute the next one."""
    find_setting(client.id).at = at
    replan(client, now=now)


def set_wishes(client: Client, *, at: time, is_on: bool, wants_summary: bool, now: datetime) -> None:
    """What the client wants: at which local time, whether at all, and whether the weekly summary comes."""
    setting = find_setting(client.id)
    setting.at, setting.is_on = at, is_on
    for kind, is_wanted in ((kinds.SESSION_REMINDER, is_on), (kinds.WEEK_SUMMARY, wants_summary)):
        if is_wanted:
            stopping.resume(client.user_id, kind)
        else:
            stopping.stop(client.user_id, kind, now=now)
    replan(client, now=now)


def find_setting(client_id: int) -> ReminderSetting:
    """The client's setting; a fresh default, added to the present session, where there is none yet."""
    setting = db.session.get(ReminderSetting, client_id)
    if setting is None:
        setting = ReminderSetting(client_id=client_id, at=time(18), is_on=True)
        db.session.add(setting)
    return setting

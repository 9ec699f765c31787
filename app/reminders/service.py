"""Sending session reminders at each client's own local time, and keeping the next instant right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from heapq import heapify, heappop, heappush

from app.clients.models import Client
from app.core import zones
from app.core.db import db, insert_for
from app.logbook.links import session_link
from app.mail import kinds, outbox, recurring, stopping
from app.mail.kinds import Kind
from app.mail.models import Recurrence
from app.reminders.emails import session_reminder_mail
from app.reminders.models import ReminderSetting
from app.reminders.rules import DEFAULT_REMINDER_TIME, Decision, decide, expires_at, next_reminder
from app.reminders.state import ClientState, load_clock_seconds, load_states

KIND = kinds.SESSION_REMINDER


def send_due() -> int:
    """Handle every session reminder that is due; returns how many clients were looked at."""
    return recurring.run(KIND, _handle)


def _handle(rows: Sequence[Recurrence], now: datetime) -> None:
    """Post what is to go out and set each row's next instant. Eleven queries a page, and two inserts a mail."""
    states = load_states([row.owner_id for row in rows], now=now)
    starts = [(states[row.owner_id], row.next_at) for row in rows if row.owner_id in states and row.next_at]
    sends = [(state, due_at) for state, due_at, decision in play(starts, until=now, now=now) if decision.is_send]
    plans = {state.planned[zones.local_date(due_at, state.zone)].prescription_id for state, due_at in sends}
    clock_seconds = load_clock_seconds(plans)
    for state, due_at in sends:
        _post(state, due_at, clock_seconds, now)
    for row in rows:
        # A client who is gone leaves a row that is never due again.
        row.next_at = next_instant(states[row.owner_id], now) if row.owner_id in states else None


def _post(state: ClientState, due_at: datetime, clock_seconds: dict[int, int], now: datetime) -> None:
    on = zones.local_date(due_at, state.zone)
    planned = state.planned[on]
    outbox.post(
        session_reminder_mail(
            state.client,
            planned.number,
            on,
            link=session_link(state.client.user, planned.number, now=now),
            clock_s=clock_seconds[planned.prescription_id],
            due_at=due_at,
            expires_at=expires_at(due_at, state.zone, state.policy),
        ),
        now=now,
    )


def play(
    starts: Iterable[tuple[ClientState, datetime]], *, until: datetime, now: datetime
) -> Iterator[tuple[ClientState, datetime, Decision]]:
    """What becomes of every reminder from each client's first instant through `until`, in order of time.

    An instant that has passed is decided as of `now`, a coming one as of itself. A reminder that goes out is counted in
    the state, so that the next one knows of it. After a standstill every missed instant is looked at: the latest may
    still be worth sending.
    """
    due = [(first, number, state) for number, (state, first) in enumerate(starts)]
    heapify(due)
    while due and due[0][0] <= until:
        due_at, number, state = heappop(due)
        decision = decide(state.facts(due_at, max(due_at, now)), state.policy)
        if decision.is_send:
            state.note_reminder(zones.local_date(due_at, state.zone))
        yield state, due_at, decision
        following = next_instant(state, due_at)
        if following is not None:
            heappush(due, (following, number, state))


def next_instant(state: ClientState, after: datetime) -> datetime | None:
    """The first instant after `after` at which this client's reminder is to be looked at, None while nothing is coming.

    It does not ask whether the person has stopped the mail. Stopping and taking that back happen on a page that knows
    nothing of reminders; looking and dropping makes both work at once.
    """
    if not state.may_be_reminded:
        return None
    return next_reminder(after, state.zone, state.at, state.open_dates(), state.policy)


def replan(client: Client, *, now: datetime) -> None:
    """Compute the client's next reminder anew: after a change of plan, zone, status or wish. Twelve statements."""
    db.session.flush()
    state = load_states([client.id], now=now)[client.id]
    due_at = recurring.find_next(KIND, owner_id=client.id)
    # What is due but not yet handled stays due, and so does an instant that is exactly now.
    since = min(now, due_at or now) - timedelta(microseconds=1)
    recurring.schedule(KIND, owner_id=client.id, user_id=client.user_id, next_at=next_instant(state, since))


def set_time(client: Client, at: time, *, now: datetime) -> None:
    """Set the local time of the reminder, and compute the next one."""
    insert = insert_for(ReminderSetting).values(client_id=client.id, at=at)
    db.session.execute(insert.on_conflict_do_update(index_elements=["client_id"], set_={"at": at}))
    replan(client, now=now)


def set_wishes(client: Client, *, at: time, wanted: Mapping[Kind, bool], now: datetime) -> None:
    """What the client wants: reminders at which local time, and which kinds of mail at all."""
    for kind, is_wanted in wanted.items():
        stopping.set_wanted(client.user_id, kind, is_wanted=is_wanted, now=now)
    set_time(client, at, now=now)


def find_time(client_id: int) -> time:
    """The local time of the client's reminder; the default where none was chosen."""
    setting = db.session.get(ReminderSetting, client_id, populate_existing=True)
    return setting.at if setting else DEFAULT_REMINDER_TIME

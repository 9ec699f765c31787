"""What would be sent up to an instant, and why: the same rules as the real thing, writing nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from app.accounts.models import User
from app.clients.models import Client
from app.core import zones
from app.core.db import db
from app.mail import kinds
from app.mail.models import MailStatus, MailStop, OutboxMail, Recurrence
from app.practices.models import Membership, Practice
from app.prescriptions.models import Prescription
from app.prescriptions.schedule import planned_dates, schedule_of
from app.reminders.rules import Action, after_quiet, decide, next_weekly, send_time
from app.reminders.service import play
from app.reminders.state import DAY, ClientState, Planned, load_states, policy_of

REMINDER = kinds.SESSION_REMINDER.name
NOT_SCHEDULED = "no reminder is scheduled"


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One mail that would be looked at. `action` is "send" or "drop"; `reason` says why, in words."""

    at: datetime
    email: str
    zone: str
    kind: str
    action: str
    reason: str

    def to_json(self) -> dict[str, str]:
        """The line as plain JSON: the instant in UTC and on the reader's own clock."""
        zone = zones.get_zone(self.zone)
        local = self.at.astimezone(zone)
        return {
            "at": self.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "local": f"{local:%a %Y-%m-%d %H:%M}",
            "zone": self.zone,
            "offset": zones.offset_text(self.at, zone),
            "email": self.email,
            "kind": self.kind,
            "action": self.action,
            "reason": self.reason,
        }


def preview(until: datetime, *, now: datetime, person: User | None = None) -> list[PreviewLine]:
    """Every mail that would be sent or dropped from `now` through `until`, in order of time. Writes nothing.

    Session reminders are played forward as if nothing were answered meanwhile; days that are not laid out yet are
    taken from the plan. A planned day that the real thing would not even look at is a drop with its reason. `person`
    narrows it to one. Seventeen queries at most.
    """
    query = select(Recurrence, User).join(User, User.id == Recurrence.user_id)
    if person is not None:
        query = query.where(User.id == person.id)
    rows = [(row, user) for row, user in db.session.execute(query.execution_options(populate_existing=True))]
    starts = {row.owner_id: row.next_at for row, _ in rows if row.kind == REMINDER}
    others = [(row, user) for row, user in rows if row.kind != REMINDER]
    lines = [*_reminders(starts, until, now), *_weekly(others, until), *_waiting(until, person)]
    return sorted(lines, key=lambda line: (line.at, line.email, line.kind))


def _reminders(starts: Mapping[int, datetime | None], until: datetime, now: datetime) -> Iterator[PreviewLine]:
    states = load_states(starts, now=now)
    _lay_out(states, until)
    seen: set[tuple[int, date]] = set()
    due = [(state, at) for number, state in states.items() if (at := starts[number]) is not None]
    for state, at, decision in play(due, until=until, now=now):
        seen.add((state.client.id, zones.local_date(at, state.zone)))
        yield _line(state, at, decision.action, decision.reason)
    for number, state in states.items():
        for on in (on for on, planned in state.planned.items() if planned.is_announced(on)):
            at = zones.to_utc(on, send_time(state.at, state.policy) or state.at, state.zone)
            if (number, on) not in seen and now < at <= until:
                decision = decide(state.facts(at, at), state.policy)
                yield _line(state, at, Action.DROP, NOT_SCHEDULED if decision.is_send else decision.reason)


def _line(state: ClientState, at: datetime, action: str, reason: str) -> PreviewLine:
    user = state.client.user
    return PreviewLine(at, user.email, user.zone, REMINDER, str(action), str(reason))


def _lay_out(states: Mapping[int, ClientState], until: datetime) -> None:
    """Add the days that an open plan will be given by the time they come. A pause without an end stays."""
    goes_on = or_(Prescription.ends_on.is_(None), Prescription.ends_on > Prescription.planned_until)
    plans = select(
        Prescription.id,
        Prescription.client_id,
        Prescription.weekdays,
        Prescription.times_per_week,
        Prescription.effective_from,
        Prescription.ends_on,
        Prescription.planned_until,
    ).where(Prescription.client_id.in_(states), goes_on)
    for number, client_id, weekdays, times, begins_on, ends_on, planned_until in db.session.execute(plans):
        state = states[client_id]
        start = planned_until + DAY if planned_until else begins_on
        end = zones.local_date(until, state.zone) + DAY
        is_paused = any(last_on is None for _, last_on in state.pauses)
        schedule = schedule_of(weekdays, times)
        for on in planned_dates(schedule, begins_on, ends_on, start, end):
            state.planned.setdefault(on, Planned(0, number, begins_on, schedule, "pause" if is_paused else None))


def _weekly(rows: Iterable[tuple[Recurrence, User]], until: datetime) -> Iterator[PreviewLine]:
    rows = [(row, user) for row, user in rows if row.next_at is not None and row.next_at <= until]
    stops = select(MailStop.user_id, MailStop.kind).where(MailStop.user_id.in_({user.id for _, user in rows}))
    stopped = {(user_id, kind) for user_id, kind in db.session.execute(stops)}
    practices = _practices_of([row for row, _ in rows])
    for row, user in rows:
        practice, zone = practices.get((row.kind, row.owner_id)), zones.get_zone(user.zone)
        why_not = ""
        if (user.id, row.kind) in stopped:
            why_not = "turned off"
        elif practice is not None and practice.has_turned_off(row.kind):
            why_not = "the practice turned it off"
        due_at = row.next_at
        while due_at is not None and due_at <= until:
            at = after_quiet(due_at, zone, policy_of(practice)) if practice is not None else due_at
            when = "Monday 07:00 local time" if at == due_at else "Monday, when the quiet hours end"
            action = Action.DROP if why_not else Action.SEND
            yield PreviewLine(at, user.email, user.zone, row.kind, str(action), why_not or when)
            due_at = next_weekly(due_at + timedelta(minutes=1), zone)


def _practices_of(rows: Iterable[Recurrence]) -> dict[tuple[str, int], Practice]:
    """Whose mail each row is, by kind and owner. Three queries, none for no rows."""
    owners = [(row.kind, row.owner_id) for row in rows]
    if not owners:
        return {}
    summaries = select(Client.id, Practice).join(Practice, Practice.id == Client.practice_id)
    summaries = summaries.where(Client.id.in_([owner for kind, owner in owners if kind == kinds.WEEK_SUMMARY.name]))
    digests = select(Membership.user_id, Practice).join(Practice, Practice.id == Membership.practice_id)
    digests = digests.where(
        Membership.user_id.in_([owner for kind, owner in owners if kind == kinds.TRAINER_DIGEST.name])
    )
    with_choices = selectinload(Practice.mail_choices)
    return {
        (kind.name, owner): practice
        for kind, found in ((kinds.WEEK_SUMMARY, summaries), (kinds.TRAINER_DIGEST, digests))
        for owner, practice in db.session.execute(found.options(with_choices))
    }


def _waiting(until: datetime, person: User | None) -> list[PreviewLine]:
    """Mails that are already in the outbox."""
    query = (
        select(OutboxMail, User)
        .join(User, User.id == OutboxMail.user_id)
        .where(OutboxMail.status == MailStatus.PENDING, OutboxMail.next_attempt_at <= until)
    )
    if person is not None:
        query = query.where(User.id == person.id)
    return [
        PreviewLine(mail.next_attempt_at, user.email, user.zone, mail.kind, "send", "waiting in the outbox")
        for mail, user in db.session.execute(query)
    ]

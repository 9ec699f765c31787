"""Everything the reminder rules need to know about some clients, read in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.clients.models import Client, ClientStatus
from app.core import zones
from app.core.db import db
from app.logbook.models import SessionLog
from app.mail import kinds
from app.mail.models import MailStatus, MailStop, OutboxMail
from app.prescriptions.models import PlannedSession
from app.reminders.models import ReminderSetting
from app.reminders.rules import DEFAULT_REMINDER_TIME, ReminderFacts
from app.safety.models import SafetyEvent

# Mails that count against a client's limits. What people ask for themselves (a sign-in link, a booked call) does not.
COUNTED = (kinds.SESSION_REMINDER.name, kinds.WEEK_SUMMARY.name)
LOOK_BACK = timedelta(days=40)
LOOK_AHEAD = timedelta(days=70)
REVIEW_WINDOW = timedelta(days=7)


@dataclass(slots=True)
class ClientState:
    """One client as the rules see them. `planned` maps a local date to its session's number and whether it is excused.

    `reminded` are the local dates that had a session reminder, `messages` the local dates of every counted mail.
    """

    client: Client
    zone: ZoneInfo
    at: time = DEFAULT_REMINDER_TIME
    is_on: bool = True
    planned: dict[date, tuple[int, str | None]] = field(default_factory=dict)
    logged: set[int] = field(default_factory=set)
    last_log_on: date | None = None
    first_planned_on: date | None = None
    reminded: list[date] = field(default_factory=list)
    messages: list[date] = field(default_factory=list)
    unseen_reds: list[date] = field(default_factory=list)

    @property
    def may_be_reminded(self) -> bool:
        """Only somebody who has accepted and is not paused or archived gets reminders."""
        is_running = self.client.status in (ClientStatus.ACTIVE, ClientStatus.MAINTENANCE)
        return is_running and self.client.accepted_at is not None

    def open_dates(self) -> list[date]:
        """The planned dates a reminder still makes sense for: neither excused nor answered."""
        return [on for on, (number, excused) in self.planned.items() if not excused and number not in self.logged]

    def facts(self, due_at: datetime, now: datetime) -> ReminderFacts:
        """What the rules want to know about the reminder that was due at `due_at`, seen at `now`."""
        on = zones.local_date(due_at, self.zone)
        number, excused = self.planned.get(on, (0, None))
        week = zones.week_start(on)
        return ReminderFacts(
            now=now,
            due_at=due_at,
            zone=self.zone,
            on=on,
            is_planned=on in self.planned,
            is_logged=number in self.logged,
            is_paused=excused == "pause" or self.client.status == ClientStatus.PAUSED,
            is_held=excused == "hold",
            is_archived=self.client.status == ClientStatus.ARCHIVED or self.client.accepted_at is None,
            is_opted_out=not self.is_on,
            is_awaiting_review=self._is_awaiting_review(on),
            session_reminders_today=self.reminded.count(on),
            messages_today=self.messages.count(on),
            messages_this_week=sum(week <= day < week + timedelta(days=7) for day in self.messages),
            ignored_in_a_row=self._ignored_in_a_row(on),
            idle_days=self._idle_days(on),
            last_reminded_on=max((day for day in self.reminded if day < on), default=None),
        )

    def _is_awaiting_review(self, on: date) -> bool:
        recent = [day for day in self.unseen_reds if on - REVIEW_WINDOW < day <= on]
        return len(recent) >= 2

    def _ignored_in_a_row(self, on: date) -> int:
        ignored = 0
        for day in sorted((day for day in self.reminded if day < on), reverse=True):
            number, _ = self.planned.get(day, (0, None))
            if number in self.logged:
                break
            ignored += 1
        return ignored

    def _idle_days(self, on: date) -> int:
        since = self.last_log_on or self.first_planned_on
        return max((on - since).days, 0) if since else 0


def load_states(client_ids: Collection[int], *, now: datetime) -> dict[int, ClientState]:
    """The state of each client at `now`, by client number. Seven queries, whatever their number."""
    if not client_ids:
        return {}
    clients = db.session.scalars(
        select(Client).where(Client.id.in_(client_ids)).options(joinedload(Client.practice), joinedload(Client.trainer))
    )
    states = {client.id: ClientState(client, zones.get_zone(client.user.zone)) for client in clients}
    by_user = {state.client.user_id: state for state in states.values()}
    _read_settings(states, by_user)
    _read_planned(states, now)
    _read_logs(states)
    _read_mails(by_user, now)
    for client_id, on in db.session.execute(
        select(SafetyEvent.client_id, SafetyEvent.happened_on).where(
            SafetyEvent.client_id.in_(client_ids), SafetyEvent.level == "red", SafetyEvent.seen_at.is_(None)
        )
    ):
        states[client_id].unseen_reds.append(on)
    return states


def _read_settings(states: dict[int, ClientState], by_user: dict[int, ClientState]) -> None:
    for setting in db.session.scalars(select(ReminderSetting).where(ReminderSetting.client_id.in_(states))):
        states[setting.client_id].at = setting.at
        states[setting.client_id].is_on = setting.is_on
    stopped = select(MailStop.user_id).where(
        MailStop.user_id.in_(by_user), MailStop.kind == kinds.SESSION_REMINDER.name
    )
    for user_id in db.session.scalars(stopped):
        by_user[user_id].is_on = False


def _read_planned(states: dict[int, ClientState], now: datetime) -> None:
    rows = db.session.execute(
        select(PlannedSession.client_id, PlannedSession.planned_on, PlannedSession.id, PlannedSession.excused).where(
            PlannedSession.client_id.in_(states),
            PlannedSession.planned_on.between((now - LOOK_BACK).date(), (now + LOOK_AHEAD).date()),
        )
    )
    for client_id, on, number, excused in rows:
        state = states[client_id]
        state.planned[on] = (number, excused)
        state.first_planned_on = min(on, state.first_planned_on or on)


def _read_logs(states: dict[int, ClientState]) -> None:
    last = select(SessionLog.client_id, func.max(SessionLog.performed_on)).where(SessionLog.client_id.in_(states))
    for client_id, on in db.session.execute(last.group_by(SessionLog.client_id)):
        states[client_id].last_log_on = on
    answered = select(SessionLog.client_id, SessionLog.planned_session_id).where(
        SessionLog.client_id.in_(states), SessionLog.planned_session_id.is_not(None)
    )
    for client_id, number in db.session.execute(answered):
        assert number is not None
        states[client_id].logged.add(number)


def _read_mails(by_user: dict[int, ClientState], now: datetime) -> None:
    went_out = (MailStatus.PENDING, MailStatus.LEASED, MailStatus.DISPATCHING, MailStatus.SENT, MailStatus.UNKNOWN)
    rows = db.session.execute(
        select(OutboxMail.user_id, OutboxMail.kind, OutboxMail.due_at).where(
            OutboxMail.user_id.in_(by_user),
            OutboxMail.kind.in_(COUNTED),
            OutboxMail.due_at > now - LOOK_BACK,
            OutboxMail.status.in_(went_out),
        )
    )
    mails: dict[int, list[tuple[str, date]]] = defaultdict(list)
    for user_id, kind, due_at in rows:
        mails[user_id].append((kind, zones.local_date(due_at, by_user[user_id].zone)))
    for user_id, found in mails.items():
        by_user[user_id].messages = [on for _, on in found]
        by_user[user_id].reminded = [on for kind, on in found if kind == kinds.SESSION_REMINDER.name]

"""Everything the reminder rules need to know about some clients, read in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.clients.models import Client, ClientStatus, Pause
from app.core import zones
from app.core.db import db
from app.logbook.models import SessionLog
from app.mail import kinds
from app.mail.models import MailStatus, MailStop, OutboxMail
from app.practices.models import Practice
from app.prescriptions.models import PlannedSession, Prescription, PrescriptionItem
from app.prescriptions.schedule import PerWeek, Schedule, planned_count, schedule_of
from app.reminders.models import ReminderSetting
from app.reminders.rules import DEFAULT_REMINDER_TIME, NotificationPolicy, ReminderFacts
from app.routines.shape import time_of
from app.safety.models import SafetyEvent

# Mails that count against a client's limits. What people ask for themselves (a sign-in link, a booked call) does not.
COUNTED = (kinds.SESSION_REMINDER.name, kinds.WEEK_SUMMARY.name)
WENT_OUT = (MailStatus.PENDING, MailStatus.LEASED, MailStatus.DISPATCHING, MailStatus.SENT, MailStatus.UNKNOWN)
# Longer than the silence after which reminders stop (rules.NotificationPolicy).
LOOK_BACK = timedelta(days=40)
WEEK = timedelta(days=7)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Planned:
    """One planned local date. `number` is its session's, 0 while not laid out; `began_on` is when its plan began.

    `schedule` is the plan's: of an N-per-week plan only some days are announced, until enough is done that week.
    """

    number: int
    prescription_id: int
    began_on: date
    schedule: Schedule
    excused: str | None = None
    is_answered: bool = False
    is_done: bool = False

    def is_announced(self, on: date) -> bool:
        """Whether a reminder may come on this date of it."""
        return not isinstance(self.schedule, PerWeek) or self.schedule.suggested.includes(on)


@dataclass(slots=True)
class ClientState:
    """One client as the rules see them; all dates are the client's local ones.

    `reminded` are the dates that had a session reminder, `messages` the dates of every counted mail. A person who is
    the client of two practices has one mailbox, so both of their states share these two lists. `pauses` are first and
    last day, None while open. `reds` are the dates of red answers and whether a trainer has looked at them.
    """

    client: Client
    zone: ZoneInfo
    at: time = DEFAULT_REMINDER_TIME
    is_stopped: bool = False
    planned: dict[date, Planned] = field(default_factory=dict)
    last_log_on: date | None = None
    reminded: list[date] = field(default_factory=list)
    messages: list[date] = field(default_factory=list)
    pauses: list[tuple[date, date | None]] = field(default_factory=list)
    reds: list[tuple[date, bool]] = field(default_factory=list)

    @property
    def policy(self) -> NotificationPolicy:
        """The limits that hold for this client: the practice's quiet hours, and the house's numbers."""
        return policy_of(self.client.practice)

    @property
    def may_be_reminded(self) -> bool:
        """Only somebody who has accepted, can sign in and is not paused or archived gets reminders."""
        return may_be_reminded(self.client.status, self.client.accepted_at, self.client.user.disabled_at)

    def open_dates(self) -> list[date]:
        """The planned dates a reminder still makes sense for: neither excused, answered nor reminded already."""
        had_one = set(self.reminded)
        return [
            on
            for on, planned in self.planned.items()
            if not planned.excused and not planned.is_answered and planned.is_announced(on) and on not in had_one
        ]

    def note_reminder(self, on: date) -> None:
        """Count one more session reminder."""
        self.reminded.append(on)
        self.messages.append(on)

    def facts(self, due_at: datetime, now: datetime) -> ReminderFacts:
        """What the rules want to know about the reminder that was due at `due_at`, seen at `now`."""
        on = zones.local_date(due_at, self.zone)
        planned = self.planned.get(on)
        excused = planned.excused if planned else None
        week = zones.week_start(on)
        return ReminderFacts(
            now=now,
            due_at=due_at,
            zone=self.zone,
            on=on,
            is_planned=planned is not None and excused in (None, "pause", "hold"),
            is_logged=planned is not None and planned.is_answered,
            is_enough=self._is_enough(on),
            is_paused=excused == "pause" or self.client.status == ClientStatus.PAUSED,
            is_held=excused == "hold",
            is_archived=self.client.status == ClientStatus.ARCHIVED,
            is_invited=self.client.accepted_at is None,
            is_closed=self.client.user.disabled_at is not None,
            is_opted_out=self.is_stopped,
            is_turned_off=self.client.practice.has_turned_off(kinds.SESSION_REMINDER.name),
            is_awaiting_review=self._is_awaiting_review(on),
            session_reminders_today=self.reminded.count(on),
            messages_today=self.messages.count(on),
            messages_this_week=sum(week <= day < week + WEEK for day in self.messages),
            ignored_in_a_row=self._ignored_in_a_row(on),
            idle_days=self._idle_days(on),
            last_reminded_on=max((day for day in self.reminded if day < on), default=None),
        )

    def _is_awaiting_review(self, on: date) -> bool:
        """From the second red answer in seven days until a trainer has looked at it, however long that takes."""
        days = sorted(day for day, _ in self.reds if day <= on)
        unseen = [day for day, is_seen in self.reds if not is_seen and day <= on]
        return any(sum(day - WEEK < other <= day for other in days) >= 2 for day in unseen)

    def _is_enough(self, on: date) -> bool:
        """Whether the week of an N-per-week plan has what was asked for (house rule A5)."""
        here = self.planned.get(on)
        if here is None or not isinstance(here.schedule, PerWeek):
            return False
        week = [day for day in self._week_of(here, on) if not day.excused]
        return sum(day.is_done for day in week) >= planned_count(here.schedule.times, len(week))

    def _week_of(self, here: Planned, on: date) -> list[Planned]:
        """The days of the local week of `on` that belong to the same version of the plan."""
        monday = zones.week_start(on)
        days = (self.planned.get(monday + timedelta(days=number)) for number in range(7))
        return [day for day in days if day is not None and day.prescription_id == here.prescription_id]

    def _is_followed(self, on: date) -> bool:
        """Whether a reminder of this date was answered: that day, or where any day counts, later in the same week."""
        planned = self.planned[on]
        if not isinstance(planned.schedule, PerWeek):
            return planned.is_answered
        days = (self.planned.get(on + timedelta(days=number)) for number in range(7 - on.weekday()))
        return any(day.is_answered for day in days if day is not None)

    def _ignored_in_a_row(self, on: date) -> int:
        ignored = 0
        for day in sorted((day for day in self.reminded if day < on), reverse=True):
            planned = self.planned.get(day)
            if planned is None or planned.excused:
                # Taken back or excused after the mail went out: not answering that is not ignoring it.
                continue
            if self._is_followed(day):
                break
            ignored += 1
        return ignored

    def _idle_days(self, on: date) -> int:
        """Days since the last answer, the start of the plan, or the last day on which nothing was expected of them."""
        planned = self.planned.get(on)
        since = [self.last_log_on, planned.began_on if planned else None]
        since += [until for _, until in self.pauses]
        since += [day for day, other in self.planned.items() if other.excused]
        return min(((on - day).days for day in since if day is not None and day <= on), default=0)


def policy_of(practice: Practice) -> NotificationPolicy:
    """The house's limits with the quiet hours of this practice."""
    return NotificationPolicy(quiet_from=practice.quiet_from, quiet_until=practice.quiet_until)


def may_be_reminded(status: str, accepted_at: datetime | None, disabled_at: datetime | None) -> bool:
    """Whether a client of this standing gets reminders at all."""
    is_running = status in (ClientStatus.ACTIVE, ClientStatus.MAINTENANCE)
    return is_running and accepted_at is not None and disabled_at is None


def load_states(client_ids: Collection[int], *, now: datetime) -> dict[int, ClientState]:
    """The state of each client at `now`, by client number. Nine queries, however many clients.

    Rows are read afresh: what the session saw earlier may have changed since.
    """
    if not client_ids:
        return {}
    clients = db.session.scalars(
        select(Client)
        .where(Client.id.in_(client_ids))
        .options(joinedload(Client.practice).selectinload(Practice.mail_choices))
        .execution_options(populate_existing=True)
    )
    states = {client.id: ClientState(client, zones.get_zone(client.user.zone)) for client in clients}
    by_user: dict[int, list[ClientState]] = defaultdict(list)
    for state in states.values():
        by_user[state.client.user_id].append(state)
    _read_wishes(states, by_user)
    _read_planned(states, now)
    _read_mails(by_user, now)
    _read_silence(states)
    _read_reds(states, now)
    return states


def _read_wishes(states: Mapping[int, ClientState], by_user: Mapping[int, list[ClientState]]) -> None:
    times = select(ReminderSetting.client_id, ReminderSetting.at).where(ReminderSetting.client_id.in_(states))
    for client_id, at in db.session.execute(times):
        states[client_id].at = at
    stops = select(MailStop.user_id).where(MailStop.user_id.in_(by_user), MailStop.kind == kinds.SESSION_REMINDER.name)
    for user_id in db.session.scalars(stops):
        for state in by_user[user_id]:
            state.is_stopped = True


def _read_planned(states: Mapping[int, ClientState], now: datetime) -> None:
    # No far end: a plan that begins in three months must find its first date today.
    rows = db.session.execute(
        select(
            PlannedSession.client_id,
            PlannedSession.planned_on,
            PlannedSession.id,
            PlannedSession.prescription_id,
            PlannedSession.excused,
            Prescription.effective_from,
            Prescription.weekdays,
            Prescription.times_per_week,
            SessionLog.done_units,
        )
        .join(Prescription, Prescription.id == PlannedSession.prescription_id)
        .outerjoin(SessionLog, SessionLog.planned_session_id == PlannedSession.id)
        .where(PlannedSession.client_id.in_(states), PlannedSession.planned_on >= (now - LOOK_BACK).date())
    )
    for client_id, on, number, plan_id, excused, began_on, weekdays, times, done_units in rows:
        states[client_id].planned[on] = Planned(
            number,
            plan_id,
            began_on,
            schedule_of(weekdays, times),
            excused,
            is_answered=done_units is not None,
            is_done=bool(done_units),
        )


def _read_mails(by_user: Mapping[int, list[ClientState]], now: datetime) -> None:
    rows = db.session.execute(
        select(OutboxMail.user_id, OutboxMail.kind, OutboxMail.dedupe_key, OutboxMail.due_at).where(
            OutboxMail.user_id.in_(by_user),
            OutboxMail.kind.in_(COUNTED),
            OutboxMail.due_at > now - LOOK_BACK,
            OutboxMail.status.in_(WENT_OUT),
        )
    )
    reminded: dict[int, list[date]] = defaultdict(list)
    messages: dict[int, list[date]] = defaultdict(list)
    for user_id, kind, dedupe_key, due_at in rows:
        assert user_id is not None
        if kind == kinds.SESSION_REMINDER.name:
            # The key ends with the planned date, which stays what it was when the person moves to another zone.
            on = date.fromisoformat(dedupe_key.rpartition(":")[2])
            reminded[user_id].append(on)
        else:
            on = zones.local_date(due_at, by_user[user_id][0].zone)
        messages[user_id].append(on)
    for user_id, states in by_user.items():
        for state in states:
            state.reminded, state.messages = reminded[user_id], messages[user_id]


def _read_silence(states: Mapping[int, ClientState]) -> None:
    last = select(SessionLog.client_id, func.max(SessionLog.performed_on)).where(SessionLog.client_id.in_(states))
    for client_id, on in db.session.execute(last.group_by(SessionLog.client_id)):
        states[client_id].last_log_on = on
    pauses = select(Pause.client_id, Pause.from_on, Pause.until_on).where(Pause.client_id.in_(states))
    for client_id, from_on, until_on in db.session.execute(pauses):
        states[client_id].pauses.append((from_on, until_on))


def _read_reds(states: Mapping[int, ClientState], now: datetime) -> None:
    reds = select(SafetyEvent.client_id, SafetyEvent.happened_on, SafetyEvent.seen_at).where(
        SafetyEvent.client_id.in_(states),
        SafetyEvent.level == "red",
        SafetyEvent.happened_on >= (now - LOOK_BACK).date(),
    )
    for client_id, on, seen_at in db.session.execute(reds):
        states[client_id].reds.append((on, seen_at is not None))


def load_clock_seconds(prescription_ids: Collection[int]) -> dict[int, int]:
    """How long one session of each plan takes on the clock, in seconds. Two queries, none for no plan."""
    if not prescription_ids:
        return {}
    # The texts of the exercises are large and say nothing about time.
    items = selectinload(Prescription.items).defer(PrescriptionItem.content)
    plans = db.session.scalars(select(Prescription).where(Prescription.id.in_(prescription_ids)).options(items))
    return {plan.id: time_of(plan.items, plan.rounds).clock_s for plan in plans}

"""When a reminder is due, and whether it should still go out.

Instants are aware UTC ``datetime`` values, dates and times are the client's local ones, and the caller
passes the moment in. The numbers are house rules for reminders: quiet hours 21:00 to 07:00, one session
reminder a day, two messages a day and eight a week of any kind, three hours of lateness, thinning out when
nobody answers. The thinning follows a workplace trial that sent less as people disengaged
(doi:10.2196/10123).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.core.zones import local_date, local_time, to_utc

DEFAULT_REMINDER_TIME = time(18)
WEEKLY_TIME = time(7)
MONDAY = 1


@dataclass(frozen=True, slots=True)
class NotificationPolicy:
    """The limits on messages to one client.

    ``quiet_from`` is inside the quiet hours, ``quiet_until`` outside; the window may cross midnight, and
    equal times mean no quiet hours. Counts are per local day and per local week, Monday to Sunday.
    """

    quiet_from: time = time(21)
    quiet_until: time = time(7)
    lateness: timedelta = timedelta(hours=3)
    session_reminders_a_day: int = 1
    messages_a_day: int = 2
    messages_a_week: int = 8
    alternate_after_ignored: int = 3
    ask_after_idle_days: int = 7
    weekly_after_idle_days: int = 14
    stop_after_idle_days: int = 30


DEFAULT_POLICY = NotificationPolicy()


class Action(StrEnum):
    """What to do with a due reminder."""

    SEND = "send"
    DROP = "drop"


class Reason(StrEnum):
    """Why, in words a trainer can read."""

    DUE = "due now"
    ARCHIVED = "client is archived"
    INVITED = "invitation not accepted yet"
    CLOSED = "account is closed"
    HELD = "safety hold"
    PAUSED = "paused"
    NOT_PLANNED = "not planned that day"
    LOGGED = "already logged"
    ENOUGH = "enough done this week"
    OPTED_OUT = "reminders are turned off"
    TURNED_OFF = "the practice sends no reminders"
    UNDER_REVIEW = "waiting for the trainer's review"
    TOO_LATE = "too late"
    QUIET = "quiet hours"
    STOPPED = "stopped after a long silence"
    WEEKLY = "sent once a week for now"
    ALTERNATE = "sent every other day for now"
    ALREADY_REMINDED = "already reminded today"
    DAY_FULL = "message limit for the day reached"
    WEEK_FULL = "message limit for the week reached"


Checks = Iterator[tuple[bool, Reason]]


@dataclass(frozen=True, slots=True)
class Decision:
    """Send or drop, and the reason in words."""

    action: Action
    reason: Reason

    @property
    def is_send(self) -> bool:
        """Whether the reminder goes out."""
        return self.action is Action.SEND


@dataclass(frozen=True, slots=True)
class ReminderFacts:
    """What is known at the moment of sending about one planned session's reminder.

    ``on`` is the planned local date and ``due_at`` the instant the reminder was computed for. ``is_enough`` is true
    once an N-per-week plan has what it asks for in the week of ``on``. ``is_awaiting_review`` is true from the second
    red log in seven days until the trainer has looked. The counts say what has already gone out on
    ``on`` and in its week. ``ignored_in_a_row`` counts reminders whose session has no log; ``idle_days`` counts local
    days since the last log, or since the plan began.
    """

    now: datetime
    due_at: datetime
    zone: ZoneInfo
    on: date
    is_planned: bool
    is_logged: bool = False
    is_enough: bool = False
    is_paused: bool = False
    is_held: bool = False
    is_archived: bool = False
    is_invited: bool = False
    is_closed: bool = False
    is_opted_out: bool = False
    is_turned_off: bool = False
    is_awaiting_review: bool = False
    session_reminders_today: int = 0
    messages_today: int = 0
    messages_this_week: int = 0
    ignored_in_a_row: int = 0
    idle_days: int = 0
    last_reminded_on: date | None = None


def is_quiet(at: time, policy: NotificationPolicy = DEFAULT_POLICY) -> bool:
    """Return whether the local time ``at`` is in the quiet hours: 21:00 is inside, 07:00 is outside."""
    if policy.quiet_from <= policy.quiet_until:
        return policy.quiet_from <= at < policy.quiet_until
    return at >= policy.quiet_from or at < policy.quiet_until


def send_time(at: time, policy: NotificationPolicy = DEFAULT_POLICY) -> time | None:
    """Return the local time at which a reminder wished for ``at`` goes out that date, None if it cannot.

    House rule: a reminder inside the quiet hours waits for their end. 06:59 becomes 07:00; 21:00 would
    become 07:00 of another day, when the session is no longer today's, so it is dropped.
    """
    if not is_quiet(at, policy):
        return at
    return policy.quiet_until if at < policy.quiet_until else None


def after_quiet(instant: datetime, zone: ZoneInfo, policy: NotificationPolicy = DEFAULT_POLICY) -> datetime:
    """Return ``instant``, or the UTC instant at which the quiet hours around it end on the clocks of ``zone``.

    For mails that can wait but must not be lost. Raises ValueError for a naive instant.
    """
    at = local_time(instant, zone)
    if not is_quiet(at, policy):
        return instant
    on = local_date(instant, zone)
    return to_utc(on if at < policy.quiet_until else on + timedelta(days=1), policy.quiet_until, zone)


def next_reminder(
    now: datetime,
    zone: ZoneInfo,
    at: time,
    planned_dates: Iterable[date],
    policy: NotificationPolicy = DEFAULT_POLICY,
) -> datetime | None:
    """Return the UTC instant of the first reminder strictly after ``now``, or None when none is left.

    Each planned local date has one reminder at ``at`` in ``zone``, moved or dropped by the quiet hours. A
    date that does not exist in the zone has none. The dates may come in any order. Raises ValueError for a
    naive ``now``.
    """
    today = local_date(now, zone)
    sent_at = send_time(at, policy)
    if sent_at is None:
        return None
    instants = (to_utc(on, sent_at, zone) for on in planned_dates if on >= today and _exists(on, zone))
    return min((instant for instant in instants if instant > now), default=None)


def next_weekly(now: datetime, zone: ZoneInfo, weekday: int = MONDAY, at: time = WEEKLY_TIME) -> datetime:
    """Return the next ISO ``weekday`` (1 is Monday) at local time ``at`` as a UTC instant strictly after ``now``.

    Raises ValueError for a naive ``now`` or a weekday outside 1 to 7.
    """
    if not 1 <= weekday <= 7:
        raise ValueError("a weekday is 1 for Monday to 7 for Sunday")
    today = local_date(now, zone)
    first = today + timedelta(days=(weekday - today.isoweekday()) % 7)
    instant = to_utc(first, at, zone)
    return instant if instant > now else to_utc(first + timedelta(days=7), at, zone)


def expires_at(due_at: datetime, zone: ZoneInfo, policy: NotificationPolicy = DEFAULT_POLICY) -> datetime:
    """Return the UTC instant from which a reminder due at ``due_at`` must no longer be sent.

    House rule: three hours late at most, never past its local day, never into the quiet hours.
    """
    on = local_date(due_at, zone)
    limits = [due_at + policy.lateness, to_utc(on + timedelta(days=1), time(0), zone)]
    if policy.quiet_from != policy.quiet_until:
        quiet_at = to_utc(on, policy.quiet_from, zone)
        limits += [quiet_at] if quiet_at >= due_at else []
    return min(limits).astimezone(UTC)


def spacing_days(ignored_in_a_row: int, idle_days: int, policy: NotificationPolicy = DEFAULT_POLICY) -> int | None:
    """Return the least number of local days between two session reminders; None when they stop.

    House rule: every planned day; every other day after three ignored in a row; weekly after 14 idle days;
    none after 30.
    """
    if idle_days >= policy.stop_after_idle_days:
        return None
    if idle_days >= policy.weekly_after_idle_days:
        return 7
    return 2 if ignored_in_a_row >= policy.alternate_after_ignored else 1


def should_ask_about_plan(idle_days: int, was_asked: bool, policy: NotificationPolicy = DEFAULT_POLICY) -> bool:
    """Return whether to ask once "want to change the plan?" and tell the trainer: after 7 idle days.

    ``was_asked`` covers the present silence only. From 30 idle days on nothing is asked any more.
    """
    return not was_asked and policy.ask_after_idle_days <= idle_days < policy.stop_after_idle_days


def decide(facts: ReminderFacts, policy: NotificationPolicy = DEFAULT_POLICY) -> Decision:
    """Return whether a due session reminder still goes out, and why.

    Called at the moment of sending, because a log, a pause or a hold may have come since the reminder was
    computed. The first matching reason wins, the weightiest first. Raises ValueError for naive instants.
    """
    for found in (_about_client, _about_session, _about_time, _about_silence, _about_limits):
        for is_true, reason in found(facts, policy):
            if is_true:
                return Decision(Action.DROP, reason)
    return Decision(Action.SEND, Reason.DUE)


def _about_client(facts: ReminderFacts, _policy: NotificationPolicy) -> Checks:
    yield facts.is_archived, Reason.ARCHIVED
    yield facts.is_invited, Reason.INVITED
    yield facts.is_closed, Reason.CLOSED
    yield facts.is_held, Reason.HELD
    yield facts.is_paused, Reason.PAUSED


def _about_session(facts: ReminderFacts, _policy: NotificationPolicy) -> Checks:
    yield not facts.is_planned, Reason.NOT_PLANNED
    yield facts.is_logged, Reason.LOGGED
    yield facts.is_enough, Reason.ENOUGH
    yield facts.is_opted_out, Reason.OPTED_OUT
    yield facts.is_turned_off, Reason.TURNED_OFF
    yield facts.is_awaiting_review, Reason.UNDER_REVIEW


def _about_time(facts: ReminderFacts, policy: NotificationPolicy) -> Checks:
    yield local_date(facts.now, facts.zone) > facts.on, Reason.TOO_LATE
    yield is_quiet(local_time(facts.now, facts.zone), policy), Reason.QUIET
    yield facts.now >= expires_at(facts.due_at, facts.zone, policy), Reason.TOO_LATE


def _about_silence(facts: ReminderFacts, policy: NotificationPolicy) -> Checks:
    spacing = spacing_days(facts.ignored_in_a_row, facts.idle_days, policy)
    if spacing is None:
        yield True, Reason.STOPPED
    elif facts.last_reminded_on is not None:
        since = (facts.on - facts.last_reminded_on).days
        yield spacing == 7 and since < spacing, Reason.WEEKLY
        yield spacing == 2 and since < spacing, Reason.ALTERNATE


def _about_limits(facts: ReminderFacts, policy: NotificationPolicy) -> Checks:
    yield facts.session_reminders_today >= policy.session_reminders_a_day, Reason.ALREADY_REMINDED
    yield facts.messages_today >= policy.messages_a_day, Reason.DAY_FULL
    yield facts.messages_this_week >= policy.messages_a_week, Reason.WEEK_FULL


def _exists(on: date, zone: ZoneInfo) -> bool:
    """Return whether the local date happens at all: Apia had no 2011-12-30."""
    return local_date(to_utc(on, time(12), zone), zone) == on

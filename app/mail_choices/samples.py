"""One mail of each kind as a reader would get it, about a person who does not exist. Nothing of it is kept.

The builders are the real ones, fed with rows that never reach the database.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import uuid4

from app.accounts.emails import recipient
from app.accounts.models import User
from app.bookings.emails import News, call_booked_mails, call_cancelled_mails
from app.bookings.models import Booking
from app.clients.emails import invitation_mail, test_mail
from app.clients.models import Client, ClientStatus
from app.core import zones
from app.core.language import ENGLISH
from app.core.links import public_url
from app.core.words import long_date
from app.mail import kinds
from app.mail.kinds import Kind
from app.mail.message import Message
from app.messages.emails import new_messages_mail
from app.practices.models import Membership
from app.progress.adherence import Done, PlannedDay
from app.progress.queries import History
from app.reminders.emails import session_reminder_mail
from app.safety.emails import safety_alert_mail
from app.safety.models import SafetyEvent
from app.summaries.digest import DigestRow
from app.summaries.emails import trainer_digest_mail, week_summary_mail
from app.summaries.queries import Week
from app.summaries.week import PlannedNext, summarise_week

NAME = "Alex Meadow"
SESSION_S = 17 * 60
WORK_S = 12 * 60


@dataclass(frozen=True, slots=True)
class Scene:
    """Who sends, to whom, and when: what every sample is about."""

    member: Membership
    client: Client
    today: date
    now: datetime

    @property
    def monday(self) -> date:
        """The Monday of the week before this one."""
        return zones.week_start(self.today) - timedelta(days=7)


def sample_of(kind: Kind, member: Membership, *, now: datetime) -> Message:
    """The mail of this kind to an invented client, or to the member where it is one for the team.

    Raises KeyError for a kind a practice does not send.
    """
    person = User(id=0, email="alex@example.com", name=NAME, role="client", zone=member.practice.zone, language=ENGLISH)
    client = Client(id=0, practice_id=member.practice_id, user_id=0, trainer_id=member.user_id)
    client.status = ClientStatus.ACTIVE
    client.user, client.trainer, client.practice = person, member.user, member.practice
    today = zones.local_date(now, zones.get_zone(person.zone))
    return _SAMPLES[kind.name](Scene(member, client, today, now))


def try_out(kind: Kind, member: Membership, *, now: datetime) -> Message:
    """The same mail as a test to the member who asks."""
    sample = sample_of(kind, member, now=now)
    return replace(
        sample,
        kind=kinds.TEST_MAIL,
        shows=kind,
        to=recipient(member.user),
        period=f"try:{uuid4().hex}",
        about="",
        due_at=None,
        expires_at=None,
        calendar=None,
    )


def _invitation(scene: Scene) -> Message:
    return invitation_mail(scene.client, "sample", now=scene.now)


def _reminder(scene: Scene) -> Message:
    link, until = public_url("today.show_today"), scene.now + timedelta(hours=1)
    return session_reminder_mail(
        scene.client, 0, scene.today, link=link, clock_s=SESSION_S, due_at=scene.now, expires_at=until
    )


def _summary(scene: Scene) -> Message:
    days = [scene.monday + timedelta(days=number) for number in (0, 2, 4)]
    history = History([PlannedDay(on) for on in days], [Done(days[0], 1.0), Done(days[1], 1.0)])
    coming = [PlannedNext(on + timedelta(days=7), WORK_S, SESSION_S) for on in days]
    numbers = summarise_week(scene.monday, scene.today, history.matched(), [], [], coming)
    return week_summary_mail(Week(scene.client, scene.monday, scene.today, numbers, history), due_at=scene.now)


def _call(scene: Scene) -> News:
    zone = zones.get_zone(scene.member.user.zone)
    starts = zones.to_utc(scene.today + timedelta(days=3), time(10), zone)
    call = Booking(
        id=0,
        client_id=0,
        trainer_id=scene.member.user_id,
        practice_id=scene.member.practice_id,
        call_name="Call",
        place="By phone",
        question="",
        start_at=starts,
        end_at=starts + timedelta(minutes=20),
        client_zone=scene.client.user.zone,
        trainer_zone=scene.member.user.zone,
        uid="sample",
        sequence=0,
        changes_until_at=starts - timedelta(hours=12),
    )
    call.client, call.trainer, call.practice = scene.client, scene.member.user, scene.member.practice
    return News(call, scene.client.user, scene.now, "calls@example.com")


def _messages(scene: Scene) -> Message:
    return new_messages_mail(scene.client, to_client=True, first_id=0, due_at=scene.now)


def _digest(scene: Scene) -> Message:
    rows = [DigestRow(0, NAME, "0 of 3", "No answer for 8 days."), DigestRow(0, "Robin Hill", "3 of 3", "")]
    ends_on = long_date(scene.monday + timedelta(days=6))
    return trainer_digest_mail(scene.member, rows, zones.iso_week_key(scene.monday), due_at=scene.now, ends_on=ends_on)


def _alert(scene: Scene) -> Message:
    event = SafetyEvent(id=0, client_id=0, level="red", happened_on=scene.today)
    return safety_alert_mail(event, scene.client)


_SAMPLES: dict[str, Callable[[Scene], Message]] = {
    kinds.INVITATION.name: _invitation,
    kinds.SESSION_REMINDER.name: _reminder,
    kinds.WEEK_SUMMARY.name: _summary,
    kinds.NEW_MESSAGES.name: _messages,
    kinds.CALL_BOOKED.name: lambda scene: call_booked_mails(_call(scene))[0],
    kinds.CALL_CANCELLED.name: lambda scene: call_cancelled_mails(_call(scene))[0],
    kinds.TEST_MAIL.name: lambda scene: test_mail(scene.client, number=1, now=scene.now),
    kinds.TRAINER_DIGEST.name: _digest,
    kinds.SAFETY_ALERT.name: _alert,
}

"""What the tests of reminders share: a client with a plan, and short looks at the rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from app.clients.models import Client, ClientStatus
from app.core import events
from app.core.db import db, transaction
from app.exercises.models import Exercise
from app.mail import kinds, recurring
from app.mail.models import OutboxMail
from app.prescriptions.models import PlannedSession, Prescription
from tests import factories
from tests.factories import Cast

WED, FRI, MON = date(2026, 11, 25), date(2026, 11, 27), date(2026, 11, 30)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def six_pm(on: date) -> datetime:
    """18:00 in Edmonton, whose clocks have stood at UTC-6 since 2026-11-01."""
    return datetime.fromisoformat(f"{on}T18:00:00-06:00")


@dataclass
class Reminded:
    """A practice whose clients get plans."""

    cast: Cast
    exercises: list[Exercise]
    now: datetime

    def give_plan(
        self, client: Client, *, weekdays: tuple[int, ...] = (1, 3, 5), days: int = 28, effective_from: date = WED
    ) -> Prescription:
        """A plan from the day of the test on, announced as the real one is."""
        version = 1 + len(db.session.scalars(select(Prescription.id).where(Prescription.client_id == client.id)).all())
        plan = factories.make_prescription(
            client,
            self.exercises,
            now=self.now,
            effective_from=effective_from,
            weekdays=weekdays,
            days=days,
            version=version,
        )
        self.announce_plan(client)
        return plan

    def announce_plan(self, client: Client, *, now: datetime | None = None) -> None:
        """What the floors below say when planned days changed."""
        with transaction():
            events.plan_changed.send(client, now=now or self.now, reminder_at=None)

    def add_clients(self, number: int, *, status: ClientStatus = ClientStatus.ACTIVE) -> list[Client]:
        """More clients of Tara, each with a plan."""
        clients = []
        for serial in range(number):
            name = f"Client{status}{serial} Marsh"
            client = factories.make_client(name, self.cast.practice, self.cast.tara, now=self.now, status=status)
            self.give_plan(client)
            clients.append(client)
        return clients


def set_status(client: Client, status: ClientStatus, *, now: datetime) -> None:
    """Change where the client stands, announced as the real thing is."""
    with transaction():
        db.session.get_one(Client, client.id).status = status
        db.session.flush()
        events.client_changed.send(client, now=now)


def planned_on(client: Client, on: date) -> PlannedSession:
    """The planned session of a date."""
    found = select(PlannedSession).where(PlannedSession.client_id == client.id, PlannedSession.planned_on == on)
    return db.session.scalars(found).one()


def next_at(client: Client) -> datetime | None:
    """When the client's reminder is looked at next."""
    db.session.rollback()
    return recurring.find_next(kinds.SESSION_REMINDER, owner_id=client.id)


def mails() -> list[OutboxMail]:
    """Every mail in the outbox, oldest first."""
    db.session.rollback()
    query = select(OutboxMail).order_by(OutboxMail.id).execution_options(populate_existing=True)
    return list(db.session.scalars(query))

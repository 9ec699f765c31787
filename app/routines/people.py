"""Whose day a routine is measured against while it is built."""

from __future__ import annotations

from dataclasses import dataclass

from app.clients.models import Client, ClientStatus
from app.clients.queries import visible_to
from app.core.db import db
from app.practices.models import Membership

MOST = 500


@dataclass(frozen=True, slots=True)
class Person:
    """A client with the minutes they said they have in a day, None where nobody said."""

    id: int
    name: str
    first_name: str
    minutes: int | None


def list_people(membership: Membership) -> list[Person]:
    """The clients this member may see, without archived ones, by name. One query."""
    rows = visible_to(membership).where(Client.status != ClientStatus.ARCHIVED).order_by(Client.id.desc()).limit(MOST)
    people = [Person(one.id, one.name, one.first_name, one.minutes_per_day) for one in db.session.scalars(rows)]
    return sorted(people, key=lambda person: (person.name.casefold(), person.id))

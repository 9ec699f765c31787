"""What is read of habits. Entries come with their habit, in one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import and_, select

from app.clients.models import Client
from app.core.db import db
from app.core.errors import NotFound
from app.habits.models import Habit, HabitEntry, HabitState
from app.habits.rules import Noted


@dataclass(slots=True)
class Tracked:
    """A habit and what was noted of it since some day, by local date."""

    habit: Habit
    entries: dict[date, Noted] = field(default_factory=dict)


def list_habits(client_id: int, *, since: date) -> list[Tracked]:
    """Every habit of a client, proposed, followed or stopped, oldest first, with its entries. One query."""
    return _load([client_id], since, tuple(HabitState))[client_id]


def list_followed(client_id: int, *, since: date) -> list[Tracked]:
    """The habits a client follows at present, oldest first, with their entries. One query."""
    return _load([client_id], since, (HabitState.FOLLOWED,))[client_id]


def load_followed(client_ids: Collection[int], *, since: date) -> dict[int, list[Tracked]]:
    """The same for many clients, by client. One query; a client who follows none has an empty list."""
    return _load(client_ids, since, (HabitState.FOLLOWED,))


def get_habit(client: Client, habit_id: int, *, since: date) -> Tracked:
    """One habit of this client with its entries. Raises NotFound for another's. One query."""
    found = _load([client.id], since, tuple(HabitState), habit_id)[client.id]
    if not found:
        raise NotFound
    return found[0]


def _load(
    client_ids: Collection[int], since: date, states: Collection[HabitState], habit_id: int | None = None
) -> dict[int, list[Tracked]]:
    rows = (
        select(Habit, HabitEntry)
        .outerjoin(HabitEntry, and_(HabitEntry.habit_id == Habit.id, HabitEntry.happened_on >= since))
        .where(Habit.client_id.in_(client_ids), Habit.state.in_(states))
        .order_by(Habit.id, HabitEntry.happened_on)
    )
    if habit_id is not None:
        rows = rows.where(Habit.id == habit_id)
    tracked: dict[int, Tracked] = {}
    for habit, entry in db.session.execute(rows):
        one = tracked.setdefault(habit.id, Tracked(habit))
        if entry is not None:
            one.entries[entry.happened_on] = Noted(entry.value, entry.target)
    found: dict[int, list[Tracked]] = defaultdict(list)
    for one in tracked.values():
        found[one.habit.client_id].append(one)
    return found

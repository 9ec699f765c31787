"""The week of some clients as numbers, in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from app.clients.models import Client
from app.core.db import db
from app.habits.cards import habit_weeks
from app.habits.queries import load_followed
from app.logbook.models import ItemLog, SessionLog
from app.prescriptions.models import Prescription, PrescriptionItem
from app.prescriptions.schedule import PerWeek
from app.progress.pain import SessionPain
from app.progress.queries import History, load_histories
from app.routines.dose import SessionTime
from app.routines.shape import time_of
from app.summaries.week import ExerciseUnits, PlannedNext, WeekNumbers, summarise_week

# How far back the longest run of sessions is looked for.
MEMORY = timedelta(weeks=52)


@dataclass(frozen=True, slots=True)
class Week:
    """One client's week: its numbers, and the history they were made from."""

    client: Client
    monday: date
    today: date
    numbers: WeekNumbers
    history: History


def load_weeks(clients: Sequence[Client], mondays: Mapping[int, date], todays: Mapping[int, date]) -> dict[int, Week]:
    """The week of each client that begins on `mondays[client.id]`, as known on `todays[client.id]`. Six queries."""
    if not clients:
        return {}
    ids = [client.id for client in clients]
    histories = load_histories(ids, since=min(mondays.values()) - MEMORY)
    units = _units(ids, mondays)
    times = _times(ids)
    followed = load_followed(ids, since=min(mondays.values()))
    weeks = {}
    for client in clients:
        monday, today, history = mondays[client.id], todays[client.id], histories[client.id]
        numbers = summarise_week(
            monday,
            today,
            history.matched(),
            [SessionPain(a.on, a.pain_before, a.pain_after, a.pain_next_morning) for a in history.answers],
            units[client.id],
            _next_week(client.id, history, monday + timedelta(days=7), times),
            habits=habit_weeks(followed[client.id], monday),
        )
        weeks[client.id] = Week(client, monday, today, numbers, history)
    return weeks


def _next_week(
    client_id: int, history: History, monday: date, times: Mapping[tuple[int, int], SessionTime]
) -> list[PlannedNext]:
    found = []
    for day in history.planned:
        is_suggested = day.per_week is None or PerWeek(day.per_week).suggested.includes(day.on)
        if monday <= day.on < monday + timedelta(days=7) and is_suggested:
            time = times[client_id, day.version]
            found.append(PlannedNext(day.on, time.work_s, time.clock_s, day.excused))
    return found


def _units(ids: Collection[int], mondays: Mapping[int, date]) -> dict[int, list[ExerciseUnits]]:
    first, last = min(mondays.values()), max(mondays.values()) + timedelta(days=7)
    rows = db.session.execute(
        select(
            SessionLog.client_id,
            SessionLog.performed_on,
            SessionLog.id,
            PrescriptionItem.name,
            PrescriptionItem.position,
            ItemLog.done_units,
            ItemLog.prescribed_units,
        )
        .join(ItemLog, ItemLog.session_log_id == SessionLog.id)
        .join(PrescriptionItem, PrescriptionItem.id == ItemLog.prescription_item_id)
        .where(SessionLog.client_id.in_(ids), SessionLog.performed_on >= first, SessionLog.performed_on < last)
    )
    units: dict[int, list[ExerciseUnits]] = defaultdict(list)
    for client_id, on, log_id, name, position, done, prescribed in rows:
        if mondays[client_id] <= on < mondays[client_id] + timedelta(days=7):
            units[client_id].append(ExerciseUnits(log_id, name, position, done, prescribed))
    return units


def _times(ids: Collection[int]) -> dict[tuple[int, int], SessionTime]:
    """Work and clock seconds of every version of these clients' plans, by (client, version)."""
    plans = db.session.scalars(select(Prescription).where(Prescription.client_id.in_(ids)))
    return {(plan.client_id, plan.version): time_of(plan.items, plan.rounds) for plan in plans}

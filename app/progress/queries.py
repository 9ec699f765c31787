"""What a client did against what was planned, read for one client or for a page of them in two queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import func, select

from app.core import zones
from app.core.db import db
from app.logbook.models import ItemLog, SessionLog, Side
from app.prescriptions.models import PlannedSession, Prescription, PrescriptionItem
from app.progress.adherence import (
    Done,
    ExcusedReason,
    Matching,
    PlannedDay,
    WindowResult,
    match,
    rolling_result,
    week_result,
)
from app.progress.sides import WINDOW_DAYS, SideLine, Sides, compare


@dataclass(frozen=True, slots=True)
class Answer:
    """One session log as numbers: local date, units, pain 0–10 or None, effort."""

    log_id: int
    on: date
    done_units: int
    prescribed_units: int
    pain_before: int | None
    pain_after: int | None
    pain_next_morning: int | None
    effort: int | None
    note: str
    planned_session_id: int | None

    @property
    def completion_ratio(self) -> float:
        """House rule A1."""
        return min(self.done_units, self.prescribed_units) / self.prescribed_units


@dataclass(slots=True)
class History:
    """A client's planned days and answers since some Monday, in date order."""

    planned: list[PlannedDay] = field(default_factory=list)
    done: list[Done] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    def matched(self) -> Matching:
        """Which answer counts for which day (house rule A8)."""
        return match(self.planned, self.done)

    def window(self, today: date, days: int) -> WindowResult:
        """The counts of the `days` local days that end with `today`."""
        return rolling_result(self.matched(), today, days)

    def age_weeks(self, today: date) -> int:
        """Local weeks since the first planned day or answer, the present one included; 0 without any."""
        dates = [day.on for day in self.planned if day.on <= today] + [answer.on for answer in self.answers]
        return (zones.week_start(today) - zones.week_start(min(dates))).days // 7 + 1 if dates else 0

    def weeks(self, today: date, number: int) -> list[tuple[date, WindowResult]]:
        """The last `number` local weeks, the present one last, each as (Monday, counts)."""
        matching = self.matched()
        mondays = [zones.week_start(today) - timedelta(weeks=back) for back in range(number - 1, -1, -1)]
        return [(monday, week_result(matching, monday, today)) for monday in mondays]


def load_histories(client_ids: Collection[int], *, since: date) -> dict[int, History]:
    """Planned days and answers of each client from the Monday of `since` on. Two queries for any number."""
    histories = {client_id: History() for client_id in client_ids}
    if not histories:
        return histories
    monday = zones.week_start(since)
    planned = (
        select(
            PlannedSession.client_id,
            PlannedSession.planned_on,
            Prescription.version,
            PlannedSession.excused,
            Prescription.times_per_week,
        )
        .join(Prescription, Prescription.id == PlannedSession.prescription_id)
        .where(PlannedSession.client_id.in_(histories), PlannedSession.planned_on >= monday)
        .order_by(PlannedSession.planned_on)
    )
    for client_id, on, version, excused, per_week in db.session.execute(planned):
        reason = ExcusedReason(excused) if excused else None
        histories[client_id].planned.append(PlannedDay(on, version, reason, per_week))
    logs = (
        select(
            SessionLog.client_id,
            SessionLog.id,
            SessionLog.performed_on,
            SessionLog.done_units,
            SessionLog.prescribed_units,
            SessionLog.pain_before,
            SessionLog.pain_after,
            SessionLog.pain_next_morning,
            SessionLog.effort,
            SessionLog.note,
            SessionLog.planned_session_id,
            SessionLog.logged_at,
            SessionLog.zone,
            SessionLog.is_late,
        )
        .where(SessionLog.client_id.in_(histories), SessionLog.performed_on >= monday)
        .order_by(SessionLog.performed_on, SessionLog.id)
    )
    for client_id, *values, logged_at, zone, is_late in db.session.execute(logs):
        answer = Answer(*values)
        # A late one is there because the trainer accepted it (A7), so it counts on its day.
        told_on = answer.on if is_late else zones.local_date(logged_at, zones.get_zone(zone))
        histories[client_id].answers.append(answer)
        histories[client_id].done.append(
            Done(answer.on, answer.completion_ratio, logged_on=max(told_on, answer.on), log_id=answer.log_id)
        )
    return histories


def load_history(client_id: int, *, since: date) -> History:
    """One client's planned days and answers from the Monday of `since` on."""
    return load_histories([client_id], since=since)[client_id]


def last_answers(client_ids: Collection[int]) -> dict[int, date]:
    """The local date of each client's newest answer, however old. One query."""
    newest = select(SessionLog.client_id, func.max(SessionLog.performed_on)).where(SessionLog.client_id.in_(client_ids))
    return {client_id: on for client_id, on in db.session.execute(newest.group_by(SessionLog.client_id))}


def load_sides(client_id: int, today: date) -> Sides | None:
    """The one-sided work of the begun sessions of the 28 local days that end with `today`. One query."""
    lines = (
        select(
            SessionLog.id,
            PrescriptionItem.name,
            ItemLog.side,
            ItemLog.done_units,
            ItemLog.prescribed_units,
            ItemLog.skip_reason,
        )
        .join(ItemLog, ItemLog.session_log_id == SessionLog.id)
        .join(PrescriptionItem, PrescriptionItem.id == ItemLog.prescription_item_id)
        .where(
            SessionLog.client_id == client_id,
            SessionLog.performed_on > today - timedelta(days=WINDOW_DAYS),
            SessionLog.performed_on <= today,
            SessionLog.done_units > 0,
            ItemLog.side.in_((Side.LEFT, Side.RIGHT)),
        )
    )
    return compare(
        SideLine(log_id, name, side == Side.LEFT, done, asked, reason)
        for log_id, name, side, done, asked, reason in db.session.execute(lines)
    )

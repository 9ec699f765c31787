"""Answers that a client wrote on paper and somebody of the practice enters, many days at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.clients.models import Client, ClientStatus
from app.core import audit, events, zones
from app.core.db import db
from app.core.errors import Refused
from app.logbook.models import ItemLog, SessionLog
from app.logbook.rules import Window, lines_of, window
from app.logbook.service import insert_log, is_red
from app.prescriptions.models import PlannedSession
from app.routines.dose import prescribed_units
from app.routines.shape import dose_items
from app.safety import service as safety

# A printed page has four weeks, and it comes back when the next one is given.
WEEKS_BACK = timedelta(weeks=6)


class Done(StrEnum):
    """What a tick on paper can say about a day."""

    ALL = "all"
    PART = "part"
    NO = "no"


@dataclass(frozen=True, slots=True)
class PaperDay:
    """One day as it stood on paper. Pain is 0 to 10, None where nothing was written."""

    planned: PlannedSession
    done: Done
    pain_before: int | None
    pain_after: int | None
    form_key: str

    @property
    def is_red(self) -> bool:
        """Whether this answer asks for care."""
        return is_red(self.pain_before, self.pain_after)


def list_unanswered(client: Client, *, today: date) -> Sequence[PlannedSession]:
    """The client's planned days of the last six weeks, today among them, that have no answer and count, in order.

    With their plans and exercises; three queries. Nobody who has not agreed has any.
    """
    if client.status in (ClientStatus.INVITED, ClientStatus.ARCHIVED):
        return []
    found = (
        select(PlannedSession)
        .outerjoin(SessionLog, SessionLog.planned_session_id == PlannedSession.id)
        .where(
            PlannedSession.client_id == client.id,
            PlannedSession.planned_on.between(today - WEEKS_BACK, today),
            PlannedSession.excused.is_(None),
            SessionLog.id.is_(None),
        )
        .options(joinedload(PlannedSession.prescription))
        .order_by(PlannedSession.planned_on)
    )
    return db.session.scalars(found).all()


def count_entered(client: Client, form_keys: Collection[str]) -> int:
    """How many of these entries are stored already: the same page, sent twice. One query."""
    mine = (SessionLog.client_id == client.id, SessionLog.form_key.in_(form_keys))
    return db.session.scalar(select(func.count()).select_from(SessionLog).where(*mine)) or 0


def record_paper(client: Client, days: Sequence[PaperDay], *, by: int, now: datetime) -> int:
    """Store these days, all or none, as entered by the member `by`; returns how many.

    A day longer ago than house rule A7 takes is marked late and counts all the same: a trainer accepts it by entering
    it. "Part" is kept as half of the session, without a word about which exercises. Each red answer makes a safety
    event; the client's trainer gets one mail for all of them, none when they entered it themselves. Needs
    `client.trainer` and `client.practice` loaded. Raises AlreadyAnswered when somebody was quicker, Refused for a day
    to come or a client who has not agreed. No query, one insert a day and one a line.
    """
    if client.status in (ClientStatus.INVITED, ClientStatus.ARCHIVED):
        raise Refused(f"{client.first_name} has not agreed yet, so nothing may be kept.")
    today = zones.local_date(now, zones.get_zone(client.user.zone))
    for day in days:
        here = window(day.planned.planned_on, today)
        if here is Window.AHEAD:
            raise Refused("One of these days has not come yet.")
        log = insert_log(_log(client, day, is_late=here is Window.CLOSED, now=now))
        audit.record(
            "paper answer entered",
            f"session_log:{log.id}",
            now=now,
            actor_id=by,
            practice_id=client.practice_id,
            detail="late" if log.is_late else "",
        )
    _keep_red(client, [day for day in days if day.is_red], by=by, now=now)
    if days:
        events.session_answered.send(client, now=now)
    return len(days)


def _log(client: Client, day: PaperDay, *, is_late: bool, now: datetime) -> SessionLog:
    plan = day.planned.prescription
    units = prescribed_units(dose_items(plan.items), plan.rounds)
    return SessionLog(
        practice_id=client.practice_id,
        client_id=client.id,
        prescription_id=plan.id,
        planned_session_id=day.planned.id,
        performed_on=day.planned.planned_on,
        logged_at=now,
        zone=client.user.zone,
        pain_before=day.pain_before,
        pain_after=day.pain_after,
        note="",
        prescribed_units=units,
        done_units={Done.ALL: units, Done.PART: max(1, units // 2), Done.NO: 0}[day.done],
        form_key=day.form_key,
        is_late=is_late,
        items=_items(day),
    )


def _items(day: PaperDay) -> list[ItemLog]:
    """Every line in full or left out. Paper says nothing about the lines of a part, so there are none."""
    if day.done is Done.PART:
        return []
    plan = day.planned.prescription
    return [
        ItemLog(
            prescription_item_id=line.item_id,
            side=line.side,
            prescribed_units=line.units,
            done_units=line.units if day.done is Done.ALL else 0,
        )
        for line in lines_of(plan.items, plan.rounds)
    ]


def _keep_red(client: Client, days: Sequence[PaperDay], *, by: int, now: datetime) -> None:
    for number, day in enumerate(days):
        is_told = by == client.trainer_id or number + 1 < len(days)
        safety.record_red(client, happened_on=day.planned.planned_on, now=now, is_told=is_told)

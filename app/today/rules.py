"""What kind of day it is, and how a week reads. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.clients.models import ClientStatus
from app.core import zones
from app.core.drawing import Day, week
from app.logbook.models import SessionLog
from app.logbook.rules import ANSWER_DAYS, asks_morning
from app.outcomes.queries import Standing
from app.outcomes.rules import is_due
from app.prescriptions.models import PlannedSession, Prescription
from app.progress.adherence import Done, ExcusedReason, Matching, PlannedDay, match
from app.progress.charts import week_states

# More reminders of old days than this would read as blame.
OPEN_DAYS_SHOWN = 2
DAY = timedelta(days=1)
WEEK_DAYS = 7


class Kind(StrEnum):
    """What Today has to say."""

    HELD = "held"
    READY = "ready"
    ENOUGH = "enough"
    ANSWERED = "answered"
    REST = "rest"
    PAUSED = "paused"
    LATER = "later"
    FINISHED = "finished"
    NO_PLAN = "no_plan"


@dataclass(frozen=True, slots=True)
class PlannedWithLog:
    """A planned day and its answer, None while there is none."""

    planned: PlannedSession
    log: SessionLog | None


@dataclass(frozen=True, slots=True)
class Quota:
    """How the present week of an N-per-week plan stands: sessions that count, and sessions asked for."""

    done: int
    planned: int

    @property
    def left(self) -> int:
        """Sessions still asked for."""
        return self.planned - self.done


def quota_of(matching: Matching, today: date) -> Quota | None:
    """How this week of an N-per-week plan stands today, None under any other plan."""
    monday = zones.week_start(today)
    asked = [
        day
        for day in matching.days
        if day.planned.per_week and not day.planned.excused and 0 <= (day.planned.on - monday).days < WEEK_DAYS
    ]
    return Quota(sum(day.done is not None for day in asked), len(asked)) if asked else None


def kind_of_day(
    status: str,
    plans: Sequence[Prescription],
    here: PlannedWithLog | None,
    today: date,
    *,
    is_held: bool = False,
    is_enough: bool = False,
) -> Kind:
    """What kind of day today is, from the client's status, the plan's versions and today's planned session.

    While a safety hold is open, nothing else counts. `is_enough` says that the week has all its sessions.
    """
    if is_held:
        return Kind.HELD
    if here is not None and here.log is not None:
        return Kind.ANSWERED
    is_excused = here is not None and here.planned.excused is not None
    if status == ClientStatus.PAUSED or (here is not None and here.planned.excused in ("pause", "hold")):
        return Kind.PAUSED
    if here is not None and not is_excused:
        return Kind.ENOUGH if is_enough else Kind.READY
    if not plans:
        return Kind.NO_PLAN
    plan = plan_for(plans, today)
    if plan is None:
        return Kind.FINISHED
    return Kind.REST if plan.effective_from <= today else Kind.LATER


def check_in_of(kind: Kind, plans: Sequence[Prescription], standing: Standing, today: date) -> str:
    """ "due" where a check-in is asked for today, "done" where it was answered today, else "".

    Nothing is asked while a plan is on hold, paused or over.
    """
    if standing.last_on == today:
        return "done"
    if kind in (Kind.HELD, Kind.PAUSED, Kind.FINISHED, Kind.NO_PLAN, Kind.LATER):
        return ""
    plan = plan_for(plans, today)
    began_on = min((one.effective_from for one in plans), default=None)
    review_on = plan.review_on if plan else None
    asks = is_due(
        today,
        began_on=began_on,
        last_on=standing.last_on,
        review_on=review_on,
        put_off_until=standing.put_off_until,
    )
    return "due" if asks else ""


def plan_for(plans: Iterable[Prescription], today: date) -> Prescription | None:
    """The version in force on a local date, else the newest still to come, else None."""
    live = [plan for plan in plans if plan.ends_on is None or plan.ends_on >= today]
    return max(live, key=lambda plan: (plan.effective_from <= today, plan.version), default=None)


def next_session(days: Iterable[PlannedWithLog], today: date) -> PlannedWithLog | None:
    """The soonest planned session after today that counts."""
    return next((day for day in days if day.planned.planned_on > today and not day.planned.excused), None)


def morning_after(days: Iterable[PlannedWithLog], today: date) -> PlannedWithLog | None:
    """The session whose next morning is today, None without one."""
    return next(
        (day for day in days if day.log is not None and asks_morning(day.log.performed_on, day.log.done_units, today)),
        None,
    )


def open_days(days: Iterable[PlannedWithLog], today: date) -> list[PlannedWithLog]:
    """Past days without an answer that may still be answered, newest first, the latest few.

    Where any day of the week counts, only yesterday is asked about.
    """
    unanswered = [
        day
        for day in days
        if day.log is None
        and not day.planned.excused
        and today - (DAY if _is_any_day(day) else ANSWER_DAYS) <= day.planned.planned_on < today
    ]
    return unanswered[::-1][:OPEN_DAYS_SHOWN]


def _is_any_day(day: PlannedWithLog) -> bool:
    return day.planned.prescription.times_per_week is not None


def matched(days: Iterable[PlannedWithLog]) -> Matching:
    """Planned days and their answers as the adherence rules read them. The days' plans are loaded."""
    days = list(days)
    planned = [_planned(day.planned) for day in days]
    return match(planned, [_done(day.log) for day in days if day.log is not None])


def week_days(matching: Matching, today: date) -> list[Day]:
    """The seven days of the present local week as marks."""
    return week(week_states(matching, zones.week_start(today), today), today=today.weekday())


def _planned(planned: PlannedSession) -> PlannedDay:
    plan = planned.prescription
    return PlannedDay(planned.planned_on, plan.version, _reason(planned.excused), plan.times_per_week)


def _reason(excused: str | None) -> ExcusedReason | None:
    return ExcusedReason(excused) if excused else None


def _done(log: SessionLog) -> Done:
    told_on = zones.local_date(log.logged_at, zones.get_zone(log.zone))
    return Done(log.performed_on, log.completion_ratio, logged_on=max(told_on, log.performed_on), log_id=log.id)

"""The page on which a plan is given: the form, the chosen routine with its minutes, the first dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import request

from app.clients.models import Client
from app.exercises.models import Exercise
from app.prescriptions.forms import PlanForm
from app.prescriptions.laying_out import HORIZON, local_today
from app.prescriptions.models import Prescription
from app.prescriptions.queries import count_answers, find_newest
from app.prescriptions.schedule import PerWeek, Weekdays, default_effective_from, default_review_on, planned_dates
from app.prescriptions.service import PlanTerms, default_terms, needs_check
from app.prescriptions.short import short_versions
from app.routines.models import Routine
from app.routines.queries import list_routines
from app.routines.shape import Shape, shape_of

FIRST_DATES = 6


@dataclass(slots=True)
class Page:
    """Everything the page shows. `newest` is None for a first plan, `answers` counts what a change leaves alone.

    `is_look` is true when the trainer only wanted to see what the form says.
    """

    form: PlanForm
    client: Client
    newest: Prescription | None
    routine: Routine | None
    shape: Shape | None
    to_check: list[Exercise]
    dates: list[date]
    answers: int
    is_look: bool
    tomorrow: date


def load_page(client: Client, *, routine_id: int | None, now: datetime) -> Page:
    """Read the page for a client the viewer may see: the form as sent, or as offered. Five queries at most."""
    is_look = "look" in request.form
    newest = find_newest(client.id)
    routines = list_routines(client.practice_id)
    kept = newest.routine_id if newest else None
    form = PlanForm() if request.method == "POST" else PlanForm(data=_offer(client, newest, routine_id or kept, now))
    form.keep_quiet(client.practice)
    form.offer(routines)
    routine = next((one for one in routines if one.id == form.routine.data), None)
    form.offer_short(short_versions(routine.items) if routine else [])
    if request.method == "GET" and newest is not None and form.routine.data == kept:
        form.note.data = newest.note
    elif routine is not None and not form.note.data and (is_look or request.method == "GET"):
        form.note.data = routine.note
    return Page(
        form=form,
        client=client,
        newest=newest,
        routine=routine,
        shape=shape_of(routine.items, routine.rounds, limit_minutes=client.minutes_per_day) if routine else None,
        to_check=needs_check(item.exercise for item in routine.items) if routine else [],
        dates=_first_dates(form),
        answers=count_answers(client.id) if newest else 0,
        is_look=is_look,
        tomorrow=default_effective_from(local_today(client, now)),
    )


def terms_of(page: Page) -> PlanTerms:
    """What the trainer decided, from a form that is valid."""
    form = page.form
    start: date = form.effective_from.data
    schedule = form.chosen_schedule()
    assert schedule is not None
    return PlanTerms(
        schedule=schedule,
        effective_from=start,
        review_on=form.review_on.data or default_review_on(start),
        ends_on=form.ends_on.data,
        note=form.note.data or "",
        short_group=form.short_group.data or None,
        reminder_at=form.reminder_at.data,
        has_checked=form.has_checked.data,
        without_intake=(form.override_note.data or "") if form.without_intake.data else None,
    )


def _offer(client: Client, newest: Prescription | None, routine_id: int | None, now: datetime) -> dict[str, object]:
    terms = default_terms(client, newest, now=now)
    return {
        "routine": routine_id,
        "weekdays": list(terms.schedule) if isinstance(terms.schedule, Weekdays) else [],
        "times_per_week": terms.schedule.times if isinstance(terms.schedule, PerWeek) else None,
        "short_group": (newest.short_group if newest else None) or "",
        "effective_from": terms.effective_from,
        "review_on": terms.review_on,
        "reminder_at": terms.reminder_at,
    }


def _first_dates(form: PlanForm) -> list[date]:
    """The first planned dates by what the form says, as far as it can be read; none where any day counts."""
    schedule, start, last = form.chosen_schedule(), form.effective_from.data, form.ends_on.data
    if not isinstance(schedule, Weekdays) or start is None:
        return []
    return planned_dates(schedule, start, last, start, start + HORIZON + timedelta(days=1))[:FIRST_DATES]

"""The trainer's pages about one client's plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.identity import viewer
from app.clients.models import Client
from app.clients.queries import get_client
from app.core import access
from app.core.clock import clock
from app.core.db import transaction
from app.core.errors import NotFound, Refused
from app.core.words import long_date
from app.exercises import words
from app.prescriptions import queries, service
from app.prescriptions.forms import PlanForm
from app.prescriptions.schedule import Weekdays, planned_dates
from app.routines.models import Routine
from app.routines.queries import list_routines
from app.routines.shape import shape_of

blueprint = Blueprint("prescriptions", __name__)

PREVIEWED = 6


@blueprint.get("/clients/<int:client_id>/plan")
@access.trainer
def show_plan(client_id: int) -> ResponseReturnValue:
    """The plan in force or to come with every exercise, and the versions before it. Raises NotFound without a plan."""
    client = get_client(viewer(), client_id)
    today = service.local_today(client, clock.now())
    versions = queries.list_versions(client.id)
    if not versions:
        raise NotFound
    plan = queries.find_current(client.id, today)
    return render_template(
        "prescriptions/show.html",
        client=client,
        plan=plan,
        shape=shape_of(plan.items, plan.rounds) if plan else None,
        days=str(Weekdays.from_text(plan.weekdays)) if plan else "",
        versions=versions,
        words=words,
        today=today,
    )


@blueprint.get("/clients/<int:client_id>/plan/new")
@access.trainer
def assign(client_id: int) -> ResponseReturnValue:
    """The form, filled with what usually fits."""
    client = get_client(viewer(), client_id)
    terms = service.default_terms(client, now=clock.now())
    form = PlanForm(
        formdata=None,
        data={
            "routine": request.args.get("routine", type=int),
            "weekdays": list(terms.weekdays),
            "effective_from": terms.effective_from,
            "review_on": terms.review_on,
            "reminder_at": terms.reminder_at,
        },
    )
    return _page(client, form, list_routines(client.practice_id))


@blueprint.post("/clients/<int:client_id>/plan/new")
@access.trainer
def give(client_id: int) -> ResponseReturnValue:
    """Show what the choice means, or give the plan."""
    client = get_client(viewer(), client_id)
    routines = list_routines(client.practice_id)
    form = PlanForm()
    form.offer(routines)
    if "look" in request.form or not form.validate():
        return _page(client, form, routines)
    routine = next(routine for routine in routines if routine.id == form.routine.data)
    if _to_check(routine) and not form.has_checked.data:
        form.has_checked.errors = ["Tick this after you have checked it with the person."]
        return _page(client, form, routines)
    try:
        with transaction():
            service.assign(routine, client, form.terms(), by=viewer().id, now=clock.now())
    except Refused as refusal:
        form.refuse(refusal)
        return _page(client, form, routines)
    flash(f"{client.first_name} has the plan. It begins on {long_date(form.effective_from.data)}.")
    return redirect(url_for("desk.show_client", client_id=client.id))


def _page(client: Client, form: PlanForm, routines: Sequence[Routine]) -> ResponseReturnValue:
    form.offer(routines)
    chosen = next((routine for routine in routines if routine.id == form.routine.data), None)
    if chosen is None and routines:
        chosen = routines[0]
    newest = queries.find_newest(client.id)
    return render_template(
        "prescriptions/assign.html",
        client=client,
        form=form,
        routine=chosen,
        shape=shape_of(chosen.items, chosen.rounds, limit_minutes=client.minutes_per_day) if chosen else None,
        to_check=_to_check(chosen) if chosen else [],
        first_dates=_first_dates(form),
        newest=newest,
        words=words,
    )


def _to_check(routine: Routine) -> list[str]:
    """The names of exercises that need the trainer's word for each person."""
    return [item.exercise.name for item in routine.items if item.exercise.content.get("requires_opt_in")]


def _first_dates(form: PlanForm) -> list[date]:
    start, days = form.effective_from.data, form.weekdays.data
    if start is None or not days:
        return []
    until = start + timedelta(weeks=PREVIEWED)
    return planned_dates(Weekdays.of(*days), start, form.ends_on.data, start, until)[:PREVIEWED]

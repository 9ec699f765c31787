"""What becomes of a plan: it stays, goes over to maintenance, eases off in a flare-up, or is kept as a routine."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.identity import viewer
from app.clients.models import Client
from app.clients.queries import get_client
from app.core import access
from app.core.clock import clock
from app.core.db import transaction
from app.core.errors import Refused
from app.core.words import count, long_date
from app.practices import rights
from app.practices.rights import Right
from app.prescriptions import flaring, queries, reviewing
from app.prescriptions.blueprint import blueprint
from app.prescriptions.forms import FlareForm, MaintenanceForm
from app.prescriptions.laying_out import local_today
from app.prescriptions.models import Prescription
from app.prescriptions.schedule import default_effective_from
from app.routines.draft import Chosen
from app.routines.service import LONGEST_NAME, RoutineTerms, create_routine


@blueprint.post("/clients/<int:client_id>/plan/review")
@access.trainer
@rights.needs(Right.PLANS)
def keep_plan(client_id: int) -> ResponseReturnValue:
    """The plan was looked at and stays: the next review is four weeks on."""
    client = get_client(viewer(), client_id)
    try:
        with transaction():
            review_on = reviewing.keep(client, by=viewer().id, now=clock.now())
        flash(f"The plan stays. Look at it again on {long_date(review_on)}.")
    except Refused as refusal:
        flash(refusal.sentence, "error")
    return redirect(url_for("prescriptions.show_plan", client_id=client_id))


@blueprint.route("/clients/<int:client_id>/plan/maintenance", methods=["GET", "POST"])
@access.trainer
@rights.needs(Right.PLANS)
def keep_up(client_id: int) -> ResponseReturnValue:
    """Go over to once or twice a week, so that what was reached stays."""
    client = get_client(viewer(), client_id)
    form = MaintenanceForm()
    if form.validate_on_submit():
        try:
            with transaction():
                plan = reviewing.maintain(client, form.times.data, by=viewer().id, now=clock.now())
            flash(f"{plan.schedule}, from tomorrow. Look at it again on {long_date(plan.review_on)}.")
            return redirect(url_for("prescriptions.show_plan", client_id=client_id))
        except Refused as refusal:
            form.refuse(refusal)
            client = get_client(viewer(), client_id)
    return render_template("prescriptions/maintenance.html", client=client, form=form)


@blueprint.route("/clients/<int:client_id>/plan/flare", methods=["GET", "POST"])
@access.trainer
@rights.needs(Right.PLANS)
def write_flare(client_id: int) -> ResponseReturnValue:
    """Write in calm days what to do in a bad week: what stays, for how long, and the words for the client."""
    client = get_client(viewer(), client_id)
    plan = _plan_to_ease(client)
    row = flaring.find_flare_plan(client_id)
    form = FlareForm(data={"days": row.days, "keeps": row.keeps, "note": row.note} if row else {"days": 7})
    form.offer(plan.items if plan else [])
    if plan is not None and form.validate_on_submit():
        with transaction():
            flaring.write_flare_plan(
                client,
                days=form.days.data,
                keeps=form.keeps.data,
                note=form.note.data,
                by=viewer().id,
                now=clock.now(),
            )
        flash("The flare plan is kept. It waits until it is switched on.")
        return redirect(url_for("prescriptions.show_plan", client_id=client_id))
    return render_template("prescriptions/flare.html", client=client, form=form, plan=plan)


def _plan_to_ease(client: Client) -> Prescription | None:
    """The usual plan: the one in force tomorrow, or after a flare-up that is on."""
    day = default_effective_from(local_today(client, clock.now()))
    plan = queries.find_current(client.id, day)
    if plan is not None and plan.is_flare and plan.ends_on is not None:
        plan = queries.find_current(client.id, default_effective_from(plan.ends_on)) or plan
    return plan


@blueprint.post("/clients/<int:client_id>/plan/flare/start")
@access.trainer
@rights.needs(Right.PLANS)
def start_flare(client_id: int) -> ResponseReturnValue:
    """Ease off from tomorrow for the days that were written."""
    client = get_client(viewer(), client_id)
    try:
        with transaction():
            easy = flaring.start_flare(client, by=viewer().id, now=clock.now())
        assert easy.ends_on is not None
        days = (easy.ends_on - easy.effective_from).days + 1
        flash(f"The flare plan is on from tomorrow, for {count(days, 'day')}. The usual plan comes back by itself.")
    except Refused as refusal:
        flash(refusal.sentence, "error")
    return redirect(url_for("prescriptions.show_plan", client_id=client_id))


@blueprint.post("/clients/<int:client_id>/plan/flare/end")
@access.trainer
@rights.needs(Right.PLANS)
def end_flare(client_id: int) -> ResponseReturnValue:
    """Go back to the usual plan tomorrow."""
    client = get_client(viewer(), client_id)
    try:
        with transaction():
            flaring.end_flare(client, by=viewer().id, now=clock.now())
        flash("The usual plan is back from tomorrow.")
    except Refused as refusal:
        flash(refusal.sentence, "error")
    return redirect(url_for("prescriptions.show_plan", client_id=client_id))


@blueprint.post("/clients/<int:client_id>/plan/routine")
@access.trainer
@rights.needs(Right.PLANS)
def save_as_routine(client_id: int) -> ResponseReturnValue:
    """Keep the plan in force as a routine of the practice, to name and use again."""
    client = get_client(viewer(), client_id)
    try:
        with transaction():
            plan = _plan_to_ease(client)
            if plan is None:
                raise Refused("There is no plan that runs.")
            # An exercise that was deleted has no number any more; the service says so.
            items = [Chosen(item.exercise_id or 0, item.dose, item.why) for item in plan.items]
            name = f"{plan.name[: LONGEST_NAME - 6]}, copy"
            terms = RoutineTerms(name, plan.rounds, plan.note, items)
            routine = create_routine(client.practice_id, terms, by=viewer().id, now=clock.now())
        flash("Saved as a routine of yours. Give it a name.")
        return redirect(url_for("routines.edit_routine", routine_id=routine.id))
    except Refused as refusal:
        flash(refusal.sentence, "error")
        return redirect(url_for("prescriptions.show_plan", client_id=client_id))

"""The intake: the client fills it, or the trainer with the person; and what the trainer reads of it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import identity
from app.clients.models import Client, ClientStatus
from app.clients.queries import get_client, get_own_client
from app.core import access
from app.core.clock import clock
from app.core.db import transaction
from app.core.errors import Refused
from app.exercises.equipment import labels_of
from app.intake import queries, service
from app.intake.forms import ClearanceForm, IntakeForm, ScreeningForm, intake_form, offered
from app.intake.models import Intake, Outcome
from app.intake.questions import GROUPS, SIGNS, caution_lines, lines_said, stored_health
from app.practices import rights
from app.practices.rights import Right
from app.prescriptions.laying_out import local_today
from app.safety import words
from app.safety.advice import advice_page
from app.safety.queries import find_open_hold

blueprint = Blueprint("intake", __name__)


@blueprint.get("/intake")
@access.client
def show_own() -> ResponseReturnValue:
    """The client's own answers; the questions while there are none. Two queries."""
    client = get_own_client(identity.viewer())
    newest = queries.find_intake(client.id)
    if newest is None:
        return redirect(url_for("intake.edit_own"))
    return render_template("intake/own.html", client=client, trainer=client.trainer, **_told(newest))


@blueprint.get("/intake/edit")
@access.client
def edit_own() -> ResponseReturnValue:
    """The questions. Health is asked anew each time. Two queries."""
    client = get_own_client(identity.viewer())
    return _form_page(_offered_form(client), client, is_own=True)


@blueprint.post("/intake/edit")
@access.client
def save_own() -> ResponseReturnValue:
    """Show what to do where a sign asks for it; and only then keep the answers."""
    viewer = identity.viewer()
    return _save(get_own_client(viewer), by=viewer.id, is_own=True)


@blueprint.get("/clients/<int:client_id>/intake")
@access.trainer
def show(client_id: int) -> ResponseReturnValue:
    """What the client told, the hold, the clearance, the PAR-Q+ record. Seven queries."""
    return _trainer_page(get_client(identity.viewer(), client_id))


@blueprint.get("/clients/<int:client_id>/intake/edit")
@access.trainer
def edit(client_id: int) -> ResponseReturnValue:
    """The questions, to be filled in with the person."""
    client = get_client(identity.viewer(), client_id)
    if client.status == ClientStatus.INVITED:
        return redirect(url_for("intake.show", client_id=client_id))
    return _form_page(_offered_form(client), client, is_own=False)


@blueprint.post("/clients/<int:client_id>/intake/edit")
@access.trainer
def save(client_id: int) -> ResponseReturnValue:
    """Keep what the person said, after what they must hear."""
    viewer = identity.viewer()
    return _save(get_client(viewer, client_id), by=viewer.id, is_own=False)


@blueprint.post("/clients/<int:client_id>/intake/clearance")
@access.trainer
@rights.needs(Right.SAFETY)
def confirm_clearance(client_id: int) -> ResponseReturnValue:
    """Note who cleared a client who is pregnant, or had a baby."""
    viewer = identity.viewer()
    client = get_client(viewer, client_id)
    form = ClearanceForm()
    if not form.validate_on_submit():
        return _trainer_page(client, clearance_form=form)
    try:
        with transaction():
            service.confirm_clearance(client, note=form.note.data, by=viewer.id, now=clock.now())
    except Refused as refusal:
        form.refuse(refusal)
        return _trainer_page(get_client(viewer, client_id), clearance_form=form)
    flash("The clearance is noted. You can give a plan now.")
    return redirect(url_for("intake.show", client_id=client_id))


@blueprint.post("/clients/<int:client_id>/intake/screening")
@access.trainer
@rights.needs(Right.SAFETY)
def record_screening(client_id: int) -> ResponseReturnValue:
    """Keep that a PAR-Q+ was done at its own site."""
    viewer = identity.viewer()
    client = get_client(viewer, client_id)
    form = ScreeningForm()
    if not form.validate_on_submit():
        return _trainer_page(client, screening_form=form)
    try:
        with transaction():
            service.record_screening(
                client,
                screened_on=form.screened_on.data,
                outcome=Outcome(form.outcome.data),
                by=viewer.id,
                now=clock.now(),
            )
    except Refused as refusal:
        form.refuse(refusal)
        return _trainer_page(get_client(viewer, client_id), screening_form=form)
    flash("The PAR-Q+ is noted.")
    return redirect(url_for("intake.show", client_id=client_id))


def _save(client: Client, *, by: int, is_own: bool) -> ResponseReturnValue:
    form = intake_form()
    here = url_for("intake.save_own") if is_own else url_for("intake.save", client_id=client.id)
    client_id, tier = client.id, words.tier_of(form.said_yes)
    # A sign is answered at once, even where another line has no answer yet.
    if tier is not None and form.needs_advice(tier):
        return advice_page(form, client, form.said_yes, action=here, is_told=not is_own)
    if not form.validate_on_submit() or request.form.get("act") == "edit":
        return _form_page(form, client, is_own=is_own)
    try:
        with transaction():
            service.save(client, form.answers(), by=by, now=clock.now())
    except Refused as refusal:
        form.refuse(refusal)
        viewer = identity.viewer()
        return _form_page(form, get_own_client(viewer) if is_own else get_client(viewer, client_id), is_own=is_own)
    flash("Your answers are saved." if is_own else "The answers are saved.")
    return redirect(url_for("intake.show_own") if is_own else url_for("intake.show", client_id=client_id))


def _offered_form(client: Client) -> IntakeForm:
    return intake_form(formdata=None, data=offered(queries.find_intake(client.id), client.minutes_per_day))


def _form_page(form: IntakeForm, client: Client, *, is_own: bool) -> ResponseReturnValue:
    return render_template(
        "intake/edit.html",
        layout="layouts/client.html" if is_own else "layouts/desk.html",
        form=form,
        client=client,
        trainer=client.trainer,
        groups=GROUPS,
        signs=SIGNS,
        acts={group.key: group.act for group in words.STOPPING},
        is_own=is_own,
    )


def _told(row: Intake) -> dict[str, Any]:
    """What the answers say, in words for a page."""
    health = stored_health(row.health)
    return {
        "row": row,
        "health": health,
        "said": lines_said(health.said_yes),
        "cautions": caution_lines(health.cautions),
        "equipment": labels_of(row.equipment),
        "visit": words.BOOK if health.asks_for_visit else None,
    }


def _trainer_page(
    client: Client, *, clearance_form: ClearanceForm | None = None, screening_form: ScreeningForm | None = None
) -> ResponseReturnValue:
    versions = queries.list_intakes(client.id)
    today = local_today(client, clock.now())
    screening = queries.find_screening(client.id)
    return render_template(
        "intake/show.html",
        client=client,
        versions=versions,
        hold=find_open_hold(client.id),
        clearances=queries.list_clearances(client.id),
        screening=screening,
        is_due=screening is None or screening.expires_on <= today,
        clearance_form=clearance_form or ClearanceForm(),
        screening_form=screening_form or ScreeningForm(formdata=None, data={"screened_on": today}),
        **(_told(versions[0]) if versions else {"row": None, "visit": None}),
    )

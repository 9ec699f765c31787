"""The page that is always one tap away, the report of a sign, and the trainer's page about a hold."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts import identity
from app.accounts.identity import way_back
from app.clients.models import Client
from app.clients.queries import get_client
from app.core import access
from app.core.access import Audience
from app.core.clock import clock
from app.core.db import transaction
from app.core.errors import Refused
from app.practices import rights
from app.practices.rights import Right
from app.safety import holds, queries, words
from app.safety.advice import advice_page
from app.safety.forms import ReleaseForm, ReportForm
from app.safety.models import HoldSource

blueprint = Blueprint("safety", __name__)


@blueprint.get("/doctor")
@access.public
def show_doctor_page() -> ResponseReturnValue:
    """The signs and who to call. Open to anybody: a sign-in that ran out never hides it. No query of its own."""
    return render_template(
        "safety/doctor.html",
        groups=words.SIGN_GROUPS,
        numbers=words.EMERGENCY_NUMBERS,
        way_back=way_back(),
        may_report=current_user.is_authenticated and current_user.belongs_to(Audience.SESSION),
    )


@blueprint.get("/doctor/report")
@access.session
def show_report() -> ResponseReturnValue:
    """Tell the trainer about a sign. One query."""
    client = queries.get_reporter(identity.viewer())
    return _report_page(ReportForm(), client)


@blueprint.post("/doctor/report")
@access.session
def report() -> ResponseReturnValue:
    """Show what to do; and only when it was read, keep the signs and stop the plan."""
    client = queries.get_reporter(identity.viewer())
    form = ReportForm()
    if not form.validate_on_submit():
        return _report_page(form, client)
    if form.needs_advice(form.tier):
        return advice_page(form, client, form.signs, action=url_for("safety.report"))
    if request.form.get("act") == "edit":
        return _report_page(form, client)
    trainer = client.trainer.first_name
    try:
        with transaction():
            holds.report(client, form.signs, source=HoldSource.REPORT, by=client.user_id, now=clock.now())
    except Refused as refusal:
        form.refuse(refusal)
        return _report_page(form, queries.get_reporter(identity.viewer()))
    flash(f"{trainer} has a note. Your plan is on hold.")
    return redirect(way_back() if identity.viewer().scope else url_for("today.show_today"))


@blueprint.get("/clients/<int:client_id>/safety")
@access.trainer
def show_safety(client_id: int) -> ResponseReturnValue:
    """What the client reported, the hold, and the way to release it. Five queries."""
    return _safety_page(get_client(identity.viewer(), client_id))


@blueprint.get("/clients/<int:client_id>/hold")
@access.trainer
def show_hold(client_id: int) -> ResponseReturnValue:
    """Hold a plan because of what the client said."""
    return _hold_page(ReportForm(), get_client(identity.viewer(), client_id))


@blueprint.post("/clients/<int:client_id>/hold")
@access.trainer
def hold(client_id: int) -> ResponseReturnValue:
    """Show what the client must hear now; then keep the signs and stop the plan."""
    viewer = identity.viewer()
    client = get_client(viewer, client_id)
    form = ReportForm()
    if not form.validate_on_submit():
        return _hold_page(form, client)
    if form.needs_advice(form.tier):
        return advice_page(form, client, form.signs, action=url_for("safety.hold", client_id=client_id), is_told=True)
    if request.form.get("act") == "edit":
        return _hold_page(form, client)
    try:
        with transaction():
            holds.report(client, form.signs, source=HoldSource.TRAINER, by=viewer.id, now=clock.now())
    except Refused as refusal:
        form.refuse(refusal)
        return _hold_page(form, get_client(viewer, client_id))
    flash(f"The plan of {client.first_name} is on hold.")
    return redirect(url_for("safety.show_safety", client_id=client_id))


@blueprint.post("/clients/<int:client_id>/hold/release")
@access.trainer
@rights.needs(Right.SAFETY)
def release(client_id: int) -> ResponseReturnValue:
    """Let the plan go on, with a note."""
    viewer = identity.viewer()
    client = get_client(viewer, client_id)
    form = ReleaseForm()
    if not form.validate_on_submit():
        return _safety_page(client, form)
    try:
        with transaction():
            holds.release(client, note=form.note.data, by=viewer.id, now=clock.now())
    except Refused as refusal:
        form.refuse(refusal)
        return _safety_page(get_client(viewer, client_id), form)
    flash(f"The hold is released. {client.first_name} can go on from today.")
    return redirect(url_for("safety.show_safety", client_id=client_id))


def _report_page(form: ReportForm, client: Client) -> ResponseReturnValue:
    return render_template("safety/report.html", form=form, client=client, trainer=client.trainer, way_back=way_back())


def _hold_page(form: ReportForm, client: Client) -> ResponseReturnValue:
    return render_template("safety/hold.html", form=form, client=client)


def _safety_page(client: Client, form: ReleaseForm | None = None) -> ResponseReturnValue:
    every_hold = queries.list_holds(client.id)
    return render_template(
        "safety/show.html",
        client=client,
        form=form or ReleaseForm(),
        hold=next((one for one in every_hold if one.released_at is None), None),
        holds=every_hold,
        reports=[(event, words.groups_of(event.signs)) for event in queries.list_reports(client.id)],
    )

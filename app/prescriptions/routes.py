"""A client's plan: given, changed, paused, ended."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import identity
from app.clients.queries import get_client
from app.core import access
from app.core.clock import clock
from app.core.db import transaction
from app.core.errors import NotFound, Refused
from app.core.security import SEALED_POLICY
from app.core.words import long_date
from app.exercises import words
from app.practices import rights
from app.practices.pictures import shrink
from app.practices.rights import Right

# Reading the modules puts their pages on the blueprint.
from app.prescriptions import change_pages, flaring, many_pages, pausing, pictures, queries, service
from app.prescriptions.assigning import Page, load_page, terms_of
from app.prescriptions.blueprint import blueprint
from app.prescriptions.forms import EndForm, PauseForm
from app.prescriptions.laying_out import local_today
from app.prescriptions.readiness import clashes_of
from app.prescriptions.short import short_of
from app.routines.shape import shape_of

__all__ = ["blueprint", "change_pages", "many_pages"]
blueprint.add_app_template_global(clashes_of, "clashes_of")
LOOK_AHEAD = timedelta(days=13)


@blueprint.get("/clients/<int:client_id>/plan")
@access.trainer
def show_plan(client_id: int) -> ResponseReturnValue:
    """The plan in force or to come, its exercises, its versions, what waits for a bad week. Eight queries."""
    client = get_client(identity.viewer(), client_id)
    today = local_today(client, clock.now())
    plan = queries.find_current(client.id, today)
    versions, flare = queries.list_versions(client.id), flaring.find_flare_plan(client.id)
    flares = [one.ends_on for one in versions if one.is_flare and one.ends_on is not None and one.ends_on >= today]
    return render_template(
        "prescriptions/show.html",
        client=client,
        plan=plan,
        shape=shape_of(plan.items, plan.rounds, limit_minutes=client.minutes_per_day) if plan else None,
        versions=versions,
        pauses=queries.list_coming_pauses(client.id, today),
        flare=flare,
        kept=[item.name for item in flaring.kept_items(flare, plan)] if flare and plan else [],
        flare_ends_on=max(flares, default=None),
        short=short_of(plan.items, plan.short_group) if plan else None,
        planned=queries.list_planned([client.id], today, today + LOOK_AHEAD),
        today=today,
        words=words,
    )


@blueprint.get("/clients/<int:client_id>/plan/new")
@access.trainer
@rights.needs(Right.PLANS)
def assign(client_id: int) -> ResponseReturnValue:
    """The form for a plan, filled with what usually fits; `routine` chooses one."""
    return assign_page(_load(client_id))


@blueprint.post("/clients/<int:client_id>/plan/new")
@access.trainer
@rights.needs(Right.PLANS)
def give(client_id: int) -> ResponseReturnValue:
    """Give the plan, or with the button "look" only show its minutes and dates."""
    page = _load(client_id)
    if page.is_look or not page.form.validate_on_submit():
        return assign_page(page)
    assert page.routine is not None
    try:
        with transaction():
            service.assign(page.routine, page.client, terms_of(page), by=identity.viewer().id, now=clock.now())
    except Refused as refusal:
        # The rolled back session has forgotten its rows, so the page is read anew.
        page = _load(client_id)
        page.form.validate_on_submit()
        page.form.refuse(refusal)
        return assign_page(page)
    flash(f"{page.client.first_name} has the plan. It begins on {long_date(page.form.effective_from.data)}.")
    return redirect(url_for("desk.show_client", client_id=client_id))


def _load(client_id: int) -> Page:
    client = get_client(identity.viewer(), client_id)
    return load_page(client, routine_id=request.args.get("routine", type=int), now=clock.now())


def assign_page(page: Page) -> ResponseReturnValue:
    """The form as it stands."""
    return render_template("prescriptions/assign.html", page=page, form=page.form, client=page.client)


@blueprint.route("/clients/<int:client_id>/plan/pause", methods=["GET", "POST"])
@access.trainer
@rights.needs(Right.PLANS)
def pause_plan(client_id: int) -> ResponseReturnValue:
    """Days off with a date: a trip, an illness."""
    client = get_client(identity.viewer(), client_id)
    form = PauseForm(data={"from_on": local_today(client, clock.now()) + timedelta(days=1)})
    if form.validate_on_submit():
        try:
            with transaction():
                pausing.pause(
                    client,
                    from_on=form.from_on.data,
                    until_on=form.until_on.data,
                    by=identity.viewer().id,
                    now=clock.now(),
                )
            flash("Paused. These days do not count.")
            return redirect(url_for("prescriptions.show_plan", client_id=client_id))
        except Refused as refusal:
            form.refuse(refusal)
            client = get_client(identity.viewer(), client_id)
    return render_template("prescriptions/pause.html", client=client, form=form)


@blueprint.post("/clients/<int:client_id>/plan/resume")
@access.trainer
@rights.needs(Right.PLANS)
def resume_plan(client_id: int) -> ResponseReturnValue:
    """End every pause from today on."""
    client = get_client(identity.viewer(), client_id)
    try:
        with transaction():
            pausing.resume(client, by=identity.viewer().id, now=clock.now())
        flash("The pause is over. Today counts again.")
    except Refused as refusal:
        flash(refusal.sentence, "error")
    return redirect(url_for("prescriptions.show_plan", client_id=client_id))


@blueprint.route("/clients/<int:client_id>/plan/end", methods=["GET", "POST"])
@access.trainer
@rights.needs(Right.PLANS)
def end_plan(client_id: int) -> ResponseReturnValue:
    """Let the plan end without another one."""
    client = get_client(identity.viewer(), client_id)
    form = EndForm(data={"last_on": local_today(client, clock.now())})
    if form.validate_on_submit():
        try:
            with transaction():
                service.end_plan(client, last_on=form.last_on.data, by=identity.viewer().id, now=clock.now())
            flash(f"The plan ends after {long_date(form.last_on.data)}.")
            return redirect(url_for("prescriptions.show_plan", client_id=client_id))
        except Refused as refusal:
            form.refuse(refusal)
            client = get_client(identity.viewer(), client_id)
    return render_template("prescriptions/end.html", client=client, form=form)


@blueprint.get("/pictures/<int:picture_id>/<size>/<digest>.webp")
@access.holder
def show_picture(picture_id: int, size: str, digest: str) -> ResponseReturnValue:
    """A picture of an exercise, `size` being "whole" or "small". Three queries.

    What an address shows never changes, since its digest stands in it; so the browser of whoever may see it keeps it.
    """
    if size not in ("whole", "small"):
        raise NotFound
    picture = pictures.get_picture(identity.viewer(), picture_id, digest)
    response = Response(shrink(picture.body) if size == "small" else picture.body, mimetype="image/webp")
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = SEALED_POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response

"""A client's own days off, their flare plan, and the way back to a fuller plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.accounts.identity import viewer
from app.clients import service as clients
from app.clients.models import Client, ClientStatus, Pause
from app.clients.queries import get_own_client
from app.clients.rules import WITH_US, Act
from app.core import access
from app.core.clock import clock
from app.core.db import transaction
from app.core.errors import Refused
from app.core.words import long_date
from app.messages import service as messages
from app.messages.forms import MessageForm
from app.messages.service import Words
from app.prescriptions import flaring, pausing
from app.prescriptions.laying_out import local_today
from app.prescriptions.queries import find_current, list_coming_pauses
from app.prescriptions.schedule import default_effective_from
from app.rest.forms import BreakForm

blueprint = Blueprint("rest", __name__)


@blueprint.route("/break", methods=["GET", "POST"])
@access.client
def show_break() -> ResponseReturnValue:
    """A trip or a break of the client's own: nothing is planned from the first day through the last."""
    client = get_own_client(viewer())
    today = local_today(client, clock.now())
    form = BreakForm(data={"from_on": today + timedelta(days=1)})
    if form.validate_on_submit():
        try:
            with transaction():
                _begin_break(client, form.from_on.data, form.until_on.data)
            flash(gettext("Have a good break. Nothing is planned until %(day)s.", day=long_date(form.until_on.data)))
            return redirect(url_for("today.show_today"))
        except Refused as refusal:
            form.refuse(refusal)
            client = get_own_client(viewer())
    pauses = list_coming_pauses(client.id, today)
    return render_template(
        "rest/break.html",
        form=form,
        client=client,
        own=[pause for pause in pauses if pause.by_client],
        others=[pause for pause in pauses if not pause.by_client],
        may_begin=_may_begin(client, pauses),
        practice_name=client.practice.name,
    )


def _may_begin(client: Client, pauses: Sequence[Pause]) -> bool:
    return client.status in WITH_US and not pauses


def _begin_break(client: Client, from_on: date, until_on: date) -> None:
    if not _may_begin(client, list_coming_pauses(client.id, local_today(client, clock.now()))):
        raise Refused(gettext("There is a break already. End it before you plan another one."))
    pausing.pause(client, from_on=from_on, until_on=until_on, by=client.user_id, now=clock.now())


@blueprint.post("/break/end")
@access.client
def end_break() -> ResponseReturnValue:
    """The client is back: what they paused themselves is over from today."""
    client = get_own_client(viewer())
    with transaction():
        pausing.end_own(client, now=clock.now())
    flash(gettext("Welcome back. Your days count again from today."))
    return redirect(url_for("today.show_today"))


@blueprint.get("/flare-up")
@access.client
def show_flare() -> ResponseReturnValue:
    """What the trainer wrote for a bad week, and the button that turns it on or off."""
    client = get_own_client(viewer())
    today = local_today(client, clock.now())
    flare = flaring.find_flare_plan(client.id)
    plan = find_current(client.id, default_effective_from(today))
    return render_template(
        "rest/flare.html",
        client=client,
        flare=flare,
        plan=plan,
        items=flaring.kept_items(flare, plan) if flare and plan else [],
        practice_name=client.practice.name,
    )


@blueprint.post("/flare-up")
@access.client
def start_flare() -> ResponseReturnValue:
    """Ease off from tomorrow, as it was written."""
    client = get_own_client(viewer())
    try:
        with transaction():
            if client.status not in WITH_US:
                raise Refused(gettext("Your plan does not run at present."))
            easy = flaring.start_flare(client, by=client.user_id, now=clock.now())
        assert easy.ends_on is not None
        flash(gettext("Less from tomorrow until %(day)s. Then your usual plan is back.", day=long_date(easy.ends_on)))
    except Refused as refusal:
        flash(refusal.sentence, "error")
    return redirect(url_for("rest.show_flare"))


@blueprint.post("/flare-up/end")
@access.client
def end_flare() -> ResponseReturnValue:
    """Go back to the usual plan tomorrow."""
    client = get_own_client(viewer())
    try:
        with transaction():
            flaring.end_flare(client, by=client.user_id, now=clock.now())
        flash(gettext("Your usual plan is back from tomorrow."))
    except Refused as refusal:
        flash(refusal.sentence, "error")
    return redirect(url_for("rest.show_flare"))


@blueprint.route("/it-is-back", methods=["GET", "POST"])
@access.client
def show_return() -> ResponseReturnValue:
    """Somebody who only keeps it up says that the pain is back: the trainer hears of it, and may build the plan up."""
    client = get_own_client(viewer())
    if client.status != ClientStatus.MAINTENANCE:
        return redirect(url_for("messages.show_own"))
    form, trainer = MessageForm(), client.trainer.first_name
    if form.validate_on_submit():
        try:
            with transaction():
                words = Words(form.body.data)
                key = form.form_key.data
                messages.write(client, words, author=client.user, from_client=True, form_key=key, now=clock.now())
                clients.change_status(client, Act.BUILD, by=client.user_id, now=clock.now())
            flash(gettext("%(name)s gets your message. A call may help too.", name=trainer))
            return redirect(url_for("bookings.list_my_calls"))
        except Refused as refusal:
            form.refuse(refusal)
            client = get_own_client(viewer())
    return render_template("rest/return.html", form=form, client=client, practice_name=client.practice.name)

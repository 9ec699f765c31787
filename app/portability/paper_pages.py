"""A log that came back on paper: one row for each planned day without an answer."""

from __future__ import annotations

from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import identity
from app.clients.models import Client
from app.clients.queries import get_client
from app.core import access
from app.core.clock import clock
from app.core.db import transaction
from app.core.errors import Refused
from app.core.words import count, short_date
from app.logbook import paper
from app.logbook.paper import PaperDay
from app.logbook.rules import Window, window
from app.portability.blueprint import blueprint
from app.portability.paper_forms import PaperForm, form_for
from app.prescriptions.laying_out import local_today
from app.safety import words


@blueprint.get("/clients/<int:client_id>/plan/paper")
@access.trainer
def show_paper(client_id: int) -> ResponseReturnValue:
    """The days of the last six weeks without an answer. Six queries."""
    client = get_client(identity.viewer(), client_id)
    return _paper_page(client, _form(client, formdata=None, data={"form_key": uuid4().hex}))


@blueprint.post("/clients/<int:client_id>/plan/paper")
@access.trainer
def record_paper(client_id: int) -> ResponseReturnValue:
    """Keep what was filled in, all or nothing. Red answers are read out first, and kept when sent again from there."""
    viewer = identity.viewer()
    client = get_client(viewer, client_id)
    form = _form(client)
    is_valid = form.validate_on_submit()
    sent_before = _count_sent_before(client, form)
    if not is_valid:
        return _paper_page(client, form)
    days = form.paper_days()
    if not days:
        if sent_before:
            return _saved(client, sent_before)
        form.form_errors.append("Nothing is filled in. Choose what was done on one day or more.")
        return _paper_page(client, form)
    red = [day for day in days if day.is_red]
    if red and form.advice_seen.data != words.VERSION:
        return _paper_page(client, form, red)
    try:
        with transaction():
            saved = paper.record_paper(client, days, by=viewer.id, now=clock.now())
    except Refused as refusal:
        form.refuse(refusal)
        return _paper_page(client, form)
    return _saved(client, saved)


def _form(client: Client, **kwargs: object) -> PaperForm:
    return form_for(paper.list_unanswered(client, today=local_today(client, clock.now())), **kwargs)


def _count_sent_before(client: Client, form: PaperForm) -> int:
    """How many rows of this very page are in already: its button was pressed twice."""
    known = {day.id for day in form.days}
    sent = [name.removeprefix("done_") for name in request.form if name.startswith("done_")]
    gone = [int(number) for number in sent if number.isascii() and number.isdigit() and len(number) < 11]
    keys = [form.key_of(number) for number in gone if number not in known]
    return paper.count_entered(client, keys) if keys else 0


def _saved(client: Client, saved: int) -> ResponseReturnValue:
    flash(f"{count(saved, 'day')} saved from paper.")
    return redirect(url_for("desk.show_client", client_id=client.id))


def _paper_page(client: Client, form: PaperForm, red: list[PaperDay] | None = None) -> str:
    today = local_today(client, clock.now())
    if red:
        form.advice_seen.data = words.VERSION
    return render_template(
        "portability/paper.html",
        client=client,
        form=form,
        rows=[(day, *form.row(day), window(day.planned_on, today) is Window.CLOSED) for day in form.days],
        red=[(short_date(day.planned.planned_on), _why(day)) for day in red or ()],
        signs=words.EMERGENCY.signs,
    )


def _why(day: PaperDay) -> str:
    assert day.pain_after is not None
    return words.too_much(day.pain_before, day.pain_after)

"""The next step of a client's plan: what is proposed, why, and the trainer's decision."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.identity import viewer
from app.clients.models import Client
from app.clients.queries import get_client
from app.core import access
from app.core.clock import clock
from app.core.db import transaction
from app.core.errors import NotFound, Refused
from app.core.words import long_date
from app.practices import rights
from app.practices.queries import get_membership
from app.practices.rights import Right
from app.suggestions import queries, service, words
from app.suggestions.forms import AcceptForm, DeclineForm
from app.suggestions.models import Decision, Suggestion
from app.suggestions.proposal import Proposal, apply, step_of
from app.suggestions.rules import Rule
from app.suggestions.steps import Change, Step

blueprint = Blueprint("suggestions", __name__)

LABELS = {Change.TIME: "Seconds a side", Change.ROUNDS: "Rounds"}


@blueprint.get("/suggestions")
@access.trainer
def list_open() -> ResponseReturnValue:
    """What waits for a decision. Three queries."""
    found = queries.list_open(get_membership(viewer()), now=clock.now())
    return render_template("suggestions/list.html", suggestions=found, titles=words.TITLES)


@blueprint.get("/clients/<int:client_id>/suggestion")
@access.trainer
def show_suggestion(client_id: int) -> ResponseReturnValue:
    """The latest look at a client, the open proposal if there is one, and what was decided before."""
    return _page(get_client(viewer(), client_id), AcceptForm(formdata=None), DeclineForm(formdata=None))


@blueprint.post("/clients/<int:client_id>/suggestion")
@access.trainer
@rights.needs(Right.PLANS)
def look_now(client_id: int) -> ResponseReturnValue:
    """Look at the last two weeks now."""
    client = get_client(viewer(), client_id)
    try:
        with transaction():
            service.look_now(client, by=viewer().id, now=clock.now())
    except Refused as refusal:
        flash(refusal.sentence, "error")
    return redirect(url_for("suggestions.show_suggestion", client_id=client_id))


@blueprint.post("/clients/<int:client_id>/suggestion/<int:suggestion_id>/accept")
@access.trainer
@rights.needs(Right.PLANS)
def accept(client_id: int, suggestion_id: int) -> ResponseReturnValue:
    """Make the step, as proposed or with another number."""
    client = get_client(viewer(), client_id)
    form = AcceptForm()
    if form.validate_on_submit():
        try:
            with transaction():
                plan = service.accept(
                    client, suggestion_id, value=form.value.data or "", by=viewer().id, now=clock.now()
                )
            flash(f"Changed. It applies from {long_date(plan.effective_from)}; what was answered stays.")
            return redirect(url_for("suggestions.show_suggestion", client_id=client_id))
        except Refused as refusal:
            form.refuse(refusal)
            client = get_client(viewer(), client_id)
    return _page(client, form, DeclineForm(formdata=None))


@blueprint.post("/clients/<int:client_id>/suggestion/<int:suggestion_id>/decline")
@access.trainer
@rights.needs(Right.PLANS)
def decline(client_id: int, suggestion_id: int) -> ResponseReturnValue:
    """Leave the plan as it is."""
    client = get_client(viewer(), client_id)
    form = DeclineForm()
    if form.validate_on_submit():
        try:
            with transaction():
                service.decline(client, suggestion_id, note=form.note.data or "", by=viewer().id, now=clock.now())
            flash("Noted. The plan stays as it is.")
        except Refused as refusal:
            flash(refusal.sentence, "error")
        return redirect(url_for("suggestions.show_suggestion", client_id=client_id))
    return _page(client, AcceptForm(formdata=None), form)


def _page(client: Client, accept_form: AcceptForm, decline_form: DeclineForm) -> ResponseReturnValue:
    look = queries.find_newest_look(client.id)
    is_open = look is not None and look.decision == Decision.OPEN and look.expires_at > clock.now()
    step, proposal = _proposal(client, look) if look and is_open else (None, None)
    accept_form.value.label.text = LABELS.get(step.change, "") if step else ""
    if step and accept_form.value.data is None:
        accept_form.value.data = step.value
    return render_template(
        "suggestions/show.html",
        client=client,
        look=look,
        rule=Rule(look.rule) if look else None,
        title=words.TITLES[Rule(look.rule)] if look else "",
        reason=words.REASONS[Rule(look.rule)] if look else "",
        evidence=words.evidence(look.inputs, look.thresholds) if look else [],
        proposal=proposal,
        may_edit=step is not None and step.change in LABELS,
        accept_form=accept_form,
        decline_form=decline_form,
        decided=queries.list_decided(client.id),
        titles=words.TITLES,
        viewer_zone=viewer().user.zone,
    )


def _proposal(client: Client, look: Suggestion) -> tuple[Step | None, Proposal | None]:
    """The step and the plan with it made; nothing when the plan or an exercise it needs is gone."""
    step = step_of(look.step or {})
    try:
        plan = queries.get_version(client.id, look.version)
        return step, apply(step, plan, queries.map_asked(client.practice_id, step))
    except (Refused, NotFound):
        return None, None

"""Adding and changing clients, the answer to an invitation, and a client's own consent."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import identity
from app.accounts import service as accounts
from app.clients import agreeing, consent, invitations, service, tags
from app.clients.agreeing import Standing
from app.clients.forms import AnswerForm, DetailsForm, NewClientForm, OwnZoneForm, TagsForm
from app.clients.invitations import Invitation
from app.clients.models import Client, ClientStatus
from app.clients.queries import get_client, get_own_client
from app.clients.rules import Act, acts_for
from app.core import access
from app.core.clock import clock
from app.core.db import transaction
from app.core.errors import NotFound, Refused
from app.core.limits import LINK_REQUEST, TOKEN_POST, limiter
from app.core.words import city
from app.practices import rights
from app.practices.queries import get_membership
from app.practices.rights import Right

blueprint = Blueprint("clients", __name__)

DONE = {
    Act.PAUSE: "{} is paused.",
    Act.RESUME: "{} is back.",
    Act.MAINTAIN: "{} keeps it up now. Give a plan of one or two days a week.",
    Act.BUILD: "{} builds up again.",
    Act.ARCHIVE: "{} is archived.",
    Act.RESTORE: "{} is back.",
}


@blueprint.route("/clients/new", methods=["GET", "POST"])
@access.trainer
def add_client() -> ResponseReturnValue:
    """Add a person and mail the invitation."""
    viewer = identity.viewer()
    membership = get_membership(viewer)
    form = NewClientForm(data={"zone": viewer.user.zone})
    if form.validate_on_submit():
        try:
            with transaction():
                client = service.invite_client(
                    membership,
                    name=form.name.data,
                    email=form.email.data,
                    zone=form.zone.data,
                    language=form.language.data,
                    minutes_per_day=form.minutes_per_day.data,
                    now=clock.now(),
                )
            return redirect(url_for("clients.show_invited", client_id=client.id))
        except Refused as refusal:
            form.refuse(refusal)
    version = consent.current_version()
    sections = consent.sections(consent.get_text(version))
    return render_template("clients/new.html", form=form, version=version, sections=sections)


@blueprint.get("/clients/<int:client_id>/invited")
@access.trainer
def show_invited(client_id: int) -> ResponseReturnValue:
    """Who is invited, and the ways to reach them."""
    client = get_client(identity.viewer(), client_id)
    if client.status != ClientStatus.INVITED:
        return redirect(url_for("desk.show_client", client_id=client.id))
    return render_template("clients/invited.html", client=client)


@blueprint.post("/clients/<int:client_id>/invitation")
@access.trainer
@limiter.limit(LINK_REQUEST)
def resend_invitation(client_id: int) -> ResponseReturnValue:
    """Mail the invitation again."""
    client = get_client(identity.viewer(), client_id)
    try:
        with transaction():
            invitations.send_invitation(client, now=clock.now())
        flash(f"The invitation is on its way to {client.first_name} again.")
    except Refused as refusal:
        flash(refusal.sentence, "error")
    return redirect(url_for("desk.show_client", client_id=client.id))


@blueprint.post("/clients/<int:client_id>/invitation-link")
@access.trainer
def make_invitation_link(client_id: int) -> ResponseReturnValue:
    """Make a fresh link and show it, this once: it stands in no address and no store of ours."""
    client = get_client(identity.viewer(), client_id)
    try:
        with transaction():
            link = invitations.make_link_to_copy(client, now=clock.now())
    except Refused as refusal:
        flash(refusal.sentence, "error")
        return redirect(url_for("desk.show_client", client_id=client.id))
    return render_template("clients/invited.html", client=client, link=link)


@blueprint.route("/clients/<int:client_id>/edit", methods=["GET", "POST"])
@access.trainer
def edit_client(client_id: int) -> ResponseReturnValue:
    """Change a client's name, zone and minutes a day."""
    viewer = identity.viewer()
    client = get_client(viewer, client_id)
    form = DetailsForm(data={"name": client.name, "zone": client.user.zone, "minutes_per_day": client.minutes_per_day})
    if form.validate_on_submit():
        with transaction():
            service.update_client(
                client,
                name=form.name.data,
                zone=form.zone.data,
                minutes_per_day=form.minutes_per_day.data,
                by=viewer.id,
                now=clock.now(),
            )
        flash("Details saved.")
        return redirect(url_for("desk.show_client", client_id=client.id))
    tags_form = TagsForm(formdata=None, data={"tags": ", ".join(tags.tags_of([client.id]).get(client.id, []))})
    return _details_page(client, form, tags_form)


@blueprint.post("/clients/<int:client_id>/tags")
@access.trainer
def change_tags(client_id: int) -> ResponseReturnValue:
    """Give a client the tags of one line."""
    client = get_client(identity.viewer(), client_id)
    form = TagsForm()
    if form.validate_on_submit():
        try:
            names = tags.parse(form.tags.data or "")
            with transaction():
                tags.set_tags(client, names)
            flash("Tags saved.")
            return redirect(url_for("clients.edit_client", client_id=client.id))
        except Refused as refusal:
            form.refuse(refusal)
    details = {"name": client.name, "zone": client.user.zone, "minutes_per_day": client.minutes_per_day}
    return _details_page(client, DetailsForm(formdata=None, data=details), form)


def _details_page(client: Client, form: DetailsForm, tags_form: TagsForm) -> ResponseReturnValue:
    acts = acts_for(ClientStatus(client.status), has_accepted=client.accepted_at is not None)
    known = [tag.name for tag in tags.list_tags(client.practice_id)]
    return render_template(
        "clients/edit.html",
        form=form,
        tags_form=tags_form,
        known=known,
        client=client,
        acts=[act.value for act in acts],
    )


@blueprint.post("/clients/<int:client_id>/status")
@access.trainer
@rights.needs(Right.PLANS)
def change_status(client_id: int) -> ResponseReturnValue:
    """Change where a client stands: the `act` that was sent."""
    viewer = identity.viewer()
    client = get_client(viewer, client_id)
    sent = request.form.get("act", "")
    if sent not in list(Act):
        abort(400)
    act = Act(sent)
    try:
        with transaction():
            service.change_status(client, act, by=viewer.id, now=clock.now())
        flash(DONE[act].format(client.first_name))
    except Refused as refusal:
        flash(refusal.sentence, "error")
    return redirect(url_for("desk.show_client", client_id=client.id))


@blueprint.get("/invitation/<token>")
@access.token
def show_invitation(token: str) -> ResponseReturnValue:
    """Who invites, what will happen, and what to agree to. Opening it changes nothing."""
    invitation = invitations.find_invitation(token, now=clock.now())
    if invitation is None:
        return _gone()
    return _invitation_page(invitation, AnswerForm(data={"version": invitation.client.consent_version}), token)


@blueprint.post("/invitation/<token>")
@access.token
@limiter.limit(TOKEN_POST)
def accept_invitation(token: str) -> ResponseReturnValue:
    """Keep the consent, use the link up, and let the client in without a password."""
    now = clock.now()
    invitation = invitations.find_invitation(token, now=now)
    if invitation is None:
        return _gone()
    form = AnswerForm()
    client = invitation.client
    is_valid = form.validate_on_submit()
    if form.version.data != client.consent_version:
        form.form_errors.append("The text has changed since you opened this page. Please read it again.")
        form.version.data, form.agrees.data = client.consent_version, False
        is_valid = False
    if not is_valid:
        return _invitation_page(invitation, form, token)
    signs_in = invitations.may_sign_in(invitation)
    with transaction():
        is_first = invitations.accept(invitation, now=now)
        if is_first and signs_in:
            identity.sign_in(client.user, now=now)
        elif is_first:
            accounts.send_sign_in_link(client.user.email, now=now)
    if not is_first:
        return _gone()
    if not signs_in:
        return render_template("clients/accepted.html", client=client)
    flash("You are in, and stay signed in here. A password is optional: you find it under “More”.")
    return redirect(url_for("today.show_today"))


def _invitation_page(invitation: Invitation, form: AnswerForm, token: str) -> ResponseReturnValue:
    client = invitation.client
    sections = consent.sections(consent.get_text(client.consent_version))
    return render_template("clients/invitation.html", form=form, client=client, sections=sections, token=token)


def _gone() -> ResponseReturnValue:
    return render_template("clients/invitation_gone.html"), 410


@blueprint.route("/my-zone", methods=["GET", "POST"])
@access.client
def edit_own_zone() -> ResponseReturnValue:
    """Let a client who moved say so."""
    client = get_own_client(identity.viewer())
    form = OwnZoneForm(data={"zone": client.user.zone})
    if form.validate_on_submit():
        with transaction():
            service.move(client, zone=form.zone.data, now=clock.now())
        flash(f"Your days and reminders now follow the clocks of {city(client.user.zone)}.")
        return redirect(url_for("accounts.show_more"))
    return render_template("clients/zone.html", form=form, client=client)


@blueprint.get("/consent")
@access.client
def show_consent() -> ResponseReturnValue:
    """What the client is asked to agree to, purpose by purpose, and what they said. Two queries."""
    client = get_own_client(identity.viewer())
    return render_template("clients/consent.html", client=client, standing=agreeing.list_standing(client.id))


@blueprint.get("/consent/about/<purpose>")
@access.client
def show_purpose(purpose: str) -> ResponseReturnValue:
    """The words of one purpose, and the answer to them. Two queries."""
    client = get_own_client(identity.viewer())
    one = _standing(client, purpose)
    return _purpose_page(client, one, AnswerForm(formdata=None, data={"version": one.current}))


@blueprint.post("/consent/about/<purpose>")
@access.client
def agree(purpose: str) -> ResponseReturnValue:
    """Keep the agreement to one purpose."""
    client = get_own_client(identity.viewer())
    one = _standing(client, purpose)
    form = AnswerForm()
    if not form.validate_on_submit():
        return _purpose_page(client, one, form)
    try:
        with transaction():
            agreeing.agree(client, purpose, version=form.version.data, now=clock.now())
    except Refused as refusal:
        form.refuse(refusal)
        form.version.data, form.agrees.data = one.current, False
        return _purpose_page(get_own_client(identity.viewer()), one, form)
    flash("Thank you. Your answer is kept.")
    return redirect(url_for("clients.show_consent"))


@blueprint.post("/consent/about/<purpose>/take-back")
@access.client
def take_back(purpose: str) -> ResponseReturnValue:
    """Withdraw one purpose that the plan does not need."""
    client = get_own_client(identity.viewer())
    one = _standing(client, purpose)
    if one.purpose.is_required:
        return redirect(url_for("clients.ask_withdraw"))
    with transaction():
        agreeing.take_back(client, purpose, now=clock.now())
    flash("Taken back. Your plan stays as it is.")
    return redirect(url_for("clients.show_consent"))


def _standing(client: Client, purpose: str) -> Standing:
    if consent.find_purpose(purpose) is None:
        raise NotFound
    return next(one for one in agreeing.list_standing(client.id) if one.purpose.key == purpose)


def _purpose_page(client: Client, one: Standing, form: AnswerForm) -> ResponseReturnValue:
    sections = consent.sections(consent.get_text(one.current, one.purpose.key))
    return render_template("clients/purpose.html", client=client, one=one, form=form, sections=sections)


@blueprint.get("/consent/withdraw")
@access.client
def ask_withdraw() -> ResponseReturnValue:
    """Say what withdrawing does before it is done."""
    return render_template("clients/withdraw.html", client=get_own_client(identity.viewer()))


@blueprint.post("/consent/withdraw")
@access.client
def withdraw_consent() -> ResponseReturnValue:
    """Withdraw the consent, close the plan, sign out."""
    client = get_own_client(identity.viewer())
    with transaction():
        now = clock.now()
        service.withdraw_consent(client, now=now)
        identity.sign_out(now=now)
    flash(f"Consent withdrawn. {client.practice.name} plans nothing more for you.")
    return redirect(url_for("accounts.sign_in"))

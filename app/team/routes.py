"""The people of the practice, and handing clients over."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts import identity, links
from app.accounts.models import LinkPurpose
from app.clients.models import Client
from app.clients.queries import get_client
from app.core import access
from app.core.clock import clock
from app.core.db import transaction
from app.core.errors import NotFound, Refused
from app.core.limits import LINK_REQUEST, TOKEN_POST, limiter
from app.core.words import count
from app.practices import rights
from app.practices.models import MemberRole, Membership
from app.practices.queries import get_membership
from app.practices.rights import WORDS, Right
from app.team import queries, service
from app.team.forms import ColleagueForm, HandOverForm, RoleForm

blueprint = Blueprint("team", __name__)


@blueprint.route("/settings/people", methods=["GET", "POST"])
@access.trainer
@rights.needs(Right.PRACTICE)
def list_people() -> ResponseReturnValue:
    """Who works here, and the form that asks somebody to join. Five queries."""
    membership = get_membership(identity.viewer())
    form = ColleagueForm()
    if form.validate_on_submit():
        try:
            with transaction():
                service.ask_to_join(
                    membership,
                    name=form.name.data,
                    email=form.email.data,
                    role=MemberRole(form.role.data),
                    now=clock.now(),
                )
            flash(f"A mail is on its way to {form.name.data}.")
            return redirect(url_for("team.list_people"))
        except Refused as refusal:
            form.refuse(refusal)
            membership = get_membership(identity.viewer())
    return render_template(
        "team/people.html",
        form=form,
        people=queries.list_people(membership.practice_id),
        practice=membership.practice,
        words=WORDS,
    )


@blueprint.route("/settings/people/<int:member_id>", methods=["GET", "POST"])
@access.trainer
@rights.needs(Right.PRACTICE)
def edit_person(member_id: int) -> ResponseReturnValue:
    """One member: role, clients, leaving."""
    member = queries.get_colleague(get_membership(identity.viewer()), member_id)
    form = RoleForm(data={"role": member.role})
    if form.validate_on_submit():
        try:
            with transaction():
                service.change_role(
                    member, MemberRole(form.role.data), by=get_membership(identity.viewer()), now=clock.now()
                )
            flash(f"{member.user.name} is {WORDS[MemberRole(member.role)][0].lower()} now.")
            return redirect(url_for("team.list_people"))
        except Refused as refusal:
            form.refuse(refusal)
    return _person_page(member_id, form, _hand_over_form(member))


@blueprint.post("/settings/people/<int:member_id>/ask-again")
@access.trainer
@rights.needs(Right.PRACTICE)
@limiter.limit(LINK_REQUEST)
def ask_again(member_id: int) -> ResponseReturnValue:
    """Mail the link once more."""
    membership = get_membership(identity.viewer())
    member = queries.get_colleague(membership, member_id)
    try:
        with transaction():
            service.ask_again(member, by=membership, now=clock.now())
        flash(f"A new link is on its way to {member.user.name}.")
    except Refused as refusal:
        flash(refusal.sentence, "error")
    return redirect(url_for("team.edit_person", member_id=member_id))


@blueprint.post("/settings/people/<int:member_id>/clients")
@access.trainer
@rights.needs(Right.PRACTICE)
def hand_over_all(member_id: int) -> ResponseReturnValue:
    """Give all clients of one trainer to another."""
    membership = get_membership(identity.viewer())
    member = queries.get_colleague(membership, member_id)
    form = _hand_over_form(member)
    if form.validate_on_submit():
        clients = queries.list_clients_of(membership.practice_id, member.user_id)
        if _hand_over(clients, form, membership):
            return redirect(url_for("team.edit_person", member_id=member_id))
    return _person_page(member_id, RoleForm(formdata=None, data={"role": member.role}), form)


@blueprint.get("/settings/people/<int:member_id>/leave")
@access.trainer
@rights.needs(Right.PRACTICE)
def ask_let_go(member_id: int) -> ResponseReturnValue:
    """Ask before taking a member out."""
    member = queries.get_colleague(get_membership(identity.viewer()), member_id)
    return render_template("team/let_go.html", member=member)


@blueprint.post("/settings/people/<int:member_id>/leave")
@access.trainer
@rights.needs(Right.PRACTICE)
def let_go(member_id: int) -> ResponseReturnValue:
    """Take the member out."""
    membership = get_membership(identity.viewer())
    member = queries.get_colleague(membership, member_id)
    name = member.user.name
    try:
        with transaction():
            service.let_go(member, by=membership, now=clock.now())
    except Refused as refusal:
        flash(refusal.sentence, "error")
        return redirect(url_for("team.edit_person", member_id=member_id))
    flash(f"{name} is no longer in the practice.")
    return redirect(url_for("team.list_people"))


@blueprint.route("/clients/<int:client_id>/hand-over", methods=["GET", "POST"])
@access.trainer
@rights.needs(Right.PLANS)
def hand_over(client_id: int) -> ResponseReturnValue:
    """Let another trainer look after a client."""
    client = get_client(identity.viewer(), client_id)
    membership = get_membership(identity.viewer())
    takers = queries.list_takers(membership.practice_id, but=client.trainer_id)
    form = HandOverForm()
    form.offer(takers)
    if form.validate_on_submit() and _hand_over([client], form, membership):
        sees = membership.role != MemberRole.TRAINER
        return redirect(url_for("desk.show_client", client_id=client_id) if sees else url_for("desk.list_clients"))
    client = get_client(identity.viewer(), client_id)
    calls = queries.count_coming_calls(client.trainer_id, now=clock.now(), client_id=client.id)
    return render_template("team/hand_over.html", form=form, client=client, takers=takers, calls=calls)


@blueprint.get("/join/<token>")
@access.token
def show_joining(token: str) -> ResponseReturnValue:
    """Show what the link is for; opening it changes nothing."""
    link = links.find_link(token, LinkPurpose.JOINING, now=clock.now())
    if link is None:
        return render_template("accounts/link_gone.html"), 410
    return render_template("team/join.html", token=token, user=link.user)


@blueprint.post("/join/<token>")
@access.token
@limiter.limit(TOKEN_POST)
def join(token: str) -> ResponseReturnValue:
    """Sign the colleague in, once, and ask for a password."""
    now = clock.now()
    link = links.find_link(token, LinkPurpose.JOINING, now=now)
    if link is None:
        return render_template("accounts/link_gone.html"), 410
    with transaction():
        is_first = service.join(link, now=now)
    if not is_first:
        return render_template("accounts/link_gone.html"), 410
    flash("You are in. Set a password, and you can sign in anywhere.")
    return redirect(url_for("accounts.change_password"))


def _hand_over_form(member: Membership) -> HandOverForm:
    form = HandOverForm()
    form.offer(queries.list_takers(member.practice_id, but=member.user_id))
    return form


def _hand_over(clients: Sequence[Client], form: HandOverForm, membership: Membership) -> bool:
    """Hand over, or put the reason on the form. True when it is done."""
    try:
        to = queries.get_colleague(membership, form.to.data)
        with transaction():
            service.hand_over(clients, to, by=membership, now=clock.now())
    except NotFound:
        form.refuse(Refused("Choose a trainer of your practice.", field="to"))
        return False
    except Refused as refusal:
        form.refuse(refusal)
        return False
    whom = clients[0].name if len(clients) == 1 else count(len(clients), "client")
    flash(f"{to.user.name} looks after {whom} now.")
    return True


def _person_page(member_id: int, form: RoleForm, hand_over_form: HandOverForm) -> ResponseReturnValue:
    membership = get_membership(identity.viewer())
    member = queries.get_colleague(membership, member_id)
    person = next(one for one in queries.list_people(membership.practice_id) if one.member.id == member.id)
    return render_template(
        "team/person.html",
        form=form,
        hand_over_form=hand_over_form,
        person=person,
        member=member,
        is_self=member.id == membership.id,
        words=WORDS,
    )

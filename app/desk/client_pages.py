"""The pages about one client: at a glance, what happened, and how mail reaches them."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.identity import viewer
from app.clients import mailing
from app.clients.forms import AddressForm
from app.clients.models import Client
from app.clients.queries import get_client
from app.core import access
from app.core.clock import clock
from app.core.db import transaction
from app.core.errors import Refused
from app.core.limits import LINK_REQUEST, limiter
from app.desk.blueprint import blueprint
from app.desk.entries import Cursor, EntryKind
from app.desk.head import load_head, make_head
from app.desk.mailbox import load_mailbox
from app.desk.overview import load_overview
from app.desk.summary import load_summary
from app.desk.timeline import load_timeline
from app.practices import rights
from app.practices.rights import Right
from app.safety import service as safety


@blueprint.get("/clients/<int:client_id>")
@access.trainer
def show_client(client_id: int) -> ResponseReturnValue:
    """One client: done, felt, planned."""
    person, now = viewer(), clock.now()
    client = get_client(person, client_id)
    page = load_overview(client, person.user.zone, now=now)
    head = make_head(client, "overview", person.user.zone, has_plan=page.plan is not None, now=now)
    return render_template("desk/client.html", page=page, head=head, viewer_zone=person.user.zone)


@blueprint.get("/clients/<int:client_id>/timeline")
@access.trainer
def show_timeline(client_id: int) -> ResponseReturnValue:
    """What happened, newest first. `kind` narrows it, `before` is where the page begins."""
    person, now = viewer(), clock.now()
    client = get_client(person, client_id)
    kind = request.args.get("kind", "")
    timeline = load_timeline(
        client,
        kind=EntryKind(kind) if kind in list(EntryKind) else None,
        before=Cursor.parse(request.args.get("before", "")),
        now=now,
    )
    head = load_head(client, "timeline", person.user.zone, now=now)
    return render_template("desk/timeline.html", head=head, timeline=timeline)


@blueprint.get("/clients/<int:client_id>/summary")
@access.trainer
def show_summary(client_id: int) -> ResponseReturnValue:
    """The sheet for a call, to read or to print."""
    person, now = viewer(), clock.now()
    client = get_client(person, client_id)
    sheet = load_summary(client, person.user.zone, now=now)
    return render_template("desk/summary.html", client=client, sheet=sheet, zone=person.user.zone)


@blueprint.get("/clients/<int:client_id>/mail")
@access.trainer
def show_mail(client_id: int) -> ResponseReturnValue:
    """How well mail reaches the client."""
    return _mail_page(get_client(viewer(), client_id))


@blueprint.post("/clients/<int:client_id>/mail/test")
@access.trainer
@limiter.limit(LINK_REQUEST)
def send_test_mail(client_id: int) -> ResponseReturnValue:
    """Mail the client something that asks nothing of them."""
    client = get_client(viewer(), client_id)
    try:
        with transaction():
            mailing.send_test(client, by=viewer().id, now=clock.now())
        flash(f"A test mail is on its way. Ask {client.first_name} whether it came.")
    except Refused as refusal:
        flash(refusal.sentence, "error")
    return redirect(url_for("desk.show_mail", client_id=client_id))


@blueprint.post("/clients/<int:client_id>/mail/address")
@access.trainer
@limiter.limit(LINK_REQUEST)
def correct_address(client_id: int) -> ResponseReturnValue:
    """Put another address in place of one that was typed wrongly."""
    client = get_client(viewer(), client_id)
    form = AddressForm()
    if form.validate_on_submit():
        try:
            with transaction():
                mailing.correct_address(client, form.email.data.lower(), by=viewer().id, now=clock.now())
            flash("The address is put right. A new invitation is on its way there.")
            return redirect(url_for("desk.show_mail", client_id=client_id))
        except Refused as refusal:
            form.refuse(refusal)
            client = get_client(viewer(), client_id)
    return _mail_page(client, form)


def _mail_page(client: Client, form: AddressForm | None = None) -> ResponseReturnValue:
    zone, now = viewer().user.zone, clock.now()
    return render_template(
        "desk/mail.html",
        head=load_head(client, "mail", zone, now=now),
        box=load_mailbox(client, now=now),
        form=form or AddressForm(formdata=None, data={"email": client.user.email}),
        zone=zone,
    )


@blueprint.post("/clients/<int:client_id>/red-answers/seen")
@access.trainer
@rights.needs(Right.SAFETY)
def mark_seen(client_id: int) -> ResponseReturnValue:
    """The trainer has seen the client's red answers."""
    client = get_client(viewer(), client_id)
    with transaction():
        safety.mark_seen(client, now=clock.now())
    flash("Noted. The red answers stay in the record.")
    return redirect(url_for("desk.show_client", client_id=client.id))

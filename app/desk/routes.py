"""The trainer's desk: who there is, and one client at a glance."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.identity import viewer
from app.clients.queries import get_client
from app.core import access
from app.core.clock import clock
from app.core.db import transaction
from app.core.forms import searched
from app.desk.needs import load_needs
from app.desk.overview import load_overview
from app.desk.roster import load_roster
from app.practices.queries import get_membership
from app.safety import service as safety

blueprint = Blueprint("desk", __name__)


@blueprint.get("/desk")
@access.trainer
def show_needs() -> ResponseReturnValue:
    """Who needs the trainer today, worst first. `changed` is the need that was ticked off or put off a moment ago."""
    page = load_needs(
        viewer(),
        now=clock.now(),
        page=request.args.get("page", 1, type=int),
        changed_id=request.args.get("changed", type=int),
    )
    return render_template("desk/needs.html", page=page)


@blueprint.get("/desk/more")
@access.trainer
def show_more() -> ResponseReturnValue:
    """The rooms that find no place in a phone's tab bar. No query of its own."""
    return render_template("desk/more.html")


@blueprint.get("/clients")
@access.trainer
def list_clients() -> ResponseReturnValue:
    """The roster, by name, a page of 50 at a time."""
    search = searched(request.args.get("q", ""), most=80)
    page = request.args.get("page", 1, type=int)
    roster = load_roster(get_membership(viewer()), now=clock.now(), page=page, search=search)
    return render_template("desk/clients.html", roster=roster, search=search)


@blueprint.get("/clients/<int:client_id>")
@access.trainer
def show_client(client_id: int) -> ResponseReturnValue:
    """One client: done, felt, planned."""
    person = viewer()
    client = get_client(person, client_id)
    page = load_overview(client, person.user.zone, now=clock.now())
    return render_template("desk/client.html", page=page, viewer_zone=person.user.zone)


@blueprint.post("/clients/<int:client_id>/red-answers/seen")
@access.trainer
def mark_seen(client_id: int) -> ResponseReturnValue:
    """The trainer has seen the client's red answers."""
    client = get_client(viewer(), client_id)
    with transaction():
        safety.mark_seen(client, now=clock.now())
    flash("Noted. The red answers stay in the record.")
    return redirect(url_for("desk.show_client", client_id=client.id))

"""The trainer's desk: who needs something, and who there is."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.identity import viewer
from app.clients.forms import AddTagForm
from app.clients.models import ClientStatus
from app.clients.queries import list_visible
from app.clients.tags import add_tag
from app.core import access
from app.core.clock import clock
from app.core.db import transaction
from app.core.errors import Refused
from app.core.forms import searched
from app.core.words import count

# Reading the modules puts their pages on the blueprint.
from app.desk import client_pages, note_pages
from app.desk.blueprint import blueprint
from app.desk.needs import load_needs
from app.desk.roster import Wish, load_roster
from app.desk.skips import load_skips
from app.practices.queries import get_membership
from app.progress.adherence import WINDOWS

__all__ = ["blueprint", "client_pages", "note_pages"]


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


@blueprint.get("/clients/left-out")
@access.trainer
def show_skips() -> ResponseReturnValue:
    """What clients left out in the last two weeks, and why. Two queries beside the frame's."""
    skips = load_skips(get_membership(viewer()), now=clock.now())
    return render_template("desk/skips.html", skips=skips)


@blueprint.get("/desk/more")
@access.trainer
def show_more() -> ResponseReturnValue:
    """The rooms that find no place in a phone's tab bar. No query of its own."""
    return render_template("desk/more.html")


@blueprint.get("/clients")
@access.trainer
def list_clients() -> ResponseReturnValue:
    """The roster, worst first or by name, a page of 50 at a time."""
    return _roster_page(AddTagForm(formdata=None), set())


@blueprint.post("/clients/tags")
@access.trainer
def tag_clients() -> ResponseReturnValue:
    """Put one tag on the clients that were ticked."""
    ticked = set(request.form.getlist("client", type=int))
    form = AddTagForm()
    clients = list_visible(get_membership(viewer()), ticked)
    if form.validate_on_submit():
        try:
            if not clients:
                raise Refused("Tick at least one client.", field="tag")
            with transaction():
                add_tag(clients, " ".join(form.tag.data.split()))
            flash(f"“{form.tag.data}” is on {count(len(clients), 'client')} now.")
            return redirect(url_for("desk.list_clients", **_wish().address(page=_wish().page)))
        except Refused as refusal:
            form.refuse(refusal)
    return _roster_page(form, ticked)


@blueprint.post("/clients/write")
@access.trainer
def write_to_ticked() -> ResponseReturnValue:
    """Go on to write to the clients that were ticked. Whom nobody can write to is left out there."""
    ticked = set(request.form.getlist("client", type=int))
    clients = list_visible(get_membership(viewer()), ticked)
    if not clients:
        form = AddTagForm(formdata=None)
        form.refuse(Refused("Tick at least one client."))
        return _roster_page(form, ticked)
    return redirect(url_for("messages.write_many", to=[client.id for client in clients]))


def _roster_page(form: AddTagForm, ticked: set[int]) -> ResponseReturnValue:
    roster = load_roster(get_membership(viewer()), _wish(), now=clock.now())
    return render_template("desk/clients.html", roster=roster, form=form, ticked=ticked, statuses=list(ClientStatus))


def _wish() -> Wish:
    """What the address asks for."""
    asked = request.args
    return Wish.of(
        search=searched(asked.get("q", ""), most=80),
        tag_id=asked.get("tag", 0, type=int),
        status=asked.get("status", ""),
        bucket=asked.get("bucket", ""),
        days=asked.get("days", WINDOWS[0], type=int),
        order=asked.get("order", ""),
        page=asked.get("page", 1, type=int),
    )

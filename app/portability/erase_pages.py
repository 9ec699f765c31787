"""Deleting a client: what would go, and the press that does it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.identity import viewer
from app.clients.queries import get_client
from app.core import access
from app.core.clock import clock
from app.core.db import transaction
from app.core.errors import Refused
from app.portability.blueprint import blueprint
from app.portability.erasing import count_parts, erase
from app.portability.forms import EraseForm
from app.practices import rights
from app.practices.rights import Right


@blueprint.route("/clients/<int:client_id>/delete", methods=["GET", "POST"])
@access.trainer
@rights.needs(Right.RECORDS)
def erase_client(client_id: int) -> ResponseReturnValue:
    """Say what would be deleted; with the client's name typed, delete it for good."""
    client = get_client(viewer(), client_id)
    form = EraseForm()
    if form.validate_on_submit():
        name = client.name
        try:
            with transaction():
                erase(client, name=form.name.data, by=viewer().id, now=clock.now())
            flash(f"{name} and everything kept about {name} is deleted.")
            return redirect(url_for("desk.list_clients"))
        except Refused as refusal:
            form.refuse(refusal)
            client = get_client(viewer(), client_id)
    return render_template("portability/erase.html", client=client, form=form, erased=count_parts(client))

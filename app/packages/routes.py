"""A client's package of calls, for the trainer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts import identity
from app.bookings.packs import Pack, find_open_pack
from app.clients.models import Client
from app.clients.queries import get_client
from app.core import access
from app.core.clock import clock
from app.core.db import transaction
from app.core.errors import Refused
from app.packages import service
from app.packages.forms import PackForm

blueprint = Blueprint("packages", __name__)


@blueprint.get("/clients/<int:client_id>/package")
@access.trainer
def show_package(client_id: int) -> ResponseReturnValue:
    """The open package, or the form of a first one. Four queries."""
    client = get_client(identity.viewer(), client_id)
    pack = find_open_pack(client.id)
    return _page(client, pack, PackForm(formdata=None, data=_offer(pack)))


@blueprint.post("/clients/<int:client_id>/package")
@access.trainer
def open_package(client_id: int) -> ResponseReturnValue:
    """Open a package."""
    client = get_client(identity.viewer(), client_id)
    return _save(client, partial(service.open_pack, client), "The package is open. New calls are taken from it.")


@blueprint.post("/clients/<int:client_id>/package/change")
@access.trainer
def change_package(client_id: int) -> ResponseReturnValue:
    """Change the open package."""
    client = get_client(identity.viewer(), client_id)
    return _save(client, partial(service.change_pack, client), "Saved.")


@blueprint.post("/clients/<int:client_id>/package/close")
@access.trainer
def close_package(client_id: int) -> ResponseReturnValue:
    """Close the open package; its calls stay."""
    client = get_client(identity.viewer(), client_id)
    with transaction():
        service.close_pack(client, by=identity.viewer().id, now=clock.now())
    flash("The package is closed. Its calls stay in the diary.")
    return redirect(url_for("packages.show_package", client_id=client_id))


def _save(client: Client, act: Callable[..., object], words: str) -> ResponseReturnValue:
    form = PackForm()
    client_id, now, by = client.id, clock.now(), identity.viewer().id
    if form.validate_on_submit():
        try:
            with transaction():
                act(form.terms, by=by, now=now)
            flash(words)
            return redirect(url_for("packages.show_package", client_id=client_id))
        except Refused as refusal:
            form.refuse(refusal)
            client = get_client(identity.viewer(), client_id)
    return _page(client, find_open_pack(client_id), form)


def _offer(pack: Pack | None) -> dict[str, object]:
    if pack is None:
        return {"name": "8 calls", "size": 8, "used_before": 0}
    return {
        "name": pack.name,
        "size": pack.size,
        "used_before": pack.used_before,
        "paid_on": pack.paid_on,
        "pay_url": pack.pay_url,
    }


def _page(client: Client, pack: Pack | None, form: PackForm) -> ResponseReturnValue:
    return render_template("packages/show.html", client=client, pack=pack, form=form)

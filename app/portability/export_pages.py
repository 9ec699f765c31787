"""Taking data out: the practice's page, one client's file, and a client's own."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app.accounts import identity
from app.clients.models import Client
from app.clients.queries import get_client, get_own_client
from app.core import access
from app.core.clock import clock
from app.core.db import transaction
from app.core.errors import Refused
from app.core.limits import LINK_REQUEST, limiter
from app.portability import exporting, trail
from app.portability.blueprint import blueprint
from app.practices import rights
from app.practices.queries import get_membership
from app.practices.rights import Right

LAST_PAGE = 10_000


@blueprint.get("/settings/export")
@access.trainer
@rights.needs(Right.PRACTICE)
def show_exports() -> ResponseReturnValue:
    """What an export holds, those that were made, and how far one is. Two queries."""
    exports = exporting.list_exports(get_membership(identity.viewer()))
    is_working = any(export.status in exporting.WORKING for export in exports)
    zone = identity.viewer().user.zone
    return render_template("portability/exports.html", exports=exports, is_working=is_working, zone=zone)


@blueprint.post("/settings/export")
@access.trainer
@rights.needs(Right.PRACTICE)
def ask_export() -> ResponseReturnValue:
    """Have the worker gather everything."""
    try:
        with transaction():
            exporting.ask_export(get_membership(identity.viewer()), now=clock.now())
        flash("We are gathering everything. Look here again in a minute.")
    except Refused as refusal:
        flash(refusal.sentence, "error")
    return redirect(url_for("portability.show_exports"))


@blueprint.post("/settings/export/<int:export_id>/download")
@access.trainer
@rights.needs(Right.PRACTICE)
def download_export(export_id: int) -> ResponseReturnValue:
    """Hand the file over, and write that down."""
    now = clock.now()
    try:
        with transaction():
            path = exporting.open_export(get_membership(identity.viewer()), export_id, now=now)
    except Refused as refusal:
        flash(refusal.sentence, "error")
        return redirect(url_for("portability.show_exports"))
    return send_file(path, mimetype="application/zip", as_attachment=True, download_name=f"plinth-{now:%Y-%m-%d}.zip")


@blueprint.get("/clients/<int:client_id>/export")
@access.trainer
@rights.needs(Right.RECORDS)
def show_client_export(client_id: int) -> ResponseReturnValue:
    """What the file about one client holds."""
    return render_template("portability/client_export.html", client=get_client(identity.viewer(), client_id))


@blueprint.post("/clients/<int:client_id>/export")
@access.trainer
@rights.needs(Right.RECORDS)
def export_client(client_id: int) -> ResponseReturnValue:
    """Everything about one client as a file."""
    client = get_client(identity.viewer(), client_id)
    return _download(client, is_own=False)


@blueprint.get("/my-data")
@access.client
def show_own_data() -> ResponseReturnValue:
    """What a client's own file holds, and who sees the same."""
    return render_template("portability/my_data.html", client=get_own_client(identity.viewer()))


@blueprint.get("/my-data/trail")
@access.client
def show_trail() -> ResponseReturnValue:
    """Who did what about the signed-in client, newest first, a page at a time."""
    page = min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)
    client = get_own_client(identity.viewer())
    acts = trail.list_acts(client, page=page)
    return render_template(
        "portability/trail.html",
        client=client,
        acts=acts[: trail.PAGE],
        page=page,
        has_more=len(acts) > trail.PAGE,
        practice_name=client.practice.name,
    )


@blueprint.post("/my-data")
@access.client
@limiter.limit(LINK_REQUEST)
def export_own_data() -> ResponseReturnValue:
    """Everything about the signed-in client as a file."""
    return _download(get_own_client(identity.viewer()), is_own=True)


def _download(client: Client, *, is_own: bool) -> Response:
    now = clock.now()
    with transaction():
        exporting.note_client_export(client, by=identity.viewer().id, is_own=is_own, now=now)
    body = exporting.export_client(client, is_own=is_own, now=now)
    # No name in it: a file's name is seen by whoever walks past the screen.
    name = f"my-data-{now:%Y-%m-%d}.zip" if is_own else f"client-{client.id}-{now:%Y-%m-%d}.zip"
    return send_file(body, mimetype="application/zip", as_attachment=True, download_name=name)

"""What a trainer does about a need: tick it off, put it off, or take that back."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.accounts.identity import viewer
from app.clients.queries import get_client
from app.core import access
from app.core.clock import clock
from app.core.db import transaction
from app.core.errors import Forbidden
from app.practices.queries import get_membership
from app.practices.rights import Right, may, needs
from app.triage import service
from app.triage.facts import load_thresholds
from app.triage.forms import ThresholdsForm
from app.triage.models import Need
from app.triage.queries import get_need
from app.triage.rules import JUDGED, NeedKind, Thresholds

blueprint = Blueprint("triage", __name__)


@blueprint.post("/desk/needs/<int:need_id>/done")
@access.trainer
def mark_done(need_id: int) -> ResponseReturnValue:
    """Tick a need off."""
    need = _get_to_change(need_id)
    with transaction():
        service.mark_done(need, by=viewer().id, now=clock.now())
    return _back(changed=need.id)


@blueprint.post("/desk/needs/<int:need_id>/later")
@access.trainer
def snooze(need_id: int) -> ResponseReturnValue:
    """Put a need off for the `days` that were sent: 1, 3 or 7."""
    need = _get_to_change(need_id)
    days = request.form.get("days", "")
    if days not in map(str, service.SNOOZES):
        abort(400)
    with transaction():
        service.snooze(need, int(days), now=clock.now())
    return _back(changed=need.id)


@blueprint.post("/desk/needs/<int:need_id>/back")
@access.trainer
def bring_back(need_id: int) -> ResponseReturnValue:
    """Undo ticking off or putting off."""
    need = _get_to_change(need_id)
    with transaction():
        service.bring_back(need, now=clock.now())
    return _back()


@blueprint.route("/clients/<int:client_id>/thresholds", methods=["GET", "POST"])
@access.trainer
@needs(Right.PLANS)
def edit_thresholds(client_id: int) -> ResponseReturnValue:
    """Say what counts as trouble for one client."""
    client = get_client(viewer(), client_id)
    present = load_thresholds([client.id]).get(client.id, Thresholds())
    form = ThresholdsForm(obj=present)
    if form.validate_on_submit():
        with transaction():
            service.set_thresholds(client, form.thresholds(), now=clock.now())
        flash(f"Saved. {client.first_name}’s flags follow these numbers from now on.")
        return redirect(url_for("desk.show_client", client_id=client.id))
    return render_template("triage/thresholds.html", client=client, form=form, defaults=Thresholds())


def _get_to_change(need_id: int) -> Need:
    need = get_need(viewer(), need_id)
    if NeedKind(need.kind) in JUDGED and not may(get_membership(viewer()).role, Right.SAFETY):
        raise Forbidden
    return need


def _back(changed: int | None = None) -> Response:
    page = request.form.get("page", type=int)
    return redirect(url_for("desk.show_needs", changed=changed, page=page if page and page > 1 else None))

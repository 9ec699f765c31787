"""The programme on paper, for the trainer and for the client."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import identity
from app.clients.models import Client
from app.clients.queries import get_client, get_own_client
from app.core import access
from app.core.clock import clock
from app.portability.blueprint import blueprint
from app.portability.printing import load_sheet
from app.prescriptions.laying_out import local_today
from app.prescriptions.queries import find_current

PAPERS = {"a4": "a4", "letter": "us-letter"}


@blueprint.get("/clients/<int:client_id>/plan/print.pdf")
@access.trainer
def print_plan(client_id: int) -> ResponseReturnValue:
    """A client's plan as a page to print. Six queries at most."""
    client = get_client(identity.viewer(), client_id)
    answer = _pdf(client)
    if answer is None:
        flash("There is no plan to print yet.", "error")
        return redirect(url_for("prescriptions.show_plan", client_id=client.id))
    return answer


@blueprint.get("/my-programme.pdf")
@access.client
def print_programme() -> ResponseReturnValue:
    """The signed-in client's plan as a page to print. Six queries at most."""
    answer = _pdf(get_own_client(identity.viewer()))
    return answer or redirect(url_for("today.show_programme"))


def _pdf(client: Client) -> Response | None:
    today = local_today(client, clock.now())
    plan = find_current(client.id, today)
    if plan is None:
        return None
    paper = PAPERS.get(request.args.get("paper", ""), "")
    answer = Response(load_sheet(client, plan, today=today, paper=paper).render(), mimetype="application/pdf")
    # No name in it: a printer's list is seen by whoever stands there.
    answer.headers["Content-Disposition"] = 'inline; filename="programme.pdf"'
    return answer

"""The check-in of a client: every few weeks, what they can do again."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.accounts.identity import viewer
from app.clients.queries import get_own_client
from app.core import access
from app.core.clock import clock
from app.core.db import transaction
from app.outcomes import service
from app.outcomes.forms import form_of
from app.outcomes.queries import list_assessments
from app.outcomes.rules import FEWEST
from app.prescriptions.laying_out import local_today

blueprint = Blueprint("outcomes", __name__)


@blueprint.route("/check-in", methods=["GET", "POST"])
@access.client
def check_in() -> ResponseReturnValue:
    """Name and rate one's own activities; from the second time on, say how it compares with the start.

    The numbers of last time are not shown before the new ones are given; those of today are, to change them.
    """
    client = get_own_client(viewer())
    before = list_assessments(client.id)
    today = local_today(client, clock.now())
    latest = before[-1] if before else None
    is_today = latest is not None and latest.answered_on == today
    data: dict[str, object] = {"change": latest.change if latest and is_today else None}
    for place, (words, rating) in enumerate(latest.ratings if latest else [], start=1):
        data[f"activity_{place}"] = words
        data[f"rating_{place}"] = rating if is_today else None
    form = form_of(data=data)
    is_first = not [one for one in before if one.answered_on != today]
    if form.validate_on_submit():
        with transaction():
            service.answer(client, form.ratings(), None if is_first else form.change.data, now=clock.now())
        flash(gettext("Thank you. It stands under Progress."))
        return redirect(url_for("today.show_progress"))
    return render_template(
        "outcomes/check_in.html",
        form=form,
        client=client,
        is_first=is_first,
        is_today=is_today,
        fewest=FEWEST,
        practice_name=client.practice.name,
    )


@blueprint.post("/check-in/later")
@access.client
def put_off() -> ResponseReturnValue:
    """Not now: asked again in a week."""
    client = get_own_client(viewer())
    with transaction():
        service.put_off(client, now=clock.now())
    flash(gettext("That is fine. We ask again in a week."))
    return redirect(url_for("today.show_today"))

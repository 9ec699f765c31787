"""The client's own pages: today, the programme, progress, and the arrival by a mailed link."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts import identity, links
from app.accounts.models import LinkPurpose, LinkToken
from app.clients.models import Client
from app.clients.queries import get_own_client
from app.core import access, language
from app.core.clock import clock
from app.core.db import transaction
from app.core.limits import TOKEN_POST, limiter
from app.logbook.links import planned_id_of
from app.prescriptions.models import PlannedSession
from app.routines.dose import whole_minutes
from app.routines.shape import time_of

# Reading the module puts its pages on the blueprint.
from app.today import as_client, pages, queries
from app.today.blueprint import blueprint

__all__ = ["as_client", "blueprint"]


@blueprint.get("/today")
@access.client
def show_today() -> ResponseReturnValue:
    """Where a client starts: what is on today, how the week looks, the next call."""
    return _own(pages.load_today)


@blueprint.get("/programme")
@access.client
def show_programme() -> ResponseReturnValue:
    """The plan in force with every exercise in full."""
    return _own(pages.load_programme)


@blueprint.get("/progress")
@access.client
def show_progress() -> ResponseReturnValue:
    """What was done and how the pain went, week by week."""
    return _own(pages.load_progress)


def _own(load: Callable[..., pages.Shown]) -> ResponseReturnValue:
    template, context = load(get_own_client(identity.viewer()), now=clock.now())
    return render_template(template, **context)


@blueprint.get("/s/<token>")
@access.token
def show_arrival(token: str) -> ResponseReturnValue:
    """What a mailed link opens. Reading it changes nothing: mail programs open links on their own. Three queries."""
    link = links.find_link(token, LinkPurpose.SESSION, now=clock.now())
    found = _arrival(link)
    if link is None or found is None:
        return render_template("today/link_gone.html"), 410
    planned, client = found
    language.follow(client.user.language)
    total = time_of(planned.prescription.items, planned.prescription.rounds)
    is_other = current_user.is_authenticated and current_user.id != link.user_id
    return render_template(
        "today/arrival.html",
        token=token,
        planned=planned,
        person=client.user,
        trainer=client.trainer,
        practice=client.practice,
        is_today=planned.planned_on == pages.today_of(client, clock.now()),
        minutes=whole_minutes(total.clock_s),
        other_name=current_user.user.name if is_other else "",
    )


@blueprint.post("/s/<token>")
@access.token
@limiter.limit(TOKEN_POST)
def arrive(token: str) -> ResponseReturnValue:
    """Open the session: sign this browser in for that one, unless the same person is signed in here already."""
    now = clock.now()
    link = links.find_link(token, LinkPurpose.SESSION, now=now)
    found = _arrival(link)
    if link is None or found is None:
        return render_template("today/link_gone.html"), 410
    is_here = current_user.is_authenticated and current_user.id == link.user_id
    with transaction():
        links.note_opened(link, now=now)
        if not (is_here and current_user.scope in ("", link.scope)):
            identity.sign_in(link.user, now=now, scope=link.scope)
    return redirect(url_for("logbook.show_session", planned_id=found[0].id))


def _arrival(link: LinkToken | None) -> tuple[PlannedSession, Client] | None:
    planned_id = planned_id_of(link.scope) if link is not None else None
    if link is None or planned_id is None:
        return None
    return queries.find_arrival(link.user_id, planned_id)

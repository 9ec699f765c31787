"""A client's calendar address: made, shown once, replaced, ended; and the calendar itself, for whoever has it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.identity import viewer
from app.clients.models import Client
from app.clients.queries import get_own_client
from app.core import access
from app.core.clock import clock
from app.core.db import transaction
from app.core.errors import Refused
from app.core.limits import CALENDAR_READ, TOKEN_MISS, limiter
from app.core.links import public_url
from app.core.security import SEALED_POLICY
from app.core.tokens import hash_token
from app.feeds import queries, service
from app.feeds.calendar import fingerprint, write_feed
from app.reminders.service import find_time

blueprint = Blueprint("feeds", __name__)


@blueprint.get("/calendar")
@access.client
def show_address() -> ResponseReturnValue:
    """Whether there is an address, and what stands in the calendar. Four queries."""
    return _page(get_own_client(viewer()))


@blueprint.post("/calendar")
@access.client
def make_address() -> ResponseReturnValue:
    """Make the address and show it, this once: it stands in no other page and no store of ours."""
    return _made(service.make)


@blueprint.get("/calendar/new")
@access.client
def ask_renew() -> ResponseReturnValue:
    """What a new address means for the old one."""
    return _ask("feeds/ask_renew.html")


@blueprint.post("/calendar/new")
@access.client
def renew_address() -> ResponseReturnValue:
    """End the address and show a new one, this once."""
    return _made(service.renew)


@blueprint.get("/calendar/end")
@access.client
def ask_end() -> ResponseReturnValue:
    """What ending it means."""
    return _ask("feeds/ask_end.html")


@blueprint.post("/calendar/end")
@access.client
def end_address() -> ResponseReturnValue:
    """End the address."""
    client = get_own_client(viewer())
    with transaction():
        service.end(client, now=clock.now())
    flash("The calendar address no longer works.")
    return redirect(url_for("feeds.show_address"))


@blueprint.get("/calendar/<token>.ics")
@access.token
# One company reads the calendars of many people from one place, so the reads of each address count apart.
@limiter.limit(CALENDAR_READ, key_func=lambda: hash_token((request.view_args or {}).get("token", "")))
@limiter.limit(TOKEN_MISS, deduct_when=lambda answer: answer.status_code == 404)
def read_calendar(token: str) -> ResponseReturnValue:
    """The calendar, for a program that asks every few hours; 304 while nothing changed. Reading it changes nothing."""
    now = clock.now()
    entries = queries.list_entries(queries.get_reader(token), now=now)
    sign_in_url = public_url("accounts.sign_in")
    response = Response(write_feed(entries, sign_in_url=sign_in_url, stamped_at=now))
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = "inline; filename=calendar.ics"
    response.headers["Content-Security-Policy"] = SEALED_POLICY
    # It may be kept by its reader alone, who asks each time whether it still holds.
    response.headers["Cache-Control"] = "private, no-cache"
    # Weak, for each copy carries the time it was asked for.
    response.set_etag(fingerprint(entries, sign_in_url=sign_in_url), weak=True)
    response.make_conditional(request)
    return response


def _made(make: Callable[..., str]) -> ResponseReturnValue:
    client = get_own_client(viewer())
    try:
        with transaction():
            token = make(client, now=clock.now())
    except Refused as refusal:
        flash(refusal.sentence, "error")
        return redirect(url_for("feeds.show_address"))
    return _page(client, address=public_url("feeds.read_calendar", token=token))


def _page(client: Client, *, address: str = "") -> ResponseReturnValue:
    return render_template(
        "feeds/show.html",
        client=client,
        feed=queries.find_feed(client.id),
        address=address,
        # The scheme by which phones know that a calendar is to be subscribed to, not copied.
        subscribe_url="webcal:" + address.partition(":")[2] if address else "",
        at=find_time(client.id),
        leaves_days_out=queries.leaves_days_out(client, now=clock.now()),
    )


def _ask(template: str) -> ResponseReturnValue:
    client = get_own_client(viewer())
    if queries.find_feed(client.id) is None:
        return redirect(url_for("feeds.show_address"))
    return render_template(template, practice_name=client.practice.name)

"""A trainer's look at what one of their clients sees. Nobody changes sign-ins, and nothing on the pages can be pressed.

Going in is a POST, which is written down once a day; it leads to an address that is good for half an hour, for this
trainer and this client.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select

from app.accounts.identity import viewer
from app.clients.models import Client, ClientStatus
from app.clients.queries import get_client
from app.core import access, audit
from app.core.audit import AuditEvent
from app.core.clock import clock
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.practices import rights
from app.practices.rights import Right
from app.prescriptions.assigning import load_page, terms_of
from app.prescriptions.routes import assign_page
from app.prescriptions.service import draft
from app.today import pages
from app.today.blueprint import blueprint
from app.today.lifeless import without_life

LASTS = timedelta(minutes=30)
VERB = "seen as client"
PARTS: dict[str, Callable[..., pages.Shown]] = {
    "today": pages.load_today,
    "programme": pages.load_programme,
    "progress": pages.load_progress,
}


@dataclass(frozen=True, slots=True)
class Look:
    """What the frame of such a page shows: whose page it is, and where its other parts are.

    Without a token it is a look at a plan that is not given yet, and has no other parts.
    """

    client: Client
    token: str

    @property
    def is_early(self) -> bool:
        """Whether the client cannot see these pages themselves at present."""
        return self.client.status in (ClientStatus.INVITED, ClientStatus.ARCHIVED)

    def address(self, part: str) -> str:
        """Where another part is; "" for one that is not shown."""
        if part not in PARTS or not self.token:
            return ""
        return url_for("today.show_as_client", client_id=self.client.id, part=part, token=self.token)


@blueprint.get("/clients/<int:client_id>/as-client")
@access.trainer
def ask_as_client(client_id: int) -> ResponseReturnValue:
    """Say what is about to be shown, and how long."""
    return render_template("today/ask_as_client.html", client=get_client(viewer(), client_id))


@blueprint.post("/clients/<int:client_id>/as-client")
@access.trainer
def enter_as_client(client_id: int) -> ResponseReturnValue:
    """Write the look down, once in 24 hours for each trainer, and go there."""
    client, now = get_client(viewer(), client_id), clock.now()
    if not _is_noted(client, now):
        with transaction():
            audit.record(VERB, f"client:{client.id}", now=now, actor_id=viewer().id, practice_id=client.practice_id)
    token = _serializer().dumps([viewer().id, client_id, int((now + LASTS).timestamp())])
    return redirect(url_for("today.show_as_client", client_id=client_id, part="today", token=token))


@blueprint.get("/clients/<int:client_id>/as-client/<part>/<token>")
@access.trainer
def show_as_client(client_id: int, part: str, token: str) -> ResponseReturnValue:
    """One of the client's pages, from the same queries and the same template. The client's own number of queries."""
    client, now = get_client(viewer(), client_id), clock.now()
    if part not in PARTS:
        raise NotFound
    if not _is_good(token, client_id, now):
        return redirect(url_for("today.ask_as_client", client_id=client_id))
    template, context = PARTS[part](client, now=now)
    brand = client.practice.brand
    look = Look(client, token)
    return without_life(render_template(template, **context, own_client=client, practice_brand=brand, as_client=look))


@blueprint.post("/clients/<int:client_id>/plan/preview")
@access.trainer
@rights.needs(Right.PLANS)
def preview_plan(client_id: int) -> ResponseReturnValue:
    """The programme as the client would see it if the plan on the form were given now. Nothing is kept."""
    client, now = get_client(viewer(), client_id), clock.now()
    page = load_page(client, routine_id=None, now=now)
    if page.routine is None or not page.form.validate_on_submit():
        return assign_page(page)
    number = page.newest.version + 1 if page.newest else 1
    plan = draft(page.routine, client, terms_of(page), number=number, by=viewer().id, now=now)
    for serial, item in enumerate(plan.items, start=1):
        # Never kept, so any number will do; the page tells its lines apart by it.
        item.id = serial
    template, context = pages.programme_of(client, plan, pages.today_of(client, now))
    look = Look(client, "")
    shown = render_template(
        template, **context, own_client=client, practice_brand=client.practice.brand, as_client=look
    )
    return without_life(shown)


def _is_noted(client: Client, now: datetime) -> bool:
    noted = select(AuditEvent.id).where(
        AuditEvent.practice_id == client.practice_id,
        AuditEvent.at > now - timedelta(days=1),
        AuditEvent.actor_id == viewer().id,
        AuditEvent.subject == f"client:{client.id}",
        AuditEvent.verb == VERB,
    )
    return db.session.scalar(noted.limit(1)) is not None


def _is_good(token: str, client_id: int, now: datetime) -> bool:
    try:
        viewer_id, seen_id, until = _serializer().loads(token)
        return (viewer_id, seen_id) == (viewer().id, client_id) and now < datetime.fromtimestamp(until, UTC)
    except (BadSignature, ValueError, TypeError):
        return False


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="as-client")

"""Names for the page around every page, and the page of somebody who is nobody's client."""

from __future__ import annotations

from functools import cache
from typing import Any, cast

from flask import Flask, g, has_request_context, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.local import LocalProxy

from app.accounts.identity import viewer
from app.clients import mailing
from app.clients.models import Client
from app.clients.queries import NobodysClient, find_own_client
from app.core import events
from app.core.errors import Forbidden
from app.practices.models import Brand
from app.practices.queries import get_membership


def register(app: Flask) -> None:
    """Listen to refused mail, and give layouts some names.

    They are `practice_name`, `practice_brand` and `own_client`, asked of the database only where one is read.
    """
    app.context_processor(_names)
    app.register_error_handler(NobodysClient, _nobodys_client)
    events.mail_refused.connect(mailing.announce)


def _names() -> dict[str, Any]:
    if not has_request_context():
        return {}
    own_client = cache(_own_client)
    return {
        "own_client": LocalProxy(own_client),
        "practice_name": LocalProxy(lambda: _practice_name(own_client())),
        "practice_brand": LocalProxy(lambda: _brand(own_client())),
    }


def _own_client() -> Client | None:
    if g.get("own_client") is not None:
        return cast(Client, g.own_client)
    is_client = current_user.is_authenticated and not viewer().is_trainer
    return find_own_client(viewer()) if is_client else None


def _brand(own_client: Client | None) -> Brand | None:
    """How the client's practice looks. A trainer's own pages keep the look of the house."""
    return own_client.practice.brand if own_client is not None else None


def _practice_name(own_client: Client | None) -> str:
    if own_client is not None:
        return own_client.practice.name
    if not current_user.is_authenticated or not viewer().is_trainer:
        return ""
    try:
        return get_membership(viewer()).practice.name
    except Forbidden:
        return ""


def _nobodys_client(_error: NobodysClient) -> ResponseReturnValue:
    return render_template("clients/nobodys_client.html"), 404

"""What stands around every page: who may knock, what an error looks like, and the health of the house."""

from __future__ import annotations

from typing import Any

from flask import Flask, abort, current_app, g, has_request_context, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy import text
from werkzeug.exceptions import HTTPException, SecurityError

from app.core import access
from app.core.access import Audience
from app.core.clock import clock
from app.core.db import db
from app.core.errors import Forbidden, NotFound


def init_pages(app: Flask) -> None:
    """Install the gate, the error pages, the template names and the two health addresses."""
    app.before_request(enforce_audience)
    app.before_request(widen_for_upload)
    app.register_error_handler(NotFound, lambda _: _error_page(404))
    app.register_error_handler(Forbidden, lambda _: _error_page(403))
    app.register_error_handler(CSRFError, lambda _: _error_page(400))
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)
    app.add_url_rule("/healthz", "healthz", healthz)
    app.add_url_rule("/readyz", "readyz", readyz)

    @app.context_processor
    def names() -> dict[str, Any]:
        # A mail is rendered outside any request, and then nobody is signed in.
        is_member = has_request_context() and not g.get("is_broken") and current_user.is_authenticated
        return {
            "catches_mail": current_app.config["CATCHES_MAIL"],
            "now": clock.now(),
            "viewer_name": current_user.user.name if is_member else "",
        }


def enforce_audience() -> ResponseReturnValue | None:
    """Let a request through only when its view says it is for such a person. A view that says nothing is closed."""
    if request.endpoint is None or request.endpoint == "static":
        return None
    audience = access.audience_of(current_app.view_functions[request.endpoint])
    if audience in (Audience.PUBLIC, Audience.TOKEN):
        return None
    if audience is Audience.LOCAL:
        if not current_app.config["CATCHES_MAIL"]:
            abort(404)
        return None
    if audience is None:
        abort(403)
    if not current_user.is_authenticated:
        # A GET can be taken up again after signing in; a form cannot.
        target = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("accounts.sign_in", next=target))
    if current_user.belongs_to(audience):
        return None
    if current_user.scope:
        # A mailed link opens one session. For the rest, the person signs in.
        return redirect(url_for("accounts.sign_in", next=request.path if request.method == "GET" else None))
    abort(403)


def widen_for_upload() -> None:
    """Make room for a file where the view takes one. It runs behind the gate, and before anything reads the form."""
    view = current_app.view_functions.get(request.endpoint or "")
    most_bytes = access.upload_limit_of(view) if view else None
    if most_bytes is not None:
        request.max_content_length = most_bytes


@access.public
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "ok"}


@access.public
def readyz() -> ResponseReturnValue:
    """The database answers too."""
    db.session.execute(text("SELECT 1"))
    return {"status": "ok"}


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error, SecurityError):
        # Asked by a name that is not ours: no page, because a page would have to know its own address.
        return "This site does not answer to that name.", 400
    # A redirect is an exception too; it passes unchanged.
    if error.code is None or error.code < 400:
        return error
    return _error_page(error.code)


def _unexpected(error: Exception) -> ResponseReturnValue:
    if current_app.testing or current_app.debug:
        raise error
    # The words of an error can repeat what somebody typed, so only its type and place are kept.
    current_app.logger.error("unexpected %s at %s", type(error).__name__, request.endpoint, exc_info=error)
    return _error_page(500)


def _error_page(code: int) -> ResponseReturnValue:
    # The page that says something went wrong must not ask the database who is looking: it may be what went wrong.
    g.is_broken = code >= 500
    known = (400, 403, 404, 405, 413, 429, 500)
    return render_template(f"errors/{code if code in known else 500 if code >= 500 else 400}.html"), code

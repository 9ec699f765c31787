"""The local mailbox, and the page that stops a kind of mail."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, abort, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import access
from app.core.clock import clock
from app.core.db import transaction
from app.core.forms import searched
from app.mail import stopping
from app.mail.catcher import get_caught, list_caught

blueprint = Blueprint("mail", __name__)

# A mail carries its styles inline, so it is shown in a frame of its own that may do nothing but be looked at.
LOOK_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
FRAME_POLICY = f"{LOOK_POLICY} allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"


def _folder() -> Path:
    return Path(current_app.config["MAIL_CATCHER_PATH"])


@blueprint.get("/mail")
@access.local
def list_mail() -> ResponseReturnValue:
    """The local mailbox, newest first."""
    to = searched(request.args.get("to", ""), most=254)
    return render_template("mail/list.html", mails=list_caught(_folder(), to=to), to=to)


@blueprint.get("/mail/<name>")
@access.local
def show_mail(name: str) -> ResponseReturnValue:
    """One mail: its HTML as sent, its text, its headers."""
    mail = get_caught(_folder(), name)
    return render_template("mail/show.html", mail=mail, headers=[(key, value, "") for key, value in mail.headers])


@blueprint.get("/mail/<name>/html")
@access.local
def show_mail_html(name: str) -> ResponseReturnValue:
    """The HTML part alone, for the frame."""
    # Inside the frame a link would open in the frame; the browser is told to use the whole window.
    html = get_caught(_folder(), name).html.replace("<head>", '<head><base target="_top">', 1)
    response: Response = make_response(html)
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    return response


@blueprint.get("/stop-mail/<token>")
@access.token
def show_stop(token: str) -> ResponseReturnValue:
    """Ask before stopping: mail scanners open links."""
    _, kind = stopping.read_stop_token(token)
    return render_template("mail/stop.html", token=token, kind=kind)


@blueprint.post("/stop-mail/<token>")
@access.token
def stop(token: str) -> ResponseReturnValue:
    """Stop this kind at once: by the button, or by a mail program's one-click request (RFC 8058)."""
    user_id, kind = stopping.read_stop_token(token)
    if request.form.get("List-Unsubscribe") == "One-Click":
        with transaction():
            stopping.stop(user_id, kind, now=clock.now())
        return "", 200
    act = request.form.get("act")
    if act not in ("stop", "resume"):
        abort(400)
    with transaction():
        if act == "stop":
            stopping.stop(user_id, kind, now=clock.now())
        else:
            stopping.resume(user_id, kind)
    return redirect(url_for("mail.show_stopped", token=token, done=act))


@blueprint.get("/stop-mail/<token>/done")
@access.token
def show_stopped(token: str) -> ResponseReturnValue:
    """Say what has been done, and offer the way back."""
    _, kind = stopping.read_stop_token(token)
    return render_template("mail/stopped.html", token=token, kind=kind, is_stopped=request.args.get("done") != "resume")

"""The page that is always one tap away: do I need a doctor?"""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core import access
from app.safety import words

blueprint = Blueprint("safety", __name__)


@blueprint.get("/doctor")
@access.public
def show_doctor_page() -> ResponseReturnValue:
    """The signs and who to call. Open to anybody: a sign-in that ran out never hides it. No query of its own."""
    return render_template(
        "safety/doctor.html",
        groups=words.SIGN_GROUPS,
        numbers=words.EMERGENCY_NUMBERS,
        way_back=_way_back(),
    )


def _way_back() -> str:
    """Where the reader most likely came from: their session, their first page, or the front door."""
    if current_user.is_authenticated and current_user.scope:
        kind, _, number = current_user.scope.partition(":")
        if kind == "session" and number.isdigit():
            return url_for("logbook.show_session", planned_id=int(number))
    return url_for("accounts.show_home")

"""The page that is always one tap away: do I need a doctor?"""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.accounts.identity import way_back
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
        way_back=way_back(),
    )

"""Pages meant for everybody: how long a copy of one may be kept."""

from __future__ import annotations

from flask import Response, make_response, session
from flask.typing import ResponseReturnValue
from flask_login import current_user

# Long enough to take the load of a link that is passed round, short enough that a page taken down is gone soon.
KEPT_S = 300


def for_ever(response: Response) -> Response:
    """Let every cache keep a file for a year: its address names what it holds, so it never changes."""
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def for_everybody(answer: ResponseReturnValue, *, reads_session: bool = True) -> Response:
    """Let browsers and caches keep an answer for five minutes, unless it was made for one person.

    All other pages say `no-store`, since they hold what is personal. An open page says the same to every visitor
    without a session. With one it may hold a way back or a message that waited, so then it stays `no-store` as well.
    `reads_session` is False for files that look the same to everybody.
    """
    response = make_response(answer)
    # A message that was just shown is gone from the session, but stands on the page.
    is_personal = reads_session and (bool(session) or session.modified or current_user.is_authenticated)
    if response.status_code == 200 and not is_personal:
        response.headers["Cache-Control"] = f"public, max-age={KEPT_S}"
    return response

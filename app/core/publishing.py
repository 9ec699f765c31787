"""Pages meant for everybody: how long a copy of one may be kept."""

from __future__ import annotations

from flask import Response, make_response, session
from flask.typing import ResponseReturnValue
from flask_login import current_user

# Long enough to take the load of a link that is passed round, short enough that a page taken down is gone soon.
KEPT_S = 300


def for_everybody(answer: ResponseReturnValue, *, vary: bool = True) -> Response:
    """Let browsers and caches keep a page for five minutes, unless it was made for somebody signed in.

    Other pages say `no-store`, since they hold what is personal. A page of the guide says the same to every visitor
    who is not signed in; a message that waits to be shown (`_flashes`) makes it personal once. `vary` is False for
    files that never read the session.
    """
    response = make_response(answer)
    if response.status_code == 200 and not (vary and (current_user.is_authenticated or session)):
        response.headers["Cache-Control"] = f"public, max-age={KEPT_S}"
    return response

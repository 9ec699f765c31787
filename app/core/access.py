"""Who may knock at which route. A view without a declared audience is not served at all.

The decorators only mark the view; a before-request hook (`core.pages.enforce_audience`) reads the mark. Which *object*
a person may see is the loaders' business (`clients.queries.get_client`), never this module's.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


class Audience(StrEnum):
    """Who a route is for."""

    PUBLIC = "public"  # anyone, signed in or not
    TOKEN = "token"  # noqa: S105 - the address itself carries the right; cookies do not matter
    TRAINER = "trainer"  # signed in as a trainer of a practice
    CLIENT = "client"  # signed in as a client
    SESSION = "session"  # a client, or the holder of a link to one planned session
    MEMBER = "member"  # signed in, trainer or client
    HOLDER = "holder"  # signed in in any way: a trainer, a client, the holder of a link to one planned session
    LOCAL = "local"  # the local mail page: only where no SMTP server is set


def _mark(audience: Audience) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        view.audience = audience  # type: ignore[attr-defined]
        return view

    return decorate


public = _mark(Audience.PUBLIC)
token = _mark(Audience.TOKEN)
trainer = _mark(Audience.TRAINER)
client = _mark(Audience.CLIENT)
session = _mark(Audience.SESSION)
member = _mark(Audience.MEMBER)
holder = _mark(Audience.HOLDER)
local = _mark(Audience.LOCAL)


def takes_upload(most_bytes: int) -> Callable[[View], View]:
    """Let a form's body be up to `most_bytes` long, instead of the 1 MB that any other may send.

    It holds for whom the view is for; a stranger's body is never read. Files are spooled to disk while they arrive.
    """

    def decorate(view: View) -> View:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]
        return view

    return decorate


def upload_limit_of(view: Callable[..., Any]) -> int | None:
    """How long a body the view takes in bytes, or None for what holds everywhere."""
    return getattr(view, "most_bytes", None)


def audience_of(view: Callable[..., Any]) -> Audience | None:
    """The declared audience of a view, or None when nobody declared one."""
    return getattr(view, "audience", None)

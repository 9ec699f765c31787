"""Hooks the practice into the floors below: the rights of its people, and how it looks."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, request
from flask_login import current_user

from app.accounts import identity
from app.core.errors import Forbidden
from app.practices import rights
from app.practices.queries import get_membership
from app.practices.rights import Right


def register(app: Flask) -> None:
    """Stand behind the gate, and tell templates what the viewer may do."""
    app.before_request(_check_right)
    app.context_processor(_names)


def _check_right() -> None:
    """Raise Forbidden when the view asks for a right that the signed-in trainer's role lacks."""
    view = current_app.view_functions.get(request.endpoint or "")
    right = rights.right_of(view) if view else None
    if right is not None and not _viewer_may(right):
        raise Forbidden


def _viewer_may(right: Right | str) -> bool:
    return rights.may(get_membership(identity.viewer()).role, Right(right))


def _names() -> dict[str, Any]:
    return {"viewer_may": _viewer_may if current_user and current_user.is_authenticated else lambda _: False}

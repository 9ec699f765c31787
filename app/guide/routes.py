"""The guide on the site itself. Open to anybody."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.core import access
from app.guide import pages

blueprint = Blueprint("guide", __name__)


@blueprint.get("/guide")
@access.public
def show_guide() -> ResponseReturnValue:
    """All topics."""
    return pages.overview(pages.own_house())


@blueprint.get("/guide/<topic>")
@access.public
def show_topic(topic: str) -> ResponseReturnValue:
    """One topic."""
    return pages.topic_page(topic, pages.own_house())

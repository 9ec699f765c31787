"""A practice's public page."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, url_for
from flask_login import current_user

from app.accounts import identity
from app.consultations.queries import has_offers
from app.core import access
from app.core.publishing import for_everybody
from app.practices.models import Membership, Practice
from app.practices.queries import get_membership, get_practice_at, list_introduced

blueprint = Blueprint("public", __name__)


@blueprint.get("/p/<address>")
@access.public
def show_practice(address: str) -> Response:
    """The practice to anyone, or to its owner before it is shown. Three queries for a visitor."""
    practice = _practice(address)
    paragraphs = [part.strip() for part in practice.about.splitlines() if part.strip()]
    return for_everybody(
        render_template(
            "public/practice.html",
            practice=practice,
            paragraphs=paragraphs,
            trainers=list_introduced(practice.id),
            consultation_url=_consultation_url(practice),
        )
    )


def _consultation_url(practice: Practice) -> str:
    """Where a visitor books a first call; empty while none is open, and while nobody else sees the page."""
    is_open = practice.is_public and has_offers(practice.id)
    return url_for("consultations.start", address=practice.slug) if is_open else ""


def _practice(address: str) -> Practice:
    """The practice at an address, if this visitor may see it."""
    return get_practice_at(address, previewer=_previewer())


def _previewer() -> Membership | None:
    """The trainer who is looking, if one is signed in."""
    is_trainer = current_user.is_authenticated and not current_user.scope and current_user.is_trainer
    return get_membership(identity.viewer()) if is_trainer else None

"""What a practice shows to anyone: its page, its trainers' portraits, the guide in its name; and how that is changed.

The map of the site for search engines stands here too, since only this floor knows every open page.
"""

from __future__ import annotations

from flask import Blueprint, Response, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts import identity
from app.consultations.queries import has_offers
from app.core import access
from app.core.clock import clock
from app.core.db import transaction
from app.core.drawing import ColumnItem, session_column
from app.core.errors import Refused
from app.core.links import public_url
from app.core.publishing import for_everybody
from app.core.security import SEALED_POLICY
from app.guide import pages
from app.guide.queries import get_guide
from app.practices import rights, service
from app.practices.address import suggest
from app.practices.choosing import MOST_SENT_BYTES
from app.practices.models import Membership, Practice
from app.practices.pictures import shrink
from app.practices.queries import (
    get_member,
    get_membership,
    get_portrait,
    get_practice_at,
    is_owner,
    list_introduced,
    list_members,
    list_public_addresses,
    map_portraits,
)
from app.practices.rights import Right
from app.public.editing import IntroductionEditor, open_introduction
from app.public.forms import PublicPageForm
from app.public.schema_org import practice_node
from app.public.words import OFFER, line_of, paragraphs_of

blueprint = Blueprint("public", __name__)

# What a day may look like, in the order it is done.
SAMPLE_SESSION = (ColumnItem("smr", 2, 60), ColumnItem("stretch", 2, 60), ColumnItem("strength", 1, 60))
# What search engines may read. Everything else, also what is added later, is somebody's own.
OPEN_PATHS = ("/$", "/guide", "/p/", "/static/", "/sign-up", "/sitemap.xml")
# Days and times are for a person: a robot would follow every one of them, and they are others by tomorrow.
STEPS_PATH = "/p/*/consultation"


@blueprint.get("/p/<address>")
@access.public
def show_practice(address: str) -> ResponseReturnValue:
    """The practice to anyone, or to its owner before it is shown. Four queries for a visitor."""
    practice = _practice(address)
    trainers = list_introduced(practice.id)
    portraits = {
        member_id: url_for("public.show_portrait", address=address, digest=picture.digest)
        for member_id, picture in map_portraits(trainers).items()
    }
    canonical = public_url("public.show_practice", address=address)
    line = line_of(practice.tagline, practice.about)
    # A portrait's path follows the site's own address, as `public_url` builds it.
    site = current_app.config["PUBLIC_URL"]
    about = practice_node(
        practice,
        [(trainer, f"{site}{portraits[trainer.id]}" if trainer.id in portraits else "") for trainer in trainers],
        url=canonical,
        line=line,
    )
    return for_everybody(
        render_template(
            "public/practice.html",
            practice=practice,
            paragraphs=paragraphs_of(practice.about),
            offer=OFFER,
            trainers=[(trainer, portraits.get(trainer.id), paragraphs_of(trainer.about)) for trainer in trainers],
            consultation_url=_consultation_url(practice),
            session=session_column(SAMPLE_SESSION, 3, width=96, max_height=300),
            topics=get_guide().topics,
            canonical=canonical,
            line=line,
            about=about,
        )
    )


@blueprint.get("/p/<address>/portraits/<digest>.webp")
@access.public
def show_portrait(address: str, digest: str) -> ResponseReturnValue:
    """The portrait of a trainer whom the page introduces, at most 320 pixels long. Two queries for a visitor.

    It is kept for as long as the page is, so that a portrait taken away is soon gone everywhere.
    """
    picture = get_portrait(_practice(address), digest)
    response = Response(shrink(picture.body), mimetype="image/webp")
    response.headers["Content-Security-Policy"] = SEALED_POLICY
    return for_everybody(response)


@blueprint.get("/p/<address>/guide")
@access.public
def show_guide(address: str) -> ResponseReturnValue:
    """The guide in the practice's name. One query for a visitor."""
    return pages.overview(_house(_practice(address)))


@blueprint.get("/p/<address>/guide/<topic>")
@access.public
def show_topic(address: str, topic: str) -> ResponseReturnValue:
    """One topic in the practice's name. One query for a visitor."""
    return pages.topic_page(topic, _house(_practice(address)))


@blueprint.get("/robots.txt")
@access.public
def show_robots() -> ResponseReturnValue:
    """What search engines may read: the open pages by name, and nothing else (RFC 9309: the longest rule wins)."""
    allowed = (f"Allow: {path}" for path in OPEN_PATHS)
    lines = ["User-agent: *", *allowed, f"Disallow: {STEPS_PATH}", "Disallow: /", ""]
    lines.append(f"Sitemap: {public_url('public.show_sitemap')}")
    return for_everybody(Response("\n".join(lines) + "\n", mimetype="text/plain"), reads_session=False)


@blueprint.get("/sitemap.xml")
@access.public
def show_sitemap() -> ResponseReturnValue:
    """The open pages: the front page, the guide, and every practice that shows itself. One query."""
    entries = [(public_url("accounts.show_home"), ""), (public_url("guide.show_guide"), "")]
    entries += [(public_url("guide.show_topic", topic=one.id), one.reviewed.isoformat()) for one in get_guide().topics]
    entries += [(public_url("public.show_practice", address=address), "") for address in list_public_addresses()]
    body = render_template("public/sitemap.xml", entries=entries)
    return for_everybody(Response(body, mimetype="application/xml"), reads_session=False)


@blueprint.get("/settings/public-page")
@access.trainer
@rights.needs(Right.PRACTICE)
def edit_page() -> ResponseReturnValue:
    """What the practice shows to anyone, for its owner. Four queries."""
    membership = get_membership(identity.viewer())
    practice = membership.practice
    form = PublicPageForm(
        data={
            "slug": practice.slug or suggest(practice.name),
            "tagline": practice.tagline,
            "about": practice.about,
            "is_public": practice.is_public,
        }
    )
    return _settings_page(form, membership)


@blueprint.post("/settings/public-page")
@access.trainer
@rights.needs(Right.PRACTICE)
def change_page() -> ResponseReturnValue:
    """Save it, and show or hide the page."""
    membership = get_membership(identity.viewer())
    form = PublicPageForm()
    if not form.validate_on_submit():
        return _settings_page(form, membership)
    try:
        with transaction():
            is_moved = service.update_public_page(
                membership,
                slug=form.slug.data or "",
                tagline=form.tagline.data or "",
                about=form.about.data or "",
                is_public=form.is_public.data,
                now=clock.now(),
            )
    except Refused as refusal:
        form.refuse(refusal)
        return _settings_page(form, get_membership(identity.viewer()))
    if is_moved:
        flash("Saved. The old address leads nowhere from now on.")
    else:
        flash("Saved. Anyone can see the page." if form.is_public.data else "Saved. Only you can see the page.")
    return redirect(url_for("public.edit_page"))


@blueprint.get("/settings/public-page/trainers/<int:member_id>")
@access.trainer
def edit_introduction(member_id: int) -> ResponseReturnValue:
    """How the page introduces one trainer: an owner edits everybody's, another trainer their own. Four queries."""
    membership, editor = _introduction(member_id)
    return _introduction_page(editor, membership)


@blueprint.post("/settings/public-page/trainers/<int:member_id>")
@access.trainer
@access.takes_upload(MOST_SENT_BYTES)
def change_introduction(member_id: int) -> ResponseReturnValue:
    """Save it, or show what is wrong with everything typed, and the portrait chosen, still there."""
    membership, editor = _introduction(member_id)
    if not editor.is_valid():
        with transaction():
            editor.choice.keep_waiting(now=clock.now())
        return _introduction_page(editor, membership)
    form, member = editor.form, editor.member
    with transaction():
        service.introduce(
            member,
            title=form.title.data or "",
            about=form.about.data or "",
            is_listed=form.is_listed.data if "is_listed" in form else member.is_listed,
            portrait=editor.choice.chosen,
            by=membership,
            now=clock.now(),
        )
    flash("Saved.")
    if is_owner(membership):
        return redirect(url_for("public.edit_page"))
    return redirect(url_for("public.edit_introduction", member_id=member_id))


def _house(practice: Practice) -> pages.House:
    address = practice.slug or ""
    return pages.House(
        practice.name,
        url_for("public.show_practice", address=address),
        url_for("public.show_guide", address=address),
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


def _introduction(member_id: int) -> tuple[Membership, IntroductionEditor]:
    membership = get_membership(identity.viewer())
    member = get_member(membership, member_id)
    return membership, open_introduction(member, may_list=is_owner(membership))


def _settings_page(form: PublicPageForm, membership: Membership) -> ResponseReturnValue:
    return render_template(
        "public/settings.html",
        form=form,
        practice=membership.practice,
        members=list_members(membership.practice_id),
        consults=has_offers(membership.practice_id),
        above=public_url("public.show_practice", address="x").removesuffix("x"),
    )


def _introduction_page(editor: IntroductionEditor, membership: Membership) -> ResponseReturnValue:
    return render_template(
        "public/introduction.html",
        editor=editor,
        form=editor.form,
        member=editor.member,
        is_own=editor.member.id == membership.id,
        is_owner=is_owner(membership),
    )

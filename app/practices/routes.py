"""Opening a practice, and its settings."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts import identity
from app.core import access
from app.core.clock import clock
from app.core.db import transaction
from app.core.errors import NotFound, Refused
from app.core.limits import SIGN_UP, limiter
from app.core.publishing import for_ever
from app.core.security import SEALED_POLICY
from app.practices import rights, service
from app.practices.choosing import MOST_SENT_BYTES, PictureChoice
from app.practices.colour import HEX, is_readable, stylesheet
from app.practices.forms import BrandForm, SettingsForm, SignUpForm
from app.practices.models import Membership
from app.practices.pictures import shrink
from app.practices.queries import get_logo, get_membership, is_owner
from app.practices.rights import Right

blueprint = Blueprint("practices", __name__)


@blueprint.get("/sign-up")
@access.public
def sign_up() -> ResponseReturnValue:
    """The form for a new practice."""
    if current_user.is_authenticated and not current_user.scope:
        return redirect(url_for("accounts.show_home"))
    return render_template("practices/sign_up.html", form=SignUpForm())


@blueprint.post("/sign-up")
@access.public
@limiter.limit(SIGN_UP)
def submit_sign_up() -> ResponseReturnValue:
    """Open the practice, sign its owner in, and go to the roster."""
    form = SignUpForm()
    if form.validate_on_submit():
        try:
            with transaction():
                now = clock.now()
                membership = service.open_practice(
                    practice_name=form.practice_name.data,
                    name=form.name.data,
                    email=form.email.data,
                    password=form.password.data,
                    zone=form.zone.data,
                    now=now,
                )
                identity.sign_in(membership.user, now=now)
            flash(f"{membership.practice.name} is open.")
            return redirect(url_for("desk.list_clients"))
        except Refused as refusal:
            form.refuse(refusal)
    return render_template("practices/sign_up.html", form=form)


@blueprint.get("/settings")
@access.trainer
def show_settings() -> ResponseReturnValue:
    """The practice's settings and the trainer's own. Two queries: sign-in, membership."""
    membership = get_membership(identity.viewer())
    return _settings_page(_settings_form(membership), membership)


@blueprint.post("/settings")
@access.trainer
def update_settings() -> ResponseReturnValue:
    """Save them."""
    membership = get_membership(identity.viewer())
    form = _settings_form(membership)
    if not form.validate_on_submit():
        return _settings_page(form, membership)
    with transaction():
        now = clock.now()
        service.update_own_settings(membership, name=form.name.data, zone=form.zone.data, now=now)
        if is_owner(membership):
            service.update_practice(
                membership,
                name=form.practice_name.data,
                reply_to=(form.reply_to.data or "").lower(),
                postal_address=form.postal_address.data or "",
                weight_unit=form.weight_unit.data,
                now=now,
            )
    flash("Settings saved.")
    return redirect(url_for("practices.show_settings"))


@blueprint.route("/settings/brand", methods=["GET", "POST"])
@access.trainer
@rights.needs(Right.PRACTICE)
@access.takes_upload(MOST_SENT_BYTES)
def edit_brand() -> ResponseReturnValue:
    """The practice's colour and logo, for its owner. Three queries to look."""
    membership = get_membership(identity.viewer())
    brand = membership.practice.brand
    form = BrandForm(data={"colour": brand.colour if brand else ""})
    choice = PictureChoice(form, membership.practice_id, brand.logo if brand else None)
    if request.method == "POST":
        form.take(request.form.get("use", ""))
        fault = choice.take()
        is_valid = form.validate_on_submit()
        if fault:
            form.refuse(Refused(fault, "picture"))
        with transaction():
            if is_valid and not fault:
                colour = form.colour.data or ""
                service.change_brand(membership, colour=colour, logo=choice.chosen, now=clock.now())
            else:
                choice.keep_waiting(now=clock.now())
        if is_valid and not fault:
            flash("Saved. Your clients see it from now on.")
            return redirect(url_for("practices.edit_brand"))
    return render_template("practices/brand.html", form=form, practice=membership.practice, choice=choice)


@blueprint.get("/brand/<colour>.css")
@access.public
def show_colour(colour: str) -> ResponseReturnValue:
    """A practice's colour as a style sheet: the address says it all, so it never changes. No query."""
    if not HEX.fullmatch(f"#{colour}") or not is_readable(f"#{colour}"):
        raise NotFound
    response = Response(stylesheet(f"#{colour}"), mimetype="text/css")
    return for_ever(response)


@blueprint.get("/logo/<int:picture_id>/<digest>.webp")
@access.public
def show_logo(picture_id: int, digest: str) -> ResponseReturnValue:
    """A practice's logo, at most 320 pixels long. One query."""
    picture = get_logo(picture_id, digest)
    response = Response(shrink(picture.body), mimetype="image/webp")
    response.headers["Content-Security-Policy"] = SEALED_POLICY
    return for_ever(response)


def _settings_form(membership: Membership) -> SettingsForm:
    practice, user = membership.practice, membership.user
    form = SettingsForm(
        data={
            "name": user.name,
            "zone": user.zone,
            "practice_name": practice.name,
            "reply_to": practice.reply_to,
            "weight_unit": practice.weight_unit,
            "postal_address": practice.postal_address,
        }
    )
    if not is_owner(membership):
        form.keep_own_fields()
    return form


def _settings_page(form: SettingsForm, membership: Membership) -> ResponseReturnValue:
    return render_template(
        "practices/settings.html",
        form=form,
        user=membership.user,
        practice=membership.practice,
        member_id=membership.id,
        is_owner=is_owner(membership),
    )

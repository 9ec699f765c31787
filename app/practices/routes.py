"""Opening a practice, and its settings."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts import identity
from app.core import access
from app.core.clock import clock
from app.core.db import transaction
from app.core.errors import Refused
from app.core.limits import SIGN_UP, limiter
from app.practices import service
from app.practices.forms import SettingsForm, SignUpForm
from app.practices.models import Membership
from app.practices.queries import get_membership, is_owner

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
                now=now,
            )
    flash("Settings saved.")
    return redirect(url_for("practices.show_settings"))


def _settings_form(membership: Membership) -> SettingsForm:
    practice, user = membership.practice, membership.user
    form = SettingsForm(
        data={
            "name": user.name,
            "zone": user.zone,
            "practice_name": practice.name,
            "reply_to": practice.reply_to,
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

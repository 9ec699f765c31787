"""The mails of a practice: what goes out, in whose words, when not, and a look at each."""

from __future__ import annotations

import re
from collections.abc import Collection

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts import identity
from app.core import access
from app.core.clock import clock
from app.core.db import transaction
from app.core.errors import Refused
from app.core.limits import TRY_MAIL, limiter
from app.core.words import count, hour_minute
from app.mail import kinds, outbox
from app.mail.queries import find_suppression
from app.mail.routes import LOOK_POLICY
from app.mail.stopping import list_stopped
from app.mail_choices import service
from app.mail_choices.catalogue import ENTRIES, Entry, get_entry
from app.mail_choices.forms import OwnForm, QuietForm, WordsForm
from app.mail_choices.samples import sample_of
from app.practices import rights
from app.practices.models import MailChoice, Membership
from app.practices.queries import get_membership, is_owner
from app.practices.rights import Right

_LINK = re.compile(r'<a href="[^"]*"')

blueprint = Blueprint("mail_choices", __name__, url_prefix="/settings/mails")


@blueprint.get("")
@access.trainer
def list_kinds() -> ResponseReturnValue:
    """Every kind, the quiet hours, and the member's own mails. Four queries."""
    membership = get_membership(identity.viewer())
    return _list_page(membership, _quiet_form(membership))


@blueprint.post("/quiet-hours")
@access.trainer
@rights.needs(Right.PRACTICE)
def change_quiet_hours() -> ResponseReturnValue:
    """Change the hours for the whole practice."""
    membership = get_membership(identity.viewer())
    form = _quiet_form(membership)
    if not form.validate_on_submit():
        return _list_page(membership, form)
    with transaction():
        late = service.set_quiet_hours(membership, *form.hours(), now=clock.now())
    flash("Quiet hours saved.")
    if late:
        flash(
            f"{count(late, 'client')} asked for a reminder at a time that is quiet now. It comes only after a change."
        )
    return redirect(url_for("mail_choices.list_kinds"))


@blueprint.post("/own")
@access.trainer
def change_own() -> ResponseReturnValue:
    """Turn the member's own mails on or off."""
    membership = get_membership(identity.viewer())
    form = OwnForm()
    if form.validate_on_submit():
        with transaction():
            service.set_own(
                membership, wants_digest=form.digest.data, wants_messages=form.messages.data, now=clock.now()
            )
        flash("Your own mails are saved.")
    return redirect(url_for("mail_choices.list_kinds"))


@blueprint.get("/<kind>")
@access.trainer
def show_kind(kind: str) -> ResponseReturnValue:
    """One kind as its reader gets it, and for an owner the form. Four queries."""
    membership, entry = get_membership(identity.viewer()), get_entry(kind)
    return _kind_page(membership, entry, _words_form(membership, entry))


@blueprint.post("/<kind>")
@access.trainer
@rights.needs(Right.PRACTICE)
def change_kind(kind: str) -> ResponseReturnValue:
    """Change its words, or turn it off."""
    membership, entry = get_membership(identity.viewer()), get_entry(kind)
    form = _words_form(membership, entry)
    if entry.to_team or not form.validate_on_submit():
        return _kind_page(membership, entry, form)
    with transaction():
        service.choose(
            membership,
            entry,
            is_off=not form.is_on.data,
            subject=form.subject.data or "",
            words=form.words.data or "",
            now=clock.now(),
        )
    flash("Saved. This is how it looks from now on.")
    return redirect(url_for("mail_choices.show_kind", kind=kind))


@blueprint.get("/<kind>/html")
@access.trainer
def show_html(kind: str) -> ResponseReturnValue:
    """The sample's HTML alone, for the frame."""
    membership, entry = get_membership(identity.viewer()), get_entry(kind)
    html = outbox.render(sample_of(entry.kind, membership, now=clock.now()))["html"]
    # Its links would lead to pages of a person who does not exist.
    response: Response = make_response(_LINK.sub("<a", html))
    response.headers["Content-Security-Policy"] = LOOK_POLICY
    return response


@blueprint.post("/<kind>/try")
@access.trainer
@limiter.limit(TRY_MAIL, key_func=lambda: f"member:{identity.viewer().id}")
def send_try(kind: str) -> ResponseReturnValue:
    """Mail the sample to the member."""
    membership, entry = get_membership(identity.viewer()), get_entry(kind)
    if find_suppression(membership.user.email) is not None:
        form = _words_form(membership, entry)
        form.refuse(Refused("Your address takes no mail at present, so no test was sent."))
        return _kind_page(membership, entry, form)
    with transaction():
        service.send_try(membership, entry.kind, now=clock.now())
    flash(f"A test is on its way to {membership.user.email}.")
    return redirect(url_for("mail_choices.show_kind", kind=kind))


def _quiet_form(membership: Membership) -> QuietForm:
    practice = membership.practice
    return QuietForm(
        data={"quiet_from": hour_minute(practice.quiet_from), "quiet_until": hour_minute(practice.quiet_until)}
    )


def _words_form(membership: Membership, entry: Entry) -> WordsForm:
    choice = membership.practice.choice_about(entry.kind.name)
    return WordsForm(
        data={
            "is_on": not (choice and choice.is_off),
            "subject": choice.subject if choice else "",
            "words": choice.words if choice else "",
        }
    )


def _list_page(membership: Membership, form: QuietForm) -> str:
    stopped = list_stopped(membership.user_id)
    own = OwnForm(
        formdata=None,
        data={
            "digest": kinds.TRAINER_DIGEST.name not in stopped,
            "messages": kinds.NEW_MESSAGES.name not in stopped,
        },
    )
    return render_template(
        "mail_choices/list.html",
        lines=[(entry, _state(entry, membership.practice.choice_about(entry.kind.name), stopped)) for entry in ENTRIES],
        form=form,
        own=own,
        practice=membership.practice,
        is_owner=is_owner(membership),
    )


def _state(entry: Entry, choice: MailChoice | None, stopped: Collection[str]) -> tuple[str, str]:
    """The sign and the word of a line's tag. `stopped` are the kinds the member has stopped for themselves."""
    if entry.to_team and entry.kind.name in stopped:
        return "paused", "Off for you"
    if choice is not None and choice.is_off:
        return "paused", "Off"
    if choice is not None and (choice.subject or choice.words):
        return "calm", "On, with your words"
    return "calm", "On"


def _kind_page(membership: Membership, entry: Entry, form: WordsForm) -> str:
    mail = outbox.render(sample_of(entry.kind, membership, now=clock.now()))
    return render_template(
        "mail_choices/show.html",
        entry=entry,
        form=form,
        mail=mail,
        practice=membership.practice,
        reader=membership.user,
        may_edit=is_owner(membership) and not entry.to_team,
    )

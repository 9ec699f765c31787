"""Getting in and out."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts import identity, links, service
from app.accounts.forms import LanguageForm, LinkRequestForm, PasswordForm, SignInForm
from app.accounts.models import LinkPurpose, Role
from app.core import access, language
from app.core.clock import clock
from app.core.db import transaction
from app.core.drawing import ColumnItem, session_column
from app.core.limits import ACCOUNT_SIGN_IN, LINK_REQUEST, SIGN_IN, TOKEN_POST, limiter, typed_account
from app.core.links import public_url
from app.core.security import safe_next

blueprint = Blueprint("accounts", __name__)

# What the front page draws, in the order it is done.
SAMPLE_SESSION = (ColumnItem("smr", 2, 60), ColumnItem("stretch", 2, 60), ColumnItem("strength", 1, 60))


def home_of(role: str) -> str:
    """The address a person starts from."""
    return url_for("desk.show_needs" if role == Role.TRAINER else "today.show_today")


@blueprint.get("/")
@access.public
def show_home() -> ResponseReturnValue:
    """Where a person starts: their own first page, or what Plinth is."""
    if current_user.is_authenticated and not current_user.scope:
        return redirect(home_of(current_user.user.role))
    return render_template(
        "accounts/home.html",
        session=session_column(SAMPLE_SESSION, 3, width=96, max_height=300),
        canonical=public_url("accounts.show_home"),
    )


@blueprint.get("/sign-in")
@access.public
def sign_in() -> ResponseReturnValue:
    """The sign-in page: a link by mail, or a password."""
    if current_user.is_authenticated and not current_user.scope:
        return redirect(safe_next(request.args.get("next")) or home_of(current_user.user.role))
    return _sign_in_page(SignInForm(), LinkRequestForm())


@blueprint.post("/sign-in")
@access.public
@limiter.limit(SIGN_IN)
@limiter.limit(ACCOUNT_SIGN_IN, key_func=typed_account)
def submit_sign_in() -> ResponseReturnValue:
    """Sign in by password. The answer is the same whether the address or the password is wrong."""
    form = SignInForm()
    if not form.validate_on_submit():
        return _sign_in_page(form, LinkRequestForm(formdata=None))
    user = service.check_password(form.email.data, form.password.data)
    if user is None:
        form.form_errors.append("Address and password do not fit together. Try again, or have a link sent.")
        return _sign_in_page(form, LinkRequestForm(formdata=None))
    with transaction():
        service.renew_hash(user, form.password.data)
        identity.sign_in(user, now=clock.now())
    return redirect(safe_next(request.args.get("next")) or home_of(user.role))


def _sign_in_page(form: SignInForm, link_form: LinkRequestForm) -> ResponseReturnValue:
    target = safe_next(request.args.get("next")) or ""
    return render_template("accounts/sign_in.html", form=form, link_form=link_form, next=target)


@blueprint.get("/sign-in/link")
@access.public
def request_link() -> ResponseReturnValue:
    """Ask for a sign-in link."""
    return render_template("accounts/request_link.html", form=LinkRequestForm())


@blueprint.post("/sign-in/link")
@access.public
@limiter.limit(LINK_REQUEST)
def submit_link_request() -> ResponseReturnValue:
    """Mail a link. The answer does not tell whether the address is known."""
    form = LinkRequestForm()
    if not form.validate_on_submit():
        return render_template("accounts/request_link.html", form=form)
    with transaction():
        service.send_sign_in_link(form.email.data, now=clock.now())
    return render_template("accounts/link_sent.html", email=form.email.data)


@blueprint.get("/enter/<token>")
@access.token
def show_link(token: str) -> ResponseReturnValue:
    """Show what the link is for; opening it changes nothing."""
    link = links.find_link(token, LinkPurpose.SIGN_IN, now=clock.now())
    if link is None:
        return render_template("accounts/link_gone.html"), 410
    language.follow(link.user.language)
    days = identity.LASTS[Role(link.user.role)].days
    return render_template("accounts/enter.html", token=token, user=link.user, days=days)


@blueprint.post("/enter/<token>")
@access.token
@limiter.limit(TOKEN_POST)
def enter(token: str) -> ResponseReturnValue:
    """Sign in with the link, once."""
    now = clock.now()
    link = links.find_link(token, LinkPurpose.SIGN_IN, now=now)
    if link is None:
        return render_template("accounts/link_gone.html"), 410
    with transaction():
        is_first = links.use_link(link, now=now)
        if is_first:
            identity.sign_in(link.user, now=now)
    if not is_first:
        return render_template("accounts/link_gone.html"), 410
    return redirect(home_of(link.user.role))


@blueprint.post("/sign-out")
@access.member
def sign_out() -> ResponseReturnValue:
    """End this browser's sign-in."""
    with transaction():
        identity.sign_out(now=clock.now())
    flash("Signed out.")
    return redirect(url_for("accounts.sign_in"))


@blueprint.get("/more")
@access.client
def show_more() -> ResponseReturnValue:
    """Everything else a client may want: reminders, password, help, out."""
    user = identity.viewer().user
    name = language.languages().get(user.language, user.language)
    return render_template("accounts/more.html", user=user, language_name=name)


@blueprint.route("/language", methods=["GET", "POST"])
@access.client
def choose_language() -> ResponseReturnValue:
    """Choose the language of every page and mail."""
    person = identity.viewer().user
    form = LanguageForm(data={"language": person.language})
    if form.validate_on_submit():
        with transaction():
            person.language = form.language.data
        language.follow(person.language)
        flash(gettext("Saved. Pages and mails are in %(name)s now.", name=language.languages()[person.language]))
        return redirect(url_for("accounts.show_more"))
    return render_template("accounts/language.html", form=form)


@blueprint.route("/password", methods=["GET", "POST"])
@access.member
def change_password() -> ResponseReturnValue:
    """Set or change the password."""
    form = PasswordForm()
    person = identity.viewer()
    if form.validate_on_submit():
        with transaction():
            service.set_password(person.user, form.password.data, keep_sign_in_id=person.sign_in_id, now=clock.now())
        flash("Password set. Every other browser is signed out.")
        return redirect(url_for("accounts.show_home"))
    return render_template("accounts/password.html", form=form, user=person.user)

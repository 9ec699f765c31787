"""Who is asking: Flask-Login on top of our own table of signed-in browsers, so that signing out works everywhere."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

from flask import Flask, g, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select, update

from app.accounts.models import Role, SignIn, User
from app.core.access import Audience
from app.core.clock import clock
from app.core.db import db
from app.core.tokens import hash_token, new_token

# A trainer's browser sees many people's data, a client's only its own.
LASTS = {Role.TRAINER: timedelta(days=7), Role.CLIENT: timedelta(days=90)}
SESSION_SCOPE_LASTS = timedelta(days=7)

manager = LoginManager()


class Viewer(UserMixin):
    """The person behind a request. `scope` is empty, or names the one session a mailed link opened."""

    def __init__(self, sign_in: SignIn, token: str) -> None:
        self.sign_in_id = sign_in.id
        self.scope = sign_in.scope
        self.user = sign_in.user
        self._token = token

    @property
    def id(self) -> int:
        """The user's number."""
        return self.user.id

    @property
    def is_trainer(self) -> bool:
        """True for a trainer."""
        return self.user.role == Role.TRAINER

    def get_id(self) -> str:
        """What the cookie keeps: the token of this sign-in, not the user's number."""
        return self._token

    def belongs_to(self, audience: Audience) -> bool:
        """Whether a view for `audience` is for this person."""
        is_full = not self.scope
        return {
            Audience.TRAINER: is_full and self.is_trainer,
            Audience.CLIENT: is_full and not self.is_trainer,
            Audience.SESSION: not self.is_trainer,
            Audience.MEMBER: is_full,
            Audience.HOLDER: True,
        }.get(audience, True)


def init_identity(app: Flask) -> None:
    """Tie Flask-Login to the application."""
    manager.init_app(app)
    # Our sign-ins are rows that can be ended; Flask-Login's browser fingerprint would only sign people out on updates.
    manager.session_protection = None


@manager.user_loader
def _load(token: str) -> Viewer | None:
    sign_in = db.session.scalar(
        select(SignIn).where(
            SignIn.token_hash == hash_token(token),
            SignIn.ended_at.is_(None),
            SignIn.expires_at > clock.now(),
        )
    )
    if sign_in is None or sign_in.user.disabled_at is not None:
        return None
    return Viewer(sign_in, token)


def viewer() -> Viewer:
    """The signed-in person of this request. Only for views whose audience is signed in."""
    return cast(Viewer, current_user._get_current_object())


def way_back() -> str:
    """Where the reader of an open page most likely came from: their session, their first page, or the front door."""
    if current_user.is_authenticated and current_user.scope:
        kind, _, number = current_user.scope.partition(":")
        if kind == "session" and number.isdigit():
            return url_for("logbook.show_session", planned_id=int(number))
    return url_for("accounts.show_home")


def sign_in(user: User, *, now: datetime, scope: str = "") -> Viewer:
    """Sign this browser in, in the present transaction. A new token each time; nothing of an older session is kept."""
    session.clear()
    token = new_token()
    lasts = SESSION_SCOPE_LASTS if scope else LASTS[Role(user.role)]
    row = SignIn(token_hash=hash_token(token), user_id=user.id, scope=scope, created_at=now, expires_at=now + lasts)
    row.user = user
    db.session.add(row)
    db.session.flush()
    person = Viewer(row, token)
    login_user(person)
    # Two pages asked for at once would each make a token of their own for forms, and only one would be good.
    g.pop("csrf_token", None)
    generate_csrf()
    session.permanent = True
    return person


def sign_out(*, now: datetime) -> None:
    """End this browser's sign-in."""
    _end(SignIn.id == viewer().sign_in_id, now)
    logout_user()
    session.clear()


def sign_out_elsewhere(user_id: int, *, keep_id: int | None, now: datetime) -> None:
    """End every sign-in of a person but one (None: all)."""
    _end((SignIn.user_id == user_id) & (SignIn.id != (keep_id or 0)), now)


def _end(which: object, now: datetime) -> None:
    db.session.execute(update(SignIn).where(which, SignIn.ended_at.is_(None)).values(ended_at=now))  # type: ignore[arg-type]

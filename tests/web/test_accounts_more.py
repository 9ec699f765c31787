"""The client's "More", and the password of both."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from app.accounts import passwords
from app.accounts.models import SignIn
from app.core.db import db
from tests.factories import Cast
from tests.page import Browser
from tests.people import is_signed_in

SECRET = "seven dry towels"


def test_more_names_who_sees_the_data(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    sign_in(cast.cleo.user)
    more = page.get("/more")
    assert "Tara Lind, your trainer" in more.text
    assert "North Side Movement" in more.text
    assert {"/reminders", "/password", "/consent"} <= set(more.links())


def test_more_is_for_clients(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    assert page.get("/more", status=302).location == "/sign-in?next=/more"
    sign_in(cast.tara)
    page.get("/more", status=403)


def test_setting_a_password_signs_every_other_browser_out(
    page: Browser, client: FlaskClient, cast: Cast, sign_in: Callable[..., None]
) -> None:
    sign_in(cast.cleo.user)
    elsewhere = db.session.query(SignIn.id).one()[0]
    sign_in(cast.cleo.user)
    form = page.get("/password")
    assert form.h1 == "Set a password"
    page.submit(form, "/password", password=SECRET, again=SECRET, status=302)
    ended = {row.id: row.ended_at for row in db.session.query(SignIn)}
    assert ended.pop(elsewhere) is not None
    assert list(ended.values()) == [None]
    db.session.refresh(cast.cleo.user)
    assert passwords.is_right(SECRET, cast.cleo.user.password_hash)
    assert is_signed_in(client)
    assert page.get("/password").h1 == "Change the password"


def test_a_password_is_long_and_typed_twice_alike(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    sign_in(cast.tara)
    short = page.post("/password", {"password": "short", "again": "short"})
    assert "Use 12 characters or more." in short.text
    unlike = page.post("/password", {"password": SECRET, "again": "seven wet towels"})
    assert "The two are not the same." in unlike.text
    db.session.refresh(cast.tara)
    assert cast.tara.password_hash is None


def test_the_password_is_for_members(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    page.get("/password", status=302)
    sign_in(cast.cleo.user, scope="session:1")
    page.get("/password", status=302)

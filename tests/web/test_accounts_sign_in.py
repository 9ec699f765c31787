"""Signing in: by a mailed link, by a password, and out again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts import links, passwords, service
from app.accounts.models import LinkPurpose, SignIn, User
from app.core.clock import clock
from app.core.db import db, transaction
from tests.conftest import NOW, Moment
from tests.factories import Cast
from tests.page import HOST, Browser
from tests.people import is_signed_in, mails_to, path_in, rows
from tests.snapshots import assert_snapshot

SECRET = "seven dry towels"


def _give_password(user: User) -> None:
    with transaction():
        user.password_hash = passwords.hash_password(SECRET)


def _sign_in_link(user: User) -> str:
    with transaction():
        return f"/enter/{links.create_link(user, LinkPurpose.SIGN_IN, now=clock.now())}"


def test_the_front_page_leads_in(page: Browser) -> None:
    front = page.get("/")
    assert {"/sign-in", "/sign-up"} <= set(front.links())
    assert "does not diagnose" in front.text


def test_the_front_page_sends_members_home(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    sign_in(cast.tara)
    assert page.get("/", status=302).location == "/desk"
    assert page.get("/sign-in", status=302).location == "/desk"
    sign_in(cast.cleo.user)
    assert page.get("/", status=302).location == "/today"


def test_a_link_is_mailed_and_signs_in_once(page: Browser, client: FlaskClient, cast: Cast) -> None:
    form = page.get("/sign-in")
    sent = page.submit(form, "/sign-in/link", email="  CLEO@example.com ", status=200)
    assert sent.h1 == "Look in your mailbox"
    mail = mails_to("cleo@example.com", "sign-in-link")[0]
    assert mail.from_name == "Plinth"
    path = path_in(mail)
    token = path.rpartition("/")[2]
    assert_snapshot("sign-in-link", text=mail.text.replace(token, "TOKEN"), html=mail.html.replace(token, "TOKEN"))
    before = rows()
    opened = page.get(path)
    assert opened.h1 == "Welcome back, Cleo"
    assert rows() == before
    assert page.submit(opened, path, status=302).location == "/today"
    assert is_signed_in(client)
    page.get("/more")
    assert page.get(path, status=410).h1 == "This link is used up"
    assert page.post(path, status=410).h1 == "This link is used up"


def test_of_two_who_open_a_link_at_once_one_is_let_in(cast: Cast) -> None:
    token = _sign_in_link(cast.cleo.user).rpartition("/")[2]
    first, second = (links.find_link(token, LinkPurpose.SIGN_IN, now=NOW) for _ in range(2))
    assert first is not None and second is not None
    with transaction():
        assert links.use_link(first, now=NOW)
    with transaction():
        assert not links.use_link(second, now=NOW)


def test_the_answer_does_not_tell_whether_an_address_is_known(page: Browser, cast: Cast) -> None:
    known = page.post("/sign-in/link", {"email": "cleo@example.com"})
    unknown = page.post("/sign-in/link", {"email": "zoe@example.com"})
    assert known.text.replace("cleo@", "zoe@") == unknown.text
    assert mails_to("zoe@example.com", "sign-in-link") == []


def test_a_link_lasts_half_an_hour(page: Browser, cast: Cast, at: Moment) -> None:
    path = _sign_in_link(cast.cleo.user)
    at.move(NOW + timedelta(minutes=29))
    page.get(path, status=200)
    at.move(NOW + timedelta(minutes=30))
    page.get(path, status=410)
    page.post(path, status=410)


def test_a_link_of_somebody_disabled_opens_nothing(page: Browser, cast: Cast) -> None:
    path = _sign_in_link(cast.cleo.user)
    with transaction():
        cast.cleo.user.disabled_at = NOW
    page.post(path, status=410)
    page.post("/sign-in/link", {"email": "cleo@example.com"})
    assert mails_to("cleo@example.com", "sign-in-link") == []


def test_one_mailbox_gets_five_links_in_a_quarter_of_an_hour(page: Browser, cast: Cast, at: Moment) -> None:
    for _ in range(7):
        with transaction():
            service.send_sign_in_link("cleo@example.com", now=clock.now())
    assert len(mails_to("cleo@example.com", "sign-in-link")) == 5
    at.move(NOW + timedelta(minutes=16))
    with transaction():
        service.send_sign_in_link("cleo@example.com", now=clock.now())
    assert len(mails_to("cleo@example.com", "sign-in-link")) == 6


def test_asking_for_links_is_limited(page: Browser, cast: Cast) -> None:
    for _ in range(5):
        page.post("/sign-in/link", {"email": "cleo@example.com"}, status=200)
    page.post("/sign-in/link", {"email": "cleo@example.com"}, status=429)


def test_a_faulty_address_is_named_and_kept(page: Browser) -> None:
    answer = page.post("/sign-in/link", {"email": "cleo@home"})
    assert "does not look like an email address" in answer.text
    assert answer.value("email") == "cleo@home"


def test_a_password_signs_in_and_goes_where_the_person_wanted(page: Browser, client: FlaskClient, cast: Cast) -> None:
    _give_password(cast.tara)
    action = [form.get("action", "") for form in page.get("/sign-in?next=/settings").all("form")][1]
    assert page.post(action, {"email": "tara@example.com", "password": "wrong wrong wrong"}).h1 == "Sign in"
    answer = page.post(action, {"email": "Tara@example.com", "password": SECRET}, status=302)
    assert answer.location == "/settings"
    assert is_signed_in(client)


@pytest.mark.parametrize("target", ["//evil.test", "https://evil.test/x", "/\\evil.test"])
def test_next_never_leaves_the_site(page: Browser, cast: Cast, target: str) -> None:
    _give_password(cast.tara)
    data = {"email": "tara@example.com", "password": SECRET, "csrf_token": page.csrf_token()}
    response = page.client.post("/sign-in", query_string={"next": target}, data=data, base_url=HOST)
    assert response.headers["Location"].removeprefix(HOST) == "/desk"


@pytest.mark.parametrize(
    ("email", "password"),
    [("tara@example.com", "wrong wrong wrong"), ("zoe@example.com", SECRET), ("otto@example.com", SECRET)],
)
def test_a_wrong_pair_says_one_thing(page: Browser, client: FlaskClient, cast: Cast, email: str, password: str) -> None:
    _give_password(cast.tara)
    answer = page.post("/sign-in", {"email": email, "password": password})
    assert "Address and password do not fit together." in answer.text
    assert [e.get("value") for e in answer.all("input", name="email", id="email")] == [email]
    assert not is_signed_in(client)


def test_signing_in_by_password_is_limited(page: Browser, cast: Cast) -> None:
    for _ in range(10):
        page.post("/sign-in", {"email": "", "password": ""}, status=200)
    page.post("/sign-in", {"email": "", "password": ""}, status=429)


def test_one_account_is_limited_from_everywhere(page: Browser, client: FlaskClient, cast: Cast) -> None:
    """Spelled differently, from another address each time; the next account is not touched."""
    _give_password(cast.tara)

    def status(number: int, email: str) -> int:
        data = {"email": email, "password": "wrong wrong wrong", "csrf_token": page.csrf_token()}
        origin = {"REMOTE_ADDR": f"10.0.0.{number}"}
        return client.post("/sign-in", data=data, base_url=HOST, environ_overrides=origin).status_code

    spellings = ("tara@example.com", " Tara@Example.com")
    assert [status(number, spellings[number % 2]) for number in range(21)] == [200] * 20 + [429]
    assert status(99, "otto@example.com") == 200


def test_signing_out_ends_the_sign_in(
    page: Browser, client: FlaskClient, cast: Cast, sign_in: Callable[..., None]
) -> None:
    sign_in(cast.cleo.user)
    assert page.post("/sign-out", status=302).location == "/sign-in"
    assert not is_signed_in(client)
    assert db.session.scalars(select(SignIn.ended_at)).one() == NOW
    assert "Signed out." in page.get("/sign-in").text

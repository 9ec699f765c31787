"""Opening a practice: by the form, and from the command line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import Role, User
from app.core.db import db
from app.core.events import trainer_joined
from app.practices.models import MemberRole, Membership, Practice
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import Browser
from tests.people import is_signed_in

FILLED = {
    "practice_name": "Calder Back & Hip",
    "name": "Ines Calder",
    "email": "Ines@Example.com",
    "password": "seven dry towels",
    "zone": "America/Edmonton",
}


def _count(table: type[Practice] | type[User] | type[Membership]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_a_practice_opens_and_its_owner_is_in(page: Browser, client: FlaskClient) -> None:
    heard = []

    def listen(membership: Membership, *, now: datetime) -> None:
        heard.append((membership.user.name, now))

    with trainer_joined.connected_to(listen):
        answer = page.submit(page.get("/sign-up"), "/sign-up", status=302, **FILLED)
    assert answer.location == "/clients"
    assert is_signed_in(client)
    assert heard == [("Ines Calder", NOW)]
    membership = db.session.scalars(select(Membership)).one()
    assert (membership.role, membership.user.role, membership.user.email) == ("owner", "trainer", "ines@example.com")
    assert (membership.practice.name, membership.practice.zone) == ("Calder Back & Hip", "America/Edmonton")
    assert membership.practice.reply_to == "ines@example.com"
    assert "Calder Back & Hip is open." in page.get("/settings").text


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("practice_name", " ", "Type the name your clients know you by."),
        ("practice_name", "x" * 81, "Use 80 characters or fewer."),
        ("name", "", "Type your name."),
        ("email", "ines@", "does not look like an email address"),
        ("password", "seven", "Use 12 characters or more."),
        ("zone", "", "Choose a time zone."),
        ("zone", "Mars/Olympus", "Choose a time zone from the list."),
    ],
)
def test_a_fault_is_named_and_the_rest_is_kept(page: Browser, field: str, typed: str, sentence: str) -> None:
    answer = page.post("/sign-up", {**FILLED, field: typed}, status=200)
    assert sentence in answer.text
    for name in {"practice_name", "name", "email", "zone"} - {field}:
        assert answer.value(name) == FILLED[name]
    assert _count(Practice) == _count(User) == 0


def test_a_taken_address_opens_nothing(page: Browser, client: FlaskClient, cast: Cast) -> None:
    for taken in ("cleo@example.com", "OTTO@example.com"):
        answer = page.post("/sign-up", {**FILLED, "email": taken}, status=200)
        assert "This address cannot be used for a new account." in answer.text
        assert answer.value("practice_name") == FILLED["practice_name"]
    assert _count(Practice) == 2
    assert not is_signed_in(client)


def test_the_last_word_on_an_address_is_the_databases(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two sign-ups at once: neither sees the other, and the second becomes a sentence."""
    from app.accounts import service as accounts
    from app.core.db import transaction
    from app.core.errors import Refused

    monkeypatch.setattr(accounts, "find_user", lambda _: None)
    with pytest.raises(Refused) as refusal, transaction():
        accounts.create_user(email="cleo@example.com", name="C", role=Role.TRAINER, zone="UTC", now=NOW)
    assert refusal.value.field == "email"


def test_who_is_signed_in_needs_no_sign_up(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    sign_in(cast.tara)
    assert page.get("/sign-up", status=302).location == "/"


def test_sign_up_is_limited(page: Browser) -> None:
    for _ in range(10):
        page.post("/sign-up", {}, status=200)
    page.post("/sign-up", {}, status=429)


def _run(app: Flask, *arguments: str, typed: str = "") -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["create-trainer", *arguments], input=typed)
    db.session.rollback()
    return result.exit_code, result.output


def test_the_command_opens_a_practice_and_prints_a_link(app: Flask, page: Browser) -> None:
    code, said = _run(app, "ines@example.com", "--name", "Ines", "--practice", "Calder", "--zone", "America/Edmonton")
    assert code == 0
    assert "Ines is owner of Calder." in said
    path = said.strip().rpartition("http://plinth.test")[2]
    assert page.post(path, status=302).location == "/desk"


def test_the_command_adds_to_a_practice_that_is_there(app: Flask, page: Browser, cast: Cast) -> None:
    code, said = _run(
        app,
        *("ines@example.com", "--name", "Ines", "--practice", "North Side Movement", "--password-stdin"),
        typed="seven dry towels\n",
    )
    assert code == 0 and "http" not in said
    added = db.session.scalars(select(Membership).join(User).where(User.email == "ines@example.com")).one()
    assert (added.practice_id, added.role) == (cast.practice.id, MemberRole.TRAINER)
    page.post("/sign-in", {"email": "ines@example.com", "password": "seven dry towels"}, status=302)


@pytest.mark.parametrize(
    ("arguments", "typed", "sentence"),
    [
        (["cleo@example.com", "--name", "C", "--practice", "P"], "", "cannot be used"),
        (["ines", "--name", "I", "--practice", "P"], "", "not an email address"),
        (["ines@example.com", "--name", " ", "--practice", "P"], "", "A name cannot be empty."),
        (["ines@example.com", "--name", "I", "--practice", "P", "--zone", "Mars"], "", "unknown time zone"),
        (["ines@example.com", "--name", "I", "--practice", "P", "--password-stdin"], "short\n", "12 characters"),
    ],
)
def test_the_command_says_what_is_wrong(
    app: Flask, cast: Cast, arguments: list[str], typed: str, sentence: str
) -> None:
    code, said = _run(app, *arguments, typed=typed)
    assert code != 0 and sentence in said
    assert _count(Practice) == 2

"""The words a practice sorts its clients by, on the details page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.clients import tags
from app.clients.models import Tag
from app.core.db import db, transaction
from tests.conftest import NOW
from tests.factories import Cast, make_client
from tests.page import HOST, Browser

SignIn = Callable[..., None]


def path(cast: Cast) -> str:
    return f"/clients/{cast.cleo.id}/tags"


def test_tags_are_typed_in_one_line_and_shown_again(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    shown = page.get(f"/clients/{cast.cleo.id}/edit")
    page.submit(shown, path(cast), tags=" Runner, desk   work ,runner,", status=302)
    again = page.get(f"/clients/{cast.cleo.id}/edit")
    assert again.value("tags") == "desk work, Runner"
    assert [option.get("value") for option in again.all("option")][-2:] == ["desk work", "Runner"]


def test_a_tag_that_nobody_has_any_more_goes(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    bea = make_client("Bea Hart", cast.practice, cast.tara, now=NOW)
    with transaction():
        tags.set_tags(cast.cleo, ["Runner", "Desk"])
        tags.set_tags(bea, ["runner"])
    sign_in(cast.tara)
    page.post(path(cast), {"tags": ""}, status=302)
    assert [tag.name for tag in tags.list_tags(cast.practice.id)] == ["Runner"]
    assert tags.tags_of([cast.cleo.id, bea.id]) == {bea.id: ["Runner"]}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("x" * 31, "A tag has at most 30 letters."),
        (",".join("abcdefghi"), "Use at most 8 tags."),
        ("a\x07b", "There is a character here that we cannot keep. Type it again by hand."),
    ],
)
def test_what_cannot_be_a_tag_is_told_and_kept(
    page: Browser, cast: Cast, sign_in: SignIn, typed: str, sentence: str
) -> None:
    sign_in(cast.tara)
    answer = page.client.post(path(cast), data={"csrf_token": page.csrf_token(), "tags": typed}, base_url=HOST)
    assert answer.status_code == 200
    words = answer.get_data(as_text=True)
    assert sentence in words
    assert typed in words
    assert db.session.scalars(select(Tag)).all() == []


def test_two_practices_have_each_their_own(cast: Cast) -> None:
    with transaction():
        tags.set_tags(cast.cleo, ["Runner"])
        tags.set_tags(cast.nils, ["Runner"])
    assert len(tags.list_tags(cast.practice.id)) == len(tags.list_tags(cast.other_practice.id)) == 1


@pytest.mark.parametrize(("who", "status"), [("tom", 404), ("otto", 404), ("cleo", 403), ("", 302)])
def test_strangers_tag_nobody(page: Browser, cast: Cast, sign_in: SignIn, who: str, status: int) -> None:
    people = {"tom": cast.tom, "otto": cast.otto, "cleo": cast.cleo.user}
    if who:
        sign_in(people[who])
    page.post(path(cast), {"tags": "Runner"}, status=status)
    assert db.session.scalars(select(Tag)).all() == []

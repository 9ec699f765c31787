"""A client reads who did what about them: their own trail, in words, without any value."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.core import audit
from app.core.db import transaction
from app.portability.trail import PAGE, words_of
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import Browser

PATH = "/my-data/trail"
SignIn = Callable[..., None]


def _done(cast: Cast, verb: str, *, days: int = 0, actor: int | None = None, client_id: int | None = None) -> None:
    audit.record(
        verb,
        f"client:{client_id or cast.cleo.id}",
        now=NOW - timedelta(days=days),
        actor_id=actor or cast.tara.id,
        practice_id=cast.practice.id,
        detail="never shown",
    )


def test_the_newest_act_comes_first_with_its_person(cast: Cast, page: Browser, sign_in: SignIn) -> None:
    with transaction():
        _done(cast, "client data downloaded", days=2)
        _done(cast, "plan given, version 3", days=1)
        _done(cast, "client moved", actor=cast.cleo.user_id)
        _done(cast, "client invited", client_id=cast.cleo.id + 1000)
    sign_in(cast.cleo.user)
    text = page.get(PATH).text
    order = [text.index(words) for words in ("Changed the time zone", "Gave you a plan", "Downloaded your data")]
    assert order == sorted(order)
    assert "You, 25 November 2026" in text and f"{cast.tara.name}, 24 November 2026" in text
    assert "Invited you" not in text and "never shown" not in text


def test_a_verb_without_words_is_shown_all_the_same(cast: Cast, page: Browser, sign_in: SignIn) -> None:
    with transaction():
        _done(cast, "something new")
    sign_in(cast.cleo.user)
    assert "Changed something about you" in page.get(PATH).text


def test_the_longer_beginning_is_not_swallowed() -> None:
    assert (words_of("client: pause"), words_of("client invited")) == (
        "Changed whether you are active, paused or archived",
        "Invited you",
    )


def test_what_does_not_fit_comes_on_the_next_page(cast: Cast, page: Browser, sign_in: SignIn) -> None:
    with transaction():
        for days in range(PAGE + 1):
            _done(cast, "client changed" if days < PAGE else "client invited", days=days)
    sign_in(cast.cleo.user)
    first = page.get(PATH)
    assert "Invited you" not in first.text and f"{PATH}?page=2" in first.links()
    second = page.get(f"{PATH}?page=2")
    assert "Invited you" in second.text and f"{PATH}?page=3" not in second.links()


@pytest.mark.parametrize("asked", ["0", "-3", "99999999999999999999", "x"])
def test_an_odd_page_is_no_error(cast: Cast, page: Browser, sign_in: SignIn, asked: str) -> None:
    sign_in(cast.cleo.user)
    page.get(f"{PATH}?page={asked}")


def test_nobody_elses_trail(cast: Cast, page: Browser, sign_in: SignIn) -> None:
    with transaction():
        _done(cast, "client data downloaded")
    sign_in(cast.nils.user)
    assert "Downloaded your data" not in page.get(PATH).text

"""A practice's public page: who sees it, what it says, and how long a copy may be kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.core.db import transaction
from app.practices.models import Practice
from tests.factories import Cast
from tests.page import Browser


def publish(practice: Practice, **more: Any) -> None:
    """Give the practice a page that is shown, with `more` on it."""
    with transaction():
        practice.slug, practice.is_public = "north-side", True
        for name, value in more.items():
            setattr(practice, name, value)


def test_a_practice_says_who_it_is(page: Browser, cast: Cast) -> None:
    publish(cast.practice, tagline="Calm training for a sore back", about="We are two.\n\nWe work slowly.")
    seen = page.get("/p/north-side")
    assert seen.h1 == "Calm training for a sore back"
    assert cast.practice.name in seen.text
    assert "We are two." in seen.text
    assert seen.all("meta", name="robots")[0].get("content") == "index"


def test_without_a_tagline_the_name_is_the_heading(page: Browser, cast: Cast) -> None:
    publish(cast.practice)
    assert page.get("/p/north-side").h1 == cast.practice.name


@pytest.mark.parametrize("address", ["north-side", "south-side", "NORTH-SIDE", "a", "%00", "north-side%00", "x" * 70])
def test_a_page_that_is_not_shown_is_not_there(page: Browser, cast: Cast, address: str) -> None:
    publish(cast.practice, is_public=False)
    page.get(f"/p/{address}", status=404)


def test_only_its_owner_sees_it_before(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    publish(cast.practice, is_public=False)
    for person, status in ((cast.tara, 200), (cast.tom, 404), (cast.otto, 404), (cast.cleo.user, 404)):
        sign_in(person)
        seen = page.get("/p/north-side", status=status)
        assert ("Only you see this page" in seen.text) == (status == 200)


def test_visitors_may_keep_a_copy_and_members_may_not(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    publish(cast.practice)
    assert page.get("/p/north-side").response.headers["Cache-Control"] == "public, max-age=300"
    assert page.get("/p/nobody", status=404).response.headers["Cache-Control"] == "no-store"
    sign_in(cast.tara)
    assert page.get("/p/north-side").response.headers["Cache-Control"] == "no-store"

"""A video is offered, never loaded unasked; only the page that offers it may hold the player of that one host."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from app.core.db import db
from app.exercises.models import Exercise
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import Browser, Page

NEW = "/library/new"
TYPED = {"name": "Wall slide", "kind": "mobility", "group": "lats", "cues": "Slide."}
YOUTUBE, VIMEO = "https://www.youtube-nocookie.com", "https://player.vimeo.com"


@pytest.fixture
def desk(cast: Cast, sign_in: Callable[..., None]) -> Cast:
    sign_in(cast.tara)
    return cast


def own() -> Exercise:
    db.session.expire_all()
    return db.session.scalars(select(Exercise).where(Exercise.practice_id.is_not(None))).one()


def frames(page: Page) -> str:
    policy = page.response.headers["Content-Security-Policy"]
    return next(part for part in policy.split("; ") if part.startswith("frame-src"))


@pytest.mark.parametrize(
    ("address", "stored", "origin", "word"),
    [
        ("youtu.be/dQw4w9WgXcQ?si=x", {"host": "youtube", "id": "dQw4w9WgXcQ"}, YOUTUBE, "YouTube"),
        ("https://vimeo.com/76979871", {"host": "vimeo", "id": "76979871"}, VIMEO, "Vimeo"),
    ],
)
def test_a_video_is_a_button_and_a_plain_link(
    page: Browser, desk: Cast, address: str, stored: dict[str, str], origin: str, word: str
) -> None:
    page.submit(page.get(NEW), NEW, status=302, **TYPED, video=address)
    seen = page.get("/library/our-wall-slide")
    link = next(a for a in seen.all("a") if f"Play the video from {word}" in "".join(a.itertext()))
    assert (link.get("target"), link.get("rel")) == ("_blank", "noopener noreferrer")
    assert f"{word} sees your visit once you press it." in seen.text
    assert not seen.all("iframe") and stored["id"] in link.get("href", "")
    place = next(e for e in seen.all("div") if e.get("data-video"))
    assert place.get("data-video", "").startswith(f"{origin}/") and place.get("data-title") == "Video: Wall slide"
    assert frames(seen) == f"frame-src 'self' {origin}"
    assert own().content["video"] == stored


def test_no_other_page_may_hold_a_frame_of_another_site(page: Browser, desk: Cast) -> None:
    factories.make_own_exercise(desk.practice, desk.tara, now=NOW)
    for path in ("/library", NEW, "/routines", "/library/our-wall-slide/edit"):
        assert frames(page.get(path)) == "frame-src 'self'", path


def test_the_client_is_offered_it_too(page: Browser, desk: Cast, sign_in: Callable[..., None]) -> None:
    exercise = factories.make_own_exercise(desk.practice, desk.tara, now=NOW)
    factories.make_prescription(desk.cleo, [exercise], now=NOW, effective_from=date(2026, 11, 23))
    sign_in(desk.cleo.user)
    seen = page.get("/programme")
    assert "Play the video from YouTube" in seen.text and frames(seen) == f"frame-src 'self' {YOUTUBE}"


def test_a_stored_address_comes_back_into_the_form(page: Browser, desk: Cast) -> None:
    factories.make_own_exercise(desk.practice, desk.tara, now=NOW)
    address = "/library/our-wall-slide/edit"
    seen = page.get(address)
    assert seen.value("video") == "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
    page.submit(seen, address, status=302, video="")
    assert own().content["video"] is None


@pytest.mark.parametrize("typed", ["https://evil.example/x", "javascript:alert(1)", "<iframe>", "youtube.com"])
def test_any_other_address_is_refused_with_the_two_hosts(page: Browser, desk: Cast, typed: str) -> None:
    seen = page.submit(page.get(NEW), NEW, status=200, **TYPED, video=typed)
    assert "Use the address of a video on YouTube or Vimeo." in seen.text and seen.value("video") == typed

"""The drawings as image files, and the pages that show them."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.exercises.figures import draw
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import HOST, Browser
from tests.queries import counted
from tests.web import library

PATH = "/figures/cobra-stretch-pair.svg"


@pytest.fixture
def fetch(client: FlaskClient) -> Callable[..., TestResponse]:
    def get(path: str, **headers: str) -> TestResponse:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.get(path, base_url=HOST, headers=names)

    return get


def _version() -> str:
    drawing = draw("cobra-stretch", "pair")
    assert drawing is not None
    return drawing.version


@pytest.mark.parametrize("pose", ["start", "end", "pair", "loop"])
def test_anybody_may_fetch_a_drawing(fetch: Callable[..., TestResponse], pose: str) -> None:
    with counted() as statements:
        answer = fetch(f"/figures/cobra-stretch-{pose}.svg")
    assert answer.status_code == 200
    assert answer.mimetype == "image/svg+xml"
    assert answer.data.startswith(b"<svg ")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'"
    assert "Set-Cookie" not in answer.headers
    assert not statements


def test_with_the_right_version_it_is_kept_for_a_year(fetch: Callable[..., TestResponse]) -> None:
    assert fetch(f"{PATH}?v={_version()}").headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("query", ["", "?v=", "?v=0123456789"])
def test_without_it_a_browser_asks_again(fetch: Callable[..., TestResponse], query: str) -> None:
    answer = fetch(PATH + query)
    assert answer.headers["Cache-Control"] == "public, no-cache"
    again = fetch(PATH + query, If_None_Match=answer.headers["ETag"])
    assert again.status_code == 304
    assert not again.data


@pytest.mark.parametrize(
    ("accepted", "is_zipped"), [("gzip, deflate, br", True), ("", False), ("gzip;q=0", False), ("br", False)]
)
def test_it_is_compressed_for_whoever_takes_that(
    fetch: Callable[..., TestResponse], accepted: str, is_zipped: bool
) -> None:
    answer = fetch(PATH, Accept_Encoding=accepted)
    assert answer.headers.get("Content-Encoding") == ("gzip" if is_zipped else None)
    assert "Accept-Encoding" in answer.headers["Vary"]
    body = gzip.decompress(answer.data) if is_zipped else answer.data
    drawing = draw("cobra-stretch", "pair")
    assert drawing is not None
    assert body == drawing.svg


@pytest.mark.parametrize("name", ["nothing-of-the-kind-pair", "cobra-stretch-middle", "cobra-stretch", "-pair"])
def test_what_is_not_drawn_is_not_found(fetch: Callable[..., TestResponse], name: str) -> None:
    answer = fetch(f"/figures/{name}.svg")
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_library_shows_small_pictures_that_stand_still(
    page: Browser, cast: Cast, sign_in: Callable[..., None]
) -> None:
    library.fill()
    sign_in(cast.tara)
    seen = page.get("/library")
    pictures = seen.all("img")
    assert len(pictures) == 42
    assert all("-end.svg?v=" in picture.get("src", "") for picture in pictures)
    assert all(picture.get("width") and picture.get("height") and picture.get("alt") for picture in pictures)
    assert {picture.get("loading") for picture in pictures} == {"lazy"}


def test_an_exercise_shows_its_movement_which_can_be_stopped(
    page: Browser, cast: Cast, sign_in: Callable[..., None]
) -> None:
    library.fill()
    sign_in(cast.tara)
    seen = page.get("/library/cobra-stretch")
    (moving,) = seen.all("details", class_="moving")
    assert moving.get("open") is not None
    assert "Stop the movement" in "".join(moving.itertext())
    (image,) = moving.iter("img")
    assert "-loop.svg?v=" in image.get("src", "")
    (still,) = moving.iter("source")
    assert still.get("media") == "(prefers-reduced-motion: reduce)"
    assert "-end.svg?v=" in still.get("srcset", "")


def test_the_client_sees_both_poses_and_asks_for_the_movement(
    page: Browser, cast: Cast, sign_in: Callable[..., None]
) -> None:
    library.fill()
    exercises = [library.exercise("cobra-stretch"), library.exercise("bird-dog")]
    factories.make_prescription(cast.cleo, exercises, now=NOW, effective_from=date(2026, 11, 23))
    sign_in(cast.cleo.user)
    seen = page.get("/programme")
    assert [moving.get("open") for moving in seen.all("details", class_="moving")] == [None, None]
    assert sum("-pair.svg?v=" in picture.get("src", "") for picture in seen.all("img")) == 2

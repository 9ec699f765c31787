"""A practice's logo and colour, and where its clients see them."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.practices.models import Brand
from tests import files
from tests.factories import Cast
from tests.page import Browser

SignIn = Callable[..., None]


def sheets(page: Browser, path: str) -> list[str]:
    return [link.get("href", "") for link in page.get(path).all("link", rel="stylesheet")]


def test_an_owner_gives_a_colour_and_a_logo(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    form = page.get("/settings/brand")
    logo = (BytesIO(files.png(200, 100)), "logo.png")
    page.submit(form, "/settings/brand", colour="7C3AED", picture=logo, status=302)
    again = page.get("/settings/brand")
    assert again.value("colour") == "#7c3aed"
    sign_in(cast.cleo.user)
    today = page.get("/today")
    assert "/brand/7c3aed.css" in [link.get("href") for link in today.all("link", rel="stylesheet")]
    (shown,) = [img for img in today.all("img") if "/logo/" in img.get("src", "")]
    assert (shown.get("width"), shown.get("height"), shown.get("alt")) == ("64", "32", "")
    sign_in(cast.nils.user)
    assert not any("/brand/" in sheet for sheet in sheets(page, "/today"))


def test_a_pale_colour_is_refused_and_a_close_one_offered(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    answer = page.submit(page.get("/settings/brand"), "/settings/brand", colour="#ffcc00", status=200)
    assert "1.5 to 1, and 4.5 is needed. #866b00 is close and reads well." in answer.text
    assert answer.value("colour") == "#ffcc00"
    page.submit(answer, "/settings/brand", use="#866b00", status=302)
    assert db.session.scalars(select(Brand.colour)).all() == ["#866b00"]


@pytest.mark.parametrize("colour", ["red", "#12", "javascript:", "#00000g"])
def test_what_is_no_colour_is_told(page: Browser, cast: Cast, sign_in: SignIn, colour: str) -> None:
    sign_in(cast.tara)
    answer = page.submit(page.get("/settings/brand"), "/settings/brand", colour=colour, status=200)
    assert "Write the colour with six signs" in answer.text
    assert db.session.scalars(select(Brand)).all() == []


def test_a_refused_form_keeps_its_logo(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    logo = (BytesIO(files.png(200, 100)), "logo.png")
    answer = page.submit(page.get("/settings/brand"), "/settings/brand", colour="pale", picture=logo, status=200)
    assert "Your picture is kept." in answer.text
    page.submit(answer, "/settings/brand", colour="", status=302)
    brand = db.session.scalars(select(Brand)).one()
    assert brand.logo is not None and brand.colour is None


def test_a_logo_goes_when_asked(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    logo = (BytesIO(files.png(200, 100)), "logo.png")
    page.submit(page.get("/settings/brand"), "/settings/brand", picture=logo, status=302)
    page.submit(page.get("/settings/brand"), "/settings/brand", picture_away="y", status=302)
    db.session.expire_all()
    assert db.session.scalars(select(Brand.logo_id)).one() is None


def test_only_logos_are_shown_to_anyone(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    logo = (BytesIO(files.png(200, 100)), "logo.png")
    page.submit(page.get("/settings/brand"), "/settings/brand", picture=logo, status=302)
    brand = db.session.scalars(select(Brand)).one()
    assert brand.logo is not None
    path = f"/logo/{brand.logo_id}/{brand.logo.digest}.webp"
    assert page.client.get(path, base_url="http://plinth.test").mimetype == "image/webp"
    with transaction():
        brand.logo_id = None
    page.get(path, status=404)
    page.get(f"/logo/{brand.practice_id}/nonsense.webp", status=404)


def test_a_colour_sheet_is_for_readable_colours_only(page: Browser, cast: Cast) -> None:
    answer = page.client.get("/brand/7c3aed.css", base_url="http://plinth.test")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("text/css", "public, max-age=31536000, immutable")
    for colour in ("ffcc00", "zzzzzz", "7C3AED", "7c3aed0"):
        page.get(f"/brand/{colour}.css", status=404)


def test_the_brand_is_the_owners(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    assert page.get("/settings/brand", status=302).location.startswith("/sign-in")
    for user in (cast.tom, cast.ada, cast.cleo.user):
        sign_in(user)
        page.get("/settings/brand", status=403)

"""The picture of a trainer's own exercise: taken, refused beside its field, kept, served, and swept at last."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from app.core.access import Audience, audience_of, upload_limit_of
from app.core.db import db, transaction
from app.exercises.models import Exercise
from app.practices import pictures
from app.practices.models import Membership, Picture
from app.practices.uploads import keep_picture, waiting_token
from app.prescriptions.pictures import sweep_pictures
from tests import factories, files
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import HOST, Browser, Page

NEW = "/library/new"
ALT = "Both arms up at a wall."
TYPED = {
    "name": "Wall slide",
    "kind": "mobility",
    "group": "lats",
    "cues": "Slide both arms up the wall.",
    "picture_alt": ALT,
    "summary": "Typed with care.",
}


@pytest.fixture
def desk(cast: Cast, sign_in: Callable[..., None]) -> Cast:
    sign_in(cast.tara)
    return cast


def send(page: Browser, data: bytes, name: str = "picture.png", *, path: str = NEW, **more: Any) -> Page:
    """The form with a file chosen."""
    form = {**page.get(path).form(path.partition("?")[0]), **TYPED, **more}
    return page.upload(path, {**form, "picture": (BytesIO(data), name)})


def own() -> Exercise:
    db.session.expire_all()
    return db.session.scalars(select(Exercise).where(Exercise.practice_id.is_not(None))).one()


def shown(page: Page) -> list[str]:
    """The addresses of the practice's own pictures on a page."""
    return [src for image in page.all("img") if (src := image.get("src", "")).startswith("/pictures/")]


def get_picture(page: Browser, path: str) -> Any:
    return page.client.get(path, base_url=HOST)


def test_a_picture_comes_with_its_words_and_is_drawn_anew(page: Browser, desk: Cast) -> None:
    assert send(page, files.photo(), "photo.jpg").status == 302
    exercise, row = own(), db.session.scalars(select(Picture)).one()
    assert exercise.picture_id == row.id and row.practice_id == desk.practice.id
    stored = exercise.content["picture"]
    assert stored == {"id": row.id, "digest": row.digest, "width": 300, "height": 400, "alt": ALT}
    seen = page.get("/library/our-wall-slide")
    image = next(one for one in seen.all("img") if one.get("src") in shown(seen))
    assert (image.get("alt"), image.get("width"), image.get("height")) == (ALT, "300", "400")
    answer = get_picture(page, shown(seen)[0])
    assert answer.data == row.body and answer.mimetype == "image/webp"
    assert Image.open(BytesIO(answer.data)).size == (300, 400)


def test_how_it_is_served(page: Browser, desk: Cast) -> None:
    send(page, files.png())
    headers = get_picture(page, shown(page.get("/library/our-wall-slide"))[0]).headers
    assert headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_small_one_stands_in_lists(page: Browser, desk: Cast) -> None:
    send(page, files.png(1200, 900))
    address = shown(page.get("/library/our-wall-slide"))[0].replace("/whole/", "/small/")
    assert Image.open(BytesIO(get_picture(page, address).data)).size == (320, 240)
    routine = factories.make_routine(desk.practice, [own()], now=NOW)
    seen = page.get(f"/routines/{routine.id}")
    assert shown(seen) == [address]
    assert next(one for one in seen.all("img") if one.get("src") == address).get("alt") == "", "its name stands beside"


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (files.heavy_zeros(), "zeros.png", pictures.TOO_HEAVY),
        (files.heavy_photo(), "photo.jpg", pictures.TOO_HEAVY),
        (files.SVG, "drawing.svg", pictures.NO_PICTURE),
        (files.gif_bomb(), "bomb.gif", pictures.TOO_LARGE),
        (files.webp_bomb(), "bomb.webp", pictures.TOO_LARGE),
        (files.PROGRAM, "holiday.png", pictures.NO_PICTURE),
        (files.HTML, "page.png", pictures.NO_PICTURE),
        (files.packed(files.drawing(), "JPEG")[:2000], "cut.jpg", pictures.NOT_READABLE),
        (b"", "nothing.png", pictures.EMPTY),
        (files.png(1, 1), "dot.png", pictures.TOO_SMALL),
        (files.HEIC, "phone.heic", pictures.HEIC),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value[-5:-1] else "",
)
def test_what_is_no_good_picture_is_refused_beside_the_field(
    page: Browser, desk: Cast, data: bytes, name: str, sentence: str
) -> None:
    seen = send(page, data, name)
    assert seen.status == 200
    field = seen.field("picture")
    assert field.get("aria-invalid") == "true" and "picture-error" in field.get("aria-describedby", "")
    assert sentence in seen.text
    for key, value in TYPED.items():
        assert value in (seen.value(key), *seen.checked(key)), key
    assert db.session.scalar(select(Exercise)) is None and db.session.scalar(select(Picture)) is None


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (files.packed(files.drawing().convert("CMYK"), "JPEG"), "press.jpg"),
        (files.packed(Image.new("I;16", (90, 90), 30_000), "PNG"), "grey.png"),
        (files.many_frames(), "many.gif"),
        (files.png(), "../../etc/passwd"),
        (files.packed(files.drawing(), "PNG"), "program.exe"),
    ],
    ids=["press", "grey", "many frames", "path", "named a program"],
)
def test_what_is_a_picture_is_taken_whatever_its_name(page: Browser, desk: Cast, data: bytes, name: str) -> None:
    assert send(page, data, name).status == 302
    assert own().picture_id is not None


def test_a_picture_needs_its_words(page: Browser, desk: Cast) -> None:
    seen = send(page, files.png(), picture_alt=" ")
    assert seen.status == 200 and "Say what the picture shows." in seen.text


def test_a_good_picture_outlives_a_refused_form(page: Browser, desk: Cast) -> None:
    seen = _refused(page)
    assert "Your picture is kept. You need not choose it again." in seen.text and len(shown(seen)) == 1
    waiting = db.session.scalars(select(Picture)).one()
    assert get_picture(page, shown(seen)[0]).data == waiting.body
    page.submit(seen, NEW, status=302, name="Wall slide")
    assert own().picture_id == waiting.id and len(db.session.scalars(select(Picture)).all()) == 1


def _refused(page: Browser, path: str = NEW) -> Page:
    form = {**page.get(path).form(path), **TYPED, "name": ""}
    return page.upload(path, {**form, "picture": (BytesIO(files.png()), "a.png")}, status=200)


def test_a_refusal_by_the_library_keeps_it_too(page: Browser, desk: Cast) -> None:
    send(page, files.png())
    seen = send(page, files.png(500, 300))
    assert "There is an exercise of this name already." in seen.text and len(shown(seen)) == 1
    page.submit(seen, NEW, status=302, name="Another slide")
    assert {row.width for row in db.session.scalars(select(Picture))} == {400, 500}


@pytest.mark.parametrize("token", ["", "1", "WzEsMV0.forged", "x" * 5000])
def test_a_forged_token_brings_no_picture(page: Browser, desk: Cast, token: str) -> None:
    seen = page.submit(page.get(NEW), NEW, **{**TYPED, "picture_kept": token})
    assert (seen.status == 302) == (token == "")
    if token:
        assert "The picture has waited too long. Choose it again." in seen.text
        page.submit(seen, NEW, status=302)
    assert own().picture_id is None


def test_another_practices_picture_cannot_be_taken_by_its_token(page: Browser, desk: Cast) -> None:
    with transaction():
        theirs = keep_picture(desk.other_practice.id, pictures.redraw(BytesIO(files.png())), now=NOW)
        token = waiting_token(theirs)
    seen = page.submit(page.get(NEW), NEW, status=200, **{**TYPED, "picture_kept": token})
    assert "The picture has waited too long." in seen.text


def test_a_change_keeps_replaces_or_takes_away(page: Browser, desk: Cast) -> None:
    send(page, files.png())
    first = own().picture_id
    address = "/library/our-wall-slide/edit"
    page.submit(page.get(address), address, status=302, summary="Other words.")
    assert own().picture_id == first
    assert send(page, files.png(500, 300), path=address).status == 302
    second = own()
    assert second.picture_id != first and second.content["picture"]["width"] == 500
    page.submit(page.get(address), address, status=302, picture_away="y")
    assert own().picture_id is None and own().content["picture"] is None


def test_a_copy_of_ones_own_shows_the_same_picture(page: Browser, desk: Cast) -> None:
    send(page, files.png())
    address = f"{NEW}?from=our-wall-slide"
    seen = page.get(address)
    assert len(shown(seen)) == 1 and seen.value("picture_alt") == ALT
    page.post(address, seen.form(NEW), status=302)
    copies = db.session.scalars(select(Exercise)).all()
    assert len({copy.picture_id for copy in copies}) == 1 and len(copies) == 2


def test_who_may_see_it(page: Browser, desk: Cast, sign_in: Callable[..., None]) -> None:
    send(page, files.png())
    address = shown(page.get("/library/our-wall-slide"))[0]
    plan = factories.make_prescription(desk.cleo, [own()], now=NOW, effective_from=date(2026, 11, 23))
    for user, scope, status in (
        (desk.tara, "", 200),
        (desk.tom, "", 200),
        (desk.cleo.user, "", 200),
        (desk.cleo.user, f"session:{plan.id}", 200),
        (desk.otto, "", 404),
        (desk.nils.user, "", 404),
    ):
        sign_in(user, scope)
        assert get_picture(page, address).status_code == status, (user.name, scope)


def test_nobody_who_is_not_signed_in_sees_it(page: Browser, desk: Cast, client: FlaskClient, app: Flask) -> None:
    send(page, files.png())
    address = shown(page.get("/library/our-wall-slide"))[0]
    assert app.test_client().get(address, base_url=HOST).status_code == 302


@pytest.mark.parametrize(
    "change", [("/whole/", "/huge/"), ("/whole/", "/whole/0"), (".webp", ".png"), ("/pictures/", "/pictures/9")]
)
def test_an_address_that_is_not_quite_right_shows_nothing(page: Browser, desk: Cast, change: tuple[str, str]) -> None:
    send(page, files.png())
    address = shown(page.get("/library/our-wall-slide"))[0]
    assert get_picture(page, address.replace(*change, 1)).status_code == 404


def test_a_given_plan_keeps_the_picture_it_was_given_with(
    page: Browser, desk: Cast, sign_in: Callable[..., None]
) -> None:
    send(page, files.png())
    before = shown(page.get("/library/our-wall-slide"))
    factories.make_prescription(desk.cleo, [own()], now=NOW, effective_from=date(2026, 11, 23))
    send(page, files.png(500, 300), path="/library/our-wall-slide/edit")
    with transaction():
        assert sweep_pictures(now=NOW + timedelta(days=30)) == 0
    sign_in(desk.cleo.user)
    seen = page.get("/programme")
    assert shown(seen) == before and get_picture(page, before[0]).status_code == 200


def test_what_nothing_names_goes_after_a_day(page: Browser, desk: Cast) -> None:
    _refused(page)
    send(page, files.png(500, 300))
    with transaction():
        portrait = keep_picture(desk.practice.id, pictures.redraw(BytesIO(files.png(90, 90))), now=NOW)
        db.session.scalars(select(Membership).where(Membership.user_id == desk.tara.id)).one().picture_id = portrait.id
    with transaction():
        assert sweep_pictures(now=NOW + timedelta(hours=24)) == 0
        assert sweep_pictures(now=NOW + timedelta(hours=25)) == 1
    assert {row.width for row in db.session.scalars(select(Picture))} == {500, 90}


def test_a_body_beyond_all_measure_gets_a_calm_page(page: Browser, desk: Cast) -> None:
    seen = page.upload(NEW, {**TYPED, "picture": (BytesIO(bytes(65 * files.MB)), "a.png")}, status=413)
    assert seen.h1 == "That was too much at once"


def test_only_whom_the_form_is_for_may_send_much(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    page.upload(NEW, {"picture": (BytesIO(bytes(3 * files.MB)), "a.png")}, status=302)
    sign_in(cast.cleo.user)
    page.upload(NEW, {"picture": (BytesIO(bytes(3 * files.MB)), "a.png")}, status=403)


def test_every_other_form_still_takes_one_megabyte(app: Flask, page: Browser, desk: Cast) -> None:
    page.upload("/routines/new", {"picture": (BytesIO(bytes(2 * files.MB)), "a.png")}, status=413)
    open_to_files = {name for name, view in app.view_functions.items() if upload_limit_of(view)}
    assert {"exercises.create_exercise", "exercises.change_exercise"} <= open_to_files
    assert all(audience_of(app.view_functions[name]) is Audience.TRAINER for name in open_to_files)

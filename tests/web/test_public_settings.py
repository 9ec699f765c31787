"""The settings of the public page: its owner's, and how each trainer is introduced."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from sqlalchemy import func, select

from app.core.audit import AuditEvent
from app.core.db import db, transaction
from app.core.errors import Forbidden
from app.practices import service
from app.practices.models import Membership, Picture
from tests.conftest import NOW
from tests.factories import Cast
from tests.files import photo
from tests.page import Browser, Page

SETTINGS = "/settings/public-page"


def member_of(user_id: int) -> Membership:
    return db.session.scalars(select(Membership).where(Membership.user_id == user_id)).one()


def introduction_of(user_id: int) -> str:
    return f"{SETTINGS}/trainers/{member_of(user_id).id}"


def verbs() -> list[str]:
    return list(db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)))


def show_page(page: Browser, **changes: str) -> Page:
    return page.submit(page.get(SETTINGS), SETTINGS, is_public="y", **changes)


def test_an_owner_writes_the_page_and_shows_it(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    sign_in(cast.tara)
    form = page.get(SETTINGS)
    assert form.value("slug") == "north-side-movement"
    assert "Only you can see it" in form.text
    answer = show_page(page, slug=" North-Side ", tagline="Calm training", about="We are two.\n\nIn town.")
    again = page.follow(answer)
    assert "Saved. Anyone can see the page." in again.text
    assert (again.value("slug"), again.value("tagline")) == ("north-side", "Calm training")
    assert again.value("about").replace("\r", "") == "We are two.\n\nIn town."
    assert again.checked("is_public") == ["y"]
    assert page.get("/p/north-side").h1 == "Calm training"
    assert verbs()[-1] == "public page shown"


def test_it_is_hidden_again(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    sign_in(cast.tara)
    show_page(page, slug="north-side")
    form = {name: value for name, value in page.get(SETTINGS).form(SETTINGS).items() if name != "is_public"}
    assert "Only you can see the page" in page.follow(page.post(SETTINGS, form, status=302)).text
    assert verbs()[-1] == "public page hidden"
    sign_in(cast.otto)
    page.get("/p/north-side", status=404)


def test_a_new_address_ends_the_old_one(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    sign_in(cast.tara)
    show_page(page, slug="north-side")
    assert "Links to the old address stop working when you change it." in page.get(SETTINGS).text
    assert "The old address leads nowhere" in page.follow(show_page(page, slug="south-side")).text
    page.get("/p/north-side", status=404)
    page.get("/p/south-side")


@pytest.mark.parametrize(
    ("slug", "sentence"),
    [
        ("", "Give the page an address before you show it."),
        ("a", "Use 3 characters or more."),
        ("north side", "Use small letters a to z"),
        ("settings", "is kept for the site itself"),
        ("taken-already", "Another practice has this address."),
    ],
)
def test_an_address_that_will_not_do_is_named_and_the_rest_stays(
    page: Browser, cast: Cast, sign_in: Callable[..., None], slug: str, sentence: str
) -> None:
    with transaction():
        member_of(cast.otto.id).practice.slug = "taken-already"
    sign_in(cast.tara)
    answer = show_page(page, slug=slug, tagline="Calm", about="We are two.")
    assert answer.status == 200
    assert sentence in answer.text
    assert answer.field("slug").get("aria-invalid") == "true"
    assert (answer.value("slug"), answer.value("tagline"), answer.value("about")) == (slug, "Calm", "We are two.")
    assert answer.checked("is_public") == ["y"]
    db.session.expire_all()
    assert (cast.practice.slug, cast.practice.is_public, cast.practice.tagline) == (None, False, "")


def test_texts_that_are_too_long_are_named(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    sign_in(cast.tara)
    answer = show_page(page, slug="north-side", tagline="x" * 101, about="y" * 2001)
    assert "Use 100 characters or fewer." in answer.text and "Use 2000 characters or fewer." in answer.text
    assert answer.value("tagline") == "x" * 101


def test_only_an_owner_changes_the_page(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    assert page.get(SETTINGS, status=302).location == f"/sign-in?next={SETTINGS}"
    sign_in(cast.cleo.user)
    page.get(SETTINGS, status=403)
    sign_in(cast.tom)
    page.get(SETTINGS, status=403)
    page.post(SETTINGS, {"slug": "mine", "is_public": "y"}, status=403)
    sign_in(cast.otto)
    page.submit(page.get(SETTINGS), SETTINGS, slug="otto-only", is_public="y", status=302)
    db.session.expire_all()
    assert cast.practice.slug is None


# --- introductions


def test_an_owner_introduces_everybody(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    sign_in(cast.tara)
    show_page(page, slug="north-side")
    for user in (cast.tara, cast.tom):
        path = introduction_of(user.id)
        page.submit(page.get(path), path, title="Personal trainer", about=f"I am {user.first_name}.", status=302)
    seen = page.get("/p/north-side")
    assert "I am Tara." in seen.text and "I am Tom." in seen.text
    assert verbs()[-1] == "introduction changed"


def test_who_is_not_listed_is_not_shown(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    sign_in(cast.tara)
    show_page(page, slug="north-side")
    path = introduction_of(cast.tom.id)
    form = {name: value for name, value in page.get(path).form(path).items() if name != "is_listed"}
    page.post(path, form, status=302)
    assert cast.tom.name not in page.get("/p/north-side").text
    assert "not on the page" in page.get(SETTINGS).text


def test_a_trainer_writes_their_own_and_nobody_elses(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    own, others = introduction_of(cast.tom.id), introduction_of(cast.tara.id)
    sign_in(cast.tom)
    assert own in page.get("/settings").links()
    form = page.get(own)
    assert not form.all("input", name="is_listed")
    page.submit(form, own, title="Trainer", is_listed="", status=302)
    db.session.expire_all()
    assert (member_of(cast.tom.id).title, member_of(cast.tom.id).is_listed) == ("Trainer", True)
    page.get(others, status=404)
    page.post(others, {"title": "Nobody"}, status=404)
    sign_in(cast.otto)
    page.get(own, status=404)
    page.post(own, {"title": "Nobody"}, status=404)


def test_the_service_keeps_the_rights_too(cast: Cast) -> None:
    tara, tom, otto = (member_of(user.id) for user in (cast.tara, cast.tom, cast.otto))
    words = {"title": "", "about": "", "portrait": None, "now": NOW}
    for member, by, is_listed in ((tom, tom, False), (tara, tom, True), (tom, otto, True)):
        with pytest.raises(Forbidden), transaction():
            service.introduce(member, is_listed=is_listed, by=by, **words)
    with pytest.raises(Forbidden), transaction():
        service.update_public_page(tom, slug="mine", tagline="", about="", is_public=True, now=NOW)


# --- portraits


def test_a_portrait_is_shown_on_the_page(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    sign_in(cast.tara)
    show_page(page, slug="north-side")
    path = introduction_of(cast.tara.id)
    page.submit(page.get(path), path, picture=(BytesIO(photo()), "me.jpg"), status=302)
    sign_in(cast.cleo.user)
    (portrait,) = [image for image in page.get("/p/north-side").all("img") if "portraits" in image.get("src", "")]
    assert portrait.get("alt") == f"Portrait of {cast.tara.name}"
    answer = page.client.get(portrait.get("src", ""), base_url="http://plinth.test")
    assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    assert answer.data[8:12] == b"WEBP"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_portrait_goes_with_the_page_and_with_the_list(
    page: Browser, cast: Cast, sign_in: Callable[..., None]
) -> None:
    sign_in(cast.tara)
    show_page(page, slug="north-side")
    path = introduction_of(cast.tom.id)
    page.submit(page.get(path), path, picture=(BytesIO(photo()), "me.jpg"), status=302)
    address = f"/p/north-side/portraits/{db.session.scalars(select(Picture.digest)).one()}.webp"
    sign_in(cast.otto)
    page.get(address, status=200)
    for change in ({"is_public": False}, {"is_public": True, "is_listed": False}):
        with transaction():
            cast.practice.is_public = change["is_public"]
            member_of(cast.tom.id).is_listed = change.get("is_listed", True)
        page.get(address, status=404)
    page.get("/p/north-side/portraits/" + "0" * 64 + ".webp", status=404)


def test_a_portrait_is_taken_away(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    sign_in(cast.tara)
    path = introduction_of(cast.tara.id)
    page.submit(page.get(path), path, picture=(BytesIO(photo()), "me.jpg"), status=302)
    assert member_of(cast.tara.id).picture_id
    page.submit(page.get(path), path, picture_away="y", status=302)
    db.session.expire_all()
    assert member_of(cast.tara.id).picture_id is None


def test_what_is_no_picture_is_named_and_the_words_stay(
    page: Browser, cast: Cast, sign_in: Callable[..., None]
) -> None:
    sign_in(cast.tara)
    path = introduction_of(cast.tara.id)
    answer = page.submit(page.get(path), path, title="Trainer", picture=(BytesIO(b"GIF no"), "me.gif"), status=200)
    assert "We cannot read a picture in this file." in answer.text
    assert answer.value("title") == "Trainer"
    assert db.session.scalar(select(func.count(Picture.id))) == 0


def test_a_good_portrait_waits_while_a_word_is_put_right(
    page: Browser, cast: Cast, sign_in: Callable[..., None]
) -> None:
    sign_in(cast.tara)
    path = introduction_of(cast.tara.id)
    answer = page.submit(page.get(path), path, title="x" * 81, picture=(BytesIO(photo()), "me.jpg"), status=200)
    assert "Your picture is kept." in answer.text
    page.submit(answer, path, title="Trainer", status=302)
    db.session.expire_all()
    assert member_of(cast.tara.id).picture_id

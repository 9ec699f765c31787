"""A practice's public page: who sees it, what it says, and how long a copy may be kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.core.db import db, transaction
from app.practices.models import MemberRole, Membership, Practice
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import Browser, Page
from tests.queries import counted


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


def test_a_message_that_waited_is_shown_to_one_and_kept_by_nobody(
    page: Browser, cast: Cast, client: FlaskClient
) -> None:
    publish(cast.practice)
    for path in ("/p/north-side", "/p/north-side/guide", "/guide/food"):
        with client.session_transaction(base_url="http://plinth.test") as session:
            session["_flashes"] = [("message", "For your eyes")]
        seen = page.get(path)
        assert "For your eyes" in seen.text
        assert seen.response.headers["Cache-Control"] == "no-store"
        assert page.get(path).response.headers["Cache-Control"] == "public, max-age=300"


# --- what is on it


def about(page: Page) -> dict[str, Any]:
    """The page's structured data."""
    return dict(json.loads("".join(page.all("script", type="application/ld+json")[0].itertext())))


def test_it_says_who_it_is_to_search_engines(page: Browser, cast: Cast) -> None:
    publish(cast.practice, tagline="Calm training", about="We are two.")
    with transaction():
        member = db.session.scalars(select(Membership).where(Membership.user_id == cast.tara.id)).one()
        member.title = "Personal trainer"
    seen = page.get("/p/north-side")
    node = about(seen)
    assert (node["@type"], node["name"]) == ("ProfessionalService", cast.practice.name)
    assert node["url"] == "http://plinth.test/p/north-side"
    assert {"@type": "Person", "name": cast.tara.name, "jobTitle": "Personal trainer"} in node["employee"]
    assert seen.all("link", rel="canonical")[0].get("href") == "http://plinth.test/p/north-side"
    assert seen.all("meta", name="description")[0].get("content") == "Calm training. We are two."


def test_neither_mail_nor_postal_address_is_given_to_search_engines(page: Browser, cast: Cast) -> None:
    publish(cast.practice, reply_to="desk@example.com", postal_address="1 Main Street, Edmonton")
    text = json.dumps(about(page.get("/p/north-side")))
    assert "desk@example.com" not in text and "Main Street" not in text


NASTY = '</script><script>alert(1)</script><b onclick="x">"&\'{{ 7*7 }}'


def test_what_people_write_is_text_and_nothing_else(page: Browser, cast: Cast) -> None:
    publish(cast.practice, name=NASTY[:80], tagline=NASTY, about=f"{NASTY}\n\n{NASTY}")
    with transaction():
        for member in db.session.scalars(select(Membership).where(Membership.practice_id == cast.practice.id)):
            member.title, member.about = NASTY[:80], NASTY
            member.user.name = NASTY[:80]
    seen = page.get("/p/north-side")
    assert seen.h1 == NASTY
    assert not seen.all("b")
    # Two come with every page, one is the data block.
    assert len(seen.all("script")) == 3
    assert NASTY in about(seen)["description"] or about(seen)["description"].endswith("…")
    assert about(seen)["name"] == NASTY[:80]


def test_without_a_consultation_a_visitor_writes(page: Browser, cast: Cast) -> None:
    publish(cast.practice)
    assert not [link for link in page.get("/p/north-side").links() if link.startswith("mailto:")]
    publish(cast.practice, reply_to="desk@example.com")
    assert "mailto:desk@example.com" in page.get("/p/north-side").links()


def test_the_page_costs_few_queries_however_many_trainers(page: Browser, cast: Cast) -> None:
    publish(cast.practice)
    with counted() as few:
        page.get("/p/north-side")
    for number in range(8):
        factories.make_trainer(f"Trainer{number} X", cast.practice, now=NOW, role=MemberRole.TRAINER)
    with counted() as many:
        page.get("/p/north-side")
    assert len(few) == len(many) <= 4


# --- the guide in its name


def test_the_guide_stands_under_the_practices_name(page: Browser, cast: Cast) -> None:
    publish(cast.practice)
    assert "/p/north-side/guide/food" in page.get("/p/north-side").links()
    overview = page.get("/p/north-side/guide")
    assert "/p/north-side/guide/food" in overview.links() and "/guide/food" not in overview.links()
    topic = page.get("/p/north-side/guide/how-to-use-the-exercises")
    assert cast.practice.name in topic.text
    assert "/p/north-side/guide/how-much-may-it-hurt" in topic.links()
    assert not [link for link in topic.links() if link.startswith("/guide")]
    assert topic.all("title")[0].text == f"Release, stretch, strengthen · {cast.practice.name}"
    canonical = topic.all("link", rel="canonical")[0].get("href")
    assert canonical == "http://plinth.test/guide/how-to-use-the-exercises"
    assert topic.response.headers["Cache-Control"] == "public, max-age=300"


def test_a_hidden_practice_has_no_guide_either(page: Browser, cast: Cast) -> None:
    publish(cast.practice, is_public=False)
    page.get("/p/north-side/guide", status=404)
    page.get("/p/north-side/guide/food", status=404)
    publish(cast.practice)
    page.get("/p/north-side/guide/nothing", status=404)


# --- the map of the site


def test_search_engines_are_shown_the_open_pages_and_no_other(app: Flask, page: Browser) -> None:
    answer = page.get("/robots.txt").response
    assert answer.mimetype == "text/plain"
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    robots = RobotFileParser()
    robots.parse([line.replace("/$", "/index-of-front-page") for line in answer.get_data(as_text=True).splitlines()])
    assert robots.site_maps() == ["http://plinth.test/sitemap.xml"]
    for path in ("/guide", "/guide/food", "/p/north-side", "/p/north-side/guide/food", "/static/css/base.css"):
        assert robots.can_fetch("Anybot", path), path
    for rule in app.url_map.iter_rules():
        path = rule.rule
        is_open = path == "/" or path.startswith(("/guide", "/p/", "/static/", "/sign-up", "/sitemap.xml"))
        assert robots.can_fetch("Anybot", path) == (is_open and path != "/"), path
    assert "Allow: /$" in answer.get_data(as_text=True)
    # Python's own reader knows no wildcard, so this line is read as it stands.
    assert "Disallow: /p/*/consultation" in answer.get_data(as_text=True).splitlines()


def test_the_sitemap_lists_what_anyone_may_see(page: Browser, cast: Cast) -> None:
    publish(cast.practice)
    with transaction():
        other = db.session.scalars(select(Practice).where(Practice.id != cast.practice.id)).one()
        other.slug = "hidden-one"
    answer = page.get("/sitemap.xml").response
    assert answer.mimetype == "application/xml"
    entries = {
        entry[0].text: [child.text for child in entry[1:]] for entry in ElementTree.fromstring(answer.get_data())
    }
    assert entries["http://plinth.test/p/north-side"] == []
    assert entries["http://plinth.test/guide/food"] == ["2026-11-23"]
    assert "http://plinth.test/p/hidden-one" not in entries
    for url in entries:
        page.get(str(url).removeprefix("http://plinth.test") or "/")

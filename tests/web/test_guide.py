"""The guide on the site: open to anybody, found by search engines, the same for every visitor."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import db
from app.guide.queries import get_guide
from app.prescriptions.models import PlannedSession
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import Browser, Page, text_of
from tests.queries import counted


def about(page: Page) -> list[dict[str, Any]]:
    """The nodes of the page's structured data."""
    data = json.loads("".join(page.all("script", type="application/ld+json")[0].itertext()))
    assert data["@context"] == "https://schema.org"
    return list(data["@graph"])


def head(page: Page, tag: str, **attributes: str) -> Element:
    """The one element of the head that looks so."""
    (found,) = page.all(tag, **attributes)
    return found


def test_the_overview_leads_to_every_topic(page: Browser) -> None:
    seen = page.get("/guide")
    topics = get_guide().topics
    assert len(topics) >= 9
    for topic in topics:
        assert f"/guide/{topic.id}" in seen.links()
    (node,) = about(seen)
    assert [part["headline"] for part in node["hasPart"]] == [topic.title for topic in topics]


def test_every_topic_shows_its_text_and_where_it_comes_from(page: Browser) -> None:
    guide = get_guide()
    for topic in guide.topics:
        seen = page.get(f"/guide/{topic.id}")
        assert seen.h1 == topic.title
        assert seen.all("title")[0].text == f"{topic.title} · Plinth"
        for source in guide.sources_of(topic):
            assert source.link in seen.links()
        assert "not medical advice" in seen.text
        assert "/doctor" in seen.links()


def test_a_topic_tells_search_engines_what_it_is(page: Browser) -> None:
    seen = page.get("/guide/what-is-known")
    topic = get_guide().find("what-is-known")
    assert topic is not None
    url = "http://plinth.test/guide/what-is-known"
    assert head(seen, "link", rel="canonical").get("href") == url
    assert head(seen, "meta", name="robots").get("content") == "index"
    assert head(seen, "meta", name="description").get("content") == topic.description
    assert head(seen, "meta", property="og:title").get("content") == topic.title
    assert head(seen, "meta", property="og:url").get("content") == url
    article, crumbs = about(seen)
    assert article["@type"] == "Article"
    assert (article["headline"], article["url"]) == (topic.title, url)
    assert article["dateModified"] == topic.reviewed.isoformat()
    assert len(article["citation"]) == len(topic.sources)
    assert [item["name"] for item in crumbs["itemListElement"]] == ["Guide", topic.title]


def test_topics_lead_from_one_to_the_next(page: Browser) -> None:
    topics = get_guide().topics
    first, second, last = page.get(f"/guide/{topics[0].id}"), topics[1], page.get(f"/guide/{topics[-1].id}")
    assert not first.all("a", rel="prev")
    assert [a.get("href") for a in first.all("a", rel="next")] == [f"/guide/{second.id}"]
    assert not last.all("a", rel="next")


def test_a_long_topic_begins_with_its_contents(page: Browser) -> None:
    seen = page.get("/guide/how-much-may-it-hurt")
    listed = [a.get("href", "").removeprefix("#") for a in seen.all("a") if a.get("href", "").startswith("#")]
    headings = [h.get("id") for h in seen.all("h2") if h.get("id") not in ("contents-title", "sources", None)]
    assert headings == [one for one in listed if one != "main"]


def test_the_traffic_light_has_its_marks(page: Browser) -> None:
    seen = page.get("/guide/how-much-may-it-hurt")
    marks = {kind: [text_of(tag) for tag in seen.all("span", class_=f"tag {kind}")] for kind in ("ok", "watch", "red")}
    assert marks == {"ok": ["0 to 3: green"], "watch": ["4 to 5: amber"], "red": ["6 or more: red"]}


@pytest.mark.parametrize("topic", ["nothing", "..", "SI-JOINT", "%00", "sources.yaml", "x" * 300])
def test_a_topic_that_is_not_there(page: Browser, topic: str) -> None:
    page.get(f"/guide/{topic}", status=404)


def test_a_visitor_may_keep_a_copy_and_the_database_is_left_alone(app: Flask, page: Browser) -> None:
    with counted() as queries:
        seen = page.get("/guide/food")
    assert seen.response.headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in seen.response.headers
    assert not queries


def test_who_is_signed_in_keeps_the_way_back_and_no_copy(
    page: Browser, cast: Cast, sign_in: Callable[..., None]
) -> None:
    sign_in(cast.cleo.user)
    seen = page.get("/guide/food")
    assert seen.response.headers["Cache-Control"] == "no-store"
    assert "/progress" in seen.links()
    sign_in(cast.tara)
    assert "/" in page.get("/guide/food").links()


def test_the_holder_of_a_session_link_finds_back_to_the_session(
    page: Browser, cast: Cast, sign_in: Callable[..., None]
) -> None:
    exercises = factories.make_exercises(now=NOW)
    factories.make_prescription(cast.cleo, exercises, now=NOW, effective_from=date(2026, 11, 23))
    planned = db.session.scalars(select(PlannedSession).where(PlannedSession.planned_on == date(2026, 11, 25))).one()
    sign_in(cast.cleo.user, scope=f"session:{planned.id}")
    seen = page.get("/guide/how-much-may-it-hurt")
    assert f"/sessions/{planned.id}" in seen.links()
    assert "/progress" not in seen.links()


def test_the_guide_is_one_tap_away(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    assert "/guide" in page.get("/").links()
    assert "/guide" in page.get("/sign-in").links()
    exercises = factories.make_exercises(now=NOW)
    factories.make_prescription(cast.cleo, exercises, now=NOW, effective_from=date(2026, 11, 23))
    planned = db.session.scalars(select(PlannedSession).where(PlannedSession.planned_on == date(2026, 11, 25))).one()
    sign_in(cast.cleo.user)
    assert "/guide" in page.get("/more").links()
    assert "/guide/how-much-may-it-hurt" in page.get(f"/sessions/{planned.id}").links()
    assert "/guide/flare-days" in page.get("/progress").links()
    sign_in(cast.tara)
    assert "/guide" in page.get("/settings").links()


def test_the_front_page_says_what_it_is(page: Browser) -> None:
    seen = page.get("/")
    assert head(seen, "link", rel="canonical").get("href") == "http://plinth.test/"
    assert head(seen, "meta", name="description").get("content", "").startswith("Plinth is for trainers")

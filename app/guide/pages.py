"""The two kinds of page of the guide: the overview and a topic. They stand on the site, and in a practice's name."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, render_template, url_for
from flask_login import current_user

from app.accounts.identity import way_back
from app.core.access import Audience
from app.core.links import public_url
from app.core.publishing import for_everybody
from app.guide import schema_org
from app.guide.queries import get_guide, get_topic
from app.guide.text import render

TITLE = "A guide for a sore low back and hip"
DESCRIPTION = "Short, plain pages about the sacroiliac joint: what may help, how much it may hurt, when to get help."


@dataclass(frozen=True, slots=True)
class House:
    """In whose name the guide stands. `url` is that of its overview, `home_url` of the name itself."""

    name: str
    home_url: str
    url: str
    is_practice: bool = True


def own_house() -> House:
    """The site itself."""
    return House("Plinth", url_for("accounts.show_home"), url_for("guide.show_guide"), is_practice=False)


def overview(house: House) -> Response:
    """Every topic, in reading order. Nothing is asked of the database."""
    guide = get_guide()
    canonical = public_url("guide.show_guide")
    listed = [(topic, public_url("guide.show_topic", topic=topic.id)) for topic in guide.topics]
    return for_everybody(
        render_template(
            "guide/overview.html",
            title=TITLE,
            description=DESCRIPTION,
            topics=guide.topics,
            house=house,
            reader=_reader(),
            canonical=canonical,
            about=schema_org.collection(TITLE, DESCRIPTION, listed, url=canonical),
        )
    )


def topic_page(topic_id: str, house: House) -> Response:
    """One topic. Raises NotFound when there is none. Nothing is asked of the database."""
    topic = get_topic(topic_id)
    guide = get_guide()
    before, after = guide.beside(topic)
    sources = guide.sources_of(topic)
    # Wherever it stands, the text is one: search engines are told the address on the site.
    canonical = public_url("guide.show_topic", topic=topic.id)
    return for_everybody(
        render_template(
            "guide/topic.html",
            topic=topic,
            text=render(topic.body, f"{house.url}/"),
            before=before,
            after=after,
            related=guide.related(topic),
            sources=sources,
            house=house,
            reader=_reader(),
            canonical=canonical,
            about=schema_org.article(topic, sources, url=canonical, guide_url=public_url("guide.show_guide")),
        )
    )


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads. A client keeps the tab bar; `back_url` leads anybody who is signed in to where they came from."""

    is_client: bool
    back_url: str


def _reader() -> Reader:
    if not current_user.is_authenticated:
        return Reader(is_client=False, back_url="")
    return Reader(is_client=current_user.belongs_to(Audience.CLIENT), back_url=way_back())

"""The frames of all pages and mails."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import jinja2
import pytest

from app.core import drawing
from tests.unit.components.conftest import make_environment, url_for

CHILD = (
    '{{% extends "layouts/{layout}.html" %}}{sets}{{% block title %}}Your “clients” & calls{{% endblock %}}'
    "{{% block content %}}<h1>{{{{ self.title() }}}}</h1>{{% endblock %}}"
)


def parse(page: str) -> Element:
    root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    assert isinstance(root, Element)
    return root


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def layout(name: str, sets: str = "", **context: Any) -> Element:
    source = CHILD.format(layout=name, sets=sets)
    return parse(make_environment().from_string(source).render(**context))


@pytest.mark.parametrize(
    ("name", "sets", "current"),
    [
        ("client", '{% set active_tab = "today" %}', ["Today"]),
        ("client", '{% set active_tab = "more" %}', ["More"]),
        ("client", '{% set active_tab = "" %}', []),
        ("desk", '{% set active_item = "library" %}', ["Library"]),
        ("desk", '{% set active_item = "" %}', []),
    ],
)
def test_one_place_at_most_is_current(name: str, sets: str, current: list[str]) -> None:
    root = layout(name, sets)
    assert [words(link) for link in root.iter("a") if link.get("aria-current") == "page"] == current


def test_a_frame_asks_which_place_is_current() -> None:
    with pytest.raises(jinja2.UndefinedError):
        layout("client")


@pytest.mark.parametrize(
    ("name", "sets"),
    [
        ("client", '{% set active_tab = "today" %}'),
        ("desk", '{% set active_item = "clients" %}'),
        ("plain", ""),
        ("public", '{% set practice_name = "Calder Back & Hip" %}'),
    ],
)
def test_every_frame_is_a_whole_page(name: str, sets: str) -> None:
    root = layout(name, sets)
    assert root.get("lang") == "en"
    (title,) = root.iter("title")
    assert words(title) == "Your “clients” & calls · Plinth"
    (main,) = root.iter("main")
    first_link = next(root.iter("a"))
    assert first_link.get("href") == f"#{main.get('id')}"
    assert not [element for element in root.iter() if "style" in element.attrib]


def test_only_the_pages_of_calls_link_the_styles_of_booking() -> None:
    def sheets(tab: str) -> list[str | None]:
        root = layout("client", f'{{% set active_tab = "{tab}" %}}')
        return [link.get("href") for link in root.iter("link") if link.get("rel") == "stylesheet"]

    assert "/static/css/booking.css" in sheets("calls")
    assert "/static/css/booking.css" not in sheets("today")


def test_the_theme_is_set_before_the_styles() -> None:
    (head,) = layout("plain").iter("head")
    tags = [element.tag for element in head if element.tag == "script" or element.get("rel") == "stylesheet"]
    assert tags[0] == "script"
    assert next(head.iter("script")).get("type") is None


def test_the_practice_stands_in_for_the_brand_on_a_clients_page() -> None:
    root = layout("client", '{% set active_tab = "today" %}', practice_name="Calder Back & Hip")
    assert words(next(root.iter("header"))).startswith("Calder Back & Hip")


def test_the_rail_names_the_person_and_signs_out_by_post() -> None:
    root = layout("desk", '{% set active_item = "clients" %}', viewer_name="Ines Calder")
    (form,) = root.iter("form")
    assert (form.get("method"), form.get("action")) == ("post", url_for("accounts.sign_out"))
    assert "Ines Calder" in words(next(root.iter("header")))


@pytest.mark.parametrize("code", [400, 403, 404, 405, 413, 429, 500])
def test_an_error_page_says_what_happened_and_shows_a_way_on(code: int) -> None:
    root = parse(make_environment().get_template(f"errors/{code}.html").render())
    (heading,) = root.iter("h1")
    (main,) = root.iter("main")
    assert words(next(root.iter("title"))) == f"{words(heading)} · Plinth"
    assert [link.get("href") for link in main.iter("a")] == [url_for("accounts.show_home")]
    assert "!" not in words(main)
    sentences = [sentence for part in main.iter("p") for sentence in re.split(r"[.?]", words(part))]
    assert max(len(sentence.split()) for sentence in sentences) < 15


def test_the_page_for_our_own_mistakes_needs_no_session() -> None:
    def broken(*args: object, **values: object) -> None:
        raise RuntimeError("the session is not to be had")

    environment = make_environment()
    environment.globals.update(get_flashed_messages=broken, csrf_token=broken)
    assert "That did not work" in environment.get_template("errors/500.html").render()


# Mail

MAIL = """{% extends "email/_base.html" %}{% from "email/_parts.html" import para, small, button, week, facts, rule %}
{% block preheader %}About 18 minutes.{% endblock %}{% block heading %}Ready, {{ to.name }}{% endblock %}
{% block content %}{% call para() %}Three exercises.{% endcall %}
{{ button(link, "Open today’s session") }}{{ week(days) }}
{{ facts([("When", "12:30"), ("How", "Video")]) }}{{ rule() }}{% call small() %}Small.{% endcall %}{% endblock %}
{% block why %}You get this mail because a session is planned.{% endblock %}"""
TEXT = """{% extends "email/_base.txt" %}{% block content %}Ready, {{ to.name }}.{% endblock %}
{% block why %}You get this mail because a session is planned.{% endblock %}"""


def mail_context(**changes: Any) -> dict[str, Any]:
    sender = SimpleNamespace(name="Calder & Co", reply_to="ines@example.org", postal_address="Edmonton")
    days = drawing.week(["done", "part", "today", "rest", "planned", "unknown", "paused"])
    return {
        "to": SimpleNamespace(name="Dana"),
        "sender": sender,
        "stop_url": "https://plinth.test/stop",
        "link": "https://plinth.test/s/1",
        "days": days,
        **changes,
    }


def test_a_mail_is_whole_and_has_one_button() -> None:
    root = parse(make_environment().from_string(MAIL).render(mail_context()))
    assert [link.get("href") for link in root.iter("a")] == ["https://plinth.test/s/1", "https://plinth.test/stop"]
    assert words(next(root.iter("title"))) == words(next(root.iter("h1"))) == "Ready, Dana"
    assert not list(root.iter("script")) + list(root.iter("img")) + list(root.iter("link"))


def test_a_mail_needs_no_style_block_for_its_colours() -> None:
    root = parse(make_environment().from_string(MAIL).render(mail_context()))
    for cell in root.iter("p"):
        assert "color:#" in (cell.get("style") or "")


def test_every_colour_class_of_a_mail_has_its_dark_value() -> None:
    page = make_environment().from_string(MAIL).render(mail_context())
    dark = page[page.index("prefers-color-scheme:dark") : page.index("</style>")]
    # `wrap` and `day` are about width, not colour.
    used = {name for names in re.findall(r'class="([^"]+)"', page) for name in names.split()} - {"wrap", "day"}
    assert used <= set(re.findall(r"\.([a-z]+)", dark))


def test_a_week_in_a_mail_has_seven_equal_cells() -> None:
    root = parse(make_environment().from_string(MAIL).render(mail_context()))
    week = next(table for table in root.iter("table") if "table-layout:fixed" in (table.get("style") or ""))
    states = [cell.get("title") for cell in week.iter("td") if cell.get("title")]
    assert states == ["done", "part done", "planned for today", "rest day", "planned", "no answer", "paused"]


def test_a_mail_that_must_come_has_no_stop_link() -> None:
    context = mail_context(stop_url="")
    page = make_environment().from_string(MAIL).render(context)
    assert "Stop this kind" not in page
    assert "Stop this kind" not in make_environment().from_string(TEXT).render(context)


def test_the_text_twin_is_not_escaped_and_says_why() -> None:
    environment = make_environment()
    environment.autoescape = False
    text = environment.from_string(TEXT).render(mail_context())
    assert text.strip().splitlines()[0] == "Ready, Dana."
    assert "You get this mail because a session is planned." in text
    assert "Stop this kind of mail: https://plinth.test/stop" in text
    assert text.strip().endswith("Calder & Co, Edmonton")

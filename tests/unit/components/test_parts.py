"""Every part, rendered strictly and read as a browser reads it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import jinja2
import pytest

from tests.unit.components.conftest import SampleForm, gallery_context, make_environment, sample_form

STATIC = Path(__file__).parents[3] / "app" / "static"
TEMPLATES = Path(__file__).parents[3] / "app" / "templates"


def parse(page: str) -> Element:
    root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    assert isinstance(root, Element)
    return root


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


@pytest.fixture(scope="module")
def page() -> str:
    environment = make_environment([("message", "Session saved."), ("error", "That did not save.")])
    return environment.get_template("components/_gallery.html").render(**gallery_context())


@pytest.fixture(scope="module")
def gallery(page: str) -> Element:
    return parse(page)


def render(source: str, **context: Any) -> Element:
    environment = make_environment()
    return parse(f"<!doctype html><title>t</title><body>{environment.from_string(source).render(**context)}")


def test_ids_are_unique_and_every_reference_has_its_target(gallery: Element) -> None:
    ids = [element.get("id") for element in gallery.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for element in gallery.iter():
        for name in ("for", "aria-describedby", "aria-labelledby", "data-copy", "data-opens"):
            for target in (element.get(name) or "").split():
                if not target.startswith("/"):
                    assert target in ids, f"{name}={target}"
        href = element.get("href") or ""
        if href.startswith("#") and element.tag == "a":
            assert href[1:] in ids


def test_every_control_has_a_label(gallery: Element) -> None:
    labelled = {label.get("for") for label in gallery.iter("label")}
    for tag in ("input", "select", "textarea"):
        for control in gallery.iter(tag):
            if control.get("type") != "hidden":
                assert control.get("id") in labelled or control.get("aria-label"), control.attrib


def test_every_button_and_link_has_words(gallery: Element) -> None:
    for tag in ("a", "button"):
        for element in gallery.iter(tag):
            assert words(element) or element.get("aria-label"), element.attrib


def test_nothing_is_styled_or_scripted_inline(gallery: Element) -> None:
    for element in gallery.iter():
        assert element.tag != "style"
        assert element.tag != "script" or element.get("src")
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")]


def test_every_form_that_posts_carries_the_token(gallery: Element) -> None:
    forms = list(gallery.iter("form"))
    assert forms
    for form in forms:
        assert form.get("method") == "post"
        tokens = [i.get("value") for i in form.iter("input") if i.get("name") == "csrf_token"]
        assert tokens == ["token-of-this-session"]


def test_every_drawing_is_named_or_hidden(gallery: Element) -> None:
    for drawing in gallery.iter("svg"):
        assert drawing.get("aria-hidden") == "true" or drawing.get("aria-label"), drawing.attrib


def test_every_icon_is_in_the_sprite(gallery: Element) -> None:
    symbols = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text()))
    used = {(use.get("href") or "").rpartition("#")[2] for use in gallery.iter("use")}
    named = {
        name
        for template in TEMPLATES.rglob("*.html")
        for name in re.findall(r'(?:icon\(|icon_name=)"([a-z-]+)"', template.read_text())
    }
    assert used | named <= symbols


def test_both_flashes_are_said(gallery: Element) -> None:
    # Hidden stands what a script may have to say about answers kept on the phone.
    (status,) = [one for one in gallery.iter("div") if one.get("role") == "status" and one.get("hidden") is None]
    assert words(status) == "Session saved. That did not save."


def test_a_title_starts_with_the_one_heading(gallery: Element) -> None:
    (heading,) = gallery.iter("h1")
    (title,) = gallery.iter("title")
    assert words(title) == f"{words(heading)} · Plinth"


# Fields


def test_what_was_typed_is_kept_and_escaped(page: str, gallery: Element) -> None:
    note = next(gallery.iter("textarea"))
    assert "".join(note.itertext()).strip() == "Stairs <were> fine"
    assert "<were>" not in page


def test_an_error_is_tied_to_its_field() -> None:
    root = render(
        '{% from "components/fields.html" import field %}{{ field(form.email, hint="Where we write to.") }}',
        form=sample_form(),
    )
    (control,) = root.iter("input")
    assert control.get("aria-invalid") == "true"
    assert control.get("aria-describedby") == "email-hint email-error"
    assert control.get("value") == "marta@"


def test_a_field_without_an_error_says_nothing_of_one() -> None:
    root = render('{% from "components/fields.html" import field %}{{ field(form.name) }}', form=sample_form())
    (control,) = root.iter("input")
    assert "aria-invalid" not in control.attrib
    assert "aria-describedby" not in control.attrib


def test_two_errors_of_one_field_have_two_ids() -> None:
    form = sample_form()
    form.name.errors = ["First.", "Second."]
    root = render('{% from "components/fields.html" import field %}{{ field(form.name) }}', form=form)
    (control,) = root.iter("input")
    assert control.get("aria-describedby") == "name-error name-error-2"


def test_the_summary_links_each_error_and_takes_focus() -> None:
    root = render(
        '{% from "components/fields.html" import error_summary, field, radios %}{{ error_summary(form) }}'
        "{{ field(form.email) }}{{ radios(form.side) }}",
        form=sample_form(),
    )
    (summary,) = [element for element in root.iter("div") if element.get("role") == "alert"]
    assert summary.get("tabindex") == "-1"
    assert [link.get("href") for link in summary.iter("a")] == ["#email", "#side"]


def test_a_form_without_errors_has_no_summary() -> None:
    root = render(
        '{% from "components/fields.html" import error_summary %}{{ error_summary(form) }}', form=SampleForm()
    )
    assert not list(root.iter("div"))


@pytest.mark.parametrize(
    ("macro", "name", "chosen"),
    [
        ("chips", "weekdays", ["0", "1", "2", "4", "5"]),
        ("ticks", "gear", ["ball"]),
        ("segment", "rounds", ["2"]),
        ("radios", "side", []),
    ],
)
def test_choices_show_what_the_field_holds(macro: str, name: str, chosen: list[str]) -> None:
    root = render(
        f'{{% from "components/fields.html" import {macro} %}}{{{{ {macro}(form.{name}) }}}}', form=sample_form()
    )
    controls = list(root.iter("input"))
    assert {control.get("name") for control in controls} == {name}
    assert [control.get("value") for control in controls if control.get("checked") is not None] == chosen
    assert len(list(root.iter("legend"))) == 1


# Pain


def pain(value: int | None, macro: str = "pain_scale") -> Element:
    form = SampleForm(data={"pain_after": value})
    return render(f'{{% from "components/pain.html" import {macro} %}}{{{{ {macro}(form.pain_after) }}}}', form=form)


@pytest.mark.parametrize("macro", ["pain_scale", "effort_scale"])
def test_nothing_is_preselected(macro: str) -> None:
    radios = list(pain(None, macro).iter("input"))
    assert [radio.get("value") for radio in radios] == [str(number) for number in range(11)]
    assert not [radio for radio in radios if radio.get("checked") is not None]


@pytest.mark.parametrize("value", [0, 5, 10])
def test_an_answer_is_kept_zero_too(value: int) -> None:
    chosen = [radio.get("value") for radio in pain(value).iter("input") if radio.get("checked") is not None]
    assert chosen == [str(value)]


def test_the_ends_and_the_middle_have_words() -> None:
    labels = [words(label) for label in pain(None).iter("label")]
    assert (labels[0], labels[5], labels[10]) == ("0 none", "5 medium", "10 worst imaginable")
    assert labels[1] == "1"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, []), (0, ["ok"]), (3, ["ok"]), (4, ["watch"]), (5, ["watch"]), (6, ["red"]), (10, ["red"])],
)
def test_the_server_shows_the_advice_of_the_answer(value: int | None, shown: list[str]) -> None:
    root = render(
        '{% from "components/pain.html" import pain_advice %}'
        '{% call(level) pain_advice("after", value, watch_at=4, red_at=6) %}{{ level }}{% endcall %}',
        value=value,
    )
    panels = [panel for panel in root.iter("div") if panel.get("data-level")]
    assert [panel.get("data-level") for panel in panels if panel.get("hidden") is None] == shown


# Words and lists


@pytest.mark.parametrize(
    ("kind", "word"),
    [("smr", "Release"), ("stretch", "Stretch"), ("strength", "Strengthen"), ("mobility", "Move")],
)
def test_phases_have_the_words_people_read(kind: str, word: str) -> None:
    root = render(f'{{% from "components/tags.html" import phase %}}{{{{ phase("{kind}") }}}}')
    assert words(next(root.iter("span"))) == word


@pytest.mark.parametrize(
    ("name", "initials"), [("Dana Whitlock", "DW"), ("Ines", "I"), ("Ana María de Souza", "AS"), ("", "")]
)
def test_a_face_is_initials(name: str, initials: str) -> None:
    root = render('{% from "components/tags.html" import face %}{{ face(name) }}', name=name)
    assert words(next(root.iter("span"))) == initials


def test_every_day_of_a_week_says_its_state(gallery: Element) -> None:
    week = next(element for element in gallery.iter("ol") if element.get("class") == "week")
    assert [words(day) for day in week] == [
        "Mon: done",
        "Tue: part done",
        "Wed: planned for today",
        "Thu: rest day",
        "Fri: planned",
        "Sat: no answer",
        "Sun: rest day",
    ]
    assert [day.get("aria-current") for day in week].index("date") == 2


def test_a_chart_has_a_table_twin_with_every_week(gallery: Element) -> None:
    twins = [d for d in gallery.iter("details") if d.get("class") == "twin"]
    rows = [[words(cell) for cell in row] for row in twins[0].iter("tr")][1:]
    assert rows[0] == ["12 Oct", "6.0", "5.2", "4 and 4"]
    assert rows[2] == ["26 Oct", "–", "–", "0 and 0"]
    assert "paused" in words(twins[1])


def test_a_post_button_sends_its_fields() -> None:
    root = render(
        '{% from "components/buttons.html" import post_button %}'
        '{{ post_button("/pause", "Pause", fields={"days": 7, "why": "a \\"b\\""}, confirm="Pause now?") }}'
    )
    (form,) = root.iter("form")
    assert (form.get("action"), form.get("data-confirm")) == ("/pause", "Pause now?")
    sent = {i.get("name"): i.get("value") for i in form.iter("input")}
    assert sent == {"csrf_token": "token-of-this-session", "days": "7", "why": 'a "b"'}


@pytest.mark.parametrize("macro", ["page_head", "person_head"])
def test_a_head_holds_the_one_heading_and_its_acts(macro: str) -> None:
    root = render(
        f'{{% from "components/lists.html" import {macro} %}}'
        f'{{% call {macro}("Dana Whitlock", "Right side.", "Clients") %}}<a href="/plan">Plan</a>{{% endcall %}}'
        f"{{{{ {macro}('Otto') }}}}"
    )
    assert [words(heading) for heading in root.iter("h1")] == ["Dana Whitlock", "Otto"]
    first, second = root.iter("header")
    assert "Clients" in words(first)
    assert "Plan" in words(first)
    assert not list(second.iter("a"))


def test_a_part_misused_is_an_error_not_a_blank() -> None:
    with pytest.raises(jinja2.UndefinedError):
        render('{% from "components/tags.html" import phase %}{{ phase("corrective") }}')

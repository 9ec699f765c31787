"""The guide's files: what the loader takes, and the one sentence it has for anything else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.exercises.files import ContentError
from app.guide.content import Guide, load_guide
from app.guide.text import render
from app.safety import words
from app.safety.traffic_light import DEFAULT_THRESHOLDS as LIMITS

FOLDER = Path(__file__).parents[3] / "content" / "guide"
SOURCES = """sources:
  - {id: one, year: 2020, title: A study, place: A journal, doi: 10.1000/abc.1}
"""
TOPIC = """---
id: rest
title: Rest
description: What rest may do.
order: 2
related: [walk]
sources: [one]
reviewed: 2026-11-23
---

Some rest. See [walking](walk).

## When

Now and then.
"""
OTHER = "---\nid: walk\ntitle: Walk\ndescription: A walk.\norder: 1\nreviewed: 2026-11-23\n---\nWalk.\n"


@pytest.fixture(scope="module")
def guide() -> Guide:
    """The guide as it is shipped."""
    return load_guide(FOLDER)


def write(folder: Path, **files: str) -> Path:
    for name, text in {"rest.md": TOPIC, "walk.md": OTHER, "sources.yaml": SOURCES, **files}.items():
        (folder / name).write_text(text)
    return folder


def faults(folder: Path) -> tuple[str, ...]:
    with pytest.raises(ContentError) as caught:
        load_guide(folder)
    return caught.value.faults


def test_topics_come_in_their_order(tmp_path: Path) -> None:
    loaded = load_guide(write(tmp_path))
    assert [topic.id for topic in loaded.topics] == ["walk", "rest"]
    rest = loaded.topics[1]
    assert loaded.beside(rest) == (loaded.topics[0], None)
    assert loaded.related(rest) == [loaded.topics[0]]
    assert [source.link for source in loaded.sources_of(rest)] == ["https://doi.org/10.1000/abc.1"]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("---\nid: rest", "id: rest", "rest.md: must begin with its fields between two lines of three hyphens."),
        ("id: rest", "id: sleep", 'rest.md: id "sleep" must be the file name without its ending.'),
        ("title: Rest\n", "", "rest.md: title is missing."),
        ("title: Rest\n", "title: Walk\n", 'walk.md: title "Walk" stands in rest.md too.'),
        ("order: 2", "order: 1", "walk.md: order 1 stands in rest.md too."),
        ("order: 2", "order: two", 'rest.md: order must be a whole number, not "two".'),
        ("What rest may do.", "x" * 161, "rest.md: description must have at most 160 characters."),
        ("reviewed: 2026-11-23\n", "", "rest.md: reviewed is missing."),
        ("related: [walk]", "related: [rest]", "rest.md: related points to the topic itself."),
        ("related: [walk]", "related: [run]", 'rest.md: related points to "run", which does not exist.'),
        ("sources: [one]", "sources: [two]", 'rest.md: sources names "two", which is not in sources.yaml.'),
        ("order: 2", "order: 2\nmood: calm", "rest.md: mood is not a known field."),
        ("order: 2", "order: 2\norder: 3", 'rest.md: cannot be read as YAML near line 5: "order" stands twice.'),
        ("(walk)", "(run)", 'rest.md: the link to "run" leads nowhere.'),
        ("(walk)", "(http://a.example)", 'rest.md: the link to "http://a.example" leads nowhere.'),
        ("## When", "# When", 'rest.md: the heading "When" must be of the second level or lower.'),
        ("## When", "### When", 'rest.md: the heading "When" leaves out a level.'),
        ("Now and then.", "## When\n\nNow.", 'rest.md: the heading "When" stands there twice.'),
        ("Now and then.", "<b>Now</b>", "rest.md: there is HTML in the text, which is not shown."),
        ("Now and then.", "![now](a.png)", "rest.md: there is a picture in the text, which is not shown."),
    ],
)
def test_a_fault_is_one_sentence(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    assert old in TOPIC
    write(tmp_path, **{"rest.md": TOPIC.replace(old, new)})
    assert sentence in faults(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("doi: 10.1000/abc.1", "doi: abc", 'sources.yaml: sources, entry 1, doi has the wrong form: "abc".'),
        (", doi: 10.1000/abc.1", "", "sources.yaml: sources, entry 1, doi or url is needed, one of the two."),
        (
            "doi: 10.1000/abc.1",
            "url: ftp://a.b",
            'sources.yaml: sources, entry 1, url has the wrong form: "ftp://a.b".',
        ),
        ("title: A study, ", "", "sources.yaml: sources, entry 1, title is missing."),
    ],
)
def test_a_fault_in_the_sources_is_one_sentence(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    write(tmp_path, **{"sources.yaml": SOURCES.replace(old, new)})
    assert sentence in faults(tmp_path)


def test_every_fault_is_told(tmp_path: Path) -> None:
    write(tmp_path, **{"rest.md": TOPIC.replace("title: Rest\n", ""), "walk.md": OTHER.replace("order: 1\n", "")})
    assert faults(tmp_path) == ("rest.md: title is missing.", "walk.md: order is missing.")


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert faults(tmp_path / "none") == (f"{tmp_path / 'none'}: this content folder does not exist.",)


# --- Markdown


def test_links_between_topics_stay_in_the_same_house() -> None:
    text = "See [walking](walk), [us](/doctor) and [them](https://a.example/x)."
    assert 'href="/p/calder/guide/walk"' in render(text, "/p/calder/guide/").html
    html = render(text, "/guide/").html
    assert 'href="/guide/walk"' in html and 'href="/doctor"' in html and 'href="https://a.example/x"' in html


def test_html_is_shown_as_text() -> None:
    html = render(
        '<script>alert("x")</script>\n\n[x](javascript:alert(1)) ![x](https://a.example/x.png)', "/guide/"
    ).html
    assert "<script" not in html and "<img" not in html and 'href="javascript' not in html


def test_a_short_text_has_no_contents() -> None:
    assert render("## A\n\n## B\n\n## C\n", "/").contents == ()
    assert [part.words for part in render("## A\n\n## B\n\n## C\n\n## D\n", "/").contents] == ["A", "B", "C", "D"]


# --- the guide as it is shipped


def test_every_source_is_cited_and_every_doi_looks_like_one(guide: Guide) -> None:
    cited = {one for topic in guide.topics for one in topic.sources}
    assert cited == set(guide.sources)
    for source in guide.sources.values():
        assert source.doi is None or re.fullmatch(r"10\.\d{4,9}/\S+", source.doi), source.id


def test_the_signs_are_those_of_the_doctor_page(guide: Guide) -> None:
    topic = guide.find("when-to-see-a-doctor")
    assert topic is not None
    text = " ".join(topic.body.split())
    places = [text.index(f"## {group.title}") for group in words.SIGN_GROUPS]
    assert places == sorted(places)
    for group in words.SIGN_GROUPS:
        assert group.act in text
        assert all(f"- {sign}" in text for sign in group.signs), group.key
    assert all(place in text and f"**{number}**" in text for place, number in words.EMERGENCY_NUMBERS)


def test_the_numbers_are_those_of_the_rule(guide: Guide) -> None:
    topic = guide.find("how-much-may-it-hurt")
    assert topic is not None
    text = " ".join(topic.body.split())
    for sentence in (
        f"{{ok}} 0 to {LIMITS.amber_after - 1}",
        f"{{watch}} {LIMITS.amber_after} to {LIMITS.red_after - 1}",
        f"{{red}} {LIMITS.red_after} or more",
        f"If you end {LIMITS.amber_rise} above where you began, that is amber",
        f"If you end {LIMITS.red_rise} above, at {LIMITS.red_rise_after} or more, that is red",
        f"Up by {LIMITS.lingering} or more",
        f"Is it {LIMITS.rest_before} or more before you begin",
        f"Is it {LIMITS.rest_above_mean} or more above your usual",
        *(f"- {sign}" for sign in words.STOP_SIGNS),
    ):
        assert sentence in text, sentence


def test_the_page_about_medicine_names_no_dose_and_no_drug(guide: Guide) -> None:
    for topic in guide.topics:
        assert not re.search(r"\b(\d+ ?mg|milligrams?|ibuprofen|naproxen|aspirin|paracetamol)\b", topic.body, re.I)
    food = guide.find("food")
    assert food is not None and "ask your pharmacist or doctor" in food.body


def test_it_promises_nothing_and_says_may(guide: Guide) -> None:
    for topic in guide.topics:
        text = " ".join(topic.body.split()).lower()
        assert not re.search(r"\b(always|never) (helps?|works?)\b|\byou will (get better|recover)\b", text), topic.id
        if topic.id not in ("si-joint", "when-to-see-a-doctor"):
            assert re.search(r"\b(may|can|help some)\b", text), topic.id

"""The library, and one exercise in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.core.db import db, transaction
from app.exercises.models import Exercise
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import HOST, Browser, Page, text_of
from tests.queries import counted
from tests.web import library


@pytest.fixture
def shelves(cast: Cast, sign_in: Callable[..., None]) -> Cast:
    """The real library, with Tara signed in."""
    library.fill()
    sign_in(cast.tara)
    return cast


def names(page: Page) -> list[str]:
    return [text_of(heading) for heading in page.all("h3")]


def test_everything_by_group_release_first(page: Browser, shelves: Cast) -> None:
    seen = page.get("/library")
    assert [text_of(heading) for heading in seen.all("h2")] == ["Lats", "Core", "Glutes", "Hamstrings & adductors"]
    assert names(seen)[:3] == ["Lat Foam Roll", "Child’s Pose Lat Stretch", "Dumbbell Pullover"]
    assert len(names(seen)) == 42
    assert "42 exercises" in seen.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=childs+pose", ["Child’s Pose Lat Stretch"]),
        ("q=latissimus", ["Lat Foam Roll", "Child’s Pose Lat Stretch", "Dumbbell Pullover"]),
        ("q=prone+hamstring", ["Supine Hamstring Stretch"]),
        ("group=lats&kind=smr", ["Lat Foam Roll"]),
        ("gear=ball", ["Psoas Ball Release", "Glute Ball Release"]),
    ],
)
def test_filters_narrow_and_stay_chosen(page: Browser, shelves: Cast, query: str, found: list[str]) -> None:
    seen = page.get(f"/library?{query}")
    assert [name for name in names(seen) if name in found] == found
    assert len(names(seen)) <= len(found) + 2
    assert f"{len(names(seen))} of 42 exercises" in seen.text
    for part in query.split("&"):
        name, value = part.split("=")
        assert seen.value(name) == value.replace("+", " ")


def test_nothing_found_offers_the_way_back(page: Browser, shelves: Cast) -> None:
    seen = page.get("/library?q=trampoline&group=nowhere")
    assert "No exercise fits all of that" in seen.text
    assert "/library" in seen.links()


def test_an_empty_library_says_how_it_is_filled(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    sign_in(cast.tara)
    assert "flask sync-content" in page.get("/library").text


def test_markup_in_a_search_stays_text(page: Browser, shelves: Cast) -> None:
    assert page.get("/library?q=<b>x</b>").value("q") == "<b>x</b>"


def test_one_exercise_has_every_text(page: Browser, shelves: Cast) -> None:
    seen = page.get("/library/rkc-plank")
    assert seen.h1 == "RKC Plank"
    for words in (
        "Hardstyle plank",
        "One round60 s",
        "Hold 10 seconds, rest 5. Four times.",
        "1 to 3 rounds",
        "Four short, strong planks",
        "Set your elbows under your shoulders",
        "Lock your knees.",
        "Letting your hips sag or rise.",
        "Your low back pinches.",
        "Put your knees down.",
        "Short, hard holds train your whole trunk",
        "One clinician doubts",
        "stop at sharp or electric pain",
        "No mat?",
        "Fold it twice",
    ):
        assert words in seen.text, words
    assert "/library/dead-bug" in seen.links(), "a harder way leads to its exercise"
    assert "Check this with each person" not in seen.text


def test_the_one_that_needs_most_care_says_so(page: Browser, shelves: Cast) -> None:
    seen = page.get("/library/psoas-ball-release")
    assert "Check this with each person" in seen.text
    assert "Leave this out in pregnancy." in seen.text


def test_a_retired_exercise_leaves_the_list_but_keeps_its_page(page: Browser, shelves: Cast) -> None:
    with transaction():
        library.exercise("rkc-plank").retired_at = NOW
    assert "RKC Plank" not in names(page.get("/library"))
    assert "No longer in the library" in page.get("/library/rkc-plank").text


def test_another_practices_exercise_does_not_exist(page: Browser, shelves: Cast) -> None:
    shared = library.exercise("rkc-plank")
    values = {c.key: getattr(shared, c.key) for c in Exercise.__table__.columns if c.key != "id"}
    theirs = {**values, "practice_id": shelves.other_practice.id, "slug": "secret-plank", "name": "Secret plank"}
    own = {**values, "practice_id": shelves.practice.id, "name": "Our plank"}
    with transaction():
        db.session.add_all([Exercise(**theirs), Exercise(**own)])
    page.get("/library/secret-plank", status=404)
    assert "Secret plank" not in page.get("/library").text
    assert page.get("/library/rkc-plank").h1 == "Our plank", "the practice's own comes first"


@pytest.mark.parametrize("slug", ["no-such-thing", "%00", "RKC", "x" * 5000])
def test_an_unknown_exercise_does_not_exist(page: Browser, shelves: Cast, slug: str) -> None:
    page.get(f"/library/{slug}", status=404)


@pytest.mark.parametrize("path", ["/library", "/library/rkc-plank"])
def test_it_is_for_trainers(page: Browser, cast: Cast, sign_in: Callable[..., None], path: str) -> None:
    assert page.get(path, status=302).location.startswith("/sign-in")
    sign_in(cast.cleo.user)
    page.get(path, status=403)


def test_the_list_asks_four_things(page: Browser, shelves: Cast) -> None:
    with counted() as seen:
        page.client.get("/library", base_url=HOST)
    assert len(seen) == 4

"""What a trainer types, over the real library: which exercise must come first, and what must find nothing."""

from __future__ import annotations

import string
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.exercises.search import Filters, Found, find
from app.exercises.words import gear_of
from tests.web.library import read

LIBRARY: list[Any] = [
    SimpleNamespace(name=e.name, kind=e.kind, group=e.groups[0], slug=e.id, content=e.model_dump(mode="json"))
    for e in read()[0]
]


def search(words: str) -> Found[Any]:
    return find(LIBRARY, Filters(words=words))


def slugs(words: str) -> list[str]:
    return [row.slug for row in search(words).rows]


FIRST = {
    # names, with slips, in any order, without marks
    "childs pose": "childs-pose-lat-stretch",
    "child's pose": "childs-pose-lat-stretch",
    "childs poes": "childs-pose-lat-stretch",
    "pose child": "childs-pose-lat-stretch",
    "hammstring": "supine-hamstring-stretch",
    "hamstrings": "supine-hamstring-stretch",
    "hamstring strech": "supine-hamstring-stretch",
    "prone hamstring": "supine-hamstring-stretch",
    "hamstring prone": "supine-hamstring-stretch",
    "foam roler lat": "lat-foam-roll",
    "latissimus release": "lat-foam-roll",
    "lats": "lat-foam-roll",
    "addductor": "adductor-foam-roll",
    "abductor": "banded-clamshell",
    "world greatest": "worlds-greatest-stretch",
    "worlds gratest strech": "worlds-greatest-stretch",
    "wgs": "worlds-greatest-stretch",
    "spiderman": "worlds-greatest-stretch",
    "goblt squat": "goblet-squat",
    "squat goblet": "goblet-squat",
    "pidgeon strech": "pigeon-stretch",
    "half pigeon": "pigeon-stretch",
    "cossak": "cossack-squat",
    "monstr walk": "monster-walk",
    "suitcse": "suitcase-carry",
    "farmers walk": "farmers-carry",
    "waiters carry": "overhead-carry",
    "stepup": "step-up",
    "step ups": "step-up",
    "birddog": "bird-dog",
    "ded bug": "dead-bug",
    "fire hydrent": "fire-hydrant",
    "clam": "banded-clamshell",
    "clamshel": "banded-clamshell",
    "clam shell": "banded-clamshell",
    "hipthrust": "hip-thrust",
    "glute brigde": "glute-bridge",
    "one leg bridge": "single-leg-glute-bridge",
    "sl bridge": "single-leg-glute-bridge",
    "plank": "rkc-plank",
    "hardstyle": "rkc-plank",
    "cobra": "cobra-stretch",
    "bulgarian": "rear-foot-elevated-split-squat",
    "bulgaran split squat": "rear-foot-elevated-split-squat",
    "rfess": "rear-foot-elevated-split-squat",
    "squats": "bodyweight-squat",
    "lunge": "forward-lunge",
    "side lunge": "lateral-lunge",
    "sit to stand": "box-squat",
    "pull over": "dumbbell-pullover",
    "shin box": "ninety-ninety-stretch",
    "hip switch": "ninety-ninety-switch",
    "hinge": "hip-hinge-drill",
    # initials and short forms
    "RDL": "db-romanian-deadlift",
    "db rdl": "db-romanian-deadlift",
    "sl rdl": "single-leg-rdl",
    "kb deadlift": "kettlebell-deadlift",
    "Psoas SMR": "psoas-ball-release",
    "psoas": "psoas-ball-release",
    # muscles, kinds and things in plain words
    "piriformis": "glute-ball-release",
    "piriformis stretch": "pigeon-stretch",
    "no equipment glutes": "glute-bridge",
    "glutes without any kit": "glute-bridge",
    "bum": "glute-bridge",
    "groin": "adductor-foam-roll",
    "inner thigh roll": "adductor-foam-roll",
    "back of thigh": "supine-hamstring-stretch",
    "hip flexor": "psoas-ball-release",
    "warm up": "worlds-greatest-stretch",
    "ball glute": "glute-ball-release",
    "towel": "supine-hamstring-stretch",
    "chair": "box-squat",
    "stick": "hip-hinge-drill",
    "trigger point glute": "glute-ball-release",
    "bodyweight squat": "bodyweight-squat",
}
AMONG_THREE = {
    "90/90": "ninety-ninety-stretch",
    "9090": "ninety-ninety-switch",
    "abs": "cobra-stretch",
    "butt strengthen": "glute-bridge",
    "carry": "suitcase-carry",
    "deadlift": "kettlebell-deadlift",
    "corrective glute med": "banded-clamshell",
    "band walk": "lateral-band-walk",
    "lower back": "bird-dog",
    "on my back": "dead-bug",
    "face down": "cobra-stretch",
    "all fours": "fire-hydrant",
    "foam rolling": "adductor-foam-roll",
    "smr": "lat-foam-roll",
    "release without roller": "psoas-ball-release",
    "mobility hip": "ninety-ninety-stretch",
    "stretch glutes": "pigeon-stretch",
    "no dumbbells deadlift": "single-leg-rdl",
    "roll": "lat-foam-roll",
    "quads": "bodyweight-squat",
}
NOTHING = {
    "xyzzy": (),
    "trampoline": (),
    "qqqqqqqqqqqq": (),
    "barbell": (),
    "good morning": ("Hip Hinge Drill",),
    "figure four": ("Pigeon Stretch",),
    "wall sit": ("Box Squat",),
    "side plank": ("RKC Plank",),
}


@pytest.mark.parametrize(("words", "slug"), FIRST.items())
def test_this_one_comes_first(words: str, slug: str) -> None:
    assert slugs(words)[:1] == [slug]


@pytest.mark.parametrize(("words", "slug"), AMONG_THREE.items())
def test_this_one_is_among_the_first_three(words: str, slug: str) -> None:
    assert slug in slugs(words)[:3]


@pytest.mark.parametrize(("words", "names"), NOTHING.items())
def test_nothing_is_found_and_only_a_near_name_is_offered(words: str, names: tuple[str, ...]) -> None:
    found = search(words)
    assert (found.rows, found.near) == ([], names)


def test_every_name_and_synonym_finds_its_exercise_first() -> None:
    for row in LIBRARY:
        for name in (row.name, *row.content["synonyms"]):
            assert slugs(name)[:1] == [row.slug], name


def test_what_needs_nothing_needs_nothing() -> None:
    for words in ("no equipment", "without equipment", "no kit", "bodyweight", "equipment-free", "nothing"):
        found = search(f"{words} glutes").rows
        assert found and all(gear_of(row.content) == {"none"} for row in found), words


@pytest.mark.parametrize("words", ["without roller", "no roller", "no foam roller", "release no rollers"])
def test_a_refused_thing_is_left_out(words: str) -> None:
    found = slugs(words)
    assert found and not {"lat-foam-roll", "adductor-foam-roll"} & set(found)


def test_a_seed_name_does_not_turn_a_body_over() -> None:
    assert "supine-hamstring-stretch" not in slugs("face down")


def test_order_marks_and_plurals_do_not_matter() -> None:
    for one, other in (("hip hinge drill", "drill, HIP-hinge"), ("split squat", "squats split"), ("lats", "Láts")):
        assert slugs(one) == slugs(other)


def test_a_word_the_library_knows_is_no_slip_of_another() -> None:
    assert set(slugs("band")) == set(slugs("bands"))
    assert all("mini-band" in row.content["equipment"] for row in search("band").rows)


NAMES = [(row.name, row.slug) for row in LIBRARY if len(row.name) >= 6]


@st.composite
def slips(draw: st.DrawFn) -> tuple[str, str]:
    """A name with one letter dropped, doubled, replaced, or swapped with its neighbour; and its exercise."""
    name, slug = draw(st.sampled_from(NAMES))
    at = draw(st.integers(0, len(name) - 2))
    kind = draw(st.sampled_from(["drop", "double", "swap", "replace"]))
    letter = draw(st.sampled_from(string.ascii_lowercase))
    middle = {"drop": "", "double": name[at] * 2, "swap": name[at + 1] + name[at], "replace": letter}[kind]
    return name[:at] + middle + name[at + (2 if kind == "swap" else 1) :], slug


@given(slips())
@settings(max_examples=400, deadline=None)
def test_one_slip_in_a_name_still_finds_it(typed: tuple[str, str]) -> None:
    words, slug = typed
    assert slug in slugs(words)[:3]


@given(st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_nothing_that_can_be_typed_breaks_the_search(words: str) -> None:
    found = search(words)
    assert len(found.rows) <= len(LIBRARY) and len(found.near) <= 3

"""The drawings of the exercises: bodies that could stand so, small strict SVG, words beside them."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app.exercises.content import load_exercises
from app.exercises.figures import Which, alt, draw, figures
from app.exercises.figures.loop import compose_loop
from app.exercises.figures.skeleton import Pose, support
from app.exercises.figures.solve import ends, rests_of, way
from app.exercises.figures.spec import LIMBS, Spec, end_pose
from app.exercises.figures.svg import compose

ROOT = Path(__file__).resolve().parents[3]
EXERCISES = {exercise.id: exercise for exercise in load_exercises(ROOT / "content" / "exercises")}
SLUGS = sorted(figures())
FILES: tuple[Which, ...] = ("start", "end", "pair", "loop")
SVG = "{http://www.w3.org/2000/svg}"
TAGS = {"svg", "title", "style", "defs", "g", "path", "use"}
# Skin and mat give way by this much, in cm.
SOFT_CM = 2.2


def test_every_exercise_has_a_figure() -> None:
    assert set(SLUGS) == set(EXERCISES)


def test_no_key_is_read_as_yes_or_no() -> None:
    # YAML reads a bare "off" or "on" as a truth value, and what stands there would be passed over in silence.
    def keys(node: object) -> Iterator[object]:
        if isinstance(node, dict):
            yield from node
        for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            yield from keys(part)

    assert not [key for key in keys(dict(figures())) if not isinstance(key, str)]


@pytest.mark.parametrize("slug", SLUGS)
def test_hands_and_feet_reach_where_they_are_sent(slug: str) -> None:
    start, end = ends(figures()[slug])
    assert not start.notes
    assert not end.notes


@pytest.mark.parametrize("slug", SLUGS)
def test_the_body_touches_what_it_rests_on(slug: str) -> None:
    figure = figures()[slug]
    for raw, pose in zip((figure["start"], end_pose(figure)), ends(figure), strict=True):
        for part, height in rests_of(raw):
            assert support(pose, part) == pytest.approx(height, abs=1.6), part


@pytest.mark.parametrize("slug", SLUGS)
def test_nothing_sinks_into_the_floor_on_the_way(slug: str) -> None:
    soft = figures()[slug].get("may_sink", [])
    for pose in way(figures()[slug], 8):
        sunk = {name: s.lowest() for name, s in pose.segments.items() if name not in soft and s.lowest() < -SOFT_CM}
        assert not sunk


@pytest.mark.parametrize("slug", SLUGS)
def test_somebody_stands_on_the_floor_and_does_not_hover(slug: str) -> None:
    def lowest(pose: Pose) -> float:
        return min(segment.lowest() for segment in pose.segments.values())

    for raw, pose in zip((figures()[slug]["start"], end_pose(figures()[slug])), ends(figures()[slug]), strict=True):
        on_gear = [height for _, height in rests_of(raw)] + [spec["y"][1] for spec in _boxes(figures()[slug])]
        assert lowest(pose) < max([SOFT_CM, *(height + SOFT_CM for height in on_gear)])


def _boxes(figure: Spec) -> list[Spec]:
    things = [thing for thing in figure.get("gear", []) if isinstance(thing, dict)]
    return [spec for thing in things for kind, spec in thing.items() if kind in ("box", "step")]


@pytest.mark.parametrize("pose", FILES)
@pytest.mark.parametrize("slug", SLUGS)
def test_the_file_is_small_and_stands_by_itself(slug: str, pose: Which) -> None:
    drawing = draw(slug, pose)
    assert drawing is not None
    assert len(drawing.svg) < 15_000
    assert len(drawing.gzipped) < 5_000
    assert gzip.decompress(drawing.gzipped) == drawing.svg
    root = ElementTree.fromstring(drawing.svg)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= TAGS
    assert root.get("viewBox") == f"0 0 {drawing.width} {drawing.height}"
    assert drawing.width == (480 if pose == "pair" else 240)
    assert root.findtext(f"{SVG}title") == drawing.alt == alt(slug, pose)
    assert b"//" not in drawing.svg.removeprefix(b'<svg xmlns="http://www.w3.org/2000/svg"')
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    assert {(e.get("href") or "")[1:] for e in root.iter(f"{SVG}use")} == set(ids)


@pytest.mark.parametrize("pose", FILES)
@pytest.mark.parametrize("slug", SLUGS)
def test_every_class_has_its_rule_and_every_rule_its_colour(slug: str, pose: Which) -> None:
    root = ElementTree.fromstring(_text(slug, pose))
    style = root.findtext(f"{SVG}style") or ""
    classes = {name for e in root.iter() for name in (e.get("class") or "").split()}
    assert classes == set(re.findall(r"\.([a-zA-Z]+)(?=[{,])", style))
    modern, _, rest = style.partition("@supports not (color:light-dark(red,red))")
    fallback = rest.partition("}}")[0]
    assert set(re.findall(r"var\((--[\w-]+)\)", style)) == set(re.findall(r"(--[\w-]+):", modern))
    assert set(re.findall(r"(--[\w-]+):light-dark", modern)) == set(re.findall(r"(--[\w-]+):#", fallback))


def test_a_small_picture_is_small_in_each_panel() -> None:
    assert "@media (max-width:150px)" in _text("cobra-stretch", "end")
    assert "@media (max-width:300px)" in _text("cobra-stretch", "pair")


@pytest.mark.parametrize("slug", SLUGS)
def test_the_same_words_give_the_same_bytes(slug: str) -> None:
    assert compose(figures()[slug], "pair", "x") == compose(figures()[slug], "pair", "x")
    assert compose_loop(figures()[slug], "x") == compose_loop(figures()[slug], "x")


@pytest.mark.parametrize("slug", SLUGS)
def test_start_and_end_are_two_drawings_told_apart_in_words(slug: str) -> None:
    start, end = alt(slug, "start"), alt(slug, "end")
    for words in (start, end):
        assert 15 <= len(words) <= 200
        assert words[0].isupper()
        assert words.endswith(".")
    assert start != end
    assert _text(slug, "start") != _text(slug, "end")
    assert alt(slug, "pair") == f"Start: {start} End: {end}"


@pytest.mark.parametrize("slug", SLUGS)
def test_paint_order_and_shade_name_every_limb_once_or_some(slug: str) -> None:
    order, shade = figures()[slug].get("order"), figures()[slug].get("shade", [])
    assert order is None or sorted(order) == sorted((*LIMBS, "body"))
    assert set(shade) <= set(LIMBS)


def test_named_limbs_alone_are_in_the_shade() -> None:
    # A rear leg that lies nearer to us than the front one would be the light one.
    svg = _text("ninety-ninety-stretch", "start")
    assert len(re.findall(r'class="hx"', svg)) == 1
    assert len(re.findall(r'class="tx"', svg)) == 1


@pytest.mark.parametrize("slug", SLUGS)
def test_the_figure_shows_where_it_works(slug: str) -> None:
    assert 'class="m"' in _text(slug, "pair")


def test_no_figure_no_words() -> None:
    assert draw("nothing-of-the-kind") is None
    assert alt("nothing-of-the-kind") == ""


def _text(slug: str, pose: Which) -> str:
    drawing = draw(slug, pose)
    assert drawing is not None
    return drawing.svg.decode()

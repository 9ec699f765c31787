"""What a drawing says besides the body: where the floor is, which way it goes, and where the body was."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest

from app.exercises.figures import Which, draw, figures
from app.exercises.figures.arrows import arrow
from app.exercises.figures.camera import Camera
from app.exercises.figures.floor import footprints, ghost, plane, ways
from app.exercises.figures.painter import paint
from app.exercises.figures.solve import ends
from app.exercises.figures.svg import set_up

STANDING = sorted(slug for slug, figure in figures().items() if plane(figure, Camera(figure.get("camera", {})), 0))
WALKS = [slug for slug in sorted(figures()) if slug.endswith(("carry", "walk"))]
# How far a sole may reach over the edge of the plane, in cm.
OVER_CM = 1.5


def _text(slug: str, pose: Which) -> str:
    drawing = draw(slug, pose)
    assert drawing is not None
    return drawing.svg.decode()


@pytest.mark.parametrize("slug", STANDING)
def test_every_foot_on_the_floor_stands_within_the_plane(slug: str) -> None:
    stage = set_up(figures()[slug])
    (floor,) = stage.ground()
    wide, high = (float(v) for v in re.findall(r"a(\d*\.?\d+) (\d*\.?\d+)", floor.path)[0])
    for pose in stage.ends:
        for name in ("near_foot", "far_foot"):
            foot = pose.segments[name]
            if foot.lowest() < 1:
                x, _, z = foot.point(8)
                px, py = stage.camera.page((x, 0, z))
                edge = high * math.sqrt(max(0, 1 - ((px - floor.at[0]) / wide) ** 2))
                assert abs(py) < edge + OVER_CM, name


def test_a_mat_or_the_view_from_above_is_floor_enough() -> None:
    assert plane({"gear": ["mat"]}, Camera({}), 0) == []
    assert plane({"gear": [{"mat": {"z": [-9, 9]}}]}, Camera({}), 0) == []
    assert plane({}, Camera({"pitch": 80}), 0) == []
    assert plane({}, Camera({}), 0) != []


def test_footprints_lie_where_they_are_said_to_lie() -> None:
    camera = Camera({"pitch": 20})
    (mark,) = footprints({"steps": {"prints": [[30, 10], [60, -10]]}}, camera)
    heels = [float(x) for x in re.findall(r"M(-?[\d.]+)[ -]", mark.path)]
    assert heels == pytest.approx([30 - 6.4, 60 - 6.4], abs=0.1)
    assert footprints({}, camera) == []


def test_a_way_along_the_floor_follows_the_camera() -> None:
    flat, turned = Camera({"pitch": 0}), Camera({"pitch": 0, "yaw": 90})
    figure: dict[str, Any] = {"steps": {"ways": [[[0, 0], [50, 0]]]}}
    assert ways(figure, flat)[0][1] == pytest.approx((50, 0))
    assert ways(figure, turned)[0][1] == pytest.approx((0, 0))


def test_an_arrow_lies_on_its_halo_and_has_a_colour_of_its_own() -> None:
    halo, line = arrow([(0, 0), (20, 0)])
    assert (halo.cls, line.cls) == ("o", "a")
    assert halo.path == line.path
    style = _text("forward-lunge", "end")
    colours = {name: re.search(rf"--fig-{name}:([^;]+)", style) for name in ("arrow", "target", "halo", "ghost")}
    assert all(colours.values())
    assert len({match.group(1) for match in colours.values() if match}) == len(colours)


@pytest.mark.parametrize("slug", WALKS)
def test_a_walk_says_which_way_it_goes(slug: str) -> None:
    assert figures()[slug]["steps"]["ways"]
    for pose in ("end", "pair", "loop"):
        assert 'class="a"' in _text(slug, pose)
        assert 'class="n"' in _text(slug, pose)
    assert 'class="a"' not in _text(slug, "start")


def test_a_ghost_is_the_start_or_what_differs_from_the_end() -> None:
    figure = {"start": {"body": "T90", "hip": [0, 89]}, "end": {"hip": [20, 60]}}
    assert ghost(figure, 1) is None
    start, other = ghost({**figure, "ghost": "start"}, 1), ghost({**figure, "ghost": {"hip": [40, 60]}}, 1)
    assert start is not None
    assert other is not None
    assert start.hip == (0, 89, 0)
    assert other.hip == (40, 60, 0)


def test_a_ghost_stands_behind_the_end_only() -> None:
    assert 'class="f"' not in _text("forward-lunge", "start")
    assert 'class="f"' not in _text("forward-lunge", "loop")
    end = _text("forward-lunge", "end")
    assert end.index('class="g"') < end.index('class="f"') < end.index('class="k"')


def test_nobody_is_cut_off_who_walks_toward_us() -> None:
    for slug in WALKS:
        stage = set_up(figures()[slug])
        lowest = min(y for way in ways(figures()[slug], stage.camera) for _, y in way)
        assert stage.base - lowest < stage.height


def test_fingers_close_round_what_a_hand_holds() -> None:
    figure = figures()["farmers-carry"]
    marks = paint(figure, ends(figure)[1], Camera(figure["camera"]), 1, 0)
    bar = max(i for i, mark in enumerate(marks) if mark.cls == "l")
    assert [mark.cls for mark in marks[bar + 1 :]] == ["k", "s"]


def test_seen_from_the_front_no_limb_is_in_the_shade() -> None:
    for slug in ("lateral-lunge", "cossack-squat", "lateral-band-walk"):
        assert not re.search(r'class="[sth]x"', _text(slug, "pair"))

"""The floor: a pale plane under the feet, the body's shadow, footprints, and the ghost of another moment."""

from __future__ import annotations

import math
from collections.abc import Mapping

from app.exercises.figures.body import LENGTHS, Point
from app.exercises.figures.camera import FROM_ABOVE, Camera
from app.exercises.figures.paths import Mark, oval, smooth
from app.exercises.figures.skeleton import Pose
from app.exercises.figures.solve import settle
from app.exercises.figures.spec import Spec, end_pose

SHADOW = "w"
# Half of what the plane shows of the floor: across the page, and away from us, in cm.
_HALF_WIDTH, _HALF_DEPTH = 112, 46
# Flat views still need room for both feet.
_LEAST_HEIGHT = 9
_SHADOW_HALF = 50
# A sole around its ankle: ahead, and to the side.
_SOLE: list[Point] = [(-6.4, 0), (-3, 3.6), (12, 5), (20.6, 1), (13, -4.6), (-3, -3.6)]


def plane(figure: Spec, camera: Camera, middle: float) -> list[Mark]:
    """The floor around a page x, unless a mat or the view from above shows it."""
    if camera.pitch > FROM_ABOVE or any(g == "mat" or "mat" in g for g in figure.get("gear", [])):
        return []
    height = max(_LEAST_HEIGHT, _HALF_DEPTH * math.sin(camera.pitch))
    return [Mark("g", oval(_HALF_WIDTH, height), (middle, 0))]


def shadow(camera: Camera, pose: Pose) -> list[Mark]:
    """Below what is near the floor. One path for every pose of a figure, so that it can move along."""
    if camera.pitch > 0.5:
        return []
    low = [segment for segment in pose.segments.values() if segment.lowest() < 14]
    spots = [_below(camera, p) for s in low for p in (s.at, s.point(LENGTHS.get(s.kind, 10)))]
    if not spots:
        return []
    xs, ys = [x for x, _ in spots], [y for _, y in spots]
    a, b = min(xs) - 4, max(xs) + 4
    shape = oval(_SHADOW_HALF, 2.4 + 6 * math.sin(camera.pitch))
    return [Mark(SHADOW, shape, ((a + b) / 2, (min(ys) + max(ys)) / 2), stretch=(b - a) / 2 / _SHADOW_HALF)]


def footprints(figure: Spec, camera: Camera) -> list[Mark]:
    """Where feet were or will be, from `steps: {prints: [[x, z, turn], …]}`; turn in degrees, 0 to the right."""
    spots = figure.get("steps", {}).get("prints", [])
    return [Mark("n", "".join(_sole(camera, *spot) for spot in spots))] if spots else []


def ways(figure: Spec, camera: Camera) -> list[list[Point]]:
    """The ways along the floor, from `steps: {ways: [[[x, z], …], …]}`, as points of the page."""
    lines = figure.get("steps", {}).get("ways", [])
    return [[camera.page((x, 0, z)) for x, z in line] for line in lines]


def ghost(figure: Spec, near: int) -> Pose | None:
    """The pose that stands pale behind the end: the start (`ghost: start`), or what differs from the end."""
    pale = figure.get("ghost")
    if not pale:
        return None
    return settle({**end_pose(figure), **pale} if isinstance(pale, Mapping) else figure["start"], near)


def _sole(camera: Camera, x: float, z: float, turn: float = 0) -> str:
    c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    return smooth([camera.page((x + a * c - b * s, 0, z + a * s + b * c)) for a, b in _SOLE])


def _below(camera: Camera, place: tuple[float, float, float]) -> Point:
    return camera.page((place[0], 0, place[2]))

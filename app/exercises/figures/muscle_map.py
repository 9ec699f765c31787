"""The body from the front and from the back, with the muscle groups of the library as regions to press. Pure.

It is the body of the figures, standing, seen by the same camera. The page writes the SVG from these shapes, and
gives the colours: `static/css/library.css`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.exercises.figures.body import Point
from app.exercises.figures.camera import Camera, View
from app.exercises.figures.painter import join_toes, paint
from app.exercises.figures.paths import Mark, num, smooth
from app.exercises.figures.shape import ring_at
from app.exercises.figures.skeleton import Segment
from app.exercises.figures.solve import near_side, settle

# Half the gap between the middles of the bodies, and the size of the whole, in cm as everywhere.
_APART, WIDTH, HEIGHT = 36.0, 144, 184
_FLOOR = HEIGHT - 5
# How much of the way from the bone to the skin a region goes, so that the outline stays clean.
_INSIDE = 0.9
# Limbs are painted over the trunk on both sides alike, as nobody stands nearer here.
_STANDING: dict[str, Any] = {
    "start": {"body": "T90", "rest": ["feet"], "legs": "Ab5 ER6", "arms": "S-2 Ab9 E10"},
    "order": ["body", "far_leg", "near_leg", "far_arm", "near_arm"],
}
# A half of a muscle group: segment, then rows (distance along the bone, from and to as the angle on the ring: 0 front,
# 90 outer side, 180 back, 270 inner side of a leg). The other half mirrors it.
_Rows = tuple[tuple[float, float, float], ...]
_FRONT: Mapping[str, tuple[tuple[str, _Rows], ...]] = {
    "core": (("lumbar", ((-11, 8, 20), (-6, 5, 46), (1, 4, 76), (8, 4, 80), (14, 4, 66), (19, 5, 44), (23, 9, 24))),),
    "hamstrings": (
        ("thigh", ((3, 296, 308), (7, 276, 330), (14, 270, 344), (22, 272, 336), (30, 276, 320), (35, 286, 300))),
    ),
}
_BACK: Mapping[str, tuple[tuple[str, _Rows], ...]] = {
    "lats": (("thorax", ((-9, 158, 170), (-4, 132, 175), (2, 112, 175), (9, 98, 172), (15, 92, 156), (20, 100, 122))),),
    "glutes": (
        ("pelvis", ((-9, 134, 152), (-7.5, 114, 168), (-3, 98, 175), (2, 98, 175), (7, 112, 171), (10, 136, 156))),
    ),
    "hamstrings": (
        ("thigh", ((9, 168, 192), (12, 138, 220), (18, 120, 236), (26, 120, 236), (33, 136, 222), (37, 166, 194))),
    ),
}
# Where a finger may land: left, top, width, height. Where the whole is 260 px high none is under 44 px.
_ROOM: Mapping[str, tuple[tuple[float, float, float, float], ...]] = {
    "lats": ((90.0, 36.0, 36.0, 34.0),),
    "core": ((18.0, 44.0, 36.0, 36.0),),
    "glutes": ((88.0, 71.0, 40.0, 32.0),),
    "hamstrings": ((88.0, 103.0, 40.0, 34.0), (16.0, 92.0, 40.0, 36.0)),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """One path, where it lies, and its material: a letter as in the figures."""

    material: str
    path: str
    transform: str


@dataclass(frozen=True, slots=True)
class Region:
    """One muscle group: what shows it, and the rectangles (x, y, width, height) a finger may press."""

    group: str
    shapes: tuple[Shape, ...]
    room: tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True, slots=True)
class MuscleMap:
    """Both bodies and the regions on them; `width` and `height` are those of the view box."""

    width: int
    height: int
    bodies: tuple[Shape, ...]
    regions: tuple[Region, ...]


@lru_cache(maxsize=1)
def muscle_map() -> MuscleMap:
    """The map, made once."""
    front, back = _Body(90, WIDTH / 2 - _APART), _Body(-90, WIDTH / 2 + _APART)
    regions = tuple(
        Region(group, front.halves(_FRONT.get(group, ())) + back.halves(_BACK.get(group, ())), room)
        for group, room in _ROOM.items()
    )
    return MuscleMap(WIDTH, HEIGHT, front.shapes + back.shapes, regions)


class _Body:
    """The standing body, facing so many degrees round (90 toward us), its middle at `middle`."""

    def __init__(self, facing: int, middle: float) -> None:
        start = {**_STANDING["start"], "body": f"F{facing} {_STANDING['start']['body']}"}
        figure = {**_STANDING, "start": start}
        self.near, self.middle, self.camera = near_side(figure), middle, Camera({"pitch": 0})
        self.pose = settle(start, self.near)
        join_toes(self.pose)
        self.shapes = tuple(self._shape(mark) for mark in paint(figure, self.pose, self.camera, self.near, 0.0))

    def halves(self, muscles: tuple[tuple[str, _Rows], ...]) -> tuple[Shape, ...]:
        """Both halves of each muscle."""
        return tuple(self._half(segment, rows, side) for segment, rows in muscles for side in (1, -1))

    def _half(self, segment: str, rows: _Rows, side: int) -> Shape:
        leg = "near" if side == self.near else "far"
        bone = self.pose.segments[f"{leg}_thigh" if segment == "thigh" else segment]
        view = View(self.camera, bone)
        one = [_skin(bone, view, x, start * side) for x, start, _ in rows]
        other = [_skin(bone, view, x, end * side) for x, _, end in rows]
        return self._shape(Mark("m", smooth(one + other[::-1]), view.at, view.degrees))

    def _shape(self, mark: Mark) -> Shape:
        x, y = mark.at
        place = f"translate({num(x + self.middle)} {num(_FLOOR - y)})"
        if abs(mark.degrees) > 0.04:
            place += f"rotate({num(-mark.degrees)})"
        if abs(mark.stretch - 1) > 0.03:
            place += f"scale({mark.stretch:.2f} 1)"
        return Shape(mark.cls, mark.path, place)


def _skin(segment: Segment, view: View, x: float, angle: float) -> Point:
    """A point just inside the outline, in the axes of its segment: along it, and across."""
    _, breadth, ahead, behind = ring_at(segment.rings, x)
    turn = math.radians(angle)
    depth = (ahead - behind) / 2 + (ahead + behind) / 2 * _INSIDE * math.cos(turn)
    return (x * view.drawn, depth * view.front + breadth * _INSIDE * math.sin(turn) * view.right)

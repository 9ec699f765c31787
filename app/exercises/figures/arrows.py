"""The arrows: how a joint moves, or where the steps go."""

from __future__ import annotations

import math
from itertools import pairwise

from app.exercises.figures.body import Point
from app.exercises.figures.camera import Camera
from app.exercises.figures.paths import Mark, num, smooth
from app.exercises.figures.solve import way
from app.exercises.figures.spec import Spec, vec

_WAY_STEPS = 16
_HEAD = 8


def tracks(figure: Spec, camera: Camera) -> list[list[Point]]:
    """The ways of joints from start to end, moved beside the body; too short ones are left out."""
    arrows = figure.get("arrows", [])
    poses = way(figure, _WAY_STEPS) if arrows else []
    out = []
    for arrow in arrows:
        ox, oy = arrow.get("by", (0, 0))
        lo, hi = arrow.get("span", (0.12, 0.9))
        some = poses[round(lo * _WAY_STEPS) : round(hi * _WAY_STEPS) + 1]
        track = [(x + ox, y + oy) for x, y in (camera.page(vec(pose.joints[arrow["of"]])) for pose in some)]
        if sum(math.dist(p, q) for p, q in pairwise(track)) >= 6:
            out.append([*track[:-1:2], track[-1]])
    return out


def arrow(track: list[Point]) -> list[Mark]:
    """A line with a head along a way on the page, and below it a pale line that parts it from the body."""
    path = smooth(track, closed=False) + _head(track[-2], track[-1])
    return [Mark("o", path), Mark("a", path)]


def _head(before: Point, tip: Point) -> str:
    turn = math.atan2(tip[1] - before[1], tip[0] - before[0])
    a, b = ((tip[0] + _HEAD * math.cos(turn + k), tip[1] + _HEAD * math.sin(turn + k)) for k in (2.55, -2.55))
    return f"M{num(a[0])} {num(-a[1])}L{num(tip[0])} {num(-tip[1])}L{num(b[0])} {num(-b[1])}"

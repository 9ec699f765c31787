"""Start and end of an exercise become an SVG: geometry and classes only, the colours are the page's."""

from __future__ import annotations

import math
from collections import Counter
from html import escape
from itertools import groupby, pairwise
from typing import Literal

from app.exercises.figures.body import LENGTHS, Point
from app.exercises.figures.camera import FROM_ABOVE, Camera
from app.exercises.figures.painter import bends_toes, join_toes, paint
from app.exercises.figures.paths import Mark, num, smooth
from app.exercises.figures.skeleton import Pose
from app.exercises.figures.solve import ends, near_side, way
from app.exercises.figures.spec import Spec, vec

Which = Literal["start", "end", "pair"]

PANEL = 240
# What sticks out beyond the bones: hair, a weight in a hand.
_ABOVE = 17
# Stands where the caller puts the ids of shared shapes; no path or number contains it.
ID = "@"
_WAY_STEPS = 16


def compose(figure: Spec, which: Which, label: str) -> str:
    """The SVG of one panel, or of both side by side. Ids of shared shapes begin with ID."""
    camera = Camera(figure.get("camera", {}))
    poses = ends(figure)
    if not bends_toes(poses):
        for pose in poses:
            join_toes(pose)
    tracks = _tracks(figure, camera)
    dx, base, height = _layout(figure, camera, poses, tracks)
    shown = {"start": (0,), "end": (1,), "pair": (0, 1)}[which]
    panels = [
        (i * PANEL, poses[n], n == 1, paint(figure, poses[n], camera, near_side(figure), PANEL / 2 - dx))
        for i, n in enumerate(shown)
    ]
    shapes = _Shapes([mark for *_, marks in panels for mark in marks])
    body = ""
    for x, pose, is_end, marks in panels:
        body += _ground(figure, camera, base, x)
        on_floor = [mark for mark in marks if mark.cls in "pq"]
        body += shapes.draw(on_floor, dx + x, base) + _shadow(camera, pose, dx + x, base)
        body += shapes.draw([mark for mark in marks if mark.cls not in "pq"], dx + x, base)
        body += "".join(_arrow(track, dx + x, base) for track in tracks) if is_end else ""
    return (
        f'<svg class="pfig" viewBox="0 0 {PANEL * len(shown)} {height}" role="img" aria-label="{escape(label)}" '
        f'focusable="false">{shapes.defs()}{body}</svg>'
    )


class _Shapes:
    """Paths drawn more than once are written once and referred to."""

    def __init__(self, marks: list[Mark]) -> None:
        counts = Counter(mark.path for mark in marks)
        self.ids = {path: f"{ID}{i}" for i, path in enumerate(p for p, n in counts.items() if n > 1)}

    def defs(self) -> str:
        paths = "".join(f'<path id="{id_}" d="{path}"/>' for path, id_ in self.ids.items())
        return f"<defs>{paths}</defs>" if paths else ""

    def draw(self, marks: list[Mark], dx: float, base: float) -> str:
        out = ""
        for cls, group in groupby(marks, key=lambda mark: mark.cls):
            out += f'<g class="{cls}">' + "".join(self._one(mark, dx, base) for mark in group) + "</g>"
        return out

    def _one(self, mark: Mark, dx: float, base: float) -> str:
        place = mark.transform(dx, base)
        if mark.path in self.ids:
            return f'<use href="#{self.ids[mark.path]}" transform="{place}"/>'
        return f'<path d="{mark.path}" transform="{place}"/>'


def _layout(
    figure: Spec, camera: Camera, poses: tuple[Pose, Pose], tracks: list[list[Point]]
) -> tuple[float, int, int]:
    """Where the world's origin lies in a panel, and the panel's height. Start and end share it."""
    segments = [segment for pose in poses for segment in pose.segments.values()]
    points = [camera(p) for s in segments for p in (s.at, s.point(LENGTHS.get(s.kind, 12)))]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    tops = [max(ys) + _ABOVE + figure.get("room", 0), *(y + 6 for track in tracks for _, y in track)]
    base = math.ceil(max(tops))
    below = 8 - min(min(ys) - 4, -30 * math.sin(camera.pitch))
    return PANEL / 2 - (min(xs) + max(xs)) / 2 + figure.get("shift", 0), base, base + math.ceil(below)


def _ground(figure: Spec, camera: Camera, base: float, x: float) -> str:
    if camera.pitch > FROM_ABOVE or any(g == "mat" or "mat" in g for g in figure.get("gear", [])):
        return ""
    return f'<path class="g" d="M{num(x + 10)} {num(base)}H{num(x + PANEL - 10)}"/>'


def _shadow(camera: Camera, pose: Pose, dx: float, base: float) -> str:
    low = [segment for segment in pose.segments.values() if segment.lowest() < 14]
    xs = [camera(p)[0] for s in low for p in (s.at, s.point(LENGTHS.get(s.kind, 10)))]
    if not xs or camera.pitch > 0.5:
        return ""
    a, b = min(xs) - 4, max(xs) + 4
    centre = f'cx="{num((a + b) / 2 + dx)}" cy="{num(base + 0.6)}"'
    return f'<ellipse class="w" {centre} rx="{num((b - a) / 2)}" ry="3.4"/>'


def _tracks(figure: Spec, camera: Camera) -> list[list[Point]]:
    """The ways of joints from start to end, moved beside the body; too short ones are left out."""
    arrows = figure.get("arrows", [])
    poses = way(figure, _WAY_STEPS) if arrows else []
    tracks = []
    for arrow in arrows:
        ox, oy = arrow.get("by", (0, 0))
        lo, hi = arrow.get("span", (0.12, 0.9))
        some = poses[round(lo * _WAY_STEPS) : round(hi * _WAY_STEPS) + 1]
        track = [(x + ox, y + oy) for x, y in (camera.page(vec(pose.joints[arrow["of"]])) for pose in some)]
        if sum(math.dist(p, q) for p, q in pairwise(track)) >= 6:
            tracks.append([*track[:-1:2], track[-1]])
    return tracks


def _arrow(track: list[Point], dx: float, base: float) -> str:
    path = smooth(track, closed=False) + _arrow_head(track[-2], track[-1])
    return f'<path class="a" transform="translate({num(dx)} {num(base)})" d="{path}"/>'


def _arrow_head(before: Point, tip: Point) -> str:
    turn = math.atan2(tip[1] - before[1], tip[0] - before[0])
    a, b = ((tip[0] + 6 * math.cos(turn + k), tip[1] + 6 * math.sin(turn + k)) for k in (2.55, -2.55))
    return f"M{num(a[0])} {num(-a[1])}L{num(tip[0])} {num(-tip[1])}L{num(b[0])} {num(-b[1])}"

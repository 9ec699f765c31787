"""An exercise becomes an SVG file that stands by itself: geometry, and the rules of `theme.css` it needs."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby, pairwise
from string import ascii_letters
from typing import Literal

from app.exercises.figures.body import LENGTHS, Point
from app.exercises.figures.camera import FROM_ABOVE, Camera, View
from app.exercises.figures.painter import bends_toes, join_toes, paint
from app.exercises.figures.paths import Mark, num, oval, smooth
from app.exercises.figures.skeleton import Pose
from app.exercises.figures.solve import ends, near_side, way
from app.exercises.figures.spec import Spec, vec
from app.exercises.figures.theme import style

Which = Literal["start", "end", "pair", "loop"]
# A mark, and the attribute that puts it in its place: a transform, or the class of a run of key frames.
Drawn = tuple[Mark, str]

PANEL = 240
# What sticks out beyond the bones: hair, a weight in a hand.
_ABOVE = 17
_FLOOR = "pq"
SHADOW = "w"
_SHADOW_HALF = 50
_WAY_STEPS = 16


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a figure stands in its panel. Start, end and all between share one."""

    figure: Spec
    camera: Camera
    ends: tuple[Pose, Pose]
    tracks: list[list[Point]]
    # Page x of the world's origin, page y of the floor, the panel's height.
    dx: float
    base: float
    height: int

    def marks(self, pose: Pose, shapes: Mapping[str, View] | None = None) -> list[Mark]:
        """Everything of one pose in paint order: floor, shadow, body and gear."""
        marks = paint(self.figure, pose, self.camera, near_side(self.figure), PANEL / 2 - self.dx, shapes)
        above = [mark for mark in marks if mark.cls not in _FLOOR]
        return [*(mark for mark in marks if mark.cls in _FLOOR), *_shadow(self.camera, pose), *above]


def set_up(figure: Spec, poses: Sequence[Pose] = ()) -> Stage:
    """The stage of an exercise, with room for the poses (start and end without any)."""
    camera = Camera(figure.get("camera", {}))
    start, end = (poses[0], poses[-1]) if poses else ends(figure)
    if not bends_toes((start, end)):
        for pose in poses or (start, end):
            join_toes(pose)
    tracks = _tracks(figure, camera)
    dx, base, height = _layout(figure, camera, (start, end), tracks)
    return Stage(figure, camera, (start, end), tracks, dx, base, height)


def compose(figure: Spec, which: Literal["start", "end", "pair"], label: str) -> tuple[str, int, int]:
    """The SVG of one panel, or of both side by side; its width and height."""
    stage = set_up(figure)
    shown = {"start": (0,), "end": (1,), "pair": (0, 1)}[which]
    panels = []
    for i, n in enumerate(shown):
        x = stage.dx + i * PANEL
        panels.append([(mark, mark.place(x, stage.base)) for mark in stage.marks(stage.ends[n])])
    shapes = Shapes([one for panel in panels for one in panel])
    body = "".join(ground(stage, i * PANEL) + shapes.draw(panel) for i, panel in enumerate(panels))
    if which != "start":
        x = stage.dx + (len(shown) - 1) * PANEL
        body += "".join(_arrow(track, x, stage.base) for track in stage.tracks)
    return wrap(shapes.defs() + body, label, (PANEL * len(shown), stage.height))


def wrap(body: str, label: str, size: tuple[int, int], more_style: str = "") -> tuple[str, int, int]:
    """A whole file around a drawing, and its size."""
    width, height = size
    classes = {cls for names in body.split('class="')[1:] for cls in names.partition('"')[0].split()}
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f"<title>{escape(label)}</title><style>{style(classes, width // PANEL)}{more_style}</style>{body}</svg>",
        width,
        height,
    )


class Shapes:
    """Writes marks. A path, or a path at its place, that is drawn more than once is written once and referred to."""

    def __init__(self, drawn: Sequence[Drawn]) -> None:
        times = Counter((mark.path, place) for mark, place in drawn)
        again = [key for key, n in times.items() if n > 1 and _is_fixed(key[1])]
        written = Counter(path for (path, place), n in times.items() for _ in range(1 if _is_fixed(place) else n))
        self._paths = {path: _letters(i) for i, path in enumerate(path for path, n in written.items() if n > 1)}
        self._placed = {key: _letters(i) for i, key in enumerate(again, len(self._paths))}

    def defs(self) -> str:
        """What is referred to."""
        out = "".join(f'<path id="{id_}" d="{path}"/>' for path, id_ in self._paths.items())
        out += "".join(self._element(path, f'id="{id_}" {place}') for (path, place), id_ in self._placed.items())
        return f"<defs>{out}</defs>" if out else ""

    def draw(self, drawn: Sequence[Drawn]) -> str:
        """The marks in their order, grouped by class."""
        out = ""
        for cls, group in groupby(drawn, key=lambda one: one[0].cls):
            out += f'<g class="{cls}">' + "".join(self._one(mark.path, place) for mark, place in group) + "</g>"
        return out

    def _one(self, path: str, place: str) -> str:
        id_ = self._placed.get((path, place))
        return f'<use href="#{id_}"/>' if id_ else self._element(path, place)

    def _element(self, path: str, attributes: str) -> str:
        if path in self._paths:
            return f'<use href="#{self._paths[path]}" {attributes}/>'
        return f'<path d="{path}" {attributes}/>'


def _is_fixed(place: str) -> bool:
    return place.startswith("transform")


def _letters(i: int) -> str:
    first, last = divmod(i, len(ascii_letters))
    return (ascii_letters[first - 1] if first else "") + ascii_letters[last]


def _layout(
    figure: Spec, camera: Camera, poses: tuple[Pose, Pose], tracks: list[list[Point]]
) -> tuple[float, int, int]:
    """Where the world's origin lies in a panel, and the panel's height."""
    segments = [segment for pose in poses for segment in pose.segments.values()]
    points = [camera(p) for s in segments for p in (s.at, s.point(LENGTHS.get(s.kind, 12)))]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    tops = [max(ys) + _ABOVE + figure.get("room", 0), *(y + 6 for track in tracks for _, y in track)]
    base = math.ceil(max(tops))
    below = 8 - min(min(ys) - 4, -30 * math.sin(camera.pitch))
    return PANEL / 2 - (min(xs) + max(xs)) / 2 + figure.get("shift", 0), base, base + math.ceil(below)


def ground(stage: Stage, x: float = 0) -> str:
    """The line of the floor, unless a mat or the view from above shows it. `x` is where the panel begins."""
    if stage.camera.pitch > FROM_ABOVE or any(g == "mat" or "mat" in g for g in stage.figure.get("gear", [])):
        return ""
    return f'<path class="g" d="M{num(x + 10)} {num(stage.base)}H{num(x + PANEL - 10)}"/>'


def _shadow(camera: Camera, pose: Pose) -> list[Mark]:
    low = [segment for segment in pose.segments.values() if segment.lowest() < 14]
    xs = [camera(p)[0] for s in low for p in (s.at, s.point(LENGTHS.get(s.kind, 10)))]
    if not xs or camera.pitch > 0.5:
        return []
    a, b = min(xs) - 4, max(xs) + 4
    return [Mark(SHADOW, oval(_SHADOW_HALF, 3.4), ((a + b) / 2, -0.6), stretch=(b - a) / 2 / _SHADOW_HALF)]


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

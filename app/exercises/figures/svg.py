"""An exercise becomes an SVG file that stands by itself: geometry, and the rules of `theme.css` it needs."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby
from string import ascii_letters
from typing import Literal

from app.exercises.figures.arrows import arrow, tracks
from app.exercises.figures.body import LENGTHS, WHOLE_FOOT, Point
from app.exercises.figures.camera import Camera, View
from app.exercises.figures.floor import footprints, ghost, plane, shadow, ways
from app.exercises.figures.painter import bends_toes, join_toes, paint
from app.exercises.figures.paths import Mark
from app.exercises.figures.skeleton import Pose
from app.exercises.figures.solve import ends, near_side
from app.exercises.figures.spec import Spec
from app.exercises.figures.theme import style

Which = Literal["start", "end", "pair", "loop"]
# A mark, and the attribute that puts it in its place: a transform, or the class of a run of key frames.
Drawn = tuple[Mark, str]

PANEL = 240
# What sticks out beyond the bones: hair, a weight in a hand.
_ABOVE = 17
_FLOOR = "pq"


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a figure stands in its panel. Start, end and all between share one."""

    figure: Spec
    camera: Camera
    ends: tuple[Pose, Pose]
    tracks: list[list[Point]]
    ghost: Pose | None
    # Page x of the world's origin, page y of the floor, the panel's height.
    dx: float
    base: float
    height: int

    def marks(self, pose: Pose, shapes: Mapping[str, View] | None = None) -> list[Mark]:
        """Everything of one pose in paint order: floor, shadow, body and gear."""
        marks = paint(self.figure, pose, self.camera, near_side(self.figure), PANEL / 2 - self.dx, shapes)
        above = [mark for mark in marks if mark.cls not in _FLOOR]
        return [*(mark for mark in marks if mark.cls in _FLOOR), *shadow(self.camera, pose), *above]

    def ground(self) -> list[Mark]:
        """The floor, which lies below everything whatever the pose."""
        return plane(self.figure, self.camera, PANEL / 2 - self.dx)

    def steps(self) -> list[Mark]:
        """Footprints, and the way of the steps on the floor."""
        lines = [mark for line in ways(self.figure, self.camera) for mark in arrow(line)]
        return [*footprints(self.figure, self.camera), *lines]

    def end(self) -> list[Mark]:
        """The end pose with all that tells how it came about."""
        arrows = [mark for track in self.tracks for mark in arrow(track)]
        return [*self.ground(), *self._pale(), *self.steps(), *self.marks(self.ends[1]), *arrows]

    def _pale(self) -> list[Mark]:
        """The ghost behind the end pose: its outlines, filled."""
        if not self.ghost:
            return []
        marks = paint(self.figure, self.ghost, self.camera, near_side(self.figure), PANEL / 2 - self.dx)
        # A limb over the trunk has a closed line and an open one: the first of each place is closed.
        lines = {(mark.at, mark.degrees): mark for mark in reversed(marks) if mark.cls == "k"}
        return [replace(mark, cls="f") for mark in lines.values()]


def set_up(figure: Spec, poses: Sequence[Pose] = ()) -> Stage:
    """The stage of an exercise, with room for the poses (start and end without any)."""
    camera = Camera(figure.get("camera", {}))
    start, end = (poses[0], poses[-1]) if poses else ends(figure)
    if not bends_toes((start, end)):
        for pose in poses or (start, end):
            join_toes(pose)
    arrows = tracks(figure, camera)
    pale = ghost(figure, near_side(figure))
    if pale and end.segments["near_foot"].rings is WHOLE_FOOT:
        join_toes(pale)
    dx, base, height = _layout(figure, camera, [start, end, *([pale] if pale else [])], arrows)
    return Stage(figure, camera, (start, end), arrows, pale, dx, base, height)


def compose(figure: Spec, which: Literal["start", "end", "pair"], label: str) -> tuple[str, int, int]:
    """The SVG of one panel, or of both side by side; its width and height."""
    stage = set_up(figure)
    shown = {"start": (0,), "end": (1,), "pair": (0, 1)}[which]
    panels = []
    for n in shown:
        marks = stage.end() if n else [*stage.ground(), *stage.marks(stage.ends[0])]
        panels.append([(mark, mark.place(stage.dx, stage.base)) for mark in marks])
    shapes = Shapes([one for panel in panels for one in panel])
    # The end is moved as a whole, so that what stays where it was is the same in both.
    body = f'</g><g transform="translate({PANEL})">'.join(shapes.draw(panel) for panel in panels)
    body = f"<g>{body}</g>"
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


def _layout(figure: Spec, camera: Camera, poses: Sequence[Pose], arrows: list[list[Point]]) -> tuple[float, int, int]:
    """Where the world's origin lies in a panel, and the panel's height."""
    segments = [segment for pose in poses for segment in pose.segments.values()]
    points = [camera(p) for s in segments for p in (s.at, s.point(LENGTHS.get(s.kind, 12)))]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    tops = [max(ys) + _ABOVE + figure.get("room", 0), *(y + 6 for track in arrows for _, y in track)]
    base = math.ceil(max(tops))
    floor = [y - 2 for line in ways(figure, camera) for _, y in line]
    below = 8 - min(min(ys) - 4, -30 * math.sin(camera.pitch), *floor)
    return PANEL / 2 - (min(xs) + max(xs)) / 2 + figure.get("shift", 0), base, base + math.ceil(below)

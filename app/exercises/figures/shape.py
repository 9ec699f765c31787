"""The outline of a segment, its sleeve, and the head."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from app.exercises.figures.body import EAR, FACE, FACE_HAIR, HAIR, HEAD, Point, Ring
from app.exercises.figures.camera import Camera, View
from app.exercises.figures.paths import Mark, hull, smooth, spread
from app.exercises.figures.skeleton import Segment
from app.exercises.figures.vectors import add, mix

# Beyond this the head looks at us or away: then it is drawn in full face, not in profile.
_FULL_FACE = 0.72
_CLOSED_EYES_AND_NOSE: tuple[list[Point], ...] = (
    [(5.4, 2), (4.8, 3.4), (5.4, 4.8)],
    [(5.4, -2), (4.8, -3.4), (5.4, -4.8)],
    [(4.6, 0.2), (1.6, 1.1), (1.3, -0.4)],
)


def edges(view: View, rings: Sequence[Ring], grow: float = 0.0) -> tuple[list[Point], list[Point]]:
    """The upper and the lower edge of a segment that is not seen end-on, in its own axes."""
    upper, lower = [], []
    for x, half, ahead, behind in rings:
        middle = (ahead - behind) / 2 * view.front
        reach = math.hypot(half * view.right, (ahead + behind) / 2 * view.front) + grow
        upper.append((x, middle + reach))
        lower.append((x, middle - reach))
    return upper, lower


def outline(camera: Camera, view: View) -> str:
    """The closed path of a segment."""
    return _outline(camera, view, view.segment.rings, 0.0)


def sleeve(camera: Camera, view: View, reach: float) -> str:
    """The cloth over a segment down to `reach`, a little wider than the skin."""
    rings = _cut(view.segment.rings, reach)
    first = rings[0]
    return _outline(camera, view, [(first[0] - 1, *first[1:]), *rings[1:]], 0.5)


def open_outline(camera: Camera, view: View) -> str:
    """A limb's line without its joint end, so that it grows out of the trunk."""
    if view.is_end_on:
        return outline(camera, view)
    upper, lower = edges(view, view.segment.rings)
    return smooth(upper[3:] + lower[3:][::-1], closed=False)


def _outline(camera: Camera, view: View, rings: Sequence[Ring], grow: float) -> str:
    if view.is_end_on:
        points = [view.local(q) for q in _skin(camera, view.segment, rings, grow)]
        return smooth(spread(hull([(round(x, 1), round(y, 1)) for x, y in points]), 1.6))
    upper, lower = edges(view, rings, grow)
    return smooth(upper + lower[::-1])


def _skin(camera: Camera, segment: Segment, rings: Sequence[Ring], grow: float) -> list[Point]:
    points = []
    for x, half, ahead, behind in rings:
        for i in range(10):
            turn = i * math.pi / 5
            across = add(segment.point(x), segment.right, (half + grow) * math.sin(turn))
            depth = (ahead - behind) / 2 + ((ahead + behind) / 2 + grow) * math.cos(turn)
            points.append(camera.page(add(across, segment.front, depth)))
    return points


def _cut(rings: Sequence[Ring], reach: float) -> list[Ring]:
    kept = [ring for ring in rings if ring[0] < reach]
    after = next(ring for ring in rings if ring[0] >= reach)
    return [*kept, _between(kept[-1], after, (reach - kept[-1][0]) / (after[0] - kept[-1][0]))]


def ring_at(rings: Sequence[Ring], x: float) -> Ring:
    """The ellipse at a distance along the bone."""
    for one, other in pairwise(rings):
        if one[0] <= x <= other[0]:
            return _between(one, other, (x - one[0]) / (other[0] - one[0]))
    return rings[0] if x < rings[0][0] else rings[-1]


def _between(one: Ring, other: Ring, t: float) -> Ring:
    x, half, ahead, behind = (mix(p, q, t) for p, q in zip(one, other, strict=True))
    return (x, half, ahead, behind)


def head(view: View, place: View) -> list[Mark]:
    """The head at its place: in profile; in full face or from behind when it looks along the camera's axis."""
    if abs(view.front_depth) < _FULL_FACE:
        # A quarter turn narrows the profile a little.
        k = math.copysign(max(abs(view.front), 0.86), view.front)
        parts = [("s", HEAD), ("r", HAIR), ("s", EAR)]
    else:
        k = math.copysign(1, view.right)
        parts = [("s", FACE), ("r", FACE_HAIR if view.front_depth > 0 else FACE)]
    shapes = [(cls, smooth([(y, x * k) for x, y in points])) for cls, points in parts]
    if view.front_depth >= _FULL_FACE:
        shapes.append(("v", "".join(smooth(line, closed=False) for line in _CLOSED_EYES_AND_NOSE)))
    return [Mark(cls, path, place.at, place.degrees) for cls, path in [("k", shapes[0][1]), *shapes]]

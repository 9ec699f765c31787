"""The outline of a segment, its sleeve, and the head."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from app.exercises.figures.body import (
    EAR,
    FACE,
    FACE_EYES,
    FACE_HAIR,
    FACE_LINES,
    HAIR,
    HALF_EYES,
    HALF_FACE,
    HALF_HAIR,
    HALF_LINES,
    HEAD,
    Point,
    Ring,
)
from app.exercises.figures.camera import Camera, View
from app.exercises.figures.paths import Mark, hull, smooth, spread
from app.exercises.figures.skeleton import Segment
from app.exercises.figures.vectors import add, mix

# How far the head looks at us, or away: from here on it is not drawn in profile. Aside: up to here in full face.
_TOWARD, _AWAY, _LITTLE_ASIDE = 0.34, 0.72, 0.4


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
        return smooth(spread(hull([(round(x, 1), round(y, 1)) for x, y in points]), 2.4))
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
    """The head at its place: in profile, half turned, in full face or from behind."""
    toward = view.front_depth
    ahead, aside = math.copysign(1, view.front), math.copysign(1, view.right)
    if toward >= _TOWARD and abs(view.front) <= _LITTLE_ASIDE:
        shapes = _face(1, FACE, FACE_HAIR, None, (FACE_EYES, FACE_LINES))
    elif toward >= _TOWARD:
        ear = [(x - 2.6, y) for x, y in EAR]
        shapes = _face(ahead, HALF_FACE, HALF_HAIR, ear, (HALF_EYES, HALF_LINES))
    elif toward > -_AWAY:
        # A quarter turn narrows the profile a little.
        shapes = _face(math.copysign(max(abs(view.front), 0.86), ahead), HEAD, HAIR, EAR, ([], []))
    else:
        shapes = _face(aside, FACE, FACE, None, ([], []))
    return [Mark(cls, path, place.at, place.degrees) for cls, path in [("k", shapes[0][1]), *shapes]]


def _face(
    k: float,
    skin: Sequence[Point],
    hair: Sequence[Point],
    ear: Sequence[Point] | None,
    features: tuple[list[Point], list[list[Point]]],
) -> list[tuple[str, str]]:
    """Classes and paths of a head, its right turned to the page's right by the factor `k`."""

    def turned(points: Sequence[Point]) -> list[Point]:
        return [(y, x * k) for x, y in points]

    eyes, lines = features
    shapes = [("s", smooth(turned(skin))), ("r", smooth(turned(hair)))]
    if ear:
        shapes.append(("s", smooth(turned(ear))))
    if lines:
        shapes.append(("v", "".join(smooth(turned(line), closed=False) for line in lines)))
        shapes.append(("r", "".join(smooth(turned(_eye(eye))) for eye in eyes)))
    return shapes


def _eye(at: Point) -> list[Point]:
    x, y = at
    return [(x - 0.9, y), (x, y + 1.3), (x + 0.9, y), (x, y - 1.3)]

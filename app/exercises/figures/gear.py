"""What an exercise takes: mat, roller, ball, weights, bands, furniture."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.exercises.figures.body import RINGS, Point
from app.exercises.figures.camera import FROM_ABOVE, Camera, View
from app.exercises.figures.paths import Mark, circle, num, polygon
from app.exercises.figures.shape import ring_at
from app.exercises.figures.skeleton import Pose, Segment
from app.exercises.figures.spec import Spec, vec
from app.exercises.figures.vectors import Vec, add, unit

MAT_HALF = 109
# Length of the path of a thing that stretches.
_NOMINAL = 20
_HANDLE = "M-6 11L-4.6 1Q-4.2-2.2 0-2.2Q4.2-2.2 4.6 1L6 11L3.6 11L2.6 2Q2.4.4 0 .4Q-2.4.4-2.6 2L-3.6 11z"
_BELL = "M-5 9.2Q0 6.8 5 9.2Q10.4 12.6 9.4 19Q8.4 25.6 4.6 26.8H-4.6Q-8.4 25.6-9.4 19Q-10.4 12.6-5 9.2z"


@dataclass(frozen=True, slots=True)
class Scene:
    """The solved body, the camera, and the world x at the middle of the panel."""

    pose: Pose
    camera: Camera
    middle: float


def gear_of(figure: Spec, slot: str) -> list[tuple[str, Spec]]:
    """The things of an exercise that are painted right after a slot: back, a limb, body, front."""
    things = [next(iter(g.items())) if isinstance(g, Mapping) else (g, {}) for g in figure.get("gear", [])]
    return [(kind, spec) for kind, spec in things if spec.get("after", "back") == slot]


def marks_of(kind: str, spec: Spec, scene: Scene) -> list[Mark]:
    """One thing as marks, from the back to the front."""
    return _GEAR[kind](spec, scene)


def _face(scene: Scene, cls: str, corners: list[Vec]) -> Mark:
    return Mark(cls, polygon([scene.camera.page(corner) for corner in corners]))


def _box(spec: Spec, scene: Scene) -> list[Mark]:
    (x0, x1), (y0, y1), (z0, z1) = spec["x"], spec["y"], spec.get("z", (-24, 24))
    marks = [_face(scene, "l", [(x0, y1, z0), (x1, y1, z0), (x1, y1, z1), (x0, y1, z1)])]
    if scene.camera.pitch < FROM_ABOVE:
        marks.append(_face(scene, "e", [(x0, y0, z1), (x1, y0, z1), (x1, y1, z1), (x0, y1, z1)]))
    if scene.camera.yaw:
        x = x0 if scene.camera.yaw > 0 else x1
        marks.append(_face(scene, "d", [(x, y0, z0), (x, y0, z1), (x, y1, z1), (x, y1, z0)]))
    return marks


def _boxes(scene: Scene, *spans: tuple[Any, Any, Any]) -> list[Mark]:
    return [mark for x, y, z in spans for mark in _box({"x": x, "y": y, "z": z}, scene)]


def _mat(spec: Spec, scene: Scene) -> list[Mark]:
    x0, x1 = spec.get("x", (scene.middle - MAT_HALF, scene.middle + MAT_HALF))
    z0, z1 = spec.get("z", (-30, 30))
    marks = [_face(scene, "p", [(x0, 0, z0), (x1, 0, z0), (x1, 0, z1), (x0, 0, z1)])]
    if scene.camera.pitch < FROM_ABOVE:
        marks.append(_face(scene, "q", [(x0, 0, z1), (x1, 0, z1), (x1, -1.6, z1), (x0, -1.6, z1)]))
    if scene.camera.yaw:
        x = x0 if scene.camera.yaw > 0 else x1
        marks.append(_face(scene, "q", [(x, 0, z0), (x, 0, z1), (x, -1.6, z1), (x, -1.6, z0)]))
    return marks


def _legs(scene: Scene, height: float, xs: tuple[float, ...], zs: tuple[float, float], width: float) -> list[Mark]:
    """Furniture legs: only the face that looks at us, the rest hides below the seat."""
    spots = [(x, x + width, z + 1) for x in xs for z in zs]
    legs = [[(x0, 0, z), (x1, 0, z), (x1, height, z), (x0, height, z)] for x0, x1, z in spots]
    return [Mark("e", "".join(polygon([scene.camera.page(corner) for corner in leg]) for leg in legs))]


def _bench(spec: Spec, scene: Scene) -> list[Mark]:
    (x0, x1), h, z = spec["x"], spec.get("h", 42), spec.get("z", (-15, 15))
    return [*_legs(scene, h - 6, (x0 + 4, x1 - 8), z, 4), *_boxes(scene, ((x0, x1), (h - 7, h), z))]


def _chair(spec: Spec, scene: Scene) -> list[Mark]:
    x, h = spec["x"], spec.get("h", 45)
    back = (x - 21, x - 18)
    return [
        *_boxes(scene, (back, (0, h + 40), (-19, -17))),
        *_legs(scene, h, (x - 21, x + 17), (-18, 18), 3),
        *_boxes(scene, ((x - 21, x + 20), (h - 4, h), (-19, 19)), (back, (h + 22, h + 40), (-19, 19))),
    ]


def _wall(spec: Spec, scene: Scene) -> list[Mark]:
    return _boxes(scene, ((spec["x"], spec["x"] + 6), (0, spec.get("h", 175)), (-30, 10)))


def _place(spec: Spec, scene: Scene, radius: float) -> Vec:
    """Where free gear lies: at a given place, or under a body part."""
    if "under" not in spec:
        return (spec.get("x", 0), spec.get("y", radius), spec.get("z", 0))
    name, _, distance = spec["under"].partition("@")
    x, _, z = scene.pose.segments[name].point(float(distance or 0))
    return (x + spec.get("dx", 0), spec.get("y", radius), z + spec.get("dz", 0))


def _ball(spec: Spec, scene: Scene) -> list[Mark]:
    r = spec.get("r", 5)
    at = scene.camera.page(_place(spec, scene, r))
    x, y = num(r * 0.55), num(r * 0.84)
    seams = f"M-{x}-{y}Q{num(r * 0.15)} 0-{x} {y}M{x}-{y}Q{num(-r * 0.15)} 0 {x} {y}"
    return [Mark("b", circle(r), at), Mark("v", seams, at)]


def _roller(spec: Spec, scene: Scene) -> list[Mark]:
    r, half = spec.get("r", 7.5), spec.get("len", 46) / 2
    bar = _Bar(scene, _place(spec, scene, r), (1, 0, 0) if spec.get("axis", "z") == "x" else (0, 0, 1))
    rims = [bar.mark(cls, bar.piece(half, half, size)) for cls, size in (("l", r), ("d", r * 0.42))]
    return [bar.mark("e", bar.piece(-half, half, r)), *rims]


def _dumbbell(spec: Spec, scene: Scene) -> list[Mark]:
    side = spec.get("hand", "near")
    hand = scene.pose.segments[f"{side}_hand"]
    at = add(scene.pose.joints[f"{side}.grip"], hand.along, spec.get("push", 0))
    axis = unit(vec(spec.get("dir", (1, 0, 0))))
    if "turn" in spec:  # it follows the hand
        axis = {"right": hand.right, "front": hand.front, "along": hand.along}[spec["turn"]]
    bar = _Bar(scene, add(at, vec(spec.get("by", (0, 0, 0)))), axis)
    k = spec.get("size", 1)
    heads = bar.piece(-14 * k, -6 * k, 7 * k) + bar.piece(6 * k, 14 * k, 7 * k)
    # Seen obliquely, the nearer head hides some of the grip.
    grip = bar.piece(-6 * k, max(-6.0, 6 - 7 * bar.depth / max(bar.view.share, 0.1)) * k, 1.7 * k)
    return [bar.mark("e", heads + grip), bar.mark("l", bar.piece(14 * k, 14 * k, 7 * k))]


class _Bar:
    """Round pieces on one axis; distances count toward the viewer."""

    def __init__(self, scene: Scene, at: Vec, axis: Vec) -> None:
        self.view = View(scene.camera, Segment("bar", at, axis, (0, 1, 0), (0, 0, 1), []))
        depth = scene.camera(axis)[2]
        # The axis keeps its way when it turns through the page, or what follows it would spin.
        self.is_away = depth < 0
        # Seen straight from the side a rim still shows a little.
        self.depth = max(abs(depth), 0.12)

    def mark(self, cls: str, path: str) -> Mark:
        """Pieces at their place."""
        return Mark(cls, path, self.view.at, self.view.degrees)

    def piece(self, lo: float, hi: float, r: float) -> str:
        """A cylinder from `lo` to `hi` along the axis; a disc where both are equal."""
        lo, hi = (-hi, -lo) if self.is_away else (lo, hi)
        left, right = num(lo * self.view.share), num(hi * self.view.share)
        rim = f"a{num(r * self.depth)} {num(r)} 0 0 1 0 "
        ahead, back = ("", "") if left == right else (f"H{right}", f"H{left}")
        return f"M{left} {num(-r)}{ahead}{rim}{num(2 * r)}{back}{rim}{num(-2 * r)}z"


def _kettlebell(spec: Spec, scene: Scene) -> list[Mark]:
    grip = scene.pose.joints[spec.get("hand", "near") + ".grip"]
    at = scene.camera.page(add(grip, vec(spec.get("by", (0, 0, 0)))))
    degrees = spec.get("tilt", 0)
    return [Mark("d", _HANDLE, at, degrees), Mark("e", _BELL, at, degrees)]


def _barbell(spec: Spec, scene: Scene) -> list[Mark]:
    """Seen from the side: a plate before the body."""
    at = scene.camera.page(add(scene.pose.joints[spec["at"]], vec(spec.get("by", (0, 0, 0)))))
    r = spec.get("r", 18)
    return [Mark("e", circle(r), at), Mark("l", circle(r * 0.62), at), Mark("d", circle(2.6), at)]


def _band(spec: Spec, scene: Scene) -> list[Mark]:
    """A mini-band around both legs: the piece between them, and a wrap around each named one."""
    part, d = spec.get("part", "thigh"), spec.get("d", 35)
    ends = [scene.camera.page(scene.pose.segments[f"{side}_{part}"].point(d)) for side in ("far", "near")]
    marks = [_stretched("b", f"M0-3H{_NOMINAL}V3H0z", *ends)]
    for side in spec.get("wrap", ["near"]):
        view = View(scene.camera, scene.pose.segments[f"{side}_{part}"])
        half, k = ring_at(RINGS[part], d)[2] + 0.9, view.drawn
        lo, hi = (d - 2.6) * k, (d + 2.6) * k
        wrap = polygon([(lo, -half), (hi, 0.4 - half), (hi, half - 0.4), (lo, half)])
        marks.append(Mark("b", wrap, view.at, view.degrees, view.stretch(view)))
    return marks


def _strap(spec: Spec, scene: Scene) -> list[Mark]:
    """From the hand round the foot."""
    hand = scene.camera.page(scene.pose.joints[spec.get("hand", "near") + ".grip"])
    foot = scene.camera.page(scene.pose.joints[spec.get("foot", "near") + ".sole"])
    return [_stretched("y", f"M0 0H{_NOMINAL}", hand, foot)]


def _stretched(cls: str, path: str, one: Point, other: Point) -> Mark:
    """A path of nominal length, reaching from one page point to another however far apart they are."""
    turn = math.degrees(math.atan2(other[1] - one[1], other[0] - one[0]))
    return Mark(cls, path, one, turn, math.dist(one, other) / _NOMINAL)


def _dowel(spec: Spec, scene: Scene) -> list[Mark]:
    segment = scene.pose.segments[spec.get("along", "thorax")]
    at = add(segment.point(spec.get("d", 0)), segment.front, spec.get("by", -10))
    bar = _Bar(scene, at, segment.along)
    return [bar.mark("b", bar.piece(spec.get("from", -45), spec.get("to", 65), 1.8))]


_GEAR: dict[str, Callable[[Spec, Scene], list[Mark]]] = {
    "mat": _mat, "box": _box, "step": _box, "bench": _bench, "chair": _chair, "wall": _wall, "ball": _ball,
    "roller": _roller, "dumbbell": _dumbbell, "kettlebell": _kettlebell, "barbell": _barbell, "band": _band,
    "strap": _strap, "dowel": _dowel,
}  # fmt: skip

"""Puts a pose on the floor, and finds the poses along the way from start to end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.exercises.figures.pose import Between, build, directions
from app.exercises.figures.skeleton import Pose, support
from app.exercises.figures.spec import LIMBS, REACHES, Spec, angles, blend, end_pose, is_reach, limb_spec
from app.exercises.figures.vectors import Vec, mix, mix_vec

_HIGH: Vec = (0.0, 60.0, 0.0)
_STEEPEST = 40.0


def near_side(figure: Spec) -> int:
    """Which side of the body is nearer to us: 1 right, -1 left (facing left, or turned over)."""
    return -1 if 90 < angles(figure["start"].get("body", "")).get("F", 0) % 360 < 270 else 1


def ends(figure: Spec) -> tuple[Pose, Pose]:
    """The start and the end pose, settled."""
    near = near_side(figure)
    return settle(figure["start"], near), settle(end_pose(figure), near)


def settle(raw: Spec, near: int, between: Mapping[str, Between] | None = None) -> Pose:
    """Place the body: hips where `hip` says, or lowered (and tilted) until the parts under `rest` touch."""
    if "hip" in raw:
        x, y, *z = raw["hip"]
        return build(raw, (x, y, z[0] if z else 0), 0, near, between)
    rests = rests_of(raw)
    # A limb that reaches needs the final place: it stays out of the search.
    free = {**raw, **{name: "" for name in LIMBS if is_reach(limb_spec(raw, name))}}

    def gaps(tilt: float) -> list[float]:
        pose = build(free, _HIGH, tilt, near, between)
        return [support(pose, part) - height for part, height in rests]

    tilt = _level(gaps) if len(rests) == 2 else 0.0
    pose = build(free, _HIGH, tilt, near, between)
    x = raw.get("x", 0.0)
    if "pin" in raw:
        ((joint, wanted),) = raw["pin"].items()
        x = wanted - pose.joints[joint][0]
    return build(raw, (x, _HIGH[1] - min(gaps(tilt)), raw.get("z", 0.0)), tilt, near, between)


def rests_of(raw: Spec) -> list[tuple[str, float]]:
    """What the body rests on: part and the height of what lies under it."""
    return [(part, 0.0) if isinstance(part, str) else next(iter(part.items())) for part in raw.get("rest", [])]


def _level(gaps: Any) -> float:
    """The tilt at which both parts hang equally high; 0 where there is none."""

    def difference(tilt: float) -> float:
        first, second = gaps(tilt)
        return float(first - second)

    lo, hi = -_STEEPEST, _STEEPEST
    at_lo = difference(lo)
    if at_lo * difference(hi) >= 0:
        return 0.0
    for _ in range(40):
        middle = (lo + hi) / 2
        if difference(middle) * at_lo > 0:
            lo = middle
        else:
            hi = middle
    return (lo + hi) / 2


def way(figure: Spec, steps: int) -> list[Pose]:
    """Poses from start to end, `steps` apart: feet stay planted and limbs keep their length."""
    near = near_side(figure)
    first, last = ends(figure)
    middle = [_part_way(figure, first, last, i / steps, near) for i in range(1, steps)]
    return [first, *middle, last]


def _part_way(figure: Spec, first: Pose, last: Pose, t: float, near: int) -> Pose:
    a, b = figure["start"], end_pose(figure)
    raw: dict[str, Any] = {**b, "body": blend(angles(a.get("body", "")), angles(b.get("body", "")), t)}
    for key in ("hip", "x", "pin"):
        if key in a and key in b:
            raw[key] = blend(a[key], b[key], t) if key == "pin" else blend({"": a[key]}, {"": b[key]}, t)[""]
    between: dict[str, Between] = {}
    for name in LIMBS:
        one, other = limb_spec(a, name), limb_spec(b, name)
        if _manner(one) == _manner(other):
            raw[name] = blend(one, other, t)
        else:
            raw[name] = other
            between[name] = Between(directions(first, name), directions(last, name), t)
    if a.get("rest") == b.get("rest") and ("hip" in a) == ("hip" in b):
        return settle(raw, near, between)
    # It rests on other parts at the end, so the hips go straight from one place to the other.
    tilt = mix(first.tilt, last.tilt, t) - (raw["body"].get("T", 90) - 90)
    return build(raw, mix_vec(first.hip, last.hip, t), tilt, near, between)


def _manner(spec: Spec) -> tuple[str, str]:
    return next((key for key in REACHES if key in spec), "angles"), spec.get("at", "")

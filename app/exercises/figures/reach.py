"""Limbs that go to a place: where the ankle or wrist wants to be, and how knee, elbow, foot and hand follow."""

from __future__ import annotations

import math
from typing import Any

from app.exercises.figures.body import ANKLE_HEIGHT, LENGTHS, WRIST_HEIGHT
from app.exercises.figures.skeleton import Pose
from app.exercises.figures.spec import Spec, vec
from app.exercises.figures.vectors import UP, Frame, Vec, add, bone, cross, dot, length, mul, spin, sub, unit


def target_of(pose: Pose, spec: Spec, is_leg: bool, root: Vec) -> Vec:
    """Where the ankle or wrist shall be: on the floor, beside a body part, or at a place in the world."""
    if "floor" in spec:
        return _on_floor(spec, is_leg, root)
    if "at" in spec:
        name, _, distance = spec["at"].partition("@")
        start = pose.segments[name].point(float(distance)) if distance else pose.joints[name]
        return add(start, vec(spec.get("by", (0, 0, 0))))
    x, y, *z = spec["to"]
    return (x, y, z[0] if z else root[2])


def _on_floor(spec: Spec, is_leg: bool, root: Vec) -> Vec:
    spot = spec["floor"]
    x, z = spot if isinstance(spot, list | tuple) else (spot, root[2])
    y = spec.get("y", 0) + (ANKLE_HEIGHT if is_leg else WRIST_HEIGHT)
    heel = math.radians(spec.get("heel", 0))
    if heel:
        y += math.sin(heel) * LENGTHS["foot"] - (1 - math.cos(heel)) * 2
    return (x, y, z)


def two_bones(
    root: Vec, target: Vec, lengths: tuple[float, float], pole: Vec, is_leg: bool
) -> tuple[Frame, Frame, float]:
    """Both bones by the law of cosines, the joint between toward `pole`; and the cm by which the target is missed."""
    first, second = lengths
    way = sub(target, root)
    distance = length(way)
    longest, shortest = (first + second) * 0.9995, abs(first - second) * 1.02
    gap = max(0.0, distance - longest, shortest - distance)
    distance = min(max(distance, shortest), longest)
    axis = unit(way)
    pole = unit(add(pole, axis, -dot(pole, axis)))
    cosine = (first * first + distance * distance - second * second) / (2 * first * distance)
    a = math.acos(max(-1.0, min(1.0, cosine)))
    upper = add(mul(axis, math.cos(a)), pole, math.sin(a))
    lower = unit(sub(add(root, axis, distance), add(root, upper, first)))
    front = pole if is_leg else mul(pole, -1)
    return bone(upper, front), bone(lower, front), gap


def foot_frame(spec: dict[str, Any], lower: Frame, pelvis_front: Vec) -> Frame:
    """A foot: along = toes, front = up. On the floor it is flat; a lifted heel bends the toes as much."""
    if "floor" in spec or spec.get("foot") == "flat":
        ahead = vec(spec["dir"]) if "dir" in spec else pelvis_front
        ahead = (ahead[0], 0, ahead[2])
        if length(ahead) < 0.3:
            ahead = (lower[1][0], 0, lower[1][2] * 0.3)
        ahead = unit(ahead)
        heel = spec.get("heel", 0)
        spec.setdefault("Toe", heel)
        side = cross(ahead, UP)
        return (spin(ahead, side, -heel), spin(UP, side, -heel), side)
    along, front, right = lower
    k = math.radians(spec.get("D", 0))
    toes = add(mul(front, math.cos(k)), along, -math.sin(k))
    return (toes, add(mul(along, -math.cos(k)), front, -math.sin(k)), right)


def hand_frame(spec: Spec, lower: Frame) -> Frame:
    """A hand: along = fingers, front = its back. On the floor it is flat."""
    if "floor" in spec or spec.get("hand") == "flat":
        ahead = unit(vec(spec.get("dir", (1, 0, 0))))
        return (ahead, UP, cross(UP, ahead))
    along, front, right = lower
    k = math.radians(spec.get("W", 0))
    fingers = add(mul(along, math.cos(k)), front, math.sin(k))
    back = add(mul(front, math.cos(k)), along, -math.sin(k))
    if spec.get("roll"):
        back, right = spin(back, fingers, spec["roll"]), spin(right, fingers, spec["roll"])
    return (fingers, back, right)

"""A pose in words becomes a body: trunk first, then legs, then arms, far before near."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.exercises.figures.body import ANKLE_HEIGHT, HEAD_RINGS, HIP_HALF, LENGTHS, RINGS, SHOULDER_HALF
from app.exercises.figures.reach import foot_frame, hand_frame, target_of, two_bones
from app.exercises.figures.skeleton import Pose, Segment
from app.exercises.figures.spec import LIMBS, Spec, angles, is_reach, limb_spec, vec
from app.exercises.figures.vectors import (
    UP,
    Frame,
    Vec,
    abduct,
    add,
    bone,
    dot,
    flex,
    hanging,
    mul,
    slerp,
    spin,
    twist,
    unit,
)

BONES = {"leg": ("thigh", "shin", "foot"), "arm": ("uarm", "farm", "hand")}


@dataclass(frozen=True, slots=True)
class Between:
    """A limb part of the way: directions of its three bones in the trunk's axes at both ends, and the share."""

    start: tuple[Vec, ...]
    end: tuple[Vec, ...]
    share: float


def build(raw: Spec, hip: Vec, tilt: float, near: int, between: Mapping[str, Between] | None = None) -> Pose:
    """The body of a pose with its hips at `hip`, tilted by degrees. `near` is the side (1 right, -1 left) we see."""
    pose = Pose(hip, 0.0)
    _add_trunk(pose, angles(raw.get("body", "")), tilt, near)
    for name in LIMBS:
        side = near if name.startswith("near") else -near
        _add_limb(pose, name, limb_spec(raw, name), side, (between or {}).get(name))
    return pose


def directions(pose: Pose, name: str) -> tuple[Vec, ...]:
    """The bones of a limb in the axes of pelvis or chest: along and front of each."""
    side, kind = name.split("_")
    base = pose.segments["pelvis" if kind == "leg" else "thorax"].axes
    bones = [pose.segments[f"{side}_{part}"] for part in BONES[kind]]
    return tuple(
        (dot(v, base[0]), dot(v, base[1]), dot(v, base[2])) for bone_ in bones for v in (bone_.along, bone_.front)
    )


def _add_trunk(pose: Pose, body: Spec, tilt: float, near: int) -> None:
    face = math.radians(body.get("F", 0))
    upright: Frame = ((math.cos(face), 0, math.sin(face)), UP, (-math.sin(face), 0, math.cos(face)))
    pose.tilt = body.get("T", 90) - 90 + tilt
    f, u, r = (spin(spin(v, (1, 0, 0), body.get("Tilt", 0)), (0, 0, 1), pose.tilt) for v in upright)

    def bend(frame: Frame, share: float) -> Frame:
        bent = abduct(flex(frame, body.get("Sp", 0) * share), body.get("Lf", 0) * share, -near)
        return twist(bent, body.get("Tw", 0) * share, near)

    pelvis = bend((f, u, r), -0.5)
    chest = bend(pelvis, 1)
    at = pose.hip
    for part, frame in (("pelvis", pelvis), ("lumbar", bend(pelvis, 0.5)), ("thorax", chest)):
        pose.segments[part] = _trunk_part(part, at, frame)
        at = pose.segments[part].point(LENGTHS[part])
    pose.joints.update(hip=pose.hip, chest=pose.segments["thorax"].at)
    nod, turn = body.get("N", 0), body.get("Turn", 0)
    neck_at = add(pose.segments["thorax"].point(LENGTHS["thorax"] + 2.2), chest[0], -0.6)
    neck = _trunk_part("neck", neck_at, twist(flex(chest, -16 + nod * 0.55), turn * 0.4, near))
    pose.segments["neck"] = neck
    head = twist(flex(chest, nod), turn, near)
    pose.segments["head"] = Segment("head", neck.point(LENGTHS["neck"]), head[1], head[0], head[2], HEAD_RINGS)
    pose.joints["head"] = pose.segments["head"].point(6)


def _trunk_part(part: str, at: Vec, frame: Frame) -> Segment:
    return Segment(part, at, frame[1], frame[0], frame[2], RINGS[part])


def _add_limb(pose: Pose, name: str, spec: dict[str, Any], side: int, between: Between | None) -> None:
    kind = name.split("_")[1]
    is_leg = kind == "leg"
    base = pose.segments["pelvis" if is_leg else "thorax"].axes
    root = _root(pose, spec, side, is_leg, base)
    tip: Frame | None = None
    if between:
        upper, lower, tip = _part_way(between, base)
    elif is_reach(spec):
        pole = vec(spec["pole"]) if "pole" in spec else _easy_pole(base, side, is_leg)
        lengths = (LENGTHS[BONES[kind][0]], LENGTHS[BONES[kind][1]])
        upper, lower, gap = two_bones(root, target_of(pose, spec, is_leg, root), lengths, pole, is_leg)
        if gap > 0.4:
            pose.notes.append(f"{name}: target {gap:.1f} cm out of reach")
    else:
        upper, lower = _by_angles(spec, base, side, is_leg)
    if tip is None:
        tip = foot_frame(spec, lower, base[0]) if is_leg else hand_frame(spec, lower)
    _add_bones(pose, name, spec, root, (upper, lower, tip))


def _root(pose: Pose, spec: Spec, side: int, is_leg: bool, base: Frame) -> Vec:
    if is_leg:
        return add(pose.hip, base[2], side * HIP_HALF)
    top = pose.segments["thorax"].point(LENGTHS["thorax"] - 1.5 + spec.get("Shrug", 0))
    at = add(add(top, base[2], side * SHOULDER_HALF), base[0], -0.8 + spec.get("Pro", 0))
    if is_reach(spec):
        return at
    # A raised arm lifts its shoulder.
    raised = math.radians(min(max(spec.get("S", 0), 0), 180)) / 2
    return add(at, base[1], math.sin(raised) ** 2 * 4)


def _easy_pole(base: Frame, side: int, is_leg: bool) -> Vec:
    if is_leg:
        return add(add(base[0], base[1], 0.3), base[2], side * 0.15)
    return add(add(mul(base[0], -1.0), base[2], side * 0.5), base[1], -0.6)


def _part_way(between: Between, base: Frame) -> tuple[Frame, Frame, Frame]:
    local = [slerp(x, y, between.share) for x, y in zip(between.start, between.end, strict=True)]
    world = [add(add(mul(base[0], c[0]), base[1], c[1]), base[2], c[2]) for c in local]
    return bone(world[0], world[1]), bone(world[2], world[3]), bone(world[4], world[5])


def _by_angles(spec: Spec, base: Frame, side: int, is_leg: bool) -> tuple[Frame, Frame]:
    swung = flex(base, spec.get("H" if is_leg else "S", 0))
    frame = twist(abduct(swung, spec.get("Ab", 0), side), spec.get("ER", 0), side)
    upper = hanging(frame)
    lower = hanging(flex(frame, -spec.get("K", 0) if is_leg else spec.get("E", 0)))
    if "lie" in spec:  # the whole limb in a fixed direction of the world
        upper = lower = bone(unit(vec(spec["lie"])), UP)
    if "lay" in spec:  # only its lower half
        lower = bone(unit(vec(spec["lay"])), lower[1] if is_leg else UP)
    return upper, lower


def _add_bones(pose: Pose, name: str, spec: Spec, root: Vec, frames: tuple[Frame, Frame, Frame]) -> None:
    side, kind = name.split("_")
    at = root
    for part, frame in zip(BONES[kind], frames, strict=True):
        shape = "fist" if part == "hand" and spec.get("hand") == "fist" else part
        pose.segments[f"{side}_{part}"] = Segment(part, at, *frame, RINGS[shape])
        at = pose.segments[f"{side}_{part}"].point(LENGTHS[part])
    bones = [pose.segments[f"{side}_{part}"] for part in BONES[kind]]
    middle, last = bones[1].at, bones[2].at
    if kind == "leg":
        pose.joints |= {f"{side}.hip": root, f"{side}.knee": middle, f"{side}.ankle": last}
        _add_toes(pose, side, bones[2], spec)
    else:
        pose.joints |= {f"{side}.shoulder": root, f"{side}.elbow": middle, f"{side}.wrist": last}
        pose.joints |= {f"{side}.grip": bones[2].point(5.5), f"{side}.fingers": bones[2].point(16)}


def _add_toes(pose: Pose, side: str, foot: Segment, spec: Spec) -> None:
    at = add(foot.point(LENGTHS["foot"]), foot.front, -4.6)
    ahead = spin(foot.along, foot.right, spec.get("Toe", 0))
    up = spin(foot.front, foot.right, spec.get("Toe", 0))
    pose.segments[f"{side}_toe"] = Segment("toe", at, ahead, up, foot.right, RINGS["toe"])
    pose.joints[f"{side}.toe"] = add(at, ahead, 5)
    pose.joints[f"{side}.heel"] = add(foot.point(-5), foot.front, -5)
    pose.joints[f"{side}.sole"] = add(foot.point(8), foot.front, -ANKLE_HEIGHT)

"""Shows where an exercise works: a lens of colour on the skin, left out where it faces away."""

from __future__ import annotations

import math

from app.exercises.figures.body import MUSCLES, Point
from app.exercises.figures.camera import TRUNK, View
from app.exercises.figures.paths import smooth
from app.exercises.figures.shape import ring_at
from app.exercises.figures.vectors import mix

_SLICES = 5


def tints(targets: list[str], view: View, side: int, is_near: bool) -> list[str]:
    """The paths of those target muscles ("glutes", "glutes:near") that lie on this side of a segment and show."""
    paths = []
    for target in targets:
        muscle, _, only = target.partition(":")
        kind, lo, hi, middle, half = MUSCLES[muscle]
        if side < 0 and kind in TRUNK and not 10 < middle < 170:  # it lies in the middle: once will do
            continue
        if kind != view.segment.kind or (only and only != ("near" if is_near else "far")):
            continue
        path = _lens(view, (lo, hi), middle if side >= 0 else -middle, half)
        if path:
            paths.append(path)
    return paths


def _lens(view: View, span: tuple[float, float], middle: float, half: float) -> str | None:
    c, s = math.cos(math.radians(middle)), math.sin(math.radians(middle))
    facing = c * view.front_depth + s * view.right_depth
    if facing < -0.55 and abs(c * view.front + s * view.right) < 0.8:
        return None
    upper: list[Point] = []
    lower: list[Point] = []
    for i in range(_SLICES):
        t = i / (_SLICES - 1)
        x = mix(*span, t)
        heights = _heights(view, x, middle, half * math.sin(math.pi * (t * 0.92 + 0.04)) ** 0.55)
        if heights:
            upper.append((x * view.drawn, max(heights)))
            lower.append((x * view.drawn, min(heights)))
    if len(upper) < 4 or max(u[1] - v[1] for u, v in zip(upper, lower, strict=True)) < 1.6:
        return None
    return smooth(upper + lower[::-1])


def _heights(view: View, x: float, middle: float, half: float) -> list[float]:
    """Page heights, across the bone, of the part of a slice that we see."""
    _, breadth, ahead, behind = ring_at(view.segment.rings, x)
    out = []
    for k in range(9):
        turn = math.radians(middle - half + 2 * half * k / 8)
        s, c = math.sin(turn), math.cos(turn)
        if c * view.front_depth + s * view.right_depth < -0.12:
            continue
        # Just inside the outline, so that the line stays clean.
        depth = (ahead - behind) / 2 + (ahead + behind) / 2 * 0.93 * c
        out.append(depth * view.front + breadth * 0.93 * s * view.right)
    return out

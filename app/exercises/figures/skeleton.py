"""A solved body: rigid segments with their axes, and named joints."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from app.exercises.figures.body import Ring
from app.exercises.figures.vectors import Frame, Vec, add

_PAIRS = {"shins": "shin", "feet": "foot", "toes": "toe", "thighs": "thigh", "forearms": "farm", "hands": "hand"}


@dataclass(slots=True)
class Segment:
    """One rigid piece: where it starts, its unit axes in the world, its shape."""

    kind: str
    at: Vec
    along: Vec
    front: Vec
    right: Vec
    rings: list[Ring]

    @property
    def axes(self) -> Frame:
        """(front, along, right): the frame that limbs hang from."""
        return (self.front, self.along, self.right)

    def point(self, distance: float) -> Vec:
        """The place on the bone this far from its start."""
        return add(self.at, self.along, distance)

    def lowest(self, lo: float = -99, hi: float = 99) -> float:
        """Height of the lowest skin between two distances along the bone."""
        best = math.inf
        for x, half, ahead, behind in self.rings:
            if lo <= x <= hi:
                middle = add(self.point(x), self.front, (ahead - behind) / 2)
                drop = math.hypot(half * self.right[1], (ahead + behind) / 2 * self.front[1])
                best = min(best, middle[1] - drop)
        return best


@dataclass(slots=True)
class Pose:
    """A solved body. `notes` tell what could not be done, such as a target out of reach; `tilt` is in degrees."""

    hip: Vec
    tilt: float
    segments: dict[str, Segment] = field(default_factory=dict)
    joints: dict[str, Vec] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def support(pose: Pose, part: str) -> float:
    """Lowest skin height of a part: a segment, a stretch of it (`thorax@2..10`), or a pair such as `shins`."""
    key, _, span = part.partition("@")
    lo, hi = (float(v) for v in span.split("..")) if span else (-99.0, 99.0)
    keys = [f"{side}_{_PAIRS[key]}" for side in ("near", "far")] if key in _PAIRS else [key]
    return min(pose.segments[k].lowest(lo, hi) for k in keys)

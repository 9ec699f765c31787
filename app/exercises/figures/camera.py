"""What the viewer sees: an orthographic camera, and a segment as it appears."""

from __future__ import annotations

import math

from app.exercises.figures.body import Point
from app.exercises.figures.skeleton import Segment
from app.exercises.figures.spec import Spec
from app.exercises.figures.vectors import Vec

# From here on the page shows the floor as a plane, not as a line.
FROM_ABOVE = math.radians(69)
TRUNK = ("pelvis", "lumbar", "thorax")


class Camera:
    """Looks from the side, raised by `pitch` and turned by `yaw` degrees. Gives page x, page y (up), depth."""

    def __init__(self, spec: Spec) -> None:
        self.yaw, self.pitch = math.radians(spec.get("yaw", 0)), math.radians(spec.get("pitch", 9))

    def __call__(self, v: Vec) -> Vec:
        x = v[0] * math.cos(self.yaw) + v[2] * math.sin(self.yaw)
        z = v[2] * math.cos(self.yaw) - v[0] * math.sin(self.yaw)
        sine, cosine = math.sin(self.pitch), math.cos(self.pitch)
        return (x, v[1] * cosine - z * sine, z * cosine + v[1] * sine)

    def page(self, v: Vec) -> Point:
        """Page x and y (up) of a place."""
        x, y, _ = self(v)
        return (x, y)


class View:
    """A segment as the camera sees it: its place and turn on the page, how much it is shortened, where it faces."""

    def __init__(self, camera: Camera, segment: Segment) -> None:
        self.segment = segment
        self.at = camera.page(segment.at)
        along, front, right = camera(segment.along), camera(segment.front), camera(segment.right)
        self.share = math.hypot(along[0], along[1])
        self.is_end_on = self.share < 0.55
        # An end-on shape is drawn shortened, any other at full length and scaled.
        self.drawn = self.share if self.is_end_on else 1.0
        self.degrees = math.degrees(math.atan2(along[1], along[0])) if self.share > 0.02 else 0.0
        self._cos, self._sin = math.cos(math.radians(self.degrees)), math.sin(math.radians(self.degrees))
        # Coarse on purpose: near-equal views then share one path.
        step = 4 if segment.kind in TRUNK else 2
        self.front = round((front[1] * self._cos - front[0] * self._sin) * step) / step
        self.right = round((right[1] * self._cos - right[0] * self._sin) * step) / step
        self.front_depth, self.right_depth = front[2], right[2]

    def stretch(self, shape: View) -> float:
        """How much a path that was drawn for another view of this segment is shortened in this one."""
        if shape.is_end_on:
            return self.share / shape.drawn if shape.drawn > 0.3 else 1.0
        return max(self.share, 0.3)

    def local(self, point: Point) -> Point:
        """A page point in the segment's own axes: along it, and across."""
        x, y = point[0] - self.at[0], point[1] - self.at[1]
        return (x * self._cos + y * self._sin, y * self._cos - x * self._sin)

"""Points and directions in space, and the body's own axes. World: x right, y up, z toward the viewer; cm."""

from __future__ import annotations

import math

Vec = tuple[float, float, float]
# Three unit vectors at right angles. A trunk's are (front, up, right), a bone's (along, front, right).
Frame = tuple[Vec, Vec, Vec]

UP: Vec = (0, 1, 0)


def add(a: Vec, b: Vec, k: float = 1.0) -> Vec:
    """a + k·b."""
    return (a[0] + k * b[0], a[1] + k * b[1], a[2] + k * b[2])


def sub(a: Vec, b: Vec) -> Vec:
    """a − b."""
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def mul(a: Vec, k: float) -> Vec:
    """k·a."""
    return (a[0] * k, a[1] * k, a[2] * k)


def dot(a: Vec, b: Vec) -> float:
    """The scalar product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vec, b: Vec) -> Vec:
    """The vector product."""
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def length(a: Vec) -> float:
    """How long a is."""
    return math.sqrt(dot(a, a))


def unit(a: Vec) -> Vec:
    """a at length 1; the zero vector stays."""
    return mul(a, 1 / (length(a) or 1.0))


def mix(a: float, b: float, t: float) -> float:
    """The number a share t of the way from a to b."""
    return a + (b - a) * t


def mix_vec(a: Vec, b: Vec, t: float) -> Vec:
    """The point a share t of the way from a to b."""
    return add(mul(a, 1 - t), b, t)


def slerp(a: Vec, b: Vec, t: float) -> Vec:
    """The direction a share t of the turn from a to b."""
    w = math.acos(max(-1.0, min(1.0, dot(a, b))))
    if w < 1e-4 or w > math.pi - 1e-3:
        return unit(mix_vec(a, b, t))
    return unit(add(mul(a, math.sin((1 - t) * w)), b, math.sin(t * w)))


def spin(v: Vec, axis: Vec, degrees: float) -> Vec:
    """Turn v about a unit axis (Rodrigues' formula)."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return add(add(mul(v, c), cross(axis, v), s), axis, dot(axis, v) * (1 - c))


def flex(frame: Frame, degrees: float) -> Frame:
    """Swing what hangs down from (front, up, right) toward the front."""
    f, u, r = frame
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return (add(mul(f, c), u, s), add(mul(u, c), f, -s), r)


def abduct(frame: Frame, degrees: float, side: int) -> Frame:
    """Swing what hangs down out to a side: 1 right, -1 left."""
    f, u, r = frame
    c, s = math.cos(math.radians(degrees)), side * math.sin(math.radians(degrees))
    return (f, add(mul(u, c), r, -s), add(mul(r, c), u, s))


def twist(frame: Frame, degrees: float, side: int = 1) -> Frame:
    """Turn the front toward a side about the long axis."""
    f, u, r = frame
    c, s = math.cos(math.radians(degrees)), side * math.sin(math.radians(degrees))
    return (add(mul(f, c), r, s), u, add(mul(r, c), f, -s))


def hanging(frame: Frame) -> Frame:
    """The bone that hangs down from (front, up, right)."""
    f, u, r = frame
    return (mul(u, -1), f, r)


def bone(along: Vec, front: Vec) -> Frame:
    """The bone along a unit direction whose front is as near to the wished one as can be."""
    front = unit(add(front, along, -dot(front, along)))
    return (along, front, cross(front, mul(along, -1)))

"""Points become SVG path data. Page y points up here and down in the path."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.exercises.figures.body import Point


@dataclass(frozen=True, slots=True)
class Mark:
    """One drawn thing: its class, its path in local coordinates, and where that lies on the page."""

    cls: str
    path: str
    at: Point = (0.0, 0.0)
    degrees: float = 0.0
    stretch: float = 1.0

    def place(self, dx: float, base: float) -> str:
        """The attribute that puts the path on a page whose floor lies at `base`."""
        out = f"translate({num(self.at[0] + dx)} {num(base - self.at[1])})"
        if abs(self.degrees) > 0.04:
            out += f"rotate({num(-self.degrees)})"
        if abs(self.stretch - 1) > 0.03:
            out += f"scale({num(self.stretch, 2)} 1)"
        return f'transform="{out}"'


def num(value: float, places: int = 1) -> str:
    """A number to so many places, as short as can be."""
    text = f"{value:.{places}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def polygon(points: Sequence[Point]) -> str:
    """Straight lines from point to point, closed."""
    return _tight("M" + "L".join(f"{num(x)} {num(-y)}" for x, y in points) + "z")


def circle(radius: float) -> str:
    """A circle about the origin."""
    return oval(radius, radius)


def oval(rx: float, ry: float) -> str:
    """An ellipse about the origin."""
    arc = f"a{num(rx)} {num(ry)} 0 1 0"
    return f"M{num(-rx)} 0{arc} {num(2 * rx)} 0{arc} {num(-2 * rx)} 0z"


def smooth(points: Sequence[Point], closed: bool = True) -> str:
    """A curve through the points (Catmull-Rom). Its handles mirror each other, so the short "s" form is exact."""
    pts = [(x, -y) for x, y in points]
    n = len(pts)

    def at(i: int) -> Point:
        return pts[i % n] if closed else pts[max(0, min(n - 1, i))]

    def tangent(i: int) -> Point:
        return ((at(i + 1)[0] - at(i - 1)[0]) / 6, (at(i + 1)[1] - at(i - 1)[1]) / 6)

    here = (round(pts[0][0], 1), round(pts[0][1], 1))
    out = [f"M{num(here[0])} {num(here[1])}"]
    for i in range(n if closed else n - 1):
        goal, t = at(i + 1), tangent(i + 1)
        steps = [goal[0] - t[0] - here[0], goal[1] - t[1] - here[1], goal[0] - here[0], goal[1] - here[1]]
        if i == 0:
            steps = [*tangent(0), *steps]
        words = [num(v) for v in steps]
        # The next step starts where the rounded one ends, so that errors do not add up.
        here = (here[0] + float(words[-2]), here[1] + float(words[-1]))
        out.append(("c" if i == 0 else "s" if i == 1 else " ") + " ".join(words))
    return _tight("".join(out)) + ("z" if closed else "")


def _tight(path: str) -> str:
    # A sign parts two numbers, and so does a second point.
    return re.sub(r"(\.\d+) (?=\.)", r"\1", path.replace(" -", "-"))


def hull(points: Sequence[Point]) -> list[Point]:
    """The convex outline of points, counter-clockwise."""
    pts = sorted(set(points))
    if len(pts) < 3:
        return pts

    def half(row: Sequence[Point]) -> list[Point]:
        out: list[Point] = []
        for q in row:
            while len(out) > 1 and _turn(out[-2], out[-1], q) <= 0:
                out.pop()
            out.append(q)
        return out[:-1]

    return half(pts) + half(pts[::-1])


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def spread(points: Sequence[Point], least: float) -> list[Point]:
    """The points without those nearer than `least` to the one before."""
    out = [points[0]]
    for q in points[1:]:
        if math.dist(q, out[-1]) > least:
            out.append(q)
    return out

"""Drawings of the exercises, from the poses in `content/figures/poses.yaml`. Pure: no Flask, no database.

    draw("cobra-stretch", "pair")   the start and the end side by side, as an SVG file
    draw("cobra-stretch", "loop")   one figure that moves between the two
    alt("cobra-stretch", "end")     what a drawing shows, in words

One body in centimetres, posed by joint angles or by where hands and feet are, seen from the side and a little
above. A file holds shapes, and the rules of `theme.css` with the colours of the design tokens.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import yaml

from app.core.settings import PROJECT
from app.exercises.figures.loop import compose_loop
from app.exercises.figures.spec import Spec
from app.exercises.figures.svg import Which, compose

__all__ = ["Drawing", "Which", "alt", "draw", "figures"]

POSES = PROJECT / "content" / "figures" / "poses.yaml"


@dataclass(frozen=True, slots=True)
class Drawing:
    """One SVG file, its size in pixels, what it shows, and a name for exactly these bytes."""

    svg: bytes
    gzipped: bytes
    version: str
    width: int
    height: int
    alt: str


@lru_cache(maxsize=1)
def figures(path: Path = POSES) -> Mapping[str, Spec]:
    """Every figure by the slug of its exercise, as the file describes it."""
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def draw(slug: str, pose: Which = "pair") -> Drawing | None:
    """The drawing, made once; None for an exercise without one."""
    return _drawn(slug, pose) if slug in figures() else None


def alt(slug: str, pose: Which = "pair") -> str:
    """What the drawing shows, in words; "" for an exercise without one."""
    if slug not in figures():
        return ""
    start, end = map(str, figures()[slug]["alt"])
    both = f"Start: {start} End: {end}"
    return {"start": start, "end": end, "pair": both, "loop": f"The movement to the end and back. {both}"}[pose]


# All four drawings of the whole library fit.
@lru_cache(maxsize=256)
def _drawn(slug: str, pose: Which) -> Drawing:
    words = alt(slug, pose)
    if pose == "loop":
        text, width, height = compose_loop(figures()[slug], words)
    else:
        text, width, height = compose(figures()[slug], pose, words)
    svg = text.encode()
    return Drawing(svg, gzip.compress(svg, mtime=0), sha256(svg).hexdigest()[:10], width, height, words)

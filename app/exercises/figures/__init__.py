"""Drawings of the exercises, from the poses in `content/figures/poses.yaml`. Pure: no Flask, no database.

    draw("cobra-stretch", "pair")   the start and the end side by side, as SVG
    alt("cobra-stretch", "end")     the same in words

One body in centimetres, posed by joint angles or by where hands and feet are, seen from the side and a little
above. An SVG holds shapes and classes; the colours come from `static/css/figures.css`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from zlib import crc32

import yaml

from app.core.settings import PROJECT
from app.exercises.figures.spec import Spec
from app.exercises.figures.svg import ID, Which, compose

__all__ = ["Which", "alt", "draw", "figures"]

POSES = PROJECT / "content" / "figures" / "poses.yaml"


@lru_cache(maxsize=1)
def figures(path: Path = POSES) -> Mapping[str, Spec]:
    """Every figure by the slug of its exercise, as the file describes it."""
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def draw(slug: str, pose: Which = "pair", key: object = "") -> str | None:
    """The drawing as SVG text, None for an exercise without one.

    Shapes drawn twice have ids; where a page shows the same drawing twice, `key` keeps those apart.
    """
    if slug not in figures():
        return None
    return _drawn(slug, pose).replace(ID, _prefix(slug, pose, key))


def alt(slug: str, pose: Which = "pair") -> str:
    """What the drawing shows, in words; "" for an exercise without one."""
    if slug not in figures():
        return ""
    start, end = map(str, figures()[slug]["alt"])
    return {"start": start, "end": end, "pair": f"Start: {start} End: {end}"}[pose]


def _prefix(slug: str, pose: Which, key: object) -> str:
    # Short, for it is written some hundred times; a test sees to it that no two figures share one.
    return f"{slug[0]}{crc32(slug.encode()) % 4096:03x}{pose[0]}{key}" + ("-" if key != "" else "")


# All three drawings of the whole library fit.
@lru_cache(maxsize=256)
def _drawn(slug: str, pose: Which) -> str:
    return compose(figures()[slug], pose, alt(slug, pose))

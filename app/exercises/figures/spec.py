"""The words of a pose: "H90 K90" and mappings become numbers and options. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.exercises.figures.vectors import Vec, mix

# One exercise, one pose or one limb as `content/figures/poses.yaml` gives it.
Spec = Mapping[str, Any]
LIMBS = ("far_leg", "near_leg", "far_arm", "near_arm")
REACHES = ("to", "floor", "at")
_ANGLE = re.compile(r"([A-Za-z]+)(-?\d+(?:\.\d+)?)")


def angles(spec: str | Spec | None) -> dict[str, Any]:
    """Numbers and options of a limb or trunk; angles inside a mapping stand under `fk`."""
    if isinstance(spec, str):
        return {name: float(value) for name, value in _ANGLE.findall(spec)}
    out = dict(spec or {})
    out.update(angles(out.pop("fk", "")))
    return out


def limb_spec(pose: Spec, name: str) -> dict[str, Any]:
    """What a pose says about a limb: its own words, or those for the pair (`legs`, `arms`)."""
    kind = name.split("_")[1]
    return angles(pose.get(name, pose.get(f"{kind}s", "")))


def is_reach(spec: Spec) -> bool:
    """True when the limb goes to a place instead of taking angles."""
    return any(key in spec for key in REACHES)


def end_pose(figure: Spec) -> Spec:
    """The end pose; what it does not say stays as at the start."""
    return {**figure["start"], **figure.get("end", {})}


def vec(values: Any) -> Vec:
    """Three numbers of a list."""
    x, y, z = values
    return (x, y, z)


def blend(a: Spec, b: Spec, t: float) -> dict[str, Any]:
    """Numbers and lists of numbers a share t of the way; words are those of b. A missing number is 0."""
    out = dict(b)
    for key in [*b, *(key for key in a if key not in b)]:
        x, y = a.get(key), b.get(key)
        x = _zero_like(y) if x is None else x
        y = _zero_like(x) if y is None else y
        if isinstance(x, int | float) and isinstance(y, int | float):
            out[key] = mix(x, y, t)
        elif isinstance(x, list) and isinstance(y, list) and len(x) == len(y):
            out[key] = [mix(one, other, t) for one, other in zip(x, y, strict=True)]
    return out


def _zero_like(value: Any) -> Any:
    # A place or a word has no zero to come from: it holds all the way.
    return value if isinstance(value, str | list) else 0

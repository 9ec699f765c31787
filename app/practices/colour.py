"""A practice's own colour, made readable: contrast by WCAG 2.2 and the tones a page needs. Pure.

Colours are "#rrggbb". Contrast is (lighter + 0.05) / (darker + 0.05) of the relative luminances, WCAG 2.2 "contrast
ratio" and "relative luminance"; 4.5 is its level AA for text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

READABLE = 4.5
HEX = re.compile(r"#[0-9a-f]{6}")
# The grounds and inks of our own pages (static/css/tokens.css), light and dark.
PAGE, PAPER, DARK_PAGE, DARK_INK = "#f6f3f0", "#f9fdfd", "#161210", "#051920"
STEPS = 40
# How much of the page is in a soft ground.
SOFT = 0.86


@dataclass(frozen=True, slots=True)
class Tones:
    """What stands in for the house's own accent on one kind of page, light or dark.

    `fill` with the words `on_fill`, a `soft` ground, and `ink` for words on the page and on the soft ground.
    """

    fill: str
    on_fill: str
    soft: str
    ink: str


def luminance(colour: str) -> float:
    """The relative luminance of a colour, 0 (black) to 1 (white)."""
    shares = [part / 255 for part in _parts(colour)]
    red, green, blue = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def is_readable(colour: str) -> bool:
    """Whether white words stand well on the colour, and the colour as words on our light page."""
    return min(contrast(colour, PAGE), contrast(colour, PAPER)) >= READABLE


def nearest_readable(colour: str) -> str:
    """The colour itself when it is readable, else the first darker tone of it that is."""
    return next(tone for tone in _towards(colour, "#000000") if is_readable(tone))


def light_tones(colour: str) -> Tones:
    """The tones of a readable colour on light pages."""
    soft = _mix(colour, PAGE, SOFT)
    return Tones(colour, PAPER, soft, _first(_towards(colour, "#000000"), PAGE, soft))


def dark_tones(colour: str) -> Tones:
    """The tones on dark pages: the first lighter one that reads there stands in for the colour."""
    fill = _first(_towards(colour, "#ffffff"), DARK_PAGE, DARK_INK)
    soft = _mix(fill, DARK_PAGE, SOFT)
    return Tones(fill, DARK_INK, soft, _first(_towards(fill, "#ffffff"), DARK_PAGE, soft))


def stylesheet(colour: str) -> str:
    """The colour in place of the house's own accent, where the reader has not chosen colours of their own."""
    light, dark = light_tones(colour), dark_tones(colour)
    pairs = {
        "accent": (light.fill, dark.fill),
        "on-accent": (light.on_fill, dark.on_fill),
        "accent-soft": (light.soft, dark.soft),
        "accent-ink": (light.ink, dark.ink),
    }
    roles = "".join(f"--{role}: light-dark({day}, {night}); " for role, (day, night) in pairs.items())
    plain = "".join(f"--{role}: {day}; " for role, (day, _) in pairs.items())
    return (
        f"@layer tokens {{ @media (forced-colors: none) {{ :root {{ {roles}}} }} }}\n"
        f"@supports not (color: light-dark(red, red)) {{ :root {{ {plain}}} }}\n"
    )


def _first(tones: Iterable[str], *grounds: str) -> str:
    """The first of the tones that reads on every ground; the way to black or white always ends in one."""
    return next(tone for tone in tones if min(contrast(tone, ground) for ground in grounds) >= READABLE)


def _towards(colour: str, end: str) -> list[str]:
    """The colour, then forty tones on the way to `end`, which is the last."""
    return [_mix(colour, end, step / STEPS) for step in range(STEPS + 1)]


def _mix(one: str, other: str, share: float) -> str:
    """`share` of `other` in `one`, 0 to 1."""
    mixed = (round(a + (b - a) * share) for a, b in zip(_parts(one), _parts(other), strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _parts(colour: str) -> tuple[int, int, int]:
    if not HEX.fullmatch(colour):
        raise ValueError("a colour is written #rrggbb, in lower case")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)

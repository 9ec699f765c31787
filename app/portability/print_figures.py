"""Pictures as paper takes them: a drawing in its light colours, without anything that a screen decides. Pure."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from io import BytesIO

from PIL import Image

from app.exercises.figures import draw

_STYLE = re.compile(r"<style>(.*?)</style>", re.S)
# The drawing's own values for browsers that know neither light-dark() nor oklch(): plain hex, the light ones.
_PLAIN = re.compile(r"@supports not \([^{]*\{:root\{([^}]*)\}\}")
_AT_RULE = re.compile(r"@[^{]+\{(?:[^{}]*\{[^{}]*\})+\}")
_MIX = re.compile(r"color-mix\(in oklab,(#[0-9a-fA-F]{3,6}),(#[0-9a-fA-F]{3,6}) (\d+)%\)")
# Sharp on paper at the size it has there.
PHOTO_PIXELS = 900


@cache
def figure_for_paper(slug: str) -> str:
    """Start and end of an exercise as an SVG that any printer program reads, "" for an exercise without a drawing.

    Only plain rules stay: no variables, no light and dark, no conditions, no mixing of colours.
    """
    drawing = draw(slug, "pair")
    if drawing is None:
        return ""
    svg = drawing.svg.decode()
    style = _STYLE.search(svg)
    if style is None:
        return svg
    plain = _plain_rules(style[1])
    svg = svg.replace(style[0], f"<style>{plain}</style>", 1)
    # What the root of the style sheet said about every line.
    return svg.replace("<svg ", '<svg stroke-linejoin="round" stroke-linecap="round" ', 1)


def photo_for_paper(body: bytes) -> str:
    """A picture of the practice (WebP) as an SVG around a JPEG; nothing has to lie on the disk for it."""
    image = Image.open(BytesIO(body), formats=("WEBP",)).convert("RGB")
    image.thumbnail((PHOTO_PIXELS, PHOTO_PIXELS), Image.Resampling.LANCZOS)
    target = BytesIO()
    image.save(target, "JPEG", quality=85)
    width, height = image.size
    inside = b64encode(target.getvalue()).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/jpeg;base64,{inside}"/></svg>'
    )


def _plain_rules(css: str) -> str:
    found = _PLAIN.search(css)
    values = dict(re.findall(r"(--[\w-]+):([^;}]+)", found[1])) if found else {}
    rules = _AT_RULE.sub("", css)
    rules = re.sub(r":root\{[^}]*\}", "", rules)
    rules = re.sub(r"var\((--[\w-]+)\)", lambda match: values.get(match[1], "#000000"), rules)
    return _MIX.sub(lambda match: _mixed(match[1], match[2], int(match[3])), rules)


def _mixed(base: str, other: str, percent: int) -> str:
    """`percent` of the second colour in the first. On paper the straight line between the two is near enough."""
    first, second = _channels(base), _channels(other)
    mixed = (round(a + (b - a) * percent / 100) for a, b in zip(first, second, strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def _channels(colour: str) -> tuple[int, int, int]:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue = (int(digits[at : at + 2], 16) for at in (0, 2, 4))
    return red, green, blue

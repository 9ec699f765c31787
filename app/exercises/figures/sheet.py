"""All drawings on one page, to be looked at together."""

from __future__ import annotations

from base64 import b64encode
from html import escape

from app.exercises.figures import alt, draw, figures

_STYLE = """
:root { color-scheme: light dark; font: 1rem/1.4 system-ui, sans-serif; }
body { margin: 1.25rem; }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 1rem; }
ul { grid-template-columns: repeat(auto-fill, minmax(24rem, 1fr)); }
li { border: 1px solid GrayText; border-radius: 3px; padding: .5rem .75rem; break-inside: avoid; }
li { display: flex; flex-direction: column; justify-content: space-between; }
h2 { font-size: 1rem; margin: 0 0 .25rem; }
img { display: block; inline-size: 100%; block-size: auto; }
@media print { :root { color-scheme: light; } ul { grid-template-columns: 1fr 1fr; } }
"""


def sheet(*, hide_names: bool = False) -> str:
    """A page that needs no other file: start and end of every figure, in the order of `poses.yaml`.

    With `hide_names`, to find out whether an exercise is recognised by its drawing alone.
    """
    rows = "".join(_row(slug, hide_names) for slug in figures())
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Figures</title>'
        f"<style>{_STYLE}</style></head><body><ul>{rows}</ul></body></html>\n"
    )


def _row(slug: str, hide_names: bool) -> str:
    drawing = draw(slug, "pair")
    if drawing is None:
        return ""
    name = "" if hide_names else f"<h2>{escape(slug)}</h2>"
    words = "" if hide_names else escape(alt(slug, "pair"))
    source = "data:image/svg+xml;base64," + b64encode(drawing.svg).decode()
    return f'<li>{name}<img src="{source}" alt="{words}" width="{drawing.width}" height="{drawing.height}"></li>'

"""The style block of a drawing: the rules of `theme.css` it needs, with the colours of the design tokens."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from app.core.settings import PROJECT

THEME = Path(__file__).with_name("theme.css")
CSS = PROJECT / "app" / "static" / "css"
# Where the colours are declared: those of the house, and those only figures have.
TOKENS = (CSS / "tokens.css", CSS / "figures.css")
# One panel narrower than this, in CSS pixels, is a small picture.
SMALL = 150
_OLD_BROWSER = "@supports not (color: light-dark(red, red))"
_RULE = re.compile(r"([^{}@]+)\{([^{}]*)\}|(@[^{}]+)\{((?:[^{}]+\{[^{}]*\})+)\}")


def style(classes: Iterable[str], panels: int) -> str:
    """The rules of these classes as one minified line. A drawing is small where each of its `panels` is."""
    rules = _rules(THEME.read_text(encoding="utf-8"), frozenset(classes))
    rules = rules.replace(f"max-width:{SMALL}px", f"max-width:{SMALL * panels}px")
    return _roles(rules) + rules


def minify(css: str) -> str:
    """CSS without comments and needless blanks."""
    css = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", css, flags=re.S))
    # A blank before a bracket matters: "and (", "not (".
    return re.sub(r" ?([{};,>]) ?|(:) ", r"\1\2", css).replace(";}", "}").strip()


def _rules(css: str, classes: frozenset[str]) -> str:
    out = ""
    for selectors, body, condition, inner in _RULE.findall(minify(css)):
        if condition:
            kept = _rules(inner, classes)
            out += f"{condition}{{{kept}}}" if kept else ""
        else:
            here = [s for s in selectors.split(",") if not s.startswith(".") or s[1:] in classes]
            out += f"{','.join(here)}{{{body}}}" if here else ""
    return out


def _roles(rules: str) -> str:
    """The tokens that the rules ask for; and their one value for browsers that do not know light-dark()."""
    names = sorted(set(re.findall(r"var\((--[\w-]+)\)", rules)))
    modern, plain = _tokens()
    values = ";".join(f"{name}:{modern[name]}" for name in names)
    fallback = ";".join(f"{name}:{plain[name]}" for name in names if name in plain)
    return f":root{{{values}}}{minify(_OLD_BROWSER)}{{:root{{{fallback}}}}}"


@cache
def _tokens() -> tuple[dict[str, str], dict[str, str]]:
    modern, plain = "", ""
    for path in TOKENS:
        now, _, before = path.read_text(encoding="utf-8").partition(_OLD_BROWSER)
        modern, plain = modern + now, plain + before
    return _declared(modern), _declared(plain)


def _declared(css: str) -> dict[str, str]:
    # The first value stands; what follows is for forced colours and the like.
    out: dict[str, str] = {}
    for name, value in re.findall(r"(--[\w-]+):([^;{}]+)", minify(css)):
        out.setdefault(name, value.strip())
    return out

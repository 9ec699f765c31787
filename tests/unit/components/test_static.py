"""Styles and behaviours: small, complete, and in step with the templates."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from app.routines import dose
from app.routines.routes import LIVE
from app.routines.shape import MANY

APP = Path(__file__).parents[3] / "app"
CSS, JS, TEMPLATES = APP / "static" / "css", APP / "static" / "js", APP / "templates"
SHEETS = {path.stem: re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S) for path in CSS.glob("*.css")}
BASE = (TEMPLATES / "layouts" / "base.html").read_text()


def zipped(*paths: Path) -> int:
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)


def linked(layout: str) -> list[str]:
    """The sheets a page of this layout links, in order."""
    source = (TEMPLATES / "layouts" / f"{layout}.html").read_text()
    shared = re.findall(r'"(\w+)"', "".join(re.findall(r"for sheet in \((.*?)\)", BASE)))
    return [*shared, *re.findall(r"css/(\w+)\.css", source)]


@pytest.mark.parametrize(
    ("layout", "most"), [("client", 12_000), ("plain", 12_000), ("public", 13_000), ("desk", 15_000)]
)
def test_a_page_links_few_and_small_sheets(layout: str, most: int) -> None:
    sheets = linked(layout)
    assert sheets[0] == "tokens"
    assert len(sheets) <= 8
    assert zipped(*(CSS / f"{sheet}.css" for sheet in sheets)) <= most


@pytest.mark.parametrize("name", sorted(SHEETS))
def test_braces_match(name: str) -> None:
    assert SHEETS[name].count("{") == SHEETS[name].count("}")


def test_every_role_that_is_used_is_defined() -> None:
    everything = "".join(SHEETS.values())
    defined = set(re.findall(r"(--[\w-]+)\s*:", everything))
    with_default = set(re.findall(r"var\((--[\w-]+),", everything))
    assert set(re.findall(r"var\((--[\w-]+)", everything)) - with_default <= defined


@pytest.mark.parametrize("name", ["tokens", "figures"])
def test_every_role_with_two_values_has_a_fallback_of_one(name: str) -> None:
    roles = re.findall(r"(--[\w-]+):\s*light-dark", SHEETS[name])
    fallback = SHEETS[name].partition("@supports not")[2]
    assert roles
    assert set(roles) <= set(re.findall(r"(--[\w-]+):", fallback))


def test_every_class_of_a_part_is_known_to_the_styles() -> None:
    known = set(re.findall(r"\.([a-z][\w-]*)", "".join(SHEETS.values())))
    used: dict[str, str] = {}
    for template in [*(TEMPLATES / "components").glob("*.html"), *(TEMPLATES / "layouts").glob("*.html")]:
        markup = re.sub(r"\{#.*?#\}|\{%.*?%\}", "", template.read_text(), flags=re.S)
        # What is written by an expression is a state; its words stand after the class that is always there.
        for names in re.findall(r'class="([^"]*)"', re.sub(r"\{\{.*?\}\}", "\0", markup)):
            used.update({name: template.name for name in names.split() if "\0" not in name})
    assert {name: place for name, place in used.items() if name not in known} == {}


def test_each_behaviour_is_listed_bound_and_shipped() -> None:
    listed = set(re.findall(r'"([\w-]+)"', re.search(r'for name in \(([^)]*"unfold"[^)]*)\)', BASE).group(1)))  # type: ignore[union-attr]
    loader = (JS / "plinth.js").read_text()
    bound = set(re.findall(r'^  "?([\w-]+)"?: "', loader, flags=re.M))
    shipped = {path.stem for path in JS.glob("*.js")} - {"plinth", "theme-early"}
    assert listed == bound
    assert listed <= shipped
    for name in listed:
        assert re.search(r"^export (async )?function bind\(", (JS / f"{name}.js").read_text(), flags=re.M)


def test_behaviours_are_tiny() -> None:
    assert zipped(JS / "plinth.js", JS / "theme-early.js") <= 1_000
    for name in (
        "busy",
        "confirm",
        "copy",
        "dialog",
        "dose-meter",
        "forget",
        "keep",
        "kept",
        "pain-advice",
        "refill",
        "reorder",
        "stepper",
        "theme",
        "unfold",
        "waiting",
    ):
        # The meter also draws the session.
        assert zipped(JS / f"{name}.js") <= (2_700 if name == "dose-meter" else 2_100), name


def test_the_meter_in_the_browser_has_its_numbers_from_the_server() -> None:
    meter = (JS / "dose-meter.js").read_text()
    assert "{ changeS, sideS, repS, most } = form.dataset" in meter
    assert LIVE == {
        "data-dose-form": "",
        "data-change-s": dose.EXERCISE_CHANGE_S,
        "data-side-s": dose.SIDE_CHANGE_S,
        "data-rep-s": dose.DEFAULT_SECONDS_PER_REP,
        "data-most": MANY,
    }
    assert dose.ROUND_CHANGE_S == 0  # the browser's formula has no term for it

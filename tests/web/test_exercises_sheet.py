"""`flask figures sheet`: one page with every drawing, for the people who draw."""

from __future__ import annotations

import re
from base64 import b64decode
from pathlib import Path

from flask import Flask

from app.exercises.figures import alt, draw, figures


def test_the_sheet_holds_every_figure_and_needs_no_other_file(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "sheet.html"
    result = app.test_cli_runner().invoke(args=["figures", "sheet", str(file)])
    assert result.exit_code == 0, result.output
    assert f"{len(figures())} figures" in result.output
    page = file.read_text()
    sources = re.findall(r'src="([^"]*)"', page)
    kind = "data:image/svg+xml;base64,"
    drawn = [drawing.svg for slug in figures() if (drawing := draw(slug, "pair"))]
    assert [b64decode(source.removeprefix(kind)) for source in sources] == drawn
    assert "cobra-stretch" in page
    assert alt("cobra-stretch", "start") in page


def test_names_can_be_hidden(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "sheet.html"
    result = app.test_cli_runner().invoke(args=["figures", "sheet", "--hide-names", str(file)])
    assert result.exit_code == 0, result.output
    page = file.read_text()
    assert page.count("<img ") == len(figures())
    assert "<h2>" not in page
    assert not re.findall(r'alt="[^"]+"', page)


def test_a_folder_is_no_file(app: Flask, tmp_path: Path) -> None:
    result = app.test_cli_runner().invoke(args=["figures", "sheet", str(tmp_path)])
    assert result.exit_code == 2

"""The rules of the house that a reader would otherwise have to remember."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted([*(ROOT / "app").rglob("*.py"), *(ROOT / "worker").rglob("*.py"), ROOT / "wsgi.py"])
LONGEST_FILE = 400
LONGEST_FUNCTION = 50


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_one_file_commits() -> None:
    committing = re.compile(r"(?<![A-Za-z_])commit\(")
    assert [_name(path) for path in SOURCES if committing.search(path.read_text())] == ["app/core/db.py"]


def test_one_module_reads_the_clock() -> None:
    reads = re.compile(r"datetime\.now\(|utcnow\(|date\.today\(|time\.time\(")
    # The health check compares with the times of files, which no clock of ours can move.
    apart = {"worker/health.py"}
    readers = [_name(path) for path in SOURCES if reads.search(path.read_text()) and _name(path) not in apart]
    assert readers == ["app/core/clock.py"]


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_files_and_functions_stay_readable(path: Path) -> None:
    assert path.read_text().count("\n") <= LONGEST_FILE
    long = [f.name for f in _functions(path) if (f.end_lineno or 0) - f.lineno + 1 > LONGEST_FUNCTION]
    assert not long


def test_no_import_of_the_product_inside_a_function() -> None:
    late = [
        f"{_name(path)}:{node.lineno}"
        for path in SOURCES
        for function in _functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in ("app", "worker")
    ]
    assert not late


def test_markup_is_trusted_nowhere_but_in_the_components() -> None:
    trusting = [
        _name(path)
        for path in [*SOURCES, *(ROOT / "app" / "templates").rglob("*.*")]
        if re.search(r"\|\s*safe\b|Markup\(", path.read_text()) and "components" not in path.parts
    ]
    assert not trusting


def test_public_functions_say_what_they_do() -> None:
    silent = [
        f"{_name(path)}:{function.name}"
        for path in SOURCES
        for function in ast.parse(path.read_text()).body
        if isinstance(function, ast.FunctionDef | ast.ClassDef)
        and not function.name.startswith("_")
        and not ast.get_docstring(function)
    ]
    assert not silent


def test_no_leftovers() -> None:
    # Built from pieces, so that this file does not find itself.
    words = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "X" * 3 + r"\b", "coming " + "soon")))
    files = [*SOURCES, *(ROOT / "app" / "templates").rglob("*.*"), *(ROOT / "app" / "static").rglob("*.js")]
    assert not [_name(path) for path in files if words.search(path.read_text())]

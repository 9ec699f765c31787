"""`make run` with the whole product, twice: it opens, it stops, and it opens again with the same people in it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.processes.conftest import ROOT, Start, Starter, lend_environment
from tests.services.private import until

PRODUCT = ("app", "worker", "migrations", "content")
FILES = ("wsgi.py", "Makefile", "requirements.txt", "requirements-dev.txt")


@pytest.fixture
def product(tmp_path: Path) -> Path:
    """A copy of the product as a newcomer has it, with the packages installed."""
    folder = tmp_path / "plinth"
    for name in PRODUCT:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, folder)
    lend_environment(folder)
    return folder


def opens(start: Start, path: str) -> str:
    """The text of a page of a running copy."""
    port = json.loads((start.instance / "run.lock").read_text())["port"]
    with urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        assert answer.status == 200
        return str(answer.read().decode())


def people(start: Start) -> list[tuple[object, ...]]:
    """Who has an account in the database of a copy."""
    connection = sqlite3.connect(start.instance / "plinth.db")
    try:
        return connection.execute('SELECT id, email FROM "user" ORDER BY id').fetchall()
    finally:
        connection.close()


def stop(start: Start) -> None:
    os.killpg(start.process.pid, signal.SIGINT)
    until(lambda: not start.processes(), within_s=5, what="the end of every process")


def test_first_and_second_start(product: Path, begin: Starter) -> None:
    first = begin(product)
    first.shows("Ctrl-C stops everything.", within_s=300)
    assert "Sign in" in opens(first, "/sign-in")
    assert "<h1" in opens(first, "/mail")
    assert "password" in first.output
    before = people(first)
    assert len(before) >= 2
    stop(first)
    second = begin(product)
    second.shows("Ctrl-C stops everything.", within_s=120)
    assert people(second) == before
    assert "Sign in" in opens(second, "/sign-in")
    assert "Traceback" not in first.output + second.output
    stop(second)

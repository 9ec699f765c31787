"""The consent text: its versions, and how a page reads it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from app.clients import consent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "consent" / consent.HEALTH_DATA
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def bare_app(folder: Path) -> Flask:
    app = Flask(__name__)
    app.config["CONTENT_PATH"] = str(folder.parent.parent)
    return app


def test_the_newest_version_is_asked_for(bare_app: Flask, folder: Path) -> None:
    for name in ("2026-11", "2027-02", "2027-02-15", "2026-12", "notes"):
        (folder / f"{name}.md").write_text(name)
    with bare_app.app_context():
        assert consent.current_version() == "2027-02-15"
        assert consent.get_text("2026-12") == "2026-12"


@pytest.mark.parametrize("version", ["2026-10", "notes", "../consent/2026-11", ""])
def test_what_is_no_version_has_no_text(bare_app: Flask, folder: Path, version: str) -> None:
    (folder / "2026-11.md").write_text("x")
    (folder / "notes.md").write_text("x")
    with bare_app.app_context(), pytest.raises(LookupError):
        consent.get_text(version)


def test_a_text_is_read_by_heading_and_paragraph() -> None:
    text = "Before.\n\n## One\n\nA line\nthat goes on.\n\nAnother.\n\n## Two\n\nLast.\n"
    assert consent.sections(text) == [
        ("", ["Before."]),
        ("One", ["A line that goes on.", "Another."]),
        ("Two", ["Last."]),
    ]


def test_our_text_keeps_our_voice() -> None:
    """Sentences of 20 words at most, no exclamation, no promise, and the points a person has to be told."""
    for path in (Path(__file__).parents[3] / "content" / "consent").glob("*.md"):
        text = path.read_text()
        headings = [heading for heading, _ in consent.sections(text)]
        assert {"What is kept", "Why", "Who sees it", "Mail", "Your choice", "Not medical advice"} <= set(headings)
        assert not re.search(r"!|\bcure|\bguarantee", text)
        for _, paragraphs in consent.sections(text):
            for sentence in re.split(r"(?<=[.?:])\s", " ".join(paragraphs)):
                assert len(sentence.split()) <= 20, sentence

"""The words a client agrees to. They live in `content/consent/`, one file a version, named by its month."""

from __future__ import annotations

import re
from pathlib import Path

from flask import current_app

VERSION = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?")
HEALTH_DATA = "health-data"


def current_version() -> str:
    """The newest version: the one a new invitation asks for."""
    return max(path.stem for path in _folder().glob("*.md") if VERSION.fullmatch(path.stem))


def get_text(version: str) -> str:
    """The text of a version, as Markdown with `##` headings and plain paragraphs. Raises LookupError."""
    path = _folder() / f"{version}.md"
    if not VERSION.fullmatch(version) or not path.is_file():
        raise LookupError(f"no consent text of version {version!r}")
    return path.read_text(encoding="utf-8")


def sections(text: str) -> list[tuple[str, list[str]]]:
    """The text as (heading, paragraphs), in order; for a page."""
    found: list[tuple[str, list[str]]] = []
    for block in re.split(r"\n\s*\n", text.strip()):
        words = " ".join(block.split())
        if words.startswith("## "):
            found.append((words.removeprefix("## "), []))
        elif found:
            found[-1][1].append(words)
        else:
            found.append(("", [words]))
    return found


def _folder() -> Path:
    return Path(current_app.config["CONTENT_PATH"]) / "consent"

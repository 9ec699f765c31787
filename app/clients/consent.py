"""The words a person agrees to, one file a version, named by its month: a client's in `content/consent/`, those of
somebody who books a first call in `content/visitors/`."""

from __future__ import annotations

import re
from pathlib import Path

from flask import current_app

VERSION = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?")
HEALTH_DATA = "health-data"
OF_CLIENTS, OF_VISITORS = "consent", "visitors"


def current_version(whose: str = OF_CLIENTS) -> str:
    """The newest version: the one a new invitation, or a new visitor, is asked for."""
    return max(path.stem for path in _folder(whose).glob("*.md") if VERSION.fullmatch(path.stem))


def get_text(version: str, whose: str = OF_CLIENTS) -> str:
    """The text of a version, as Markdown with `##` headings and plain paragraphs. Raises LookupError."""
    path = _folder(whose) / f"{version}.md"
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


def _folder(whose: str) -> Path:
    return Path(current_app.config["CONTENT_PATH"]) / whose

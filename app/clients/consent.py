"""The words a person agrees to, one file a version, named by its month: a client's in `content/consent/`, a folder for
each purpose, those of somebody who books a first call in `content/visitors/`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from flask import current_app

VERSION = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?")
HEALTH_DATA, PAIN_IN_SUMMARY, PICTURES = "health-data", "pain-in-summary", "pictures"
OF_VISITORS = "visitors"


@dataclass(frozen=True, slots=True)
class Purpose:
    """One thing a client is asked to agree to. Without the required one there is no plan; the others stand alone."""

    key: str
    title: str
    agree: str
    is_required: bool = False


# For research and for marketing nothing is kept, so nobody is asked.
PURPOSES = (
    Purpose(
        HEALTH_DATA,
        "Facts about your health",
        "I have read this, and I agree that my practice keeps these facts about my health.",
        is_required=True,
    ),
    Purpose(
        PAIN_IN_SUMMARY,
        "Pain in the weekly mail",
        "I have read this, and I want my pain in the weekly mail.",
    ),
    Purpose(
        PICTURES,
        "Photos and videos of you",
        "I have read this, and I agree that my trainer keeps photos and videos of me.",
    ),
)


def find_purpose(key: str) -> Purpose | None:
    """The purpose of this name."""
    return next((one for one in PURPOSES if one.key == key), None)


def current_version(purpose: str = HEALTH_DATA) -> str:
    """The newest version: the one a client, or with `OF_VISITORS` a visitor, is asked for."""
    return max(path.stem for path in _folder(purpose).glob("*.md") if VERSION.fullmatch(path.stem))


def get_text(version: str, purpose: str = HEALTH_DATA) -> str:
    """The text of a version, as Markdown with `##` headings and plain paragraphs. Raises LookupError."""
    path = _folder(purpose) / f"{version}.md"
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


def _folder(purpose: str) -> Path:
    content = Path(current_app.config["CONTENT_PATH"])
    return content / OF_VISITORS if purpose == OF_VISITORS else content / "consent" / purpose

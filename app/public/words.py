"""The texts of a practice as paragraphs, and as the one line a search engine shows. Pure."""

from __future__ import annotations

import re

LONGEST_LINE = 160
OFFER = "Short home sessions for a sore low back and hip, planned for you by a trainer."


def paragraphs_of(text: str) -> list[str]:
    """The paragraphs of a plain text: what stands between blank lines, each with its line ends folded."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    return [folded for block in blocks if (folded := " ".join(block.split()))]


def line_of(tagline: str, about: str) -> str:
    """At most 160 characters, cut at a word: the headline and how the text begins."""
    words = " ".join([*(f"{part.rstrip('.')}." for part in [tagline] if part), *paragraphs_of(about)[:1]]) or OFFER
    if len(words) <= LONGEST_LINE:
        return words
    return words[: LONGEST_LINE - 1].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"

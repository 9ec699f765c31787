"""The address of a practice's public page: what it may look like, and one made from a name. Pure."""

from __future__ import annotations

import re
import unicodedata

SHORTEST, LONGEST = 3, 60
# Small ASCII letters and digits in words joined by single hyphens.
SHAPE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
# Words a visitor would take for the house itself, and words our own addresses use.
RESERVED = frozenset(
    "about account admin administrator api app assets book booking calls client clients consultation contact demo "
    "doctor enter favicon guide help home index legal library login logout mail me more new p page pages password "
    "plinth practice practices press preview privacy public robots root routines security settings sign-in sign-out "
    "sign-up sitemap static status support system terms test today trainer trainers www".split()
)


def is_address(text: str) -> bool:
    """Whether a text has the form of an address; nothing else is looked up."""
    return SHORTEST <= len(text) <= LONGEST and SHAPE.fullmatch(text) is not None


def fault_of(text: str) -> str:
    """What is wrong with an address, as one sentence; "" when it will do. Whether it is free is not known here."""
    if len(text) < SHORTEST:
        return f"Use {SHORTEST} characters or more."
    if len(text) > LONGEST:
        return f"Use {LONGEST} characters or fewer."
    if SHAPE.fullmatch(text) is None:
        return "Use small letters a to z, digits, and single hyphens between words."
    if text in RESERVED:
        return f"“{text}” is kept for the site itself. Choose another one."
    return ""


def suggest(name: str) -> str:
    """An address made from a practice's name: "Calder Back & Hip" → "calder-back-hip". "" where nothing is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    text = ""
    for word in words:
        longer = f"{text}-{word}" if text else word
        if len(longer) > LONGEST:
            break
        text = longer
    return "" if fault_of(text) else text

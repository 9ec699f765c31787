"""Where a video may come from: two hosts, each with the forms of address that its videos have. Pure.

Nothing of what was typed is kept but the host and the video's id, and every address is built anew from these.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

YOUTUBE, VIMEO = "youtube", "vimeo"
HOST_NAMES = {YOUTUBE: "YouTube", VIMEO: "Vimeo"}
LONGEST = 300
NOT_ALLOWED = "Use the address of a video on YouTube or Vimeo."
NOT_PUBLIC = "This Vimeo address has a private key. Use the address of a public video."

_TYPED = re.compile(r"[!-\[\]-~]{1,300}")
_IDS = {YOUTUBE: re.compile(r"[A-Za-z0-9_-]{11}"), VIMEO: re.compile(r"[0-9]{6,12}")}
_YOUTUBE = {"youtube.com", "www.youtube.com", "m.youtube.com", "youtube-nocookie.com", "www.youtube-nocookie.com"}
_VIMEO = {"vimeo.com", "www.vimeo.com"}


@dataclass(frozen=True, slots=True)
class Video:
    """A video by its host ("youtube" or "vimeo") and its id there."""

    host: str
    id: str

    @property
    def host_name(self) -> str:
        """The host as people know it."""
        return HOST_NAMES[self.host]

    @property
    def page_url(self) -> str:
        """Where a person watches it."""
        return f"https://vimeo.com/{self.id}" if self.host == VIMEO else f"https://www.youtube.com/watch?v={self.id}"

    @property
    def embed_origin(self) -> str:
        """The origin of the player, as a page's security policy names it."""
        return "https://player.vimeo.com" if self.host == VIMEO else "https://www.youtube-nocookie.com"

    @property
    def embed_url(self) -> str:
        """The player that stands in our page; it starts at once, because somebody has just pressed play."""
        path = f"/video/{self.id}?dnt=1&autoplay=1" if self.host == VIMEO else f"/embed/{self.id}?autoplay=1&rel=0"
        return self.embed_origin + path


def parse_video(typed: str) -> Video:
    """The video behind an address, `https://` being optional. Raises ValueError with a sentence for any other text."""
    if not _TYPED.fullmatch(typed):
        raise ValueError(NOT_ALLOWED)
    try:
        parts = urlsplit(typed if "://" in typed else f"https://{typed}")
        # With the host as it is written, a port or a name before an @ matches no host of ours.
        host, steps = parts.netloc.lower(), [step for step in parts.path.split("/") if step]
    except ValueError:
        raise ValueError(NOT_ALLOWED) from None
    if parts.scheme.lower() not in ("https", "http"):
        raise ValueError(NOT_ALLOWED)
    if host in _VIMEO and len(steps) == 2 and _IDS[VIMEO].fullmatch(steps[0]):
        raise ValueError(NOT_PUBLIC)
    video = _video(host, steps, parts.query)
    if not _IDS[video.host].fullmatch(video.id):
        raise ValueError(NOT_ALLOWED)
    return video


def stored_video(content: Mapping[str, Any]) -> Video | None:
    """The video of a stored exercise, None for none."""
    stored = content.get("video")
    return Video(stored["host"], stored["id"]) if stored else None


def _video(host: str, steps: list[str], query: str) -> Video:
    match steps:
        case ["watch"] if host in _YOUTUBE:
            return Video(YOUTUBE, parse_qs(query).get("v", [""])[0])
        case [("embed" | "shorts" | "live"), id] if host in _YOUTUBE:
            return Video(YOUTUBE, id)
        case [id] if host == "youtu.be":
            return Video(YOUTUBE, id)
        case [id] if host in _VIMEO:
            return Video(VIMEO, id)
        case ["video", id] if host == "player.vimeo.com":
            return Video(VIMEO, id)
    raise ValueError(NOT_ALLOWED)

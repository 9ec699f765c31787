"""Headers that every answer carries, and the one safe way to follow a `next` address."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import Flask, Response, g, request

_POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
)
# For what is no page: it may load nothing, and run nothing, even when somebody opens it by its address.
SEALED_POLICY = "default-src 'none'; sandbox"


def content_security_policy(frames: Iterable[str] = ()) -> str:
    """The policy of a page; `frames` are the other origins whose pages may stand inside it."""
    return "; ".join((*_POLICY, " ".join(("frame-src 'self'", *sorted(frames)))))


def allow_frame(origin: str) -> None:
    """Let the page of this request, and no other, hold a frame of that origin."""
    if "frames" not in g:
        g.frames = set()
    g.frames.add(origin)


def init_security(app: Flask, *, is_https: bool) -> None:
    """Install the header hook."""

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", content_security_policy(g.get("frames", ())))
        headers.setdefault("X-Content-Type-Options", "nosniff")
        # Addresses can carry a token, so no other site is told where a visitor came from.
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if is_https:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if request.endpoint != "static":
            # Pages are personal: no shared cache, and nothing left on a borrowed phone.
            headers.setdefault("Cache-Control", "no-store")
        return response


def safe_next(target: str | None) -> str | None:
    """Return `target` when it is a path inside this site, else None.

    Refuses other hosts in every spelling: "//evil", "/\\evil", "https:evil", control characters, tabs.
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return None
    if "\\" in target or any(ord(character) <= 32 or ord(character) == 127 for character in target):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target

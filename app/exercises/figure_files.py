"""The drawings as image files that may be kept for a year, and what a page says about them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, request, url_for

from app.core.errors import NotFound
from app.exercises.figures import Which, draw

# A drawing needs its own rules and nothing else, whoever opens it.
CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


@dataclass(frozen=True, slots=True)
class FigureFile:
    """What an `img` needs: address, words, and the size that keeps its place on the page."""

    url: str
    alt: str
    width: int
    height: int


def find_file(slug: str, pose: Which = "end") -> FigureFile | None:
    """The file of one drawing, None for an exercise without one."""
    drawing = draw(slug, pose)
    if drawing is None:
        return None
    url = url_for("exercises.show_figure", slug=slug, pose=pose, v=drawing.version)
    return FigureFile(url, drawing.alt, drawing.width, drawing.height)


def answer(slug: str, pose: Which) -> Response:
    """One drawing, compressed for whoever takes that. Raises NotFound."""
    drawing = draw(slug, pose)
    if drawing is None:
        raise NotFound
    takes_gzip = request.accept_encodings.quality("gzip") > 0
    response = Response(drawing.gzipped if takes_gzip else drawing.svg, mimetype="image/svg+xml")
    if takes_gzip:
        response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    is_current = request.args.get("v") == drawing.version
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if is_current else "public, no-cache"
    # Weak, for the same drawing comes compressed and plain.
    response.set_etag(drawing.version, weak=True)
    response.make_conditional(request)
    return response

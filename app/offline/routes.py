"""What lets the client's pages live on a phone: the manifest, the worker that keeps pages, the page without signal.

What stays on a phone, and for how long, is decided in docs/decisions/0017-a-phone-keeps-today.md.
"""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import access

blueprint = Blueprint("offline", __name__)

# Width in pixels, and whether a phone may cut the picture to its own shape.
ICONS = (("icon-192.png", 192, "any"), ("icon-512.png", 512, "any"), ("icon-cut-512.png", 512, "maskable"))
PAPER = "#f6f3f0"


@blueprint.get("/manifest.webmanifest")
@access.public
def show_manifest() -> ResponseReturnValue:
    """What a phone needs to put Plinth on its first screen."""
    answer = jsonify(
        id="/",
        name="Plinth",
        short_name="Plinth",
        description="Today's session, with a clock.",
        start_url=url_for("accounts.show_home"),
        scope="/",
        display="standalone",
        background_color=PAPER,
        theme_color=PAPER,
        icons=[
            {
                "src": url_for("static", filename=f"brand/{name}"),
                "sizes": f"{width}x{width}",
                "type": "image/png",
                "purpose": purpose,
            }
            for name, width, purpose in ICONS
        ],
    )
    answer.mimetype = "application/manifest+json"
    return answer


@blueprint.get("/sw.js")
@access.public
def show_worker() -> Response:
    """The service worker. It stands at the root, because it answers only for addresses below its own."""
    script = (Path(current_app.root_path) / "static" / "js" / "worker.js").read_bytes()
    return Response(script, mimetype="text/javascript", headers={"Cache-Control": "no-cache"})


@blueprint.get("/offline")
@access.public
def show_offline() -> ResponseReturnValue:
    """What stands where a page cannot be had: kept on the phone, shown by the worker."""
    return render_template("offline/offline.html")

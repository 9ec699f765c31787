"""Golden files: what a mail says, kept beside the tests so that a reader of a change sees the words change."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "snapshots" / "email"


def assert_snapshot(name: str, *, text: str, html: str) -> None:
    """Compare a mail's two parts with tests/snapshots/email/<name>.txt and .html; UPDATE_SNAPSHOTS=1 rewrites them."""
    for ending, content in (("txt", text), ("html", html)):
        golden = FOLDER / f"{name}.{ending}"
        if os.environ.get("UPDATE_SNAPSHOTS") == "1":
            golden.write_text(content)
        assert golden.exists(), f"{golden.name} is missing: run once with UPDATE_SNAPSHOTS=1 and read it"
        assert content == golden.read_text(), f"{golden.name} differs"

"""The browser on this machine."""

from __future__ import annotations

import ctypes
import os
import shutil

from tests.services import Missing

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW_TO_GET = "Chromium is missing. Install it (apt install chromium), or set TEST_CHROMIUM to its path."


def chromium_path() -> str:
    """Return the path of Chromium or Chrome: TEST_CHROMIUM, else the first on PATH. Raises Missing."""
    given = os.environ.get("TEST_CHROMIUM")
    if given:
        if not os.access(given, os.X_OK):
            raise Missing(f"TEST_CHROMIUM names {given}, which is no program.")
        return given
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise Missing(HOW_TO_GET)
    return found


def has_libatomic() -> bool:
    """Tell whether the one library that the browser's driver needs and minimal systems lack is here."""
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return False
    return True

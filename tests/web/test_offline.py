"""What a phone needs to keep Plinth: the manifest, the worker, the page without signal, the page after keeping."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import db
from app.prescriptions.models import PlannedSession
from app.safety import words
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import Browser
from tests.web import library


@pytest.fixture
def path(cast: Cast, sign_in: Callable[..., None]) -> str:
    """Cleo's session of today, with Cleo signed in."""
    library.fill()
    factories.make_prescription(cast.cleo, [library.exercise("rkc-plank")], now=NOW, effective_from=NOW.date())
    sign_in(cast.cleo.user)
    first = select(PlannedSession).order_by(PlannedSession.planned_on).limit(1)
    return f"/sessions/{db.session.scalars(first).one().id}"


def test_the_manifest_leads_to_pictures_that_are_there(app: Flask) -> None:
    visitor = app.test_client()
    answer = visitor.get("/manifest.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    manifest = json.loads(answer.data)
    assert manifest["start_url"] == manifest["scope"] == "/"
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        with visitor.get(icon["src"]) as picture:
            assert (picture.status_code, picture.mimetype) == (200, icon["type"])
            # The width of a PNG stands at its 17th byte.
            width = int.from_bytes(picture.data[16:20], "big")
        assert icon["sizes"] == f"{width}x{width}"


def test_the_worker_stands_at_the_root_and_is_asked_for_anew(app: Flask) -> None:
    answer = app.test_client().get("/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.data == (Path(app.static_folder or "") / "js" / "worker.js").read_bytes()


def test_the_page_without_signal_needs_no_sign_in(page: Browser) -> None:
    shown = page.get("/offline")
    assert {"/today", "/doctor"} <= set(shown.links())


def test_the_page_after_keeping_has_the_advice_ready(page: Browser, path: str) -> None:
    shown = page.get(f"{path}/kept")
    place = next(one for one in shown.all("div") if one.get("data-kept"))
    assert place.get("data-kept") == path
    assert place.get("data-version") == words.VERSION
    limits = json.loads(place.get("data-limits") or "")
    assert (limits["red_after"], limits["red_rise"], limits["red_rise_after"], limits["amber_after"]) == (6, 3, 4, 4)
    assert words.EMERGENCY.signs[0] in shown.text


def test_today_names_the_pages_to_keep(page: Browser, path: str) -> None:
    place = next(one for one in page.get("/today").all("div") if one.get("data-keep"))
    kept = (place.get("data-paths") or "").split()
    assert {"/today", path, f"{path}/play", f"{path}/kept", f"{path}/not-today", "/doctor", "/offline"} <= set(kept)
    assert [page.get(one).status for one in kept] == [200] * len(kept)

"""Do I need a doctor? Open to everybody, the emergency first."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.safety import words
from tests.factories import Cast
from tests.page import Browser
from tests.queries import counted


def test_anybody_can_read_it_and_the_emergency_comes_first(page: Browser) -> None:
    with counted() as seen:
        doctor = page.get("/doctor")
    assert seen == []
    assert doctor.h1 == "Do I need a doctor?"
    places = [doctor.text.index(group.title) for group in words.SIGN_GROUPS]
    assert places == sorted(places)
    for group in words.SIGN_GROUPS:
        for sign in group.signs:
            assert sign in doctor.text
    assert "tel:112" in doctor.links()


def test_it_names_no_disease_and_reassures_nobody(page: Browser) -> None:
    text = page.get("/doctor").text.lower()
    for word in ("cauda", "fracture", "infection", "spondyl", "aneurysm", "likely", "probably", "harmless", "risk of"):
        assert word not in text


@pytest.mark.parametrize("scope", ["", "session:7"])
def test_the_way_back_fits_the_reader(page: Browser, cast: Cast, sign_in: Callable[..., None], scope: str) -> None:
    sign_in(cast.cleo.user, scope=scope)
    assert ("/sessions/7" if scope else "/") in page.get("/doctor").links()

"""The library for one client: what suits them, with what they have at home."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.core.db import transaction
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import Browser


@pytest.fixture
def path(cast: Cast, sign_in: Callable[..., None]) -> str:
    """The library for Cleo, whose knee hurts. One exercise bends it, one takes a roller."""
    stretch, roll, lift = factories.make_exercises(now=NOW)
    with transaction():
        cast.cleo.cautions = ["knee_pain"]
        stretch.content = {**stretch.content, "contraindications": ["knee_pain"]}
        roll.content = {**roll.content, "equipment": ["mat", "foam-roller"]}
        lift.content = {**lift.content, "equipment": ["dumbbells"]}
    sign_in(cast.tara)
    return f"/library?for={cast.cleo.id}"


def own(cast: Cast, *things: str) -> None:
    with transaction():
        cast.cleo.equipment = list(things)


def test_what_may_not_suit_is_left_out(page: Browser, cast: Cast, path: str) -> None:
    seen = page.get(path)
    assert "Supine Hamstring Stretch" not in seen.text
    assert "Adductor Foam Roll" in seen.text
    assert "For Cleo: 1 left out as they may not suit, 0 for want of equipment." in seen.text
    assert "Supine Hamstring Stretch" in page.get("/library").text


@pytest.mark.parametrize(
    ("things", "shown"),
    [
        (("mat",), []),
        (("foam-roller",), ["Adductor Foam Roll"]),
        (("dumbbell", "foam-roller"), ["Adductor Foam Roll", "Dumbbell Romanian Deadlift"]),
    ],
)
def test_only_what_is_at_home(page: Browser, cast: Cast, path: str, things: tuple[str, ...], shown: list[str]) -> None:
    own(cast, *things)
    text = page.get(path).text
    for name in ("Adductor Foam Roll", "Dumbbell Romanian Deadlift"):
        assert (name in text) is (name in shown), name


def test_the_choice_stays_and_can_be_dropped(page: Browser, cast: Cast, path: str) -> None:
    seen = page.get(f"{path}&kind=smr")
    assert seen.value("for") == str(cast.cleo.id)
    chips = {a.get("href") for a in seen.all("a", class_="chip taken")}
    assert "/library?kind=smr" in chips
    assert f"/library?for={cast.cleo.id}" in chips


@pytest.mark.parametrize("number", ["0", "x", "²", "9" * 30, "-1"])
def test_whom_nobody_knows_is_not_found(page: Browser, path: str, number: str) -> None:
    page.get(f"/library?for={number}", status=404)


def test_a_strangers_client_is_not_found(page: Browser, cast: Cast, path: str, sign_in: Callable[..., None]) -> None:
    page.get(f"/library?for={cast.nils.id}", status=404)
    sign_in(cast.tom)
    page.get(path, status=404)

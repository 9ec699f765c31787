"""A client who moved says so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.mail import kinds, recurring
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import Browser

PATH = "/my-zone"
SignIn = Callable[..., None]


@pytest.fixture
def cleo(cast: Cast, sign_in: SignIn) -> Cast:
    sign_in(cast.cleo.user)
    return cast


def test_days_and_reminders_move_along(cleo: Cast, page: Browser) -> None:
    factories.make_prescription(cleo.cleo, factories.make_exercises(now=NOW), now=NOW, effective_from=NOW.date())
    seen = page.follow(page.submit(page.get(PATH), PATH, zone="Europe/Berlin"))
    assert "Your days and reminders now follow the clocks of Berlin." in seen.text
    assert "Your time zone: Berlin" in seen.text
    due_at = recurring.find_next(kinds.SESSION_REMINDER, owner_id=cleo.cleo.id)
    # Wednesday 17:00 in Berlin: today's reminder at 18:00 there is an hour away.
    assert due_at is not None
    assert due_at.isoformat() == "2026-11-25T17:00:00+00:00"


def test_saving_the_same_city_changes_nothing(cleo: Cast, page: Browser) -> None:
    seen = page.get(PATH)
    assert seen.value("zone") == "America/Edmonton"
    page.submit(seen, PATH, status=302)
    assert cleo.cleo.user.zone == "America/Edmonton"


def test_a_city_that_does_not_exist_is_refused(cleo: Cast, page: Browser) -> None:
    refused = page.post(PATH, {"zone": "Mars/Olympus"})
    assert refused.field("zone") is not None and refused.h1 == "Your time zone"
    assert cleo.cleo.user.zone == "America/Edmonton"


def test_only_clients(cast: Cast, page: Browser, sign_in: SignIn) -> None:
    assert page.get(PATH, status=302).location.startswith("/sign-in")
    sign_in(cast.tara)
    page.get(PATH, status=403)

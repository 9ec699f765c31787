"""A trainer's settings, and the practice's for its owner."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from app.core.db import db
from app.core.events import trainer_changed
from app.practices.models import Membership
from tests.factories import Cast
from tests.page import Browser


def test_an_owner_changes_what_mails_carry(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    sign_in(cast.tara)
    answer = page.submit(
        page.get("/settings"),
        "/settings",
        practice_name="South Side",
        reply_to="Desk@Example.com",
        postal_address="2 Main Street\nEdmonton",
        name="Tara L.",
        weight_unit="lb",
        status=302,
    )
    again = page.follow(answer)
    assert "Settings saved." in again.text
    assert again.value("practice_name") == "South Side"
    assert again.value("reply_to") == "desk@example.com"
    assert again.value("postal_address").replace("\r", "") == "2 Main Street\nEdmonton"
    assert again.value("name") == "Tara L."
    assert again.value("weight_unit") == "lb"


def test_a_move_to_another_zone_is_announced_once(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    heard = []

    def listen(membership: Membership, *, now: datetime) -> None:
        heard.append((membership.user.id, membership.user.zone, now))

    sign_in(cast.tara)
    with trainer_changed.connected_to(listen):
        page.submit(page.get("/settings"), "/settings", zone="America/Halifax", status=302)
        page.submit(page.get("/settings"), "/settings", name="Tara", status=302)
    assert [(who, zone) for who, zone, _ in heard] == [(cast.tara.id, "America/Halifax")]


def test_a_trainer_who_is_no_owner_changes_only_their_own(
    page: Browser, cast: Cast, sign_in: Callable[..., None]
) -> None:
    sign_in(cast.tom)
    settings = page.get("/settings")
    assert not settings.all("input", name="practice_name")
    assert "An owner of the practice can change these." in settings.text
    page.submit(settings, "/settings", name="Thomas", practice_name="Mine now", reply_to="tom@example.com", status=302)
    db.session.expire_all()
    assert (cast.tom.name, cast.practice.name, cast.practice.reply_to) == ("Thomas", "North Side Movement", "")


def test_a_fault_is_named_and_what_was_typed_stays(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    sign_in(cast.tara)
    answer = page.submit(page.get("/settings"), "/settings", name="", reply_to="desk@", practice_name="New", status=200)
    assert "Type your name." in answer.text
    assert "does not look like an email address" in answer.text
    assert (answer.value("reply_to"), answer.value("practice_name")) == ("desk@", "New")
    db.session.expire_all()
    assert cast.practice.name == "North Side Movement"


def test_settings_are_for_trainers(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    assert page.get("/settings", status=302).location == "/sign-in?next=/settings"
    sign_in(cast.cleo.user)
    page.get("/settings", status=403)
    page.post("/settings", {"name": "X"}, status=403)


def test_a_stored_zone_that_is_not_offered_stays(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    from app.core.db import transaction

    with transaction():
        cast.tara.zone = "Asia/Calcutta"
    sign_in(cast.tara)
    settings = page.get("/settings")
    assert settings.value("zone") == "Asia/Calcutta"
    page.submit(settings, "/settings", status=302)
    db.session.refresh(cast.tara)
    assert cast.tara.zone == "Asia/Calcutta"

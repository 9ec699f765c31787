"""A trainer sees what a client sees, and can press nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from xml.etree.ElementTree import Element

import pytest
from sqlalchemy import func, select

from app.core.audit import AuditEvent
from app.core.db import db, transaction
from app.practices.models import Brand
from tests import factories
from tests.conftest import NOW, Moment
from tests.factories import Cast
from tests.page import Browser, Page, text_of
from tests.people import rows

SignIn = Callable[..., None]
PARTS = ("today", "programme", "progress")


def _plan(cast: Cast) -> None:
    exercises = factories.make_exercises(now=NOW)
    plan = factories.make_prescription(cast.cleo, exercises, now=NOW, effective_from=date(2026, 11, 16))
    factories.make_log(cast.cleo, plan, date(2026, 11, 23), now=NOW, before=5, after=4)


def _enter(page: Browser, cast: Cast) -> str:
    """The address of the client's first page, as the trainer gets it."""
    return page.post(f"/clients/{cast.cleo.id}/as-client", status=302).location


def _main(page: Page) -> Element:
    return page.all("main")[0]


@pytest.mark.parametrize("has_plan", [True, False])
@pytest.mark.parametrize("part", PARTS)
def test_the_words_are_those_the_client_reads(
    page: Browser, cast: Cast, sign_in: SignIn, part: str, has_plan: bool
) -> None:
    if has_plan:
        _plan(cast)
    sign_in(cast.cleo.user)
    own = text_of(_main(page.get(f"/{part}")))
    sign_in(cast.tara)
    seen = page.get(_enter(page, cast).replace("/today/", f"/{part}/"))
    assert text_of(_main(seen)) == own
    assert "You see what Cleo sees. Nothing here can be pressed." in seen.text


@pytest.mark.parametrize("part", PARTS)
def test_nothing_on_it_can_be_pressed(page: Browser, cast: Cast, sign_in: SignIn, part: str) -> None:
    _plan(cast)
    sign_in(cast.tara)
    entered = _enter(page, cast)
    before = rows()
    seen = page.get(entered.replace("/today/", f"/{part}/"))
    assert rows() == before, "a look changes nothing"
    assert not [e for e in _main(seen).iter() if e.tag in ("a", "form")]
    assert all(e.get("disabled") is not None for e in _main(seen).iter("button"))
    assert not seen.all("form")
    token = entered.rpartition("/")[2]
    ways_on = {f"/clients/{cast.cleo.id}/as-client/{one}/{token}" for one in PARTS}
    assert set(seen.links()) == ways_on | {"#main", f"/clients/{cast.cleo.id}"}


def test_going_in_is_written_down_once_a_day(page: Browser, cast: Cast, sign_in: SignIn, at: Moment) -> None:
    sign_in(cast.tara)
    shown = page.get(f"/clients/{cast.cleo.id}")
    page.submit(shown, f"/clients/{cast.cleo.id}/as-client", status=302)
    _enter(page, cast)
    noted = select(AuditEvent.actor_id, AuditEvent.subject).where(AuditEvent.verb == "seen as client")
    assert db.session.execute(noted).all() == [(cast.tara.id, f"client:{cast.cleo.id}")]
    at.move(NOW + timedelta(days=1, minutes=1))
    _enter(page, cast)
    assert db.session.scalar(select(func.count()).select_from(noted.subquery())) == 2


def test_the_view_ends_after_half_an_hour(page: Browser, cast: Cast, sign_in: SignIn, at: Moment) -> None:
    sign_in(cast.tara)
    path = _enter(page, cast)
    at.move(NOW + timedelta(minutes=29))
    page.get(path)
    at.move(NOW + timedelta(minutes=30))
    asked = page.follow(page.get(path, status=302))
    assert asked.h1 == "See as Cleo"
    page.submit(asked, f"/clients/{cast.cleo.id}/as-client", status=302)


def test_the_address_is_good_for_nobody_else_and_for_no_other_client(
    page: Browser, cast: Cast, sign_in: SignIn
) -> None:
    dora = factories.make_client("Dora Lund", cast.practice, cast.tara, now=NOW)
    sign_in(cast.tara)
    path = _enter(page, cast)
    page.get(path.replace(f"/{cast.cleo.id}/", f"/{dora.id}/"), status=302)
    page.get(path.replace("/today/", "/more/"), status=404)
    sign_in(cast.ada)
    page.get(path, status=302)
    sign_in(cast.otto)
    page.get(path, status=404)
    page.post(f"/clients/{cast.cleo.id}/as-client", status=404)
    sign_in(cast.cleo.user)
    page.get(path, status=403)


def test_it_wears_the_look_of_the_practice(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    with transaction():
        db.session.add(Brand(practice_id=cast.practice.id, colour="#0c4e60"))
    sign_in(cast.tara)
    sheets = [e.get("href", "") for e in page.get(_enter(page, cast)).all("link", rel="stylesheet")]
    assert any("0c4e60" in sheet for sheet in sheets)

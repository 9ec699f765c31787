"""Arrival by a mailed link: a GET shows, a POST opens one session."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from flask import g
from sqlalchemy import delete, select, update

from app.accounts.links import create_link
from app.accounts.models import LinkPurpose, LinkToken, SignIn
from app.clients.models import Client, ClientStatus
from app.core.db import db, transaction
from app.logbook.links import session_link
from app.logbook.models import SessionLog
from app.prescriptions.models import PlannedSession
from tests import factories
from tests.conftest import NOW, Moment
from tests.factories import Cast
from tests.page import Browser, Page
from tests.queries import counted

TODAY = date(2026, 11, 25)


def _planned(on: date = TODAY) -> PlannedSession:
    return db.session.scalars(select(PlannedSession).where(PlannedSession.planned_on == on)).one()


@pytest.fixture
def link(cast: Cast) -> str:
    """The path of Cleo's link to today's session."""
    exercises = factories.make_exercises(now=NOW)
    factories.make_prescription(cast.cleo, exercises, now=NOW, effective_from=date(2026, 11, 16))
    planned = _planned()
    with transaction():
        address = session_link(cast.cleo.user, planned.id, now=NOW)
    assert address.startswith("http://plinth.test/s/")
    return urlsplit(address).path


def _open(page: Browser, link: str) -> Page:
    """Read the link and press its button."""
    opened = page.submit(page.get(link), link)
    # The tests share one application context, where a new sign-in's form token would still be the old one's.
    g.pop("csrf_token", None)
    return opened


def _sign_ins() -> list[SignIn]:
    return list(db.session.scalars(select(SignIn).order_by(SignIn.id)))


def test_the_link_shows_who_what_and_how_long(page: Browser, link: str) -> None:
    seen = page.get(link)
    assert seen.h1 == "Today’s session is ready, Cleo"
    for words in ("Tara Lind", "North Side Movement", "About 18 minutes.", "Open today’s session"):
        assert words in seen.text, words
    assert "Hamstring" not in seen.text, "what is trained stays behind the button"
    assert seen.response.headers["Referrer-Policy"] == "same-origin"


def test_opening_the_page_changes_nothing(page: Browser, link: str) -> None:
    with counted() as seen:
        page.get(link)
        page.get(link)
    assert all(sql.startswith("SELECT") for sql in seen)
    assert _sign_ins() == []
    assert db.session.scalars(select(LinkToken)).one().used_at is None


def test_the_button_opens_that_session_only(page: Browser, link: str) -> None:
    opened = _open(page, link)
    assert opened.location == f"/sessions/{_planned().id}"
    assert page.follow(opened).h1 == "Hamstrings"
    (row,) = _sign_ins()
    assert row.scope == f"session:{_planned().id}"
    assert page.get("/today", status=302).location.startswith("/sign-in")
    page.get(f"/sessions/{_planned(date(2026, 11, 23)).id}", status=404)


def test_the_whole_way_without_a_password(page: Browser, link: str) -> None:
    session = page.follow(_open(page, link))
    path = f"/sessions/{_planned().id}"
    done = page.follow(page.submit(session, path, whole="all", pain_after="2"))
    assert done.h1 == "Session saved"
    assert any(address.startswith("/sign-in") for address in done.links())
    assert db.session.scalars(select(SessionLog)).one().pain_after == 2


def test_the_link_works_again_until_it_expires(page: Browser, link: str, at: Moment) -> None:
    _open(page, link)
    _open(page, link)
    assert len(_sign_ins()) == 1, "the same browser stays signed in as it is"
    at.move(NOW + timedelta(days=8))
    assert page.get(link, status=410).h1 == "This link has ended"


def test_a_full_sign_in_of_the_same_person_stays(
    page: Browser, link: str, cast: Cast, sign_in: Callable[..., None]
) -> None:
    sign_in(cast.cleo.user)
    page.submit(page.get(link), link)
    assert [row.scope for row in _sign_ins()] == [""]
    assert page.get("/today").status == 200


def test_somebody_else_in_this_browser_is_told_first(
    page: Browser, link: str, cast: Cast, sign_in: Callable[..., None]
) -> None:
    sign_in(cast.tara)
    seen = page.get(link)
    assert "Tara Lind is signed in on this browser." in seen.text
    page.follow(page.submit(seen, link))
    assert _sign_ins()[-1].user_id == cast.cleo.user_id


def test_another_sessions_link_moves_the_right_over(page: Browser, link: str, cast: Cast) -> None:
    _open(page, link)
    other = _planned(date(2026, 11, 23))
    with transaction():
        second = urlsplit(session_link(cast.cleo.user, other.id, now=NOW)).path
    assert page.follow(_open(page, second)).status == 200
    page.get(f"/sessions/{_planned().id}", status=404)


@pytest.mark.parametrize("fault", ["wrong", "expired", "revoked", "other purpose", "disabled", "archived", "gone"])
def test_a_link_that_does_not_work_offers_a_way_in(
    page: Browser, link: str, cast: Cast, at: Moment, fault: str
) -> None:
    token = page.csrf_token()
    with transaction():
        if fault == "revoked":
            db.session.execute(update(LinkToken).values(revoked_at=NOW))
        if fault == "disabled":
            cast.cleo.user.disabled_at = NOW
            db.session.add(cast.cleo.user)
        if fault == "archived":
            db.session.execute(update(Client).where(Client.id == cast.cleo.id).values(status=ClientStatus.ARCHIVED))
        if fault == "gone":
            db.session.execute(delete(PlannedSession))
        if fault == "other purpose":
            link = "/s/" + create_link(cast.cleo.user, LinkPurpose.SIGN_IN, now=NOW)
    if fault == "wrong":
        link = "/s/" + "x" * 43
    if fault == "expired":
        at.move(NOW + timedelta(days=9))
    seen = page.get(link, status=410)
    assert seen.h1 == "This link has ended"
    assert "/sign-in/link" in seen.links()
    page.post(link, {"csrf_token": token}, status=410)
    assert _sign_ins() == []


def test_a_link_rests_until_an_invited_person_agrees_again(page: Browser, link: str, cast: Cast) -> None:
    with transaction():
        db.session.execute(update(Client).where(Client.id == cast.cleo.id).values(status=ClientStatus.INVITED))
    page.get(link, status=410)
    page.post(link, status=410)
    assert _sign_ins() == []


def test_a_post_without_its_token_is_refused(page: Browser, link: str) -> None:
    assert page.client.post(link, base_url="http://plinth.test").status_code == 400
    assert _sign_ins() == []

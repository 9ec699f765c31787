"""The answer to an invitation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts import passwords
from app.accounts.models import SignIn, User
from app.clients import consent, invitations, service
from app.clients.models import Client, ClientStatus, Consent
from app.core.clock import clock
from app.core.db import db, transaction
from app.core.events import client_joined
from app.practices.models import Membership
from tests.conftest import NOW, Moment
from tests.factories import Cast
from tests.page import HOST, Browser
from tests.people import is_signed_in, mails_to, path_in, rows


def _invite(trainer: User, email: str = "dana@example.com") -> tuple[Client, str]:
    """A client of this trainer and the path of the mailed link."""
    membership = db.session.scalars(select(Membership).where(Membership.user_id == trainer.id)).one()
    with transaction():
        client = service.invite_client(
            membership,
            name="Dana Whitlock",
            email=email,
            zone="America/Halifax",
            minutes_per_day=None,
            now=clock.now(),
        )
    return client, path_in(mails_to(email, "invitation")[-1])


def _copied_link(client: Client) -> str:
    with transaction():
        return urlsplit(invitations.make_link_to_copy(client, now=clock.now())).path


def _accept(page: Browser, path: str, *, status: int) -> str:
    answer = page.submit(page.get(path), path, agrees="y", status=status)
    return answer.location if status == 302 else answer.h1


def _status(client: Client) -> str:
    return db.session.get_one(Client, client.id, populate_existing=True).status


def test_opening_shows_who_asks_for_what_and_changes_nothing(page: Browser, cast: Cast) -> None:
    _, path = _invite(cast.tara)
    before = rows()
    shown = page.get(path)
    assert rows() == before
    assert shown.h1 == "Tara Lind invites you"
    assert "North Side Movement" in shown.text and "Hello Dana." in shown.text
    version = consent.current_version()
    assert f"Version {version}" in shown.text
    for _, paragraphs in consent.sections(consent.get_text(version)):
        assert all(paragraph in shown.text for paragraph in paragraphs)
    assert shown.checked("agrees") == []


def test_without_the_tick_nothing_starts(page: Browser, client: FlaskClient, cast: Cast) -> None:
    invited, path = _invite(cast.tara)
    before = rows()
    answer = page.submit(page.get(path), path, status=200)
    assert "Tick the box if you agree." in answer.text
    assert rows() == before
    assert _status(invited) == ClientStatus.INVITED
    assert not is_signed_in(client)


def test_accepting_keeps_the_consent_and_lets_in(page: Browser, client: FlaskClient, cast: Cast) -> None:
    heard = []

    def listen(joined: Client, *, now: datetime) -> None:
        heard.append((joined.id, now))

    invited, path = _invite(cast.tara)
    with client_joined.connected_to(listen):
        assert _accept(page, path, status=302) == "/today"
    assert heard == [(invited.id, NOW)]
    given = db.session.scalars(select(Consent)).one()
    assert (given.client_id, given.purpose, given.method) == (invited.id, "health-data", "invitation-page")
    assert (given.version, given.given_at, given.withdrawn_at) == (consent.current_version(), NOW, None)
    assert given.text == consent.get_text(given.version)
    row = db.session.get_one(Client, invited.id, populate_existing=True)
    assert (row.status, row.accepted_at) == (ClientStatus.ACTIVE, NOW)
    assert row.user.password_hash is None
    assert is_signed_in(client)
    more = page.get("/more")
    assert "You are in, and stay signed in here." in more.text
    assert "Set a password" in more.text


def test_a_second_use_is_a_calm_page_with_a_way_in(page: Browser, cast: Cast) -> None:
    _, path = _invite(cast.tara)
    _accept(page, path, status=302)
    for answer in (page.get(path, status=410), page.post(path, {"agrees": "y"}, status=410)):
        assert answer.h1 == "This invitation is used up"
        assert "/sign-in/link" in answer.links()
    assert len(db.session.scalars(select(Consent)).all()) == 1


def test_of_two_links_only_one_is_used(page: Browser, cast: Cast) -> None:
    invited, mailed = _invite(cast.tara)
    copied = _copied_link(invited)
    _accept(page, mailed, status=302)
    page.get(copied, status=410)
    page.post(copied, {"agrees": "y"}, status=410)


@pytest.mark.parametrize("links", ["the same", "two"])
def test_two_at_once_make_one_consent(cast: Cast, links: str) -> None:
    """Both read the invitation before either has accepted, by one link or by the mailed and the copied one."""
    client, path = _invite(cast.tara)
    paths = (path, path if links == "the same" else _copied_link(client))
    first, second = (invitations.find_invitation(path.rpartition("/")[2], now=NOW) for path in paths)
    assert first is not None and second is not None
    with transaction():
        assert invitations.accept(first, now=NOW)
    with transaction():
        assert not invitations.accept(second, now=NOW)
    assert len(db.session.scalars(select(Consent)).all()) == 1


def test_an_invitation_lasts_fourteen_days(page: Browser, cast: Cast, at: Moment) -> None:
    _, path = _invite(cast.tara)
    at.move(NOW + timedelta(days=13, hours=23))
    page.get(path, status=200)
    at.move(NOW + timedelta(days=14))
    page.get(path, status=410)


def test_an_archived_client_is_not_invited_any_more(page: Browser, cast: Cast) -> None:
    invited, path = _invite(cast.tara)
    with transaction():
        invited.status = ClientStatus.ARCHIVED
    page.get(path, status=410)
    page.post(path, {"agrees": "y"}, status=410)


@pytest.mark.parametrize("token", ["nope", "a" * 43])
def test_a_made_up_link_opens_nothing(page: Browser, cast: Cast, token: str) -> None:
    page.get(f"/invitation/{token}", status=410)
    page.post(f"/invitation/{token}", {"agrees": "y"}, status=410)


def test_a_sign_in_link_is_no_invitation(page: Browser, cast: Cast) -> None:
    _, path = _invite(cast.tara)
    page.get(path.replace("invitation", "enter"), status=410)


def test_a_text_that_changed_meanwhile_is_read_again(page: Browser, cast: Cast) -> None:
    invited, path = _invite(cast.tara)
    with transaction():
        invited.consent_version = "2026-11"
    answer = page.post(path, {"agrees": "y", "version": "2026-10"}, status=200)
    assert "The text has changed since you opened this page." in answer.text
    assert answer.checked("agrees") == []
    assert answer.value("version") == "2026-11"
    assert _status(invited) == ClientStatus.INVITED


def test_whoever_was_signed_in_here_is_not_any_more(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    _, path = _invite(cast.tara)
    sign_in(cast.tara)
    _accept(page, path, status=302)
    page.get("/settings", status=403)
    assert "dana@example.com" in page.get("/more").text


def test_a_copied_link_lets_a_new_person_in(page: Browser, client: FlaskClient, cast: Cast) -> None:
    invited, _ = _invite(cast.tara)
    assert _accept(page, _copied_link(invited), status=302) == "/today"
    assert is_signed_in(client)


@pytest.mark.parametrize("known_by", ["another practice", "a password"])
def test_a_copied_link_never_opens_an_account_that_holds_more(
    page: Browser, client: FlaskClient, cast: Cast, known_by: str
) -> None:
    """Otto invites Tara's client, or somebody with a password, and opens the copied link himself."""
    email = "cleo@example.com" if known_by == "another practice" else "dana@example.com"
    invited, _ = _invite(cast.otto, email)
    if known_by == "a password":
        with transaction():
            invited.user.password_hash = passwords.hash_password("seven dry towels")
    assert _accept(page, _copied_link(invited), status=200) == "You have accepted"
    assert not is_signed_in(client)
    assert db.session.scalars(select(SignIn)).all() == []
    assert _status(invited) == ClientStatus.ACTIVE
    assert page.post(path_in(mails_to(email, "sign-in-link")[0]), status=302).location == "/today"


def test_a_mailed_link_opens_a_known_account_too(page: Browser, client: FlaskClient, cast: Cast) -> None:
    _, path = _invite(cast.otto, "cleo@example.com")
    assert _accept(page, path, status=302) == "/today"
    assert is_signed_in(client)


def test_a_mailed_link_takes_the_account_from_who_opened_it_by_a_copy(
    page: Browser, client: FlaskClient, cast: Cast
) -> None:
    """Tara opens the copied link herself and sets a password. Later Dana accepts Otto's invitation, by mail."""
    invited, _ = _invite(cast.tara)
    _accept(page, _copied_link(invited), status=302)
    page.post("/password", {"password": "seven dry towels", "again": "seven dry towels"}, status=302)
    with client.session_transaction(base_url=HOST) as session:
        taras_browser = dict(session)
    at_ottos, path = _invite(cast.otto)
    _accept(page, path, status=302)
    assert is_signed_in(client)
    assert db.session.get_one(User, at_ottos.user_id, populate_existing=True).password_hash is None
    with client.session_transaction(base_url=HOST) as session:
        session.clear()
        session.update(taras_browser)
    assert page.get("/today", status=302).location.startswith("/sign-in")


def test_a_password_set_after_a_mailed_link_stays(page: Browser, cast: Cast) -> None:
    _, path = _invite(cast.tara)
    _accept(page, path, status=302)
    page.post("/password", {"password": "seven dry towels", "again": "seven dry towels"}, status=302)
    at_ottos, path = _invite(cast.otto)
    _accept(page, path, status=302)
    assert db.session.get_one(User, at_ottos.user_id, populate_existing=True).password_hash is not None


def test_without_acceptance_a_sign_in_shows_no_plan(page: Browser, cast: Cast) -> None:
    """An invited person may have a sign-in link mailed, but nothing is shown or kept before they agree."""
    _invite(cast.tara)
    page.post("/sign-in/link", {"email": "dana@example.com"})
    page.post(path_in(mails_to("dana@example.com", "sign-in-link")[0]), status=302)
    for path in ("/today", "/reminders", "/consent"):
        assert page.get(path, status=404).h1 == "No practice plans for you here yet"
    assert "Who sees my data" not in page.get("/more").text


def test_accepting_is_limited(page: Browser, cast: Cast) -> None:
    for _ in range(30):
        page.post("/invitation/nope", status=410)
    page.post("/invitation/nope", status=429)

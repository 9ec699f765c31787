"""A guest wherever a trainer meets calls: the diary, moving, cancelling, inviting, and becoming a client."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from app.bookings.models import CallType
from app.clients import invitations
from app.clients.models import Client
from app.core.db import db, transaction
from app.mail.models import OutboxMail
from tests.conftest import NOW, Moment
from tests.diary import make_call, open_hours
from tests.factories import Cast
from tests.page import Browser
from tests.visitors import FRIDAY_NINE, book, calls, hold, mails, open_page

SignIn = Callable[..., None]


@pytest.fixture
def open_type(cast: Cast) -> CallType:
    return open_page(cast.practice, cast.tara)


def test_the_diary_shows_a_guest_beside_clients(
    page: Browser, cast: Cast, open_type: CallType, sign_in: SignIn
) -> None:
    book(page, open_type)
    make_call(cast.cleo, FRIDAY_NINE + timedelta(hours=1), now=NOW)
    hold(page, open_type, FRIDAY_NINE + timedelta(hours=2), email="ben@example.com", name="Ben Moor")
    sign_in(cast.tara)
    seen = page.get("/calls")
    assert "Anna Berg" in seen.text and "New person" in seen.text
    assert "Zebra hurts" in seen.text
    assert "mailto:anna@example.com" in seen.links()
    assert "Cleo Marsh" in seen.text
    assert "Ben Moor" not in seen.text
    assert seen.text.count("New person") == 1
    number = calls()[0].id
    for path in (f"/calls/{number}/move", f"/calls/{number}/cancel", f"/calls/{number}/invite"):
        assert path in seen.links()
        page.get(path)


def test_a_held_call_is_nothing_a_trainer_can_open(
    page: Browser, cast: Cast, open_type: CallType, sign_in: SignIn
) -> None:
    hold(page, open_type)
    sign_in(cast.tara)
    for end in ("move", "cancel", "invite"):
        page.get(f"/calls/{calls()[0].id}/{end}", status=404)


def test_a_guest_is_shown_to_their_trainer_and_the_owners_only(
    page: Browser, cast: Cast, open_type: CallType, sign_in: SignIn
) -> None:
    book(page, open_type)
    book(page, open_page(cast.practice, cast.tom), email="ben@example.com", name="Ben Moor")
    annas, bens = (call.id for call in calls())
    for person, statuses in ((cast.tara, (200, 200)), (cast.tom, (404, 200)), (cast.otto, (404, 404))):
        sign_in(person)
        for number, status in zip((annas, bens), statuses, strict=True):
            for end in ("move", "cancel", "invite"):
                page.get(f"/calls/{number}/{end}", status=status)
    sign_in(cast.tom)
    assert "Anna Berg" not in page.get("/calls").text
    sign_in(cast.cleo.user)
    page.get(f"/calls/{annas}/invite", status=403)


def test_a_trainer_moves_and_cancels_a_guests_call(
    page: Browser, cast: Cast, open_type: CallType, sign_in: SignIn
) -> None:
    book(page, open_type)
    number = calls()[0].id
    sign_in(cast.tara)
    choose = page.get(f"/calls/{number}/move?on=2026-11-30")
    assert choose.h1 == "Move the call with Anna Berg"
    page.submit(choose, f"/calls/{number}/move", status=302, start="2026-11-30T15:15Z")
    (call,) = calls()
    assert (call.end_at - call.start_at, call.sequence) == (timedelta(minutes=20), 1)
    page.submit(page.get(f"/calls/{number}/cancel"), f"/calls/{number}/cancel", status=302)
    assert calls()[0].status == "cancelled"
    past = page.get("/calls")
    assert "Anna Berg" in past.text and "Cancelled" in past.text
    assert [mail.to_address for mail in mails()[3:]] == ["anna@example.com", "tara@example.com"] * 2


def test_a_guest_is_invited_with_what_they_typed(
    page: Browser, cast: Cast, open_type: CallType, sign_in: SignIn
) -> None:
    book(page, open_type)
    sign_in(cast.tara)
    form = page.get(f"/calls/{calls()[0].id}/invite")
    assert form.h1 == "Add a client"
    assert (form.value("name"), form.value("email")) == ("Anna Berg", "anna@example.com")
    assert form.value("zone") == "America/Halifax"
    page.submit(form, "/clients/new", status=302)
    seen = page.get("/calls")
    assert "New person" not in seen.text
    assert not [link for link in seen.links() if link.endswith("/invite")]
    # They have not agreed yet, so the call stays a guest's.
    assert calls()[0].client_id is None


def test_a_guest_who_accepts_keeps_the_call(page: Browser, cast: Cast, open_type: CallType, sign_in: SignIn) -> None:
    book(page, open_type)
    waiting = hold(page, open_type, FRIDAY_NINE + timedelta(hours=1))
    sign_in(cast.tara)
    page.submit(page.get(f"/calls/{calls()[0].id}/invite"), "/clients/new", status=302)
    person = db.session.query(Client).order_by(Client.id.desc()).first()
    assert person is not None
    with transaction():
        link = invitations.make_link_to_copy(db.session.merge(person), now=NOW)
    path = link.removeprefix("http://plinth.test")
    page.submit(page.get(path), path, agrees="y", status=302)
    first, second = calls()
    assert (first.client_id, first.guest_email, first.question) == (person.id, None, "Zebra hurts")
    assert second.guest_email == "anna@example.com"
    page.post(f"{waiting}/confirm", status=302)
    assert calls()[1].client_id == person.id
    sign_in(cast.tara)
    assert page.get(f"/calls/{first.id}/invite", status=302).location == f"/clients/{person.id}"
    sign_in(person.user)
    mine = page.get("/my-calls")
    assert "Friday 27 November" in mine.text
    moved = page.get(f"/my-calls/book?move={first.id}")
    assert "First consultation, 20 minutes" in moved.text


def test_clients_pages_do_not_know_guests(page: Browser, cast: Cast, open_type: CallType, sign_in: SignIn) -> None:
    book(page, open_type)
    number = calls()[0].id
    sign_in(cast.cleo.user)
    page.get(f"/my-calls/{number}/cancel", status=404)
    page.get(f"/my-calls/book?move={number}", status=404)
    assert "Anna" not in page.get("/my-calls").text
    sign_in(cast.tara)
    for path in ("/clients", f"/clients/{cast.cleo.id}"):
        assert "Anna" not in page.get(path).text


def test_past_calls_of_guests_stand_in_the_list(
    page: Browser, cast: Cast, open_type: CallType, sign_in: SignIn, at: Moment
) -> None:
    book(page, open_type)
    sign_in(cast.tara)
    at.move(FRIDAY_NINE + timedelta(hours=2))
    seen = page.get("/calls")
    assert "Past and cancelled" in seen.text and "Anna Berg" in seen.text


def test_the_tick_opens_and_closes_the_call_for_new_people(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    open_hours(cast.tara)
    with transaction():
        cast.practice.slug, cast.practice.is_public = "north-side", True
    sign_in(cast.tara)
    hours = page.get("/calls/hours")
    assert hours.checked("is_public") == []
    assert hours.value("first_minutes") == "20"
    page.submit(hours, "/calls/hours", status=302, is_public="y", first_minutes="25")
    assert "First consultation, 25 minutes" in page.get("/p/north-side/consultation").text
    again = page.get("/calls/hours")
    assert again.checked("is_public") == ["y"]
    assert (again.value("first_minutes"), again.value("minutes")) == ("25", "30")
    closing = {name: value for name, value in again.form("/calls/hours").items() if name != "is_public"}
    page.post("/calls/hours", closing, status=302)
    assert page.get("/p/north-side/consultation").h1 == "No consultation is open"
    assert page.get("/calls/hours").value("first_minutes") == "25"
    wrong = page.post("/calls/hours", {**closing, "is_public": "y", "first_minutes": "7"})
    assert "Choose one from the list." in wrong.text
    assert wrong.checked("is_public") == ["y"]


def test_a_day_off_counts_a_guests_call(page: Browser, cast: Cast, open_type: CallType, sign_in: SignIn) -> None:
    book(page, open_type)
    sign_in(cast.tara)
    hours = page.get("/calls/hours")
    saved = page.submit(hours, "/calls/hours", status=302, off_1_from=date(2026, 11, 27).isoformat())
    assert "Booked on your days off: 1 call." in page.follow(saved).text
    assert db.session.query(OutboxMail).count() == 3

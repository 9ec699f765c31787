"""What the mailed link opens: confirming, cancelling, and what it says when there is nothing left to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.bookings import service as bookings
from app.bookings.models import Booking, BookingGrain, Guest
from app.bookings.service import CallIsGone, FormIsUsed
from app.clients.models import ClientStatus
from app.consultations import queries, service
from app.core.audit import AuditEvent
from app.core.db import db, transaction
from tests import factories
from tests.conftest import NOW, Moment
from tests.factories import Cast
from tests.page import Browser
from tests.visitors import ASK, FRIDAY_NINE, ask, book, calls, details, hold, link_in, mails, open_page


def grains() -> int:
    return db.session.scalar(select(func.count()).select_from(BookingGrain)) or 0


def cancel_as_guest(call: Booking) -> None:
    bookings.cancel(call, actor=call.person, now=NOW)


def test_looking_shows_and_confirming_books(page: Browser, cast: Cast) -> None:
    link = hold(page, open_page(cast.practice, cast.tara, place="https://meet.example/tara"))
    seen = page.get(link)
    assert seen.h1 == "Confirm your call"
    assert "11:00 to 11:20" in seen.text
    assert "until 11:30, Halifax time" in seen.text
    assert "meet.example" not in seen.text and "Zebra" not in seen.text
    assert [one.status for one in calls()] == ["held"]
    booked = page.follow(page.submit(seen, f"{link}/confirm", status=302))
    assert booked.h1 == "Your call is booked"
    assert "https://meet.example/tara" in booked.links()
    assert "You can cancel it until Thursday 26 November, 23:00, Halifax time" in booked.text
    (call,) = calls()
    assert (call.status, call.held_until, call.guest_email) == ("confirmed", None, "anna@example.com")
    assert [mail.kind for mail in mails()] == ["call-requested", "call-booked", "call-booked"]
    assert [mail.to_address for mail in mails()[1:]] == ["anna@example.com", "tara@example.com"]
    assert grains() == 8


def test_confirming_twice_is_one_booking(page: Browser, cast: Cast) -> None:
    link = hold(page, open_page(cast.practice, cast.tara))
    seen = page.get(link)
    for _ in range(3):
        page.submit(seen, f"{link}/confirm", status=302)
    assert len(calls()) == 1
    assert len(mails()) == 3
    noted = db.session.scalars(select(AuditEvent.verb).where(AuditEvent.subject == f"booking:{calls()[0].id}")).all()
    assert sorted(noted) == ["call.booked", "call.held"]


def test_a_hold_cannot_be_confirmed_once_it_ran_out(page: Browser, cast: Cast, at: Moment) -> None:
    link = hold(page, open_page(cast.practice, cast.tara))
    at.move(NOW + timedelta(minutes=30))
    gone = page.post(f"{link}/confirm", status=410)
    assert gone.h1 == "The time is open to others again"
    assert "/p/north-side/consultation" in gone.links()
    for path in (link, f"{link}/cancel"):
        page.get(path, status=410)
    page.post(f"{link}/cancel", status=410)
    assert len(mails()) == 1
    with transaction():
        cast.practice.is_public = False
    assert "/p/north-side/consultation" not in page.get(link, status=410).links()


def test_a_forged_or_foreign_link_opens_nothing(page: Browser, cast: Cast) -> None:
    link = hold(page, open_page(cast.practice, cast.tara))
    for forged in ("/consultation/not-a-token", link[:-1], link + "x", "/consultation/WzEsIngiXQ.abc"):
        assert page.get(forged, status=410).h1 == "This link no longer works"
        page.get(f"{forged}/cancel", status=410)
        page.post(f"{forged}/confirm", status=410)
        page.post(f"{forged}/cancel", status=410)
    assert [one.status for one in calls()] == ["held"]


def test_cancelling_asks_first_and_frees_the_time(page: Browser, cast: Cast) -> None:
    call_type = open_page(cast.practice, cast.tara)
    link = book(page, call_type)
    asking = page.get(f"{link}/cancel")
    assert asking.h1 == "Cancel this call"
    assert calls()[0].status == "confirmed"
    after = page.follow(page.submit(asking, f"{link}/cancel", status=302))
    assert after.h1 == "This call is cancelled"
    assert "/p/north-side/consultation" in after.links()
    assert grains() == 0
    page.submit(asking, f"{link}/cancel", status=302)
    assert [mail.kind for mail in mails()[3:]] == ["call-cancelled", "call-cancelled"]
    page.post(f"{link}/confirm", status=302)
    assert calls()[0].status == "cancelled"
    hold(page, call_type)


def test_a_held_call_is_not_cancelled_but_left(page: Browser, cast: Cast) -> None:
    link = hold(page, open_page(cast.practice, cast.tara))
    assert page.get(f"{link}/cancel", status=302).location == link
    assert "not confirmed yet" in page.follow(page.post(f"{link}/cancel", status=302)).text
    assert calls()[0].status == "held"


def test_after_the_cut_off_the_call_stays(page: Browser, cast: Cast, at: Moment) -> None:
    with transaction():
        cast.practice.reply_to = "desk@example.com"
    link = book(page, open_page(cast.practice, cast.tara))
    at.move(FRIDAY_NINE - timedelta(hours=12) + timedelta(seconds=1))
    seen = page.get(link)
    assert "You could change this call until" in seen.text
    assert "mailto:desk@example.com" in seen.links()
    assert page.get(f"{link}/cancel", status=302).location == link
    page.post(f"{link}/cancel", status=302)
    assert calls()[0].status == "confirmed"
    at.move(FRIDAY_NINE + timedelta(minutes=1))
    assert "This call has begun" in page.get(link).text


def test_one_mailbox_has_three_calls_coming_at_most(page: Browser, cast: Cast) -> None:
    call_type = open_page(cast.practice, cast.tara)
    for number in range(3):
        book(page, call_type, FRIDAY_NINE + timedelta(hours=number))
    link = hold(page, call_type, FRIDAY_NINE + timedelta(days=3))
    told = page.follow(page.post(f"{link}/confirm", status=302))
    assert "You have several calls coming already." in told.text
    assert calls()[-1].status == "held"


def test_a_client_who_books_as_a_visitor_sees_no_difference_and_keeps_the_call(page: Browser, cast: Cast) -> None:
    call_type = open_page(cast.practice, cast.tara)
    stranger = page.follow(ask(page, details(page, call_type), status=302))
    later = FRIDAY_NINE + timedelta(hours=1)
    known = page.follow(ask(page, details(page, call_type, later), status=302, email="CLEO@example.com", name="C"))
    assert known.text.replace("CLEO@example.com", "X") == stranger.text.replace("anna@example.com", "X")
    link = link_in(mails(to="cleo@example.com")[0])
    assert page.get(link).h1 == "Confirm your call"
    assert page.follow(page.post(f"{link}/confirm", status=302)).h1 == "Your call is booked"
    call = calls()[1]
    assert (call.client_id, call.guest_name, call.guest_email) == (cast.cleo.id, None, None)
    to_client, to_trainer = mails()[2:]
    assert to_client.user_id == cast.cleo.user_id
    assert "/my-calls" in to_client.text
    assert "Cleo Marsh booked a call with you." in to_trainer.text
    page.submit(page.get(f"{link}/cancel"), f"{link}/cancel", status=302)
    assert calls()[1].status == "cancelled"


@pytest.mark.parametrize("status", [ClientStatus.INVITED, ClientStatus.ARCHIVED])
def test_who_is_not_a_client_now_stays_a_guest(page: Browser, cast: Cast, status: ClientStatus) -> None:
    factories.make_client("Anna Berg", cast.practice, cast.tara, now=NOW, status=status)
    book(page, open_page(cast.practice, cast.tara))
    assert calls()[0].client_id is None


def test_another_practices_and_a_colleagues_client_stays_a_guest(page: Browser, cast: Cast) -> None:
    call_type = open_page(cast.practice, cast.tara)
    book(page, call_type, email="nils@example.com")
    toms = factories.make_client("Mona Reed", cast.practice, cast.tom, now=NOW)
    book(page, call_type, FRIDAY_NINE + timedelta(hours=1), email=toms.user.email)
    assert [one.client_id for one in calls()] == [None, None]


def test_a_guest_is_kept_apart_from_a_trainer_with_the_same_address(page: Browser, cast: Cast) -> None:
    book(page, open_page(cast.practice, cast.tara), email="tara@example.com", name="Tara Lind")
    assert [mail.user_id for mail in mails()] == [None, None, cast.tara.id]
    assert "Your call with Tara Lind is booked." in mails()[1].text
    assert "who is new here, booked a call with you." in mails()[2].text


def test_a_hold_ends_when_its_call_would_begin(page: Browser, cast: Cast, at: Moment) -> None:
    at.move(FRIDAY_NINE - timedelta(minutes=10))
    link = hold(page, open_page(cast.practice, cast.tara, notice_minutes=0))
    assert calls()[0].held_until == FRIDAY_NINE
    at.move(FRIDAY_NINE)
    page.post(f"{link}/confirm", status=410)
    assert db.session.scalar(select(func.count()).select_from(Booking).where(Booking.status == "confirmed")) == 0


def test_a_hold_that_runs_out_between_looking_and_confirming_is_over(page: Browser, cast: Cast) -> None:
    link = hold(page, open_page(cast.practice, cast.tara))
    call = queries.find_call(link.rpartition("/")[2])
    assert call is not None
    with pytest.raises(service.HoldIsOver), transaction():
        service.confirm(call, now=NOW + timedelta(minutes=30))
    assert calls()[0].status == "held"


@pytest.mark.parametrize("act", [lambda call: service.confirm(call, now=NOW), cancel_as_guest])
def test_a_hold_let_go_between_looking_and_confirming_confirms_no_other(
    page: Browser, cast: Cast, act: Callable[[Booking], None]
) -> None:
    call_type = open_page(cast.practice, cast.tara)
    token = hold(page, call_type).rpartition("/")[2]
    corrected = {**details(page, call_type).form(ASK), "email": "ben@example.com", "agrees": "y"}
    call = queries.find_call(token)
    assert call is not None
    # Not through the helper, which would let go of what this test has loaded.
    assert page.client.post(ASK, data=corrected, base_url="http://plinth.test").status_code == 302
    with pytest.raises(CallIsGone), transaction():
        act(call)
    assert [(one.status, one.guest_email) for one in calls()] == [("held", "ben@example.com")]


def test_a_form_lets_go_of_no_call_that_was_confirmed_in_between(page: Browser, cast: Cast) -> None:
    call_type = open_page(cast.practice, cast.tara)
    link = hold(page, call_type)
    token = page.get(link).form(f"{link}/confirm")
    key = calls()[0].form_key
    seen = queries.find_hold(cast.practice, key, now=NOW)
    assert page.client.post(f"{link}/confirm", data=token, base_url="http://plinth.test").status_code == 302
    assert seen is not None and seen.status == "held"
    guest = Guest("Ben Moor", "ben@example.com", "Europe/Berlin")
    wish = service.Wish(cast.practice, cast.tara, call_type, FRIDAY_NINE, guest, "", "2026-11")
    with pytest.raises(FormIsUsed), transaction():
        service.hold(wish, form_key=key, now=NOW)
    assert [(one.status, one.guest_email) for one in calls()] == [("confirmed", "anna@example.com")]

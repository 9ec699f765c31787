"""Visitors and clients who want the same time at once: one gets it, whichever side is quicker.

Real threads, each with a browser, a session and a connection of its own, on the database the suite runs on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from app.bookings.emails import about
from app.bookings.models import BookingGrain, CallType
from app.bookings.times import write_instant
from app.core.clock import clock
from app.core.db import db, transaction
from app.core.limits import limiter
from app.mail import outbox
from tests import factories
from tests.conftest import NOW, Moment
from tests.diary import make_call
from tests.factories import Cast
from tests.page import Browser
from tests.visitors import ASK, FRIDAY_NINE, HALIFAX, calls, link_in, mails, open_page
from tests.worker.test_bookings_race import Form, a_form, at_once, booking_form, browser_of, overlaps

CROWD = 20


@pytest.fixture
def call_type(app: Flask, cast: Cast) -> Iterator[CallType]:
    """Tara's first consultation, without the limits: all these visitors come from one address."""
    limiter.enabled = False
    yield open_page(cast.practice, cast.tara)
    limiter.enabled = True


def asking(app: Flask, call_type: CallType, email: str, *, form_key: str = "") -> Form:
    """A visitor's last step, ready to go."""
    sent = {
        "call": str(call_type.id),
        "zone": HALIFAX,
        "start": write_instant(FRIDAY_NINE),
        "form_key": form_key or uuid4().hex,
        "version": "2026-11",
        "name": "Anna Berg",
        "email": email,
        "question": "",
        "agrees": "y",
        "website": "",
    }
    return a_form(Browser(app, app.test_client()), ASK, **sent)


def held_by() -> list[int]:
    return list(db.session.scalars(select(BookingGrain.booking_id).distinct()))


def test_twenty_visitors_want_one_time_and_one_holds_it(app: Flask, call_type: CallType) -> None:
    forms = [asking(app, call_type, f"p{number}@example.com") for number in range(CROWD)]
    assert Counter(at_once([form.send for form in forms])) == {302: 1, 409: CROWD - 1}
    assert len(calls()) == len(mails()) == len(held_by()) == 1


def test_visitors_and_clients_want_one_time_and_one_gets_it(app: Flask, cast: Cast, call_type: CallType) -> None:
    for turn in range(3):
        people = [
            factories.make_client(f"C{turn}x{number} Example", cast.practice, cast.tara, now=NOW) for number in range(8)
        ]
        forms = [booking_form(browser_of(app, person.user), FRIDAY_NINE) for person in people]
        forms += [asking(app, call_type, f"p{turn}x{number}@example.com") for number in range(8)]
        assert Counter(at_once([form.send for form in forms])) == {302: 1, 409: 15}
        (call,) = calls()
        assert held_by() == [call.id]
        with transaction():
            db.session.delete(call)


def test_one_form_sent_twenty_times_is_one_hold_and_one_mail(app: Flask, call_type: CallType) -> None:
    key = uuid4().hex
    forms = [asking(app, call_type, "anna@example.com", form_key=key) for _ in range(CROWD)]
    assert Counter(at_once([form.send for form in forms])) == {302: CROWD}
    assert len(calls()) == len(mails()) == 1


def test_one_link_confirmed_twenty_times_is_one_booking(app: Flask, call_type: CallType) -> None:
    assert asking(app, call_type, "anna@example.com").send() == 302
    db.session.rollback()
    path = f"{link_in(mails()[0])}/confirm"
    forms = [a_form(Browser(app, app.test_client()), path) for _ in range(CROWD)]
    assert Counter(at_once([form.send for form in forms])) == {302: CROWD}
    assert [call.status for call in calls()] == ["confirmed"]
    assert len(mails()) == 3


def test_a_hold_that_ran_out_goes_to_one_of_many(app: Flask, cast: Cast, call_type: CallType, at: Moment) -> None:
    assert asking(app, call_type, "anna@example.com").send() == 302
    db.session.rollback()
    late = a_form(Browser(app, app.test_client()), f"{link_in(mails()[0])}/confirm")
    at.move(NOW + timedelta(minutes=30))
    forms = [asking(app, call_type, f"p{number}@example.com") for number in range(CROWD)]
    answers = at_once([late.send, *(form.send for form in forms)])
    assert answers[0] == 410
    assert Counter(answers[1:]) == {302: 1, 409: CROWD - 1}
    assert len(held_by()) == 1
    assert overlaps() == 0


def test_a_client_cannot_book_what_is_confirmed_at_the_same_moment(app: Flask, cast: Cast, call_type: CallType) -> None:
    assert asking(app, call_type, "anna@example.com").send() == 302
    db.session.rollback()
    confirming = a_form(Browser(app, app.test_client()), f"{link_in(mails()[0])}/confirm")
    booking = booking_form(browser_of(app, cast.cleo.user), FRIDAY_NINE)
    assert at_once([confirming.send, booking.send]) == [302, 409]
    assert [call.status for call in calls()] == ["confirmed"]
    make_call(cast.cleo, FRIDAY_NINE + timedelta(hours=1), now=clock.now())
    assert overlaps() == 0


def test_a_link_confirmed_while_its_form_is_corrected_books_for_one_of_the_two(app: Flask, call_type: CallType) -> None:
    for turn in range(6):
        key, first, second = uuid4().hex, f"a{turn}@example.com", f"b{turn}@example.com"
        assert asking(app, call_type, first, form_key=key).send() == 302
        confirming = a_form(Browser(app, app.test_client()), f"{link_in(mails(to=first)[0])}/confirm")
        correcting = asking(app, call_type, second, form_key=key)
        confirmed, corrected = at_once([confirming.send, correcting.send])
        (call,) = calls()
        if corrected == 409:
            assert (confirmed, call.status, call.guest_email) == (302, "confirmed", first)
        else:
            # The link may have been looked at before its hold went: then it leads to the page that says so.
            assert (corrected, call.status, call.guest_email) == (302, "held", second)
            assert confirmed in (302, 410)
            assert mails(to=first) == []
        assert held_by() == [call.id]
        with transaction():
            outbox.forget([about(call)])
            db.session.delete(call)

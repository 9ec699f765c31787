"""What is forgotten when: holds after a day, guests' calls after 90 days, and the mails about either."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from app.bookings.models import BookingGrain
from app.consultations import service
from app.core.clock import clock
from app.core.db import db, transaction
from tests import factories
from tests.conftest import NOW, Moment
from tests.diary import make_call
from tests.factories import Cast
from tests.page import Browser
from tests.visitors import FRIDAY_NINE, book, calls, hold, mails, open_page

END = FRIDAY_NINE + timedelta(minutes=20)
SECOND = timedelta(seconds=1)


def sweep() -> int:
    with transaction():
        gone = service.sweep(now=clock.now())
    db.session.rollback()
    return gone


def test_a_hold_nobody_confirmed_is_deleted_after_a_day_with_its_mail(page: Browser, cast: Cast, at: Moment) -> None:
    call_type = open_page(cast.practice, cast.tara)
    link = hold(page, call_type)
    book(page, call_type, FRIDAY_NINE + timedelta(hours=1), email="ben@example.com")
    over = NOW + timedelta(minutes=30)
    for moment in (NOW, over, over + timedelta(days=1)):
        at.move(moment)
        assert sweep() == 0
    at.move(over + timedelta(days=1) + SECOND)
    assert sweep() == 1
    assert [one.guest_email for one in calls()] == ["ben@example.com"]
    assert mails(to="anna@example.com") == []
    assert len(mails()) == 3
    assert page.get(link, status=410).h1 == "This link no longer works"


def test_a_guests_call_is_deleted_90_days_after_it(page: Browser, cast: Cast, at: Moment) -> None:
    call_type = open_page(cast.practice, cast.tara)
    link = book(page, call_type)
    kept = make_call(cast.cleo, FRIDAY_NINE + timedelta(hours=1), now=NOW)
    at.move(END + timedelta(days=90))
    assert sweep() == 0
    at.move(END + timedelta(days=90) + SECOND)
    assert sweep() == 1
    assert [one.id for one in calls()] == [kept.id]
    # The trainer's mail and its calendar named the guest too.
    for mail in mails():
        assert "Anna" not in mail.text + mail.html + mail.calendar + mail.to_name
    assert len(mails()) == 2
    assert db.session.scalar(select(func.count()).where(BookingGrain.booking_id != kept.id)) == 0
    page.get(link, status=410)


def test_a_cancelled_call_of_a_guest_goes_the_same_day(page: Browser, cast: Cast, at: Moment) -> None:
    link = book(page, open_page(cast.practice, cast.tara))
    page.post(f"{link}/cancel", status=302)
    at.move(END + timedelta(days=90) + SECOND)
    assert sweep() == 1
    assert calls() == [] and mails() == []


def test_who_became_a_client_keeps_the_call(page: Browser, cast: Cast, at: Moment) -> None:
    book(page, open_page(cast.practice, cast.tara))
    anna = factories.make_client("Anna Berg", cast.practice, cast.tara, now=NOW)
    with transaction():
        service.give_to_client(anna)
    at.move(END + timedelta(days=400))
    assert sweep() == 0
    assert calls()[0].client_id == anna.id


def test_with_nothing_to_forget_nothing_happens(page: Browser, cast: Cast) -> None:
    book(page, open_page(cast.practice, cast.tara))
    assert sweep() == 0
    assert len(mails()) == 3

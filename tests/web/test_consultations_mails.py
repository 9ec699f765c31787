"""What a visitor and the trainer read: the question whether it was meant, the call, a move, a cancellation."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.bookings import queries, service
from app.bookings.models import Booking, Guest
from app.core.db import db, transaction
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import Browser
from tests.snapshots import assert_snapshot
from tests.visitors import FRIDAY_NINE, book, calls, hold, link_in, mails, open_page


@pytest.fixture
def booked(page: Browser, cast: Cast) -> Booking:
    """Anna in Halifax with Tara in Edmonton, confirmed, with people loaded."""
    book(page, open_page(cast.practice, cast.tara, place="https://meet.example/tara"))
    found = db.session.scalar(queries.with_people(select(Booking)))
    assert found is not None
    return found


def test_the_words_that_ask_for_a_confirmation(page: Browser, cast: Cast) -> None:
    hold(page, open_page(cast.practice, cast.tara))
    (mail,) = mails()
    assert mail.subject == "Confirm your call: Friday 27 November, 11:00, Halifax time"
    assert (mail.to_address, mail.to_name, mail.user_id) == ("anna@example.com", "", None)
    assert "Anna" not in mail.subject + mail.text + mail.html.replace("anna@", "")
    assert mail.expires_at == NOW + timedelta(minutes=30)
    link = link_in(mail)
    text, html = (part.replace(link, "/consultation/LINK") for part in (mail.text, mail.html))
    assert_snapshot("call-requested", text=text, html=html)


def test_the_words_of_a_booking(booked: Booking) -> None:
    _, to_guest, to_trainer = mails()
    assert to_guest.kind == to_trainer.kind == "call-booked"
    assert to_guest.reply_to == "tara@example.com"
    link = link_in(to_guest)
    text, html = (part.replace(link, "/consultation/LINK") for part in (to_guest.text, to_guest.html))
    assert_snapshot("call-booked-guest", text=text, html=html)
    assert_snapshot("call-booked-of-guest", text=to_trainer.text, html=to_trainer.html)
    assert "Anna Berg, who is new here, booked a call with you." in to_trainer.text
    assert "SUMMARY:Call with Tara Lind" in to_guest.calendar
    assert "SUMMARY:Call with Anna Berg" in to_trainer.calendar
    assert "mailto:anna@example.com" in to_guest.calendar.replace("\r\n ", "")


def test_a_move_by_the_trainer_keeps_length_and_link(booked: Booking, cast: Cast) -> None:
    link = link_in(mails()[0])
    with transaction():
        service.move(booked, start_at=FRIDAY_NINE + timedelta(days=3), actor=cast.tara, now=NOW)
    assert booked.end_at - booked.start_at == timedelta(minutes=20)
    to_guest, to_trainer = mails()[3:]
    assert to_guest.subject.startswith("Call moved: Monday 30 November")
    assert link_in(to_guest) == link
    assert "Tara Lind moved your call." in to_guest.text
    assert "You moved your call with Anna Berg." in to_trainer.text
    assert "SEQUENCE:1" in to_guest.calendar


def test_the_words_of_a_cancellation(booked: Booking) -> None:
    guest = booked.person
    assert isinstance(guest, Guest)
    with transaction():
        service.cancel(booked, actor=guest, now=NOW)
    to_guest, to_trainer = mails()[3:]
    assert "You cancelled your call with Tara Lind." in to_guest.text
    assert "Book another time: http" in to_guest.text
    assert "Anna Berg cancelled your call." in to_trainer.text
    assert to_guest.calendar_method == to_trainer.calendar_method == "CANCEL"


def test_no_mail_repeats_the_visitors_line(page: Browser, cast: Cast, booked: Booking) -> None:
    with transaction():
        service.move(booked, start_at=FRIDAY_NINE + timedelta(days=3), actor=cast.tara, now=NOW)
    with transaction():
        service.cancel(booked, actor=cast.tara, now=NOW)
    assert calls()[0].question == "Zebra hurts"
    assert len(mails()) == 7
    for row in mails():
        assert "Zebra" not in row.subject + row.text + row.html + row.calendar

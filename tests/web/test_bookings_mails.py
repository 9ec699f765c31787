"""What both read when a call is booked, moved or cancelled, and what their calendars get."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select

from app.accounts.models import User
from app.bookings import queries, service
from app.bookings.models import Booking
from app.core.db import db, transaction
from app.mail.message import to_mime
from app.mail.models import OutboxMail
from tests.conftest import NOW
from tests.diary import make_call, open_hours
from tests.factories import Cast
from tests.snapshots import assert_snapshot

FRIDAY_NINE = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)


@pytest.fixture
def call(cast: Cast) -> Booking:
    """Cleo in Halifax with Tara in Edmonton, with a question that no mail may repeat."""
    open_hours(cast.tara, place="https://meet.example/tara")
    with transaction():
        cast.cleo.user.zone = "America/Halifax"
    return make_call(cast.cleo, FRIDAY_NINE, now=NOW, question="Zebra pain")


def move(call: Booking, to: datetime, actor: User) -> None:
    loaded = queries.get_own_call(call.client, call.id)
    with transaction():
        service.move(loaded, start_at=to, actor=actor, now=NOW)


def cancel(call: Booking, actor: User) -> None:
    loaded = queries.get_own_call(call.client, call.id)
    with transaction():
        service.cancel(loaded, actor=actor, now=NOW)


def mails() -> list[OutboxMail]:
    return list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def sent(row: OutboxMail) -> EmailMessage:
    """The mail as a mail program reads it."""
    mime = to_mime(row, mail_from="calls@plinth.test", now=NOW)
    message = message_from_bytes(mime.as_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def calendar_of(message: EmailMessage) -> tuple[str, Any, Any]:
    """The method of the inline calendar part, the calendar and its one event."""
    body = message.get_body(("calendar",)) or next(
        part for part in message.walk() if part.get_content_type() == "text/calendar" and not part.get_filename()
    )
    method = body.get_param("method")
    calendar = Calendar.from_ical(body.get_content())
    (event,) = calendar.walk("VEVENT")
    return str(method), calendar, event


def test_the_words_of_a_booking(call: Booking) -> None:
    for name, row in zip(("client", "trainer"), mails(), strict=True):
        assert row.subject.startswith("Call booked: Friday 27 November, ")
        assert_snapshot(f"call-booked-{name}", text=row.text, html=row.html)


def test_the_words_of_a_move(call: Booking, cast: Cast) -> None:
    move(call, FRIDAY_NINE + timedelta(days=3), cast.cleo.user)
    for name, row in zip(("client", "trainer"), mails()[2:], strict=True):
        assert row.subject.startswith("Call moved: Monday 30 November, ")
        assert_snapshot(f"call-moved-{name}", text=row.text, html=row.html)


def test_the_words_of_a_cancellation(call: Booking, cast: Cast) -> None:
    cancel(call, cast.tara)
    for name, row in zip(("client", "trainer"), mails()[2:], strict=True):
        assert row.subject.startswith("Call cancelled: Friday 27 November, ")
        assert_snapshot(f"call-cancelled-{name}", text=row.text, html=row.html)


def test_each_reads_their_own_clock_first(call: Booking) -> None:
    to_client, to_trainer = mails()
    assert to_client.subject == "Call booked: Friday 27 November, 11:00, Halifax time"
    assert to_trainer.subject == "Call booked: Friday 27 November, 09:00, Edmonton time"
    assert "For Tara Lind: 09:00, Edmonton time" in to_client.text
    assert "For Cleo Marsh: 11:00, Halifax time" in to_trainer.text


def test_a_reply_goes_to_the_other_or_the_practice(call: Booking, cast: Cast) -> None:
    assert [row.reply_to for row in mails()] == ["tara@example.com", ""]
    with transaction():
        cast.practice.reply_to = "desk@example.com"
    cancel(call, cast.tara)
    assert mails()[2].reply_to == "desk@example.com"


def test_no_mail_repeats_the_question(call: Booking, cast: Cast) -> None:
    move(call, FRIDAY_NINE + timedelta(days=3), cast.tara)
    cancel(call, cast.tara)
    for row in mails():
        whole = sent(row).as_string() + row.text + row.html + row.calendar + row.subject
        assert "Zebra" not in whole


def test_calendars_stay_in_step(call: Booking, cast: Cast) -> None:
    move(call, FRIDAY_NINE + timedelta(days=3), cast.cleo.user)
    cancel(call, cast.cleo.user)
    for first in (0, 1):
        steps = [calendar_of(sent(row)) for row in mails()[first::2]]
        assert [method for method, _, _ in steps] == ["REQUEST", "REQUEST", "CANCEL"]
        assert [str(calendar["METHOD"]) for _, calendar, _ in steps] == ["REQUEST", "REQUEST", "CANCEL"]
        assert [int(event["SEQUENCE"]) for _, _, event in steps] == [0, 1, 2]
        assert {str(event["UID"]) for _, _, event in steps} == {call.uid}
        assert [str(event["STATUS"]) for _, _, event in steps] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
        starts = [event.decoded("DTSTART") for _, _, event in steps]
        assert starts == [FRIDAY_NINE, FRIDAY_NINE + timedelta(days=3), FRIDAY_NINE + timedelta(days=3)]


def test_the_calendar_names_the_practice_and_only_its_reader(app: Flask, call: Booking) -> None:
    for row, reader, other in zip(
        mails(), ("cleo@example.com", "tara@example.com"), ("Tara Lind", "Cleo Marsh"), strict=True
    ):
        _, _, event = calendar_of(sent(row))
        assert event["ORGANIZER"] == f"mailto:{app.config['MAIL_FROM']}"
        assert event["ORGANIZER"].params["CN"] == "North Side Movement"
        assert event["ATTENDEE"] == f"mailto:{reader}"
        assert str(event["SUMMARY"]) == f"Call with {other}"
        assert str(event["LOCATION"]) == "https://meet.example/tara"


def test_the_file_and_the_inline_part_are_the_same(call: Booking) -> None:
    for row in mails():
        message = sent(row)
        (attached,) = list(message.iter_attachments())
        assert attached.get_filename() == "call.ics"
        payload = attached.get_payload(decode=True)
        assert isinstance(payload, bytes)
        assert Calendar.from_ical(payload) == calendar_of(message)[1]

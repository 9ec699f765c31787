"""The calendar file, read back by the icalendar parser."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from app.bookings.calendar import CallEvent, Method, Party, write_calendar
from app.core.zones import get_zone

START = datetime(2026, 11, 27, 16, 30, tzinfo=UTC)
STAMP = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)


def an_event(**changes: Any) -> CallEvent:
    values: dict[str, Any] = {
        "uid": "0d5e1f0e-1111-4222-8333-444455556666",
        "sequence": 0,
        "start_at": START,
        "end_at": START + timedelta(minutes=30),
        "title": "Call with Tara Lind",
        "place": "https://meet.example/tara",
        "organizer": Party("North Side Movement", "calls@plinth.test"),
        "attendee": Party("Cleo Marsh", "cleo@example.com"),
    }
    return CallEvent(**{**values, **changes})


def written(event: CallEvent, method: Method = "REQUEST") -> tuple[str, Any, Any]:
    text = write_calendar(event, method, stamped_at=STAMP)
    calendar = Calendar.from_ical(text)
    (entry,) = calendar.walk("VEVENT")
    return text, calendar, entry


def test_a_request_comes_back_as_it_was_written() -> None:
    _, calendar, entry = written(an_event(sequence=2))
    assert calendar["METHOD"] == "REQUEST"
    assert calendar["VERSION"] == "2.0"
    assert entry["UID"] == "0d5e1f0e-1111-4222-8333-444455556666"
    assert int(entry["SEQUENCE"]) == 2
    assert entry.decoded("DTSTART") == START
    assert entry.decoded("DTEND") == START + timedelta(minutes=30)
    assert entry.decoded("DTSTAMP") == STAMP
    assert entry["STATUS"] == "CONFIRMED"
    assert entry["SUMMARY"] == "Call with Tara Lind"
    assert entry["LOCATION"] == "https://meet.example/tara"
    assert entry["ORGANIZER"] == "mailto:calls@plinth.test"
    assert entry["ORGANIZER"].params["CN"] == "North Side Movement"
    assert entry["ATTENDEE"] == "mailto:cleo@example.com"


def test_a_cancellation_says_so_twice() -> None:
    _, calendar, entry = written(an_event(sequence=1), "CANCEL")
    assert calendar["METHOD"] == "CANCEL"
    assert entry["STATUS"] == "CANCELLED"


def test_the_method_stands_in_the_calendar_and_not_in_the_event() -> None:
    text, _, entry = written(an_event())
    assert "METHOD" not in entry
    assert text.index("METHOD:") < text.index("BEGIN:VEVENT")


def test_times_are_utc_whatever_zone_they_come_in() -> None:
    lagos = get_zone("Africa/Lagos")
    text, _, entry = written(an_event(start_at=START.astimezone(lagos), end_at=START + timedelta(minutes=20)))
    assert "DTSTART:20261127T163000Z" in text
    assert "TZID" not in text
    assert entry.decoded("DTEND") - entry.decoded("DTSTART") == timedelta(minutes=20)


def test_nobody_is_asked_to_answer() -> None:
    _, _, entry = written(an_event())
    assert entry["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert entry["ATTENDEE"].params["RSVP"] == "FALSE"


def test_no_place_is_no_line() -> None:
    text, _, _ = written(an_event(place=""))
    assert "LOCATION" not in text


def test_lines_end_with_crlf_and_fold_at_75_octets() -> None:
    text, _, _ = written(an_event(title="Zoë " * 60))
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


@given(
    title=st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=120),
    name=st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=80),
)
def test_any_name_survives_the_round_trip(title: str, name: str) -> None:
    text, _, entry = written(an_event(title=title, attendee=Party(name, "cleo@example.com")))
    assert str(entry["SUMMARY"]) == title
    assert text.count("BEGIN:VEVENT") == 1
    assert entry["ATTENDEE"] == "mailto:cleo@example.com"


@pytest.mark.parametrize("name", ['A"B', "A\r\nATTENDEE:mailto:evil@example.com", "A\nB", "A:B;C,D"])
def test_a_name_cannot_add_a_line(name: str) -> None:
    text, _, entry = written(an_event(organizer=Party(name, "calls@plinth.test")))
    assert [line[:8] for line in text.split("\r\n") if line.startswith("ATTENDEE")] == ["ATTENDEE"]
    assert entry["ORGANIZER"] == "mailto:calls@plinth.test"

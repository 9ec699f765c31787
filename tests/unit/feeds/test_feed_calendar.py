"""The calendar to subscribe to, read back by the icalendar parser."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from app.feeds.calendar import Entry, fingerprint, session_entry, write_feed

START = datetime(2026, 11, 27, 16, 30, tzinfo=UTC)
STAMP = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
SITE = "https://plinth.test"
SIGN_IN = f"{SITE}/sign-in"


def a_call(**changes: Any) -> Entry:
    values: dict[str, Any] = {
        "uid": "0d5e1f0e-1111-4222-8333-444455556666",
        "title": "Call with Tara",
        "start_at": START,
        "end_at": START + timedelta(minutes=30),
    }
    return Entry(**{**values, **changes})


def read(*entries: Entry) -> Any:
    return Calendar.from_ical(write_feed(entries, sign_in_url=SIGN_IN, stamped_at=STAMP))


def test_it_says_what_it_is_and_how_often_to_look() -> None:
    text = write_feed([], sign_in_url=SIGN_IN, stamped_at=STAMP).decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert {"VERSION:2.0", "METHOD:PUBLISH", "CALSCALE:GREGORIAN"} <= set(text.split("\r\n"))
    assert {"REFRESH-INTERVAL;VALUE=DURATION:PT6H", "X-PUBLISHED-TTL:PT6H"} <= set(text.split("\r\n"))
    assert {"NAME:Routine and calls", "X-WR-CALNAME:Routine and calls"} <= set(text.split("\r\n"))
    assert not read().walk("VEVENT")


def test_a_call_comes_back_as_it_was_written() -> None:
    (event,) = read(a_call(sequence=3)).walk("VEVENT")
    assert (event["UID"], int(event["SEQUENCE"])) == ("0d5e1f0e-1111-4222-8333-444455556666", 3)
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (START, START + timedelta(minutes=30))
    assert event.decoded("DTSTAMP") == STAMP
    assert (event["SUMMARY"], event["STATUS"], event["TRANSP"]) == ("Call with Tara", "CONFIRMED", "OPAQUE")
    assert event["CLASS"] == "PRIVATE"
    assert (event["DESCRIPTION"], event["URL"]) == (f"Sign in to see more: {SIGN_IN}", SIGN_IN)
    # Who else is there, where, and a reminder of the program's own are nobody's business here.
    assert not {"LOCATION", "ORGANIZER", "ATTENDEE", "CATEGORIES"} & set(event)
    assert not event.subcomponents


def test_a_cancelled_call_says_so_and_takes_no_time() -> None:
    (event,) = read(a_call(is_cancelled=True)).walk("VEVENT")
    assert (event["STATUS"], event["TRANSP"]) == ("CANCELLED", "TRANSPARENT")


def test_a_session_lasts_its_minutes_and_blocks_nothing() -> None:
    (event,) = read(session_entry(SITE, 7, date(2026, 11, 27), START, 12)).walk("VEVENT")
    assert event["SUMMARY"] == "Routine, 12 min"
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(minutes=12)
    assert (event["STATUS"], event["TRANSP"]) == ("CONFIRMED", "TRANSPARENT")


def test_a_session_is_known_by_site_client_and_date_alone() -> None:
    on = date(2026, 11, 27)
    uid = session_entry(SITE, 7, on, START, 12).uid
    assert session_entry(SITE, 7, on, START + timedelta(hours=1), 25).uid == uid
    others = {
        session_entry(SITE, 8, on, START, 12).uid,
        session_entry(SITE, 7, on + timedelta(days=1), START, 12).uid,
        session_entry("https://other.test", 7, on, START, 12).uid,
    }
    assert len(others | {uid}) == 4


def test_two_askings_are_one_state_and_any_change_is_another() -> None:
    later = write_feed([a_call()], sign_in_url=SIGN_IN, stamped_at=STAMP + timedelta(hours=6))
    assert later != write_feed([a_call()], sign_in_url=SIGN_IN, stamped_at=STAMP)
    states = {
        fingerprint(entries, sign_in_url=SIGN_IN)
        for entries in (
            [],
            [a_call()],
            [a_call(sequence=1)],
            [a_call(start_at=START - timedelta(minutes=5))],
            [a_call(is_cancelled=True)],
            [a_call(title="Call with Tom")],
        )
    }
    assert len(states) == 6
    assert fingerprint([a_call()], sign_in_url=SIGN_IN) in states


@given(name=st.text(min_size=1, max_size=80))
def test_no_name_breaks_out_of_its_line(name: str) -> None:
    text = write_feed([a_call(title=f"Call with {name}")], sign_in_url=SIGN_IN, stamped_at=STAMP)
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    calendar = Calendar.from_ical(text)
    (event,) = calendar.walk("VEVENT")
    assert set(event) == set(read(a_call()).walk("VEVENT")[0])

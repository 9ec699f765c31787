"""A call as a calendar file (RFC 5545, RFC 5546). Pure: no database, no Flask, no clock.

One UID for the life of a booking and a SEQUENCE that only rises keep the reader's calendar in step. All times are UTC,
so that a calendar program needs no zone rules of ours. METHOD stands in VCALENDAR, where the standard wants it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from icalendar import Calendar, Event, vCalAddress, vText

Method = Literal["REQUEST", "CANCEL"]

PRODUCT = "-//Plinth//Calls//EN"


@dataclass(frozen=True, slots=True)
class Party:
    """A name and a mail address."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class CallEvent:
    """What one reader's calendar shows. `title` and `place` carry no health words: calendars are shared and synced."""

    uid: str
    sequence: int
    start_at: datetime
    end_at: datetime
    title: str
    place: str
    organizer: Party
    attendee: Party


def write_calendar(event: CallEvent, method: Method, *, stamped_at: datetime) -> str:
    """The calendar file, with CRLF line ends and lines folded at 75 octets. Instants are aware and come out in UTC."""
    entry = Event()
    entry.add("uid", event.uid)
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", stamped_at.astimezone(UTC))
    entry.add("dtstart", event.start_at.astimezone(UTC))
    entry.add("dtend", event.end_at.astimezone(UTC))
    entry.add("summary", event.title)
    if event.place:
        entry.add("location", event.place)
    entry.add("status", "CONFIRMED" if method == "REQUEST" else "CANCELLED")
    entry.add("organizer", _address(event.organizer))
    attendee = _address(event.attendee)
    # Both sides have agreed by booking; a calendar must not ask again.
    attendee.params["PARTSTAT"] = vText("ACCEPTED")
    attendee.params["RSVP"] = vText("FALSE")
    entry.add("attendee", attendee)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(entry)
    written: bytes = calendar.to_ical()
    return written.decode("utf-8")


def _address(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{party.address}")
    # A parameter value cannot hold a double quote or a line end (RFC 5545 §3.2).
    address.params["CN"] = vText("".join(sign for sign in party.name if sign.isprintable() and sign != '"'))
    return address

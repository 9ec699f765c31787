"""A client's times as a calendar to subscribe to (RFC 5545, RFC 7986). Pure: no database, no Flask, no clock.

Phones show calendars on locked screens and families share them, so an entry says that there is something and how long
it takes, never what or why. All times are UTC, so that a calendar program needs no zone rules of ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event, vDuration

PRODUCT = "-//Plinth//Times//EN"
# No practice's name: it can say what somebody is treated for.
NAME = "Routine and calls"
# How often a program is asked to look again. Apple and Microsoft read the second spelling of it.
LOOK_AGAIN = timedelta(hours=6)
# Any instant would do: what is compared is everything else.
_NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """One time. `sequence` rises when a call moves; a cancelled one is named as such so that calendars drop it.

    A call takes the person's time; a session (`is_busy` False) can be done at another, so it blocks nothing.
    """

    uid: str
    title: str
    start_at: datetime
    end_at: datetime
    sequence: int = 0
    is_busy: bool = True
    is_cancelled: bool = False


def session_entry(site: str, client_id: int, on: date, start_at: datetime, minutes: int) -> Entry:
    """The session of the local date `on`, from `start_at` (aware) for so many whole minutes on the clock.

    Its UID belongs to the client and the date, so it stays when a changed plan lays the day out anew. It is hashed:
    a UID names neither host nor person (RFC 7986 §5.3). `site` is the address of this installation.
    """
    return Entry(
        uid=str(uuid5(NAMESPACE_URL, f"{site}/calendar#{client_id}:{on.isoformat()}")),
        title=f"Routine, {minutes} min",
        start_at=start_at,
        end_at=start_at + timedelta(minutes=minutes),
        is_busy=False,
    )


def write_feed(entries: Sequence[Entry], *, sign_in_url: str, stamped_at: datetime) -> bytes:
    """The calendar, with CRLF line ends and lines folded at 75 octets. `stamped_at` is when it was asked for, aware."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", NAME)
    calendar.add("x-wr-calname", NAME)
    calendar.add("refresh-interval", LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(LOOK_AGAIN))
    for entry in entries:
        calendar.add_component(_event(entry, sign_in_url, stamped_at))
    written: bytes = calendar.to_ical()
    return written


def fingerprint(entries: Sequence[Entry], *, sign_in_url: str) -> str:
    """What tells two states of a calendar apart, whenever they are asked for, as 64 hex digits."""
    return sha256(write_feed(entries, sign_in_url=sign_in_url, stamped_at=_NO_TIME)).hexdigest()


def _event(entry: Entry, sign_in_url: str, stamped_at: datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", stamped_at.astimezone(UTC))
    event.add("dtstart", entry.start_at.astimezone(UTC))
    event.add("dtend", entry.end_at.astimezone(UTC))
    event.add("summary", entry.title)
    event.add("description", f"Sign in to see more: {sign_in_url}")
    event.add("url", sign_in_url)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE" if entry.is_busy and not entry.is_cancelled else "TRANSPARENT")
    return event

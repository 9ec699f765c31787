"""A mail before it is sent: what a builder returns, and the MIME form that goes over the wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from app.core.language import ENGLISH
from app.mail.kinds import Kind
from app.mail.models import OutboxMail


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who a mail goes to. `user_id` is None for somebody without an account: they can stop nothing, so such a mail is
    of a kind that answers what they did, and its period names what it is about. `language` is what they read."""

    user_id: int | None
    address: str
    name: str
    language: str = ENGLISH


@dataclass(frozen=True, slots=True)
class Wording:
    """What a practice decided about one kind: not to send it, its own subject, its own words above ours.

    "" is ours. "{first name}" stands for the reader's.
    """

    is_off: bool = False
    subject: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """In whose name a mail goes out: the practice as the reader knows it, and where a reply lands.

    `colour` ("#rrggbb", "" for the house's own) fills the button; white words are readable on it. `wordings` are by
    the name of a kind.
    """

    name: str
    practice_id: int | None = None
    reply_to: str = ""
    postal_address: str = ""
    colour: str = ""
    wordings: Mapping[str, Wording] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """A calendar file and its method, REQUEST or CANCEL."""

    body: str
    method: str


@dataclass(frozen=True, slots=True)
class Message:
    """What a builder in some feature's `emails.py` returns. `context` feeds the templates of the kind's folder.

    `period` is the calendar fact that makes the mail unique ("2026-11-23", "2026-W47", "booking:7:0"), no run number.
    `due_at` None means at once; `expires_at` None means the kind's own lateness. `shows` makes it a try of another
    kind: that kind's templates and wording, for somebody who wants to see them in a real mailbox.
    """

    kind: Kind
    to: Recipient
    sender: Sender
    period: str
    context: dict[str, Any] = field(default_factory=dict)
    about: str = ""
    due_at: datetime | None = None
    expires_at: datetime | None = None
    calendar: CalendarPart | None = None
    shows: Kind | None = None

    @property
    def is_wanted(self) -> bool:
        """Whether the sender lets this kind go out at all. What a reader cannot stop, nobody else can either."""
        return not (self.kind.may_stop and self.wording.is_off)

    @property
    def wording(self) -> Wording:
        """The sender's own subject and words for what is shown."""
        return self.sender.wordings.get((self.shows or self.kind).name, Wording())

    @property
    def dedupe_key(self) -> str:
        """Recipient, kind, period."""
        return f"{self.to.user_id or 'guest'}:{self.kind.name}:{self.period}"


def wire_address(address: str) -> str:
    """The address as every mail server reads it: the domain in its ASCII form (RFC 5891). Raises UnicodeError when the
    part before the @ is not ASCII, or the domain has no such form."""
    local, _, domain = address.rpartition("@")
    return f"{local.encode('ascii').decode()}@{domain.encode('idna').decode()}"


def to_mime(row: OutboxMail, *, mail_from: str, now: datetime) -> EmailMessage:
    """The wire form of an outbox row: text and HTML as alternatives, a calendar part where there is one.

    `EmailMessage` refuses line ends in headers, so a name or subject cannot add a header of its own. Raises ValueError
    (UnicodeError is one) for a row that cannot be written as a mail.
    """
    message = EmailMessage()
    local, _, domain = mail_from.rpartition("@")
    message["From"] = Address(_display_name(row.from_name), local, domain)
    to_local, _, to_domain = wire_address(row.to_address).rpartition("@")
    message["To"] = Address(_display_name(row.to_name), to_local, to_domain)
    message["Subject"] = row.subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = row.message_id
    if row.reply_to:
        message["Reply-To"] = wire_address(row.reply_to)
    # Out-of-office robots leave such mail alone.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if row.stop_url:
        message["List-Unsubscribe"] = f"<{row.stop_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(row.text)
    message.add_alternative(row.html, subtype="html")
    if row.calendar:
        message.add_alternative(row.calendar, subtype="calendar", params={"method": row.calendar_method})
        message.add_attachment(row.calendar.encode(), maintype="text", subtype="calendar", filename="call.ics")
    return message


def _display_name(name: str) -> str:
    """A name without what mail programs read as structure, at most 75 characters."""
    return "".join(character for character in name if character not in '@:,;"<>\r\n').strip()[:75]

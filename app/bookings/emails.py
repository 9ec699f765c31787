"""Mails about a call, to both who meet in it. Dates and names only: what the client asks stays behind the link."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from app.accounts.emails import recipient
from app.bookings import times
from app.bookings.calendar import CallEvent, Method, Party, write_calendar
from app.bookings.guests import guest_link
from app.bookings.models import Booking, Guest, Person
from app.core.links import public_url
from app.mail import kinds
from app.mail.kinds import Kind
from app.mail.message import CalendarPart, Message, Recipient, Sender
from app.practices.sender import mail_sender_of


@dataclass(frozen=True, slots=True)
class News:
    """What is told about a call: the call as it stands now with its people, who did it, and its start before a move.

    `mail_from` is the address the calendar names as the organizer.
    """

    call: Booking
    actor: Person
    now: datetime
    mail_from: str
    moved_from: datetime | None = None


def call_booked_mails(news: News) -> list[Message]:
    """Booked or moved, with the calendar entry: one mail to the client, one to the trainer."""
    verb = "moved" if news.moved_from else "booked"
    return _both(kinds.CALL_BOOKED, "REQUEST", verb, news)


def call_cancelled_mails(news: News) -> list[Message]:
    """Cancelled, with what takes the entry out of the calendar: one mail to the client, one to the trainer."""
    return _both(kinds.CALL_CANCELLED, "CANCEL", "cancelled", news)


def _both(kind: Kind, method: Method, verb: str, news: News) -> list[Message]:
    person, trainer = news.call.person, news.call.trainer
    return [
        _mail(kind, method, verb, news, reader=person, other=trainer),
        _mail(kind, method, verb, news, reader=trainer, other=person),
    ]


def _mail(kind: Kind, method: Method, verb: str, news: News, *, reader: Person, other: Person) -> Message:
    call = news.call
    is_for_trainer = reader is call.trainer
    return Message(
        kind=kind,
        to=recipient_of(reader),
        sender=sender_of(call, is_for_trainer=is_for_trainer),
        period=f"booking:{call.id}:{call.sequence}",
        about=about(call),
        context={
            "opening": _opening(verb, news, reader=reader, other=other),
            "other_name": other.name,
            "starts": times.moment(call.start_at, reader.zone),
            "when": times.span(call.start_at, call.end_at, reader.zone),
            "elsewhere": times.elsewhere(call.start_at, other.zone, reader_zone=reader.zone),
            "was": times.moment(news.moved_from, reader.zone) if news.moved_from else "",
            "place": call.place,
            "changes_until": "" if is_for_trainer else times.moment(call.changes_until_at, reader.zone),
            "has_question": is_for_trainer and bool(call.question),
            "is_guest": isinstance(reader, Guest),
            "practice_name": call.practice.name,
            "link": _link(call, reader),
        },
        calendar=_calendar(method, news, reader=reader, other=other),
    )


def _calendar(method: Method, news: News, *, reader: Person, other: Person) -> CalendarPart:
    call = news.call
    event = CallEvent(
        uid=call.uid,
        sequence=call.sequence,
        start_at=call.start_at,
        end_at=call.end_at,
        title=f"Call with {other.name}",
        place=call.place,
        organizer=Party(call.practice.name, news.mail_from),
        attendee=Party(reader.name, reader.email),
    )
    return CalendarPart(write_calendar(event, method, stamped_at=news.now), method)


def _opening(verb: str, news: News, *, reader: Person, other: Person) -> str:
    if verb == "booked":
        if _is_same(news.actor, reader):
            return f"Your call with {other.name} is booked."
        who = f"{other.name}, who is new here," if isinstance(other, Guest) else other.name
        return f"{who} booked a call with you."
    if _is_same(news.actor, reader):
        return f"You {verb} your call with {other.name}."
    if _is_same(news.actor, other):
        return f"{other.name} {verb} your call."
    # An owner who steps in for a colleague.
    return f"{news.actor.name} {verb} your call with {other.name}."


def _is_same(one: Person, other: Person) -> bool:
    if isinstance(one, Guest) or isinstance(other, Guest):
        return one == other
    return one.id == other.id


def _link(call: Booking, reader: Person) -> str:
    if isinstance(reader, Guest):
        return guest_link(call)
    return public_url("bookings.list_calls" if reader is call.trainer else "bookings.list_my_calls")


def about(call: Booking) -> str:
    """What the outbox knows a mail about this call by."""
    return f"booking:{call.id}"


def recipient_of(person: Person) -> Recipient:
    """Somebody with or without an account as a mail's recipient."""
    return Recipient(None, person.email, person.name) if isinstance(person, Guest) else recipient(person)


def sender_of(call: Booking, *, is_for_trainer: bool) -> Sender:
    """The practice. A client's or a guest's reply goes to the trainer, where the practice names no other address."""
    sender = mail_sender_of(call.practice, to_team=is_for_trainer)
    return sender if is_for_trainer else replace(sender, reply_to=sender.reply_to or call.trainer.email)

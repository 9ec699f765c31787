"""Where the entries of a client's timeline come from: one small function for each table, each with one or two queries.

A new table joins by one more function in SOURCES, at the end: its place there orders entries of one instant.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from flask import url_for
from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import joinedload, lazyload

from app.bookings.models import Booking
from app.clients.models import ClientDocument, ClientNote, Consent, Pause
from app.core import zones
from app.core.db import db
from app.core.words import count, full_date, local, long_date, short_date
from app.desk.entries import Entry, EntryKind, Window
from app.intake.models import Intake
from app.logbook.models import ItemLog, SessionLog, Side
from app.logbook.rules import SKIP_WORDS
from app.mail import delivery
from app.mail.models import OutboxMail
from app.mail.queries import mails_of
from app.messages.models import Message
from app.outcomes.models import Assessment
from app.prescriptions.models import Prescription, PrescriptionItem
from app.safety.models import SafetyEvent, SafetyHold
from app.suggestions.models import Decision, Suggestion
from app.suggestions.rules import Rule
from app.suggestions.words import TITLES

LEVELS = {
    "red": ("red", "A red answer"),
    "amber": ("watch", "High pain before a session"),
    "tier1": ("red", "A sign that needs help now"),
    "tier2": ("watch", "A sign that needs a doctor"),
}
DECISIONS = {
    Decision.OPEN: "Waits for a decision.",
    Decision.ACCEPTED: "Accepted.",
    Decision.EDITED: "Accepted with changes.",
    Decision.DECLINED: "Declined.",
    Decision.EXPIRED: "Ran out.",
}
HOLD_SOURCES = {"intake": "From the intake.", "report": "Reported by the client.", "trainer": "Told to the trainer."}


@dataclass(frozen=True, slots=True)
class Source:
    """A table of the timeline, and the kinds of entries that come from it."""

    kinds: frozenset[EntryKind]
    read: Callable[[Window], list[Entry]]


def read_sessions(window: Window) -> list[Entry]:
    """Sessions done, and those left out with the reasons. Two queries."""
    rows = select(SessionLog).where(SessionLog.client_id == window.client.id)
    if window.kind is not None:
        is_skip = window.kind is EntryKind.SKIP
        rows = rows.where(SessionLog.done_units == 0 if is_skip else SessionLog.done_units > 0)
    logs = db.session.scalars(window.newest(rows, SessionLog.logged_at, SessionLog.id)).all()
    told = _told([log.id for log in logs])
    return [_session(log, told.get(log.id, Told()), window) for log in logs]


@dataclass(frozen=True, slots=True)
class Told:
    """What was said about single exercises: reasons in words, and "Pigeon Stretch, left 5" where it hurt."""

    reasons: list[str] = field(default_factory=list)
    pains: list[str] = field(default_factory=list)


def _session(log: SessionLog, told: Told, window: Window) -> Entry:
    told_on = zones.local_date(log.logged_at, zones.get_zone(window.client.user.zone))
    parts = [f"For {long_date(log.performed_on)}."] if log.performed_on != told_on else []
    scores = (("before", log.pain_before), ("worst", log.pain_after), ("effort", log.effort))
    said = ", ".join(f"{name} {value}" for name, value in scores if value is not None)
    parts += [f"{said.capitalize()}."] if said else []
    if told.pains:
        parts.append(f"Pain in {', '.join(told.pains)}.")
    if told.reasons:
        parts.append(f"{'Why' if not log.done_units else 'Left out for'}: {', '.join(told.reasons)}.")
    parts += [f"“{log.note}”"] if log.note else []
    if not log.done_units:
        return Entry(log.logged_at, log.id, EntryKind.SKIP, "Session left out", " ".join(parts), sign="none")
    is_whole = log.completion_ratio >= 1
    title = "Session done" if is_whole else f"Session done in part, {log.done_units} of {log.prescribed_units}"
    sign = "ok" if is_whole else "watch"
    return Entry(log.logged_at, log.id, EntryKind.SESSION, title, " ".join(parts), sign=sign)


def _told(log_ids: Collection[int]) -> dict[int, Told]:
    """By log: each reason once, and the pain of single exercises, the worst first."""
    if not log_ids:
        return {}
    rows = db.session.execute(
        select(ItemLog.session_log_id, ItemLog.skip_reason, ItemLog.pain, PrescriptionItem.name, ItemLog.side)
        .join(PrescriptionItem, PrescriptionItem.id == ItemLog.prescription_item_id)
        .where(
            ItemLog.session_log_id.in_(log_ids),
            or_(ItemLog.skip_reason.is_not(None), ItemLog.pain.is_not(None)),
        )
        .order_by(func.coalesce(ItemLog.pain, -1).desc(), ItemLog.skip_reason, ItemLog.id)
    )
    found: dict[int, Told] = {}
    for log_id, reason, pain, name, side in rows:
        told = found.setdefault(log_id, Told())
        if reason and SKIP_WORDS[reason] not in told.reasons:
            told.reasons.append(SKIP_WORDS[reason])
        if pain is not None:
            told.pains.append(f"{name}{'' if side == Side.BOTH else f', {side}'} {pain}")
    return found


def read_notes(window: Window) -> list[Entry]:
    """Private notes. One query."""
    rows = select(ClientNote).where(ClientNote.client_id == window.client.id)
    notes = db.session.scalars(window.newest(rows, ClientNote.created_at, ClientNote.id))
    return [
        Entry(
            note.created_at,
            note.id,
            EntryKind.NOTE,
            f"Note by {note.author.name}" if note.author else "Note",
            note.body,
            url_for("desk.show_notes", client_id=note.client_id, _anchor=f"note-{note.id}"),
        )
        for note in notes
    ]


def read_documents(window: Window) -> list[Entry]:
    """Documents that came. One query."""
    rows = select(ClientDocument).where(ClientDocument.client_id == window.client.id)
    papers = db.session.scalars(window.newest(rows, ClientDocument.created_at, ClientDocument.id))
    url = url_for("desk.show_notes", client_id=window.client.id, _anchor="documents")
    return [Entry(p.created_at, p.id, EntryKind.NOTE, f"Document: {p.title}", url=url) for p in papers]


def read_plans(window: Window) -> list[Entry]:
    """Versions of the plan, when each was written. One query."""
    rows = select(Prescription).where(Prescription.client_id == window.client.id).options(lazyload(Prescription.items))
    plans = db.session.scalars(window.newest(rows, Prescription.created_at, Prescription.id))
    url = url_for("prescriptions.show_plan", client_id=window.client.id)
    return [
        Entry(
            plan.created_at,
            plan.id,
            EntryKind.PLAN,
            f"Plan, version {plan.version}: {plan.name}",
            f"From {full_date(plan.effective_from)}. {count(plan.rounds, 'round')}.",
            url,
        )
        for plan in plans
    ]


def read_pauses(window: Window) -> list[Entry]:
    """Pauses, when each was entered. One query."""
    rows = select(Pause).where(Pause.client_id == window.client.id)
    pauses = db.session.scalars(window.newest(rows, Pause.created_at, Pause.id))
    return [
        Entry(
            pause.created_at,
            pause.id,
            EntryKind.PLAN,
            "Takes a break" if pause.by_client else "Paused",
            f"From {short_date(pause.from_on)} "
            + (f"to {short_date(pause.until_on)}." if pause.until_on else "until it is ended."),
            sign="paused",
        )
        for pause in pauses
    ]


def read_safety(window: Window) -> list[Entry]:
    """Answers and reports that asked for care. One query."""
    rows = select(SafetyEvent).where(SafetyEvent.client_id == window.client.id)
    found = db.session.scalars(window.newest(rows, SafetyEvent.created_at, SafetyEvent.id))
    url = url_for("safety.show_safety", client_id=window.client.id)
    entries = []
    for event in found:
        sign, title = LEVELS[event.level]
        seen = "" if event.level == "amber" else " Seen." if event.seen_at else " Not seen yet."
        detail = f"For {long_date(event.happened_on)}.{seen}"
        entries.append(Entry(event.created_at, event.id, EntryKind.SAFETY, title, detail, url, sign))
    return entries


def read_holds(window: Window) -> list[Entry]:
    """Holds that were opened. One query."""
    rows = select(SafetyHold).where(SafetyHold.client_id == window.client.id)
    holds = db.session.scalars(window.newest(rows, SafetyHold.opened_at, SafetyHold.id))
    url = url_for("safety.show_safety", client_id=window.client.id)
    return [
        Entry(h.opened_at, h.id, EntryKind.SAFETY, "Plan put on hold", HOLD_SOURCES[h.source], url, "red")
        for h in holds
    ]


def read_releases(window: Window) -> list[Entry]:
    """Holds that were released, with the note. One query."""
    rows = select(SafetyHold).where(SafetyHold.client_id == window.client.id, SafetyHold.released_at.is_not(None))
    released_at = SafetyHold.released_at
    holds = db.session.scalars(window.newest(rows, released_at, SafetyHold.id))
    url = url_for("safety.show_safety", client_id=window.client.id)
    return [
        Entry(h.released_at, h.id, EntryKind.SAFETY, "Hold released", h.release_note, url, "ok")
        for h in holds
        if h.released_at is not None
    ]


def read_intakes(window: Window) -> list[Entry]:
    """Answers at intake. One query."""
    rows = select(Intake).where(Intake.client_id == window.client.id)
    intakes = db.session.scalars(window.newest(rows, Intake.created_at, Intake.id))
    url = url_for("intake.show", client_id=window.client.id)
    return [
        Entry(i.created_at, i.id, EntryKind.INTAKE, f"Intake answered, version {i.version}", url=url) for i in intakes
    ]


def read_consents(window: Window) -> list[Entry]:
    """What the client agreed to. One query."""
    rows = select(Consent).where(Consent.client_id == window.client.id)
    given = db.session.scalars(window.newest(rows, Consent.given_at, Consent.id))
    return [
        Entry(
            c.given_at,
            c.id,
            EntryKind.INTAKE,
            f"Agreed to the text of {c.version}",
            f"Withdrawn on {long_date(local(c.withdrawn_at, window.client.user.zone).date())}."
            if c.withdrawn_at
            else "",
        )
        for c in given
    ]


def read_calls(window: Window) -> list[Entry]:
    """Calls that were held, when they began, and calls that were cancelled, when that was. One query."""
    at = case((Booking.status == "cancelled", Booking.cancelled_at), else_=Booking.start_at)
    rows = select(Booking, at).where(Booking.client_id == window.client.id, Booking.status != "held")
    entries = []
    for call, happened_at in db.session.execute(window.newest(rows, at, Booking.id)):
        detail = f"“{call.question}”" if call.question else ""
        title = call.call_name
        if call.status == "cancelled":
            title = f"Cancelled: {call.call_name}"
            detail = f"It was to be on {long_date(local(call.start_at, window.client.user.zone).date())}."
        entries.append(Entry(happened_at, call.id, EntryKind.CALL, title, detail, url_for("bookings.list_calls")))
    return entries


def read_mails(window: Window) -> list[Entry]:
    """Mails of this practice, when each was due, and what became of it; never their words. One query."""
    client = window.client
    rows = select(OutboxMail).where(*mails_of(client.user_id, client.practice_id))
    mails = db.session.scalars(window.newest(rows, OutboxMail.due_at, OutboxMail.id))
    url = url_for("desk.show_mail", client_id=client.id)
    entries = []
    for mail in mails:
        state = delivery.state_of(mail)
        sign = state.sign if state.sign != "ok" else ""
        detail = f"{state.word}. {state.reason}".strip()
        entries.append(
            Entry(mail.due_at, mail.id, EntryKind.MAIL, f"Mail: {delivery.title_of(mail).lower()}", detail, url, sign)
        )
    return entries


def read_messages(window: Window) -> list[Entry]:
    """Messages of both sides. One query."""
    rows = select(Message).where(Message.client_id == window.client.id).options(joinedload(Message.author))
    found = db.session.scalars(window.newest(rows, Message.created_at, Message.id))
    url = url_for("messages.show_thread", client_id=window.client.id)
    entries = []
    for message in found:
        writer = (
            window.client.name if message.from_client else message.author.name if message.author else "your practice"
        )
        entries.append(
            Entry(message.created_at, message.id, EntryKind.MESSAGE, f"Message from {writer}", message.body, url)
        )
    return entries


def read_suggestions(window: Window) -> list[Entry]:
    """Steps that the rules proposed, and what the trainer decided. One query."""
    rows = select(Suggestion).where(Suggestion.client_id == window.client.id, Suggestion.decision != Decision.NOTED)
    looks = db.session.scalars(window.newest(rows, Suggestion.created_at, Suggestion.id))
    url = url_for("suggestions.show_suggestion", client_id=window.client.id)
    return [
        Entry(
            look.created_at,
            look.id,
            EntryKind.PLAN,
            f"Proposed: {TITLES[Rule(look.rule)]}",
            f"{DECISIONS[Decision(look.decision)]} {look.note}".strip(),
            url,
        )
        for look in looks
    ]


def read_assessments(window: Window) -> list[Entry]:
    """Check-ins: what the client can do again. One query."""
    rows = select(Assessment).where(Assessment.client_id == window.client.id)
    rounds = db.session.scalars(window.newest(rows, Assessment.answered_at, Assessment.id))
    return [
        Entry(
            one.answered_at,
            one.id,
            EntryKind.INTAKE,
            "Check-in: what works again",
            ", ".join(f"{name} {number}" for name, number in one.ratings) + " of 10.",
            url_for("desk.show_summary", client_id=window.client.id),
        )
        for one in rounds
    ]


def _source(read: Callable[[Window], list[Entry]], *kinds: EntryKind) -> Source:
    return Source(frozenset(kinds), read)


SOURCES = (
    _source(read_sessions, EntryKind.SESSION, EntryKind.SKIP),
    _source(read_safety, EntryKind.SAFETY),
    _source(read_holds, EntryKind.SAFETY),
    _source(read_releases, EntryKind.SAFETY),
    _source(read_notes, EntryKind.NOTE),
    _source(read_documents, EntryKind.NOTE),
    _source(read_plans, EntryKind.PLAN),
    _source(read_pauses, EntryKind.PLAN),
    _source(read_intakes, EntryKind.INTAKE),
    _source(read_consents, EntryKind.INTAKE),
    _source(read_calls, EntryKind.CALL),
    _source(read_mails, EntryKind.MAIL),
    _source(read_messages, EntryKind.MESSAGE),
    _source(read_suggestions, EntryKind.PLAN),
    _source(read_assessments, EntryKind.INTAKE),
)

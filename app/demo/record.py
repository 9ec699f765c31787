"""What the invented practice keeps about its first clients: notes, a letter, and mails with their fate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.clients import documents, notes
from app.clients.documents import DocumentKind, Paper
from app.clients.models import Client
from app.core import zones
from app.core.db import db
from app.mail import kinds
from app.mail.models import MailStatus, OutboxMail

# Days before today, and the words.
NOTES = (
    (61, "First call. Right side since spring, worse after long drives. Likes clear numbers."),
    (33, "Adductor roll was too hard at first. A softer roller helped."),
    (12, "Works at a kitchen table. Ask about the chair before adding anything for the back."),
    (4, "Going away for four days in two weeks. Wants a short version for the hotel."),
)
LETTER = "Letter of the physio, summarised"
# The smallest file that a reader of PDF opens: one empty page.
EMPTY_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
# Days before today, the kind, what became of it, and the server's answer.
MAILS = (
    (9, kinds.SESSION_REMINDER, MailStatus.SENT, 250, ""),
    (7, kinds.WEEK_SUMMARY, MailStatus.SENT, 250, ""),
    (5, kinds.SESSION_REMINDER, MailStatus.SUPPRESSED, None, "already answered"),
    (2, kinds.SESSION_REMINDER, MailStatus.FAILED, 452, ""),
    (1, kinds.SESSION_REMINDER, MailStatus.SENT, 250, ""),
)


def keep_record(clients: Sequence[Client], *, now: datetime) -> None:
    """Fill the record of the first client, and write one note about each of the next two."""
    first = clients[0]
    written = [
        notes.write(first, words, by=first.trainer_id, now=now - timedelta(days=days, hours=2)) for days, words in NOTES
    ]
    notes.pin(written[2], now=now - timedelta(days=11))
    paper = Paper(DocumentKind.PDF, EMPTY_PDF)
    documents.add(first, paper, LETTER, by=first.trainer_id, now=now - timedelta(days=58))
    for other in clients[1:3]:
        notes.write(other, "Prefers mornings.", by=other.trainer_id, now=now - timedelta(days=20))
    zone = zones.get_zone(first.user.zone)
    for number, (days, kind, status, code, reason) in enumerate(MAILS):
        at = now - timedelta(days=days, hours=1)
        db.session.add(
            OutboxMail(
                kind=kind.name,
                practice_id=first.practice_id,
                user_id=first.user_id,
                dedupe_key=f"demo:{first.id}:{number}:{zones.local_date(at, zone)}",
                message_id=f"<demo-{number}@demo.example>",
                to_address=first.user.email,
                to_name=first.user.name,
                from_name=first.practice.name,
                subject="",
                text="",
                html="",
                due_at=at,
                expires_at=at + kind.lateness,
                status=status,
                reason=reason,
                attempts=1,
                next_attempt_at=at,
                last_code=code,
                created_at=at,
                sent_at=at if status is MailStatus.SENT else None,
            )
        )
    db.session.flush()

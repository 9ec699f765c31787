"""Files about a client: a letter, a scan. What a file is, its bytes decide, not its name.

A picture is drawn anew (`practices.pictures`), so nothing of the file that came is kept. A PDF cannot be cleaned that
way: it is kept as it came, never opened here, and only ever handed out as a download.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from io import BytesIO
from typing import BinaryIO

from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from app.clients.models import Client, ClientDocument
from app.core import audit
from app.core.db import db
from app.core.errors import NotFound, Refused
from app.practices.pictures import EMPTY, MOST_BYTES, TOO_HEAVY, redraw

FIELD = "file"
LONGEST_TITLE = 80
# A shelf, not an archive: all of them come along in a backup of the database.
MOST = 40
PDF_START = b"%PDF-"
NEITHER = "This is no PDF, and no picture we can read. Choose a PDF, JPEG, PNG or WebP."
FULL = f"There are {MOST} documents already. Delete one first."


class DocumentKind(StrEnum):
    """What a document is."""

    PDF = "pdf"
    PICTURE = "picture"


MIME = {DocumentKind.PDF: ("application/pdf", "pdf"), DocumentKind.PICTURE: ("image/webp", "webp")}


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that may be kept: what it is, and the bytes to keep."""

    kind: DocumentKind
    body: bytes


def read_paper(file: BinaryIO) -> Paper:
    """What an uploaded file is. Raises Refused (field "file") for anything but a PDF or a picture, or above 10 MB."""
    data = file.read(MOST_BYTES + 1)
    if not data:
        raise Refused(EMPTY, FIELD)
    if len(data) > MOST_BYTES:
        raise Refused(TOO_HEAVY, FIELD)
    if data.startswith(PDF_START):
        return Paper(DocumentKind.PDF, data)
    # A GIF moves, and a document does not.
    if data.startswith((b"\xff\xd8", b"\x89PNG", b"RIFF")) or data[4:8] == b"ftyp":
        try:
            return Paper(DocumentKind.PICTURE, redraw(BytesIO(data)).body)
        except Refused as refusal:
            raise Refused(refusal.sentence, FIELD) from None
    raise Refused(NEITHER, FIELD)


def list_documents(client_id: int) -> Sequence[ClientDocument]:
    """Every document without its bytes, newest first. One query."""
    mine = select(ClientDocument).where(ClientDocument.client_id == client_id)
    return db.session.scalars(mine.order_by(ClientDocument.created_at.desc(), ClientDocument.id.desc())).all()


def get_document(client: Client, document_id: int, *, with_body: bool = False) -> ClientDocument:
    """A document of this client, who has been loaded with access. One query. Raises NotFound for another's."""
    found = select(ClientDocument).where(ClientDocument.id == document_id, ClientDocument.client_id == client.id)
    document = db.session.scalar(found.options(undefer(ClientDocument.body)) if with_body else found)
    if document is None:
        raise NotFound
    return document


def add(client: Client, paper: Paper, title: str, *, by: int, now: datetime) -> ClientDocument:
    """Keep a file. Raises Refused when the shelf is full."""
    number = select(func.count()).where(ClientDocument.client_id == client.id)
    if (db.session.scalar(number) or 0) >= MOST:
        raise Refused(FULL, FIELD)
    document = ClientDocument(
        practice_id=client.practice_id,
        client_id=client.id,
        added_by=by,
        title=title,
        kind=paper.kind,
        digest=sha256(paper.body).hexdigest(),
        size=len(paper.body),
        body=paper.body,
        created_at=now,
    )
    db.session.add(document)
    db.session.flush()
    _note("document added", document, by, now)
    return document


def note_download(document: ClientDocument, *, by: int, now: datetime) -> None:
    """Write down that somebody took it."""
    _note("document downloaded", document, by, now)


def delete(document: ClientDocument, *, by: int, now: datetime) -> None:
    """Delete a document for good."""
    _note("document deleted", document, by, now)
    db.session.delete(document)
    db.session.flush()


def _note(verb: str, document: ClientDocument, by: int, now: datetime) -> None:
    # The title can name an illness, so only the number stands in the record.
    audit.record(
        verb,
        f"client:{document.client_id}",
        now=now,
        actor_id=by,
        practice_id=document.practice_id,
        detail=f"document:{document.id}",
    )

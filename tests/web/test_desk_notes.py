"""Private notes and documents about a client."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select

from app.clients.models import ClientDocument, ClientNote, FormerNote
from app.core.audit import AuditEvent
from app.core.db import db
from tests import factories, files
from tests.conftest import NOW, Moment
from tests.factories import Cast
from tests.page import Browser
from tests.queries import counted

SignIn = Callable[..., None]
PDF = b"%PDF-1.7\n1 0 obj\n"


def _path(cast: Cast) -> str:
    return f"/clients/{cast.cleo.id}/notes"


def _count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_a_note_is_written_pinned_and_shown_on_the_overview(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    shown = page.get(_path(cast))
    assert "Cleo never sees these." in shown.text and "No notes yet" in shown.text
    shown = page.follow(page.submit(shown, _path(cast), body="Sits ten hours a day.\nAsk about the chair."))
    note = db.session.scalars(select(ClientNote)).one()
    assert note.author_id == cast.tara.id and note.created_at == NOW
    assert "Sits ten hours a day." in shown.text
    page.submit(shown, f"{_path(cast)}/{note.id}/pin", status=302)
    assert "Pinned note" in page.get(f"/clients/{cast.cleo.id}").text
    page.submit(page.get(_path(cast)), f"{_path(cast)}/{note.id}/pin", status=302)
    assert "Pinned note" not in page.get(f"/clients/{cast.cleo.id}").text


def test_only_one_note_is_pinned(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    first, second = (factories.make_note(cast.cleo, cast.tara, now=NOW, body=f"Words {n}.") for n in (1, 2))
    sign_in(cast.tara)
    for note in (first, second):
        page.post(f"{_path(cast)}/{note.id}/pin", {"act": "pin"}, status=302)
    pinned = db.session.scalars(select(ClientNote.id).where(ClientNote.pinned_at.is_not(None))).all()
    assert pinned == [second.id]


@pytest.mark.parametrize("typed", ["", "   ", "x" * 4001])
def test_what_cannot_be_a_note_stays_in_the_field(page: Browser, cast: Cast, sign_in: SignIn, typed: str) -> None:
    sign_in(cast.tara)
    shown = page.post(_path(cast), {"body": typed}, status=200)
    assert "This did not save yet" in shown.text
    assert shown.value("body").strip() == typed.strip()
    assert _count(ClientNote) == 0


def test_a_change_keeps_the_former_text(page: Browser, cast: Cast, sign_in: SignIn, at: Moment) -> None:
    note = factories.make_note(cast.cleo, cast.tara, now=NOW, body="First words.")
    at.move(NOW + timedelta(hours=1))
    sign_in(cast.tara)
    path = f"{_path(cast)}/{note.id}"
    shown = page.follow(page.submit(page.get(path), path, body="Second words."))
    assert "Second words." in shown.text and "First words." in shown.text and "Former texts, 1" in shown.text
    page.submit(page.get(path), path, body="Second words.", status=302)
    assert _count(FormerNote) == 1


def test_a_note_changed_meanwhile_is_not_overwritten_unseen(
    page: Browser, cast: Cast, sign_in: SignIn, at: Moment
) -> None:
    note = factories.make_note(cast.cleo, cast.tara, now=NOW, body="First words.")
    sign_in(cast.tara)
    path = f"{_path(cast)}/{note.id}"
    old = page.get(path)
    at.move(NOW + timedelta(minutes=1))
    page.submit(page.get(path), path, body="In another window.", status=302)
    shown = page.submit(old, path, body="In this window.", status=200)
    assert "changed meanwhile" in shown.text and "In another window." in shown.text
    assert shown.value("body") == "In this window."
    page.submit(shown, path, status=302)
    db.session.refresh(note)
    assert note.body == "In this window."


def test_another_members_note_is_read_but_not_changed(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    note = factories.make_note(cast.cleo, cast.tara, now=NOW, body="Tara wrote this.")
    own = factories.make_note(cast.cleo, cast.ada, now=NOW, body="Ada wrote this.")
    sign_in(cast.ada)
    shown = page.get(_path(cast))
    assert "Tara wrote this." in shown.text
    assert f"{_path(cast)}/{note.id}" not in shown.links()
    assert f"{_path(cast)}/{own.id}/delete" in shown.links()
    page.get(f"{_path(cast)}/{note.id}", status=403)
    page.post(f"{_path(cast)}/{note.id}", {"body": "Mine now."}, status=403)
    page.post(f"{_path(cast)}/{note.id}/delete", status=403)
    assert _count(ClientNote) == 2


def test_deleting_asks_first_and_takes_the_former_texts_along(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    note = factories.make_note(cast.cleo, cast.tara, now=NOW, body="First words.")
    sign_in(cast.tara)
    path = f"{_path(cast)}/{note.id}"
    page.submit(page.get(path), path, body="Second words.", status=302)
    asked = page.get(f"{path}/delete")
    assert asked.h1 == "Delete this note?" and _count(ClientNote) == 1
    page.submit(asked, f"{path}/delete", status=302)
    assert (_count(ClientNote), _count(FormerNote)) == (0, 0)


def test_the_client_sees_no_note_and_their_own_data_has_none(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    factories.make_note(cast.cleo, cast.tara, now=NOW, body="Zebra words.")
    sign_in(cast.cleo.user)
    for path in ("/today", "/programme", "/progress", "/more", "/my-data"):
        assert "Zebra" not in page.get(path).text
    page.get(_path(cast), status=403)


def test_a_pdf_is_kept_and_handed_out_only_as_a_download(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/documents"
    shown = page.follow(page.upload(path, {"title": "Letter", "file": (BytesIO(PDF), "x.exe")}))
    assert "Letter" in shown.text and "PDF" in shown.text
    document = db.session.scalars(select(ClientDocument)).one()
    answer = page.post(f"{path}/{document.id}/download", status=200).response
    assert answer.data == PDF and answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == f"attachment; filename=document-{document.id}.pdf"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    verbs = db.session.scalars(select(AuditEvent.verb).where(AuditEvent.actor_id == cast.tara.id)).all()
    assert verbs == ["document added", "document downloaded"]
    assert not [e for e in db.session.scalars(select(AuditEvent)) if "Letter" in e.subject + e.detail]


def test_a_picture_is_drawn_anew(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/documents"
    page.upload(path, {"title": "Scan", "file": (BytesIO(files.photo()), "scan.pdf")}, status=302)
    document = db.session.scalars(select(ClientDocument)).one()
    answer = page.post(f"{path}/{document.id}/download", status=200).response
    assert document.kind == "picture" and answer.mimetype == "image/webp" and b"Exif" not in answer.data


@pytest.mark.parametrize(
    ("body", "words"),
    [(files.HTML, "This is no PDF"), (b"", "Choose a file."), (PDF + bytes(10 << 20), "larger than 10 MB")],
    ids=["html", "nothing", "heavy"],
)
def test_a_file_we_cannot_keep_is_refused_and_the_title_stays(
    page: Browser, cast: Cast, sign_in: SignIn, body: bytes, words: str
) -> None:
    sign_in(cast.tara)
    name = "x.pdf" if body else ""
    sent = {"title": "Letter", "file": (BytesIO(body), name)}
    shown = page.upload(f"/clients/{cast.cleo.id}/documents", sent, status=200)
    assert words in shown.text and shown.value("title") == "Letter"
    assert _count(ClientDocument) == 0


def test_a_document_needs_a_title(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    sent = {"title": " ", "file": (BytesIO(PDF), "x.pdf")}
    assert "Type what it is." in page.upload(f"/clients/{cast.cleo.id}/documents", sent, status=200).text


def test_who_keeps_the_records_deletes_a_document(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    document = factories.make_document(cast.cleo, cast.tara, now=NOW)
    path = f"/clients/{cast.cleo.id}/documents/{document.id}/delete"
    sign_in(cast.ada)
    assert path not in page.get(_path(cast)).links()
    page.post(path, status=403)
    sign_in(cast.tara)
    page.submit(page.get(path), path, status=302)
    assert _count(ClientDocument) == 0


def test_a_document_of_another_client_is_not_found(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    dora = factories.make_client("Dora Lund", cast.practice, cast.tara, now=NOW)
    document = factories.make_document(dora, cast.tara, now=NOW)
    note = factories.make_note(dora, cast.tara, now=NOW)
    sign_in(cast.tara)
    page.post(f"/clients/{cast.cleo.id}/documents/{document.id}/download", status=404)
    page.get(f"{_path(cast)}/{note.id}", status=404)


def test_the_page_asks_as_much_for_two_notes_as_for_forty(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    factories.make_note(cast.cleo, cast.tara, now=NOW)
    factories.make_document(cast.cleo, cast.tara, now=NOW)
    with counted() as few:
        page.get(_path(cast))
    for _ in range(39):
        factories.make_note(cast.cleo, cast.tara, now=NOW)
        factories.make_document(cast.cleo, cast.tara, now=NOW)
    with counted() as many:
        page.get(_path(cast))
    assert len(many) == len(few) <= 11

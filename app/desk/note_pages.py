"""What a practice keeps about a client for itself: private notes and documents."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.identity import viewer
from app.clients import documents, notes
from app.clients.documents import MIME, DocumentKind
from app.clients.forms import DocumentForm, NoteForm
from app.clients.models import Client, ClientNote
from app.clients.queries import get_client
from app.core import access
from app.core.clock import clock
from app.core.db import transaction
from app.core.errors import Forbidden, Refused
from app.core.security import SEALED_POLICY
from app.desk.blueprint import blueprint
from app.desk.head import load_head
from app.practices import rights
from app.practices.choosing import MOST_SENT_BYTES
from app.practices.queries import get_membership
from app.practices.rights import Right, may


@blueprint.get("/clients/<int:client_id>/notes")
@access.trainer
def show_notes(client_id: int) -> ResponseReturnValue:
    """Every note and document. Seven queries."""
    return _notes_page(get_client(viewer(), client_id))


@blueprint.post("/clients/<int:client_id>/notes")
@access.trainer
def write_note(client_id: int) -> ResponseReturnValue:
    """Add a note."""
    client = get_client(viewer(), client_id)
    form = NoteForm()
    if not form.validate_on_submit():
        return _notes_page(client, note_form=form)
    with transaction():
        note = notes.write(client, form.body.data, by=viewer().id, now=clock.now())
    flash("Note saved. Only your practice sees it.")
    return redirect(url_for("desk.show_notes", client_id=client_id, _anchor=f"note-{note.id}"))


@blueprint.route("/clients/<int:client_id>/notes/<int:note_id>", methods=["GET", "POST"])
@access.trainer
def edit_note(client_id: int, note_id: int) -> ResponseReturnValue:
    """Change the words of a note of one's own."""
    client = get_client(viewer(), client_id)
    note = notes.get_note(client, note_id)
    membership = get_membership(viewer())
    if not notes.may_change(note, membership):
        raise Forbidden
    form = NoteForm(data={"body": note.body, "seen": _stamp(note)})
    if form.validate_on_submit():
        try:
            with transaction():
                notes.change(note, form.body.data, seen_at=_seen(form.seen.data), by=membership, now=clock.now())
            flash("Note saved. The former text is kept below it.")
            return redirect(url_for("desk.show_notes", client_id=client_id, _anchor=f"note-{note_id}"))
        except Refused as refusal:
            note = notes.get_note(client, note_id)
            form.seen.data = _stamp(note)
            form.refuse(refusal)
    return render_template("desk/edit_note.html", client=client, note=note, form=form)


@blueprint.post("/clients/<int:client_id>/notes/<int:note_id>/pin")
@access.trainer
def pin_note(client_id: int, note_id: int) -> ResponseReturnValue:
    """Put a note on the client's first page, or take it off (`act` is "pin" or "unpin")."""
    note = notes.get_note(get_client(viewer(), client_id), note_id)
    with transaction():
        if request.form.get("act") == "unpin":
            notes.unpin(note)
        else:
            notes.pin(note, now=clock.now())
    return redirect(url_for("desk.show_notes", client_id=client_id, _anchor=f"note-{note_id}"))


@blueprint.route("/clients/<int:client_id>/notes/<int:note_id>/delete", methods=["GET", "POST"])
@access.trainer
def delete_note(client_id: int, note_id: int) -> ResponseReturnValue:
    """Ask, then delete a note."""
    client = get_client(viewer(), client_id)
    note = notes.get_note(client, note_id)
    membership = get_membership(viewer())
    if not notes.may_delete(note, membership):
        raise Forbidden
    if request.method == "GET":
        return render_template("desk/delete_note.html", client=client, note=note)
    with transaction():
        notes.delete(note, by=membership, now=clock.now())
    flash("The note is deleted.")
    return redirect(url_for("desk.show_notes", client_id=client_id))


@blueprint.post("/clients/<int:client_id>/documents")
@access.trainer
@access.takes_upload(MOST_SENT_BYTES)
def add_document(client_id: int) -> ResponseReturnValue:
    """Keep a file."""
    client = get_client(viewer(), client_id)
    form = DocumentForm()
    is_valid = form.validate_on_submit()
    try:
        upload = form.file.data
        if not upload:
            raise Refused("Choose a file.", documents.FIELD)
        with upload.stream as stream:
            paper = documents.read_paper(stream)
        if is_valid:
            with transaction():
                documents.add(client, paper, " ".join(form.title.data.split()), by=viewer().id, now=clock.now())
            flash("The document is kept.")
            return redirect(url_for("desk.show_notes", client_id=client_id, _anchor="documents"))
    except Refused as refusal:
        form.refuse(refusal)
    return _notes_page(get_client(viewer(), client_id), document_form=form)


@blueprint.post("/clients/<int:client_id>/documents/<int:document_id>/download")
@access.trainer
def download_document(client_id: int, document_id: int) -> ResponseReturnValue:
    """Hand a document over, and write that down. A browser never shows it as a page of ours."""
    client = get_client(viewer(), client_id)
    document = documents.get_document(client, document_id, with_body=True)
    with transaction():
        documents.note_download(document, by=viewer().id, now=clock.now())
    mime, ending = MIME[DocumentKind(document.kind)]
    response = Response(document.body, mimetype=mime)
    # No title in it: a file's name is seen by whoever walks past the screen.
    response.headers.set("Content-Disposition", "attachment", filename=f"document-{document.id}.{ending}")
    response.headers["Content-Security-Policy"] = SEALED_POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@blueprint.route("/clients/<int:client_id>/documents/<int:document_id>/delete", methods=["GET", "POST"])
@access.trainer
@rights.needs(Right.RECORDS)
def delete_document(client_id: int, document_id: int) -> ResponseReturnValue:
    """Ask, then delete a document."""
    client = get_client(viewer(), client_id)
    document = documents.get_document(client, document_id)
    if request.method == "GET":
        return render_template("desk/delete_document.html", client=client, document=document)
    with transaction():
        documents.delete(document, by=viewer().id, now=clock.now())
    flash("The document is deleted.")
    return redirect(url_for("desk.show_notes", client_id=client_id, _anchor="documents"))


def _notes_page(
    client: Client, *, note_form: NoteForm | None = None, document_form: DocumentForm | None = None
) -> ResponseReturnValue:
    person = viewer()
    membership = get_membership(person)
    shown = notes.list_notes(client.id)
    return render_template(
        "desk/notes.html",
        head=load_head(client, "notes", person.user.zone, now=clock.now()),
        notes=shown,
        changeable={note.id for note in shown if notes.may_change(note, membership)},
        deletable={note.id for note in shown if notes.may_delete(note, membership)},
        documents=documents.list_documents(client.id),
        may_delete_documents=may(membership.role, Right.RECORDS),
        note_form=note_form or NoteForm(formdata=None),
        document_form=document_form or DocumentForm(formdata=None),
        zone=person.user.zone,
    )


def _stamp(note: ClientNote) -> str:
    return note.edited_at.astimezone(UTC).isoformat() if note.edited_at else ""


def _seen(text: str | None) -> datetime | None:
    """The instant a form carries. One that is none fits no note, so the writer is shown the present text."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return datetime.min.replace(tzinfo=UTC)

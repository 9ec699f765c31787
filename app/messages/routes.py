"""Threads, for the trainer and for the client; saved texts; the same words to many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.identity import viewer
from app.clients.models import Client
from app.clients.queries import get_client, get_own_client
from app.core import access
from app.core.clock import clock
from app.core.db import transaction
from app.core.errors import Refused
from app.core.forms import searched
from app.core.words import count
from app.exercises.models import Exercise
from app.exercises.queries import list_library
from app.mail import outbox
from app.messages import queries, service
from app.messages.forms import ManyForm, MessageForm, ReplyForm, TrainerMessageForm
from app.messages.models import SavedReply
from app.messages.service import Words
from app.practices.queries import get_membership

blueprint = Blueprint("messages", __name__)

LARGEST = 2**31 - 1


@blueprint.get("/messages")
@access.trainer
def list_threads() -> ResponseReturnValue:
    """Every thread, unread first. Four queries."""
    search = searched(request.args.get("q", ""), most=80)
    page = max(1, min(request.args.get("page", 1, type=int), 10_000))
    lines, has_more = queries.list_threads(get_membership(viewer()), search=search, page=page)
    return render_template("messages/list.html", lines=lines, search=search, page=page, has_more=has_more)


@blueprint.get("/clients/<int:client_id>/messages")
@access.trainer
def show_thread(client_id: int) -> ResponseReturnValue:
    """One client's thread. Looking changes nothing; a reply, or the button, says it is read. Seven queries."""
    client = get_client(viewer(), client_id)
    library = list_library(client.practice_id)
    form = TrainerMessageForm(formdata=None, data={"exercise": _asked(library)})
    form.offer(library)
    return _thread_page(client, form)


@blueprint.post("/clients/<int:client_id>/messages")
@access.trainer
def write(client_id: int) -> ResponseReturnValue:
    """Send a message, or put a saved text into the form."""
    client = get_client(viewer(), client_id)
    library = list_library(client.practice_id)
    form = TrainerMessageForm()
    form.offer(library)
    if "insert" in request.form:
        _insert(form, client)
        return _thread_page(client, form)
    if form.validate_on_submit():
        try:
            with transaction():
                service.write(
                    client,
                    Words(form.body.data, _exercise(library, form.exercise.data)),
                    author=viewer().user,
                    from_client=False,
                    form_key=form.form_key.data,
                    now=clock.now(),
                )
            return redirect(url_for("messages.show_thread", client_id=client_id, _anchor="newest"))
        except Refused as refusal:
            form.refuse(refusal)
            client = get_client(viewer(), client_id)
    return _thread_page(client, form)


@blueprint.post("/clients/<int:client_id>/messages/read")
@access.trainer
def mark_read(client_id: int) -> ResponseReturnValue:
    """The practice has read everything in this thread."""
    client = get_client(viewer(), client_id)
    with transaction():
        service.mark_read(client, of_client=False, now=clock.now())
    return redirect(url_for("messages.list_threads"))


@blueprint.post("/clients/<int:client_id>/messages/unread")
@access.trainer
def mark_unread(client_id: int) -> ResponseReturnValue:
    """The practice wants to come back to the last message."""
    client = get_client(viewer(), client_id)
    try:
        with transaction():
            service.mark_unread(client, now=clock.now())
        flash("Marked as unread.")
    except Refused as refusal:
        flash(refusal.sentence, "error")
    return redirect(url_for("messages.list_threads"))


@blueprint.route("/messages/new", methods=["GET", "POST"])
@access.trainer
def write_many() -> ResponseReturnValue:
    """The same words to several people: choose, look at who gets them, send."""
    membership = get_membership(viewer())
    people = queries.list_reachable(membership)
    library = list_library(membership.practice_id)
    asked = {"clients": [int(one) for one in request.args.getlist("to") if one.isdigit()], "exercise": _asked(library)}
    form = ManyForm() if request.method == "POST" else ManyForm(data=asked)
    form.offer(library)
    form.offer_people(people)
    wants_send = request.form.get("act") == "send"
    is_valid = form.validate_on_submit()
    chosen = [client for client in people if client.id in (form.clients.data or ())]
    if not is_valid or not wants_send:
        return render_template("messages/many.html", form=form, chosen=chosen if is_valid else [])
    words = Words(form.body.data, _exercise(library, form.exercise.data))
    try:
        with transaction():
            loaded = [get_client(viewer(), client.id) for client in chosen]
            service.write_many(loaded, words, author=viewer().user, form_key=form.form_key.data, now=clock.now())
        flash(f"Sent to {count(len(chosen), 'person', 'people')}.")
    except Refused as refusal:
        flash(refusal.sentence, "error")
    return redirect(url_for("messages.list_threads"))


@blueprint.route("/messages/replies", methods=["GET", "POST"])
@access.trainer
def list_replies() -> ResponseReturnValue:
    """The practice's saved texts, and the form of a new one."""
    membership = get_membership(viewer())
    form = ReplyForm()
    if form.validate_on_submit():
        with transaction():
            service.save_reply(membership, None, title=form.title.data, body=form.body.data)
        flash("Saved.")
        return redirect(url_for("messages.list_replies"))
    return _replies_page(form, None)


@blueprint.route("/messages/replies/<int:reply_id>", methods=["GET", "POST"])
@access.trainer
def edit_reply(reply_id: int) -> ResponseReturnValue:
    """Change a saved text."""
    membership = get_membership(viewer())
    reply = queries.get_reply(membership, reply_id)
    form = ReplyForm(data={"title": reply.title, "body": reply.body})
    if form.validate_on_submit():
        with transaction():
            service.save_reply(membership, reply, title=form.title.data, body=form.body.data)
        flash("Saved.")
        return redirect(url_for("messages.list_replies"))
    return _replies_page(form, reply)


@blueprint.post("/messages/replies/<int:reply_id>/delete")
@access.trainer
def delete_reply(reply_id: int) -> ResponseReturnValue:
    """Forget a saved text."""
    reply = queries.get_reply(get_membership(viewer()), reply_id)
    with transaction():
        service.delete_reply(reply)
    flash("Deleted. Messages written with it stay.")
    return redirect(url_for("messages.list_replies"))


@blueprint.get("/my-messages")
@access.client
def show_own() -> ResponseReturnValue:
    """The client's own thread. Looking changes nothing. Four queries."""
    return _own_page(get_own_client(viewer()), MessageForm(formdata=None))


@blueprint.post("/my-messages")
@access.client
def write_own() -> ResponseReturnValue:
    """Write to the trainer."""
    client = get_own_client(viewer())
    form = MessageForm()
    if form.validate_on_submit():
        try:
            with transaction():
                service.write(
                    client,
                    Words(form.body.data),
                    author=viewer().user,
                    from_client=True,
                    form_key=form.form_key.data,
                    now=clock.now(),
                )
            return redirect(url_for("messages.show_own", _anchor="newest"))
        except Refused as refusal:
            form.refuse(refusal)
            client = get_own_client(viewer())
    return _own_page(client, form)


@blueprint.post("/my-messages/read")
@access.client
def mark_own_read() -> ResponseReturnValue:
    """The client has read everything."""
    client = get_own_client(viewer())
    with transaction():
        service.mark_read(client, of_client=True, now=clock.now())
    return redirect(url_for("messages.show_own"))


def _before() -> int | None:
    before = request.args.get("before", type=int)
    return before if before is not None and 0 < before <= LARGEST else None


def _asked(library: Sequence[Exercise]) -> str:
    """The exercise an address asks for, if the practice has it."""
    slug = request.args.get("exercise", "")
    return slug if any(exercise.slug == slug for exercise in library) else ""


def _exercise(library: Sequence[Exercise], slug: str) -> Exercise | None:
    return next((exercise for exercise in library if exercise.slug == slug), None) if slug else None


def _insert(form: Any, client: Client) -> None:
    """Put a saved text behind what is typed."""
    wanted = request.form.get("insert", "")
    reply = next((one for one in queries.list_replies(client.practice_id) if str(one.id) == wanted), None)
    if reply is not None:
        text = reply.body.replace(outbox.FIRST_NAME, client.first_name)
        form.body.data = f"{form.body.data}\n\n{text}" if form.body.data else text


def _thread_page(client: Client, form: TrainerMessageForm) -> ResponseReturnValue:
    return render_template(
        "messages/thread.html",
        client=client,
        thread=queries.load_thread(client.id, of_client=False, before=_before()),
        replies=queries.list_replies(client.practice_id),
        form=form,
        zone=viewer().user.zone,
    )


def _own_page(client: Client, form: MessageForm) -> ResponseReturnValue:
    thread = queries.load_thread(client.id, of_client=True, before=_before())
    return render_template("messages/own.html", client=client, thread=thread, form=form, zone=client.user.zone)


def _replies_page(form: ReplyForm, reply: SavedReply | None) -> ResponseReturnValue:
    replies = queries.list_replies(get_membership(viewer()).practice_id)
    return render_template("messages/replies.html", form=form, replies=replies, reply=reply)

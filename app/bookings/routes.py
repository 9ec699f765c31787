"""Calls: the trainer's list and hours, the client's list, and the three steps of booking: day, time, confirm.

The steps only show; each carries what was chosen in its address. The one POST at the end checks everything again. With
`?move=<booking>` the same steps move a call instead of booking one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import identity
from app.accounts.models import Role, User
from app.bookings import hours, queries, service, times
from app.bookings.days import stretches
from app.bookings.forms import FORM_KEY, WEEKDAYS, BookForm, HoursForm, hours_form
from app.bookings.models import Booking, Person
from app.bookings.packs import find_open_pack
from app.bookings.rules import why_fixed
from app.bookings.service import TimeTaken
from app.bookings.steps import Diary
from app.bookings.times import read_date, read_instant, read_week, write_instant
from app.clients import consent
from app.clients.forms import NewClientForm
from app.clients.models import Client
from app.clients.queries import get_own_client, list_by_email
from app.core import access, zones
from app.core.clock import clock
from app.core.db import transaction
from app.core.errors import Refused
from app.core.words import count
from app.practices.queries import get_membership

blueprint = Blueprint("bookings", __name__)
for _name, _filter in times.FILTERS.items():
    blueprint.add_app_template_filter(_filter, _name)

FRESH_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Visit:
    """A client on the way to a call. `moving` is the call to be moved; `diary` is None when nothing can be booked."""

    person: Client
    moving: Booking | None
    diary: Diary | None

    def url(self, step: str, **chosen: Any) -> str:
        """The address of a step, with the move kept."""
        return url_for(f"bookings.{step}", move=self.moving.id if self.moving else None, **chosen)


def _visit(move: int | None) -> Visit:
    person = get_own_client(identity.viewer())
    moving = queries.get_own_call(person, move) if move is not None else None
    trainer = moving.trainer if moving else person.trainer
    return Visit(person, moving, _diary(person.user, trainer, trainer, but=moving))


def _diary(reader: Person, other: Person, trainer: User, *, but: Booking | None) -> Diary | None:
    """The open times of `trainer` as `reader` sees them. Four queries, five for a move."""
    call_type = queries.find_type_of(but) if but else queries.find_call_type(trainer.id)
    if call_type is None:
        return None
    now = clock.now()
    starts = queries.list_open_starts(call_type, trainer, now=now, but=but.id if but else None)
    if but is not None:
        starts = [start for start in starts if start != but.start_at]
    return Diary(reader, other, call_type, starts, now)


@blueprint.get("/my-calls")
@access.client
def list_my_calls() -> ResponseReturnValue:
    """A client's calls and the way to book one. Five queries: sign-in, client, coming, past, package."""
    person = get_own_client(identity.viewer())
    now = clock.now()
    calls = queries.list_for_client(person.id, now)
    fixed = {call.id: why_fixed(call, person.user, now=now) for call in calls.coming}
    return render_template(
        "bookings/my_calls.html", person=person, calls=calls, fixed=fixed, pack=find_open_pack(person.id)
    )


@blueprint.get("/my-calls/book")
@access.client
def choose_day() -> ResponseReturnValue:
    """Step one: the days with open times. Seven queries, however many hours and calls there are."""
    visit = _visit(request.args.get("move", type=int))
    if visit.diary is None or not visit.diary.starts:
        return render_template("bookings/no_times.html", visit=visit)
    month = visit.diary.month(
        read_week(request.args.get("week")), lambda on: visit.url("choose_time", on=on.isoformat())
    )
    return render_template("bookings/choose_day.html", visit=visit, month=month)


@blueprint.get("/my-calls/book/time")
@access.client
def choose_time() -> ResponseReturnValue:
    """Step two: the open times of ?on=, a date in the client's zone."""
    visit = _visit(request.args.get("move", type=int))
    on = read_date(request.args.get("on"))
    if visit.diary is None or on is None:
        return redirect(visit.url("choose_day"))
    parts = visit.diary.times(on, lambda at: visit.url("confirm", start=write_instant(at)))
    return render_template("bookings/choose_time.html", visit=visit, on=on, parts=parts)


@blueprint.get("/my-calls/book/confirm")
@access.client
def confirm() -> ResponseReturnValue:
    """Step three: the call in both zones, and what the client wants to ask."""
    visit = _visit(request.args.get("move", type=int))
    start_at = read_instant(request.args.get("start"))
    if visit.diary is None or start_at is None:
        return redirect(visit.url("choose_day"))
    form = BookForm(formdata=None)
    if start_at not in visit.diary.starts:
        form.refuse(TimeTaken())
        return _again_page(visit, form, start_at)
    return _confirm_page(visit, form, start_at)


@blueprint.post("/my-calls/book")
@access.client
def book() -> ResponseReturnValue:
    """Book the call. 409 with fresh times, and the question kept, when somebody was quicker."""
    person = get_own_client(identity.viewer())
    form = BookForm()
    form_key, start_at = form.form_key.data or "", read_instant(form.start.data)
    if not FORM_KEY.fullmatch(form_key):
        abort(400)
    if not form.validate_on_submit() or start_at is None:
        return _faulty_page(_visit(None), form, start_at)
    try:
        with transaction():
            call = service.book(
                person, start_at=start_at, question=form.question.data or "", form_key=form_key, now=clock.now()
            )
    except Refused as refusal:
        form.refuse(refusal)
        return _again_page(_visit(None), form, start_at)
    flash(f"Booked: {times.moment(call.start_at, person.user.zone)}. You both get a mail.")
    return redirect(url_for("bookings.list_my_calls"))


@blueprint.post("/my-calls/<int:booking_id>/move")
@access.client
def move(booking_id: int) -> ResponseReturnValue:
    """Move one's own call, up to its cut-off."""
    person = get_own_client(identity.viewer())
    call = queries.get_own_call(person, booking_id)
    form = BookForm()
    start_at = read_instant(form.start.data)
    if not form.validate_on_submit() or start_at is None:
        return _faulty_page(_visit(booking_id), form, start_at)
    try:
        with transaction():
            service.move(call, start_at=start_at, actor=person.user, now=clock.now())
    except TimeTaken as refusal:
        form.refuse(refusal)
        return _again_page(_visit(booking_id), form, start_at)
    except Refused as refusal:
        flash(refusal.sentence, "error")
        return redirect(url_for("bookings.list_my_calls"))
    flash(f"Moved to {times.moment(call.start_at, person.user.zone)}. You both get a mail.")
    return redirect(url_for("bookings.list_my_calls"))


@blueprint.get("/my-calls/<int:booking_id>/cancel")
@access.client
def ask_cancel(booking_id: int) -> ResponseReturnValue:
    """Ask before cancelling one's own call."""
    person = get_own_client(identity.viewer())
    return _ask_cancel_page(queries.get_own_call(person, booking_id), person.user)


@blueprint.post("/my-calls/<int:booking_id>/cancel")
@access.client
def cancel(booking_id: int) -> ResponseReturnValue:
    """Cancel one's own call, up to its cut-off."""
    person = get_own_client(identity.viewer())
    return _cancel(queries.get_own_call(person, booking_id), person.user, "bookings.list_my_calls")


@blueprint.get("/calls")
@access.trainer
def list_calls() -> ResponseReturnValue:
    """The trainer's calls, coming and past. Six queries: sign-in, membership, coming, past, hours, guests we know."""
    viewer = identity.viewer()
    membership = get_membership(viewer)
    calls = queries.list_for_trainer(membership, clock.now())
    guests = {call.guest_email for call in (*calls.coming, *calls.past) if call.guest_email}
    return render_template(
        "bookings/calls.html",
        viewer=viewer.user,
        calls=calls,
        known=list_by_email(membership, guests),
        has_hours=bool(queries.list_hours(viewer.id)),
    )


@blueprint.get("/calls/<int:booking_id>/invite")
@access.trainer
def invite_guest(booking_id: int) -> ResponseReturnValue:
    """The form that adds a client, filled in with what a guest told us when they booked."""
    call = queries.get_call(identity.viewer(), booking_id)
    if call.client_id is not None:
        return redirect(url_for("desk.show_client", client_id=call.client_id))
    guest = call.person
    form = NewClientForm(formdata=None, data={"name": guest.name, "email": guest.email, "zone": guest.zone})
    version = consent.current_version()
    sections = consent.sections(consent.get_text(version))
    return render_template("clients/new.html", form=form, version=version, sections=sections)


@blueprint.get("/calls/<int:booking_id>/cancel")
@access.trainer
def ask_cancel_call(booking_id: int) -> ResponseReturnValue:
    """Ask before cancelling a call with a client."""
    viewer = identity.viewer()
    return _ask_cancel_page(queries.get_call(viewer, booking_id), viewer.user)


@blueprint.post("/calls/<int:booking_id>/cancel")
@access.trainer
def cancel_call(booking_id: int) -> ResponseReturnValue:
    """Cancel a call with a client, any time before it begins."""
    viewer = identity.viewer()
    return _cancel(queries.get_call(viewer, booking_id), viewer.user, "bookings.list_calls")


@blueprint.get("/calls/<int:booking_id>/move")
@access.trainer
def choose_move(booking_id: int) -> ResponseReturnValue:
    """Another time for a call: the open days, and with ?on= that day's times."""
    viewer = identity.viewer()
    call = queries.get_call(viewer, booking_id)
    return _move_call_page(call, viewer.user, BookForm(formdata=None))


@blueprint.post("/calls/<int:booking_id>/move")
@access.trainer
def move_call(booking_id: int) -> ResponseReturnValue:
    """Move a call with a client to another open time."""
    viewer = identity.viewer()
    call = queries.get_call(viewer, booking_id)
    form = BookForm()
    start_at = read_instant(form.start.data)
    if not form.validate_on_submit() or start_at is None:
        form.refuse(Refused("Choose a time.", field="start"))
        return _move_call_page(call, viewer.user, form, start_at or clock.now())
    try:
        with transaction():
            service.move(call, start_at=start_at, actor=viewer.user, now=clock.now())
    except TimeTaken as refusal:
        form.refuse(refusal)
        # The rollback has emptied what was loaded.
        call = queries.get_call(viewer, booking_id)
        return _move_call_page(call, viewer.user, form, start_at), 409
    except Refused as refusal:
        flash(refusal.sentence, "error")
        return redirect(url_for("bookings.list_calls"))
    flash(f"Moved to {times.moment(call.start_at, viewer.user.zone)}. You both get a mail.")
    return redirect(url_for("bookings.list_calls"))


@blueprint.route("/calls/hours", methods=["GET", "POST"])
@access.trainer
def edit_hours() -> ResponseReturnValue:
    """The week, the days off and the terms of a call. Six queries to show them."""
    user = identity.viewer().user
    get_membership(identity.viewer())
    today = zones.local_date(clock.now(), zones.get_zone(user.zone))
    call_type, first = queries.find_call_type(user.id), queries.find_first_call_type(user.id)
    days_off = queries.list_days_off(user.id, since=today)
    form = hours_form(list(request.form), stretches_off=len(stretches(days_off)))
    form.offer(call_type, first)
    if form.is_submitted():
        if form.validate():
            return _save_hours(user, form, today)
    else:
        form.load(call_type, first, queries.list_hours(user.id), days_off)
    week = [(WEEKDAYS[weekday - 1], pairs) for weekday, pairs in form.week()]
    return render_template("bookings/hours.html", form=form, week=week, user=user)


def _save_hours(user: User, form: HoursForm, today: date) -> ResponseReturnValue:
    days_off = form.days_off()
    with transaction():
        hours.save_hours(user.id, stretches=form.stretches(), days_off=days_off, terms=form.terms(), today=today)
    flash("Hours saved.")
    booked = len(queries.list_on_days_off(user, days_off, now=clock.now()))
    if booked:
        flash(f"Booked on your days off: {count(booked, 'call')}. Nothing is cancelled unless you do it here.")
    return redirect(url_for("bookings.list_calls"))


def _cancel(call: Booking, actor: User, home: str) -> ResponseReturnValue:
    try:
        with transaction():
            service.cancel(call, actor=actor, now=clock.now())
    except Refused as refusal:
        flash(refusal.sentence, "error")
        return redirect(url_for(home))
    flash("Cancelled. You both get a mail.")
    return redirect(url_for(home))


def _ask_cancel_page(call: Booking, reader: User) -> ResponseReturnValue:
    is_trainer = reader.role == Role.TRAINER
    return render_template(
        "bookings/ask_cancel_call.html" if is_trainer else "bookings/ask_cancel.html",
        call=call,
        reader=reader,
        other=call.person if is_trainer else call.trainer,
        why_fixed=why_fixed(call, reader, now=clock.now()),
    )


def _confirm_page(visit: Visit, form: BookForm, start_at: datetime) -> ResponseReturnValue:
    assert visit.diary is not None
    form.form_key.data = form.form_key.data or uuid4().hex
    terms = visit.diary.call_type
    return render_template(
        "bookings/confirm.html",
        visit=visit,
        form=form,
        start=write_instant(start_at),
        start_at=start_at,
        end_at=start_at + timedelta(minutes=terms.minutes),
        changes_until_at=start_at - timedelta(minutes=terms.notice_minutes),
    )


def _again_page(visit: Visit, form: BookForm, near: datetime, status: int = 409) -> ResponseReturnValue:
    """The times that are still free, to choose from at once, with the question kept."""
    form.form_key.data = uuid4().hex
    form.start.choices = []
    if visit.diary is not None:
        form.start.choices = visit.diary.choices(visit.diary.fresh(near, FRESH_SHOWN), with_day=True)
    return render_template("bookings/again.html", visit=visit, form=form), status


def _faulty_page(visit: Visit, form: BookForm, start_at: datetime | None) -> ResponseReturnValue:
    """What was typed needs a change; the time chosen is kept when it is still open."""
    if start_at is None:
        form.refuse(Refused("Choose a time.", field="start"))
        return _again_page(visit, form, clock.now(), 200)
    if visit.diary is None or start_at not in visit.diary.starts:
        form.refuse(TimeTaken())
        return _again_page(visit, form, start_at)
    return _confirm_page(visit, form, start_at)


def _move_call_page(call: Booking, reader: User, form: BookForm, near: datetime | None = None) -> str:
    """The month, and radios for the times of ?on=; after a refusal, for the times that are still free."""
    diary = _diary(reader, call.person, call.trainer, but=call)
    if diary is None or not diary.starts:
        return render_template("bookings/move_call.html", call=call, month=None)
    on = read_date(request.args.get("on"))
    starts = diary.fresh(near, FRESH_SHOWN) if near else diary.by_day.get(on, []) if on else []
    form.start.choices = diary.choices(starts, with_day=near is not None)
    month = diary.month(
        read_week(request.args.get("week")),
        lambda day: url_for(".choose_move", booking_id=call.id, on=day, week=request.args.get("week")),
        chosen=on,
    )
    return render_template("bookings/move_call.html", call=call, diary=diary, form=form, month=month, on=on)

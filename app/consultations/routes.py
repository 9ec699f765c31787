"""A visitor books a first call: which call and whose clocks, day, time, who they are. Then their mailbox confirms it.

The steps only show; each carries what was chosen in its address. The POST at the end checks everything again and holds
the time. What a mailed link opens shows the call; only a POST confirms or cancels it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.bookings import service as bookings
from app.bookings.forms import FORM_KEY
from app.bookings.models import Booking, BookingStatus, Guest
from app.bookings.queries import list_open_starts
from app.bookings.rules import why_fixed
from app.bookings.service import FormIsUsed, TimeTaken
from app.bookings.steps import Diary
from app.bookings.times import read_date, read_instant, read_week, write_instant
from app.clients import consent
from app.consultations import queries, service
from app.consultations.forms import AskForm, StartForm
from app.consultations.queries import Offer
from app.consultations.service import Wish
from app.core import access, zones
from app.core.clock import clock
from app.core.db import transaction
from app.core.errors import Refused
from app.core.limits import (
    FIRST_CALL,
    MAILBOX_FIRST_CALL,
    PRACTICE_FIRST_CALL,
    TOKEN_POST,
    limiter,
    typed_account,
)
from app.practices.models import Practice
from app.practices.queries import get_practice_at

blueprint = Blueprint("consultations", __name__)

FRESH_SHOWN = 8
# Where a browser keeps the form it asked with, so that a slip in it can be put right.
FORM_SENT = "first_call_form"


@dataclass(frozen=True, slots=True)
class Visit:
    """A visitor on the way to a call: what they chose so far, and the open times on their clocks."""

    practice: Practice
    offer: Offer
    zone: str
    diary: Diary

    def url(self, step: str, **chosen: Any) -> str:
        """The address of a step, with what was chosen before kept."""
        kept: dict[str, Any] = {"call": self.offer.call_type.id, "zone": self.zone}
        return url_for(f"consultations.{step}", address=self.practice.slug, **kept, **chosen)


def _visit(practice: Practice, chosen: Mapping[str, str], *, but: Booking | None = None) -> Visit | None:
    """What ?call= and ?zone= name, with the open times; None when they name nothing here. Four queries.

    `but` is a hold of this visitor's own, whose time counts as free.
    """
    offer = next((one for one in queries.list_offers(practice.id) if str(one.call_type.id) == chosen.get("call")), None)
    zone = chosen.get("zone", "")
    try:
        zones.get_zone(zone)
    except zones.UnknownZone:
        return None
    if offer is None:
        return None
    now = clock.now()
    starts = list_open_starts(offer.call_type, offer.trainer, now=now, but=but.id if but else None)
    # Only the clocks are known yet.
    reader = Guest("You", "", zone)
    return Visit(practice, offer, zone, Diary(reader, offer.trainer, offer.call_type, starts, now))


def _to_start(practice: Practice) -> ResponseReturnValue:
    if request.method == "POST":
        flash("That call is no longer open to new people, so nothing was asked for.", "error")
    kept: dict[str, Any] = {name: request.values[name] for name in ("call", "zone") if name in request.values}
    return redirect(url_for("consultations.start", address=practice.slug, again=1, **kept))


@blueprint.get("/p/<address>/consultation")
@access.public
def start(address: str) -> ResponseReturnValue:
    """Step one: the trainer, where there are several, and the zone. With both in the address, on to the days.

    Two queries to show it.
    """
    practice = get_practice_at(address)
    offers = queries.list_offers(practice.id)
    if not offers:
        return render_template("consultations/none.html", practice=practice)
    is_sent = "zone" in request.args
    form = StartForm(formdata=request.args if is_sent else None, data={"call": request.args.get("call")})
    form.offer(offers)
    if is_sent and form.validate() and "again" not in request.args:
        here = {"call": form.call.data, "zone": form.zone.data}
        return redirect(url_for("consultations.choose_day", address=address, **here))
    return render_template("consultations/start.html", practice=practice, offers=offers, form=form)


@blueprint.get("/p/<address>/consultation/day")
@access.public
def choose_day(address: str) -> ResponseReturnValue:
    """Step two: the days with open times. Five queries."""
    practice = get_practice_at(address)
    visit = _visit(practice, request.args)
    if visit is None:
        return _to_start(practice)
    if not visit.diary.starts:
        return render_template("consultations/none.html", practice=practice)
    month = visit.diary.month(
        read_week(request.args.get("week")), lambda on: visit.url("choose_time", on=on.isoformat())
    )
    return render_template("consultations/choose_day.html", visit=visit, month=month)


@blueprint.get("/p/<address>/consultation/time")
@access.public
def choose_time(address: str) -> ResponseReturnValue:
    """Step three: the open times of ?on=, a date in the visitor's zone. Five queries."""
    practice = get_practice_at(address)
    visit = _visit(practice, request.args)
    if visit is None:
        return _to_start(practice)
    on = read_date(request.args.get("on"))
    if on is None:
        return redirect(visit.url("choose_day"))
    parts = visit.diary.times(on, lambda at: visit.url("give_details", start=write_instant(at)))
    return render_template("consultations/choose_time.html", visit=visit, on=on, parts=parts)


@blueprint.get("/p/<address>/consultation/details")
@access.public
def give_details(address: str) -> ResponseReturnValue:
    """Step four: the call on both clocks, and who asks for it. Five queries, six for who asked before.

    Whoever comes back to the time they asked for finds what they typed, to put it right.
    """
    practice = get_practice_at(address)
    start_at = read_instant(request.args.get("start"))
    held = _own_hold(practice)
    if held and (held.start_at, str(held.call_type_id)) != (start_at, request.args.get("call")):
        held = None
    visit = _visit(practice, request.args, but=held)
    if visit is None:
        return _to_start(practice)
    if start_at is None:
        return redirect(visit.url("choose_day"))
    typed = {"form_key": held.form_key, "name": held.guest_name, "email": held.guest_email} if held else {}
    form = AskForm(formdata=None, data={**typed, "question": held.question if held else ""})
    return _details_page(visit, form, start_at)


@blueprint.post("/p/<address>/consultation")
@access.public
@limiter.limit(FIRST_CALL, deduct_when=lambda answer: answer.status_code == 302)
@limiter.limit(MAILBOX_FIRST_CALL, key_func=typed_account, deduct_when=lambda answer: answer.status_code == 302)
@limiter.limit(
    PRACTICE_FIRST_CALL,
    key_func=lambda: str((request.view_args or {}).get("address")),
    deduct_when=lambda answer: answer.status_code == 302,
)
def ask(address: str) -> ResponseReturnValue:
    """Hold the time and mail the link. 409 with fresh times, and all that was typed kept, when somebody was quicker."""
    practice = get_practice_at(address)
    form = AskForm()
    form_key, start_at = form.form_key.data or "", read_instant(form.start.data)
    if not FORM_KEY.fullmatch(form_key):
        abort(400)
    visit = _visit(practice, request.form, but=queries.find_hold(practice, form_key, now=clock.now()))
    if visit is None:
        return _to_start(practice)
    version = consent.current_version(consent.OF_VISITORS)
    is_valid = form.validate_on_submit()
    if form.version.data != version:
        form.form_errors.append("The text about what is kept has changed. Please read it again.")
        form.agrees.data, is_valid = False, False
    if not is_valid or start_at is None:
        return _details_page(visit, form, start_at)
    if not form.website.data:
        guest = Guest(form.name.data or "", (form.email.data or "").lower(), visit.zone)
        offer = visit.offer
        question = form.question.data or ""
        wish = Wish(practice, offer.trainer, offer.call_type, start_at, guest, question, version)
        try:
            with transaction():
                service.hold(wish, form_key=form_key, now=clock.now())
        except Refused as refusal:
            form.refuse(refusal)
            return _refused_page(practice, form, start_at, refusal)
        session[FORM_SENT] = form_key
    flash(f"A mail is on its way to {form.email.data}.")
    return redirect(url_for("consultations.show_asked", address=address))


@blueprint.get("/p/<address>/consultation/asked")
@access.public
def show_asked(address: str) -> ResponseReturnValue:
    """What to do now: open the mail, or put right what was typed while the time is held. Two queries."""
    practice = get_practice_at(address)
    return render_template("consultations/asked.html", practice=practice, correct_url=_correct_url(practice))


@blueprint.get("/consultation/<token>")
@access.token
def show_call(token: str) -> ResponseReturnValue:
    """The call behind a mailed link, to confirm or as it stands. Opening it changes nothing. One query."""
    call = queries.find_call(token)
    if call is None or _is_over(call):
        return _gone(call)
    reason = "" if call.status == BookingStatus.HELD else why_fixed(call, call.person, now=clock.now())
    return render_template(
        "consultations/call.html",
        call=call,
        token=token,
        reader=call.person,
        why_fixed=reason,
        again=queries.find_address(call.practice),
    )


@blueprint.post("/consultation/<token>/confirm")
@access.token
@limiter.limit(TOKEN_POST)
def confirm(token: str) -> ResponseReturnValue:
    """Book the held call."""
    call = queries.find_call(token)
    if call is None or _is_over(call):
        return _gone(call)
    try:
        with transaction():
            service.confirm(call, now=clock.now())
        flash("Booked. You both get a mail.")
    except Refused as refusal:
        flash(refusal.sentence, "error")
    return redirect(url_for("consultations.show_call", token=token))


@blueprint.get("/consultation/<token>/cancel")
@access.token
def ask_cancel(token: str) -> ResponseReturnValue:
    """Ask before cancelling. One query."""
    call = queries.find_call(token)
    if call is None or _is_over(call):
        return _gone(call)
    if why_fixed(call, call.person, now=clock.now()):
        return redirect(url_for("consultations.show_call", token=token))
    return render_template("consultations/ask_cancel.html", call=call, token=token, reader=call.person)


@blueprint.post("/consultation/<token>/cancel")
@access.token
@limiter.limit(TOKEN_POST)
def cancel(token: str) -> ResponseReturnValue:
    """Cancel the call, up to its cut-off. Twice does no harm."""
    call = queries.find_call(token)
    if call is None or _is_over(call):
        return _gone(call)
    try:
        with transaction():
            bookings.cancel(call, actor=call.person, now=clock.now())
        flash("Cancelled. You both get a mail.")
    except Refused as refusal:
        flash(refusal.sentence, "error")
    return redirect(url_for("consultations.show_call", token=token))


def _is_over(call: Booking) -> bool:
    return call.held_until is not None and call.held_until <= clock.now()


def _gone(call: Booking | None) -> ResponseReturnValue:
    again = queries.find_address(call.practice) if call else None
    return render_template("consultations/gone.html", was_held=call is not None, again=again), 410


def _own_hold(practice: Practice) -> Booking | None:
    """The time this browser asked for, while it is held. One query at most."""
    return queries.find_hold(practice, session.get(FORM_SENT, ""), now=clock.now())


def _correct_url(practice: Practice) -> str:
    held = _own_hold(practice)
    if held is None:
        return ""
    chosen: dict[str, Any] = {
        "call": held.call_type_id,
        "zone": held.client_zone,
        "start": write_instant(held.start_at),
    }
    return url_for("consultations.give_details", address=practice.slug, **chosen)


def _refused_page(practice: Practice, form: AskForm, start_at: datetime, refusal: Refused) -> ResponseReturnValue:
    """Everything read anew: the rollback has emptied what was loaded."""
    visit = _visit(practice, request.form, but=queries.find_hold(practice, form.form_key.data or "", now=clock.now()))
    if visit is None:
        return _to_start(practice)
    if isinstance(refusal, FormIsUsed):
        form.form_key.data = None
    return _details_page(visit, form, start_at, may_be_open=not isinstance(refusal, TimeTaken))


def _details_page(
    visit: Visit, form: AskForm, start_at: datetime | None, *, may_be_open: bool = True
) -> ResponseReturnValue:
    """The last step with the chosen time, or with the times that are still free when it is not open any more."""
    form.form_key.data = form.form_key.data or uuid4().hex
    form.version.data = consent.current_version(consent.OF_VISITORS)
    is_open = may_be_open and start_at in visit.diary.starts
    form.start.choices = []
    if not is_open:
        if may_be_open:
            form.refuse(TimeTaken() if start_at else Refused("Choose a time.", field="start"))
        fresh = visit.diary.fresh(start_at or clock.now(), FRESH_SHOWN)
        form.start.choices = visit.diary.choices(fresh, with_day=True)
    sections = consent.sections(consent.get_text(form.version.data, consent.OF_VISITORS))
    length = timedelta(minutes=visit.diary.call_type.minutes)
    page = render_template(
        "consultations/details.html",
        visit=visit,
        form=form,
        sections=sections,
        start_at=start_at if is_open else None,
        end_at=start_at + length if is_open and start_at else None,
        start=write_instant(start_at) if is_open and start_at else "",
    )
    return page, 200 if is_open or start_at is None else 409

"""The session page: read it, do it, say how it went."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import identity
from app.clients import agreeing, consent
from app.core import access
from app.core.clock import clock
from app.core.db import transaction
from app.core.errors import Refused
from app.core.words import count
from app.logbook import queries, service
from app.logbook.cards import cards_of, equipment_of, missing_of
from app.logbook.forms import REASONS, AnswerForm, MorningForm, SkipForm, form_for, stored
from app.logbook.models import SessionLog, SkipReason
from app.logbook.queries import Sheet
from app.logbook.rules import Window, lines_of
from app.logbook.service import AlreadyAnswered
from app.logbook.timeline import timeline
from app.routines.dose import time_text
from app.routines.shape import time_of
from app.safety import words
from app.safety.traffic_light import DEFAULT_THRESHOLDS, classify, rest_from

blueprint = Blueprint("logbook", __name__, url_prefix="/sessions")


@blueprint.get("/<int:planned_id>")
@access.session
def show_session(planned_id: int) -> ResponseReturnValue:
    """The exercises, and the form that asks how it went. Three queries at most."""
    sheet = queries.get_sheet(identity.viewer(), planned_id)
    return _session_page(sheet, _form(sheet, data=_shown(sheet), formdata=None))


@blueprint.get("/<int:planned_id>/play")
@access.session
def play(planned_id: int) -> ResponseReturnValue:
    """The exercises one after the other, with a clock, and the answer at the end. Three queries at most."""
    sheet = queries.get_sheet(identity.viewer(), planned_id)
    if sheet.log is not None or sheet.hold is not None or not _may_answer(sheet):
        return redirect(url_for("logbook.show_session", planned_id=planned_id))
    plan = sheet.planned.prescription
    form = _form(sheet, data=_shown(sheet), formdata=None)
    return _session_page(sheet, form, "logbook/play.html", steps=timeline(plan.items, plan.rounds))


@blueprint.post("/<int:planned_id>")
@access.session
def record(planned_id: int) -> ResponseReturnValue:
    """Take the answer. One that asks for care gets advice first, and is stored only when sent again from there."""
    sheet = queries.get_sheet(identity.viewer(), planned_id)
    form = _form(sheet)
    if not form.validate_on_submit() or request.form.get("act") == "edit":
        return _session_page(sheet, form)
    answers = form.answers()
    if service.is_red(answers.pain_before, answers.pain_after) and form.advice_seen.data != words.VERSION:
        return _advice_page(sheet, form)
    if not _has_agreed(sheet):
        return _consent_page(sheet, "logbook.record")
    try:
        with transaction():
            _agree(sheet)
            service.record(sheet, answers, form_key=form.form_key.data, now=clock.now())
    except AlreadyAnswered as refusal:
        return _answered_already(sheet, form, refusal)
    except Refused as refusal:
        form.refuse(refusal)
        return _session_page(sheet, form)
    return redirect(url_for("logbook.show_done", planned_id=planned_id))


@blueprint.get("/<int:planned_id>/done")
@access.session
def show_done(planned_id: int) -> ResponseReturnValue:
    """What was saved, and how to change it. Three queries at most."""
    sheet = queries.get_sheet(identity.viewer(), planned_id)
    if sheet.log is None:
        return redirect(url_for("logbook.show_session", planned_id=planned_id))
    light = classify(sheet.log.pain_before, sheet.log.pain_after)
    return _page(
        "logbook/done.html",
        sheet,
        log=sheet.log,
        level=light.level if light else None,
        gaps=_gaps(sheet, sheet.log),
        may_answer=_may_answer(sheet),
    )


@blueprint.get("/<int:planned_id>/morning")
@access.session
def show_morning(planned_id: int) -> ResponseReturnValue:
    """The pain of the morning after: asked, or as it was told. Three queries at most."""
    sheet = queries.get_sheet(identity.viewer(), planned_id)
    if sheet.log is None:
        return redirect(url_for("logbook.show_session", planned_id=planned_id))
    return _morning_page(sheet, MorningForm(data={"pain": sheet.log.pain_next_morning}))


@blueprint.post("/<int:planned_id>/morning")
@access.session
def record_morning(planned_id: int) -> ResponseReturnValue:
    """Keep it."""
    sheet = queries.get_sheet(identity.viewer(), planned_id)
    form = MorningForm()
    if not form.validate_on_submit():
        return _morning_page(sheet, form)
    try:
        with transaction():
            service.record_morning(sheet, form.pain.data, now=clock.now())
    except Refused as refusal:
        form.refuse(refusal)
        return _morning_page(sheet, form)
    return redirect(url_for("logbook.show_morning", planned_id=planned_id))


@blueprint.get("/<int:planned_id>/kept")
@access.session
def show_kept(planned_id: int) -> ResponseReturnValue:
    """What a phone without a network shows after Save: the answer is kept, and the advice its numbers ask for.

    The phone fetches this page beforehand, so it says nothing about an answer by itself. Three queries at most.
    """
    sheet = queries.get_sheet(identity.viewer(), planned_id)
    return _page(
        "logbook/kept.html",
        sheet,
        limits=asdict(DEFAULT_THRESHOLDS),
        version=words.VERSION,
        signs=words.EMERGENCY.signs,
    )


@blueprint.get("/<int:planned_id>/not-today")
@access.session
def show_skip(planned_id: int) -> ResponseReturnValue:
    """Leave this session out: one tap for the reason. Three queries at most."""
    sheet = queries.get_sheet(identity.viewer(), planned_id)
    if sheet.log is not None or not _may_answer(sheet):
        return redirect(url_for("logbook.show_session", planned_id=planned_id))
    return _page("logbook/skip.html", sheet, form=SkipForm(form_key=uuid4().hex))


@blueprint.post("/<int:planned_id>/not-today")
@access.session
def skip(planned_id: int) -> ResponseReturnValue:
    """Keep the reason. An answer that is already there stays."""
    sheet = queries.get_sheet(identity.viewer(), planned_id)
    form = SkipForm()
    if not form.validate_on_submit():
        return _page("logbook/skip.html", sheet, form=form)
    if not _has_agreed(sheet):
        return _consent_page(sheet, "logbook.skip")
    try:
        with transaction():
            _agree(sheet)
            service.leave_out(sheet, SkipReason(form.reason.data), form_key=form.form_key.data, now=clock.now())
    except AlreadyAnswered:
        log = queries.find_log(planned_id)
        if log is None or log.form_key != form.form_key.data:
            flash("This session already has an answer. You can change it here.")
            return redirect(url_for("logbook.show_session", planned_id=planned_id))
    except Refused as refusal:
        form.refuse(refusal)
        return _page("logbook/skip.html", sheet, form=form)
    return redirect(url_for("logbook.show_done", planned_id=planned_id))


def _has_agreed(sheet: Sheet) -> bool:
    """Whether the words of today are agreed to, or are with this very form."""
    if not agreeing.is_asked_again(sheet.client):
        return True
    return bool(request.form.get("agrees")) and request.form.get("consent_version") == consent.current_version()


def _agree(sheet: Sheet) -> None:
    if agreeing.is_asked_again(sheet.client):
        version = request.form["consent_version"]
        agreeing.agree(sheet.client, consent.HEALTH_DATA, version=version, now=clock.now())


def _consent_page(sheet: Sheet, endpoint: str) -> str:
    """The words that have changed, before anything is logged. Everything that was sent is carried along."""
    version = consent.current_version()
    own = ("csrf_token", "agrees", "consent_version", "act")
    return _page(
        "logbook/consent.html",
        sheet,
        action=url_for(endpoint, planned_id=sheet.planned.id),
        version=version,
        sections=consent.sections(consent.get_text(version)),
        purpose=consent.find_purpose(consent.HEALTH_DATA),
        is_missing="consent_version" in request.form,
        sent=[(name, value) for name, value in request.form.items(multi=True) if name not in own],
    )


def _form(sheet: Sheet, **kwargs: Any) -> AnswerForm:
    plan = sheet.planned.prescription
    return form_for(lines_of(plan.items, plan.rounds), **kwargs)


def _shown(sheet: Sheet) -> dict[str, Any]:
    """What the form shows at first: the stored answer, or nothing but a fresh key."""
    return stored(sheet.log) if sheet.log is not None else {"form_key": uuid4().hex}


def _answered_already(sheet: Sheet, form: AnswerForm, refusal: AlreadyAnswered) -> ResponseReturnValue:
    """The same form sent twice at once is one answer. Any other is shown again, ready to replace what is stored."""
    log = queries.find_log(sheet.planned.id)
    if log is not None and log.form_key == form.form_key.data:
        return redirect(url_for("logbook.show_done", planned_id=sheet.planned.id))
    form.refuse(refusal)
    form.form_key.data = log.form_key if log is not None else uuid4().hex
    return _session_page(Sheet(sheet.planned, sheet.client, log, sheet.hold), form)


def _may_answer(sheet: Sheet) -> bool:
    is_open = service.answer_window(sheet, clock.now()) is Window.OPEN
    return is_open and (sheet.log is not None or not sheet.planned.excused)


def _gaps(sheet: Sheet, log: SessionLog) -> list[tuple[str, str]]:
    """What was not done in full: the line, and how much of it and why, in words."""
    reasons: dict[str | None, str] = dict(REASONS)
    answers = {f"{item.prescription_item_id}_{item.side}": item for item in log.items}
    plan = sheet.planned.prescription
    gaps = []
    for line in lines_of(plan.items, plan.rounds):
        answer = answers.get(line.key)
        if answer is not None and answer.done_units < line.units:
            amount = f"{answer.done_units} of {count(line.units, 'round')}" if answer.done_units else "Left out"
            reason = reasons.get(answer.skip_reason)
            gaps.append((line.label, f"{amount}. {reason}." if reason else f"{amount}."))
    return gaps


def _session_page(sheet: Sheet, form: AnswerForm, template: str = "logbook/session.html", **more: Any) -> str:
    plan = sheet.planned.prescription
    cards = cards_of(plan.items)
    may_answer = _may_answer(sheet)
    usual = queries.find_usual_pain(sheet.client.id, sheet.planned.planned_on) if may_answer else None
    return _page(
        template,
        sheet,
        form=form,
        log=sheet.log,
        cards=cards,
        equipment=equipment_of(cards),
        missing=missing_of(cards),
        time_words=time_text(time_of(plan.items, plan.rounds)),
        may_answer=may_answer,
        rest_from=rest_from(usual),
        usual=usual,
        window=service.answer_window(sheet, clock.now()),
        limits=DEFAULT_THRESHOLDS,
        stop_signs=words.STOP_SIGNS,
        **more,
    )


def _morning_page(sheet: Sheet, form: MorningForm) -> str:
    log = sheet.log
    morning = log.pain_next_morning if log else None
    light = classify(log.pain_before, log.pain_after, morning) if log else None
    return _page(
        "logbook/morning.html",
        sheet,
        form=form,
        log=log,
        morning=morning,
        is_lingering=light is not None and light.lingering,
        may_tell=service.may_tell_morning(sheet, clock.now()),
    )


def _advice_page(sheet: Sheet, form: AnswerForm) -> str:
    return _page(
        "logbook/advice.html",
        sheet,
        form=form,
        reason=words.too_much(form.pain_before.data, form.pain_after.data),
        version=words.VERSION,
        signs=words.EMERGENCY.signs,
    )


def _page(template: str, sheet: Sheet, **context: Any) -> str:
    """A page about one session. Somebody who came by a link sees no way to pages that link does not open."""
    return render_template(
        template,
        planned=sheet.planned,
        plan=sheet.planned.prescription,
        person=sheet.client,
        trainer=sheet.client.trainer,
        practice_name=sheet.client.practice.name,
        is_linked=bool(identity.viewer().scope),
        hold=sheet.hold,
        **context,
    )

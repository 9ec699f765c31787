"""Taking an answer: once, whole, and changeable for as long as the house rule allows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from app.core import audit, events, zones
from app.core.db import db, is_violation
from app.core.errors import Refused
from app.logbook import queries
from app.logbook.models import ItemLog, SessionLog, SkipReason
from app.logbook.queries import Sheet
from app.logbook.rules import Answers, Window, all_left_out, asks_morning, lines_of, window
from app.prescriptions.models import PlannedSession
from app.routines.dose import prescribed_units
from app.routines.shape import dose_items
from app.safety import service as safety
from app.safety.traffic_light import Level, classify, start_check


class AlreadyAnswered(Refused):
    """The planned session has an answer from another page or browser, or this very form was sent twice at once."""

    def __init__(self) -> None:
        super().__init__("This session already has an answer. Saving here replaces it.")


def is_red(before: int | None, after: int | None) -> bool:
    """Whether these two pain answers ask for care before anything else happens."""
    light = classify(before, after)
    return light is not None and light.level is Level.RED


def record(sheet: Sheet, answers: Answers, *, form_key: str, now: datetime) -> SessionLog:
    """Store an answer, or change the stored one when `form_key` is its own. Sending the same twice changes nothing.

    A red answer also makes a safety event and a mail to the trainer, in the same transaction; changing a red answer
    into another red one does not make a second event. So does a start with pain that asks for rest. Raises
    AlreadyAnswered, and Refused for a day that may not be answered.
    """
    _refuse_closed(sheet, now)
    log = queries.find_log(sheet.planned.id, to_change=True)
    if log is None:
        log = _add(sheet, answers, form_key, now)
        was_red, old_before = False, None
    elif log.form_key == form_key:
        was_red, old_before = is_red(log.pain_before, log.pain_after), log.pain_before
        _change(sheet, log, answers, now)
    else:
        raise AlreadyAnswered
    if is_red(answers.pain_before, answers.pain_after):
        if not was_red:
            safety.record_red(sheet.client, happened_on=log.performed_on, now=now)
    elif _asks_for_rest(sheet, answers.pain_before) and not _asks_for_rest(sheet, old_before):
        safety.record_high_start(sheet.client, happened_on=log.performed_on, now=now)
    events.session_answered.send(sheet.client, now=now)
    return log


def _asks_for_rest(sheet: Sheet, before: int | None) -> bool:
    """Whether starting with this pain asked for rest, by this client's own usual of that day."""
    if before is None:
        return False
    usual = queries.find_usual_pain(sheet.client.id, sheet.planned.planned_on)
    return start_check(before, usual).offer_rest


def record_morning(sheet: Sheet, pain: int, *, now: datetime) -> None:
    """Keep the pain of the morning after, 0–10; the same morning it may be changed. Raises Refused on another day."""
    log = sheet.log
    if log is None or not may_tell_morning(sheet, now):
        raise Refused("This is asked on the morning after a session only. Its answer stays as it is.")
    if log.pain_next_morning == pain:
        return
    log.pain_next_morning = pain
    db.session.flush()
    audit.record(
        "morning after told",
        f"session_log:{log.id}",
        now=now,
        actor_id=sheet.client.user_id,
        practice_id=log.practice_id,
    )
    events.session_answered.send(sheet.client, now=now)


def may_tell_morning(sheet: Sheet, now: datetime) -> bool:
    """Whether today, where the client is, is the morning after this session."""
    if sheet.log is None:
        return False
    today = zones.local_date(now, zones.get_zone(sheet.client.user.zone))
    return asks_morning(sheet.log.performed_on, sheet.log.done_units, today)


def leave_out(sheet: Sheet, reason: SkipReason, *, form_key: str, now: datetime) -> SessionLog:
    """Store "not today": every line left out for one reason. Raises as `record` does."""
    lines = lines_of(sheet.planned.prescription.items, sheet.planned.prescription.rounds)
    return record(sheet, Answers(lines=all_left_out(lines, reason)), form_key=form_key, now=now)


def answer_window(sheet: Sheet, now: datetime) -> Window:
    """Whether this session may be answered now, by the calendar of the client's own zone."""
    return window(sheet.planned.planned_on, zones.local_date(now, zones.get_zone(sheet.client.user.zone)))


def _refuse_closed(sheet: Sheet, now: datetime) -> None:
    here = answer_window(sheet, now)
    if here is Window.AHEAD:
        raise Refused("This day has not come yet. Tell us on the day.")
    if here is Window.CLOSED:
        raise Refused("This day is more than seven days ago. Its answer stays as it is.")
    if sheet.planned.excused and sheet.log is None:
        held = "Your plan is on hold. Nothing is planned until your trainer opens it again."
        raise Refused(held if sheet.planned.excused == "hold" else "Nothing is planned for this day any more.")


def _add(sheet: Sheet, answers: Answers, form_key: str, now: datetime) -> SessionLog:
    planned, client = sheet.planned, sheet.client
    plan = planned.prescription
    log = SessionLog(
        practice_id=client.practice_id,
        client_id=client.id,
        prescription_id=plan.id,
        planned_session_id=planned.id,
        performed_on=planned.planned_on,
        logged_at=now,
        zone=client.user.zone,
        pain_before=answers.pain_before,
        pain_after=answers.pain_after,
        effort=answers.effort,
        note=answers.note,
        prescribed_units=prescribed_units(dose_items(plan.items), plan.rounds),
        done_units=answers.done_units,
        form_key=form_key,
        items=_items(planned, answers),
    )
    return insert_log(log)


def insert_log(log: SessionLog) -> SessionLog:
    """Add a whole answer to the present transaction. Raises AlreadyAnswered when its day has one."""
    db.session.add(log)
    try:
        db.session.flush()
    except IntegrityError as error:
        # Two sends at the same moment: the other one was quicker.
        for column in ("planned_session_id", "form_key"):
            if is_violation(error, f"uq_session_log_{column}", f"session_log.{column}"):
                raise AlreadyAnswered from error
        raise
    return log


def _change(sheet: Sheet, log: SessionLog, answers: Answers, now: datetime) -> None:
    values = {
        "pain_before": answers.pain_before,
        "pain_after": answers.pain_after,
        "effort": answers.effort,
        "note": answers.note,
        "done_units": answers.done_units,
    }
    changed = [name for name, value in values.items() if getattr(log, name) != value]
    for name in changed:
        setattr(log, name, values[name])
    if _replace_items(log, _items(sheet.planned, answers)):
        changed.append("items")
    if not changed:
        return
    db.session.flush()
    audit.record(
        "session answer changed",
        f"session_log:{log.id}",
        now=now,
        actor_id=sheet.client.user_id,
        practice_id=log.practice_id,
        detail=", ".join(changed),
    )


def _items(planned: PlannedSession, answers: Answers) -> list[ItemLog]:
    plan = planned.prescription
    return [
        ItemLog(
            prescription_item_id=line.item_id,
            side=line.side,
            prescribed_units=line.units,
            done_units=answers.lines[line.key].done_units,
            skip_reason=answers.lines[line.key].skip_reason,
            pain=answers.lines[line.key].pain,
        )
        for line in lines_of(plan.items, plan.rounds)
    ]


def _replace_items(log: SessionLog, wanted: list[ItemLog]) -> bool:
    """Write new line answers over the old ones of the same exercise and side. True when something differs."""
    old = {(item.prescription_item_id, item.side): item for item in log.items}
    differs = False
    for item in wanted:
        before = old.get((item.prescription_item_id, item.side))
        if before is None:
            log.items.append(item)
            differs = True
        elif _said(before) != _said(item):
            before.done_units, before.skip_reason, before.pain = _said(item)
            differs = True
    return differs


def _said(item: ItemLog) -> tuple[int, str | None, int | None]:
    return item.done_units, item.skip_reason, item.pain

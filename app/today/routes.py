"""The client's own pages: today, the programme, progress, and the arrival by a mailed link."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts import identity, links
from app.accounts.models import LinkPurpose, LinkToken
from app.bookings.queries import find_next_call
from app.clients.agreeing import list_standing
from app.clients.models import Client
from app.clients.queries import get_own_client
from app.core import access, zones
from app.core.clock import clock
from app.core.db import transaction
from app.core.drawing import adherence_chart, pain_chart
from app.core.limits import TOKEN_POST, limiter
from app.logbook.cards import cards_of, equipment_of, missing_of
from app.logbook.links import planned_id_of
from app.logbook.rules import ANSWER_DAYS
from app.prescriptions.models import PlannedSession, PrescriptionItem
from app.prescriptions.queries import find_current
from app.prescriptions.schedule import Weekdays
from app.progress.adherence import pooled, rolling_result, streaks
from app.progress.charts import adherence_weeks, pain_weeks
from app.progress.queries import load_history
from app.progress.story import tell
from app.routines.dose import time_text, whole_minutes
from app.routines.shape import column_of, time_of
from app.safety.queries import find_open_hold
from app.safety.traffic_light import DEFAULT_THRESHOLDS
from app.today import queries, rules
from app.today.queries import RECENT_DAYS

blueprint = Blueprint("today", __name__)

WEEKS_SHOWN = 12


@blueprint.get("/today")
@access.client
def show_today() -> ResponseReturnValue:
    """Where a client starts: what is on today, how the week looks, the next call. Five queries."""
    client = get_own_client(identity.viewer())
    now = clock.now()
    today = _today(client)
    hold = find_open_hold(client.id)
    outlook = queries.load_outlook(client.id, today)
    here = next((day for day in outlook.days if day.planned.planned_on == today), None)
    matching = rules.matched(outlook.days)
    plan = here.planned.prescription_id if here else None
    return _page(
        "today/today.html",
        client,
        today=today,
        kind=rules.kind_of_day(client.status, outlook.plans, here, today, is_held=hold is not None),
        hold=hold,
        asks_intake=client.intake_done_at is None,
        changed_texts=[one.purpose for one in list_standing(client.id) if one.is_stale],
        here=here,
        plan=next((one for one in outlook.plans if one.id == plan), rules.plan_for(outlook.plans, today)),
        items=outlook.items,
        next=rules.next_session(outlook.days, today),
        open_days=rules.open_days(outlook.days, today),
        answer_days=ANSWER_DAYS,
        week=rules.week_days(matching, today),
        recent=rolling_result(matching, today, RECENT_DAYS).text(RECENT_DAYS),
        call=find_next_call(client.id, now),
        **_dose(outlook.items, next((one.rounds for one in outlook.plans if one.id == plan), 1)),
    )


@blueprint.get("/programme")
@access.client
def show_programme() -> ResponseReturnValue:
    """The plan in force with every exercise in full. Three queries."""
    client = get_own_client(identity.viewer())
    today = _today(client)
    plan = find_current(client.id, today)
    if plan is None:
        return _page("today/no_programme.html", client)
    cards = cards_of(plan.items)
    return _page(
        "today/programme.html",
        client,
        today=today,
        plan=plan,
        weekdays=str(Weekdays.from_text(plan.weekdays)),
        cards=cards,
        equipment=equipment_of(cards),
        missing=missing_of(cards),
        limits=DEFAULT_THRESHOLDS,
        **_dose(plan.items, plan.rounds),
    )


@blueprint.get("/progress")
@access.client
def show_progress() -> ResponseReturnValue:
    """What was done and how the pain went, week by week. Three queries."""
    client = get_own_client(identity.viewer())
    today = _today(client)
    history = load_history(client.id, since=today - timedelta(weeks=WEEKS_SHOWN - 1))
    number = history.age_weeks(today)
    if not number:
        return _page("today/no_progress.html", client)
    weeks = history.weeks(today, number)
    pain = pain_weeks(history.answers, [monday for monday, _ in weeks])
    matching = history.matched()
    return _page(
        "today/progress.html",
        client,
        number=number,
        week=rules.week_days(matching, today),
        recent=history.window(today, RECENT_DAYS).text(RECENT_DAYS),
        total=pooled(result for _, result in weeks),
        sessions=adherence_chart(adherence_weeks(history, today, number)),
        best_run=streaks(day.status(today) for day in matching.days).best,
        story=tell(pain),
        pain=pain_chart(pain) if any(week.before_n or week.after_n for week in pain) else None,
    )


@blueprint.get("/s/<token>")
@access.token
def show_arrival(token: str) -> ResponseReturnValue:
    """What a mailed link opens. Reading it changes nothing: mail programs open links on their own. Three queries."""
    link = links.find_link(token, LinkPurpose.SESSION, now=clock.now())
    found = _arrival(link)
    if link is None or found is None:
        return render_template("today/link_gone.html"), 410
    planned, client = found
    total = time_of(planned.prescription.items, planned.prescription.rounds)
    is_other = current_user.is_authenticated and current_user.id != link.user_id
    return render_template(
        "today/arrival.html",
        token=token,
        planned=planned,
        person=client.user,
        trainer=client.trainer,
        practice=client.practice,
        is_today=planned.planned_on == _today(client),
        minutes=whole_minutes(total.clock_s),
        other_name=current_user.user.name if is_other else "",
    )


@blueprint.post("/s/<token>")
@access.token
@limiter.limit(TOKEN_POST)
def arrive(token: str) -> ResponseReturnValue:
    """Open the session: sign this browser in for that one, unless the same person is signed in here already."""
    now = clock.now()
    link = links.find_link(token, LinkPurpose.SESSION, now=now)
    found = _arrival(link)
    if link is None or found is None:
        return render_template("today/link_gone.html"), 410
    is_here = current_user.is_authenticated and current_user.id == link.user_id
    with transaction():
        links.note_opened(link, now=now)
        if not (is_here and current_user.scope in ("", link.scope)):
            identity.sign_in(link.user, now=now, scope=link.scope)
    return redirect(url_for("logbook.show_session", planned_id=found[0].id))


def _arrival(link: LinkToken | None) -> tuple[PlannedSession, Client] | None:
    planned_id = planned_id_of(link.scope) if link is not None else None
    if link is None or planned_id is None:
        return None
    return queries.find_arrival(link.user_id, planned_id)


def _today(client: Client) -> date:
    """The local date where the client is."""
    return zones.local_date(clock.now(), zones.get_zone(client.user.zone))


def _dose(items: list[PrescriptionItem], rounds: int) -> dict[str, Any]:
    """Minutes, their words and the drawing of a session; without exercises there is nothing to draw."""
    if not items:
        return {"minutes": 0, "time_words": "", "column": None}
    total = time_of(items, rounds)
    return {
        "minutes": whole_minutes(total.clock_s),
        "time_words": time_text(total),
        "column": column_of(items, rounds),
    }


def _page(template: str, client: Client, **context: Any) -> str:
    return render_template(
        template,
        person=client.user,
        trainer=client.trainer,
        practice_name=client.practice.name,
        **context,
    )

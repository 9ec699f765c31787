"""What each page of a client shows: a template and its context, for any client. The caller has checked access."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from app.bookings.queries import find_next_call
from app.clients.agreeing import list_standing
from app.clients.models import Client
from app.core import zones
from app.core.drawing import adherence_chart, pain_chart
from app.habits import cards as habit_cards
from app.habits.queries import list_followed
from app.logbook.cards import cards_of, equipment_of, missing_of
from app.logbook.rules import ANSWER_DAYS
from app.outcomes.cards import outcome_of
from app.outcomes.queries import find_standing, list_assessments, rounds_of
from app.prescriptions.models import Prescription, PrescriptionItem
from app.prescriptions.queries import find_current
from app.prescriptions.short import short_of
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

WEEKS_SHOWN = 12

Shown = tuple[str, dict[str, Any]]


def load_today(client: Client, *, now: datetime) -> Shown:
    """Where a client starts: what is on today, how the week looks, the habits, the next call. Seven queries."""
    today = today_of(client, now)
    hold = find_open_hold(client.id)
    outlook = queries.load_outlook(client.id, today)
    here = next((day for day in outlook.days if day.planned.planned_on == today), None)
    matching = rules.matched(outlook.days)
    quota = rules.quota_of(matching, today)
    is_enough = quota is not None and not quota.left
    plan = here.planned.prescription_id if here else None
    habits = [habit_cards.week_card_of(one, today) for one in list_followed(client.id, since=zones.week_start(today))]
    kind = rules.kind_of_day(client.status, outlook.plans, here, today, is_held=hold is not None, is_enough=is_enough)
    return _shown(
        "today/today.html",
        client,
        today=today,
        kind=kind,
        check_in=rules.check_in_of(kind, outlook.plans, find_standing(client.id), today),
        hold=hold,
        asks_intake=client.intake_done_at is None,
        changed_texts=[one.purpose for one in list_standing(client.id) if one.is_stale],
        here=here,
        plan=next((one for one in outlook.plans if one.id == plan), rules.plan_for(outlook.plans, today)),
        items=outlook.items,
        quota=quota,
        next=rules.next_session(outlook.days, today),
        open_days=rules.open_days(outlook.days, today),
        answer_days=ANSWER_DAYS,
        week=rules.week_days(matching, today),
        recent=rolling_result(matching, today, RECENT_DAYS).text(RECENT_DAYS),
        habits=habits,
        habits_key=habit_cards.key_of(habits),
        call=find_next_call(client.id, now),
        morning=rules.morning_after(outlook.days, today),
        **_dose(outlook.items, next((one.rounds for one in outlook.plans if one.id == plan), 1)),
    )


def load_programme(client: Client, *, now: datetime) -> Shown:
    """The plan in force with every exercise in full. Three queries."""
    today = today_of(client, now)
    plan = find_current(client.id, today)
    return programme_of(client, plan, today) if plan else _shown("today/no_programme.html", client)


def programme_of(client: Client, plan: Prescription, today: date) -> Shown:
    """A plan with every exercise in full, given already or only thought of. No query."""
    cards = cards_of(plan.items)
    return _shown(
        "today/programme.html",
        client,
        today=today,
        plan=plan,
        days_words=str(plan.schedule),
        cards=cards,
        short=short_of(plan.items, plan.short_group),
        equipment=equipment_of(cards),
        missing=missing_of(cards),
        limits=DEFAULT_THRESHOLDS,
        **_dose(plan.items, plan.rounds),
    )


def load_progress(client: Client, *, now: datetime) -> Shown:
    """What was done, how the pain went week by week, and what works again. Five queries."""
    today = today_of(client, now)
    history = load_history(client.id, since=today - timedelta(weeks=WEEKS_SHOWN - 1))
    number = history.age_weeks(today)
    if not number:
        return _shown("today/no_progress.html", client)
    weeks = history.weeks(today, number)
    pain = pain_weeks(history.answers, [monday for monday, _ in weeks])
    matching = history.matched()
    tracked = list_followed(client.id, since=habit_cards.weeks_memory_of(today))
    habits = [card for one in tracked if (card := habit_cards.weeks_card_of(one, today)) is not None]
    return _shown(
        "today/progress.html",
        client,
        number=number,
        week=rules.week_days(matching, today),
        recent=history.window(today, RECENT_DAYS).text(RECENT_DAYS),
        total=pooled(result for _, result in weeks),
        sessions=adherence_chart(adherence_weeks(history, today, number)),
        best_run=streaks(day.status(today) for day in matching.days).best,
        story=tell(pain),
        habits=habits,
        habits_key=habit_cards.key_of(habits),
        outcome=outcome_of(rounds_of(list_assessments(client.id))),
        pain=pain_chart(pain) if any(week.before_n or week.after_n for week in pain) else None,
    )


def today_of(client: Client, now: datetime) -> date:
    """The local date where the client is."""
    return zones.local_date(now, zones.get_zone(client.user.zone))


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


def _shown(template: str, client: Client, **context: Any) -> Shown:
    names = {"person": client.user, "trainer": client.trainer, "practice_name": client.practice.name}
    return template, names | context

"""Everything the trainer's page about one client shows at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.bookings.queries import find_next_call
from app.clients.models import Client, ClientNote
from app.clients.notes import find_pinned
from app.core import zones
from app.core.db import db
from app.core.drawing import Column, CourseChart, SidesChart, course_chart, sides_chart
from app.core.words import city, local, short_date
from app.mail import kinds
from app.mail.stopping import list_stopped
from app.prescriptions.models import Prescription
from app.prescriptions.queries import find_current
from app.progress.adherence import WINDOWS, DayStatus, WindowResult
from app.progress.charts import course_weeks, side_pairs
from app.progress.queries import Answer, History, load_history, load_sides
from app.progress.sides import Sides
from app.progress.story import PainStory, tell
from app.reminders.models import ReminderSetting
from app.reminders.rules import DEFAULT_REMINDER_TIME
from app.routines.dose import time_text
from app.routines.shape import column_of, time_of
from app.safety.models import SafetyEvent
from app.safety.queries import list_unseen

# The charts grow with the history, and look like charts from the first week on.
FEWEST_WEEKS, MOST_WEEKS = 4, 8
LATEST = 8
TAGS = {
    DayStatus.COMPLETED: ("ok", "Done"),
    DayStatus.PARTIAL: ("watch", "Part"),
    DayStatus.NOT_DONE: ("none", "Left out"),
    DayStatus.NO_ANSWER: ("none", "No answer"),
}


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One line of the latest sessions: the day, its tag, and the answer where there is one."""

    on: date
    state: str
    word: str
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class Overview:
    """One client, read once. `windows` maps 7, 30 and 90 days to their counts."""

    client: Client
    plan: Prescription | None
    plan_column: Column | None
    plan_words: str
    days_words: str
    answers: Sequence[Answer]
    windows: dict[int, WindowResult]
    course: CourseChart
    has_band: bool
    sides: Sides | None
    sides_chart: SidesChart | None
    story: PainStory
    pinned: ClientNote | None
    latest: list[SessionLine]
    dates: list[tuple[str, str, str]]
    red_answers: Sequence[SafetyEvent]


def load_overview(client: Client, viewer_zone: str, *, now: datetime) -> Overview:
    """Read the page about a client the viewer has already been allowed to see. Twelve queries."""
    zone = zones.get_zone(client.user.zone)
    today = zones.local_date(now, zone)
    history = load_history(client.id, since=today - timedelta(days=97))
    plan = find_current(client.id, today)
    number = max(FEWEST_WEEKS, min(MOST_WEEKS, history.age_weeks(today)))
    weeks = course_weeks(history, today, number)
    sides = load_sides(client.id, today)
    return Overview(
        client=client,
        plan=plan,
        plan_column=column_of(plan.items, plan.rounds, height=200) if plan else None,
        plan_words=time_text(time_of(plan.items, plan.rounds)) if plan else "",
        days_words=str(plan.schedule) if plan else "",
        answers=history.answers,
        windows={days: history.window(today, days) for days in WINDOWS},
        course=course_chart(weeks),
        has_band=any(week.pain.low is not None for week in weeks),
        sides=sides,
        sides_chart=sides_chart(side_pairs(sides)) if sides and sides.is_enough else None,
        story=tell([week.pain for week in weeks]),
        pinned=find_pinned(client.id),
        latest=_latest(history, today),
        dates=_dates(client, plan, viewer_zone, now),
        red_answers=list_unseen(client.id),
    )


def _dates(client: Client, plan: Prescription | None, viewer_zone: str, now: datetime) -> list[tuple[str, str, str]]:
    call = find_next_call(client.id, now)
    rows = []
    if plan:
        rows.append(("Review", short_date(plan.review_on), ""))
    if call:
        mine, theirs = local(call.start_at, viewer_zone), local(call.start_at, client.user.zone)
        other = f"{theirs:%H:%M} for {client.first_name}" if mine.time() != theirs.time() else ""
        rows.append(("Next call", f"{short_date(mine.date())}, {mine:%H:%M}", other))
    else:
        rows.append(("Next call", "none booked", ""))
    rows.append(("Reminder", _reminder_words(client), "None if already answered"))
    return rows


def _latest(history: History, today: date) -> list[SessionLine]:
    matching = history.matched()
    by_id = {answer.log_id: answer for answer in history.answers}
    lines = []
    for day in matching.days:
        status = day.status(today)
        if status in TAGS and not day.is_any_day:
            answer = by_id.get(day.done.log_id) if day.done else None
            lines.append(SessionLine(answer.on if answer else day.planned.on, *TAGS[status], answer))
    for extra in matching.extras:
        lines.append(SessionLine(extra.on, "ok", "Extra", by_id.get(extra.log_id)))
    return sorted(lines, key=lambda line: line.on, reverse=True)[:LATEST]


def _reminder_words(client: Client) -> str:
    if kinds.SESSION_REMINDER.name in list_stopped(client.user_id):
        return "off"
    setting = db.session.get(ReminderSetting, client.id)
    at = setting.at if setting else DEFAULT_REMINDER_TIME
    return f"{at:%H:%M} {city(client.user.zone)} time"

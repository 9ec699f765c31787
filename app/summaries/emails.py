"""The weekly summary for a client, the digest for a trainer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.accounts.emails import recipient
from app.core.drawing import week as week_days
from app.core.links import public_url
from app.core.words import long_date, one_decimal, short_date, weekday
from app.mail import kinds
from app.mail.message import Message
from app.practices.models import Membership
from app.practices.sender import mail_sender_of
from app.progress.adherence import DayStatus
from app.progress.charts import week_states
from app.routines.dose import about_minutes
from app.summaries.digest import DigestRow
from app.summaries.queries import Week
from app.summaries.week import WeekNumbers


def week_summary_mail(week: Week, *, due_at: datetime, with_pain: bool = False) -> Message:
    """Counts and dates: an inbox is not private, so pain stays behind the link, unless the client agreed to have it.

    Habits about food, or in somebody's own words, stay there too.
    """
    numbers, matching = week.numbers, week.history.matched()
    unanswered = [
        day.planned.on
        for day in matching.days
        if week.monday <= day.planned.on <= numbers.ends_on
        and not day.is_any_day
        and day.status(week.today) is DayStatus.NO_ANSWER
    ]
    coming = [planned for planned in numbers.next_week if planned.excused is None]
    minutes = {about_minutes(planned.clock_s) for planned in coming}
    return Message(
        kind=kinds.WEEK_SUMMARY,
        to=recipient(week.client.user),
        sender=mail_sender_of(week.client.practice),
        period=numbers.week,
        due_at=due_at,
        context={
            "client": week.client,
            "sessions": numbers.sessions,
            "ends_on": numbers.ends_on,
            "days": week_days(week_states(matching, week.monday, week.today)),
            "unanswered": [(weekday(on), long_date(on + timedelta(days=7))) for on in unanswered],
            "coming": [short_date(planned.on) for planned in coming],
            "habits": [f"{habit.title}: {habit.text}." for habit in numbers.habits if habit.is_plain],
            "minutes": minutes.pop() if len(minutes) == 1 else "",
            "pain": _pain_words(numbers) if with_pain else "",
            "link": public_url("today.show_progress"),
        },
    )


def _pain_words(numbers: WeekNumbers) -> str:
    """The means of the week's ratings in a sentence, "" for a week without any."""
    means = (("before sessions", numbers.pain_before), ("after", numbers.pain_after))
    said = [f"{name} {one_decimal(average.mean)}" for name, average in means if average.n]
    return f"Pain {', '.join(said)}, on average." if said else ""


def trainer_digest_mail(
    membership: Membership, rows: Sequence[DigestRow], week: str, *, due_at: datetime, ends_on: str
) -> Message:
    """One mail about everybody, who needs a look first."""
    needing = [row for row in rows if row.reason]
    return Message(
        kind=kinds.TRAINER_DIGEST,
        to=recipient(membership.user),
        sender=mail_sender_of(membership.practice, to_team=True),
        period=week,
        due_at=due_at,
        context={
            "needing": needing,
            "rest": [row for row in rows if not row.reason],
            "ends_on": ends_on,
            "link": public_url("desk.list_clients"),
        },
    )

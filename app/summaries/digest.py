"""Who a trainer should look at first, and why. Pure; a mail's words, so without any health detail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.progress.adherence import Band, WindowResult

IDLE_DAYS = 7


@dataclass(frozen=True, slots=True)
class ClientWeek:
    """What the digest knows of one client. `has_unseen_red` is a red answer nobody has looked at yet."""

    client_id: int
    name: str
    result: WindowResult
    last_answer_on: date | None
    planned_since: date | None
    has_unseen_red: bool


@dataclass(frozen=True, slots=True)
class DigestRow:
    """One line: the client, the fraction of the week, and a reason ("" for the rest)."""

    client_id: int
    name: str
    fraction: str
    reason: str


def digest_rows(weeks: Iterable[ClientWeek], today: date) -> list[DigestRow]:
    """The lines in order of need: red answers, silence, few sessions, then the rest by name (house rule, summaries)."""
    ranked = [(_rank(week, today), week) for week in weeks]
    ranked.sort(key=lambda pair: (pair[0][0], pair[1].name.lower()))
    return [DigestRow(week.client_id, week.name, week.result.fraction_text, reason) for (_, reason), week in ranked]


def _rank(week: ClientWeek, today: date) -> tuple[int, str]:
    if week.has_unseen_red:
        return 0, "An answer asks for a look."
    idle = _idle_days(week, today)
    if idle is not None and idle >= IDLE_DAYS:
        return 1, f"No answer for {idle} days."
    if week.result.band is Band.NEEDS_SUPPORT:
        return 2, "Under half of what was planned."
    return 3, ""


def _idle_days(week: ClientWeek, today: date) -> int | None:
    """Local days without an answer, counted only while something was planned. None when nothing was."""
    if week.planned_since is None or today - week.planned_since < timedelta(days=IDLE_DAYS):
        return None
    if week.result.planned == 0 and week.result.open == 0:
        return None
    return (today - max(week.last_answer_on or week.planned_since, week.planned_since)).days

"""Domain rules 5: pain that is high before a session offers rest and tells the trainer; two red answers in a week."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.core.zones import get_zone, to_utc
from app.mail.models import OutboxMail
from app.prescriptions.models import PlannedSession, Prescription
from app.reminders.rules import DEFAULT_REMINDER_TIME, Decision, Reason, decide
from app.reminders.state import load_states
from app.safety import service as safety
from app.safety.models import SafetyEvent
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import Browser, Page

TODAY = date(2026, 11, 25)
DAY = timedelta(days=1)


@pytest.fixture
def plan(cast: Cast) -> Prescription:
    exercises = factories.make_exercises(now=NOW)
    return factories.make_prescription(cast.cleo, exercises, now=NOW, effective_from=date(2026, 11, 9))


@pytest.fixture
def path(cast: Cast, plan: Prescription, sign_in: Callable[..., None]) -> str:
    sign_in(cast.cleo.user)
    planned = db.session.scalars(select(PlannedSession).where(PlannedSession.planned_on == TODAY)).one()
    return f"/sessions/{planned.id}"


def _rated(cast: Cast, plan: Prescription, **before: int) -> None:
    """Answers with pain before, by the day of the month: d18=2."""
    for day, value in before.items():
        on = date(2026, 11, int(day[1:]))
        planned = db.session.scalars(select(PlannedSession).where(PlannedSession.planned_on == on)).one()
        factories.make_log(cast.cleo, plan, on, now=NOW, planned=planned, before=value)


def _answer(page: Browser, path: str, before: str, after: str = "") -> Page:
    return page.submit(page.get(path), path, whole="all", pain_before=before, pain_after=after)


def _levels() -> list[str]:
    return list(db.session.scalars(select(SafetyEvent.level)))


# 5.7 Before the start


def test_5_7_without_a_usual_rest_is_offered_from_8(page: Browser, path: str) -> None:
    seen = page.get(path)
    assert "From 8 on, rest today or have a gentle day." in seen.text
    assert "Your usual" not in seen.text
    assert f"{path}/not-today" in seen.links()
    assert "/guide/flare-days" in seen.links()


def test_5_7_with_a_usual_rest_is_offered_from_3_above_it(
    page: Browser, path: str, cast: Cast, plan: Prescription
) -> None:
    # The 16th is more than seven days ago; 2 and 1 have the mean 1.5.
    _rated(cast, plan, d16=9, d18=2, d23=1)
    seen = page.get(path)
    assert "From 5 on, rest today" in seen.text
    assert "Your usual of the last seven days is 1.5." in seen.text


@pytest.mark.parametrize(
    ("before", "after", "levels"),
    [("7", "", []), ("8", "", ["amber"]), ("8", "5", ["amber"]), ("8", "9", ["red"]), ("", "3", [])],
)
def test_5_7_a_start_at_8_is_kept_and_told_once(
    page: Browser, path: str, before: str, after: str, levels: list[str]
) -> None:
    seen = _answer(page, path, before, after)
    if levels == ["red"]:
        page.submit(seen, path)
    assert _levels() == levels
    mails = db.session.scalars(select(OutboxMail)).all()
    assert len(mails) == len(levels)
    assert all("pain" not in f"{mail.subject} {mail.text}".lower() for mail in mails)
    if levels == ["amber"]:
        _answer(page, path, "9", after)
        assert _levels() == ["amber"], "a change tells nobody again"


def test_5_7_a_start_3_above_the_usual_is_told(page: Browser, path: str, cast: Cast, plan: Prescription) -> None:
    _rated(cast, plan, d18=2, d20=1, d23=1)
    _answer(page, path, "4", "3")
    assert _levels() == [], "4 is not 3 above 1.33"
    _answer(page, path, "5", "3")
    assert _levels() == ["amber"]


# 5.8 The second red answer in seven days


def _decision(cast: Cast) -> Decision:
    state = load_states([cast.cleo.id], now=NOW)[cast.cleo.id]
    due_at = to_utc(TODAY, DEFAULT_REMINDER_TIME, get_zone("America/Edmonton"))
    return decide(state.facts(due_at, due_at))


@pytest.mark.parametrize(
    ("days", "is_sent"), [((24,), True), ((20, 24), False), ((18, 24), False), ((17, 24), True), ((24, 24), False)]
)
def test_5_8_the_next_reminder_is_skipped_until_the_trainer_has_looked(
    cast: Cast, plan: Prescription, days: tuple[int, ...], is_sent: bool
) -> None:
    for day in days:
        with transaction():
            safety.record_red(cast.cleo, happened_on=date(2026, 11, day), now=NOW)
    decision = _decision(cast)
    assert decision.is_send is is_sent
    assert is_sent or decision.reason is Reason.UNDER_REVIEW
    with transaction():
        safety.mark_seen(cast.cleo, now=NOW)
    assert _decision(cast).is_send


def test_5_8_what_is_no_red_answer_stops_no_reminder(cast: Cast, plan: Prescription) -> None:
    for _ in range(2):
        with transaction():
            safety.record_high_start(cast.cleo, happened_on=TODAY - DAY, now=NOW)
    assert _decision(cast).is_send

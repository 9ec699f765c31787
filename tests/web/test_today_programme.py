"""The programme and progress pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.clients.models import Client
from app.core.db import db
from app.prescriptions.models import PlannedSession, Prescription
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import HOST, Browser
from tests.queries import counted

START = date(2026, 10, 5)


@pytest.fixture
def plan(cast: Cast, sign_in: Callable[..., None]) -> Prescription:
    """Mon/Wed/Fri since Monday 5 October, eight weeks; Cleo is signed in."""
    sign_in(cast.cleo.user)
    exercises = factories.make_exercises(now=NOW)
    return factories.make_prescription(cast.cleo, exercises, now=NOW, effective_from=START, days=56)


def _answers(cleo: Client, plan: Prescription, before: list[int | None]) -> None:
    """One answer on each Monday from the start on."""
    for number, value in enumerate(before):
        on = START + timedelta(weeks=number)
        planned = db.session.scalars(select(PlannedSession).where(PlannedSession.planned_on == on)).one()
        told_at = NOW.replace(month=on.month, day=on.day)
        factories.make_log(cleo, plan, on, now=told_at, planned=planned, before=value, after=value)


def test_the_programme_has_every_text(page: Browser, plan: Prescription) -> None:
    seen = page.get("/programme")
    assert seen.h1 == "Hamstrings"
    for words in (
        "Mon, Wed, Fri",
        "3 rounds",
        "Mat",
        "Slowly.",
        "Lie down.",
        "Holding the breath.",
        "A smaller range.",
        "Something missing? Use this instead",
        "No mat?",
    ):
        assert words in seen.text, words
    assert len(seen.all("details", class_="twin")) == 4


def test_the_programme_asks_three_things(page: Browser, plan: Prescription) -> None:
    page.get("/programme")
    with counted() as seen:
        page.client.get("/programme", base_url=HOST)
    assert len(seen) == 5, "the sign-in, new messages and three more"


def test_progress_asks_five_things(page: Browser, plan: Prescription, cast: Cast) -> None:
    _answers(cast.cleo, plan, [6, 5, 5])
    page.get("/progress")
    with counted() as seen:
        page.client.get("/progress", base_url=HOST)
    assert len(seen) == 7, "the sign-in, new messages and five more"


def test_progress_counts_and_draws(page: Browser, plan: Prescription, cast: Cast) -> None:
    _answers(cast.cleo, plan, [6, 6, 5, 5, 4, 4, 3, 3])
    seen = page.get("/progress")
    assert "8 of 22 planned, last 8 weeks" in seen.text
    assert "Before sessions: 6.0 to 3.0, down 3.0 and 50 %." in seen.text
    assert "A meaningful improvement" in seen.text
    tables = [e.find("caption") for e in seen.all("table")]
    assert len(tables) == 2, "each chart has its twin"
    assert "Mon: done" in seen.text


def test_progress_stays_careful_with_few_weeks(page: Browser, plan: Prescription, cast: Cast) -> None:
    _answers(cast.cleo, plan, [6, 3])
    assert "Not enough weeks yet to say more: 2 of 6." in page.get("/progress").text


def test_a_small_change_is_no_clear_change(page: Browser, plan: Prescription, cast: Cast) -> None:
    _answers(cast.cleo, plan, [6, 6, 6, 5, 5, 5])
    assert "No clear change: under 2 points." in page.get("/progress").text


def test_progress_without_pain_answers(page: Browser, plan: Prescription, cast: Cast) -> None:
    _answers(cast.cleo, plan, [None, None])
    text = page.get("/progress").text
    assert "No pain answers yet." in text
    assert "2 of 22 planned" in text


def test_progress_before_the_first_session(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    sign_in(cast.cleo.user)
    assert page.get("/progress").h1 == "Nothing to show yet"

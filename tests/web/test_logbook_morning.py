"""The pain of the morning after: asked once, on that day, and read beside the pain before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.core.audit import AuditEvent
from app.core.db import db, transaction
from app.logbook.models import SessionLog
from app.prescriptions.models import PlannedSession
from tests import factories
from tests.conftest import NOW, Moment
from tests.factories import Cast
from tests.page import Browser

YESTERDAY = date(2026, 11, 24)


@pytest.fixture
def log(cast: Cast, sign_in: Callable[..., None]) -> SessionLog:
    """What Cleo did yesterday, starting at 3, with her signed in."""
    plan = factories.make_prescription(
        cast.cleo,
        factories.make_exercises(now=NOW),
        now=NOW,
        effective_from=date(2026, 11, 16),
        weekdays=(1, 2, 3, 4, 5, 6, 7),
    )
    planned = db.session.scalars(select(PlannedSession).where(PlannedSession.planned_on == YESTERDAY)).one()
    sign_in(cast.cleo.user)
    return factories.make_log(cast.cleo, plan, YESTERDAY, now=NOW, planned=planned, before=3, after=3)


@pytest.fixture
def path(log: SessionLog) -> str:
    return f"/sessions/{log.planned_session_id}/morning"


def _told() -> int | None:
    db.session.expire_all()
    return db.session.scalars(select(SessionLog)).one().pain_next_morning


def _noted() -> int:
    verb = AuditEvent.verb == "morning after told"
    return db.session.scalar(select(func.count()).select_from(AuditEvent).where(verb)) or 0


def test_today_asks_and_one_tap_answers(page: Browser, path: str) -> None:
    today = page.get("/today")
    assert "How is it after yesterday’s session?" in today.text
    shown = page.get(path)
    assert not [one for one in shown.all("input") if one.get("checked") is not None], "nothing is chosen for them"
    saved = page.follow(page.submit(shown, path, pain="3"))
    assert _told() == 3
    assert "Before the session it was 3." in saved.text
    assert "It has not settled yet" not in saved.text
    assert "Pain this morning: 3." in page.get("/today").text


def test_pain_that_lingers_gets_advice(page: Browser, path: str) -> None:
    # domain.md §5: (3, 3, 5) is amber, and lingering.
    saved = page.follow(page.submit(page.get(path), path, pain="5"))
    assert "It has not settled yet" in saved.text
    assert "/doctor" in saved.links()


def test_it_may_be_changed_that_day_and_twice_is_once(page: Browser, path: str) -> None:
    for pain in ("5", "4", "4"):
        page.submit(page.get(path), path, pain=pain, status=302)
    assert _told() == 4
    assert _noted() == 2


@pytest.mark.parametrize("pain", ["", "11", "-1", "a"])
def test_no_number_is_asked_again(page: Browser, path: str, pain: str) -> None:
    shown = page.submit(page.get(path), path, pain=pain)
    assert "Choose a number from 0 to 10." in shown.text
    assert _told() is None


@pytest.mark.parametrize("days", [-1, 1, 6])
def test_only_the_next_local_day_is_a_morning_after(page: Browser, path: str, at: Moment, days: int) -> None:
    form = page.get(path)
    at.move(NOW + timedelta(days=days))
    assert "The morning after" not in page.get("/today").text
    refused = page.submit(form, path, pain="2")
    assert "This is asked on the morning after a session only." in refused.text
    assert _told() is None


def test_a_session_left_out_has_no_morning_after(page: Browser, log: SessionLog, path: str) -> None:
    with transaction():
        log.done_units = 0
    assert "The morning after" not in page.get("/today").text
    assert "There is nothing to tell now" in page.get(path).text


def test_it_stands_with_the_answer(page: Browser, path: str) -> None:
    page.submit(page.get(path), path, pain="2", status=302)
    assert "The morning after" in page.get(path.replace("/morning", "/done")).text


def test_nobody_else_sees_or_tells_it(page: Browser, path: str, cast: Cast, sign_in: Callable[..., None]) -> None:
    sign_in(cast.nils.user)
    page.get(path, status=404)

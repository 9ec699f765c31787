"""Not today: one reason for the whole session, no guilt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from app.core.db import db
from app.logbook.models import ItemLog, SessionLog
from app.prescriptions.models import PlannedSession
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import Browser


@pytest.fixture
def path(cast: Cast, sign_in: Callable[..., None]) -> str:
    """The address of Cleo's session of today, with her signed in."""
    exercises = factories.make_exercises(now=NOW)
    factories.make_prescription(cast.cleo, exercises, now=NOW, effective_from=date(2026, 11, 16))
    sign_in(cast.cleo.user)
    today = select(PlannedSession).where(PlannedSession.planned_on == date(2026, 11, 25))
    return f"/sessions/{db.session.scalars(today).one().id}"


def test_one_reason_leaves_everything_out(page: Browser, path: str) -> None:
    seen = page.get(f"{path}/not-today")
    assert seen.checked("reason") == []
    done = page.follow(page.submit(seen, f"{path}/not-today", reason="time"))
    assert done.h1 == "Left out, noted"
    log = db.session.scalars(select(SessionLog)).one()
    assert (log.done_units, log.prescribed_units, log.pain_after) == (0, 15, None)
    items = db.session.scalars(select(ItemLog)).all()
    assert {(item.done_units, item.skip_reason) for item in items} == {(0, "time")}
    assert len(items) == 5


def test_a_reason_is_asked_for(page: Browser, path: str) -> None:
    refused = page.submit(page.get(f"{path}/not-today"), f"{path}/not-today")
    assert "Choose what got in the way. Any answer is fine." in refused.text
    assert db.session.scalars(select(SessionLog)).all() == []


def test_an_unknown_reason_is_refused(page: Browser, path: str) -> None:
    refused = page.submit(page.get(f"{path}/not-today"), f"{path}/not-today", reason="lazy")
    assert "Choose one from the list." in refused.text


def test_sent_twice_it_is_one_answer(page: Browser, path: str) -> None:
    seen = page.get(f"{path}/not-today")
    for _ in range(2):
        assert page.submit(seen, f"{path}/not-today", reason="unwell").location == f"{path}/done"
    assert len(db.session.scalars(select(SessionLog)).all()) == 1


def test_it_never_overwrites_an_answer(page: Browser, path: str) -> None:
    skip = page.get(f"{path}/not-today")
    page.submit(page.get(path), path, whole="all")
    refused = page.submit(skip, f"{path}/not-today", reason="forgot")
    assert refused.location == path
    assert "already has an answer" in page.follow(refused).text
    assert db.session.scalars(select(SessionLog)).one().done_units == 15
    assert page.get(f"{path}/not-today", status=302).location == path


def test_it_can_be_changed_into_a_session_done(page: Browser, path: str) -> None:
    page.submit(page.get(f"{path}/not-today"), f"{path}/not-today", reason="forgot")
    seen = page.get(path)
    assert seen.checked("whole") == ["some"]
    lines = {name: "3" for name in seen.form(path) if name.startswith("done_")}
    page.submit(seen, path, whole="all", **lines)
    log = db.session.scalars(select(SessionLog)).one()
    assert log.done_units == 15
    assert {item.skip_reason for item in db.session.scalars(select(ItemLog))} == {None}


def test_signed_out_goes_to_the_sign_in_page(page: Browser, path: str) -> None:
    with page.client.session_transaction(base_url="http://plinth.test") as session:
        session.clear()
    assert page.get(f"{path}/not-today", status=302).location.startswith("/sign-in")

"""Today: where a client starts, in each of its states."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from app.bookings.models import Booking
from app.clients.models import Client, ClientStatus
from app.core.db import db, transaction
from app.exercises.models import Exercise
from app.logbook.models import SessionLog
from app.prescriptions.models import PlannedSession, Prescription
from tests import factories
from tests.conftest import NOW, Moment
from tests.factories import Cast
from tests.page import HOST, Browser, Page, text_of
from tests.queries import counted

TODAY = date(2026, 11, 25)


@pytest.fixture
def exercises(app: object) -> list[Exercise]:
    return factories.make_exercises(now=NOW)


@pytest.fixture
def cleo(cast: Cast, sign_in: Callable[..., None]) -> Client:
    """Cleo, signed in."""
    sign_in(cast.cleo.user)
    return cast.cleo


@pytest.fixture
def plan(cleo: Client, exercises: list[Exercise]) -> Prescription:
    """Mon/Wed/Fri since 16 November."""
    return factories.make_prescription(cleo, exercises, now=NOW, effective_from=date(2026, 11, 16))


def _planned(on: date) -> PlannedSession:
    return db.session.scalars(select(PlannedSession).where(PlannedSession.planned_on == on)).one()


def _answer(cleo: Client, plan: Prescription, on: date, **more: Any) -> SessionLog:
    return factories.make_log(cleo, plan, on, now=NOW, planned=_planned(on), **more)


def _week(page: Page) -> list[str]:
    return [text_of(e) for e in page.all("ol", class_="week")[0].iter("li")]


def _book(cast: Cast, start_at: datetime) -> None:
    with transaction():
        db.session.add(
            Booking(
                practice_id=cast.practice.id,
                trainer_id=cast.tara.id,
                client_id=cast.cleo.id,
                call_name="Video call",
                start_at=start_at,
                end_at=start_at + timedelta(minutes=30),
                buffer_minutes=0,
                changes_until_at=start_at,
                client_zone="America/Edmonton",
                trainer_zone="America/Edmonton",
                status="confirmed",
                uid=f"uid-{start_at:%d}",
                sequence=0,
                form_key=f"key-{start_at:%d}",
                created_at=NOW,
            )
        )


def test_a_planned_day_says_how_long_and_offers_to_start(page: Browser, plan: Prescription) -> None:
    today = page.get("/today")
    assert today.h1 == "About 18 minutes today, Cleo"
    assert "Wednesday 25 November" in today.text
    for words in ("Hamstrings", "Adductor Foam Roll", "3 rounds. 15 min of work, about 18 min on the clock."):
        assert words in today.text, words
    for words in ("Slowly.", "Tara Lind, your trainer"):
        assert words in today.text, words
    path = f"/sessions/{_planned(TODAY).id}"
    assert [text_of(a) for a in today.all("a", href=f"{path}/play")] == ["Start"]
    assert f"{path}/not-today" in today.links()
    assert today.root is not None
    assert [e for e in today.root.iter() if e.get("class") == "column"]


def test_seven_queries_beside_the_sign_in(page: Browser, plan: Prescription, cast: Cast) -> None:
    _book(cast, NOW + timedelta(days=2))
    for on in (date(2026, 11, 16), date(2026, 11, 23)):
        _answer(cast.cleo, plan, on)
    page.get("/today")
    with counted() as seen:
        assert page.client.get("/today", base_url=HOST).status_code == 200
    assert len(seen) <= 9, seen
    assert all(sql.startswith("SELECT") for sql in seen)


def test_the_week_and_the_last_seven_days(page: Browser, plan: Prescription, cleo: Client) -> None:
    _answer(cleo, plan, date(2026, 11, 20))
    _answer(cleo, plan, date(2026, 11, 23), done=6)
    today = page.get("/today")
    assert _week(today) == [
        "Mon: part done",
        "Tue: rest day",
        "Wed: planned for today",
        "Thu: rest day",
        "Fri: planned",
        "Sat: rest day",
        "Sun: rest day",
    ]
    assert "1 of 2 planned, last 7 days" in today.text


def test_a_day_without_an_answer_is_unknown_and_can_still_be_told(page: Browser, plan: Prescription) -> None:
    today = page.get("/today")
    assert _week(today)[0] == "Mon: no answer"
    assert "Monday 23 NovemberIf you did it, tell us until Mon 30 Nov." in today.text
    assert f"/sessions/{_planned(date(2026, 11, 23)).id}#answer" in today.links()
    assert "miss" not in today.text.lower()
    assert "fail" not in today.text.lower()


def test_only_the_two_latest_open_days_are_asked_about(page: Browser, cleo: Client, exercises: list[Exercise]) -> None:
    factories.make_prescription(
        cleo, exercises, now=NOW, effective_from=date(2026, 11, 10), weekdays=(1, 2, 3, 4, 5, 6, 7)
    )
    text = page.get("/today").text
    assert text.count("If you did it, tell us until") == 2
    assert "Tuesday 24 November" in text
    assert "Monday 23 November" in text


def test_a_finished_session_shrinks_and_can_be_changed(page: Browser, plan: Prescription, cleo: Client) -> None:
    _answer(cleo, plan, TODAY)
    today = page.get("/today")
    assert today.h1 == "Done for today, Cleo"
    assert "15 of 15 steps done." in today.text
    links = [text_of(a) for a in today.all("a", href=f"/sessions/{_planned(TODAY).id}#answer")]
    assert links == ["Change it"]
    assert _week(today)[2] == "Wed: done"
    assert "Friday 27 November" in today.text
    assert "Start" not in today.text


def test_a_session_left_out_is_said_without_blame(page: Browser, plan: Prescription, cleo: Client) -> None:
    _answer(cleo, plan, TODAY, done=0)
    today = page.get("/today")
    assert today.h1 == "Left out today"
    assert _week(today)[2] == "Wed: left out"


def test_a_rest_day_names_the_next_session(page: Browser, plan: Prescription, at: Moment) -> None:
    at.move(NOW + timedelta(days=1))
    today = page.get("/today")
    assert today.h1 == "A rest day, Cleo"
    assert "Next session: Friday 27 November" in today.text


def test_no_plan_yet(page: Browser, cleo: Client) -> None:
    today = page.get("/today")
    assert today.h1 == "No plan yet"
    assert "Tara Lind is preparing it." in today.text
    assert not today.all("ol", class_="week")


def test_a_plan_that_starts_later(page: Browser, cleo: Client, exercises: list[Exercise]) -> None:
    factories.make_prescription(cleo, exercises, now=NOW, effective_from=date(2026, 11, 30))
    today = page.get("/today")
    assert today.h1 == "Your plan starts Monday 30 November"
    assert "/programme" in today.links()


def test_a_finished_plan(page: Browser, plan: Prescription) -> None:
    with transaction():
        db.session.execute(update(Prescription).values(ends_on=date(2026, 11, 17)))
        db.session.execute(update(PlannedSession).values(excused="cancelled"))
    assert page.get("/today").h1 == "Your plan has ended"


def test_an_old_finished_plan_is_not_no_plan(page: Browser, plan: Prescription, at: Moment) -> None:
    with transaction():
        db.session.execute(update(Prescription).values(ends_on=date(2026, 11, 27)))
    at.move(NOW + timedelta(days=60))
    assert page.get("/today").h1 == "Your plan has ended"


@pytest.mark.parametrize("by", ["status", "excused"])
def test_a_paused_plan(page: Browser, plan: Prescription, cleo: Client, by: str) -> None:
    with transaction():
        if by == "status":
            db.session.execute(update(Client).where(Client.id == cleo.id).values(status=ClientStatus.PAUSED))
        else:
            db.session.execute(update(PlannedSession).where(PlannedSession.planned_on >= TODAY).values(excused="pause"))
    today = page.get("/today")
    assert today.h1 == "Your plan is paused"
    assert "Start" not in today.text
    if by == "excused":
        assert _week(today)[2] == "Wed: paused"


def test_a_cancelled_day_is_a_rest_day(page: Browser, plan: Prescription) -> None:
    with transaction():
        db.session.execute(update(PlannedSession).where(PlannedSession.planned_on == TODAY).values(excused="cancelled"))
    today = page.get("/today")
    assert today.h1 == "A rest day, Cleo"
    assert _week(today)[2] == "Wed: rest day"


def test_the_next_call_in_the_clients_own_time(page: Browser, plan: Prescription, cast: Cast) -> None:
    _book(cast, NOW - timedelta(days=1))
    _book(cast, datetime(2026, 11, 27, 19, 30, tzinfo=NOW.tzinfo))
    today = page.get("/today")
    assert "Video call with TaraFriday 27 November, 13:30 Edmonton time" in today.text


def test_no_call(page: Browser, plan: Prescription) -> None:
    assert "No call is booked." in page.get("/today").text


def test_today_is_the_clients_local_day(page: Browser, plan: Prescription, cast: Cast, at: Moment) -> None:
    at.move(NOW.replace(day=26, hour=4))  # still Wednesday evening in Edmonton
    assert "Wednesday 25 November" in page.get("/today").text


def test_a_new_version_from_today_replaces_the_old_one(
    page: Browser, plan: Prescription, cleo: Client, exercises: list[Exercise]
) -> None:
    with transaction():
        db.session.execute(update(Prescription).values(ends_on=TODAY - timedelta(days=1)))
        for planned in db.session.scalars(select(PlannedSession).where(PlannedSession.planned_on >= TODAY)):
            db.session.delete(planned)
    factories.make_prescription(cleo, exercises[:1], now=NOW, effective_from=TODAY, version=2, rounds=1)
    today = page.get("/today")
    assert today.h1 == "About 2 minutes today, Cleo"
    assert "Dumbbell Romanian Deadlift" not in today.text
    assert _week(today)[0] == "Mon: no answer"


@pytest.mark.parametrize("path", ["/today", "/programme", "/progress"])
def test_signed_out_goes_to_the_sign_in_page(page: Browser, path: str) -> None:
    assert page.get(path, status=302).location == f"/sign-in?next={path}"


@pytest.mark.parametrize("path", ["/today", "/programme", "/progress"])
def test_a_trainer_has_no_such_page(page: Browser, cast: Cast, sign_in: Callable[..., None], path: str) -> None:
    sign_in(cast.tara)
    page.get(path, status=403)


def test_nobody_sees_another_clients_plan(page: Browser, plan: Prescription, cast: Cast, sign_in: Any) -> None:
    sign_in(cast.nils.user)
    assert page.get("/today").h1 == "No plan yet"
    assert page.get("/programme").h1 == "No programme now"
    assert page.get("/progress").h1 == "Nothing to show yet"

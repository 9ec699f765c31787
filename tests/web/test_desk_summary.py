"""The sheet for a call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from app.bookings.models import Booking
from app.clients.models import Pause
from app.core.db import db, transaction
from app.logbook.models import ItemLog
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import Browser
from tests.queries import counted

SignIn = Callable[..., None]


def _path(cast: Cast) -> str:
    return f"/clients/{cast.cleo.id}/summary"


def _call(cast: Cast, start_at: datetime, *, question: str = "") -> None:
    with transaction():
        db.session.add(
            Booking(
                practice_id=cast.practice.id,
                trainer_id=cast.tara.id,
                client_id=cast.cleo.id,
                call_name="Call",
                start_at=start_at,
                end_at=start_at + timedelta(minutes=30),
                buffer_minutes=0,
                changes_until_at=start_at,
                client_zone="America/Edmonton",
                trainer_zone="America/Edmonton",
                question=question,
                status="confirmed",
                uid=f"uid-{start_at}",
                sequence=0,
                form_key=f"key-{start_at}",
                created_at=NOW - timedelta(days=60),
            )
        )


def _weeks(cast: Cast, number: int) -> None:
    """A plan of one day a week, answered every week for `number` weeks, once in part for lack of time."""
    start = date(2026, 11, 23) - timedelta(weeks=number - 1)
    plan = factories.make_prescription(
        cast.cleo,
        factories.make_exercises(now=NOW),
        now=NOW - timedelta(weeks=number),
        effective_from=start,
        weekdays=(1,),
        days=7 * number,
    )
    for week in range(number):
        on = start + timedelta(weeks=week)
        at = NOW - timedelta(days=(NOW.date() - on).days)
        line = ItemLog(prescription_item_id=plan.items[0].id, side="left", prescribed_units=3, done_units=0)
        line.skip_reason = "time" if week == number - 1 else "pain"
        log = factories.make_log(cast.cleo, plan, on, now=at, before=4, after=3, done=12, items=[line])
        with transaction():
            log.note = f"Week {week} went well."


def test_a_year_fits_on_the_sheet(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    _weeks(cast, 52)
    factories.make_hold(cast.cleo, now=NOW - timedelta(days=200))
    factories.make_note(cast.cleo, cast.tara, now=NOW - timedelta(days=1), body="Ask about the chair.")
    _call(cast, NOW - timedelta(days=10))
    _call(cast, NOW + timedelta(days=1), question="May I swim?")
    with transaction():
        db.session.add(Pause(client_id=cast.cleo.id, from_on=date(2026, 11, 20), created_at=NOW - timedelta(days=5)))
    sign_in(cast.tara)
    shown = page.get(_path(cast))
    assert shown.h1 == "Cleo Marsh before the call"
    for words in (
        "Since your last call on 15 November 2026.",
        "May I swim?",
        "Before sessions: 4.0 to 4.0",
        "Pain in 1 session, no time in 1 session.",
        "Paused",
        "Plan put on hold",
        "“Week 51 went well.”",
        "Ask about the chair.",
        "Plan, version 1",
    ):
        assert words in shown.text, words
    assert "Week 40" not in shown.text


def test_few_weeks_without_a_call_look_back_four_weeks(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    _weeks(cast, 2)
    sign_in(cast.tara)
    shown = page.get(_path(cast))
    assert "The last four weeks, since 28 October 2026." in shown.text
    assert "Not enough weeks yet" in shown.text


def test_a_new_client_has_a_sheet_too(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    shown = page.get(_path(cast))
    for words in ("No pain answers yet.", "Nothing was reported.", "No notes yet.", "No plan"):
        assert words in shown.text, words


def test_it_asks_as_much_for_a_year_as_for_a_week(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    _weeks(cast, 1)
    sign_in(cast.tara)
    factories.make_note(cast.cleo, cast.tara, now=NOW, body="The first.")
    page.get(_path(cast))
    with counted() as few:
        page.get(_path(cast))
    for number in range(30):
        factories.make_note(cast.cleo, cast.tara, now=NOW, body=f"Note {number}.")
    with counted() as many:
        page.get(_path(cast))
    assert len(many) == len(few) <= 32


def test_the_list_of_calls_leads_to_it(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    _call(cast, NOW + timedelta(days=1))
    sign_in(cast.tara)
    assert _path(cast) in page.get("/calls").links()


@pytest.mark.parametrize(("who", "status"), [("tom", 404), ("otto", 404), ("cleo", 403)])
def test_strangers_get_no_sheet(page: Browser, cast: Cast, sign_in: SignIn, who: str, status: int) -> None:
    sign_in({"tom": cast.tom, "otto": cast.otto, "cleo": cast.cleo.user}[who])
    page.get(_path(cast), status=status)

"""What a client may do about their own plan: days off, an easier week, a word that it is back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.clients.models import ClientStatus, Pause
from app.core.db import db, transaction
from app.messages.models import Message
from app.prescriptions import flaring
from app.prescriptions.models import PlannedSession, Prescription
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import Browser

BREAK, FLARE, RETURN = "/break", "/flare-up", "/it-is-back"
TODAY = date(2026, 11, 25)
SignIn = Callable[..., None]


@pytest.fixture
def cleo(cast: Cast, sign_in: SignIn) -> Cast:
    sign_in(cast.cleo.user)
    return cast


@pytest.fixture
def plan(cleo: Cast) -> Prescription:
    return factories.make_prescription(
        cleo.cleo, factories.make_exercises(now=NOW), now=NOW, effective_from=TODAY - timedelta(days=1)
    )


def excused(cast: Cast, first: date, last: date) -> set[str | None]:
    mine = (PlannedSession.client_id == cast.cleo.id, PlannedSession.planned_on.between(first, last))
    return set(db.session.scalars(select(PlannedSession.excused).where(*mine)))


def pauses() -> list[tuple[date, date | None, bool]]:
    rows = db.session.execute(select(Pause.from_on, Pause.until_on, Pause.by_client).order_by(Pause.id))
    return [(first, last, own) for first, last, own in rows]


def test_a_trip_excuses_its_days_and_no_other(cleo: Cast, plan: Prescription, page: Browser) -> None:
    last = TODAY + timedelta(days=8)
    sent = page.submit(page.get(BREAK), BREAK, from_on="2026-11-26", until_on=last.isoformat())
    assert "Nothing is planned until Thursday 3 December." in page.follow(sent).text
    assert pauses() == [(TODAY + timedelta(days=1), last, True)]
    assert excused(cleo, TODAY + timedelta(days=1), last) == {"pause"}
    assert excused(cleo, TODAY, TODAY) | excused(cleo, last + timedelta(days=1), last + timedelta(days=9)) == {None}
    assert "Thursday 26 November to Thursday 3 December" in page.get(BREAK).text


def test_a_break_is_over_when_the_client_says_so(cleo: Cast, plan: Prescription, page: Browser) -> None:
    page.submit(page.get(BREAK), BREAK, from_on="2026-11-25", until_on="2026-12-10")
    assert "Your plan is paused" in page.get("/today").text
    back = page.submit(page.get(BREAK), "/break/end")
    assert "Your days count again from today." in page.follow(back).text
    assert excused(cleo, TODAY, TODAY + timedelta(days=14)) == {None}


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("", "2026-12-01", "Choose the first day off."),
        ("2026-12-01", "", "Choose the last day off."),
        ("2026-11-24", "2026-12-01", "Choose today or a later day."),
        ("2026-12-02", "2026-12-01", "The last day is before the first."),
        ("2026-12-01", "2027-01-26", "A break lasts eight weeks at most."),
    ],
)
def test_a_fault_is_named_and_the_days_are_kept(
    cleo: Cast, plan: Prescription, page: Browser, first: str, last: str, sentence: str
) -> None:
    refused = page.submit(page.get(BREAK), BREAK, from_on=first, until_on=last)
    assert sentence in refused.text
    assert (refused.value("from_on"), refused.value("until_on")) == (first, last)
    assert pauses() == []


def test_eight_weeks_are_not_too_long(cleo: Cast, plan: Prescription, page: Browser) -> None:
    page.submit(page.get(BREAK), BREAK, status=302, from_on="2026-12-01", until_on="2027-01-25")


def test_what_the_trainer_paused_stays_the_trainers(cleo: Cast, plan: Prescription, page: Browser) -> None:
    with transaction():
        db.session.add(Pause(client_id=cleo.cleo.id, from_on=TODAY, until_on=None, created_at=NOW))
    seen = page.get(BREAK)
    assert "Tara made this pause, and can end it." in seen.text
    page.post("/break/end")
    page.post(BREAK, {"from_on": "2026-12-01", "until_on": "2026-12-05"})
    assert pauses() == [(TODAY, None, False)]


def test_the_flare_plan_goes_on_and_off(cleo: Cast, plan: Prescription, page: Browser) -> None:
    with transaction():
        keeps = [item.exercise_id for item in plan.items[:1] if item.exercise_id]
        flaring.write_flare_plan(cleo.cleo, days=5, keeps=keeps, note="Only this.", by=cleo.tara.id, now=NOW)
    seen = page.get(FLARE)
    assert "one round of what stays, for 5 days" in seen.text and "Only this." in seen.text
    on = page.follow(page.submit(seen, FLARE))
    assert "Less from tomorrow until Monday 30 November." in on.text
    assert "Your flare plan is on, through Monday 30 November." in on.text
    off = page.follow(page.submit(on, "/flare-up/end"))
    assert "Your usual plan is back from tomorrow." in off.text
    assert "Your flare plan is on" not in off.text


def test_without_a_flare_plan_the_page_says_whom_to_ask(cleo: Cast, plan: Prescription, page: Browser) -> None:
    seen = page.get(FLARE)
    assert "No flare plan is written yet." in seen.text
    assert [form for form in seen.all("form", action=FLARE)] == []
    assert "Write the flare plan first." in page.follow(page.post(FLARE)).text


def test_it_is_back_reaches_the_trainer_once(cleo: Cast, plan: Prescription, page: Browser) -> None:
    with transaction():
        cleo.cleo.status = ClientStatus.MAINTENANCE
    assert "It is back" in page.get("/reminders").text
    seen = page.get(RETURN)
    sent = page.submit(seen, RETURN, body="Since Sunday, after the garden.")
    assert sent.location == "/my-calls"
    (message,) = db.session.scalars(select(Message)).all()
    assert (message.body, message.from_client) == ("Since Sunday, after the garden.", True)
    assert db.session.get(type(cleo.cleo), cleo.cleo.id, populate_existing=True).status == ClientStatus.ACTIVE
    assert page.submit(seen, RETURN, body="Since Sunday, after the garden.").location == "/my-messages"
    assert len(db.session.scalars(select(Message)).all()) == 1


def test_an_empty_word_changes_nothing(cleo: Cast, plan: Prescription, page: Browser) -> None:
    with transaction():
        cleo.cleo.status = ClientStatus.MAINTENANCE
    assert "Write something first." in page.submit(page.get(RETURN), RETURN, body=" ").text
    assert db.session.get(type(cleo.cleo), cleo.cleo.id, populate_existing=True).status == ClientStatus.MAINTENANCE


def test_who_builds_up_has_nothing_to_come_back_from(cleo: Cast, plan: Prescription, page: Browser) -> None:
    assert page.get(RETURN, status=302).location == "/my-messages"

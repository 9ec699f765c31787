"""The page of a client's plan, days off, and its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.clients import service as clients
from app.clients.models import Pause
from app.clients.rules import Act
from app.core.db import db, transaction
from app.prescriptions.models import PlannedSession, Prescription
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import HOST, Browser, text_of
from tests.queries import counted

TODAY = date(2026, 11, 25)  # a Wednesday


@pytest.fixture
def path(cast: Cast, sign_in: Callable[..., None]) -> str:
    """The page of Cleo's plan, Tara signed in."""
    sign_in(cast.tara)
    return f"/clients/{cast.cleo.id}/plan"


@pytest.fixture
def plan(cast: Cast, path: str) -> Prescription:
    """Mon, Wed, Fri since Monday, for four weeks."""
    exercises = factories.make_exercises(now=NOW)
    return factories.make_prescription(cast.cleo, exercises, now=NOW, effective_from=TODAY - timedelta(days=2))


def excused() -> list[date]:
    rows = select(PlannedSession.planned_on).where(PlannedSession.excused == "pause")
    return list(db.session.scalars(rows.order_by(PlannedSession.planned_on)))


def test_without_a_plan_it_offers_one(page: Browser, path: str) -> None:
    seen = page.get(path)
    assert "No plan yet" in seen.text and f"{path}/new" in seen.links()


def test_the_plan_in_force_with_its_words(page: Browser, path: str, plan: Prescription) -> None:
    seen = page.get(path)
    assert seen.h1 == "Plan of Cleo Marsh"
    for words in (
        "Hamstrings, version 1",
        "3 exercises, 3 rounds",
        "15 min of work",
        "17:30 on the clock",
        "Slowly.",
        "60 s each side",
        "Lie down.",
        "A smaller range.",
        "Mon, Wed, Fri",
        "Since23 November 2026",
        "Review21 December 2026",
        "Wednesday 25 November",
    ):
        assert words in seen.text, words


def test_the_words_are_those_that_were_given(page: Browser, path: str, plan: Prescription) -> None:
    exercise_id = plan.items[0].exercise_id
    with transaction():
        exercise = db.session.get_one(factories.Exercise, exercise_id)
        exercise.content = {**exercise.content, "setup": ["Stand up."]}
    seen = page.get(path)
    assert "Lie down." in seen.text and "Stand up." not in seen.text


def test_a_version_to_come_and_the_ones_before(page: Browser, cast: Cast, path: str, plan: Prescription) -> None:
    with transaction():
        plan.ends_on = TODAY + timedelta(days=6)
    exercises = list(db.session.scalars(select(factories.Exercise)))
    start = TODAY + timedelta(days=30)
    factories.make_prescription(cast.cleo, exercises, now=NOW, effective_from=start, version=2, weekdays=(2,))
    seen = page.get(path)
    assert "Hamstrings, version 1" in seen.text
    assert "From Friday 25 December: version 2" in seen.text
    assert [[text_of(cell) for cell in row] for row in seen.all("tr")][1:] == [
        ["2", "Hamstrings", "25 December 2026", "open", "Tue"],
        ["1", "Hamstrings", "23 November 2026", "1 December 2026", "Mon, Wed, Fri"],
    ]


def test_an_ended_plan_leaves_its_history(page: Browser, path: str, plan: Prescription) -> None:
    with transaction():
        plan.ends_on = TODAY - timedelta(days=1)
    seen = page.get(path)
    assert "No plan runs now" in seen.text and "24 November 2026" in seen.text


def test_days_off(page: Browser, path: str, plan: Prescription) -> None:
    form = page.get(f"{path}/pause")
    assert form.value("from_on") == "2026-11-26"
    done = page.follow(page.submit(form, f"{path}/pause", until_on="2026-11-30"))
    assert "Paused. These days do not count." in done.text
    assert "From Thursday 26 November, through Monday 30 November." in done.text
    assert excused() == [date(2026, 11, 27), date(2026, 11, 30)]
    back = page.follow(page.submit(done, f"{path}/resume"))
    assert "The pause is over. Today counts again." in back.text
    assert excused() == [] and db.session.scalars(select(Pause)).all() == []


def test_an_open_pause_says_so(page: Browser, path: str, plan: Prescription) -> None:
    page.submit(page.get(f"{path}/pause"), f"{path}/pause", from_on="2026-11-25")
    seen = page.get(path)
    assert "Paused" in seen.text and "Since Wednesday 25 November, until you end it." in seen.text


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("", "", "Choose the first day off."),
        ("2026-11-24", "", "Choose today or a later day."),
        ("2026-11-27", "2026-11-26", "The last day is before the first."),
        ("tomorrow", "", "Write the day like this: 2026-11-30."),
    ],
)
def test_days_off_that_cannot_be(
    page: Browser, path: str, plan: Prescription, first: str, last: str, sentence: str
) -> None:
    seen = page.submit(page.get(f"{path}/pause"), f"{path}/pause", from_on=first, until_on=last, status=200)
    assert sentence in seen.text
    assert (seen.value("from_on"), seen.value("until_on")) == (first, last)
    assert excused() == []


def test_a_client_paused_altogether_is_resumed_elsewhere(
    page: Browser, cast: Cast, path: str, plan: Prescription
) -> None:
    with transaction():
        clients.change_status(cast.cleo, Act.PAUSE, by=cast.tara.id, now=NOW)
    assert len(excused()) == 11
    seen = page.get(path)
    assert "Cleo’s page ends it." in seen.text
    refused = page.follow(page.post(f"{path}/resume"))
    assert "Cleo is paused. Resume on Cleo’s own page." in refused.text
    assert len(excused()) == 11


def test_the_end(page: Browser, path: str, plan: Prescription) -> None:
    form = page.get(f"{path}/end")
    assert form.value("last_on") == "2026-11-25"
    refused = page.submit(form, f"{path}/end", last_on="2026-11-20", status=200)
    assert "Choose today or a later day." in refused.text and refused.value("last_on") == "2026-11-20"
    done = page.follow(page.submit(form, f"{path}/end", last_on="2026-11-27"))
    assert "The plan ends after Friday 27 November." in done.text and "Ends27 November 2026" in done.text
    days = db.session.scalars(select(PlannedSession.planned_on).order_by(PlannedSession.planned_on)).all()
    assert days == [date(2026, 11, 23), date(2026, 11, 25), date(2026, 11, 27)]
    again = page.submit(page.get(f"{path}/end"), f"{path}/end", last_on="2026-11-30", status=200)
    assert "There is no plan that runs longer than that." in again.text


def test_only_the_clients_own_trainers(
    page: Browser, cast: Cast, path: str, plan: Prescription, sign_in: Callable[..., None]
) -> None:
    pages, acts = ("", "/pause", "/end"), ("/pause", "/resume", "/end")
    for stranger in (cast.otto, cast.tom):
        sign_in(stranger)
        for part in pages:
            page.get(path + part, status=404)
        for part in acts:
            page.post(path + part, {"from_on": "2026-11-26", "last_on": "2026-11-26"}, status=404)
    sign_in(cast.cleo.user)
    for part in pages:
        page.get(path + part, status=403)
    for part in acts:
        page.post(path + part, {"from_on": "2026-11-26", "last_on": "2026-11-26"}, status=403)
    page.client.delete_cookie("plinth", domain="plinth.test")
    assert page.get(path, status=302).location.startswith("/sign-in")
    db.session.expire_all()
    assert excused() == [] and db.session.get_one(Prescription, plan.id).ends_on is None


def test_the_page_asks_few_things(page: Browser, path: str, plan: Prescription) -> None:
    with counted() as seen:
        page.client.get(path, base_url=HOST)
    what = "sign-in, membership, client, plan, its exercises, versions, flare plan, pauses, days, messages"
    assert len(seen) == 10, what

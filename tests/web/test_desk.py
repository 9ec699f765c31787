"""The trainer's roster and client page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.clients.models import Client, ClientStatus
from app.core.db import db, transaction
from app.logbook.models import ItemLog, SessionLog
from app.prescriptions.models import PlannedSession, Prescription
from app.safety.models import SafetyEvent
from app.triage import service as triage
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import Browser
from tests.queries import counted

SignIn = Callable[..., None]


def _week(cast: Cast) -> None:
    """Cleo's last seven days: Friday and Monday done, Wednesday (today) still open, the Wednesday before unanswered."""
    exercises = factories.make_exercises(now=NOW)
    plan = factories.make_prescription(cast.cleo, exercises, now=NOW, effective_from=date(2026, 11, 16))
    for on, before in ((date(2026, 11, 20), 5), (date(2026, 11, 23), 3)):
        planned = db.session.scalars(select(PlannedSession).where(PlannedSession.planned_on == on)).one()
        factories.make_log(cast.cleo, plan, on, now=NOW, planned=planned, before=before, after=4)
    with transaction():
        triage.refresh([cast.cleo.id], now=NOW)


def test_the_roster_says_what_was_done_and_how_it_feels(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    _week(cast)
    sign_in(cast.tara)
    roster = page.get("/clients")
    row = next(row for row in roster.all("tr") if "Cleo Marsh" in "".join(row.itertext()))
    words = " ".join("".join(row.itertext()).split())
    assert "2 of 2" in words
    assert "4.0" in words
    assert "2 days ago" in words
    assert "Nils" not in roster.text


def test_an_empty_roster_offers_the_first_step(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tom)
    roster = page.get("/clients")
    assert "No clients yet" in roster.text
    assert "/clients/new" in roster.links()


def test_the_roster_finds_by_a_part_of_the_name(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    factories.make_client("Zoë Hart", cast.practice, cast.tara, now=NOW)
    sign_in(cast.tara)
    assert "Cleo" not in page.get("/clients?q=hart").text
    assert "Nobody by that name" in page.get("/clients?q=100%25").text


def test_the_roster_goes_by_the_name_this_practice_uses(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    with transaction():
        db.session.get_one(Client, cast.cleo.id).called = "Zara M."
    factories.make_client("Bea Hart", cast.practice, cast.tara, now=NOW)
    sign_in(cast.tara)
    roster = page.get("/clients").text
    assert roster.index("Bea Hart") < roster.index("Zara M.")
    assert "Zara M." in page.get("/clients?q=zara").text
    assert "Nobody by that name" in page.get("/clients?q=cleo").text


def test_archived_clients_are_not_in_the_roster(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    with transaction():
        db.session.get_one(Client, cast.cleo.id).status = ClientStatus.ARCHIVED
    sign_in(cast.tara)
    assert "Cleo" not in page.get("/clients").text


def test_the_roster_asks_as_much_for_two_clients_as_for_forty(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    page.get("/clients")
    with counted() as few:
        page.get("/clients")
    for number in range(38):
        factories.make_client(f"Person{number} Any", cast.practice, cast.tara, now=NOW)
    with counted() as many:
        page.get("/clients")
    assert len(many) == len(few) <= 10


def test_a_second_page_begins_after_fifty(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    for number in range(55):
        factories.make_client(f"Person{number:02d} Any", cast.practice, cast.tara, now=NOW)
    sign_in(cast.tara)
    assert "1 to 50 of 56" in page.get("/clients").text
    assert "51 to 56 of 56" in page.get("/clients?page=2").text


def test_the_client_page_states_the_window_and_the_pain_line(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    _week(cast)
    sign_in(cast.tara)
    shown = page.get(f"/clients/{cast.cleo.id}")
    assert shown.h1 == "Cleo Marsh"
    assert "2 of 2 planned, last 7 days" in shown.text
    assert "2 of 4 planned, last 30 days" in shown.text
    assert "Before sessions: 5.0 in the first week, 3.0 in the newest." in shown.text
    assert "Not enough weeks yet to say more: 2 of 6." in shown.text
    assert "One need not come from the other." in shown.text
    assert "15 min of work, about 18 min on the clock" in shown.text


def _one_sided(cast: Cast, plan: Prescription, on: date, right: int, left: int = 3) -> SessionLog:
    """A session with `left` and `right` of three rounds done of each one-sided exercise."""
    items = [item for item in plan.items if item.laterality == "unilateral"]
    lines = [
        ItemLog(prescription_item_id=item.id, side=side, prescribed_units=3, done_units=done)
        for item in items
        for side, done in (("left", left), ("right", right))
    ]
    return factories.make_log(cast.cleo, plan, on, now=NOW, items=lines, done=sum(one.done_units for one in lines))


def test_the_client_page_compares_left_and_right(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    exercises = factories.make_exercises(now=NOW)
    plan = factories.make_prescription(cast.cleo, exercises, now=NOW, effective_from=date(2026, 9, 1))
    _one_sided(cast, plan, date(2026, 10, 28), 0)  # four weeks ago to the day: no longer in the window
    for day in (29, 30, 31):
        _one_sided(cast, plan, date(2026, 10, day), 1)
    sign_in(cast.tara)
    few = page.get(f"/clients/{cast.cleo.id}")
    assert "Left 18 of 18 rounds, right 6 of 18: 3 sessions, last 28 days." in few.text
    assert "Not enough sessions yet to compare: 3 of 4." in few.text
    assert "The right was done less" not in few.text
    _one_sided(cast, plan, date(2026, 11, 25), 3)
    enough = page.get(f"/clients/{cast.cleo.id}")
    assert "Left 24 of 24 rounds, right 12 of 24: 4 sessions, last 28 days." in enough.text
    assert "The right was done less than the left." in enough.text
    assert "It says nothing about the cause." in enough.text
    # A session left out whole says nothing about a side.
    assert _one_sided(cast, plan, date(2026, 11, 24), 0, left=0).done_units == 0
    assert "4 sessions, last 28 days" in page.get(f"/clients/{cast.cleo.id}").text


def test_the_client_page_asks_as_much_for_many_answers(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    exercises = factories.make_exercises(now=NOW)
    plan = factories.make_prescription(cast.cleo, exercises, now=NOW, effective_from=date(2026, 9, 1))
    _one_sided(cast, plan, date(2026, 11, 2), 3)
    sign_in(cast.tara)
    page.get(f"/clients/{cast.cleo.id}")
    with counted() as few:
        page.get(f"/clients/{cast.cleo.id}")
    for day in range(3, 23):
        _one_sided(cast, plan, date(2026, 11, day), 2)
    with counted() as many:
        page.get(f"/clients/{cast.cleo.id}")
    assert len(many) == len(few)


def test_the_client_page_without_one_sided_work_has_no_sides(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    _week(cast)
    sign_in(cast.tara)
    assert "Left and right" not in page.get(f"/clients/{cast.cleo.id}").text


@pytest.mark.parametrize("has_plan", [False, True])
def test_a_client_without_answers_has_a_page_that_says_what_comes(
    page: Browser, cast: Cast, sign_in: SignIn, has_plan: bool
) -> None:
    if has_plan:
        exercises = factories.make_exercises(now=NOW)
        factories.make_prescription(cast.cleo, exercises, now=NOW, effective_from=NOW.date() + timedelta(days=1))
    sign_in(cast.tara)
    shown = page.get(f"/clients/{cast.cleo.id}")
    assert ("No answers yet" if has_plan else "No plan yet") in shown.text


@pytest.mark.parametrize(("who", "status"), [("tom", 404), ("otto", 404), ("cleo", 403)])
def test_strangers_do_not_see_a_client(page: Browser, cast: Cast, sign_in: SignIn, who: str, status: int) -> None:
    people = {"tom": cast.tom, "otto": cast.otto, "cleo": cast.cleo.user}
    sign_in(people[who])
    page.get(f"/clients/{cast.cleo.id}", status=status)


def test_signed_out_leads_to_the_sign_in_page_and_back(page: Browser, cast: Cast) -> None:
    path = f"/clients/{cast.cleo.id}"
    assert page.get(path, status=302).location == f"/sign-in?next={path}"


def test_a_red_answer_stands_on_top_until_it_was_seen(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    event = SafetyEvent(
        practice_id=cast.practice.id,
        client_id=cast.cleo.id,
        level="red",
        happened_on=date(2026, 11, 23),
        text_version="1",
        created_at=NOW,
    )
    with transaction():
        db.session.add(event)
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}"
    shown = page.get(path)
    assert "A red answer" in shown.text
    page.submit(shown, f"{path}/red-answers/seen", status=302)
    assert "A red answer" not in page.get(path).text
    db.session.refresh(event)
    assert event.seen_at == NOW


def test_the_page_of_a_client_keeps_its_query_budget(app: Flask, page: Browser, cast: Cast, sign_in: SignIn) -> None:
    _week(cast)
    sign_in(cast.tara)
    with counted() as asked:
        page.get(f"/clients/{cast.cleo.id}")
    assert len(asked) <= 14

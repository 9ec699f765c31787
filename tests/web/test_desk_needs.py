"""Needs you today: who, why, since when, one act; it empties, and what was ticked off can come back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from app.clients.models import Client
from app.core.db import db, transaction
from app.practices.models import MemberRole
from app.safety import service as safety
from app.triage import service
from app.triage.models import ClientThresholds, Need
from tests.conftest import NOW
from tests.factories import Cast, make_client, make_exercises, make_log, make_prescription, make_trainer
from tests.page import Browser, Page
from tests.queries import counted

SignIn = Callable[..., None]
DESK = "/desk"


def refresh(*clients: Client) -> None:
    with transaction():
        service.refresh([client.id for client in clients], now=NOW)


@pytest.fixture
def silent(cast: Cast) -> Need:
    """Cleo has not answered since Monday the 16th."""
    plan = make_prescription(cast.cleo, make_exercises(now=NOW), now=NOW, effective_from=date(2026, 11, 2), days=56)
    with transaction():
        plan.review_on = date(2026, 12, 20)
    for day in (11, 13, 16):
        make_log(cast.cleo, plan, date(2026, 11, day), now=datetime(2026, 11, day, 20, tzinfo=UTC), before=3)
    refresh(cast.cleo)
    need = db.session.scalars(select(Need)).one()
    db.session.rollback()
    return need


def red(client: Client) -> None:
    with transaction():
        safety.record_red(client, happened_on=date(2026, 11, 24), now=NOW)


def rows(page: Page) -> list[str]:
    lists = [found for found in page.all("ol") if found.get("class") == "triage"]
    return [" ".join("".join(row.itertext()).split()) for found in lists for row in found.findall("li")]


def test_a_line_says_who_why_since_when_and_has_one_act(
    page: Browser, cast: Cast, silent: Need, sign_in: SignIn
) -> None:
    sign_in(cast.tara)
    shown = page.get(DESK)
    assert shown.h1 == "1 thing needs you today"
    line = rows(shown)[0]
    assert line.startswith("Cleo MarshNo answer for 9 days")
    assert "Since Monday 16 November." in line
    assert "Nils" not in shown.text
    acts = [a for a in shown.all("a") if a.get("class") == "btn small" and "".join(a.itertext()) == "Write a message"]
    assert len(acts) == 1


def test_the_worst_stands_first(page: Browser, cast: Cast, silent: Need, sign_in: SignIn) -> None:
    bea = make_client("Bea Hart", cast.practice, cast.tara, now=NOW)
    red(bea)
    sign_in(cast.tara)
    shown = page.get(DESK)
    assert shown.h1 == "3 things need you today"
    assert [line.split(" ")[0] for line in rows(shown)] == ["Bea", "Cleo", "Bea"]


def test_done_empties_the_list_and_can_be_undone(page: Browser, cast: Cast, silent: Need, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    done = page.submit(page.get(DESK), f"/desk/needs/{silent.id}/done", status=302)
    after = page.follow(done)
    assert after.h1 == "Nothing needs you now"
    assert "Cleo Marsh: ticked off." in after.text
    assert "1 on track." in after.text
    again = page.follow(page.submit(after, f"/desk/needs/{silent.id}/back", status=302))
    assert again.h1 == "1 thing needs you today"
    assert "ticked off" not in again.text


@pytest.mark.parametrize(("days", "day"), [(1, "Thursday 26"), (3, "Saturday 28"), (7, "Wednesday 2")])
def test_later_puts_it_off(page: Browser, cast: Cast, silent: Need, sign_in: SignIn, days: int, day: str) -> None:
    sign_in(cast.tara)
    sent = page.submit(page.get(DESK), f"/desk/needs/{silent.id}/later", days=str(days), status=302)
    after = page.follow(sent)
    assert f"Cleo Marsh: put off until {day}" in after.text
    assert rows(after) == []


@pytest.mark.parametrize("days", ["2", "", "x", "-1"])
def test_later_takes_only_the_days_it_offers(
    page: Browser, cast: Cast, silent: Need, sign_in: SignIn, days: str
) -> None:
    sign_in(cast.tara)
    page.post(f"/desk/needs/{silent.id}/later", {"days": days}, status=400)
    assert page.get(DESK).h1 == "1 thing needs you today"


@pytest.mark.parametrize("verb", ["done", "later", "back"])
@pytest.mark.parametrize(("who", "status"), [("tom", 404), ("otto", 404), ("cleo", 403), ("", 302)])
def test_strangers_change_nothing(
    page: Browser, cast: Cast, silent: Need, sign_in: SignIn, who: str, status: int, verb: str
) -> None:
    people = {"tom": cast.tom, "otto": cast.otto, "cleo": cast.cleo.user}
    if who:
        sign_in(people[who])
    page.post(f"/desk/needs/{silent.id}/{verb}", {"days": "1"}, status=status)
    db.session.rollback()
    assert db.session.scalars(select(Need.is_open)).all() == [True]


def test_a_stranger_does_not_learn_what_was_ticked_off(
    page: Browser, cast: Cast, silent: Need, sign_in: SignIn
) -> None:
    with transaction():
        service.mark_done(silent, by=cast.tara.id, now=NOW)
    sign_in(cast.otto)
    for number in (silent.id, 0, 10**30, "x"):
        assert "Cleo" not in page.get(f"{DESK}?changed={number}&page=9999").text


def test_an_assistant_sees_a_red_answer_but_does_not_judge_it(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    vera = make_trainer("Vera Vale", cast.practice, now=NOW, role=MemberRole.ASSISTANT)
    red(cast.cleo)
    need_id = db.session.scalars(select(Need.id).where(Need.kind == "red")).one()
    db.session.rollback()
    sign_in(vera)
    shown = page.get(DESK)
    assert rows(shown)[0].startswith("Cleo MarshA red answer on Tuesday 24 November")
    assert f"/desk/needs/{need_id}/done" not in [form.get("action") for form in shown.all("form")]
    page.post(f"/desk/needs/{need_id}/done", status=403)


def test_a_practice_without_clients_is_shown_the_first_step(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tom)
    shown = page.get(DESK)
    assert "No clients yet" in shown.text
    assert "/clients/new" in shown.links()


def test_the_desk_is_a_trainers_first_page(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    assert page.get(DESK, status=302).location == "/sign-in?next=/desk"
    sign_in(cast.tara)
    assert page.get("/", status=302).location == DESK
    sign_in(cast.cleo.user)
    page.get(DESK, status=403)


def test_the_desk_asks_the_same_for_three_clients_and_for_sixty(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    some = [make_client(f"Some{n} Day", cast.practice, cast.tara, now=NOW) for n in range(2)]
    refresh(cast.cleo, *some)
    sign_in(cast.tara)
    page.get(DESK)
    with counted() as few:
        page.get(DESK)
    more = [make_client(f"More{n} Day", cast.practice, cast.tara, now=NOW) for n in range(57)]
    refresh(*more)
    with counted() as many:
        shown = page.get(DESK)
    assert shown.h1 == "60 things need you today"
    assert "1 to 50 of 60" in shown.text
    assert len(rows(page.get(f"{DESK}?page=2"))) == 10
    assert len(few) == len(many) <= 8


def test_the_other_rooms_stand_behind_more(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    assert {"/routines", "/library", "/settings"} <= set(page.get("/desk/more").links())


def test_what_counts_as_trouble_can_be_set_for_one_client(
    page: Browser, cast: Cast, silent: Need, sign_in: SignIn
) -> None:
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/thresholds"
    form = page.get(path)
    assert (form.value("silent_days"), form.value("amber_pct")) == ("7", "50")
    page.submit(form, path, silent_days="14", status=302)
    assert page.get(path).value("silent_days") == "14"
    assert "No answer" not in page.get(DESK).text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"silent_days": "0"}, "Type a whole number from 1 to 60."),
        ({"silent_days": "soon"}, "Type a whole number from 1 to 60."),
        ({"pain_rise": ""}, "Type a whole number from 1 to 10."),
        ({"green_pct": "40"}, "This has to be below “On track from”."),
    ],
)
def test_a_wrong_threshold_is_told_and_kept(
    page: Browser, cast: Cast, silent: Need, sign_in: SignIn, changes: dict[str, str], sentence: str
) -> None:
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/thresholds"
    answer = page.submit(page.get(path), path, **changes)
    assert sentence in answer.text
    for name, value in changes.items():
        assert answer.value(name) == value
    assert db.session.scalars(select(ClientThresholds)).all() == []

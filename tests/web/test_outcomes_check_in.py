"""A client says what works again; Today asks, Progress draws, the trainer reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.outcomes.models import Assessment
from app.outcomes.service import answer
from app.prescriptions.models import Prescription
from tests import factories
from tests.conftest import NOW, Moment
from tests.factories import Cast
from tests.page import Browser

PATH = "/check-in"
TODAY = date(2026, 11, 25)
SHOES, CAR, BAGS = "Tying my shoes", "An hour in the car", "Carrying the shopping"
SignIn = Callable[..., None]


@pytest.fixture
def cleo(cast: Cast, sign_in: SignIn) -> Cast:
    sign_in(cast.cleo.user)
    return cast


@pytest.fixture
def plan(cleo: Cast) -> Prescription:
    start = TODAY - timedelta(days=2)
    return factories.make_prescription(cleo.cleo, factories.make_exercises(now=NOW), now=NOW, effective_from=start)


def rated(*numbers: str) -> dict[str, str]:
    data = {}
    for place, (name, number) in enumerate(zip((SHOES, CAR, BAGS), numbers, strict=False), start=1):
        data |= {f"activity_{place}": name, f"rating_{place}": number}
    return data


def kept() -> list[tuple[date, list[list[object]], int | None]]:
    rows = db.session.execute(select(Assessment.answered_on, Assessment.ratings, Assessment.change).order_by("id"))
    return [(on, [list(one) for one in ratings], change) for on, ratings, change in rows]


def _start(cast: Cast, *, weeks: int = 4) -> None:
    with transaction():
        answer(cast.cleo, [(SHOES, 3), (CAR, 5), (BAGS, 4)], None, now=NOW - timedelta(weeks=weeks))


def test_the_first_time_names_and_rates(cleo: Cast, plan: Prescription, page: Browser) -> None:
    assert "What can you do again?" in page.get("/today").text
    seen = page.get(PATH)
    assert seen.all("select", name="change") == [], "there is nothing to compare with yet"
    done = page.follow(page.submit(seen, PATH, **rated("3", "5", "0")))
    assert "At the start: 2.7 of 10, the mean of 3 activities." in done.text
    assert kept() == [(TODAY, [[SHOES, 3], [CAR, 5], [BAGS, 0]], None)]
    today = page.get("/today").text
    assert "What can you do again?" not in today and "A short check-in Told" in today


def test_later_the_words_stand_there_and_the_numbers_do_not(cleo: Cast, plan: Prescription, page: Browser) -> None:
    _start(cleo)
    seen = page.get(PATH)
    assert [seen.value(f"activity_{place}") for place in (1, 2, 3, 4)] == [SHOES, CAR, BAGS, ""]
    assert seen.checked("rating_1") == []
    done = page.follow(page.submit(seen, PATH, **rated("5", "7", "6"), change="3"))
    assert "A little better than at the start: from 4.0 to 6.0 of 10." in done.text
    assert "+3 on a scale from −5 to +5, better." in done.text
    assert kept()[1] == (TODAY, [[SHOES, 5], [CAR, 7], [BAGS, 6]], 3)


def test_the_same_day_it_can_be_changed(cleo: Cast, plan: Prescription, page: Browser) -> None:
    page.submit(page.get(PATH), PATH, **rated("3", "5", "4"))
    again = page.get(PATH)
    assert again.checked("rating_2") == ["5"]
    page.submit(again, PATH, rating_2="6")
    assert kept() == [(TODAY, [[SHOES, 3], [CAR, 6], [BAGS, 4]], None)]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Name three activities at least, each with a number."),
        (rated("3", "5"), "Name three activities at least, each with a number."),
        (rated("3", "5", "4") | {"rating_3": ""}, "Choose a number from 0 to 10."),
        (rated("3", "5", "4") | {"activity_3": " "}, "Which activity is this about?"),
        (rated("3", "5", "4") | {"activity_3": SHOES.upper()}, "This one stands above already."),
        (rated("3", "5", "11"), "Choose a number from 0 to 10."),
        (rated("3", "5", "4") | {"activity_1": "x" * 81}, "Use 80 characters or fewer."),
    ],
)
def test_a_fault_is_named_and_the_rest_is_kept(
    cleo: Cast, plan: Prescription, page: Browser, data: dict[str, str], sentence: str
) -> None:
    refused = page.post(PATH, data)
    assert sentence in refused.text
    assert refused.value("activity_2") == data.get("activity_2", "")
    assert kept() == []


def test_not_now_asks_again_in_a_week(cleo: Cast, plan: Prescription, page: Browser, at: Moment) -> None:
    page.submit(page.get(PATH), "/check-in/later")
    assert "What can you do again?" not in page.get("/today").text
    at.move(NOW + timedelta(days=6))
    assert "What can you do again?" not in page.get("/today").text
    at.move(NOW + timedelta(days=7))
    assert "What can you do again?" in page.get("/today").text


def test_nothing_is_asked_on_hold(cleo: Cast, plan: Prescription, page: Browser) -> None:
    factories.make_hold(cleo.cleo, now=NOW)
    assert "What can you do again?" not in page.get("/today").text


def test_the_trainer_reads_it(cleo: Cast, plan: Prescription, page: Browser, sign_in: SignIn) -> None:
    _start(cleo)
    page.submit(page.get(PATH), PATH, **rated("5", "7", "6"))
    sign_in(cleo.tara)
    sheet = page.get(f"/clients/{cleo.cleo.id}/summary").text
    assert "A little better than at the start: from 4.0 to 6.0 of 10." in sheet
    told = page.get(f"/clients/{cleo.cleo.id}/timeline").text
    assert f"{SHOES} 5, {CAR} 7, {BAGS} 6 of 10." in told


def test_it_is_nobody_elses(cleo: Cast, plan: Prescription, page: Browser, sign_in: SignIn) -> None:
    _start(cleo)
    sign_in(cleo.nils.user)
    assert page.get(PATH).value("activity_1") == ""

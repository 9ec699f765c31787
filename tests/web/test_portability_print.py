"""The programme on paper: one page, everybody's words as they are, and only for who may see it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.portability.print_figures import figure_for_paper, photo_for_paper
from app.portability.printing import Sheet, load_sheet, printable, weeks_of
from app.practices.models import Picture
from app.prescriptions.models import PlannedSession, Prescription
from app.prescriptions.schedule import Weekdays
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import HOST, Browser

TODAY = date(2026, 11, 25)
CODE = '#let x = 1; #panic("no") $ y $ _a_ *b* `c` // d \\ <e> @f [g] {h} "i" 😀'


@pytest.fixture
def plan(cast: Cast) -> Prescription:
    """Three exercises for Cleo on Monday, Wednesday and Friday, for four weeks and more."""
    return factories.make_prescription(
        cast.cleo, factories.make_exercises(now=NOW), now=NOW, effective_from=date(2026, 11, 23), days=42
    )


def _sheet(cast: Cast, plan: Prescription) -> Sheet:
    return load_sheet(cast.cleo, plan, today=TODAY)


def _pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def test_a_trainer_prints_a_plan(cast: Cast, plan: Prescription, page: Browser, sign_in: Callable[..., None]) -> None:
    sign_in(cast.tara)
    answer = page.get(f"/clients/{cast.cleo.id}/plan/print.pdf")
    assert answer.response.mimetype == "application/pdf"
    assert answer.response.data.startswith(b"%PDF-")
    assert _pages(answer.response.data) == 1
    assert "Cleo" not in answer.response.headers["Content-Disposition"]
    assert f"/clients/{cast.cleo.id}/plan/print.pdf" in page.get(f"/clients/{cast.cleo.id}/plan").links()


def test_a_client_prints_their_own(cast: Cast, plan: Prescription, page: Browser, sign_in: Callable[..., None]) -> None:
    sign_in(cast.cleo.user)
    assert page.get("/my-programme.pdf?paper=a4").response.data.startswith(b"%PDF-")
    assert "/my-programme.pdf" in page.get("/programme").links()


def test_without_a_plan_there_is_nothing_to_print(cast: Cast, page: Browser, sign_in: Callable[..., None]) -> None:
    sign_in(cast.cleo.user)
    assert page.get("/my-programme.pdf", status=302).location == "/programme"
    sign_in(cast.tara)
    assert page.get(f"/clients/{cast.cleo.id}/plan/print.pdf", status=302).location.endswith("/plan")


def test_who_may_not(cast: Cast, plan: Prescription, page: Browser, sign_in: Callable[..., None]) -> None:
    path = f"/clients/{cast.cleo.id}/plan/print.pdf"
    assert "/sign-in" in page.get(path, status=302).location
    for stranger in (cast.otto, cast.tom):
        sign_in(stranger)
        page.get(path, status=404)
    sign_in(cast.cleo.user)
    page.get(path, status=403)


def test_what_somebody_typed_is_never_read_as_code(cast: Cast, plan: Prescription) -> None:
    with transaction():
        plan.name, plan.note = CODE[:80], CODE
        cast.cleo.user.name = f"Cleo {CODE}"[:80]
        cast.practice.name = CODE[:80]
        for item in plan.items:
            item.name = CODE[:80]
            item.content = {**item.content, "cues": [CODE]}
    sheet = _sheet(cast, plan)
    assert sheet.data["note"] == CODE.replace("😀", "").strip()
    assert _pages(sheet.render()) == 1


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_six_exercises_seven_days_and_long_words_fit_one_page(cast: Cast, plan: Prescription, paper: str) -> None:
    data = _sheet(cast, plan).data
    long = "Breathe out slowly and let the weight of the leg sink into the mat, " * 2
    one = {**data["exercises"][0], "cues": [long], "why": "Because it eased your side last time. " * 3}
    weeks = [[f"Wed {number} Nov" for number in range(20, 27)] for _ in range(4)]
    sheet = Sheet(
        {**data, "paper": paper, "note": long * 2, "exercises": [one] * 6, "row": 17, "weeks": weeks, "width": 7}
    )
    assert _pages(sheet.render()) == 1


def test_many_exercises_go_on_to_another_page(cast: Cast, plan: Prescription) -> None:
    data = _sheet(cast, plan).data
    assert _pages(Sheet({**data, "row": 17, "exercises": data["exercises"] * 4}).render()) == 2


def test_the_page_says_what_it_must(cast: Cast, plan: Prescription) -> None:
    data = _sheet(cast, plan).data
    assert data["paper"] == "us-letter"
    assert data["exercises"][0]["dose"] == "60 seconds each side."
    assert data["exercises"][0]["cues"] == ["Breathe out slowly."]
    assert data["stop_signs"].startswith("sharp or electric pain")
    assert [len(week) for week in data["weeks"]] == [3, 3, 3, 3]
    # Monday is over.
    assert data["weeks"][0] == [None, "Wed 25 Nov", "Fri 27 Nov"]


def test_the_code_names_a_page_and_nothing_else(cast: Cast, plan: Prescription) -> None:
    assert "http" not in _sheet(cast, plan).data["qr"].replace("http://www.w3.org", "")


def test_days_that_do_not_count_have_no_box() -> None:
    planned = [
        PlannedSession(planned_on=date(2026, 11, 25), excused=None),
        PlannedSession(planned_on=date(2026, 11, 27), excused="pause"),
    ]
    assert weeks_of(planned, date(2026, 11, 23), Weekdays.of(3, 5))[0] == ["Wed 25 Nov"]


def test_paper_knows_no_light_and_dark() -> None:
    svg = figure_for_paper("pigeon-stretch")
    assert "#e0b695" in svg
    for screen in ("var(", "light-dark", "@media", "@supports", "color-mix", "oklch"):
        assert screen not in svg


def test_a_picture_of_the_practices_own_is_printed(cast: Cast, plan: Prescription) -> None:
    own = factories.make_own_exercise(cast.practice, cast.tara, now=NOW)
    with transaction():
        plan.items[0].content = {**plan.items[0].content, "picture": own.content["picture"]}
    data = _sheet(cast, plan).data
    assert "data:image/jpeg" in data["exercises"][0]["drawing"]
    assert _sheet(cast, plan).render().startswith(b"%PDF-")
    body = db.session.scalars(select(Picture.body)).one()
    assert 'width="80"' in photo_for_paper(body)


@pytest.mark.parametrize(("typed", "printed"), [("Zoë 👟", "Zoë"), ("a\x07b", "ab"), ("Łódź – Ωμέγα", "Łódź – Ωμέγα")])
def test_what_has_no_sign_is_left_out(typed: str, printed: str) -> None:
    assert printable(typed) == printed


def test_the_address_is_kept_apart(cast: Cast, plan: Prescription, page: Browser, sign_in: Callable[..., None]) -> None:
    sign_in(cast.cleo.user)
    answer = page.client.get("/my-programme.pdf", base_url=HOST)
    assert answer.headers["Cache-Control"] == "no-store"

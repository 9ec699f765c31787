"""The trainer reads the intake, fills it in with the person, notes a clearance and a PAR-Q+."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from app.clients.models import Client, ClientStatus
from app.core.db import db, transaction
from app.core.errors import Refused
from app.intake import service
from app.intake.models import Clearance, Intake, Screening
from app.intake.questions import Health, Pregnancy
from app.intake.service import Answers
from app.safety.models import SafetyHold
from tests import factories
from tests.conftest import NOW, Moment
from tests.factories import Cast
from tests.page import Browser
from tests.web.test_intake_own import CALM


@pytest.fixture
def path(cast: Cast, sign_in: Callable[..., None]) -> str:
    sign_in(cast.tara)
    return f"/clients/{cast.cleo.id}/intake"


def answer(client: Client, *, pregnancy: Pregnancy = Pregnancy.NO, yes: tuple[str, ...] = ()) -> None:
    with transaction():
        health = Health(frozenset(yes), pregnancy, (), is_assessed=False)
        service.save(client, Answers(health, goals=("Sit through a film",)), by=client.user_id, now=NOW)


def fresh(client: Client) -> Client:
    db.session.rollback()
    return db.session.get_one(Client, client.id, populate_existing=True)


def test_the_answers_in_words(page: Browser, cast: Cast, path: str) -> None:
    assert "No answers yet" in page.get(path).text
    answer(cast.cleo, yes=("six-weeks",))
    shown = page.get(path)
    assert shown.h1 == "Intake of Cleo Marsh"
    for words in ("Sit through a film", "no better", "Suggested: a visit in the next weeks", "Not yet"):
        assert words in shown.text


def test_filling_it_in_together(page: Browser, cast: Cast, path: str) -> None:
    advice = page.post(f"{path}/edit", {**CALM, "none_now": "", "now_accident": "yes"})
    assert advice.h1 == "Tell Cleo this now"
    assert page.post(f"{path}/edit", CALM).location == path
    assert db.session.scalars(select(Intake.filled_by)).one() == cast.tara.id


def test_a_sign_told_to_the_trainer_holds_the_plan(page: Browser, cast: Cast, path: str) -> None:
    lines = {f"soon_{key}": "no" for key in "weight cancer immune bones unrelenting leg-weak swelling".split()}
    advice = page.post(f"{path}/edit", {**CALM, "none_soon": "", **lines, "soon_fever": "yes"})
    page.submit(advice, f"{path}/edit")
    assert db.session.scalars(select(SafetyHold.tier)).one() == 2
    assert "The plan is on hold since" in page.get(path).text


def test_before_the_client_has_agreed_nothing_is_kept(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    invited = factories.make_client("Iva Holm", cast.practice, cast.tara, now=NOW, status=ClientStatus.INVITED)
    sign_in(cast.tara)
    path = f"/clients/{invited.id}/intake"
    assert page.get(f"{path}/edit", status=302).location == path
    assert "Nothing about health is kept before." in page.get(path).text
    assert "has not agreed yet" in page.post(f"{path}/edit", CALM).text
    assert db.session.scalars(select(Intake)).all() == []


# 5.11 Clearance


def test_5_11_a_clearance_wants_a_note(page: Browser, cast: Cast, path: str) -> None:
    answer(cast.cleo, pregnancy=Pregnancy.PREGNANT)
    shown = page.get(path)
    refused = page.submit(shown, f"{path}/clearance", note=" ")
    assert "Write who cleared it, and when." in refused.text
    assert fresh(cast.cleo).awaits_clearance
    page.submit(shown, f"{path}/clearance", note="Her midwife, 20 November")
    row = db.session.scalars(select(Clearance)).one()
    assert (row.note, row.confirmed_by, row.intake_version) == ("Her midwife, 20 November", cast.tara.id, 1)
    assert not fresh(cast.cleo).awaits_clearance
    assert "Her midwife, 20 November" in page.get(path).text
    assert "No clearance is waited for." in page.post(f"{path}/clearance", {"note": "Again"}).text


def test_5_11_a_clearance_holds_while_the_answer_is_the_same(cast: Cast) -> None:
    answer(cast.cleo, pregnancy=Pregnancy.PREGNANT)
    with transaction():
        service.confirm_clearance(cast.cleo, note="Her midwife", by=cast.tara.id, now=NOW)
    answer(cast.cleo, pregnancy=Pregnancy.PREGNANT)
    assert not fresh(cast.cleo).awaits_clearance
    answer(cast.cleo, pregnancy=Pregnancy.BABY)
    assert fresh(cast.cleo).awaits_clearance, "after a birth it is asked again"
    answer(cast.cleo)
    assert not fresh(cast.cleo).awaits_clearance
    with pytest.raises(Refused), transaction():
        service.confirm_clearance(cast.cleo, note="Nobody asked", by=cast.tara.id, now=NOW)


# 5.12 PAR-Q+


def test_5_12_a_record_is_good_for_twelve_months_and_then_due_again(
    page: Browser, cast: Cast, path: str, at: Moment
) -> None:
    assert "https://eparmedx.com/" in page.get(path).links()
    saved = page.post(f"{path}/screening", {"screened_on": "2026-11-20", "outcome": "cleared"})
    assert saved.location == path
    row = db.session.scalars(select(Screening)).one()
    assert (row.screened_on, row.outcome, row.expires_on) == (date(2026, 11, 20), "cleared", date(2027, 11, 20))
    assert "Good until 20 November 2027." in page.get(path).text
    at.move(NOW.replace(year=2027, day=19))
    assert "Good until" in page.get(path).text
    at.move(NOW.replace(year=2027, day=20))
    assert "Due again since 20 November 2027." in page.get(path).text


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"screened_on": "2026-11-26", "outcome": "cleared"}, "Choose today or an earlier day."),
        ({"screened_on": "", "outcome": "follow-up"}, "Choose the day."),
        ({"screened_on": "2026-11-20"}, "Choose one of the two."),
    ],
)
def test_5_12_what_does_not_fit_is_said(
    page: Browser, cast: Cast, path: str, sent: dict[str, str], sentence: str
) -> None:
    again = page.post(f"{path}/screening", sent)
    assert sentence in again.text
    assert again.value("screened_on") == sent["screened_on"]
    assert db.session.scalars(select(Screening)).all() == []


def test_who_may_read_and_note(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    path = f"/clients/{cast.cleo.id}/intake"
    assert page.get(path, status=302).location.startswith("/sign-in")
    for stranger in (cast.otto, cast.tom):
        sign_in(stranger)
        for end in ("", "/edit"):
            page.get(f"{path}{end}", status=404)
        for end in ("/edit", "/clearance", "/screening"):
            page.post(f"{path}{end}", {}, status=404)
    sign_in(cast.cleo.user)
    page.get(path, status=403)
    sign_in(cast.ada)
    page.get(path)
    for end in ("/clearance", "/screening"):
        page.post(f"{path}{end}", {}, status=403)

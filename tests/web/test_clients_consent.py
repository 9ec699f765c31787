"""What a client agrees to, purpose by purpose: given, taken back, and asked for anew when the words change."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.clients import agreeing, consent
from app.clients.consent import HEALTH_DATA, PAIN_IN_SUMMARY, PICTURES
from app.clients.models import Client, Consent
from app.core.audit import AuditEvent
from app.core.db import db, transaction
from app.core.errors import Refused
from app.logbook.models import SessionLog
from app.mail import kinds
from app.mail.models import OutboxMail, Recurrence
from app.prescriptions.models import PlannedSession, Prescription
from app.safety.models import SafetyEvent
from app.summaries import service as summaries
from tests import factories
from tests.conftest import NOW, Moment
from tests.factories import Cast
from tests.page import Browser

PATH = "/consent/about/pictures"
NEWER = "2030-01"


@pytest.fixture
def cleo(cast: Cast, sign_in: Callable[..., None]) -> Client:
    """Cleo signed in, having agreed to what is required."""
    with transaction():
        agreeing.agree(cast.cleo, HEALTH_DATA, version=consent.current_version(), now=NOW)
    sign_in(cast.cleo.user)
    return cast.cleo


@pytest.fixture
def change_words(app: Flask, tmp_path: Path) -> Iterator[Callable[[str], None]]:
    """`change_words(purpose)`: from now on a newer text is asked for."""
    before = app.config["CONTENT_PATH"]
    copied = Path(shutil.copytree(before, tmp_path / "content"))

    def change(purpose: str) -> None:
        (copied / "consent" / purpose / f"{NEWER}.md").write_text("## New words\n\nThis is new.\n")
        app.config["CONTENT_PATH"] = str(copied)

    yield change
    app.config["CONTENT_PATH"] = before


def given(purpose: str) -> list[Consent]:
    db.session.rollback()
    return list(db.session.scalars(select(Consent).where(Consent.purpose == purpose).order_by(Consent.id)))


def plan(cleo: Client) -> str:
    exercises = factories.make_exercises(now=NOW)
    factories.make_prescription(cleo, exercises, now=NOW, effective_from=date(2026, 11, 16))
    planned = db.session.scalars(select(PlannedSession).where(PlannedSession.planned_on == date(2026, 11, 25))).one()
    return f"/sessions/{planned.id}"


def test_each_purpose_stands_on_its_own(page: Browser, cleo: Client) -> None:
    listed = page.get("/consent")
    for words in ("Facts about your health", "Pain in the weekly mail", "Photos and videos of you"):
        assert words in listed.text
    assert "For research or marketing nothing is kept." in listed.text
    assert listed.text.count("Not agreed") == 2
    saved = page.submit(page.get(PATH), PATH, agrees="y")
    assert saved.location == "/consent"
    (row,) = given(PICTURES)
    assert (row.version, row.given_at, row.method) == (consent.current_version(PICTURES), NOW, "consent-page")
    assert row.text == consent.get_text(row.version, PICTURES)
    assert given(PAIN_IN_SUMMARY) == []


def test_agreeing_takes_a_tick(page: Browser, cleo: Client) -> None:
    again = page.submit(page.get(PATH), PATH)
    assert "Tick the box if you agree." in again.text
    assert given(PICTURES) == []


def test_taking_one_back_leaves_the_others(page: Browser, cleo: Client) -> None:
    page.submit(page.get(PATH), PATH, agrees="y")
    page.post(f"{PATH}/take-back")
    assert given(PICTURES)[0].withdrawn_at == NOW
    assert given(HEALTH_DATA)[0].withdrawn_at is None
    assert page.get("/today").status == 200
    page.submit(page.get(PATH), PATH, agrees="y")
    assert [row.withdrawn_at for row in given(PICTURES)] == [NOW, None]


def test_the_required_one_is_withdrawn_on_its_own_page(page: Browser, cleo: Client) -> None:
    assert page.post("/consent/about/health-data/take-back").location == "/consent/withdraw"
    assert given(HEALTH_DATA)[0].withdrawn_at is None
    with pytest.raises(Refused), transaction():
        agreeing.take_back(cleo, HEALTH_DATA, now=NOW)


def test_what_nobody_asks_about_is_not_found(page: Browser, cleo: Client) -> None:
    for end in ("research", "%2e%2e", "HEALTH-DATA"):
        page.get(f"/consent/about/{end}", status=404)


def test_who_may(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    assert page.get(PATH, status=302).location.startswith("/sign-in")
    sign_in(cast.tara)
    page.get(PATH, status=403)
    page.post(PATH, {"agrees": "y"}, status=403)
    page.post(f"{PATH}/take-back", status=403)


def test_a_text_that_changed_while_it_was_read_is_shown_again(
    page: Browser, cleo: Client, change_words: Callable[[str], None]
) -> None:
    form = page.get(PATH)
    change_words(PICTURES)
    again = page.submit(form, PATH, agrees="y")
    assert "The text has changed since you opened this page." in again.text
    assert "This is new." in again.text
    assert given(PICTURES) == []


# The words change


def test_today_asks_again_for_each_text_that_changed(
    page: Browser, cleo: Client, change_words: Callable[[str], None]
) -> None:
    page.submit(page.get(PATH), PATH, agrees="y")
    assert "A text you agreed to has changed" not in page.get("/today").text
    change_words(PICTURES)
    today = page.get("/today")
    assert "A text you agreed to has changed" in today.text
    assert PATH in today.links()
    assert "/consent/about/health-data" not in today.links()
    page.submit(page.get(PATH), PATH, agrees="y")
    assert [row.version for row in given(PICTURES)][-1] == NEWER
    assert "has changed" not in page.get("/today").text


def test_nothing_is_logged_before_the_new_words_are_agreed_to(
    page: Browser, cleo: Client, change_words: Callable[[str], None]
) -> None:
    path = plan(cleo)
    change_words(HEALTH_DATA)
    assert "/consent/about/health-data" in page.get("/today").links()
    asked = page.submit(page.get(path), path, whole="all", pain_after="3", note="It pulled\na bit.")
    assert asked.h1 == "The text you agreed to has changed"
    assert "This is new." in asked.text
    assert db.session.scalars(select(SessionLog)).all() == []
    missing = page.submit(asked, path)
    assert "Tick the box if you agree." in missing.text
    assert db.session.scalars(select(SessionLog)).all() == []
    assert page.submit(missing, path, agrees="y").location == f"{path}/done"
    log = db.session.scalars(select(SessionLog)).one()
    assert (log.pain_after, log.note) == (3, "It pulled\na bit.")
    assert [row.version for row in given(HEALTH_DATA)][-1] == NEWER
    assert "has changed" not in page.get("/today").text


def test_a_red_answer_gets_its_advice_before_the_new_words(
    page: Browser, cleo: Client, change_words: Callable[[str], None]
) -> None:
    path = plan(cleo)
    change_words(HEALTH_DATA)
    advice = page.submit(page.get(path), path, whole="all", pain_after="8")
    assert advice.h1 == "8 is more than we want"
    asked = page.submit(advice, path)
    assert asked.h1 == "The text you agreed to has changed"
    assert db.session.scalars(select(SafetyEvent)).all() == []
    page.submit(asked, path, agrees="y")
    assert db.session.scalars(select(SafetyEvent.level)).one() == "red"


def test_leaving_a_session_out_asks_too(page: Browser, cleo: Client, change_words: Callable[[str], None]) -> None:
    path = f"{plan(cleo)}/not-today"
    change_words(HEALTH_DATA)
    asked = page.submit(page.get(path), path, reason="time")
    assert asked.h1 == "The text you agreed to has changed"
    page.submit(asked, path, agrees="y")
    assert db.session.scalars(select(SessionLog.done_units)).one() == 0


def test_who_came_by_a_link_is_asked_there(
    page: Browser, cleo: Client, sign_in: Callable[..., None], change_words: Callable[[str], None]
) -> None:
    path = plan(cleo)
    change_words(HEALTH_DATA)
    sign_in(cleo.user, scope=f"session:{path.rpartition('/')[2]}")
    asked = page.submit(page.get(path), path, whole="all")
    page.submit(asked, path, agrees="y")
    assert len(db.session.scalars(select(SessionLog)).all()) == 1


def test_the_same_words_twice_are_one_agreement(cleo: Client) -> None:
    with transaction():
        agreeing.agree(cleo, HEALTH_DATA, version=consent.current_version(), now=NOW)
    assert len(given(HEALTH_DATA)) == 1
    verbs = [one.verb for one in db.session.scalars(select(AuditEvent)) if one.verb.startswith("agreed")]
    assert verbs == ["agreed: health-data"]


# The weekly mail


@pytest.mark.parametrize("has_agreed", [True, False])
def test_pain_stands_in_the_weekly_mail_only_where_it_was_asked_for(cleo: Client, at: Moment, has_agreed: bool) -> None:
    plan(cleo)
    planned = db.session.scalars(select(PlannedSession).where(PlannedSession.planned_on == date(2026, 11, 18))).one()
    exercises_plan = planned.prescription_id
    if has_agreed:
        with transaction():
            version = consent.current_version(PAIN_IN_SUMMARY)
            agreeing.agree(cleo, PAIN_IN_SUMMARY, version=version, now=NOW)
    row = db.session.get_one(Prescription, exercises_plan)
    factories.make_log(cleo, row, date(2026, 11, 18), now=NOW, planned=planned, before=5, after=4)
    with transaction():
        summaries.schedule_summary(cleo, now=NOW - timedelta(days=7))
    at.move(NOW)
    due = db.session.scalars(select(Recurrence).where(Recurrence.kind == kinds.WEEK_SUMMARY.name)).one()
    assert due.next_at is not None
    at.move(due.next_at)
    summaries.send_due()
    mail = db.session.scalars(select(OutboxMail).where(OutboxMail.kind == kinds.WEEK_SUMMARY.name)).one()
    assert ("Pain before sessions 5.0, after 4.0, on average." in mail.text) is has_agreed
    assert "pain" not in mail.subject.lower()

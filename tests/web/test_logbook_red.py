"""A red answer: advice first, then the note to the trainer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from app.core.db import db
from app.logbook.models import SessionLog
from app.mail.models import OutboxMail
from app.prescriptions.models import PlannedSession
from app.safety import words
from app.safety.models import SafetyEvent
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import Browser, Page
from tests.snapshots import assert_snapshot

TODAY = date(2026, 11, 25)


@pytest.fixture
def path(cast: Cast, sign_in: Callable[..., None]) -> str:
    """The address of Cleo's session of today, with her signed in."""
    exercises = factories.make_exercises(now=NOW)
    factories.make_prescription(cast.cleo, exercises, now=NOW, effective_from=date(2026, 11, 16))
    sign_in(cast.cleo.user)
    planned = db.session.scalars(select(PlannedSession).where(PlannedSession.planned_on == TODAY)).one()
    return f"/sessions/{planned.id}"


def _stored() -> list[object]:
    return [row for table in (SessionLog, SafetyEvent, OutboxMail) for row in db.session.scalars(select(table))]


def _red(page: Browser, path: str, **answers: str) -> Page:
    return page.submit(page.get(path), path, **{"whole": "all", "pain_after": "7", **answers})


def test_advice_comes_before_anything_is_stored(page: Browser, path: str) -> None:
    advice = _red(page, path, pain_before="4", note="It pulled\nat the end.")
    assert advice.h1 == "7 is more than we want"
    assert "Stop for today" in advice.text
    assert "Tara gets a note" in advice.text
    assert "/doctor" in advice.links()
    assert _stored() == []


def test_saving_from_the_advice_keeps_every_answer(page: Browser, path: str) -> None:
    advice = _red(page, path, pain_before="4", effort="8", note="It pulled\nat the end.")
    done = page.follow(page.submit(advice, path))
    log = db.session.scalars(select(SessionLog)).one()
    assert (log.pain_before, log.pain_after, log.effort, log.done_units) == (4, 7, 8, 15)
    assert log.note == "It pulled\nat the end."
    assert "Tara has a note" in done.text


def test_the_event_keeps_the_version_of_the_words(page: Browser, path: str, cast: Cast) -> None:
    page.submit(_red(page, path), path)
    event = db.session.scalars(select(SafetyEvent)).one()
    assert (event.level, event.client_id, event.practice_id) == ("red", cast.cleo.id, cast.practice.id)
    assert (event.happened_on, event.text_version, event.created_at) == (TODAY, words.VERSION, NOW)
    assert event.seen_at is None


def test_the_mail_to_the_trainer_says_nothing_about_health(page: Browser, path: str, cast: Cast) -> None:
    page.submit(_red(page, path, pain_before="4", note="My hip burns"), path)
    mail = db.session.scalars(select(OutboxMail)).one()
    assert (mail.to_address, mail.kind) == (cast.tara.email, "safety-alert")
    whole = f"{mail.subject} {mail.text} {mail.html.split('</style>')[1]}".lower()
    for word in ("pain", "7 ", "hip", "burn", "hamstring", "red answer"):
        assert word not in whole, word
    assert "cleo" not in mail.subject.lower()
    assert "Cleo" in mail.text


def test_going_back_stores_nothing_and_shows_everything(page: Browser, path: str) -> None:
    advice = _red(page, path, pain_before="4", note="Words")
    form = page.submit(advice, path, act="edit")
    assert form.h1 == "Hamstrings"
    assert form.checked("pain_after") == ["7"]
    assert form.checked("pain_before") == ["4"]
    assert form.value("note") == "Words"
    assert _stored() == []
    assert page.submit(form, path).h1 == "7 is more than we want", "the advice comes again"


@pytest.mark.parametrize(
    ("before", "after", "title"),
    [
        ("2", "5", "From 2 to 5 is a bigger rise than we want"),
        ("", "6", "6 is more than we want"),
        ("1", "6", "6 is more than we want"),
    ],
)
def test_the_heading_says_why(page: Browser, path: str, before: str, after: str, title: str) -> None:
    assert _red(page, path, pain_before=before, pain_after=after).h1 == title


@pytest.mark.parametrize(("before", "after"), [("6", "5"), ("", "5"), ("0", "3"), ("", "")])
def test_no_advice_page_below_red(page: Browser, path: str, before: str, after: str) -> None:
    assert _red(page, path, pain_before=before, pain_after=after).location == f"{path}/done"
    assert db.session.scalars(select(SafetyEvent)).all() == []


def test_old_words_do_not_count_as_seen(page: Browser, path: str) -> None:
    assert _red(page, path, advice_seen="2020-01").h1 == "7 is more than we want"
    assert _stored() == []


def test_a_change_to_red_makes_one_event_and_a_second_change_none(page: Browser, path: str) -> None:
    page.submit(page.get(path), path, whole="all", pain_after="2")
    page.submit(_red(page, path), path)
    assert len(db.session.scalars(select(SafetyEvent)).all()) == 1
    page.submit(_red(page, path, pain_after="9"), path)
    assert db.session.scalars(select(SessionLog)).one().pain_after == 9
    assert len(db.session.scalars(select(SafetyEvent)).all()) == 1
    assert len(db.session.scalars(select(OutboxMail)).all()) == 1


def test_a_milder_answer_later_leaves_the_event(page: Browser, path: str) -> None:
    page.submit(_red(page, path), path)
    page.submit(page.get(path), path, whole="all", pain_after="3")
    assert len(db.session.scalars(select(SafetyEvent)).all()) == 1


def test_the_mail_reads_as_agreed(page: Browser, path: str) -> None:
    page.submit(_red(page, path), path)
    mail = db.session.scalars(select(OutboxMail)).one()
    client_id = db.session.scalars(select(SafetyEvent.client_id)).one()
    address = f"/clients/{client_id}"
    # Numbers differ from one database to the next.
    assert_snapshot(
        "safety-alert",
        text=f"Subject: {mail.subject}\n\n{mail.text}".replace(address, "/clients/1"),
        html=mail.html.replace(address, "/clients/1"),
    )

"""A client's own page about reminders."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time

import pytest

from app.accounts.models import User
from app.core.db import db, transaction
from app.logbook.links import session_scope
from app.mail import kinds, recurring, stopping
from app.reminders import service
from app.reminders.models import ReminderSetting
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import Browser, text_of
from tests.queries import counted

PATH = "/reminders"
SignIn = Callable[..., None]


@pytest.fixture
def cleo(cast: Cast, sign_in: SignIn) -> Cast:
    sign_in(cast.cleo.user)
    return cast


def test_it_opens_on_what_holds_without_any_choice_yet(cleo: Cast, page: Browser) -> None:
    seen = page.get(PATH)
    assert seen.h1 == "Reminders and rest"
    assert (seen.value("at"), seen.checked("is_on"), seen.checked("wants_summary")) == ("18:00", ["y"], ["y"])
    assert "Edmonton time, between 07:00 and 21:00." in seen.text
    assert [text_of(a) for a in seen.all("a", aria_current="page")] == ["More"]
    assert db.session.get(ReminderSetting, cleo.cleo.id) is None


def test_a_choice_is_kept_and_moves_the_next_reminder(cleo: Cast, page: Browser) -> None:
    exercises = factories.make_exercises(now=NOW)
    factories.make_prescription(cleo.cleo, exercises, now=NOW, effective_from=NOW.date())
    answer = page.submit(page.get(PATH), PATH, at="07:30")
    assert answer.location == "/more"
    assert "Reminders saved." in page.follow(answer).text
    assert page.get(PATH).value("at") == "07:30"
    assert service.find_time(cleo.cleo.id) == time(7, 30)
    due_at = recurring.find_next(kinds.SESSION_REMINDER, owner_id=cleo.cleo.id)
    # Wednesday 09:00 in Edmonton has passed 07:30, so Friday it is.
    assert due_at is not None
    assert due_at.isoformat() == "2026-11-27T13:30:00+00:00"


def test_each_mail_can_be_turned_off_and_on_by_itself(cleo: Cast, page: Browser) -> None:
    user_id = cleo.cleo.user_id
    for data, stopped in (
        ({}, {"session-reminder", "week-summary", "new-messages"}),
        ({"wants_summary": "y"}, {"session-reminder", "new-messages"}),
        ({"is_on": "y", "wants_messages": "y"}, {"week-summary"}),
        ({"is_on": "y", "wants_summary": "y"}, {"new-messages"}),
        ({"is_on": "y", "wants_summary": "y", "wants_messages": "y"}, set()),
    ):
        page.post(PATH, {"at": "18:00", **data}, status=302)
        assert stopping.list_stopped(user_id) == stopped
        seen = page.get(PATH)
        assert seen.checked("is_on") == (["y"] if "is_on" in data else [])
        assert seen.checked("wants_summary") == (["y"] if "wants_summary" in data else [])


def test_a_stop_by_a_mails_own_link_is_shown_here(cleo: Cast, page: Browser) -> None:
    with transaction():
        stopping.stop(cleo.cleo.user_id, kinds.SESSION_REMINDER, now=NOW)
    assert page.get(PATH).checked("is_on") == []
    page.submit(page.get(PATH), PATH, is_on="y")
    assert stopping.list_stopped(cleo.cleo.user_id) == set()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Choose a time, such as 18:00."),
        ("evening", "Write the time like 18:00."),
        ("25:00", "Write the time like 18:00."),
        ("18:60", "Write the time like 18:00."),
        ("١٨:٠٠", "Write the time like 18:00."),
        ("21:00", "We send nothing between 21:00 and 07:00. Choose a time outside that."),
        ("23:59", "We send nothing between 21:00 and 07:00. Choose a time outside that."),
        ("00:00", "We send nothing between 21:00 and 07:00. Choose a time outside that."),
        ("06:59", "We send nothing between 21:00 and 07:00. Choose a time outside that."),
    ],
)
def test_a_time_that_cannot_be_is_refused_beside_its_field(
    cleo: Cast, page: Browser, typed: str, sentence: str
) -> None:
    seen = page.post(PATH, {"at": typed, "wants_summary": "y"}, status=200)
    field = seen.field("at")
    errors = [text_of(p) for p in seen.all("p", class_="error")]
    assert errors == [sentence]
    assert field.get("aria-invalid") == "true"
    # Everything typed is still there, and nothing was kept.
    assert field.get("value") == typed
    assert (seen.checked("is_on"), seen.checked("wants_summary")) == ([], ["y"])
    assert service.find_time(cleo.cleo.id) == time(18)
    assert stopping.list_stopped(cleo.cleo.user_id) == set()


@pytest.mark.parametrize(
    ("typed", "kept"), [("7:05", time(7, 5)), ("18:00:00", time(18)), (" 20:59 ", time(20, 59)), ("07:00", time(7))]
)
def test_a_time_may_be_written_as_people_and_browsers_write_it(
    cleo: Cast, page: Browser, typed: str, kept: time
) -> None:
    page.post(PATH, {"at": typed, "is_on": "y", "wants_summary": "y"}, status=302)
    assert service.find_time(cleo.cleo.id) == kept


def test_nobody_can_set_anothers(cast: Cast, sign_in: SignIn, page: Browser) -> None:
    sign_in(cast.nils.user)
    page.post(PATH, {"at": "12:00", "client_id": str(cast.cleo.id)}, status=302)
    assert service.find_time(cast.cleo.id) == time(18)
    assert stopping.list_stopped(cast.cleo.user_id) == set()


def test_a_trainer_has_none(cast: Cast, sign_in: SignIn, page: Browser) -> None:
    sign_in(cast.tara)
    assert page.get(PATH, status=403).h1
    page.post(PATH, {"at": "12:00"}, status=403)


def test_signed_out_is_asked_to_sign_in(cast: Cast, page: Browser) -> None:
    assert page.get(PATH, status=302).location == "/sign-in?next=/reminders"
    assert page.post(PATH, {"at": "12:00"}, status=302).location == "/sign-in"


def test_a_mailed_session_link_does_not_open_it(cast: Cast, sign_in: SignIn, page: Browser) -> None:
    sign_in(cast.cleo.user, scope=session_scope(1))
    assert page.get(PATH, status=302).location.startswith("/sign-in")


def test_who_is_nobodys_client_finds_nothing(cast: Cast, sign_in: SignIn, page: Browser) -> None:
    with transaction():
        loner: User = factories.User(
            name="Lou Adler", email="lou@example.com", role="client", zone="Europe/Berlin", created_at=NOW
        )
        db.session.add(loner)
    sign_in(loner)
    page.get(PATH, status=404)


def test_showing_it_takes_four_queries_beside_the_sign_in(cleo: Cast, page: Browser) -> None:
    with counted() as seen:
        page.get(PATH)
    assert len(seen) == 5

"""The page on which a trainer gives a plan or changes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import db, transaction
from app.mail.models import Recurrence
from app.prescriptions.forms import PlanForm
from app.prescriptions.models import PlannedSession, Prescription
from app.reminders.models import ReminderSetting
from app.reminders.rules import send_time
from app.reminders.state import policy_of
from app.routines.models import Routine
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import HOST, Browser, Page, text_of
from tests.queries import counted
from tests.web import library

TODAY = date(2026, 11, 25)  # a Wednesday


@pytest.fixture
def path(cast: Cast, sign_in: Callable[..., None]) -> str:
    """The page for Cleo, with the real library and Tara signed in."""
    library.fill()
    sign_in(cast.tara)
    return f"/clients/{cast.cleo.id}/plan/new"


@pytest.fixture
def sample(path: str) -> Routine:
    """The article's sample, a starter."""
    return library.starter("article-sample")


def plans() -> list[Prescription]:
    return list(db.session.scalars(select(Prescription).order_by(Prescription.version)))


def give(page: Browser, path: str, **changes: Any) -> Page:
    return page.submit(page.get(path), path, give="y", **changes)


def test_a_first_plan_is_offered_with_what_usually_fits(page: Browser, path: str, sample: Routine) -> None:
    seen = page.get(path)
    assert seen.h1 == "A plan for Cleo Marsh"
    assert seen.value("routine") == "" and "No routine chosen" in seen.text
    assert seen.checked("weekdays") == ["1", "3", "5"]
    assert seen.value("effective_from") == "2026-11-26" and seen.value("review_on") == "2026-12-24"
    assert seen.value("reminder_at") == "18:00" and "Edmonton time" in seen.text
    assert "unchanged" not in seen.text
    days = [text_of(item) for item in seen.all("ol") for item in item.iter("li") if "November" in text_of(item)]
    assert days[:2] == ["Friday 27 November", "Monday 30 November"]


def test_looking_shows_minutes_and_dates_and_keeps_nothing(page: Browser, path: str, sample: Routine) -> None:
    seen = page.submit(page.get(path), path, routine=sample.id, weekdays=["2"], look="y")
    assert "15 min of work" in seen.text and "17:30 on the clock" in seen.text
    assert "Tuesday 1 December" in seen.text and "Friday 27 November" not in seen.text
    assert seen.value("note") == sample.note, "the routine's own words are a start"
    assert plans() == []


def test_the_chosen_routine_can_come_with_the_address(page: Browser, path: str, sample: Routine) -> None:
    assert page.get(f"{path}?routine={sample.id}").value("routine") == str(sample.id)
    assert page.get(f"{path}?routine=99999").value("routine") == ""


def test_giving_it(page: Browser, cast: Cast, path: str, sample: Routine) -> None:
    done = give(
        page,
        path,
        routine=sample.id,
        weekdays=["1", "4"],
        effective_from="2026-11-25",
        ends_on="2026-12-31",
        review_on="",
        reminder_at="07:30",
        note="Slowly.\nBreathe.",
    )
    assert done.location == f"/clients/{cast.cleo.id}"
    assert "Cleo has the plan. It begins on Wednesday 25 November." in page.follow(done).text
    plan = plans()[0]
    assert (plan.version, plan.weekdays, plan.rounds, plan.created_by) == (1, "1,4", 3, cast.tara.id)
    assert (plan.effective_from, plan.ends_on, plan.review_on) == (TODAY, date(2026, 12, 31), date(2026, 12, 23))
    assert plan.note.split() == ["Slowly.", "Breathe."]
    planned = db.session.scalars(select(PlannedSession.planned_on).order_by(PlannedSession.planned_on)).all()
    assert planned[:3] == [date(2026, 11, 26), date(2026, 11, 30), date(2026, 12, 3)]
    assert max(planned) == date(2026, 12, 31)
    assert db.session.get_one(ReminderSetting, cast.cleo.id).at == time(7, 30)
    due = db.session.scalars(select(Recurrence.next_at).where(Recurrence.owner_id == cast.cleo.id)).all()
    assert NOW + timedelta(hours=22, minutes=30) in due, "Thursday 07:30 in Edmonton"


def test_an_empty_note_stays_empty(page: Browser, path: str, sample: Routine) -> None:
    give(page, path, routine=sample.id, note="")
    assert plans()[0].note == ""


def test_a_change_keeps_days_words_and_reminder(page: Browser, cast: Cast, path: str, sample: Routine) -> None:
    give(page, path, routine=sample.id, weekdays=["2"], effective_from="2026-11-25", reminder_at="09:15", note="Mine.")
    factories.make_log(cast.cleo, plans()[0], TODAY, now=NOW)
    seen = page.get(path)
    assert seen.h1 == "Change the plan of Cleo Marsh"
    assert "Applies from tomorrow; 1 logged session unchanged." in seen.text
    assert (seen.value("routine"), seen.checked("weekdays")) == (str(sample.id), ["2"])
    assert (seen.value("note"), seen.value("reminder_at")) == ("Mine.", "")
    refused = page.submit(seen, path, effective_from="2026-11-25", give="y", status=200)
    assert "A plan runs today, so the new one starts tomorrow or later." in refused.text
    assert refused.value("effective_from") == "2026-11-25" and refused.value("note") == "Mine."
    page.submit(refused, path, effective_from="2026-11-26", give="y", status=302)
    assert [(plan.version, plan.ends_on) for plan in plans()] == [(1, TODAY), (2, None)]
    assert db.session.get_one(ReminderSetting, cast.cleo.id).at == time(9, 15), "the client's time is left alone"


def test_another_routine_comes_with_its_own_words(page: Browser, path: str, sample: Routine) -> None:
    give(page, path, routine=sample.id, note="Mine.")
    other = library.starter("lats-release-to-strength")
    assert page.get(f"{path}?routine={other.id}").value("note") == other.note


def test_the_psoas_wants_a_tick(page: Browser, path: str, sample: Routine) -> None:
    core = library.starter("core-release-to-strength")
    seen = page.get(f"{path}?routine={core.id}")
    assert "/library/psoas-ball-release" in seen.links() and seen.checked("has_checked") == []
    assert "Leave this out in pregnancy." in seen.text, "what to ask stands beside the tick"
    refused = page.submit(seen, path, give="y", note="Kept words.", status=200)
    assert "Check this with the person first, then tick it here." in refused.text
    assert refused.value("note") == "Kept words." and plans() == []
    page.submit(refused, path, has_checked="y", give="y", status=302)
    assert plans()[0].items[0].name == "Psoas Ball Release"


def test_a_routine_chosen_without_looking_still_wants_the_tick(page: Browser, path: str, sample: Routine) -> None:
    refused = give(page, path, routine=library.starter("core-release-to-strength").id)
    assert refused.status == 200 and refused.field("has_checked") is not None
    assert plans() == []


def test_more_than_the_client_has_in_a_day(page: Browser, cast: Cast, path: str, sample: Routine) -> None:
    with transaction():
        cast.cleo.minutes_per_day = 12
    seen = page.get(f"{path}?routine={sample.id}")
    assert "More than Cleo has" in seen.text and "3 minutes of work over the 12 a day." in seen.text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"routine": ""}, "Choose a routine."),
        ({"routine": "99999"}, "Not a valid choice."),
        ({"weekdays": []}, "Choose at least one day."),
        ({"weekdays": ["9"]}, "is not a valid choice"),
        ({"effective_from": ""}, "Choose the first day."),
        ({"effective_from": "soon"}, "Write the day like this: 2026-11-30."),
        ({"effective_from": "9999-12-31"}, "Check the year."),
        ({"effective_from": "2026-11-24"}, "Choose today or a later day."),
        ({"effective_from": "2028-01-01"}, "Choose a day within the next year."),
        ({"ends_on": "2026-11-01"}, "The last day is before the first."),
        ({"ends_on": "2026-11-26", "weekdays": ["1"]}, "None of the chosen days falls between the two dates."),
        ({"review_on": "2026-11-01"}, "Choose a day after the start."),
        ({"reminder_at": "21:00"}, "Choose a time from 07:00, and before 21:00."),
        ({"reminder_at": "late"}, "Write the time like this: 18:00."),
        ({"note": "x" * 1001}, "Use 1000 characters or fewer."),
    ],
)
def test_what_cannot_be_given_says_why(
    page: Browser, path: str, sample: Routine, changes: dict[str, Any], sentence: str
) -> None:
    seen = give(page, path, **{"routine": sample.id, "note": "Kept words.", **changes})
    assert seen.status == 200 and "This did not save yet" in seen.text
    assert sentence in seen.text
    assert plans() == []
    for name, value in {"note": "Kept words.", **changes}.items():
        if isinstance(value, str) and name != "routine":
            assert seen.value(name) == value, "what was typed is still there"


@pytest.mark.parametrize("hours", [(time(21), time(7)), (time(19, 30), time(9)), (time(23), time(11))])
def test_every_time_the_form_takes_is_one_at_which_mail_goes_out(
    app: Flask, cast: Cast, hours: tuple[time, time]
) -> None:
    cast.practice.quiet_from, cast.practice.quiet_until = hours
    with app.test_request_context():
        form = PlanForm()
    form.keep_quiet(cast.practice)
    first, last = form.waking
    for minute in range(24 * 60):
        at = time(*divmod(minute, 60))
        assert (first <= at < last) == (send_time(at, policy_of(cast.practice)) == at), at


@pytest.mark.parametrize(("at", "is_taken"), [("08:59", False), ("09:00", True), ("19:29", True), ("19:30", False)])
def test_a_reminder_keeps_out_of_the_practices_quiet_hours(
    page: Browser, cast: Cast, path: str, sample: Routine, at: str, is_taken: bool
) -> None:
    with transaction():
        cast.practice.quiet_from, cast.practice.quiet_until = time(19, 30), time(9)
    seen = give(page, path, routine=sample.id, reminder_at=at)
    assert (len(plans()) == 1) is is_taken
    assert is_taken or "Choose a time from 09:00, and before 19:30." in seen.text


def test_another_practices_routine_cannot_be_given(page: Browser, cast: Cast, path: str, sample: Routine) -> None:
    secret = factories.make_routine(cast.other_practice, [library.exercise("rkc-plank")], now=NOW)
    assert str(secret.id) not in [o.get("value") for o in page.get(path).all("option")]
    assert give(page, path, routine=secret.id).status == 200
    assert plans() == []


def test_an_archived_client_is_refused_in_words(page: Browser, cast: Cast, path: str, sample: Routine) -> None:
    with transaction():
        cast.cleo.status = "archived"
    assert "Cleo is archived. Bring Cleo back first." in give(page, path, routine=sample.id).text


def test_only_the_clients_own_trainers(
    page: Browser, cast: Cast, path: str, sample: Routine, sign_in: Callable[..., None]
) -> None:
    for stranger in (cast.otto, cast.tom):
        sign_in(stranger)
        page.get(path, status=404)
        page.post(path, {"routine": sample.id, "give": "y"}, status=404)
    sign_in(cast.cleo.user)
    page.get(path, status=403)
    page.client.delete_cookie("plinth", domain="plinth.test")
    assert page.get(path, status=302).location.startswith("/sign-in")
    assert plans() == []


def test_the_page_asks_few_things(page: Browser, path: str, sample: Routine) -> None:
    give(page, path, routine=sample.id)
    with counted() as seen:
        page.client.get(path, base_url=HOST)
    assert len(seen) == 8, "sign-in, membership, client, newest version, routines, their exercises, answers, messages"


def test_a_plan_can_be_seen_as_the_client_before_it_is_given(page: Browser, path: str, sample: Routine) -> None:
    look = path.replace("/new", "/preview")
    form = page.get(path)
    wrong = page.post(look, {**form.form(path), "routine": sample.id, "review_on": "soon"}, status=200)
    assert "Write the day like this" in wrong.text and wrong.h1 == "A plan for Cleo Marsh"
    sent = {**form.form(path), "routine": sample.id, "note": "Slowly.", "times_per_week": "2"}
    seen = page.post(look, sent, status=200)
    assert seen.h1 == sample.name and "You see what Cleo sees." in seen.text
    assert "Slowly." in seen.text and "Twice a week, any day" in seen.text
    assert plans() == []


def test_assistants_and_strangers_look_at_no_plan(
    page: Browser, cast: Cast, path: str, sign_in: Callable[..., None]
) -> None:
    for person, status in ((cast.ada, 403), (cast.tom, 404), (cast.cleo.user, 403)):
        sign_in(person)
        page.post(path.replace("/new", "/preview"), {}, status=status)

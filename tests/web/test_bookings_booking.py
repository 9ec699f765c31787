"""Day, time, confirm, book: what a client sees and what is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app.bookings.models import Booking, BookingGrain
from app.core.db import db, transaction
from app.mail.models import OutboxMail
from tests import factories
from tests.conftest import NOW, Moment
from tests.diary import make_call, open_hours
from tests.factories import Cast
from tests.page import HOST, Browser, Page
from tests.queries import counted

SignIn = Callable[..., None]

# Friday 27 November: 9:00 in Edmonton, 11:00 in Halifax.
FRIDAY_NINE = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
START = "2026-11-27T15:00Z"
CONFIRM = f"/my-calls/book/confirm?start={START}"


def move_to(cast: Cast, zone: str) -> None:
    with transaction():
        cast.cleo.user.zone = zone


def post(browser: Browser, *, status: int | None = None, **changes: Any) -> Page:
    data = {"start": START, "form_key": uuid4().hex, "question": "", **changes}
    return browser.post("/my-calls/book", data, status=status)


def calls() -> list[Booking]:
    return list(db.session.scalars(select(Booking).order_by(Booking.id).execution_options(populate_existing=True)))


def count_of(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_client_books_in_three_steps(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    open_hours(cast.tara, place="https://meet.example/tara")
    move_to(cast, "America/Halifax")
    sign_in(cast.cleo.user)

    day = page.get("/my-calls/book")
    assert day.h1 == "Choose a day"
    assert "Times are for Halifax. Tara is in Edmonton, two hours behind." in day.text
    assert "/my-calls/book/time?on=2026-11-27" in day.links()

    times = page.get("/my-calls/book/time?on=2026-11-27")
    assert times.h1 == "Friday 27 November"
    assert "Times are for Halifax. Tara is in Edmonton, two hours behind." in times.text
    (slot,) = times.all("a", href=CONFIRM)
    assert "".join(slot.itertext()) == "11:0009:00 in Edmonton"

    confirm = page.get(CONFIRM)
    assert confirm.h1 == "Friday 27 November at 11:00"
    assert "11:00 to 11:30Halifax, UTC-4" in confirm.text
    assert "09:00 to 09:30Edmonton, UTC-6" in confirm.text
    assert "https://meet.example/tara" in confirm.links()
    assert "until Thursday 26 November, 23:00, Halifax time" in confirm.text

    done = page.submit(confirm, "/my-calls/book", status=302, question="May I run again?")
    seen = page.follow(done)
    assert "Booked: Friday 27 November, 11:00, Halifax time. You both get a mail." in seen.text
    assert "May I run again?" in seen.text

    (call,) = calls()
    assert (call.start_at, call.end_at) == (FRIDAY_NINE, FRIDAY_NINE + timedelta(minutes=30))
    assert (call.client_id, call.trainer_id, call.practice_id) == (cast.cleo.id, cast.tara.id, cast.practice.id)
    assert (call.client_zone, call.trainer_zone) == ("America/Halifax", "America/Edmonton")
    assert (call.question, call.sequence, call.status) == ("May I run again?", 0, "confirmed")
    assert call.changes_until_at == FRIDAY_NINE - timedelta(hours=12)


def test_the_breaks_around_a_call_are_taken_too(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    open_hours(cast.tara)
    sign_in(cast.cleo.user)
    post(page)
    grains = db.session.scalars(select(BookingGrain.grain_at).order_by(BookingGrain.grain_at)).all()
    assert (grains[0], grains[-1]) == (FRIDAY_NINE - timedelta(minutes=10), FRIDAY_NINE + timedelta(minutes=35))
    assert len(grains) == 10
    times = page.get("/my-calls/book/time?on=2026-11-27")
    # Both calls keep their ten minutes, so the next start on the half hour is a full hour later.
    assert CONFIRM not in times.links()
    assert "/my-calls/book/confirm?start=2026-11-27T15:30Z" not in times.links()
    assert "/my-calls/book/confirm?start=2026-11-27T16:00Z" in times.links()


def test_both_get_a_mail_without_the_question(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    open_hours(cast.tara)
    sign_in(cast.cleo.user)
    post(page, question="Zebra stripes on my back")
    mails = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()
    assert [(mail.kind, mail.user_id) for mail in mails] == [
        ("call-booked", cast.cleo.user_id),
        ("call-booked", cast.tara.id),
    ]
    for mail in mails:
        assert mail.calendar_method == "REQUEST"
        everything = " ".join((mail.subject, mail.text, mail.html, mail.calendar, mail.about, mail.dedupe_key))
        assert "Zebra" not in everything
    assert "wrote down what to talk about" in mails[1].text


def test_a_double_click_books_once(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    open_hours(cast.tara)
    sign_in(cast.cleo.user)
    key = uuid4().hex
    for _ in range(3):
        assert post(page, form_key=key, status=302).location == "/my-calls"
    assert len(calls()) == 1
    assert count_of(OutboxMail) == 2


def test_a_used_form_does_not_revive_a_cancelled_call(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    open_hours(cast.tara)
    sign_in(cast.cleo.user)
    key = uuid4().hex
    post(page, form_key=key)
    page.post(f"/my-calls/{calls()[0].id}/cancel", status=302)
    again = post(page, form_key=key, status=409)
    assert "This form was already used for another call." in again.text
    assert [call.status for call in calls()] == ["cancelled"]


def test_a_form_of_somebody_else_is_no_key_to_their_call(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    open_hours(cast.tara)
    dina = factories.make_client("Dina Ros", cast.practice, cast.tara, now=NOW)
    sign_in(cast.cleo.user)
    key = uuid4().hex
    post(page, form_key=key, question="mine alone")
    sign_in(dina.user)
    seen = post(page, form_key=key, start="2026-11-27T16:00Z", status=409)
    assert "This form was already used" in seen.text
    assert "mine alone" not in seen.text
    assert len(calls()) == 1


def test_who_was_slower_gets_fresh_times_and_keeps_the_question(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    open_hours(cast.tara)
    dina = factories.make_client("Dina Ros", cast.practice, cast.tara, now=NOW)
    sign_in(cast.cleo.user)
    confirm = page.get(CONFIRM)
    make_call(dina, FRIDAY_NINE, now=NOW)
    taken = page.submit(confirm, "/my-calls/book", status=409, question="May I <b>run</b>?")
    assert taken.h1 == "Choose another time"
    assert "This time is no longer free. Choose another." in taken.text
    assert taken.value("question") == "May I <b>run</b>?"
    offered = [radio.get("value") for radio in taken.all("input", name="start")]
    assert offered[:2] == ["2026-11-27T16:00Z", "2026-11-27T16:30Z"]
    assert len(offered) == 8
    assert taken.checked("start") == []
    page.submit(taken, "/my-calls/book", status=302, start="2026-11-27T16:30Z")
    assert [call.question for call in calls() if call.client_id == cast.cleo.id] == ["May I <b>run</b>?"]


def test_the_last_step_of_a_time_that_is_gone_says_so(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    open_hours(cast.tara)
    dina = factories.make_client("Dina Ros", cast.practice, cast.tara, now=NOW)
    make_call(dina, FRIDAY_NINE, now=NOW)
    sign_in(cast.cleo.user)
    assert "This time is no longer free." in page.get(CONFIRM, status=409).text


@pytest.mark.parametrize(
    ("start", "why"),
    [
        ("2026-11-25T15:30Z", "the notice is twelve hours"),
        ("2026-11-24T15:00Z", "it is over"),
        ("2026-11-28T15:00Z", "a Saturday without hours"),
        ("2026-11-27T14:30Z", "before the hours"),
        ("2026-11-27T18:00Z", "the hours end at noon"),
        ("2026-11-27T15:05Z", "off the half hour"),
        ("2026-12-30T15:00Z", "beyond 28 days"),
        ("0001-01-01T00:00Z", "no calendar goes there"),
        ("9999-12-31T23:55Z", "nor there"),
    ],
)
def test_what_is_not_open_cannot_be_booked(page: Browser, cast: Cast, sign_in: SignIn, start: str, why: str) -> None:
    open_hours(cast.tara)
    sign_in(cast.cleo.user)
    assert "no longer free" in post(page, start=start, status=409).text, why
    assert "no longer free" in page.get(f"/my-calls/book/confirm?start={start}", status=409).text, why
    assert calls() == []


@pytest.mark.parametrize("start", ["", "tomorrow", "2026-11-27T15:00", "2026-11-27T15:00+00:00", "2026-13-27T15:00Z"])
def test_without_a_time_the_form_asks_for_one(page: Browser, cast: Cast, sign_in: SignIn, start: str) -> None:
    open_hours(cast.tara)
    sign_in(cast.cleo.user)
    seen = post(page, start=start, question="Still here")
    assert "Choose a time." in seen.text
    assert seen.value("question") == "Still here"
    assert page.get(f"/my-calls/book/confirm?start={start}", status=302).location == "/my-calls/book"
    assert calls() == []


def test_a_question_that_is_too_long_is_kept(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    open_hours(cast.tara)
    sign_in(cast.cleo.user)
    seen = post(page, question="x" * 1001)
    assert "Keep it under 1,000 characters." in seen.text
    assert seen.value("question") == "x" * 1001
    assert seen.h1 == "Friday 27 November at 09:00"
    assert calls() == []


def test_a_long_question_for_a_time_that_is_gone_is_kept(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    open_hours(cast.tara)
    sign_in(cast.cleo.user)
    seen = post(page, question="x" * 1001, start="2026-11-28T15:00Z", status=409)
    assert seen.value("question") == "x" * 1001


def test_a_forged_form_key_is_refused(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    open_hours(cast.tara)
    sign_in(cast.cleo.user)
    for key in ("", "short", "\x00" * 32, "Z" * 32):
        post(page, form_key=key, status=400)
    assert calls() == []


def test_without_hours_the_page_says_whom_to_ask(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.cleo.user)
    seen = page.get("/my-calls/book")
    assert seen.h1 == "No time is open"
    assert "mailto:tara@example.com" in seen.links()
    assert page.get("/my-calls/book/time?on=2026-11-27", status=302).location == "/my-calls/book"
    assert page.get(CONFIRM, status=302).location == "/my-calls/book"
    assert "no longer free" in post(page, status=409).text


def test_a_day_off_is_closed(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    open_hours(cast.tara, days_off=[date(2026, 11, 27)])
    sign_in(cast.cleo.user)
    links = page.get("/my-calls/book").links()
    assert "/my-calls/book/time?on=2026-11-27" not in links
    assert "/my-calls/book/time?on=2026-11-30" in links
    assert "No time is open on this day" in page.get("/my-calls/book/time?on=2026-11-27").text


@pytest.mark.parametrize("on", ["", "soon", "2026-02-30"])
def test_a_day_that_is_none_leads_back_to_the_month(page: Browser, cast: Cast, sign_in: SignIn, on: str) -> None:
    open_hours(cast.tara)
    sign_in(cast.cleo.user)
    assert page.get(f"/my-calls/book/time?on={on}", status=302).location == "/my-calls/book"


def test_a_late_time_stands_on_the_readers_own_day(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    open_hours(cast.tara, weekdays=[4])
    move_to(cast, "Pacific/Auckland")
    sign_in(cast.cleo.user)
    # Thursday morning in Edmonton is Friday in Auckland.
    assert "/my-calls/book/time?on=2026-11-27" in page.get("/my-calls/book").links()
    seen = page.get("/my-calls/book/time?on=2026-11-27")
    assert "04:00Thu 26 Nov, 09:00 in Edmonton" in seen.text
    assert "Thursday 26 November, 09:00 to 09:30" in page.get("/my-calls/book/confirm?start=2026-11-26T15:00Z").text


def test_a_long_horizon_is_paged_by_week(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    open_hours(cast.tara, horizon_days=84)
    sign_in(cast.cleo.user)
    first = page.get("/my-calls/book")
    assert "November – December" in first.text
    (later,) = [e for e in first.all("a") if e.get("aria-label") == "Later days"]
    second = page.get(later.get("href", ""))
    assert "December – January" in second.text
    assert "Wednesday 30 December" in [e.get("aria-label") for e in second.all("a")]
    for odd in ("2026-W99", "x", "0001-W01", "9999-W52"):
        assert page.get(f"/my-calls/book?week={odd}").h1 == "Choose a day"


def test_the_usual_horizon_needs_no_second_page(page: Browser, cast: Cast, sign_in: SignIn, at: Moment) -> None:
    open_hours(cast.tara, weekdays=[1, 2, 3, 4, 5, 6, 7])
    for day in range(7):
        at.move(NOW + timedelta(days=day))
        sign_in(cast.cleo.user)
        seen = page.get("/my-calls/book")
        last = (NOW + timedelta(days=day + 28)).date()
        assert f"/my-calls/book/time?on={last}" in seen.links()
        assert "Later days" not in [e.get("aria-label") for e in seen.all("a")]


def test_the_steps_ask_no_more_of_the_database_with_more_calls(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    open_hours(cast.tara)
    sign_in(cast.cleo.user)
    for path in ("/my-calls/book", "/my-calls/book/time?on=2026-11-30", "/my-calls"):
        with counted() as before:
            page.get(path)
        assert len(before) <= 7
    for hour in range(3):
        make_call(cast.cleo, FRIDAY_NINE + timedelta(hours=hour), now=NOW)
    db.session.expunge_all()
    for path, most in (("/my-calls/book", 7), ("/my-calls/book/time?on=2026-11-30", 7), ("/my-calls", 6)):
        with counted() as after:
            page.get(path)
        assert len(after) <= most, after


STEPS = ("/my-calls/book", "/my-calls/book/time?on=2026-11-27", CONFIRM)


@pytest.mark.parametrize("path", STEPS)
def test_a_trainer_does_not_book(page: Browser, cast: Cast, sign_in: SignIn, path: str) -> None:
    open_hours(cast.tara)
    sign_in(cast.tara)
    page.get(path, status=403)
    post(page, status=403)
    assert calls() == []


@pytest.mark.parametrize("path", STEPS)
def test_who_is_signed_out_is_asked_to_sign_in(page: Browser, cast: Cast, path: str) -> None:
    open_hours(cast.tara)
    assert page.get(path, status=302).location.startswith("/sign-in?next=/my-calls/book")
    assert post(page, status=302).location == "/sign-in"
    assert calls() == []


def test_a_post_without_its_token_books_nothing(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    open_hours(cast.tara)
    sign_in(cast.cleo.user)
    data = {"start": START, "form_key": uuid4().hex}
    assert page.client.post("/my-calls/book", data=data, base_url=HOST).status_code == 400
    assert calls() == []


def test_each_books_with_their_own_trainer(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    open_hours(cast.tara)
    sign_in(cast.nils.user)
    assert page.get("/my-calls/book").h1 == "No time is open"
    assert "no longer free" in post(page, status=409).text
    assert calls() == []

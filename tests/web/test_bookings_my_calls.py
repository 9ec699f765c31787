"""A client's calls: the list, moving, cancelling, and what others may not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.bookings.models import Booking, BookingGrain
from app.core.audit import AuditEvent
from app.core.db import db
from app.mail.models import OutboxMail
from tests.conftest import NOW, Moment
from tests.diary import make_call, open_hours
from tests.factories import Cast
from tests.page import Browser

SignIn = Callable[..., None]

FRIDAY_NINE = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
CUT_OFF = FRIDAY_NINE - timedelta(hours=12)


@pytest.fixture
def call(cast: Cast) -> Booking:
    """Cleo's call on Friday at nine."""
    open_hours(cast.tara, place="+1 780 555 0100")
    return make_call(cast.cleo, FRIDAY_NINE, now=NOW, question="May I run?")


def again(call: Booking) -> Booking:
    found = db.session.get(Booking, call.id, populate_existing=True)
    assert found is not None
    return found


def count_of(model: type[OutboxMail] | type[BookingGrain]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_an_empty_list_offers_to_book(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.cleo.user)
    seen = page.get("/my-calls")
    assert "No call is booked" in seen.text
    assert "/my-calls/book" in seen.links()


def test_the_next_call_says_when_where_and_until_when_it_can_change(
    page: Browser, cast: Cast, call: Booking, sign_in: SignIn
) -> None:
    sign_in(cast.cleo.user)
    seen = page.get("/my-calls")
    assert "Next: Friday 27 November" in seen.text
    assert "09:00 to 09:30Edmonton, UTC-6" in seen.text
    assert "+1 780 555 0100" in seen.text
    assert "You can move or cancel it until Thursday 26 November, 21:00, Edmonton time." in seen.text
    assert f"/my-calls/{call.id}/cancel" in seen.links()


def test_after_the_cut_off_the_page_says_whom_to_write_to(
    page: Browser, cast: Cast, call: Booking, sign_in: SignIn, at: Moment
) -> None:
    at.move(CUT_OFF + timedelta(minutes=1))
    sign_in(cast.cleo.user)
    for path in ("/my-calls", f"/my-calls/{call.id}/cancel"):
        seen = page.get(path)
        assert "You could change this call until Thursday 26 November, 21:00, Edmonton time." in seen.text
        assert "mailto:tara@example.com" in seen.links()
        assert f"/my-calls/{call.id}/cancel" not in [form.get("action") for form in seen.all("form")]


def test_a_call_that_runs_is_still_the_next_one(
    page: Browser, cast: Cast, call: Booking, sign_in: SignIn, at: Moment
) -> None:
    sign_in(cast.cleo.user)
    at.move(FRIDAY_NINE + timedelta(minutes=29))
    assert "Next: Friday 27 November" in page.get("/my-calls").text
    at.move(FRIDAY_NINE + timedelta(minutes=30))
    seen = page.get("/my-calls")
    assert "No call is booked" in seen.text
    assert "Past calls27 November 2026, 09:00 to 09:30" in seen.text.replace("Past calls ", "Past calls")


def test_cancelling_asks_first_and_then_frees_the_time(
    page: Browser, cast: Cast, call: Booking, sign_in: SignIn
) -> None:
    sign_in(cast.cleo.user)
    ask = page.get(f"/my-calls/{call.id}/cancel")
    assert ask.h1 == "Cancel this call"
    assert again(call).status == "confirmed"
    done = page.submit(ask, f"/my-calls/{call.id}/cancel", status=302)
    seen = page.follow(done)
    assert "Cancelled. You both get a mail." in seen.text
    assert "Cancelled" in seen.text
    now = again(call)
    assert (now.status, now.sequence, now.cancelled_at) == ("cancelled", 1, NOW)
    assert count_of(BookingGrain) == 0
    mails = db.session.scalars(select(OutboxMail).where(OutboxMail.kind == "call-cancelled")).all()
    assert {mail.user_id for mail in mails} == {cast.cleo.user_id, cast.tara.id}
    assert {mail.calendar_method for mail in mails} == {"CANCEL"}


def test_cancelling_twice_is_cancelling_once(page: Browser, cast: Cast, call: Booking, sign_in: SignIn) -> None:
    sign_in(cast.cleo.user)
    for _ in range(2):
        assert page.post(f"/my-calls/{call.id}/cancel", status=302).location == "/my-calls"
    assert again(call).sequence == 1
    assert count_of(OutboxMail) == 4
    assert page.get(f"/my-calls/{call.id}/cancel").h1 == "This call stays"


@pytest.mark.parametrize("late", [timedelta(seconds=1), timedelta(hours=13)])
def test_too_late_to_cancel(
    page: Browser, cast: Cast, call: Booking, sign_in: SignIn, at: Moment, late: timedelta
) -> None:
    at.move(CUT_OFF + late)
    sign_in(cast.cleo.user)
    seen = page.follow(page.post(f"/my-calls/{call.id}/cancel", status=302))
    assert "You could change this call until" in seen.text or "has begun" in seen.text
    assert again(call).status == "confirmed"
    assert count_of(OutboxMail) == 2


def test_more_notice_asked_later_does_not_move_the_promised_cut_off(
    page: Browser, cast: Cast, call: Booking, sign_in: SignIn, at: Moment
) -> None:
    open_hours(cast.tara, notice_minutes=72 * 60)
    at.move(CUT_OFF)
    sign_in(cast.cleo.user)
    page.post(f"/my-calls/{call.id}/cancel", status=302)
    assert again(call).status == "cancelled"


def test_a_call_moves_and_stays_the_same_call(page: Browser, cast: Cast, call: Booking, sign_in: SignIn) -> None:
    uid = call.uid
    sign_in(cast.cleo.user)
    day = page.get(f"/my-calls/book?move={call.id}")
    assert "Now it is on Friday 27 November, 09:00, Edmonton time." in day.text
    times = page.get(f"/my-calls/book/time?on=2026-11-27&move={call.id}")
    starts = [link.rpartition("start=")[2].partition("&")[0] for link in times.links() if "start=" in link]
    # Its own time does not stand in its way, but it is no news either.
    assert starts[:2] == ["2026-11-27T15:30Z", "2026-11-27T16:00Z"]
    confirm = page.get(f"/my-calls/book/confirm?start=2026-11-27T15:30Z&move={call.id}")
    assert "Instead of Friday 27 November, 09:00, Edmonton time" in confirm.text
    done = page.submit(confirm, f"/my-calls/{call.id}/move", status=302)
    assert "Moved to Friday 27 November, 09:30, Edmonton time. You both get a mail." in page.follow(done).text
    now = again(call)
    assert (now.uid, now.sequence, now.question) == (uid, 1, "May I run?")
    assert now.start_at == FRIDAY_NINE + timedelta(minutes=30)
    assert now.changes_until_at == CUT_OFF + timedelta(minutes=30)
    assert count_of(BookingGrain) == 10
    mails = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()[2:]
    assert [mail.subject for mail in mails] == ["Call moved: Friday 27 November, 09:30, Edmonton time"] * 2
    assert all(f"UID:{uid}" in mail.calendar and "SEQUENCE:1" in mail.calendar for mail in mails)


def test_moving_to_a_taken_time_keeps_the_call_where_it_is(
    page: Browser, cast: Cast, call: Booking, sign_in: SignIn
) -> None:
    other = make_call(cast.cleo, FRIDAY_NINE + timedelta(hours=1), now=NOW)
    sign_in(cast.cleo.user)
    seen = page.post(f"/my-calls/{call.id}/move", {"start": "2026-11-27T16:00Z"}, status=409)
    assert "This time is no longer free." in seen.text
    assert again(call).start_at == FRIDAY_NINE
    assert again(other).start_at == FRIDAY_NINE + timedelta(hours=1)
    page.submit(seen, f"/my-calls/{call.id}/move", status=302, start="2026-11-30T15:00Z")
    assert again(call).start_at == FRIDAY_NINE + timedelta(days=3)


def test_moving_to_the_same_time_changes_nothing(page: Browser, cast: Cast, call: Booking, sign_in: SignIn) -> None:
    sign_in(cast.cleo.user)
    page.post(f"/my-calls/{call.id}/move", {"start": "2026-11-27T15:00Z"}, status=302)
    assert again(call).sequence == 0
    assert count_of(OutboxMail) == 2


def test_a_move_without_a_time_asks_for_one(page: Browser, cast: Cast, call: Booking, sign_in: SignIn) -> None:
    sign_in(cast.cleo.user)
    assert "Choose a time." in page.post(f"/my-calls/{call.id}/move", {"start": "soon"}).text


def test_too_late_to_move(page: Browser, cast: Cast, call: Booking, sign_in: SignIn, at: Moment) -> None:
    at.move(CUT_OFF + timedelta(seconds=1))
    sign_in(cast.cleo.user)
    seen = page.follow(page.post(f"/my-calls/{call.id}/move", {"start": "2026-11-30T15:00Z"}, status=302))
    assert "You could change this call until" in seen.text
    assert again(call).start_at == FRIDAY_NINE


def test_every_change_is_written_down(page: Browser, cast: Cast, call: Booking, sign_in: SignIn) -> None:
    sign_in(cast.cleo.user)
    page.post(f"/my-calls/{call.id}/move", {"start": "2026-11-30T15:00Z"})
    page.post(f"/my-calls/{call.id}/cancel")
    rows = db.session.scalars(select(AuditEvent).where(AuditEvent.subject == f"booking:{call.id}")).all()
    assert [row.verb for row in rows] == ["call.booked", "call.moved", "call.cancelled"]
    assert {row.actor_id for row in rows} == {cast.cleo.user_id}
    assert not any("run" in row.detail for row in rows)


# Each way to somebody else's call, as (method, path with {id}).
WAYS = (
    ("GET", "/my-calls/{id}/cancel"),
    ("POST", "/my-calls/{id}/cancel"),
    ("POST", "/my-calls/{id}/move"),
    ("GET", "/my-calls/book?move={id}"),
    ("GET", "/my-calls/book/time?on=2026-11-27&move={id}"),
    ("GET", "/my-calls/book/confirm?start=2026-11-30T15:00Z&move={id}"),
)


def go(page: Browser, method: str, path: str, status: int) -> str:
    if method == "GET":
        return page.get(path, status=status).location
    return page.post(path, {"start": "2026-11-30T15:00Z"}, status=status).location


@pytest.mark.parametrize(("method", "path"), WAYS)
def test_a_strangers_call_is_not_there(
    page: Browser, cast: Cast, call: Booking, sign_in: SignIn, method: str, path: str
) -> None:
    sign_in(cast.nils.user)
    go(page, method, path.format(id=call.id), 404)
    go(page, method, path.format(id=99999), 404)
    assert (again(call).status, again(call).start_at) == ("confirmed", FRIDAY_NINE)
    assert "27 November" not in page.get("/my-calls").text


@pytest.mark.parametrize(("method", "path"), [*WAYS, ("GET", "/my-calls")])
def test_a_trainer_has_another_page(
    page: Browser, cast: Cast, call: Booking, sign_in: SignIn, method: str, path: str
) -> None:
    sign_in(cast.tara)
    go(page, method, path.format(id=call.id), 403)
    assert again(call).status == "confirmed"


@pytest.mark.parametrize(("method", "path"), [*WAYS, ("GET", "/my-calls")])
def test_signed_out(page: Browser, cast: Cast, call: Booking, method: str, path: str) -> None:
    assert go(page, method, path.format(id=call.id), 302).startswith("/sign-in")
    assert again(call).status == "confirmed"


def test_a_link_to_one_session_opens_no_calls(page: Browser, cast: Cast, call: Booking, sign_in: SignIn) -> None:
    sign_in(cast.cleo.user, scope="session:1")
    assert page.get("/my-calls", status=302).location.startswith("/sign-in")


@pytest.mark.parametrize("move", ["abc", "", "-1", "99999999999999999999999"])
def test_an_odd_number_in_the_address_is_no_error(page: Browser, cast: Cast, sign_in: SignIn, move: str) -> None:
    open_hours(cast.tara)
    sign_in(cast.cleo.user)
    status = 404 if move.lstrip("-").isdigit() else 200
    page.get(f"/my-calls/book?move={move}", status=status)

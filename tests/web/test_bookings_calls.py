"""The trainer's calls: the list, moving, cancelling, and what colleagues and strangers may not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.bookings import queries
from app.bookings.models import Booking, BookingGrain, BookingStatus
from app.clients import service as clients
from app.clients.rules import Act
from app.core.db import db, transaction
from app.mail import kinds
from app.mail.models import OutboxMail
from tests import factories
from tests.conftest import NOW, Moment
from tests.diary import make_call, open_hours
from tests.factories import Cast
from tests.page import Browser
from tests.queries import counted

SignIn = Callable[..., None]

FRIDAY_NINE = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)


@pytest.fixture
def call(cast: Cast) -> Booking:
    """Cleo's call on Friday at nine; she lives in Halifax."""
    open_hours(cast.tara)
    with transaction():
        cast.cleo.user.zone = "America/Halifax"
    return make_call(cast.cleo, FRIDAY_NINE, now=NOW, question="May I <i>run</i>?")


def again(call: Booking) -> Booking:
    found = db.session.get(Booking, call.id, populate_existing=True)
    assert found is not None
    return found


def test_without_hours_the_list_points_to_them(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    seen = page.get("/calls")
    assert "Clients cannot book yet" in seen.text
    assert "/calls/hours" in seen.links()
    open_hours(cast.tara)
    assert "No call is booked" in page.get("/calls").text


def test_the_list_says_who_when_on_both_clocks_and_what_they_ask(
    page: Browser, cast: Cast, call: Booking, sign_in: SignIn
) -> None:
    sign_in(cast.tara)
    seen = page.get("/calls")
    assert "Friday 27 November, 09:00" in seen.text
    assert "Cleo Marsh" in seen.text
    assert "09:00 to 09:30Edmonton, UTC-6" in seen.text
    assert "11:00 to 11:30Halifax, UTC-4" in seen.text
    assert "May I <i>run</i>?" in seen.text


def test_past_and_cancelled_calls_stand_below(
    page: Browser, cast: Cast, call: Booking, sign_in: SignIn, at: Moment
) -> None:
    off = make_call(cast.cleo, FRIDAY_NINE + timedelta(hours=1), now=NOW)
    sign_in(cast.tara)
    page.post(f"/calls/{off.id}/cancel", status=302)
    at.move(FRIDAY_NINE + timedelta(minutes=10))
    assert "Now" in page.get("/calls").text
    at.move(FRIDAY_NINE + timedelta(hours=1))
    seen = page.get("/calls")
    assert "Past and cancelled" in seen.text
    assert "27 November 2026, 09:00 to 09:30" in seen.text
    assert [tag.text for tag in seen.all("span", class_="tag none")] == ["Cancelled"]


def test_the_list_asks_the_same_of_the_database_for_any_number_of_calls(
    page: Browser, cast: Cast, call: Booking, sign_in: SignIn
) -> None:
    sign_in(cast.tara)
    for number in range(4):
        person = factories.make_client(f"P{number} Example", cast.practice, cast.tara, now=NOW)
        make_call(person, FRIDAY_NINE + timedelta(days=3 + number), now=NOW)
    db.session.expunge_all()
    with counted() as seen:
        page.get("/calls")
    assert len(seen) <= 6, seen


def test_a_trainer_cancels_up_to_the_start(
    page: Browser, cast: Cast, call: Booking, sign_in: SignIn, at: Moment
) -> None:
    at.move(FRIDAY_NINE - timedelta(minutes=1))
    sign_in(cast.tara)
    ask = page.get(f"/calls/{call.id}/cancel")
    assert ask.h1 == "Cancel the call with Cleo Marsh"
    seen = page.follow(page.submit(ask, f"/calls/{call.id}/cancel", status=302))
    assert "Cancelled. You both get a mail." in seen.text
    assert again(call).status == "cancelled"
    (mail,) = db.session.scalars(
        select(OutboxMail).where(OutboxMail.kind == "call-cancelled", OutboxMail.user_id == cast.cleo.user_id)
    )
    assert "Tara Lind cancelled your call." in mail.text


def test_a_call_that_has_begun_stays(page: Browser, cast: Cast, call: Booking, sign_in: SignIn, at: Moment) -> None:
    at.move(FRIDAY_NINE)
    sign_in(cast.tara)
    assert page.get(f"/calls/{call.id}/cancel").h1 == "This call stays"
    seen = page.follow(page.post(f"/calls/{call.id}/cancel", status=302))
    assert "This call has begun, so it stays as it is." in seen.text
    seen = page.follow(page.post(f"/calls/{call.id}/move", {"start": "2026-11-30T15:00Z"}, status=302))
    assert "This call has begun, so it stays as it is." in seen.text
    assert again(call).status == "confirmed"


def test_a_trainer_moves_a_call(page: Browser, cast: Cast, call: Booking, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    first = page.get(f"/calls/{call.id}/move")
    assert first.h1 == "Move the call with Cleo Marsh"
    assert "Choose a day to see its times." in first.text
    assert "Times are for Edmonton. Cleo is in Halifax, two hours ahead." in first.text
    (day,) = [e for e in first.all("a") if e.get("aria-label") == "Monday 30 November"]
    second = page.get(day.get("href", ""))
    assert "09:00 (11:00 in Halifax)" in second.text
    assert second.checked("start") == []
    done = page.submit(second, f"/calls/{call.id}/move", status=302, start="2026-11-30T15:00Z")
    assert "Moved to Monday 30 November, 09:00, Edmonton time." in page.follow(done).text
    assert (again(call).start_at, again(call).sequence) == (FRIDAY_NINE + timedelta(days=3), 1)
    mails = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()[2:]
    assert "Tara Lind moved your call." in mails[0].text
    assert "You moved your call with Cleo Marsh." in mails[1].text


def test_a_move_to_what_is_taken_offers_what_is_free(page: Browser, cast: Cast, call: Booking, sign_in: SignIn) -> None:
    make_call(cast.cleo, FRIDAY_NINE + timedelta(hours=1), now=NOW)
    sign_in(cast.tara)
    seen = page.post(f"/calls/{call.id}/move", {"start": "2026-11-27T16:00Z"}, status=409)
    assert "This time is no longer free." in seen.text
    page.submit(seen, f"/calls/{call.id}/move", status=302, start="2026-11-27T17:00Z")
    assert again(call).start_at == FRIDAY_NINE + timedelta(hours=2)


@pytest.mark.parametrize("start", ["", "soon", "0001-01-01T00:00Z"])
def test_a_move_without_a_time_that_exists(
    page: Browser, cast: Cast, call: Booking, sign_in: SignIn, start: str
) -> None:
    sign_in(cast.tara)
    is_instant = start.endswith("Z")
    seen = page.post(f"/calls/{call.id}/move", {"start": start}, status=409 if is_instant else 200)
    assert ("no longer free" if is_instant else "Choose a time.") in seen.text
    assert again(call).start_at == FRIDAY_NINE


def test_a_move_without_open_hours_points_to_them(page: Browser, cast: Cast, call: Booking, sign_in: SignIn) -> None:
    open_hours(cast.tara, weekdays=[])
    sign_in(cast.tara)
    seen = page.get(f"/calls/{call.id}/move")
    assert "No other time is open" in seen.text
    assert "/calls/hours" in seen.links()


def test_a_day_without_open_time(page: Browser, cast: Cast, call: Booking, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    for on in ("2026-11-28", "0001-01-01"):
        assert "No time is open on this day" in page.get(f"/calls/{call.id}/move?on={on}").text


def test_an_owner_steps_in_for_a_colleague(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    open_hours(cast.tom)
    dina = factories.make_client("Dina Ros", cast.practice, cast.tom, now=NOW)
    call = make_call(dina, FRIDAY_NINE, now=NOW)
    sign_in(cast.tara)
    assert "Dina Ros" not in page.get("/calls").text
    page.post(f"/calls/{call.id}/cancel", status=302)
    mails = db.session.scalars(select(OutboxMail).where(OutboxMail.kind == "call-cancelled").order_by(OutboxMail.id))
    texts = [mail.text for mail in mails]
    assert "Tara Lind cancelled your call with Tom Berg." in texts[0]
    assert "Tara Lind cancelled your call with Dina Ros." in texts[1]


WAYS = (("GET", "cancel"), ("POST", "cancel"), ("GET", "move"), ("POST", "move"))


def go(page: Browser, method: str, path: str, status: int) -> str:
    if method == "GET":
        return page.get(path, status=status).location
    return page.post(path, {"start": "2026-11-30T15:00Z"}, status=status).location


@pytest.mark.parametrize(("method", "act"), WAYS)
def test_other_trainers_do_not_see_it(
    page: Browser, cast: Cast, call: Booking, sign_in: SignIn, method: str, act: str
) -> None:
    for stranger in (cast.otto, cast.tom):
        sign_in(stranger)
        go(page, method, f"/calls/{call.id}/{act}", 404)
        go(page, method, f"/calls/99999/{act}", 404)
        assert "Cleo" not in page.get("/calls").text
    assert (again(call).status, again(call).start_at) == ("confirmed", FRIDAY_NINE)


@pytest.mark.parametrize("path", ["/calls", "/calls/{id}/cancel", "/calls/{id}/move", "/calls/hours"])
def test_a_client_has_another_page_and_a_stranger_none(
    page: Browser, cast: Cast, call: Booking, sign_in: SignIn, path: str
) -> None:
    path = path.format(id=call.id)
    assert page.get(path, status=302).location.startswith("/sign-in")
    sign_in(cast.cleo.user)
    page.get(path, status=403)
    if path != "/calls":
        page.post(path, status=403)
    assert again(call).status == "confirmed"


def test_the_next_call_of_one_and_of_many(cast: Cast, call: Booking) -> None:
    dina = factories.make_client("Dina Ros", cast.practice, cast.tara, now=NOW)
    later = make_call(cast.cleo, FRIDAY_NINE + timedelta(hours=1), now=NOW)
    ids = [cast.cleo.id, dina.id]
    with counted() as seen:
        assert {key: row.id for key, row in queries.next_calls(ids, NOW).items()} == {cast.cleo.id: call.id}
    assert len(seen) == 1
    with counted() as seen:
        found = queries.find_next_call(cast.cleo.id, NOW)
        assert found is not None
        assert (found.id, found.trainer.name) == (call.id, "Tara Lind")
    assert len(seen) == 1
    after = FRIDAY_NINE + timedelta(minutes=30)
    assert queries.next_calls(ids, after)[cast.cleo.id].id == later.id
    assert queries.find_next_call(dina.id, NOW) is None
    assert queries.next_calls([], NOW) == {}


def test_who_is_archived_has_no_calls_and_both_are_told(cast: Cast, call: Booking) -> None:
    with transaction():
        clients.change_status(cast.cleo, Act.ARCHIVE, by=cast.tara.id, now=NOW)
    assert again(call).status == BookingStatus.CANCELLED
    assert db.session.scalar(select(func.count()).select_from(BookingGrain)) == 0
    told = db.session.scalars(select(OutboxMail.to_address).where(OutboxMail.kind == kinds.CALL_CANCELLED.name)).all()
    assert sorted(told) == sorted([cast.cleo.user.email, cast.tara.email])


def test_withdrawing_consent_late_still_frees_the_call(cast: Cast, call: Booking, at: Moment) -> None:
    later = at.move(call.start_at - timedelta(hours=1))
    with transaction():
        clients.withdraw_consent(cast.cleo, now=later)
    assert again(call).status == BookingStatus.CANCELLED

"""The trainer's hours: set, refused in words, kept as typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from sqlalchemy import select

from app.bookings import queries
from app.bookings.models import AvailabilityException, AvailabilityRule, Booking, CallType
from app.core.db import db, transaction
from app.core.events import trainer_joined
from app.practices.models import Membership
from tests.conftest import NOW
from tests.diary import make_call, open_hours
from tests.factories import Cast
from tests.page import Browser, Page

SignIn = Callable[..., None]

FRIDAY_NINE = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)


def save(browser: Browser, *, status: int = 302, **typed: Any) -> Page:
    return browser.submit(browser.get("/calls/hours"), "/calls/hours", status=status, **typed)


def rules() -> list[tuple[int, time, time]]:
    rows = db.session.scalars(select(AvailabilityRule).order_by(AvailabilityRule.weekday, AvailabilityRule.starts))
    return [(row.weekday, row.starts, row.ends) for row in rows]


def days_off(trainer_id: int) -> list[date]:
    return list(queries.list_days_off(trainer_id, since=date(2000, 1, 1)))


def test_a_trainer_who_joins_can_be_booked_once_hours_are_set(cast: Cast) -> None:
    membership = db.session.scalars(select(Membership).where(Membership.user_id == cast.tom.id)).one()
    for _ in range(2):
        with transaction():
            trainer_joined.send(membership, now=NOW)
    call_type = db.session.scalars(select(CallType)).one()
    assert (call_type.trainer_id, call_type.name, call_type.place) == (cast.tom.id, "Consultation call", "")
    terms = (call_type.minutes, call_type.buffer_minutes, call_type.notice_minutes, call_type.horizon_days)
    assert terms == (30, 10, 720, 28)
    assert rules() == []


def test_hours_are_set_and_shown_again(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    first = page.get("/calls/hours")
    assert "on the clocks of Edmonton" in first.text
    assert (first.value("minutes"), first.value("buffer"), first.value("notice")) == ("30", "10", "12")
    done = save(
        page,
        monday_1_starts="09:00",
        monday_1_ends="12:00",
        monday_2_starts="13:00",
        monday_2_ends="17:30",
        sunday_1_starts="10:05",
        sunday_1_ends="11:00",
        minutes="45",
        buffer="15",
        notice="24",
        horizon="42",
        place="https://meet.example/tara",
        off_1_from="2026-12-24",
        off_2_from="2026-12-30",
        off_2_until="2027-01-02",
    )
    assert done.location == "/calls"
    assert "Hours saved." in page.follow(done).text
    assert rules() == [(1, time(9), time(12)), (1, time(13), time(17, 30)), (7, time(10, 5), time(11))]
    assert days_off(cast.tara.id) == [
        date(2026, 12, 24),
        date(2026, 12, 30),
        date(2026, 12, 31),
        date(2027, 1, 1),
        date(2027, 1, 2),
    ]
    seen = page.get("/calls/hours")
    assert (seen.value("monday_2_starts"), seen.value("monday_2_ends")) == ("13:00", "17:30")
    assert (seen.value("minutes"), seen.value("notice"), seen.value("horizon")) == ("45", "24", "42")
    assert (seen.value("off_1_from"), seen.value("off_1_until")) == ("2026-12-24", "")
    assert (seen.value("off_2_from"), seen.value("off_2_until")) == ("2026-12-30", "2027-01-02")
    assert seen.value("off_4_from") == ""
    assert seen.value("place") == "https://meet.example/tara"


def test_saving_the_page_as_it_stands_changes_nothing(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    open_hours(cast.tara, days_off=[date(2026, 12, 24), date(2026, 12, 25)], minutes=55, horizon_days=30)
    sign_in(cast.tara)
    before = rules()
    save(page)
    save(page)
    assert rules() == before
    assert days_off(cast.tara.id) == [date(2026, 12, 24), date(2026, 12, 25)]
    call_type = db.session.scalars(select(CallType).execution_options(populate_existing=True)).one()
    assert (call_type.minutes, call_type.horizon_days) == (55, 30)


def test_hours_and_days_off_can_be_taken_away(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    open_hours(cast.tara, weekdays=[1], days_off=[date(2026, 12, 24)])
    sign_in(cast.tara)
    save(page, monday_1_starts="", monday_1_ends="", off_1_from="")
    assert rules() == []
    assert days_off(cast.tara.id) == []


def test_past_days_off_stay_where_they_are(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    with transaction():
        db.session.add(AvailabilityException(trainer_id=cast.tara.id, closed_on=date(2026, 11, 24)))
    sign_in(cast.tara)
    save(page, off_1_from="2026-11-20", off_1_until="2026-11-26")
    assert days_off(cast.tara.id) == [date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 26)]


WRONG = (
    ({"monday_1_starts": "12:00", "monday_1_ends": "09:00"}, "monday_1_ends", "This ends before it starts at 12:00."),
    ({"monday_1_starts": "12:00", "monday_1_ends": "12:00"}, "monday_1_ends", "This ends before it starts at 12:00."),
    ({"monday_1_starts": "12:00"}, "monday_1_ends", "Give both times, or leave both empty."),
    ({"monday_2_ends": "12:00"}, "monday_2_starts", "Give both times, or leave both empty."),
    ({"friday_1_starts": "9 o'clock", "friday_1_ends": "12:00"}, "friday_1_starts", "Write the time like 9:00"),
    ({"friday_1_starts": "25:00", "friday_1_ends": "12:00"}, "friday_1_starts", "Write the time like 9:00"),
    ({"friday_1_starts": "09:03", "friday_1_ends": "12:00"}, "friday_1_starts", "Use whole five minutes"),
    ({"friday_1_starts": "09:00", "friday_1_ends": "09:20"}, "friday_1_ends", "A call of 30 minutes does not fit"),
    (
        {
            "monday_1_starts": "09:00",
            "monday_1_ends": "12:00",
            "monday_2_starts": "11:00",
            "monday_2_ends": "15:00",
        },
        "monday_2_starts",
        "This overlaps 09:00 to 12:00.",
    ),
    (
        {
            "monday_1_starts": "13:00",
            "monday_1_ends": "14:00",
            "monday_2_starts": "09:00",
            "monday_2_ends": "18:00",
        },
        "monday_2_starts",
        "This overlaps 13:00 to 14:00.",
    ),
    ({"off_1_from": "Christmas"}, "off_1_from", "Write the date like 2026-12-24."),
    ({"off_1_from": "2026-12-24", "off_1_until": "2026-12-23"}, "off_1_until", "The last day is before the first."),
    ({"off_2_until": "2026-12-23"}, "off_2_from", "Give the first day too."),
    ({"off_1_from": "2026-12-24", "off_1_until": "2028-12-24"}, "off_1_until", "That is more than a year."),
    ({"minutes": "31"}, "minutes", "Choose one from the list."),
    ({"buffer": "many"}, "buffer", "Choose one from the list."),
    ({"place": "x" * 201}, "place", "Keep it under 200 characters."),
)


@pytest.mark.parametrize(("typed", "field", "words"), WRONG)
def test_what_cannot_be_is_refused_beside_its_field(
    page: Browser, cast: Cast, sign_in: SignIn, typed: dict[str, str], field: str, words: str
) -> None:
    open_hours(cast.tara, weekdays=[2])
    sign_in(cast.tara)
    seen = save(page, status=200, **{"wednesday_1_starts": "08:00", "wednesday_1_ends": "10:00", **typed})
    control = seen.field(field)
    assert control.get("aria-invalid") == "true"
    error = " ".join("".join(e.itertext()) for e in seen.all("p", id=f"{field}-error"))
    assert words in error
    for name, value in typed.items():
        if seen.field(name).tag != "select":
            assert seen.value(name) == value
    assert (seen.value("wednesday_1_starts"), seen.value("tuesday_1_starts")) == ("08:00", "09:00")
    assert rules() == [(2, time(9), time(12))]


def test_hours_that_touch_are_fine(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    save(
        page,
        monday_1_starts="12:00",
        monday_1_ends="14:00",
        monday_2_starts="09:00",
        monday_2_ends="12:00",
    )
    assert rules() == [(1, time(9), time(12)), (1, time(12), time(14))]


def test_a_booked_call_survives_a_day_off_and_is_named(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    open_hours(cast.tara)
    call = make_call(cast.cleo, FRIDAY_NINE, now=NOW)
    sign_in(cast.tara)
    done = save(page, off_1_from="2026-11-27")
    assert "Booked on your days off: 1 call." in page.follow(done).text
    found = db.session.get(Booking, call.id, populate_existing=True)
    assert found is not None and found.status == "confirmed"


def test_each_trainer_has_hours_of_their_own(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    open_hours(cast.tara, days_off=[date(2026, 12, 24)])
    sign_in(cast.tom)
    assert page.get("/calls/hours").value("monday_1_starts") == ""
    save(page, saturday_1_starts="09:00", saturday_1_ends="10:00")
    assert len(rules()) == 6
    assert days_off(cast.tara.id) == [date(2026, 12, 24)]


def test_many_rows_of_days_off_are_a_form_like_any_other(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    form = page.get("/calls/hours").form("/calls/hours")
    page.post("/calls/hours", {**form, "off_7_from": "2026-12-24", "off_999_from": "2026-12-25"}, status=302)
    assert days_off(cast.tara.id) == [date(2026, 12, 24)]

"""A visitor's steps to a first call: who, which clocks, day, time, details, and the hold that follows."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.bookings.models import BookingGrain
from app.bookings.times import write_instant
from app.consultations.service import HOLDS_A_PRACTICE
from app.core.db import db, transaction
from app.core.limits import limiter
from app.practices.models import Membership
from tests.conftest import NOW, Moment
from tests.diary import make_call, open_hours
from tests.factories import Cast
from tests.page import Browser
from tests.visitors import ASK, FRIDAY_NINE, HALIFAX, ask, calls, details, hold, link_in, mails, open_page, step

STEPS = ("", "/day", "/time", "/details", "/asked")


@pytest.fixture
def other_page(app: Flask, page: Browser) -> Browser:
    """Another visitor's browser."""
    return Browser(app, app.test_client())


def member(user_id: int) -> Membership:
    return db.session.scalars(select(Membership).where(Membership.user_id == user_id)).one()


def held_grains() -> int:
    return db.session.scalar(select(func.count()).select_from(BookingGrain)) or 0


def test_the_page_of_the_practice_leads_all_the_way(page: Browser, cast: Cast) -> None:
    open_page(cast.practice, cast.tara)
    seen = page.get("/p/north-side")
    assert "Book a consultation" in seen.text
    assert ASK in seen.links()
    start = page.get(ASK)
    assert start.h1 == "Book a consultation"
    assert "Tara Lind" in start.text
    days = page.follow(page.get(f"{ASK}?call={start.value('call')}&zone=America/Halifax", status=302))
    assert days.h1 == "Choose a day"
    assert "Halifax" in days.text
    on = next(link for link in days.links() if "on=2026-11-27" in link)
    times = page.get(on)
    assert times.h1 == "Friday 27 November"
    at = next(link for link in times.links() if "start=2026-11-27T15" in link)
    last = page.get(at)
    assert last.h1 == "Friday 27 November at 11:00"
    assert "11:00 to 11:20" in last.text
    assert "09:00 to 09:20" in last.text
    asked = page.follow(ask(page, last, status=302))
    assert asked.h1 == "Now look in your mail"
    assert "anna@example.com" in asked.text
    (call,) = calls()
    assert (call.status, call.guest_name, call.guest_email) == ("held", "Anna Berg", "anna@example.com")
    assert (call.client_id, call.client_zone, call.question) == (None, HALIFAX, "Zebra hurts")
    assert call.guest_terms == "2026-11"
    assert call.held_until == NOW + timedelta(minutes=30)
    assert call.end_at - call.start_at == timedelta(minutes=20)
    assert [mail.kind for mail in mails()] == ["call-requested"]


def test_without_an_open_call_there_is_no_button_and_no_step(page: Browser, cast: Cast) -> None:
    with transaction():
        cast.practice.slug, cast.practice.is_public = "north-side", True
    open_hours(cast.tara)
    assert "Book a consultation" not in page.get("/p/north-side").text
    assert page.get(ASK).h1 == "No consultation is open"


def test_the_zone_is_asked_for_and_kept_from_step_to_step(page: Browser, cast: Cast) -> None:
    call = open_page(cast.practice, cast.tara)
    for asked in (f"{ASK}?call={call.id}&zone=", f"{ASK}?zone="):
        wrong = page.get(asked)
        assert "Choose a time zone." in wrong.text
        assert "Choose a trainer." not in wrong.text
    for address in (step("day", call, zone="Mars/Base"), step("time", call, zone=""), step("details", call, zone="x")):
        sent_back = page.get(address, status=302)
        assert sent_back.location.startswith(f"{ASK}?again=1")
        assert page.follow(sent_back).h1 == "Book a consultation"
    assert f"call={call.id}" in page.get(step("day", call)).links()[1]


def test_several_trainers_are_chosen_from(page: Browser, cast: Cast) -> None:
    open_page(cast.practice, cast.tara)
    with transaction():
        toms_page = member(cast.tom.id)
        toms_page.title = "Strength coach"
    toms = open_page(cast.practice, cast.tom, first_minutes=40)
    start = page.get(ASK)
    assert "Tara Lind. First consultation, 20 minutes" in start.text
    assert "Tom Berg. First consultation, 40 minutes" in start.text
    assert "Choose a trainer." in page.get(f"{ASK}?zone=Europe/Berlin").text
    assert page.get(f"{ASK}?call={toms.id}").checked("call") == [str(toms.id)]
    odd = page.get(f"{ASK}?zone=Europe/Berlin&call=99999")
    assert "Choose a trainer." in odd.text and "valid choice" not in odd.text


def test_only_listed_trainers_with_hours_and_an_open_call_are_offered(page: Browser, cast: Cast) -> None:
    taras = open_page(cast.practice, cast.tara)
    toms = open_page(cast.practice, cast.tom, weekdays=())
    assert "Tom Berg" not in page.get(ASK).text
    assert page.get(step("day", toms), status=302).location.startswith(ASK)
    with transaction():
        member(cast.tara.id).is_listed = False
    assert page.get(ASK).h1 == "No consultation is open"
    assert page.get(step("details", taras, start=write_instant(FRIDAY_NINE)), status=302).location.startswith(ASK)


def test_another_practices_call_and_a_clients_call_cannot_be_asked_for(page: Browser, cast: Cast) -> None:
    taras = open_page(cast.practice, cast.tara)
    ottos = open_page(cast.other_practice, cast.otto, address="harbour")
    seen = details(page, taras)
    for number in (ottos.id, taras.id - 1, 99999, "x"):
        sent_back = page.follow(ask(page, seen, status=302, call=str(number)))
        assert sent_back.h1 == "Book a consultation"
        assert "nothing was asked for" in sent_back.text
    assert calls() == []


def test_a_call_that_closed_while_the_form_was_open_is_told_in_words(page: Browser, cast: Cast) -> None:
    seen = details(page, open_page(cast.practice, cast.tara))
    open_hours(cast.tara)
    told = page.follow(ask(page, seen, status=302))
    assert told.h1 == "No consultation is open"
    assert "nothing was asked for" in told.text
    ask(page, seen, status=400, form_key="x")


@pytest.mark.parametrize("end", STEPS)
def test_a_practice_that_shows_no_page_takes_no_calls(page: Browser, cast: Cast, end: str) -> None:
    call = open_page(cast.practice, cast.tara)
    seen = details(page, call)
    with transaction():
        cast.practice.is_public = False
    page.get(f"{ASK}{end}?call={call.id}&zone={HALIFAX}", status=404)
    ask(page, seen, status=404)
    assert calls() == []


def test_faults_stand_beside_their_fields_and_all_that_was_typed_stays(page: Browser, cast: Cast) -> None:
    call = open_page(cast.practice, cast.tara)
    seen = ask(page, details(page, call), name="", email="anna(at)example", agrees="", question="My back")
    for sentence in ("Type your name.", "does not look like an email address", "Tick the box if you agree."):
        assert sentence in seen.text
    assert seen.value("email") == "anna(at)example"
    assert seen.value("question") == "My back"
    assert seen.value("start") == "2026-11-27T15:00Z"
    assert calls() == [] and mails() == []
    again = ask(page, seen, question="x" * 201)
    assert "Keep it under 200 characters." in again.text


def test_the_privacy_text_is_the_one_that_was_read(page: Browser, cast: Cast) -> None:
    seen = details(page, open_page(cast.practice, cast.tara))
    assert "90 days after it took place" in seen.text
    again = ask(page, seen, version="2020-01")
    assert "Please read it again." in again.text
    assert again.checked("agrees") == []
    assert calls() == []


def test_a_time_that_went_leaves_the_others_and_the_words(page: Browser, cast: Cast) -> None:
    call = open_page(cast.practice, cast.tara)
    seen = details(page, call)
    make_call(cast.cleo, FRIDAY_NINE, now=NOW)
    again = ask(page, seen, status=409)
    assert again.h1 == "Choose another time"
    assert "This time is no longer free." in again.text
    assert again.value("name") == "Anna Berg"
    assert again.value("question") == "Zebra hurts"
    free = again.all("input", name="start")[0].get("value", "")
    ask(page, again, status=302, start=free)
    assert [one.status for one in calls()] == ["confirmed", "held"]


def test_a_held_time_is_nobody_elses(page: Browser, other_page: Browser, cast: Cast, sign_in: Any) -> None:
    call = open_page(cast.practice, cast.tara)
    hold(other_page, call)
    page.get(step("details", call, start=write_instant(FRIDAY_NINE)), status=409)
    sign_in(cast.cleo.user)
    times = page.get("/my-calls/book/time?on=2026-11-27")
    assert not [link for link in times.links() if "T15%3A00Z" in link or "T15:00Z" in link]
    page.get("/my-calls/book/confirm?start=2026-11-27T15:00Z", status=409)


def test_a_hold_that_ran_out_is_free_for_a_visitor_and_for_a_client(
    page: Browser, other_page: Browser, cast: Cast, at: Moment
) -> None:
    call = open_page(cast.practice, cast.tara)
    first = hold(other_page, call)
    at.move(NOW + timedelta(minutes=29, seconds=59))
    page.get(step("details", call, start=write_instant(FRIDAY_NINE)), status=409)
    at.move(NOW + timedelta(minutes=30))
    ask(page, details(page, call), status=302, email="ben@example.com", name="Ben Moor")
    assert page.get(first, status=410).h1 == "The time is open to others again"
    page.post(f"{first}/confirm", status=410)
    at.move(NOW + timedelta(minutes=61))
    booked = make_call(cast.cleo, FRIDAY_NINE, now=NOW + timedelta(minutes=61))
    assert [one.status for one in calls()] == ["held", "held", "confirmed"]
    grains = db.session.scalars(select(BookingGrain.booking_id).distinct()).all()
    assert list(grains) == [booked.id]


def test_a_double_click_is_one_hold_and_one_mail(page: Browser, cast: Cast) -> None:
    seen = details(page, open_page(cast.practice, cast.tara))
    ask(page, seen, status=302)
    ask(page, seen, status=302)
    assert len(calls()) == len(mails()) == 1


def test_a_slip_in_the_address_is_corrected_and_the_time_kept(page: Browser, cast: Cast) -> None:
    call = open_page(cast.practice, cast.tara)
    asked = page.follow(ask(page, details(page, call), status=302, email="ana@example.com"))
    wrong = link_in(mails()[0])
    again = page.get(next(link for link in asked.links() if "/details?" in link))
    assert again.h1 == "Friday 27 November at 11:00"
    assert [again.value(name) for name in ("name", "email", "question")] == [
        "Anna Berg",
        "ana@example.com",
        "Zebra hurts",
    ]
    assert again.checked("agrees") == []
    ask(page, again, status=302)
    assert [one.guest_email for one in calls()] == ["anna@example.com"]
    assert [mail.to_address for mail in mails()] == ["anna@example.com"]
    assert held_grains() == 8
    assert page.get(wrong, status=410).h1 == "This link no longer works"
    assert page.get(link_in(mails()[0])).h1 == "Confirm your call"


def test_only_the_browser_that_asked_finds_what_was_typed(page: Browser, other_page: Browser, cast: Cast) -> None:
    call = open_page(cast.practice, cast.tara)
    hold(page, call)
    here = step("details", call, start=write_instant(FRIDAY_NINE))
    assert page.get(here).value("email") == "anna@example.com"
    assert "anna@example.com" not in other_page.get(here, status=409).text
    later = page.get(step("details", call, start=write_instant(FRIDAY_NINE + timedelta(hours=1))))
    assert later.value("email") == ""
    assert "correct it" not in other_page.get(f"{ASK}/asked").text


def test_a_form_that_waited_longer_than_its_hold_holds_anew(page: Browser, cast: Cast, at: Moment) -> None:
    seen = details(page, open_page(cast.practice, cast.tara))
    ask(page, seen, status=302)
    at.move(NOW + timedelta(minutes=31))
    ask(page, seen, status=302)
    (call,) = calls()
    assert call.held_until == NOW + timedelta(minutes=61)
    assert len(mails()) == 1
    assert page.get(link_in(mails()[0])).h1 == "Confirm your call"


def test_a_form_whose_call_is_booked_asks_for_no_other_but_says_so(page: Browser, cast: Cast) -> None:
    seen = details(page, open_page(cast.practice, cast.tara))
    ask(page, seen, status=302)
    page.post(f"{link_in(mails()[0])}/confirm", status=302)
    again = ask(page, seen, status=409, email="ben@example.com")
    assert "This form was already used for another call." in again.text
    free = again.all("input", name="start")[0].get("value", "")
    ask(page, again, status=302, start=free, email="ben@example.com")
    assert [(one.status, one.guest_email) for one in calls()] == [
        ("confirmed", "anna@example.com"),
        ("held", "ben@example.com"),
    ]


def test_a_mailbox_holds_two_times_at_most(page: Browser, cast: Cast) -> None:
    call = open_page(cast.practice, cast.tara)
    for number in range(2):
        hold(page, call, FRIDAY_NINE + timedelta(hours=number))
    third = ask(page, details(page, call, FRIDAY_NINE + timedelta(hours=2)), email="Anna@Example.com")
    assert "Two times wait for this address already." in third.text
    assert third.value("name") == "Anna Berg"
    assert len(calls()) == len(mails()) == 2


def test_a_practice_holds_ten_times_at_most(page: Browser, cast: Cast) -> None:
    call = open_page(cast.practice, cast.tara, buffer_minutes=0, horizon_days=14)
    for number in range(10):
        limiter.reset()
        at = FRIDAY_NINE + timedelta(days=3 * (number % 2), minutes=30 * (number // 2))
        hold(page, call, at, email=f"p{number}@example.com")
    limiter.reset()
    more = ask(page, details(page, call, FRIDAY_NINE + timedelta(days=4)), email="late@example.com")
    assert "Try again in half an hour." in more.text
    assert len(calls()) == 10


def test_what_fills_in_every_field_is_thanked_and_forgotten(page: Browser, cast: Cast) -> None:
    seen = details(page, open_page(cast.practice, cast.tara))
    asked = page.follow(ask(page, seen, status=302, website="http://spam.example"))
    assert asked.h1 == "Now look in your mail"
    assert calls() == [] and mails() == []
    trap = seen.field("website")
    assert trap.get("tabindex") == "-1" and trap.get("autocomplete") == "off"


def test_one_place_asks_six_times_an_hour_and_closes_no_diary(page: Browser, cast: Cast) -> None:
    seen = details(page, open_page(cast.practice, cast.tara))
    assert HOLDS_A_PRACTICE > 6
    for number in range(6):
        ask(page, seen, status=302, website="x", email=f"p{number}@example.com")
    ask(page, seen, status=429, website="x", email="last@example.com")


def test_one_mailbox_is_asked_for_four_times_an_hour_wherever_from(page: Browser, cast: Cast) -> None:
    seen = details(page, open_page(cast.practice, cast.tara))
    for _ in range(4):
        ask(page, seen, status=302, website="x")
    ask(page, seen, status=429, email="ANNA@example.com")
    ask(page, seen, status=302, email="ben@example.com")


def test_the_days_and_the_last_step_follow_the_visitors_clocks(page: Browser, cast: Cast) -> None:
    # Nine in Edmonton is the next morning at four in Auckland.
    call = open_page(cast.practice, cast.tara)
    last = details(page, call, zone="Pacific/Auckland")
    assert last.h1 == "Saturday 28 November at 04:00"
    assert "Friday 27 November, 09:00 to 09:20" in last.text
    days = page.get(step("day", call, zone="Pacific/Auckland"))
    assert [link for link in days.links() if "on=2026-11-28" in link]


def test_a_night_that_repeats_an_hour_is_offered_once_and_told_apart(page: Browser, cast: Cast, at: Moment) -> None:
    # Halifax turns back at 02:00 on 1 November 2026, which in Berlin is six in the morning and past.
    at.move(datetime(2026, 10, 28, 12, 0, tzinfo=UTC))
    call = open_page(cast.other_practice, cast.otto, weekdays=(7,), starts=time(5), ends=time(8), first_minutes=30)
    times = page.get(step("time", call, on="2026-11-01"))
    assert "01:00 (UTC-3)" in times.text and "01:00 (UTC-4)" in times.text
    both = [link for link in times.links() if "start=" in link]
    assert len(both) == len(set(both))


def test_the_clients_own_call_stays_as_it_was(page: Browser, cast: Cast, sign_in: Any) -> None:
    open_page(cast.practice, cast.tara)
    sign_in(cast.cleo.user)
    assert "Consultation call, 30 minutes" in page.get("/my-calls/book").text


@pytest.mark.parametrize("odd", ["%00", "%ED%A0%80", "9" * 30, "-1", "0001-01-01T00%3A00Z", "9999-12-31T23%3A30Z"])
def test_odd_addresses_break_nothing(page: Browser, cast: Cast, odd: str) -> None:
    call = open_page(cast.practice, cast.tara)
    names = ("call", "zone", "on", "start", "week", "again")
    for end in STEPS:
        for name in names:
            known = f"call={call.id}&zone={HALIFAX}&" if name not in ("call", "zone") else ""
            answer = page.client.get(f"{ASK}{end}?{known}{name}={odd}", base_url="http://plinth.test")
            assert answer.status_code < 500, (end, name)
    seen = details(page, call)
    for name in ("call", "zone", "start", "form_key", "version", "name", "email", "question", "website"):
        limiter.reset()
        data = {**seen.form(ASK), "name": "A", "email": "a@example.com", "agrees": "y", name: "\x00\x1b[31m"}
        assert page.client.post(ASK, data=data, base_url="http://plinth.test").status_code < 500, name


def test_looking_at_the_steps_changes_nothing(page: Browser, cast: Cast) -> None:
    call = open_page(cast.practice, cast.tara)
    link = hold(page, call)
    before = held_grains()
    for address in (step("day", call), step("details", call, start=write_instant(FRIDAY_NINE + timedelta(hours=1)))):
        page.get(address)
    assert "Confirm your call" in page.get(link_in(mails()[0])).text
    page.get(link)
    assert (held_grains(), calls()[0].status) == (before, "held")

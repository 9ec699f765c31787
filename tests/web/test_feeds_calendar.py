"""A client's calendar address, and what a calendar program finds there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.bookings import queries as bookings_queries
from app.bookings import service as bookings
from app.bookings.models import Booking
from app.clients import invitations
from app.clients import service as clients
from app.clients.models import Client, ClientStatus
from app.clients.rules import Act
from app.core import events
from app.core.audit import AuditEvent
from app.core.clock import clock
from app.core.db import db, transaction
from app.core.tokens import hash_token
from app.feeds import service
from app.feeds.models import CalendarFeed
from app.prescriptions.models import PlannedSession, Prescription
from app.prescriptions.schedule import PerWeek
from app.reminders import service as reminders
from tests import factories
from tests.conftest import NOW, Moment
from tests.diary import make_call, open_hours
from tests.factories import Cast
from tests.page import HOST, Browser, Page
from tests.people import rows
from tests.queries import counted

SignIn = Callable[..., None]

PAGE, NEW, END = "/calendar", "/calendar/new", "/calendar/end"
WED, FRI = date(2026, 11, 25), date(2026, 11, 27)
FRIDAY_NINE = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def plan(cast: Cast) -> Prescription:
    """Cleo's Mon/Wed/Fri plan from today on: 15 minutes of work, 17:30 on the clock."""
    return factories.make_prescription(cast.cleo, factories.make_exercises(now=NOW), now=NOW, effective_from=WED)


def feed_of(client: Client) -> str:
    """A new address of a client, as a path."""
    with transaction():
        return f"/calendar/{service.make(client, now=clock.now())}.ics"


def ask(client: FlaskClient, path: str, **headers: str) -> TestResponse:
    """What a calendar program does: no cookies, no page."""
    return client.get(path, base_url=HOST, headers=headers)


def events_at(client: FlaskClient, path: str) -> list[Any]:
    """The entries, read by a calendar parser."""
    answer = ask(client, path)
    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(answer.data).walk("VEVENT"))


def starts_at(client: FlaskClient, path: str) -> list[str]:
    return [event.decoded("DTSTART").isoformat() for event in events_at(client, path)]


def shown_address(page: Page) -> str:
    """The path of the address that a page shows to be copied."""
    (field,) = page.all("input", id="calendar-address")
    return str(field.get("value")).removeprefix(HOST)


def call_of(cast: Cast, at: datetime = FRIDAY_NINE) -> Booking:
    open_hours(cast.tara, place="Zebra clinic, room 2")
    return make_call(cast.cleo, at, now=NOW, question="Zebra pain")


# The page


def test_an_address_is_made_and_shown_once(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.cleo.user)
    assert PAGE in page.get("/more").links()
    seen = page.get(PAGE)
    assert seen.h1 == "Your calendar"
    assert not seen.all("input", id="calendar-address")
    made = page.submit(seen, PAGE, status=200)
    path = shown_address(made)
    assert f"webcal://plinth.test{path}" in made.links()
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    feed = db.session.scalars(select(CalendarFeed)).one()
    assert (feed.client_id, feed.token_hash, feed.made_at) == (cast.cleo.id, hash_token(token), NOW)
    assert not any(token in row for found in rows().values() for row in found)
    again = page.get(PAGE)
    assert "Made on 25 November 2026." in again.text
    assert token not in again.response.get_data(as_text=True)
    assert events_at(page.client, path) == []


def test_a_second_making_leaves_the_first_alone(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.cleo.user)
    path = shown_address(page.post(PAGE, status=200))
    told = page.follow(page.post(PAGE, status=302))
    assert "You have a calendar address already." in told.text
    assert ask(page.client, path).status_code == 200


def test_a_new_one_ends_the_old_after_a_question(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.cleo.user)
    old = shown_address(page.post(PAGE, status=200))
    asked = page.get(NEW)
    assert asked.h1 == "Make a new calendar address?"
    assert ask(page.client, old).status_code == 200
    new = shown_address(page.submit(asked, NEW, status=200))
    assert ask(page.client, old).status_code == 404
    assert ask(page.client, new).status_code == 200


def test_it_ends_after_a_question(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.cleo.user)
    path = shown_address(page.post(PAGE, status=200))
    asked = page.get(END)
    assert asked.h1 == "End your calendar address?"
    assert ask(page.client, path).status_code == 200
    told = page.follow(page.submit(asked, END, status=302))
    assert "The calendar address no longer works." in told.text
    assert ask(page.client, path).status_code == 404
    assert db.session.scalars(select(CalendarFeed)).all() == []
    page.post(END, status=302)
    verbs = db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)).all()
    assert verbs == ["calendar address made", "calendar address ended"]


def test_without_an_address_there_is_nothing_to_ask_about(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.cleo.user)
    for path in (NEW, END):
        assert page.get(path, status=302).location == PAGE
    told = page.follow(page.post(NEW, status=302))
    assert "There is no calendar address to replace." in told.text
    assert db.session.scalars(select(CalendarFeed)).all() == []


def test_the_page_names_the_time_and_where_it_is_set(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    with transaction():
        reminders.set_time(cast.cleo, time(7, 30), now=NOW)
    sign_in(cast.cleo.user)
    seen = page.get(PAGE)
    assert "at 07:30, Edmonton time" in seen.text
    assert "“Call with Tara”" in seen.text
    assert "/reminders" in seen.links()


def test_a_week_of_free_days_is_left_out_and_the_page_says_so(
    page: Browser, cast: Cast, plan: Prescription, sign_in: SignIn
) -> None:
    sign_in(cast.cleo.user)
    assert "Some sessions are not in it" not in page.get(PAGE).text
    with transaction():
        db.session.get_one(Prescription, plan.id).schedule = PerWeek(3)
    assert "Some sessions are not in it" in page.get(PAGE).text
    assert events_at(page.client, feed_of(cast.cleo)) == []


def test_it_is_each_clients_own(page: Browser, cast: Cast, plan: Prescription, sign_in: SignIn) -> None:
    path = feed_of(cast.cleo)
    sign_in(cast.nils.user)
    page.get(NEW, status=302)
    page.post(END, {"client_id": str(cast.cleo.id)}, status=302)
    assert len(events_at(page.client, path)) == 12
    assert events_at(page.client, shown_address(page.post(PAGE, status=200))) == []


def test_a_trainer_has_none(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    page.get(PAGE, status=403)
    page.post(PAGE, status=403)


# The calendar


def test_sessions_stand_at_the_reminder_time_for_whole_minutes(
    client: FlaskClient, cast: Cast, plan: Prescription
) -> None:
    entries = events_at(client, feed_of(cast.cleo))
    assert len(entries) == 12
    first = entries[0]
    # 18:00 in Edmonton, at UTC-6 for good; 17:30 on the clock, as Today says.
    assert first.decoded("DTSTART") == datetime(2026, 11, 26, 0, 0, tzinfo=UTC)
    assert first.decoded("DTEND") - first.decoded("DTSTART") == timedelta(minutes=18)
    assert first["SUMMARY"] == "Routine, 18 min"
    assert first.decoded("DTSTAMP") == NOW
    with transaction():
        reminders.set_time(cast.cleo, time(7, 30), now=NOW)
    path = f"/calendar/{_renewed(cast.cleo)}.ics"
    assert starts_at(client, path)[0] == "2026-11-25T13:30:00+00:00"


def _renewed(client: Client) -> str:
    with transaction():
        return service.renew(client, now=NOW)


def test_it_reaches_two_weeks_back_and_sixty_days_ahead(client: FlaskClient, cast: Cast, at: Moment) -> None:
    factories.make_prescription(
        cast.cleo,
        factories.make_exercises(now=NOW),
        now=NOW,
        effective_from=WED - 30 * DAY,
        weekdays=(1, 2, 3, 4, 5, 6, 7),
        days=120,
    )
    starts = starts_at(client, feed_of(cast.cleo))
    assert (starts[0], starts[-1], len(starts)) == ("2026-11-12T00:00:00+00:00", "2027-01-25T00:00:00+00:00", 75)


def test_what_is_excused_is_gone(client: FlaskClient, cast: Cast, plan: Prescription) -> None:
    path = feed_of(cast.cleo)
    friday = db.session.scalars(select(PlannedSession).where(PlannedSession.planned_on == FRI)).one()
    for reason in ("pause", "hold", "cancelled"):
        with transaction():
            friday.excused = reason
            db.session.add(friday)
        assert len(events_at(client, path)) == 11
    with transaction():
        clients.change_status(cast.cleo, Act.PAUSE, by=cast.tara.id, now=NOW)
    assert events_at(client, path) == []


def test_a_session_keeps_its_uid_when_the_day_is_laid_out_anew(
    client: FlaskClient, cast: Cast, plan: Prescription
) -> None:
    path = feed_of(cast.cleo)
    before = [str(event["UID"]) for event in events_at(client, path)]
    with transaction():
        for planned in db.session.scalars(select(PlannedSession).order_by(PlannedSession.id.desc())):
            db.session.delete(planned)
            db.session.flush()
            db.session.add(
                PlannedSession(client_id=cast.cleo.id, prescription_id=plan.id, planned_on=planned.planned_on)
            )
    assert [str(event["UID"]) for event in events_at(client, path)] == before
    assert len(set(before)) == 12


@pytest.mark.parametrize(
    ("zone", "at_time", "on", "starts"),
    [
        # The night of the change in Berlin: 02:30 does not exist on 28 March, and the gap ends at 03:00.
        ("Europe/Berlin", time(2, 30), date(2027, 3, 28), "2027-03-28T01:00:00+00:00"),
        ("Europe/Berlin", time(18), date(2027, 3, 27), "2027-03-27T17:00:00+00:00"),
        ("Europe/Berlin", time(18), date(2027, 3, 28), "2027-03-28T16:00:00+00:00"),
        # 02:30 comes twice on 31 October; the first it is.
        ("Europe/Berlin", time(2, 30), date(2027, 10, 31), "2027-10-31T00:30:00+00:00"),
        ("America/Halifax", time(18), date(2027, 3, 13), "2027-03-13T22:00:00+00:00"),
        ("America/Halifax", time(18), date(2027, 3, 14), "2027-03-14T21:00:00+00:00"),
    ],
)
def test_days_on_which_clocks_change_keep_the_wall_time(
    client: FlaskClient, cast: Cast, at: Moment, zone: str, at_time: time, on: date, starts: str
) -> None:
    now = at.move(datetime(on.year, on.month, on.day, 9, tzinfo=UTC) - 3 * DAY)
    exercises = factories.make_exercises(now=now)
    factories.make_prescription(
        cast.cleo, exercises, now=now, effective_from=on, weekdays=(1, 2, 3, 4, 5, 6, 7), days=1
    )
    with transaction():
        cast.cleo.user.zone = zone
        db.session.add(cast.cleo.user)
        reminders.set_time(cast.cleo, at_time, now=now)
    (event,) = events_at(client, feed_of(cast.cleo))
    assert event.decoded("DTSTART").isoformat() == starts
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(minutes=18)


def test_a_client_who_moves_takes_the_sessions_along(
    client: FlaskClient, page: Browser, cast: Cast, plan: Prescription, sign_in: SignIn
) -> None:
    path = feed_of(cast.cleo)
    assert starts_at(client, path)[0] == "2026-11-26T00:00:00+00:00"
    sign_in(cast.cleo.user)
    page.submit(page.get("/my-zone"), "/my-zone", zone="Europe/Berlin", status=302)
    assert starts_at(client, path)[0] == "2026-11-25T17:00:00+00:00"


def test_calls_carry_the_uid_and_sequence_of_the_mails(client: FlaskClient, cast: Cast) -> None:
    path = feed_of(cast.cleo)
    call = call_of(cast)
    (event,) = events_at(client, path)
    assert (event["SUMMARY"], event["STATUS"], event["UID"], int(event["SEQUENCE"])) == (
        "Call with Tara",
        "CONFIRMED",
        call.uid,
        0,
    )
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (call.start_at, call.end_at)
    loaded = bookings_queries.get_own_call(cast.cleo, call.id)
    with transaction():
        bookings.move(loaded, start_at=FRIDAY_NINE + timedelta(hours=1), actor=cast.cleo.user, now=NOW)
    (event,) = events_at(client, path)
    assert (event["UID"], int(event["SEQUENCE"])) == (call.uid, 1)
    assert event.decoded("DTSTART") == FRIDAY_NINE + timedelta(hours=1)


def test_a_cancelled_call_is_named_as_such_for_thirty_days(client: FlaskClient, cast: Cast, at: Moment) -> None:
    path = feed_of(cast.cleo)
    call = call_of(cast)
    with transaction():
        bookings.cancel(bookings_queries.get_own_call(cast.cleo, call.id), actor=cast.cleo.user, now=NOW)
    for later in (timedelta(), 30 * DAY):
        at.move(NOW + later)
        (event,) = events_at(client, path)
        assert (event["STATUS"], event["UID"], int(event["SEQUENCE"])) == ("CANCELLED", call.uid, 1)
    at.move(NOW + 30 * DAY + timedelta(seconds=1))
    assert events_at(client, path) == []


def test_a_call_that_was_had_stays_two_weeks(client: FlaskClient, cast: Cast, at: Moment) -> None:
    path = feed_of(cast.cleo)
    call = call_of(cast)
    at.move(call.end_at + 14 * DAY)
    assert len(events_at(client, path)) == 1
    at.move(call.end_at + 14 * DAY + timedelta(seconds=1))
    assert events_at(client, path) == []


def test_it_says_nothing_about_health(client: FlaskClient, cast: Cast, plan: Prescription) -> None:
    """Neither the words of the plan, nor those of the call, nor the practice's own name for what it treats."""
    with transaction():
        cast.practice.name = "Zebra Sacroiliac Pain Clinic"
        db.session.add(cast.practice)
        named = db.session.get_one(Prescription, plan.id)
        named.name, named.note = "Zebra hamstrings", "Zebra slowly"
    call_of(cast)
    text = ask(client, feed_of(cast.cleo)).get_data(as_text=True).replace("\r\n ", "").lower()
    assert "call with tara" in text and r"routine\, 18 min" in text
    told = [item.name for item in plan.items] + [item.group for item in plan.items]
    told += [word for name in told for word in name.split()]
    told += ["zebra", "clinic", "pain", "sacroiliac", "treat", "north side", "lind", "cleo", "marsh", "example.com"]
    assert [word for word in told if word.lower() in text] == []
    assert {line.partition(":")[2] for line in text.split("\r\n") if line.startswith("description")} == {
        "sign in to see more: http://plinth.test/sign-in"
    }


@pytest.mark.parametrize("path", ["/calendar/not-a-token.ics", "/calendar/.ics", f"/calendar/{'a' * 43}.ics"])
def test_an_unknown_address_is_not_there(client: FlaskClient, cast: Cast, path: str) -> None:
    feed_of(cast.cleo)
    assert ask(client, path).status_code == 404


def test_who_was_signed_in_does_not_matter(page: Browser, cast: Cast, plan: Prescription, sign_in: SignIn) -> None:
    path = feed_of(cast.cleo)
    anonymous = ask(page.client, path).data
    for person in (cast.nils.user, cast.otto, cast.cleo.user):
        sign_in(person)
        assert ask(page.client, path).data == anonymous
        assert ask(page.client, "/calendar/not-a-token.ics").status_code == 404


def test_who_is_archived_has_no_calendar_and_gets_none_by_coming_back(
    client: FlaskClient, cast: Cast, plan: Prescription
) -> None:
    path = feed_of(cast.cleo)
    for act, status in ((Act.ARCHIVE, 404), (Act.RESTORE, 404)):
        with transaction():
            clients.change_status(cast.cleo, act, by=cast.tara.id, now=NOW)
        assert ask(client, path).status_code == status
    assert db.session.scalars(select(CalendarFeed)).all() == []


@pytest.mark.parametrize("status", [ClientStatus.ARCHIVED, ClientStatus.INVITED])
def test_a_row_that_was_left_over_opens_nothing(client: FlaskClient, cast: Cast, status: ClientStatus) -> None:
    path = feed_of(cast.cleo)
    with transaction():
        cast.cleo.status = status
        db.session.add(cast.cleo)
    assert ask(client, path).status_code == 404


def test_withdrawn_consent_ends_it(client: FlaskClient, cast: Cast, plan: Prescription) -> None:
    path = feed_of(cast.cleo)
    with transaction():
        clients.withdraw_consent(cast.cleo, now=NOW)
    assert ask(client, path).status_code == 404


def test_a_closed_account_has_none(client: FlaskClient, cast: Cast) -> None:
    path = feed_of(cast.cleo)
    with transaction():
        cast.cleo.user.disabled_at = NOW
        db.session.add(cast.cleo.user)
    assert ask(client, path).status_code == 404


def test_whoever_comes_in_by_an_invitation_finds_no_address_of_another(client: FlaskClient, cast: Cast) -> None:
    path = feed_of(cast.cleo)
    with transaction():
        events.client_joined.send(cast.cleo, now=NOW)
    assert ask(client, path).status_code == 404


def test_nothing_new_is_told_without_a_body(client: FlaskClient, cast: Cast, plan: Prescription, at: Moment) -> None:
    path = feed_of(cast.cleo)
    first = ask(client, path)
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "private, no-cache"
    at.move(NOW + timedelta(hours=6))
    again = ask(client, path, **{"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert again.headers["Cache-Control"] == "private, no-cache"
    assert ask(client, path, **{"If-None-Match": 'W/"other"'}).status_code == 200
    with transaction():
        reminders.set_time(cast.cleo, time(8), now=NOW)
    changed = ask(client, path, **{"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag


def test_reading_changes_nothing(client: FlaskClient, cast: Cast, plan: Prescription) -> None:
    call_of(cast)
    path = feed_of(cast.cleo)
    before = rows()
    for method in ("GET", "HEAD"):
        assert client.open(path, method=method, base_url=HOST).status_code == 200
    assert rows() == before


def test_it_asks_six_questions_however_much_stands_in_it(client: FlaskClient, cast: Cast, at: Moment) -> None:
    path = feed_of(cast.cleo)
    exercises = factories.make_exercises(now=NOW)
    made = []
    for version, days in ((1, 7), (2, 20), (3, 30)):
        start = WED + sum(made) * DAY
        factories.make_prescription(
            cast.cleo,
            exercises,
            now=NOW,
            effective_from=start,
            days=days,
            version=version,
            weekdays=(1, 2, 3, 4, 5, 6, 7),
        )
        made.append(days)
        with counted() as seen:
            assert len(events_at(client, path)) == sum(made)
        assert len(seen) == 6, seen


def test_one_address_may_be_read_often_but_not_endlessly(client: FlaskClient, cast: Cast) -> None:
    mine, other = feed_of(cast.cleo), feed_of(cast.nils)
    statuses = [ask(client, mine).status_code for _ in range(31)]
    assert statuses == [200] * 30 + [429]
    # From the same place, as where one company reads for many people.
    assert ask(client, other).status_code == 200


def test_guessing_is_stopped(client: FlaskClient, cast: Cast) -> None:
    path = feed_of(cast.cleo)
    statuses = [ask(client, f"/calendar/guess-{number}.ics").status_code for number in range(31)]
    assert statuses == [404] * 30 + [429]
    assert ask(client, path).status_code == 429


def test_an_address_leaves_with_its_client(cast: Cast) -> None:
    feed_of(cast.cleo)
    with transaction():
        db.session.delete(db.session.get_one(Client, cast.cleo.id))
    assert db.session.scalars(select(CalendarFeed)).all() == []


def test_accepting_an_invitation_is_such_a_coming_in(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    """Cleo accepts a second practice's invitation: what was made in her name before is over."""
    path = feed_of(cast.cleo)
    with transaction():
        second = Client(
            practice_id=cast.other_practice.id,
            trainer_id=cast.otto.id,
            user_id=cast.cleo.user_id,
            status=ClientStatus.INVITED,
            consent_version=cast.cleo.consent_version,
            created_at=NOW,
        )
        db.session.add(second)
        db.session.flush()
        second.trainer, second.practice = cast.otto, cast.other_practice
        link = invitations.make_link_to_copy(second, now=NOW)
    where = link.removeprefix(HOST)
    page.submit(page.get(where), where, agrees="y")
    assert ask(page.client, path).status_code == 404

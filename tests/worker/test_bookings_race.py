"""Many at once want the time of one trainer: one gets it, the others get a clean answer.

Real threads, each with a browser, a session and a connection of its own, on the database the suite runs on.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.accounts.models import SignIn, User
from app.bookings.models import Booking, BookingGrain
from app.bookings.service import TimeTaken, take_time
from app.bookings.times import write_instant
from app.clients.models import Client
from app.core.db import db, transaction
from app.core.tokens import hash_token
from app.mail.models import OutboxMail
from tests import factories
from tests.conftest import NOW
from tests.diary import make_call, open_hours
from tests.factories import Cast
from tests.page import HOST, Browser

Answer = TypeVar("Answer")

CROWD = 40
FRIDAY_NINE = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Form:
    """One POST that is ready to go."""

    browser: Browser
    path: str
    data: dict[str, str]

    def send(self) -> int:
        return self.browser.client.post(self.path, data=self.data, base_url=HOST).status_code


def browser_of(app: Flask, user: User) -> Browser:
    """A browser of its own for a person who is signed in."""
    client, token = app.test_client(), uuid4().hex
    with transaction():
        lasts = NOW + timedelta(days=1)
        row = SignIn(token_hash=hash_token(token), user_id=user.id, scope="", created_at=NOW, expires_at=lasts)
        db.session.add(row)
    with client.session_transaction(base_url=HOST) as session:
        session["_user_id"], session["_fresh"] = token, True
    return Browser(app, client)


def a_form(browser: Browser, path: str, **data: str) -> Form:
    return Form(browser, path, {"csrf_token": browser.csrf_token(), **data})


def booking_form(browser: Browser, start_at: datetime, *, form_key: str | None = None) -> Form:
    key = form_key or uuid4().hex
    return a_form(browser, "/my-calls/book", start=write_instant(start_at), form_key=key, question="")


def at_once(acts: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """Run every act in a thread of its own, all from the same moment; their answers in order."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Answer]) -> Answer:
        start.wait(timeout=30)
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        answers = list(pool.map(run, acts))
    db.session.rollback()
    return answers


def overlaps() -> int:
    """Pairs of agreed calls of one trainer that share a moment, breaks included. None, if all is well."""
    one, other = aliased(Booking), aliased(Booking)
    pairs = db.session.execute(
        select(one.start_at, one.end_at, one.buffer_minutes, other.start_at, other.end_at, other.buffer_minutes).where(
            one.trainer_id == other.trainer_id,
            one.id < other.id,
            one.status == "confirmed",
            other.status == "confirmed",
        )
    )
    count = 0
    for start, end, buffer, other_start, other_end, other_buffer in pairs:
        room = timedelta(minutes=buffer + other_buffer)
        count += start < other_end + room and other_start < end + room
    return count


def confirmed() -> list[Booking]:
    calls = select(Booking).where(Booking.status == "confirmed").order_by(Booking.start_at)
    return list(db.session.scalars(calls.execution_options(populate_existing=True)))


def count_of(model: type[Booking] | type[BookingGrain] | type[OutboxMail]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def crowd(app: Flask, cast: Cast) -> list[Client]:
    """Forty clients of Tara's."""
    names = [f"Client{number} Example" for number in range(CROWD)]
    return [factories.make_client(name, cast.practice, cast.tara, now=NOW) for name in names]


def test_forty_want_the_same_time_and_one_gets_it(app: Flask, cast: Cast, crowd: list[Client]) -> None:
    open_hours(cast.tara)
    forms = [booking_form(browser_of(app, person.user), FRIDAY_NINE) for person in crowd]
    answers = at_once([form.send for form in forms])
    assert Counter(answers) == {302: 1, 409: CROWD - 1}
    (call,) = confirmed()
    assert call.client_id == crowd[answers.index(302)].id
    assert count_of(BookingGrain) == 10
    assert count_of(OutboxMail) == 2


def test_forty_want_overlapping_times_and_one_gets_one(app: Flask, cast: Cast, crowd: list[Client]) -> None:
    # 20 minutes with an hour around them: any two of the nine starts from 9:00 to 11:00 collide.
    open_hours(cast.tara, minutes=20, buffer_minutes=60)
    starts = [FRIDAY_NINE + timedelta(minutes=15 * (number % 9)) for number in range(CROWD)]
    forms = [booking_form(browser_of(app, person.user), at) for person, at in zip(crowd, starts, strict=True)]
    assert Counter(at_once([form.send for form in forms])) == {302: 1, 409: CROWD - 1}
    assert len(confirmed()) == 1
    assert count_of(BookingGrain) == 28


def test_one_form_sent_forty_times_books_one_call(app: Flask, cast: Cast) -> None:
    open_hours(cast.tara)
    key = uuid4().hex
    forms = [booking_form(browser_of(app, cast.cleo.user), FRIDAY_NINE, form_key=key) for _ in range(CROWD)]
    assert Counter(at_once([form.send for form in forms])) == {302: CROWD}
    assert len(confirmed()) == 1
    assert count_of(OutboxMail) == 2


def test_forty_calls_move_to_the_same_time_and_one_gets_it(app: Flask, cast: Cast, crowd: list[Client]) -> None:
    open_hours(cast.tara, buffer_minutes=0, horizon_days=84)
    free = FRIDAY_NINE
    forms = []
    for number, person in enumerate(crowd):
        week, slot = divmod(number, 6)
        at = FRIDAY_NINE + timedelta(days=7 * (week + 1), minutes=30 * slot)
        call = make_call(person, at, now=NOW)
        browser = browser_of(app, person.user)
        forms.append(a_form(browser, f"/my-calls/{call.id}/move", start=write_instant(free)))
    assert Counter(at_once([form.send for form in forms])) == {302: 1, 409: CROWD - 1}
    assert [call.start_at for call in confirmed()].count(free) == 1
    assert count_of(BookingGrain) == CROWD * 6
    assert overlaps() == 0


def test_calls_that_swap_places_do_not_lock_each_other_out(app: Flask, cast: Cast, crowd: list[Client]) -> None:
    open_hours(cast.tara, buffer_minutes=0)
    times = [FRIDAY_NINE + timedelta(minutes=30 * number) for number in range(6)]
    calls = [make_call(person, at, now=NOW) for person, at in zip(crowd, times[:5], strict=False)]
    browsers = [browser_of(app, person.user) for person in crowd[:5]]
    for turn in range(6):
        # Everybody reaches for the next place at once, and only one place is empty.
        forms = [
            a_form(browser, f"/my-calls/{call.id}/move", start=write_instant(times[(number + turn) % 6]))
            for number, (browser, call) in enumerate(zip(browsers, calls, strict=True))
        ]
        assert set(at_once([form.send for form in forms])) <= {302, 409}
        assert overlaps() == 0
        assert len(confirmed()) == 5
        assert count_of(BookingGrain) == 30


def test_a_time_that_is_given_back_is_taken_once(app: Flask, cast: Cast, crowd: list[Client]) -> None:
    open_hours(cast.tara)
    holder, rest = crowd[0], crowd[1:]
    call = make_call(holder, FRIDAY_NINE, now=NOW)
    back = a_form(browser_of(app, holder.user), f"/my-calls/{call.id}/cancel")
    forms = [booking_form(browser_of(app, person.user), FRIDAY_NINE) for person in rest]
    answers = at_once([back.send, *(form.send for form in forms)])
    assert answers[0] == 302
    assert set(answers[1:]) <= {302, 409}
    assert answers[1:].count(302) == len(confirmed()) <= 1
    assert count_of(BookingGrain) == 10 * len(confirmed())


def test_a_call_cancelled_forty_times_is_mailed_once(app: Flask, cast: Cast) -> None:
    open_hours(cast.tara)
    call = make_call(cast.cleo, FRIDAY_NINE, now=NOW)
    both = [browser_of(app, cast.cleo.user), browser_of(app, cast.tara)]
    forms = [
        a_form(both[number % 2], f"/{'my-calls' if number % 2 == 0 else 'calls'}/{call.id}/cancel")
        for number in range(CROWD)
    ]
    assert Counter(at_once([form.send for form in forms])) == {302: CROWD}
    assert count_of(OutboxMail) == 4
    assert db.session.scalar(select(Booking.sequence)) == 1
    assert count_of(BookingGrain) == 0


def test_the_database_alone_refuses_an_overlap(app: Flask, cast: Cast) -> None:
    """Without the look at open times, and without the diary's lock: the key of the grains is enough."""

    def take(minutes: int) -> str:
        start_at = FRIDAY_NINE + timedelta(minutes=minutes)
        with app.app_context():
            call = Booking(
                practice_id=cast.practice.id,
                trainer_id=cast.tara.id,
                client_id=cast.cleo.id,
                call_name="Consultation call",
                start_at=start_at,
                end_at=start_at + timedelta(minutes=60),
                buffer_minutes=10,
                client_zone="UTC",
                trainer_zone="UTC",
                status="confirmed",
                uid=uuid4().hex,
                sequence=0,
                form_key=uuid4().hex,
                changes_until_at=start_at,
                created_at=NOW,
            )
            try:
                with transaction():
                    db.session.add(call)
                    take_time(call)
            except TimeTaken:
                return "taken"
            return "booked"

    for _ in range(3):
        offsets = [5 * (number % 12) for number in range(CROWD)]
        answers = at_once([lambda offset=offset: take(offset) for offset in offsets])
        assert Counter(answers) == {"booked": 1, "taken": CROWD - 1}
        assert overlaps() == 0
        with transaction():
            for call in confirmed():
                db.session.delete(call)

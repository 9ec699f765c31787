"""Recurring mails: every due row is handled once, by one run, whatever else goes on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier, Event

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from flask import Flask
from sqlalchemy import func, select, text

from app.clients.models import Client
from app.core.db import db, transaction
from app.mail import kinds, outbox, recurring
from app.mail.models import OutboxMail, Recurrence
from app.mail.recurring import Handle
from app.reminders.emails import session_reminder_mail
from tests.conftest import NOW, Moment
from tests.factories import Cast
from tests.queries import counted

KIND = kinds.SESSION_REMINDER
WEEK = timedelta(days=7)
LONG_S = 20

Schedule = Callable[[int], None]


@pytest.fixture
def schedule(cast: Cast) -> Schedule:
    """`schedule(3)`: owners 1, 2 and 3 are due, a second after one another, the last one now."""

    def put(number: int) -> None:
        with transaction():
            for owner in range(1, number + 1):
                next_at = NOW - timedelta(seconds=number - owner)
                recurring.schedule(KIND, owner_id=owner, user_id=cast.cleo.user_id, next_at=next_at)

    return put


def _post(cleo: Client, row: Recurrence, now: datetime) -> None:
    """A mail of its own for each owner: each has another date."""
    on = date(2026, 1, 1) + timedelta(days=row.owner_id)
    ends_at = now + timedelta(hours=3)
    mail = session_reminder_mail(cleo, 1, on, link="http://x", clock_s=60, due_at=now, expires_at=ends_at)
    outbox.post(mail, now=now)
    row.next_at = now + WEEK


def _handler(cleo: Client, taken: list[int], *, fails: Callable[[int], bool] = lambda owner: False) -> Handle:
    def handle(rows: Sequence[Recurrence], now: datetime) -> None:
        for row in rows:
            _post(cleo, row, now)
            if fails(row.owner_id):
                raise ZeroDivisionError
        taken.extend(row.owner_id for row in rows)

    return handle


def _next() -> dict[int, datetime | None]:
    db.session.rollback()
    return {owner: at for owner, at in db.session.execute(select(Recurrence.owner_id, Recurrence.next_at))}


def _mails() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(OutboxMail.id))) or 0


def _run_apart(app: Flask, handle: Handle, ready: Callable[[], object] = lambda: None) -> int:
    """One run as another process would make it: its own context and session."""
    with app.app_context():
        ready()
        return recurring.run(KIND, handle)


def test_due_rows_are_handled_once_in_order_and_advance(cast: Cast, schedule: Schedule, at: Moment) -> None:
    schedule(3)
    taken: list[int] = []
    assert recurring.run(KIND, _handler(cast.cleo, taken)) == 3
    assert recurring.run(KIND, _handler(cast.cleo, taken)) == 0
    assert (taken, _mails()) == ([1, 2, 3], 3)
    assert set(_next().values()) == {NOW + WEEK}


def test_what_is_not_due_or_of_another_kind_or_paused_stays(cast: Cast, at: Moment) -> None:
    with transaction():
        recurring.schedule(KIND, owner_id=1, user_id=cast.cleo.user_id, next_at=NOW + timedelta(microseconds=1))
        recurring.schedule(KIND, owner_id=2, user_id=cast.cleo.user_id, next_at=None)
        recurring.schedule(kinds.WEEK_SUMMARY, owner_id=1, user_id=cast.cleo.user_id, next_at=NOW)
    taken: list[int] = []
    assert recurring.run(KIND, _handler(cast.cleo, taken)) == 0
    at.move(NOW + timedelta(microseconds=1))
    assert recurring.run(KIND, _handler(cast.cleo, taken)) == 1
    assert taken == [1]


@pytest.mark.parametrize("number", [4, 5, 6])
def test_pages_of_rows_are_a_transaction_each(
    cast: Cast, schedule: Schedule, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(recurring, "PAGE", 5)
    schedule(number)
    taken: list[int] = []
    assert recurring.run(KIND, _handler(cast.cleo, taken)) == number
    assert (sorted(taken), _mails()) == (list(range(1, number + 1)), number)


def test_one_rows_fault_holds_nobody_else_up(
    cast: Cast, schedule: Schedule, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(recurring, "PAGE", 5)
    schedule(12)
    before = _next()
    taken: list[int] = []
    faulty = {1, 4, 7, 12}
    with caplog.at_level(logging.ERROR):
        assert recurring.run(KIND, _handler(cast.cleo, taken, fails=faulty.__contains__)) == 8
    assert sorted(taken) == [2, 3, 5, 6, 8, 9, 10, 11]
    after = _next()
    assert {owner: after[owner] for owner in faulty} == {owner: before[owner] for owner in faulty}
    assert _mails() == 8
    assert len([r for r in caplog.records if r.name == "app.mail.recurring"]) == len(faulty)
    # The fault is mended: the same rows go out with the next run.
    assert recurring.run(KIND, _handler(cast.cleo, taken)) == 4
    assert (sorted(taken), _mails()) == (list(range(1, 13)), 12)


def test_a_row_that_is_left_due_is_a_fault_and_not_an_endless_loop(
    cast: Cast, schedule: Schedule, caplog: pytest.LogCaptureFixture
) -> None:
    schedule(2)
    assert recurring.run(KIND, lambda rows, now: None) == 0
    assert "did not advance" in caplog.text


def test_the_time_limit_of_the_worker_ends_a_run(cast: Cast, schedule: Schedule) -> None:
    schedule(2)

    def handle(rows: Sequence[Recurrence], now: datetime) -> None:
        raise SoftTimeLimitExceeded

    with pytest.raises(SoftTimeLimitExceeded):
        recurring.run(KIND, handle)
    assert _mails() == 0


def test_eight_runs_at_once_handle_each_row_once(
    app: Flask, cast: Cast, schedule: Schedule, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recurring, "PAGE", 5)
    schedule(60)
    taken: list[int] = []
    together = Barrier(8)
    handle = _handler(cast.cleo, taken)
    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(lambda _: _run_apart(app, handle, together.wait), range(8)))
    assert (sum(counts), sorted(taken), _mails()) == (60, list(range(1, 61)), 60)
    assert set(_next().values()) == {NOW + WEEK}


def test_a_run_never_takes_what_another_holds(app: Flask, cast: Cast, schedule: Schedule) -> None:
    schedule(3)
    is_postgres = db.engine.dialect.name == "postgresql"
    first_holds, taken = Event(), []
    with ThreadPoolExecutor(2) as pool:
        second: Future[int] | None = None

        def first_handle(rows: Sequence[Recurrence], now: datetime) -> None:
            first_holds.set()
            if is_postgres:
                # The second run passes by these locked rows at once. On SQLite it waits for this write to end.
                assert second is not None
                assert second.result(LONG_S) == 0
            _handler(cast.cleo, taken)(rows, now)

        second = pool.submit(_run_apart, app, _handler(cast.cleo, taken), lambda: first_holds.wait(LONG_S))
        first = pool.submit(_run_apart, app, first_handle)
        assert (first.result(LONG_S), second.result(LONG_S)) == (3, 0)
    assert (taken, _mails()) == ([1, 2, 3], 3)


def test_scheduling_the_same_owner_at_once_leaves_one_row(app: Flask, cast: Cast) -> None:
    together = Barrier(6)

    def put(number: int) -> None:
        with app.app_context():
            together.wait()
            with transaction():
                next_at = NOW + timedelta(days=number)
                recurring.schedule(KIND, owner_id=1, user_id=cast.cleo.user_id, next_at=next_at)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(put, range(6)))
    assert list(_next()) == [1]


def test_scheduling_does_not_trust_what_was_read_before(app: Flask, cast: Cast, schedule: Schedule) -> None:
    schedule(1)
    held = db.session.scalars(select(Recurrence)).one()
    assert held.next_at == NOW
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(_run_apart, app, _handler(cast.cleo, [])).result(LONG_S) == 1
    with transaction():
        recurring.schedule(KIND, owner_id=1, user_id=cast.cleo.user_id, next_at=NOW)
    assert _next() == {1: NOW}
    assert recurring.find_next(KIND, owner_id=1) == NOW


def test_forgetting_takes_the_row_away(cast: Cast, schedule: Schedule) -> None:
    schedule(2)
    with transaction():
        recurring.forget(KIND, owner_id=1)
    assert list(_next()) == [2]
    assert recurring.find_next(KIND, owner_id=1) is None


def test_nothing_due_is_one_look_at_an_index(cast: Cast) -> None:
    with transaction():
        for owner in range(1, 301):
            next_at = NOW + timedelta(minutes=owner)
            recurring.schedule(KIND, owner_id=owner, user_id=cast.cleo.user_id, next_at=next_at)
    with counted() as seen:
        assert recurring.run(KIND, _handler(cast.cleo, [])) == 0
    assert len(seen) == 1
    assert "ix_recurrence_due" in _explain()


def test_nothing_due_waits_for_nobodys_write(app: Flask, cast: Cast) -> None:
    """On SQLite one write holds up every other; a tick that finds nothing must not queue up for it."""
    is_writing, may_end = Event(), Event()

    def write_for_long() -> None:
        with app.app_context(), transaction():
            recurring.schedule(KIND, owner_id=1, user_id=cast.cleo.user_id, next_at=NOW + WEEK)
            is_writing.set()
            assert may_end.wait(LONG_S)

    db.session.rollback()
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write_for_long)
        assert is_writing.wait(LONG_S)
        try:
            assert recurring.run(KIND, _handler(cast.cleo, [])) == 0
            assert not writing.done()
        finally:
            may_end.set()
        writing.result(LONG_S)


def _explain() -> str:
    """How the database finds the due rows. PostgreSQL is asked to leave out the scan it prefers for a small table."""
    look = "SELECT id FROM recurrence WHERE kind = 'session-reminder' AND next_at <= '2026-11-25 15:00:00' LIMIT 1"
    with db.engine.connect() as connection:
        if db.engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL enable_seqscan = off"))
            connection.execute(text("SET LOCAL enable_bitmapscan = off"))
            plan = connection.execute(text(f"EXPLAIN {look}"))
        else:
            plan = connection.execute(text(f"EXPLAIN QUERY PLAN {look}"))
        return "\n".join(str(line) for line in plan)

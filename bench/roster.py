"""How the trainer's lists behave with 50 and with 5,000 clients of 90 days each: `python -m bench.roster`.

Makes a practice of either size in a fresh database, refreshes everybody, and asks for each page by the test client.
Prints queries a page, the median of the times, and the ratio of the large practice to the small one; for SQLite in a
temporary folder, and for a private PostgreSQL where one is installed. `--clients 500` makes the large one smaller.
"""

from __future__ import annotations

import argparse
import random
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import func, insert, select, text

from app import create_app
from app.accounts.models import SignIn, User
from app.clients.models import Client
from app.core.clock import clock
from app.core.db import db, transaction
from app.core.settings import load_settings
from app.core.tokens import hash_token
from app.logbook.models import SessionLog
from app.practices.models import Membership, Practice
from app.prescriptions.models import PlannedSession, Prescription
from app.triage import service
from tests.conftest import SeparateClient
from tests.queries import counted
from tests.services import Missing
from tests.services.postgres import postgres_server

HOST = "http://plinth.test"
ZONES = ("America/Edmonton", "America/Toronto", "Europe/Berlin", "Asia/Tokyo")
NOW = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
DAYS = 90
SMALL = 50
PAGES = {
    "roster, first page": "/clients",
    "roster, filtered": "/clients?q=Client+1&bucket=attention&days=30",
    "needs you today": "/desk",
}


def main() -> int:
    """Measure on both databases; 0 when all pages ask the same of either practice."""
    parser = argparse.ArgumentParser(prog="python -m bench.roster", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--clients", type=int, default=5000, help="clients of the large practice (5000)")
    parser.add_argument("--requests", type=int, default=25, help="requests a page (25)")
    parser.add_argument("--only", choices=("sqlite", "postgresql"), help="measure one database only")
    asked = parser.parse_args()
    is_sound = True
    for name in ("sqlite", "postgresql"):
        if asked.only in (None, name):
            try:
                is_sound &= _measure(name, asked.clients, asked.requests)
            except Missing as missing:
                print(f"{name}: {missing}")
    return 0 if is_sound else 1


def _measure(name: str, clients: int, requests: int) -> bool:
    with ExitStack() as stack:
        app = stack.enter_context(_house(name))
        stack.enter_context(clock.frozen(NOW))
        trainers = {size: _make_practice(size) for size in (SMALL, clients)}
        began = time.perf_counter()
        number = service.refresh_due()
        print(f"\n{name}: all {number} clients refreshed in {time.perf_counter() - began:.1f} s")
        with db.engine.connect().execution_options(writes=True) as connection:
            connection.execute(text("ANALYZE"))
            connection.commit()
        print(f"{'page':20} {'queries':>12} {SMALL:>6} clients {clients:>6} clients  ratio")
        small, large = (_browser(app, trainers[size]) for size in (SMALL, clients))
        return all([_compare(title, path, small, large, requests) for title, path in PAGES.items()])


def _compare(title: str, path: str, small: FlaskClient, large: FlaskClient, requests: int) -> bool:
    """One line of the table; True when both practices cost the same number of queries."""
    few, few_ms = _time(small, path, requests)
    many, many_ms = _time(large, path, requests)
    print(f"{title:20} {few:>4} and {many:>3} {few_ms:>11.1f} ms {many_ms:>11.1f} ms  {many_ms / few_ms:.2f}")
    return few == many


def _time(browser: FlaskClient, path: str, requests: int) -> tuple[int, float]:
    """The number of queries, and the median in milliseconds after three requests to warm up."""
    for _ in range(3):
        assert browser.get(path, base_url=HOST).status_code == 200, path
    with counted() as seen:
        browser.get(path, base_url=HOST)
    times = []
    for _ in range(requests):
        began = time.perf_counter()
        browser.get(path, base_url=HOST)
        times.append((time.perf_counter() - began) * 1000)
    return len(seen), statistics.median(times)


@contextmanager
def _house(name: str) -> Iterator[Flask]:
    """The application on an empty, migrated database of this kind, inside a context."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="plinth-bench-"))
        url = stack.enter_context(postgres_server()) if name == "postgresql" else f"sqlite:///{folder}/plinth.db"
        settings = load_settings(
            PLINTH_ENV="test",
            DATABASE_URL=url,
            REDIS_URL="",
            SMTP_URL="",
            PLINTH_INSTANCE=folder,
            PUBLIC_URL=HOST,
            TRUSTED_HOSTS="plinth.test",
            LOG_LEVEL="ERROR",
        )
        app = create_app(settings)
        stack.enter_context(app.app_context())
        upgrade()
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


def _browser(app: Flask, trainer_id: int) -> FlaskClient:
    token = secrets.token_urlsafe(32)
    with transaction():
        db.session.add(
            SignIn(token_hash=hash_token(token), user_id=trainer_id, created_at=NOW, expires_at=NOW + timedelta(days=1))
        )
    # A context of its own for each request, as a server does: nothing is remembered from one to the next.
    app.test_client_class = SeparateClient
    browser = app.test_client()
    with browser.session_transaction(base_url=HOST) as session:
        session["_user_id"], session["_fresh"] = token, True
    return browser


def _make_practice(size: int) -> int:
    """A practice of this size with plans and answers in bulk; returns its owner's number."""
    dice = random.Random(size)
    with transaction():
        practice = Practice(name=f"Practice of {size}", zone=ZONES[0], created_at=NOW)
        owner = User(name="Ona Lind", email=f"owner{size}@example.com", role="trainer", zone=ZONES[0], created_at=NOW)
        db.session.add_all([practice, owner])
        db.session.flush()
        db.session.add(Membership(practice_id=practice.id, user_id=owner.id, role="owner"))
        db.session.flush()
        users = _add(User, size, lambda n: _user(size, n))
        clients = _add(Client, size, lambda n: _client(practice.id, owner.id, users[n]))
        plans = _add(Prescription, size, lambda n: _plan(practice.id, clients[n]))
        _add_days(practice.id, clients, plans, dice)
    return owner.id


def _add(table: Any, size: int, row: Callable[[int], dict[str, Any]]) -> range:
    """Insert rows in bulk; returns their numbers, which nobody else takes meanwhile."""
    first = (db.session.scalar(select(func.max(table.id))) or 0) + 1
    for start in range(0, size, 5000):
        db.session.execute(insert(table), [{"id": first + n, **row(n)} for n in range(start, min(start + 5000, size))])
    if db.engine.dialect.name == "postgresql":
        name = table.__tablename__
        db.session.execute(select(func.setval(func.pg_get_serial_sequence(f'"{name}"', "id"), first + size)))
    return range(first, first + size)


def _user(size: int, number: int) -> dict[str, Any]:
    return {
        "name": f"Client {number} Of{size}",
        "email": f"client{number}-{size}@example.com",
        "role": "client",
        "zone": ZONES[number % len(ZONES)],
        "created_at": NOW,
    }


def _client(practice_id: int, trainer_id: int, user_id: int) -> dict[str, Any]:
    return {
        "practice_id": practice_id,
        "trainer_id": trainer_id,
        "user_id": user_id,
        "status": "active",
        "consent_version": "2026-11",
        "created_at": NOW - timedelta(days=DAYS),
        "accepted_at": NOW - timedelta(days=DAYS),
    }


def _plan(practice_id: int, client_id: int) -> dict[str, Any]:
    return {
        "practice_id": practice_id,
        "client_id": client_id,
        "version": 1,
        "name": "Hamstrings",
        "rounds": 3,
        "weekdays": "1,3,5",
        "effective_from": NOW.date() - timedelta(days=DAYS),
        "review_on": NOW.date() + timedelta(days=1 + client_id % 28),
        "created_at": NOW,
    }


def _add_days(practice_id: int, clients: range, plans: range, dice: random.Random) -> None:
    """Three planned days a week for 90 days and two weeks ahead; four of five past ones have an answer."""
    dates = [NOW.date() + timedelta(days=back) for back in range(-DAYS, 14)]
    dates = [on for on in dates if on.isoweekday() in (1, 3, 5)]
    days = [(client_id, plan_id, on) for client_id, plan_id in zip(clients, plans, strict=True) for on in dates]
    planned = _add(
        PlannedSession,
        len(days),
        lambda n: {"client_id": days[n][0], "prescription_id": days[n][1], "planned_on": days[n][2]},
    )
    # One in ten has been silent for a while.
    until = {client_id: NOW.date() - timedelta(days=12 if dice.random() < 0.1 else 0) for client_id in clients}
    told = [n for n, (client_id, _, on) in enumerate(days) if on < until[client_id] and dice.random() < 0.8]
    pains = [dice.randint(1, 7) for _ in told]
    _add(SessionLog, len(told), lambda n: _log(practice_id, days[told[n]], planned[told[n]], pains[n]))


def _log(practice_id: int, day: tuple[int, int, date], planned_id: int, pain: int) -> dict[str, Any]:
    client_id, plan_id, on = day
    return {
        "practice_id": practice_id,
        "client_id": client_id,
        "prescription_id": plan_id,
        "planned_session_id": planned_id,
        "performed_on": on,
        "logged_at": datetime.combine(on, clock_time(20), tzinfo=UTC),
        "zone": ZONES[0],
        "pain_before": pain,
        "pain_after": pain,
        "prescribed_units": 15,
        "done_units": 15,
        "form_key": secrets.token_hex(16),
    }


if __name__ == "__main__":
    sys.exit(main())

"""The parts every group of tests shares: a migrated database, the application, the clock, the cast."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from contextvars import Context
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import text
from werkzeug.test import TestResponse

from app import create_app
from app.accounts.models import SignIn, User
from app.core.clock import clock
from app.core.db import Base, db, transaction
from app.core.limits import limiter
from app.core.settings import load_settings
from app.core.tokens import hash_token
from tests import factories
from tests.page import Browser

# A Wednesday, 09:00 in Edmonton, 17:00 in Berlin.
NOW = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run every case of the long tables, not a sample")


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database of the kind TEST_DATABASE names: sqlite (the default) or postgresql."""
    with ExitStack() as stack:
        if os.environ.get("TEST_DATABASE", "sqlite") == "postgresql":
            from tests.services.postgres import postgres_server

            yield stack.enter_context(postgres_server())
        else:
            yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'plinth.db'}"


@pytest.fixture(scope="session")
def _app(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    settings = load_settings(
        PLINTH_ENV="test",
        DATABASE_URL=database_url,
        REDIS_URL="",
        SMTP_URL="",
        PLINTH_INSTANCE=str(tmp_path_factory.mktemp("instance")),
        PUBLIC_URL="http://plinth.test",
        TRUSTED_HOSTS="plinth.test,localhost",
        LOG_LEVEL="WARNING",
    )
    app = create_app(settings)
    with app.app_context():
        upgrade()
    yield app
    with app.app_context():
        # Connections left to the garbage collector would complain at the very end, after every test has passed.
        db.engine.dispose()


@pytest.fixture
def app(_app: Flask, at: Moment) -> Iterator[Flask]:
    """The application inside a context, its clock at NOW. Afterwards every row and every caught mail is gone."""
    with _app.app_context():
        yield _app
        db.session.remove()
        _empty_tables()
        limiter.reset()
        for mail in Path(_app.config["MAIL_CATCHER_PATH"]).glob("*.eml"):
            mail.unlink()


def _empty_tables() -> None:
    tables = [table.name for table in reversed(Base.metadata.sorted_tables)]
    with db.engine.connect().execution_options(writes=True) as connection:
        if db.engine.dialect.name == "postgresql":
            connection.execute(text("TRUNCATE {} RESTART IDENTITY".format(", ".join(f'"{t}"' for t in tables))))
        else:
            for table in tables:
                connection.execute(text(f'DELETE FROM "{table}"'))
        connection.commit()


class Moment:
    """The test's hand on the clock."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self.move(NOW)

    def move(self, to: datetime) -> datetime:
        """Stand still at another instant (aware)."""
        self._stack.close()
        self._stack.enter_context(clock.frozen(to))
        return to

    def release(self) -> None:
        self._stack.close()


@pytest.fixture
def at() -> Iterator[Moment]:
    """The clock, standing at NOW; `at.move(instant)` puts it elsewhere."""
    moment = Moment()
    yield moment
    moment.release()


class SeparateClient(FlaskClient):
    """Runs each request in a context of its own, as a server does: nothing of the test's session or `g` leaks in."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        return Context().run(super().open, *args, **kwargs)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a window."""
    app.test_client_class = SeparateClient
    return app.test_client()


@pytest.fixture
def page(app: Flask, client: FlaskClient) -> Browser:
    """Gets and posts pages, checking each answer against the rules every page keeps."""
    return Browser(app, client)


@pytest.fixture
def sign_in(client: FlaskClient) -> Callable[..., None]:
    """`sign_in(user, scope="")`: this browser is from now on that person's."""

    def put(user: User, scope: str = "") -> None:
        token = secrets.token_urlsafe(32)
        now = clock.now()
        with transaction():
            db.session.add(
                SignIn(
                    token_hash=hash_token(token),
                    user_id=user.id,
                    scope=scope,
                    created_at=now,
                    expires_at=now.replace(year=now.year + 1),
                )
            )
        with client.session_transaction(base_url="http://plinth.test") as session:
            session.clear()
            session["_user_id"] = token
            session["_fresh"] = True

    return put


@pytest.fixture
def cast(app: Flask) -> factories.Cast:
    """Tara (owner) with her client Cleo, her colleague Tom, and Otto of another practice with his client Nils."""
    return factories.make_cast(now=clock.now())

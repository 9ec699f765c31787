"""The database: one naming convention, one instant type, one place that commits.

Reads run in a plain transaction. A write goes through `transaction()`, which begins IMMEDIATE on SQLite (a read that
upgrades to a write fails at once there, whatever the busy timeout) and runs the after-commit calls once the rows are
safe.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, MetaData, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

log = logging.getLogger(__name__)

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table of the product."""

    metadata = MetaData(naming_convention=NAMING)


class UTCDateTime(TypeDecorator[datetime]):
    """An aware UTC instant. Naive values are refused on the way in; SQLite gets and gives UTC wall time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# Rows stay readable after a commit, so that a view can render what it has just saved without asking again.
db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False, "autoflush": False})
migrate = Migrate()


def init_db(app: Flask) -> None:
    """Bind the database to the application and set the SQLite pragmas."""
    db.init_app(app)
    migrate.init_app(app, db, directory=app.config["MIGRATIONS_PATH"], render_as_batch=True)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _prepare_sqlite(db.engine)


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _pragmas(dbapi_connection: Any, _record: object) -> None:
        # The driver's own BEGIN is switched off: the "begin" hook below decides between read and write.
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        cursor.execute("PRAGMA busy_timeout = 10000")
        cursor.execute("PRAGMA journal_mode = WAL")
        # FULL, not NORMAL: a reminder marked as sent must survive a power cut.
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        is_write = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_write else "BEGIN")


@contextmanager
def transaction() -> Iterator[None]:
    """One write, whole or not at all: commits at the end, rolls back on any exception.

    The reads that came before are closed first, so that on SQLite the write begins IMMEDIATE. The before-commit calls
    run last inside, the after-commit calls once the rows are safe. Not nestable: a service never opens a transaction,
    only a route, a command or a task does. Raises RuntimeError when nested or when rows were already changed outside.
    """
    session = db.session
    if session.info.get("in_transaction"):
        raise RuntimeError("transaction() is not nestable: services flush, the edge commits")
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("rows were changed outside transaction()")
    session.commit()
    session.info["in_transaction"] = True
    session.info["before_commit"] = []
    session.info["after_commit"] = []
    try:
        session.connection(execution_options={"writes": True})
        yield
        session.flush()
        for call in session.info["before_commit"]:
            call()
        session.commit()
    except BaseException:
        session.rollback()
        session.info["after_commit"] = []
        raise
    finally:
        session.info["in_transaction"] = False
        session.info["before_commit"] = []
    calls, session.info["after_commit"] = session.info["after_commit"], []
    for call in calls:
        try:
            call()
        except Exception:
            # The rows are safe; what the call would have hurried along, a sweep finds later.
            log.exception("an after-commit call failed")


def before_commit(call: Callable[[], None]) -> None:
    """Run `call` as the last step of the present transaction, after all its writes. Equal calls run once.

    What many writes of one transaction make stale is so made anew once. A call that fails undoes the whole write.
    """
    if not db.session.info.get("in_transaction"):
        raise RuntimeError("before_commit() belongs inside transaction()")
    calls = db.session.info["before_commit"]
    if call not in calls:
        calls.append(call)


def after_commit(call: Callable[[], None]) -> None:
    """Run `call` once the present transaction is committed; never if it rolls back. Equal calls run once."""
    if not db.session.info.get("in_transaction"):
        raise RuntimeError("after_commit() belongs inside transaction()")
    calls = db.session.info["after_commit"]
    if call not in calls:
        calls.append(call)


def insert_for(table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An insert that can say ON CONFLICT, in the words of the database in use."""
    return postgresql.insert(table) if db.engine.dialect.name == "postgresql" else sqlite.insert(table)


def is_violation(error: IntegrityError, constraint: str, *columns: str) -> bool:
    """True when `error` comes from the named constraint.

    PostgreSQL reports the name; SQLite reports `table.column` pairs, so the constraint's columns are given as well
    ("table.column").
    """
    diagnostics = getattr(error.orig, "diag", None)
    if diagnostics is not None:
        return bool(diagnostics.constraint_name == constraint)
    text = str(error.orig)
    return constraint in text or (bool(columns) and all(column in text for column in columns))

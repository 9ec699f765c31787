"""Runs the migrations on the application's own database, SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from flask import current_app
from sqlalchemy import Connection

database = current_app.extensions["migrate"].db
metadata = database.metadata


@contextmanager
def rows_stay(connection: Connection) -> Iterator[None]:
    """SQLite rebuilds a table to change it (batch mode), and dropping the old one would delete what points to it.

    So foreign keys are off meanwhile, which SQLite only does outside a transaction, and checked at the end.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.dbapi_connection
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
        broken = driver.execute("PRAGMA foreign_key_check").fetchall()
    finally:
        driver.execute("PRAGMA foreign_keys = ON")
    if broken:
        tables = ", ".join(sorted({row[0] for row in broken}))
        raise RuntimeError(f"After the migration, rows point to nothing in: {tables}.")


def run(connection: Connection) -> None:
    """Migrate on a connection."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
        user_module_prefix="core.",
    )
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    context.configure(
        url=current_app.config["SQLALCHEMY_DATABASE_URI"],
        target_metadata=metadata,
        literal_binds=True,
        render_as_batch=True,
        user_module_prefix="core.",
    )
    with context.begin_transaction():
        context.run_migrations()
else:
    engine = database.engine
    with engine.connect() as connection:
        # A migration writes, so on SQLite it begins IMMEDIATE like every other write.
        with rows_stay(connection):
            run(connection.execution_options(writes=True))

"""Runs the migrations on the application's own database, SQLite or PostgreSQL."""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy import Connection

database = current_app.extensions["migrate"].db
metadata = database.metadata


def run(connection: Connection) -> None:
    """Migrate on a connection. SQLite rebuilds a table to change it (batch mode), with foreign keys off meanwhile."""
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
        run(connection.execution_options(writes=True))

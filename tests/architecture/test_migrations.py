"""One line of migrations, and no drift between them and the tables."""

from __future__ import annotations

import re
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect

from app.core.db import Base, db

VERSIONS = Path(__file__).resolve().parents[2] / "migrations" / "versions"


def test_numbered_and_one_head() -> None:
    names = sorted(path.stem for path in VERSIONS.glob("*.py"))
    assert all(re.fullmatch(r"\d{4}_[a-z]+_[a-z0-9_]+", name) for name in names)
    assert len(ScriptDirectory(str(VERSIONS.parent)).get_heads()) == 1


def test_models_and_migrations_agree(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_every_constraint_has_a_name(app: Flask) -> None:
    inspector = inspect(db.engine)
    for table in Base.metadata.tables:
        assert inspector.get_pk_constraint(table)["name"] == f"pk_{table}"
        for constraint in (*inspector.get_foreign_keys(table), *inspector.get_unique_constraints(table)):
            assert constraint["name"], f"{table}: {constraint}"

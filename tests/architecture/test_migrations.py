"""One line of migrations, and no drift between them and the tables."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import inspect

from app import create_app
from app.core.db import Base, db
from app.core.settings import load_settings

NOON = "2026-11-25 12:00:00.000000"
# A practice, its trainer and her client, in the columns of the first migration.
PEOPLE: list[tuple[str, dict[str, object]]] = [
    ("practice", dict(id=1, name="P", zone="UTC", postal_address="", reply_to="", created_at=NOON)),
    ("user", dict(id=1, email="t@x.test", name="T", role="trainer", zone="UTC", created_at=NOON)),
    ("membership", dict(id=1, practice_id=1, user_id=1, role="owner")),
    (
        "client",
        dict(
            id=1, practice_id=1, trainer_id=1, user_id=1, status="invited", consent_version="2026-11", created_at=NOON
        ),
    ),
]

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


@pytest.mark.parametrize("revision", [path.stem[:4] for path in sorted(VERSIONS.glob("*.py"))[:-1]])
def test_an_upgrade_keeps_every_row(tmp_path: Path, revision: str) -> None:
    """From each older state of a database with people in it; on SQLite, where a rebuilt table could take rows along."""
    settings = load_settings(PLINTH_ENV="test", DATABASE_URL="", REDIS_URL="", PLINTH_INSTANCE=str(tmp_path))
    app = create_app(settings)
    with app.app_context():
        upgrade(revision=revision)
        with db.engine.connect().execution_options(writes=True) as connection:
            for table, values in PEOPLE:
                marks = ", ".join("?" * len(values))
                names = ", ".join(values)
                connection.exec_driver_sql(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', (*values.values(),))
            connection.commit()
        upgrade()
        with db.engine.connect() as connection:
            for table, _ in PEOPLE:
                assert connection.exec_driver_sql(f'SELECT count(*) FROM "{table}"').scalar() == 1, table
        db.engine.dispose()

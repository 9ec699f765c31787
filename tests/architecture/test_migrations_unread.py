"""Threads from before are counted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import text

from app import create_app
from app.core.db import db
from app.core.settings import load_settings

NOON = "2026-11-25 12:00:00.000000"
USER = (
    'INSERT INTO "user" (id, email, name, role, zone, created_at)'
    " VALUES (:id, :mail, 'Somebody', :role, 'America/Edmonton', :noon)"
)
CLIENT = (
    "INSERT INTO client (id, practice_id, trainer_id, user_id, status, consent_version, created_at)"
    " VALUES (1, 1, 1, 2, 'active', '1', :noon)"
)
MESSAGE = (
    "INSERT INTO message (id, practice_id, client_id, from_client, body, created_at, form_key)"
    " VALUES (:id, 1, 1, :from_client, 'A word.', :noon, :key)"
)


def test_an_upgrade_counts_what_each_side_has_not_read(tmp_path: Path) -> None:
    settings = load_settings(PLINTH_ENV="test", DATABASE_URL="", REDIS_URL="", PLINTH_INSTANCE=str(tmp_path))
    with create_app(settings).app_context():
        upgrade(revision="0013")
        with db.engine.connect().execution_options(writes=True) as connection, connection.begin():

            def put(statement: str, **values: Any) -> None:
                connection.execute(text(statement), values)

            for number, role in ((1, "trainer"), (2, "client")):
                put(USER, id=number, mail=f"{role}@example.com", role=role, noon=NOON)
            put(
                "INSERT INTO practice (id, name, zone, postal_address, reply_to, is_public, tagline, about, created_at)"
                " VALUES (1, 'North Side', 'America/Edmonton', '', '', false, '', '', :noon)",
                noon=NOON,
            )
            put(CLIENT, noon=NOON)
            for number, from_client in enumerate((True, False, True, True), start=1):
                put(MESSAGE, id=number, from_client=from_client, noon=NOON, key=f"key-{number}")
            put("INSERT INTO thread_side (client_id, of_client, read_to) VALUES (1, false, 2)")
        upgrade(revision="0014")
        with db.engine.connect() as connection:
            sides = connection.execute(text("SELECT of_client, read_to, unread FROM thread_side ORDER BY of_client"))
            assert [tuple(side) for side in sides] == [(0, 2, 2), (1, 0, 1)]

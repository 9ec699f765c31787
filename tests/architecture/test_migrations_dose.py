"""What was given in time until now keeps its minutes, and says its presses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from app import create_app
from app.core.db import db
from app.core.settings import load_settings

NOON = "2026-11-25 12:00:00.000000"
PRESS = {"mode": "contract_relax", "seconds": 60, "contract_s": 10, "relax_s": 20, "rounds": [1, 3]}
TIME = {"mode": "time", "seconds": 60, "rounds": [1, 3]}
EXERCISE = (
    'INSERT INTO exercise (id, slug, name, kind, laterality, "group", mode, seconds, content, content_hash,'
    " updated_at) "
    "VALUES (:id, :slug, :slug, 'stretch', 'bilateral', 'lats', 'time', 60, :content, '0', :noon)"
)
LINE = "INSERT INTO routine_item (id, routine_id, position, exercise_id, seconds) VALUES (:id, 1, :id, :exercise, :s)"
NUMBERS = "SELECT mode, seconds, contract_s, relax_s FROM routine_item ORDER BY id"


def test_an_upgrade_says_the_presses(tmp_path: Path) -> None:
    settings = load_settings(PLINTH_ENV="test", DATABASE_URL="", REDIS_URL="", PLINTH_INSTANCE=str(tmp_path))
    app = create_app(settings)
    with app.app_context():
        upgrade(revision="0005")
        with db.engine.connect().execution_options(writes=True) as connection, connection.begin():

            def put(statement: str, **values: Any) -> None:
                connection.execute(text(statement), values)

            for number, dose in ((1, PRESS), (2, TIME)):
                content = json.dumps({"dose": dose})
                put(EXERCISE, id=number, slug=f"one-{number}", content=content, noon=NOON)
            put(
                "INSERT INTO routine (id, name, rounds, note, trainer_note, created_at) VALUES (1,'R',1,'','',:n)",
                n=NOON,
            )
            for number, exercise, seconds in ((1, 1, 60), (2, 2, 60), (3, 1, 20)):
                put(LINE, id=number, exercise=exercise, s=seconds)
        upgrade(revision="0006")
        with db.engine.connect() as connection:
            assert connection.execute(text(NUMBERS)).all() == [
                ("contract_relax", 60, 10, 20),
                ("time", 60, None, None),
                ("time", 20, None, None),
            ]
        downgrade(revision="0005")
        with db.engine.connect() as connection:
            assert connection.execute(text("SELECT seconds FROM routine_item ORDER BY id")).all() == [
                (60,),
                (60,),
                (20,),
            ]
        db.engine.dispose()

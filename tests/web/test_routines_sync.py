"""`flask sync-content`: the files' words in the database, all or none."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.db import db
from app.exercises.models import Exercise
from app.routines.models import Routine
from tests.web import library

SMALL = Path(__file__).resolve().parents[1] / "unit" / "exercises" / "fixtures" / "good"


@pytest.fixture
def folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A content folder of the test's own: two exercises and a routine of both."""
    copy = tmp_path / "content"
    shutil.copytree(SMALL, copy)
    monkeypatch.setitem(app.config, "CONTENT_PATH", str(copy))
    return copy


def sync(app: Flask) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["sync-content"])
    db.session.rollback()
    return result.exit_code, result.output


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def counts() -> tuple[int, int]:
    exercises, routines = (db.session.scalar(select(func.count()).select_from(t)) for t in (Exercise, Routine))
    return exercises or 0, routines or 0


def test_the_real_files_come_in_once(app: Flask) -> None:
    status, output = sync(app)
    assert status == 0
    assert output == (
        "Exercises: 42 added, 0 changed, 0 retired, 0 unchanged\n"
        "Starter routines: 8 added, 0 changed, 0 retired, 0 unchanged\n"
    )
    sample = library.starter("article-sample")
    assert [(item.exercise.slug, item.seconds) for item in sample.items] == [
        ("supine-hamstring-stretch", 60),
        ("adductor-foam-roll", 60),
        ("db-romanian-deadlift", 60),
    ]
    assert sample.practice_id is None and sample.rounds == 3
    assert sample.note.startswith("Three exercises") and "three rounds in total" in sample.trainer_note
    assert sample.trainer_note.startswith("This one stretches before it rolls.")
    plank = library.exercise("rkc-plank")
    assert (plank.kind, plank.group, plank.seconds, plank.mode) == ("strength", "core", 60, "time")
    assert plank.content["cues"][1] == "Lock your knees."
    before = plank.updated_at
    status, output = sync(app)
    assert output == (
        "Exercises: 0 added, 0 changed, 0 retired, 42 unchanged\n"
        "Starter routines: 0 added, 0 changed, 0 retired, 8 unchanged\n"
    )
    assert counts() == (42, 8)
    assert library.exercise("rkc-plank").updated_at == before


def test_a_change_in_a_file_changes_the_row(app: Flask, folder: Path) -> None:
    sync(app)
    number = library.exercise("chair-rise").id
    edit(folder / "exercises" / "chair-rise.yaml", "version: 1", "version: 2")
    _, output = sync(app)
    assert "Exercises: 0 added, 1 changed, 0 retired, 1 unchanged" in output
    assert library.exercise("chair-rise").content["version"] == 2
    assert library.exercise("chair-rise").id == number, "plans and routines keep pointing at it"


def test_what_is_gone_is_retired_and_comes_back(app: Flask, folder: Path) -> None:
    sync(app)
    gone = [folder / "routines" / "two-things.yaml", folder / "exercises" / "wall-lean.yaml"]
    kept = {path: path.read_text() for path in gone}
    for path in kept:
        path.unlink()
    status, output = sync(app)
    assert status == 0, output
    assert "Exercises: 0 added, 0 changed, 1 retired" in output
    assert "Starter routines: 0 added, 0 changed, 1 retired" in output
    assert library.exercise("wall-lean").retired_at and library.starter("two-things").archived_at
    for path, text in kept.items():
        path.write_text(text)
    sync(app)
    assert library.exercise("wall-lean").retired_at is None
    assert library.starter("two-things").archived_at is None


def test_a_starter_may_change_its_lines(app: Flask, folder: Path) -> None:
    sync(app)
    path = folder / "routines" / "two-things.yaml"
    lines = [line for line in path.read_text().splitlines() if "exercise:" in line]
    assert len(lines) == 2
    edit(path, "\n".join(lines), "\n".join(reversed(lines)))
    first, second = (item.exercise.slug for item in library.starter("two-things").items)
    sync(app)
    assert [item.exercise.slug for item in library.starter("two-things").items] == [second, first]


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        ("exercises/chair-rise.yaml", "kind: strength", "kind: dance", "chair-rise.yaml: kind must be"),
        ("exercises/chair-rise.yaml", "name: ", f"name: {'Long ' * 20}", "name must have at most 80 characters"),
        ("routines/two-things.yaml", "rounds: ", "rounds: 4 # ", "rounds must be at most 3"),
        ("routines/two-things.yaml", "exercise: chair-rise", "exercise: chair-fall", "does not exist"),
    ],
)
def test_a_broken_file_is_one_sentence_and_nothing_half_done(
    app: Flask, folder: Path, file: str, old: str, new: str, sentence: str
) -> None:
    edit(folder / file, old, new)
    status, output = sync(app)
    assert status == 1
    assert sentence in output and len(output.strip().splitlines()) == 1, output
    assert counts() == (0, 0)


def test_a_missing_folder_is_one_sentence(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "CONTENT_PATH", str(tmp_path))
    status, output = sync(app)
    assert status == 1 and "does not exist" in output

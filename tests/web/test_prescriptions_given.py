"""What a client was given stays as it was given, whatever happens to the files it came from."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import tostring

import pytest
import yaml
from flask import Flask
from sqlalchemy import select

from app.core.db import db
from app.exercises.models import Exercise
from app.prescriptions.models import PlannedSession, Prescription
from app.routines.models import Routine
from tests.conftest import Moment
from tests.factories import Cast
from tests.page import Browser, Page
from tests.web import library
from tests.web.test_prescriptions_assign import give

SignIn = Callable[..., None]
FIRST, LATER = date(2026, 11, 27), date(2026, 12, 4)  # two Fridays
DEADLIFT, ROLL = "db-romanian-deadlift", "adductor-foam-roll"


@pytest.fixture
def folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the real content that the test may change, brought in once."""
    copy = Path(shutil.copytree(library.CONTENT, tmp_path / "content"))
    monkeypatch.setitem(app.config, "CONTENT_PATH", str(copy))
    sync(app)
    return copy


def sync(app: Flask) -> str:
    result = app.test_cli_runner().invoke(args=["sync-content"])
    db.session.rollback()
    assert result.exit_code == 0, result.output
    return result.output


def change(path: Path, **fields: Any) -> None:
    data = {**yaml.safe_load(path.read_text()), **fields}
    path.write_text(yaml.safe_dump(data, allow_unicode=True))


def change_everything(folder: Path) -> None:
    """Another text, name, dose and laterality for one exercise, another one gone, and other starters."""
    change(
        folder / "exercises" / f"{DEADLIFT}.yaml",
        name="Stiff-Leg Bow",
        kind="mobility",
        laterality="unilateral",
        equipment=["wall"],
        dose={"mode": "reps", "reps": 10, "seconds": 40, "rounds": [1, 1]},
        summary="Bow to a wall.",
        cues=["Bow slowly."],
        cautions=["Ask first."],
        requires_opt_in=True,
        version=9,
    )
    for path in (folder / "exercises").glob("*.yaml"):
        # Nobody may point to what goes, nor name what is called something else now.
        text = path.read_text()
        path.write_text(text.replace(f"exercise: {ROLL}", "exercise: null"))
    (folder / "exercises" / f"{ROLL}.yaml").unlink()
    for path in (folder / "routines").glob("*.yaml"):
        items = [item for item in yaml.safe_load(path.read_text())["items"] if item["exercise"] != ROLL]
        change(path, items=[{**item, "seconds": 90} for item in items])
    change(folder / "routines" / "article-sample.yaml", name="Bows", rounds=1, summary="Two bows.")


def planned(on: date) -> PlannedSession:
    return db.session.scalars(select(PlannedSession).where(PlannedSession.planned_on == on)).one()


def main_of(page: Page) -> str:
    """The whole of what the page says, markup and all, without what is drawn anew for each page."""
    (main,) = page.all("main")
    for form in list(main.iter("input")):
        if form.get("name") in ("csrf_token", "form_key"):
            form.set("value", "")
    return tostring(main, encoding="unicode")


def look(page: Browser, cast: Cast, sign_in: SignIn, on: date = FIRST) -> dict[str, str]:
    """Every page that shows the plan: the client's programme and session, the trainer's plan."""
    sign_in(cast.cleo.user)
    seen = {path: main_of(page.get(path)) for path in ("/programme", f"/sessions/{planned(on).id}")}
    sign_in(cast.tara)
    return {**seen, "plan": main_of(page.get(f"/clients/{cast.cleo.id}/plan"))}


@pytest.fixture
def given(app: Flask, folder: Path, cast: Cast, page: Browser, sign_in: SignIn, at: Moment) -> Prescription:
    """The article's sample, a starter, given to Cleo; then the day of its first session."""
    sign_in(cast.tara)
    give(page, f"/clients/{cast.cleo.id}/plan/new", routine=library.starter("article-sample").id)
    at.move(datetime(2026, 11, 27, 19, tzinfo=UTC))
    return db.session.scalars(select(Prescription)).one()


def test_syncing_changes_no_word_of_a_given_plan(
    app: Flask, folder: Path, given: Prescription, page: Browser, cast: Cast, sign_in: SignIn
) -> None:
    before = look(page, cast, sign_in)
    assert "Dumbbell Romanian Deadlift" in before["/programme"] and "Adductor Foam Roll" in before["/programme"]
    change_everything(folder)
    output = sync(app)
    assert "1 retired" in output
    assert library.exercise(DEADLIFT).name == "Stiff-Leg Bow" and library.exercise(ROLL).retired_at
    assert library.starter("article-sample").name == "Bows"
    after = look(page, cast, sign_in)
    for path in before:
        assert after[path] == before[path], path


def test_the_dose_of_a_given_plan_stays(app: Flask, folder: Path, given: Prescription) -> None:
    number = given.id

    def dose() -> list[tuple[Any, ...]]:
        db.session.expire_all()
        plan = db.session.get_one(Prescription, number)
        lines = [(i.name, i.kind, i.laterality, i.group, i.seconds, i.content) for i in plan.items]
        return [(plan.name, plan.rounds, plan.note), *lines]

    before = dose()
    assert [line[4] for line in before[1:]] == [60, 60, 60] and before[0][1] == 3
    change_everything(folder)
    sync(app)
    assert dose() == before


def test_a_retired_starter_and_exercise_stay_in_old_plans(
    app: Flask, folder: Path, given: Prescription, page: Browser, cast: Cast, sign_in: SignIn
) -> None:
    before = look(page, cast, sign_in)
    shutil.rmtree(folder / "routines")
    (folder / "routines").mkdir()
    for slug in (DEADLIFT, ROLL, "supine-hamstring-stretch"):
        (folder / "exercises" / f"{slug}.yaml").unlink()
    for path in (folder / "exercises").glob("*.yaml"):
        path.write_text(path.read_text().replace(f"exercise: {DEADLIFT}", "exercise: null"))
    sync(app)
    assert db.session.scalars(select(Routine.id).where(Routine.archived_at.is_(None))).all() == []
    assert look(page, cast, sign_in) == before
    sign_in(cast.tara)
    seen = page.get(f"/library/{ROLL}")
    assert "No longer in the library" in seen.text


def test_a_new_plan_has_the_new_words(
    app: Flask, folder: Path, given: Prescription, page: Browser, cast: Cast, sign_in: SignIn
) -> None:
    change_everything(folder)
    sync(app)
    first = look(page, cast, sign_in)
    path = f"/clients/{cast.cleo.id}/plan/new"
    starter = library.starter("article-sample").id
    give(page, path, routine=starter, effective_from=LATER.isoformat(), has_checked="y")
    newest = db.session.scalars(select(Prescription).where(Prescription.version == 2)).one()
    assert (newest.name, newest.rounds) == ("Bows", 1)
    assert [(item.name, item.seconds, item.laterality) for item in newest.items][1] == (
        "Stiff-Leg Bow", 90, "unilateral"
    )  # fmt: skip
    sign_in(cast.cleo.user)
    assert main_of(page.get(f"/sessions/{planned(FIRST).id}")) == first[f"/sessions/{planned(FIRST).id}"]
    seen = page.get(f"/sessions/{planned(LATER).id}")
    assert seen.h1 == "Bows"
    assert "Bow slowly." in seen.text and "Adductor Foam Roll" not in seen.text


def test_an_own_routine_keeps_an_exercise_that_is_gone(
    app: Flask, folder: Path, given: Prescription, page: Browser, cast: Cast, sign_in: SignIn
) -> None:
    """Only starters follow the files. A practice's own routine keeps its lines and can still be given."""
    sign_in(cast.tara)
    copied = page.submit(
        page.get(f"/routines/new?from={library.starter('article-sample').id}"), "/routines/new", save="y"
    )
    number = int(copied.location.rpartition("/")[2])
    change_everything(folder)
    sync(app)
    routine = db.session.get_one(Routine, number)
    assert [item.exercise.slug for item in routine.items] == ["supine-hamstring-stretch", ROLL, DEADLIFT]
    assert (routine.rounds, [item.seconds for item in routine.items]) == (3, [60, 60, 60])
    assert db.session.scalars(select(Exercise).where(Exercise.slug == ROLL)).one().retired_at
    give(
        page, f"/clients/{cast.cleo.id}/plan/new", routine=number,
        effective_from=LATER.isoformat(), has_checked="y",
    )  # fmt: skip
    newest = db.session.scalars(select(Prescription).where(Prescription.version == 2)).one()
    assert [item.name for item in newest.items] == ["Supine Hamstring Stretch", "Adductor Foam Roll", "Stiff-Leg Bow"]

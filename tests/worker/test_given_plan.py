"""The worker goes by the plan as it was given: later days and mails do not follow the files."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from flask import Flask
from sqlalchemy import func, select

from app.core.db import db, transaction
from app.prescriptions.models import PlannedSession, Prescription
from app.prescriptions.schedule import Weekdays
from app.prescriptions.service import PlanTerms, assign
from tests.conftest import NOW, Moment
from tests.factories import Cast
from tests.web import library
from tests.worker.reminders import FRI, mails, six_pm
from worker import tasks


@pytest.fixture
def folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the real content that the test may change, brought in once."""
    copy = Path(shutil.copytree(library.CONTENT, tmp_path / "content"))
    monkeypatch.setitem(app.config, "CONTENT_PATH", str(copy))
    sync(app)
    return copy


def sync(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["sync-content"])
    db.session.rollback()
    assert result.exit_code == 0, result.output


@pytest.fixture
def plan(folder: Path, cast: Cast) -> Prescription:
    """The daily starter, given to Cleo for Mondays, Wednesdays and Fridays from Friday on."""
    terms = PlanTerms(Weekdays.of(1, 3, 5), FRI, FRI + timedelta(weeks=4))
    with transaction():
        return assign(library.starter("fifteen-a-day"), cast.cleo, terms, by=cast.tara.id, now=NOW)


def make_it_longer(app: Flask, folder: Path) -> None:
    """The starter takes three times as long and three rounds, and one of its exercises is gone."""
    path = folder / "routines" / "fifteen-a-day.yaml"
    data = yaml.safe_load(path.read_text())
    items = [{**item, "seconds": 180} for item in data["items"] if item["exercise"] != "glute-ball-release"]
    path.write_text(yaml.safe_dump({**data, "name": "Long", "rounds": 3, "items": items}, allow_unicode=True))
    (folder / "routines" / "glutes-release-to-strength.yaml").unlink()
    (folder / "exercises" / "glute-ball-release.yaml").unlink()
    sync(app)
    assert library.starter("fifteen-a-day").name == "Long"


def last_planned() -> date:
    found = db.session.scalar(select(func.max(PlannedSession.planned_on)))
    assert found is not None
    return found


def test_a_reminder_names_the_minutes_that_were_given(app: Flask, folder: Path, plan: Prescription, at: Moment) -> None:
    make_it_longer(app, folder)
    at.move(six_pm(FRI))
    # `run` is the job's own code, without the context of whichever application was made last.
    tasks.send_reminders.run()
    (mail,) = mails()
    assert "About 15 minutes, any time before bed." in mail.text
    assert "glute" not in mail.text.lower()


def test_days_laid_out_later_belong_to_the_plan_as_it_was_given(
    app: Flask, folder: Path, plan: Prescription, at: Moment
) -> None:
    number, before = plan.id, last_planned()
    make_it_longer(app, folder)
    at.move(NOW + timedelta(weeks=6))
    tasks.extend_plans.run()
    db.session.rollback()
    assert last_planned() > before
    owners = set(db.session.scalars(select(PlannedSession.prescription_id)))
    assert owners == {number}, "a topped-up day follows the version that is there, and makes none"
    given = db.session.get_one(Prescription, number)
    assert (given.name, given.rounds) == ("15 minutes a day", 2)
    assert [(item.name, item.seconds) for item in given.items] == [
        ("Adductor Foam Roll", 50),
        ("Supine Hamstring Stretch", 60),
        ("Glute Ball Release", 50),
        ("Child’s Pose Lat Stretch", 60),
    ]

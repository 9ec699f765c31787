"""Every job has a name, a task and nothing in its message."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

from celery import Celery
from flask import Flask

from app.core.jobs import JobName
from worker import schedule, tasks


def test_every_job_name_has_its_task_and_every_task_its_name(app: Flask) -> None:
    celery: Celery = app.extensions["celery"]
    ours = {name for name in celery.tasks if not name.startswith("celery.")}
    assert ours == {job.value for job in JobName}


def test_beat_rings_known_jobs_at_plain_intervals() -> None:
    names = {job.value for job in JobName}
    assert {entry["task"] for entry in schedule.BEAT.values()} == names
    assert all(isinstance(entry["schedule"], float) for entry in schedule.BEAT.values())


def test_a_job_carries_no_data() -> None:
    tree = ast.parse(Path(inspect.getfile(tasks)).read_text())
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert functions
    assert not [f.name for f in functions if f.args.args or f.args.kwonlyargs or f.args.vararg or f.args.kwarg]

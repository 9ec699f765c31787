"""The worker entry: the same application as the web, seen from its Celery side."""

from __future__ import annotations

from celery import Celery

from app import create_app
from worker import schedule

flask_app = create_app()
celery_app: Celery = flask_app.extensions["celery"]
celery_app.conf.beat_schedule = schedule.BEAT
celery_app.conf.imports = ("worker.tasks",)

"""The Celery side of the stand-in: one task, rung twice a second."""

from __future__ import annotations

import os
from pathlib import Path

from celery import Celery

url = os.environ["REDIS_URL"].replace("unix://", "redis+socket://")
celery_app = Celery("stand-in", broker=url)
celery_app.conf.update(
    task_ignore_result=True,
    broker_connection_retry_on_startup=True,
    beat_schedule={"ring": {"task": "ring", "schedule": 0.5}},
)


@celery_app.task(name="ring")
def ring() -> None:
    """Leave a mark that a worker was here."""
    (Path(os.environ["PLINTH_INSTANCE"]) / "rung").touch()

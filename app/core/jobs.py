"""The doorbell. A job carries no data: it only says "look", and the rows tell what there is to do.

The web side rings by name; the functions live in `worker/tasks.py`, which this package never imports.
"""

from __future__ import annotations

import logging
from enum import StrEnum
from functools import partial

from celery import Celery, Task
from flask import Flask, current_app

from app.core.db import after_commit

log = logging.getLogger(__name__)


class JobName(StrEnum):
    """Every background job, by the name it travels under."""

    DISPATCH_MAIL = "mail.dispatch"
    SEND_REMINDERS = "reminders.send_due"
    SEND_SUMMARIES = "summaries.send_due"
    EXTEND_PLANS = "prescriptions.extend_plans"
    MAKE_SUGGESTIONS = "suggestions.make_due"
    REFRESH_TRIAGE = "triage.refresh_due"
    INVITE_IMPORTED = "portability.invite_due"
    BUILD_EXPORTS = "portability.build_exports"
    SWEEP = "core.sweep"


SETTINGS: dict[str, object] = {
    # Results are rows in our own tables; a result backend would only be a second truth.
    "task_ignore_result": True,
    "result_backend": None,
    # A task carries no data, so running it twice does no harm; a killed worker's task comes back.
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    # Tasks are few and long-ish (a batch each): taking one at a time keeps them fair between workers.
    "worker_prefetch_multiplier": 1,
    # Longer than any batch may run, short enough that a killed worker's bell rings again soon.
    "broker_transport_options": {
        "visibility_timeout": 300,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 2,
        "socket_timeout": 5,
    },
    "task_soft_time_limit": 90,
    "task_time_limit": 120,
    "broker_connection_retry_on_startup": True,
    # A web request must not hang on an absent broker: one quick try, the sweep finds the rest.
    "task_publish_retry": False,
    # Data in messages is refused by shape: JSON only, and our tasks take no arguments.
    "task_serializer": "json",
    "accept_content": ["json"],
    # Nobody listens to remote control here, and an open control channel is one more thing to guard.
    "worker_enable_remote_control": False,
    "worker_hijack_root_logger": False,
    # A leak in a library ends with the child instead of with the machine.
    "worker_max_tasks_per_child": 1000,
    "worker_cancel_long_running_tasks_on_connection_loss": True,
    # Beat counts plain intervals in UTC; local time is computed per person, never by cron.
    "timezone": "UTC",
    "enable_utc": True,
}


def init_jobs(app: Flask, broker_url: str) -> None:
    """Give the application its Celery producer. The worker uses the same object, so both sides share its settings."""

    class ContextTask(Task):
        """Runs each task inside an application context, with a fresh database session."""

        abstract = True

        def __call__(self, *args: object, **kwargs: object) -> object:
            with app.app_context():
                return self.run(*args, **kwargs)

    celery = Celery("plinth", task_cls=ContextTask)
    celery.conf.update(SETTINGS, broker_url=broker_url or "memory://")
    celery.set_default()
    app.extensions["celery"] = celery


def ring(job: JobName) -> None:
    """After this transaction commits, tell the queue to look. Nothing is queued if it rolls back."""
    after_commit(_bell(job))


def ring_now(job: JobName) -> None:
    """Tell the queue to look at once. A broker that does not answer is logged and otherwise ignored."""
    celery: Celery = current_app.extensions["celery"]
    try:
        celery.send_task(job.value)
    except Exception as error:
        # Any fault of the broker: the rows wait, and the next sweep finds them.
        log.warning("the queue did not take %s (%s)", job.value, type(error).__name__)


_BELLS: dict[JobName, partial[None]] = {job: partial(ring_now, job) for job in JobName}


def _bell(job: JobName) -> partial[None]:
    return _BELLS[job]

"""A real Celery worker process on a real Redis, sending to a real SMTP server: rung, killed, and rung again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from celery import Celery
from flask import Flask
from sqlalchemy import select

from app.accounts.emails import sign_in_link_mail
from app.core.db import db, transaction
from app.core.jobs import JobName
from app.core.settings import load_settings
from app.mail import outbox
from app.mail.models import OutboxMail
from tests.conftest import Moment
from tests.factories import Cast
from tests.services.private import until
from tests.services.redis import redis_server
from tests.services.smtp import SmtpSink, smtp_sink

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def _worker(app: Flask, redis_url: str, sink: SmtpSink, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    settings = app.extensions["settings"]
    env = {
        **os.environ,
        "PLINTH_ENV": "test",
        "DATABASE_URL": settings.database,
        "REDIS_URL": redis_url,
        "SMTP_URL": sink.url,
        "PLINTH_INSTANCE": str(folder),
        "PUBLIC_URL": settings.public_url,
        "PLINTH_CLOCK_FILE": str(folder / "clock"),
    }
    command = [sys.executable, "-m", "celery", "--app", "worker.celery_app:celery_app", "worker", "--pool=threads"]
    with (folder / "worker.log").open("ab") as log:
        options = ("--concurrency=2", "--loglevel=INFO")
        process = subprocess.Popen([*command, *options], cwd=ROOT, env=env, stdout=log, stderr=log)
    try:
        until(lambda: b"ready." in (folder / "worker.log").read_bytes(), within_s=60, what="the worker")
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(20)


def _ring(redis_url: str) -> None:
    with Celery(broker=load_settings(REDIS_URL=redis_url).broker) as doorbell:
        doorbell.send_task(JobName.DISPATCH_MAIL.value)


def test_the_worker_sends_what_it_is_rung_for_and_a_killed_one_loses_nothing(
    app: Flask, cast: Cast, at: Moment, tmp_path: Path
) -> None:
    # The worker's clock is the real one, so these mails are due by it.
    at.release()
    with redis_server() as redis_url, smtp_sink() as sink:
        with _worker(app, redis_url, sink, tmp_path) as worker:
            _post(cast, "first")
            _ring(redis_url)
            (mail,) = sink.wait_for(1)
            assert mail.recipients == (cast.cleo.user.email,)
            until(lambda: _sent() == 1, within_s=20, what="the mail marked as sent")
            worker.kill()
            worker.wait(10)
        _post(cast, "second")
        _ring(redis_url)
        (tmp_path / "worker.log").unlink()
        with _worker(app, redis_url, sink, tmp_path):
            assert len(sink.wait_for(2, within_s=60)) == 2
            until(lambda: _sent() == 2, within_s=20, what="both mails marked as sent")
        assert len({received.message["Message-ID"] for received in sink.messages}) == 2


def _post(cast: Cast, period: str) -> None:
    now = datetime.now(UTC)
    with transaction():
        outbox.post(sign_in_link_mail(cast.cleo.user, period, now=now), now=now - timedelta(seconds=1))


def _sent() -> int:
    db.session.rollback()
    rows = db.session.scalars(select(OutboxMail).execution_options(populate_existing=True)).all()
    return sum(row.sent_at is not None for row in rows)

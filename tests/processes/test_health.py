"""The health checks of the containers, against real parts that are well and real parts that are not."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

import pytest

from tests.processes.conftest import STAND_IN, Start, Starter
from tests.services.private import free_port, until
from tests.services.redis import redis_server
from worker.health import CHECKS, Unwell, main

CELERY = (sys.executable, "-m", "celery", "--app=worker.celery_app:celery_app")


@pytest.fixture
def stand_in(tmp_path: Path) -> Path:
    """A folder of our own with the stand-in application."""
    return shutil.copytree(STAND_IN, tmp_path / "app", ignore=shutil.ignore_patterns("__pycache__"))


def is_well(part: str, environ: dict[str, str]) -> bool:
    try:
        CHECKS[part](environ)
    except Unwell:
        return False
    return True


def test_worker_is_well_only_while_it_waits_at_the_queue(stand_in: Path, tmp_path: Path, begin: Starter) -> None:
    with redis_server() as url:
        environ = {"REDIS_URL": url}
        with pytest.raises(Unwell, match="no worker of this machine waits at the queue"):
            CHECKS["worker"](environ)
        options = ("worker", "--pool=threads", "--without-gossip", "--without-mingle", "--without-heartbeat")
        started = begin(stand_in, *CELERY, *options, REDIS_URL=url, PLINTH_INSTANCE=str(tmp_path))
        until(lambda: is_well("worker", environ), within_s=20, what=f"a waiting worker\n{started.output}")
        end(started)
        until(lambda: not is_well("worker", environ), within_s=10, what="the broker noticing the end")
    with pytest.raises(Unwell, match="the broker does not answer"):
        CHECKS["worker"](environ)


def test_beat_is_well_while_it_writes_its_schedule(stand_in: Path, tmp_path: Path, begin: Starter) -> None:
    schedule = tmp_path / "beat-schedule"
    environ = {"BEAT_SCHEDULE": str(schedule)}
    with pytest.raises(Unwell, match="beat has not written its schedule"):
        CHECKS["beat"](environ)
    with redis_server() as url:
        options = ("beat", "--pidfile=", f"--schedule={schedule}")
        started = begin(stand_in, *CELERY, *options, REDIS_URL=url, PLINTH_INSTANCE=str(tmp_path))
        until(lambda: is_well("beat", environ), within_s=20, what=f"a written schedule\n{started.output}")
        end(started)
    for file in tmp_path.glob("beat-schedule*"):
        os.utime(file, (time.time() - 500, time.time() - 500))
    with pytest.raises(Unwell, match="for 500 s"):
        CHECKS["beat"](environ)


def test_web_is_well_while_it_answers(stand_in: Path, tmp_path: Path, begin: Starter) -> None:
    port = str(free_port())
    environ = {"HEALTH_PORT": port, "PUBLIC_URL": "https://plinth.test"}
    with pytest.raises(Unwell, match="the web does not answer"):
        CHECKS["web"](environ)
    waitress = (sys.executable, "-m", "waitress", "--host=127.0.0.1", f"--port={port}", "wsgi:app")
    started = begin(stand_in, *waitress, PLINTH_INSTANCE=str(tmp_path))
    until(lambda: is_well("web", environ), within_s=20, what=f"an answer\n{started.output}")


def test_database_is_well_while_it_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["database"], {"DATABASE_URL": f"sqlite:///{tmp_path / 'plinth.db'}"}) == 0
    assert main(["database"], {"DATABASE_URL": f"postgresql+psycopg://a@127.0.0.1:{free_port()}/b"}) == 1
    assert capsys.readouterr().err == "the database does not answer (OperationalError)\n"
    assert main(["nothing"], {}) == 2


def end(started: Start) -> None:
    started.process.terminate()
    started.ends(within_s=20)

"""Tells whether one part of Plinth does its work: `python -m worker.health web | worker | beat | database`.

For health checks, which have no better judge: a process that is alive may still have stopped to work. Prints one
sentence and ends with status 1 when the part is not well.
"""

from __future__ import annotations

import http.client
import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

TIMEOUT_S = 3.0
# Beat writes its schedule down every three minutes; twice missed is too long.
LONGEST_BEAT_SILENCE_S = 400.0


class Unwell(Exception):
    """The part does not do its work. The text says what is wrong."""


def check_web(environ: Mapping[str, str]) -> None:
    """Raise Unwell when the web process of this container does not answer."""
    port = int(environ.get("HEALTH_PORT") or environ.get("PORT") or "5000")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
    try:
        # Asked by its public name: the site answers to no other.
        host = urlsplit(environ.get("PUBLIC_URL") or f"http://127.0.0.1:{port}").netloc
        connection.request("GET", "/healthz", headers={"Host": host})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise Unwell(f"the web does not answer ({error})") from error
    finally:
        connection.close()
    if status != 200:
        raise Unwell(f"the web answers with status {status}")


def check_worker(environ: Mapping[str, str]) -> None:
    """Raise Unwell unless a consumer with this machine's address waits at the queue.

    A worker can lose its place there and stay alive for days, so the broker is asked, not the process.
    """
    try:
        with Redis.from_url(environ.get("REDIS_URL") or "", socket_timeout=TIMEOUT_S) as redis:
            clients = redis.client_list()
            own_id = redis.client_id()
    except (RedisError, OSError, ValueError) as error:
        raise Unwell(f"the broker does not answer ({type(error).__name__})") from error
    own = next((_address(client) for client in clients if int(client["id"]) == own_id), None)
    if not any(client.get("cmd") == "brpop" and _address(client) == own for client in clients):
        raise Unwell("no worker of this machine waits at the queue")


def _address(client: Mapping[str, str]) -> str:
    return client["addr"].rpartition(":")[0]


def check_beat(environ: Mapping[str, str]) -> None:
    """Raise Unwell when beat has not written its schedule (BEAT_SCHEDULE) for too long."""
    schedule = Path(environ.get("BEAT_SCHEDULE") or "instance/beat/schedule")
    # The file gets an ending of its own from some database libraries.
    times = [path.stat().st_mtime for path in schedule.parent.glob(f"{schedule.name}*")]
    silence_s = time.time() - max(times, default=0.0)
    if silence_s > LONGEST_BEAT_SILENCE_S:
        raise Unwell("beat has not written its schedule" + (f" for {silence_s:.0f} s" if times else ""))


def check_database(environ: Mapping[str, str]) -> None:
    """Raise Unwell when the database (DATABASE_URL) does not answer."""
    try:
        with create_engine(environ.get("DATABASE_URL") or "").connect() as connection:
            connection.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError) as error:
        raise Unwell(f"the database does not answer ({type(error).__name__})") from error


CHECKS: Mapping[str, Callable[[Mapping[str, str]], None]] = {
    "web": check_web,
    "worker": check_worker,
    "beat": check_beat,
    "database": check_database,
}


def main(argv: list[str], environ: Mapping[str, str]) -> int:
    """Check the named part; return 0 when it is well."""
    if len(argv) != 1 or argv[0] not in CHECKS:
        print(f"Name one of: {', '.join(CHECKS)}", file=sys.stderr)
        return 2
    try:
        CHECKS[argv[0]](environ)
    except Unwell as unwell:
        print(unwell, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))

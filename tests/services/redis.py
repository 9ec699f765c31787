"""A Redis that is empty and ours alone."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from tests.services import Missing
from tests.services.private import free_port, private_folder, serving

HOW_TO_GET = "Redis is missing. Install it (apt install redis-server), or set TEST_REDIS_URL."


def find_redis() -> str:
    """Return the path of redis-server. Raises Missing."""
    found = shutil.which("redis-server")
    if found is None:
        raise Missing(HOW_TO_GET)
    return found


@contextmanager
def redis_server() -> Iterator[str]:
    """The URL of TEST_REDIS_URL, else of a private server that is gone at the end. Raises Missing."""
    given = os.environ.get("TEST_REDIS_URL")
    if given:
        yield given
        return
    with private_folder() as place:
        port = free_port()
        options = {"--port": str(port), "--bind": "127.0.0.1", "--dir": str(place), "--save": ""}
        command = [find_redis(), *(word for pair in options.items() for word in pair)]
        with serving(command, lambda: _answers(port), log=place / "server.log"):
            yield f"redis://127.0.0.1:{port}/0"


def _answers(port: int) -> bool:
    # A raw socket, because a client library would retry with growing pauses.
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as probe:
            probe.sendall(b"PING\r\n")
            return probe.recv(16).startswith(b"+PONG")
    except OSError:
        return False

"""Private servers: a process of our own on a free port of this machine, gone when the test run is gone."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from worker.children import tie_to_parent

T = TypeVar("T")

START_WITHIN_S = 30.0
STOP_WITHIN_S = 10.0


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until(ask: Callable[[], T], *, within_s: float, what: str) -> T:
    """Ask again and again until the answer is true, and return it. Raises AssertionError at the deadline."""
    deadline = time.monotonic() + within_s
    while True:
        answer = ask()
        if answer:
            return answer
        if time.monotonic() >= deadline:
            raise AssertionError(f"not within {within_s:g} s: {what}")
        time.sleep(0.02)


def unprivileged_user() -> str | None:
    """Return whom a server runs as that refuses to run as root; None when we are not root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in names), None)


@contextmanager
def private_folder(user: str | None = None) -> Iterator[Path]:
    """A folder with a short name that only this user can read, removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="plinth-test-"))
    try:
        if user is not None:
            shutil.chown(folder, user)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def serving(
    command: Sequence[str],
    is_ready: Callable[[], bool],
    *,
    log: Path,
    user: str | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block ends. Raises RuntimeError with the end of its log when it does not start."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=user,
            group=None if user is None else pwd.getpwnam(user).pw_gid,
            extra_groups=None if user is None else [],
            cwd="/",
            preexec_fn=tie_to_parent(signal.SIGKILL),
        )
    try:
        until(lambda: process.poll() is not None or is_ready(), within_s=START_WITHIN_S, what=command[0])
        if process.poll() is not None:
            raise RuntimeError(f"{command[0]} ended: {log.read_text(errors='replace')[-1000:]}")
        yield process
    finally:
        process.send_signal(stop_signal)
        try:
            process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def accepts(port: int) -> bool:
    """Tell whether something listens on this port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0

"""Checks that a start makes before anything slow, and the words it puts on the terminal.

The standard library and the syntax of Python 3.6 only (annotations are strings): an older interpreter must be
able to read this file and say what it lacks.
"""

import contextlib
import errno
import fcntl
import json
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from typing import IO

OLDEST_PYTHON = (3, 11)
# How long the parts of a killed start may take to end before a new start gives up.
LEFTOVER_PATIENCE_S = 6


class Failure(Exception):
    """A start that cannot go on. Its text is one sentence for the person at the terminal."""


def check_python(version: "tuple[int, ...]") -> None:
    """Raise Failure when this interpreter is older than the packages need."""
    if tuple(version[:2]) < OLDEST_PYTHON:
        found = ".".join(str(part) for part in version[:3])
        raise Failure(
            f"Plinth needs Python 3.11 or newer, and this is Python {found}. "
            "Name a newer one: make run PYTHON=/path/to/python3.11"
        )


def check_writable(folder: str) -> None:
    """Create the folder when it is missing and write a file in it; raise Failure when that cannot be done.

    Permission bits are not asked: they say nothing to root or on a read-only mount.
    """
    try:
        os.makedirs(folder, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise Failure(sentence_for_os_error(error, folder)) from error


def sentence_for_os_error(error: OSError, folder: str) -> str:
    """Put a refused write into one sentence."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"There is no space left on the disk that holds {folder}."
    reason = (error.strerror or str(error)).lower()
    return f"Plinth cannot write in {folder} ({reason}). Move the project to a folder you own."


def check_space(folder: str, needed_mb: int) -> None:
    """Raise Failure when the disk of this folder has less free space than needed (megabytes)."""
    free_mb = shutil.disk_usage(folder).free // 1_000_000
    if free_mb < needed_mb:
        raise Failure(f"Only {free_mb} MB are free on the disk of {folder}; about {needed_mb} MB are needed.")


def read_port(text: str) -> int:
    """Return the port number; raise Failure when the text is none."""
    if not (text.isdigit() and 1 <= int(text) <= 65535):
        raise Failure(f"PORT must be a number from 1 to 65535, not '{text}'.")
    return int(text)


def check_port(port: int) -> None:
    """Raise Failure when something listens on this port of this machine, or when it may not be opened."""
    other = port + 1 if port < 65535 else 5000
    taken = Failure(f"Port {port} is taken by another program. Use another one: make run PORT={other}")
    with contextlib.closing(socket.socket()) as probe:
        probe.settimeout(1)
        # Some systems let two programs bind one port, so ask for an answer before trying to bind.
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise taken
    with contextlib.closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno == errno.EACCES:
                raise Failure(f"Port {port} needs root. Use a higher one: make run PORT=5000") from error
            raise taken from error


def take_lock(instance: str) -> "IO[str]":
    """Return the lock file of this folder, held until it is closed; raise Failure when another start holds it.

    The parts inherit the open file, so the lock is free only when every one of them is gone.
    """
    lock = open(os.path.join(instance, "run.lock"), "a+")
    try:
        deadline = None
        while not _try_lock(lock):
            holder = _read_holder(lock)
            if deadline is None:
                patience_s = 0 if _is_alive(holder.get("pid", 0)) else LEFTOVER_PATIENCE_S
                deadline = time.monotonic() + patience_s
            if time.monotonic() >= deadline:
                raise Failure(_sentence_for_holder(holder))
            time.sleep(0.1)
    except Failure:
        lock.close()
        raise
    return lock


def name_holder(lock: "IO[str]", port: int) -> None:
    """Write into a held lock file who holds it, for the sentence a second start prints."""
    lock.seek(0)
    lock.truncate()
    json.dump({"pid": os.getpid(), "port": port}, lock)
    lock.flush()


def _try_lock(lock: "IO[str]") -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _read_holder(lock: "IO[str]") -> "dict[str, int]":
    lock.seek(0)
    try:
        holder = json.loads(lock.read())
    except ValueError:
        return {}
    return holder if isinstance(holder, dict) else {}


def _is_alive(pid: int) -> bool:
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _sentence_for_holder(holder: "dict[str, int]") -> str:
    pid, port = holder.get("pid", 0), holder.get("port", 0)
    where = f" on http://127.0.0.1:{port}" if port else ""
    if _is_alive(pid):
        return f"Plinth already runs from this folder{where} (process {pid}). Stop that one first."
    return f"Parts of an earlier Plinth still run from this folder{where}. Stop them first."


class _Terminal:
    """Knows whether the last line still waits for its end, so that nothing is written into the middle of it."""

    is_waiting = False


def say(text: str) -> None:
    """Print one line at once, also into a pipe."""
    if _Terminal.is_waiting:
        print()
        _Terminal.is_waiting = False
    print(text, flush=True)


@contextlib.contextmanager
def step(label: str) -> "Iterator[None]":
    """Announce something slow, and print how many seconds it took."""
    print(f"  {label} ...", end="", flush=True)
    _Terminal.is_waiting = True
    began = time.monotonic()
    try:
        yield
    except BaseException:
        if _Terminal.is_waiting:
            print(flush=True)
        _Terminal.is_waiting = False
        raise
    start_of_line = "" if _Terminal.is_waiting else f"  {label}:"
    _Terminal.is_waiting = False
    print(f"{start_of_line} {time.monotonic() - began:.1f} s", flush=True)

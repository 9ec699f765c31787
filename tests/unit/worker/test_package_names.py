"""The one command that a person without root is told to type."""

from __future__ import annotations

import pytest

from tests.services import install


@pytest.mark.parametrize(
    ("manager", "command"),
    [
        ("apt-get", "apt-get install -y --no-install-recommends redis-server chromium libatomic1"),
        ("dnf", "dnf install -y redis chromium libatomic"),
        ("pacman", "pacman -S --noconfirm redis chromium gcc-libs"),
        ("brew", "brew install redis chromium"),
    ],
)
def test_command_names_the_packages(manager: str, command: str) -> None:
    assert install.install_command(manager, ["redis", "chromium", "libatomic"]) == command


def test_every_manager_knows_every_need() -> None:
    assert install.PACKAGES.keys() == install.INSTALL.keys()
    assert all(names.keys() == install.PACKAGES["apt-get"].keys() for names in install.PACKAGES.values())


def test_person_without_root_is_told_what_to_type(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr("tests.services.install.find_manager", lambda: "apt-get")
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert install.main() == 1
    said = capsys.readouterr().err
    assert "Type this once: sudo apt-get install -y --no-install-recommends " in said
    assert "redis-server" in said

"""Gets what the tests need from the system's package manager, or says the one command that does.

`python -m tests.services.install` does nothing when everything is here.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.services import Missing
from tests.services.browser import chromium_path, has_libatomic
from tests.services.postgres import find_binaries
from tests.services.redis import find_redis

# What each need is called by each package manager.
PACKAGES = {
    "apt-get": {
        "postgresql": "postgresql",
        "redis": "redis-server",
        "chromium": "chromium",
        "libatomic": "libatomic1",
    },
    "dnf": {"postgresql": "postgresql-server", "redis": "redis", "chromium": "chromium", "libatomic": "libatomic"},
    "pacman": {"postgresql": "postgresql", "redis": "redis", "chromium": "chromium", "libatomic": "gcc-libs"},
    "brew": {"postgresql": "postgresql", "redis": "redis", "chromium": "chromium", "libatomic": ""},
}
INSTALL = {
    "apt-get": "apt-get install -y --no-install-recommends",
    "dnf": "dnf install -y",
    "pacman": "pacman -S --noconfirm",
    "brew": "brew install",
}
# Debian asks this program before a package may start its service.
POLICY = Path("/usr/sbin/policy-rc.d")


def missing_needs() -> list[str]:
    """Return what is not here: postgresql, redis, chromium, libatomic."""
    needs = []
    for name, find, environ in (
        ("postgresql", find_binaries, "TEST_DATABASE_URL"),
        ("redis", find_redis, "TEST_REDIS_URL"),
        ("chromium", chromium_path, ""),
    ):
        try:
            if not os.environ.get(environ):
                find()
        except Missing:
            needs.append(name)
    if sys.platform == "linux" and not has_libatomic():
        needs.append("libatomic")
    return needs


def install_command(manager: str, needs: Sequence[str]) -> str:
    """Return the one line that installs these needs with this package manager."""
    packages = [PACKAGES[manager][need] for need in needs if PACKAGES[manager][need]]
    return f"{INSTALL[manager]} {' '.join(packages)}"


def find_manager() -> str | None:
    """Return the package manager of this system, or None when it is one we do not know."""
    return next((name for name in INSTALL if shutil.which(name)), None)


def may_install(manager: str) -> list[str] | None:
    """Return what to put before the command: nothing as root, sudo when it asks no password. None when neither."""
    if manager == "brew" or os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


@contextmanager
def without_services(prefix: Sequence[str]) -> Iterator[None]:
    """Let Debian's packages install without starting a server on the machine: the tests start their own."""
    if POLICY.exists() or prefix or not shutil.which("apt-get"):
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink()


def install(manager: str, needs: Sequence[str], prefix: Sequence[str]) -> int:
    """Run the installation; return its exit status."""
    words = [*prefix, *install_command(manager, needs).split()]
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with without_services(prefix):
        if manager != "apt-get":
            return subprocess.run(words, env=env).returncode
        # A fresh machine has no package list, and an old list names packages that are gone.
        subprocess.run([*prefix, "apt-get", "update", "-qq"], env=env)
        return subprocess.run(words, env=env).returncode


def main() -> int:
    """Install what is missing; return 0 when everything is here afterwards."""
    needs = missing_needs()
    if not needs:
        return 0
    manager = find_manager()
    if manager is None:
        print(f"The tests need {', '.join(needs)}; install them by this system's package manager.", file=sys.stderr)
        return 1
    prefix = may_install(manager)
    command = install_command(manager, needs)
    if prefix is None:
        print(f"The tests need {', '.join(needs)}. Type this once: sudo {command}", file=sys.stderr)
        return 1
    print(f"Installing {', '.join(needs)}: {command}", flush=True)
    install(manager, needs, prefix)
    left = missing_needs()
    if left:
        print(f"The tests still need {', '.join(left)}; the messages above say why.", file=sys.stderr)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())

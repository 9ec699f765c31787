"""Runs every check and every group of tests, and counts them: `python -m tests.run [--quick] [group ...]`.

The last line is "N passed, N failed", summed over all groups and databases. The exit status is not 0 when anything
failed, was skipped, or did not run: a test that is skipped proves nothing, so it counts as failed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
# A run that hangs is a failure too.
LONGEST_GROUP_S = 1800
BOTH = ("sqlite", "postgresql")
# What a developer has set for the product must not reach the tests: they empty tables.
NOT_FOR_TESTS = (
    "PLINTH_ENV",
    "PLINTH_INSTANCE",
    "PLINTH_CONTENT",
    "PLINTH_CLOCK_FILE",
    "PLINTH_TICK_S",
    "SECRET_KEY",
    "DATABASE_URL",
    "REDIS_URL",
    "PUBLIC_URL",
    "TRUSTED_HOSTS",
    "SMTP_URL",
    "MAIL_FROM",
    "PROXY_HOPS",
    "LOG_LEVEL",
    "PORT",
    "MAKELEVEL",
    "MAKEFLAGS",
)


@dataclass(frozen=True)
class Check:
    """A command that passes or fails as a whole."""

    name: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """A folder of tests, and the databases it runs on; none when it needs no database."""

    name: str
    databases: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        """Where its tests are."""
        return ROOT / "tests" / self.name


@dataclass(frozen=True)
class Result:
    """What one check, or one group on one database, came to."""

    label: str
    passed: int = 0
    failed: int = 0
    seconds: float = 0.0
    note: str = ""


CHECKS = (
    Check("style", (str(BIN / "ruff"), "check", ".")),
    Check("types", (str(BIN / "mypy"),)),
    Check("contracts", (str(BIN / "lint-imports"),)),
)
GROUPS = (
    Group("unit"),
    Group("architecture"),
    Group("web", BOTH),
    Group("worker", BOTH),
    Group("processes"),
    Group("e2e", BOTH),
)
QUICK = ("style", "types", "contracts", "unit", "architecture", "web")


def all_groups() -> list[Group]:
    """Return the groups above and any other folder with tests, so that no test is left out unseen."""
    known = {group.name for group in GROUPS}
    others = {path.relative_to(ROOT / "tests").parts[0] for path in (ROOT / "tests").rglob("test_*.py")}
    return [*GROUPS, *(Group(name, BOTH) for name in sorted(others - known))]


def run_check(check: Check) -> Result:
    """Run one check, its words going straight to the terminal."""
    headline(check.name)
    began = time.monotonic()
    status = call(check.command, test_env())
    return Result(check.name, int(status == 0), int(status != 0), time.monotonic() - began)


def run_group(group: Group, database: str | None, pytest_args: Sequence[str]) -> Result:
    """Run one group of tests on one database and count its results."""
    label = f"{group.name} on {database}" if database else group.name
    headline(label)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="plinth-report-") as place:
        report = Path(place) / "report.xml"
        command = [sys.executable, "-m", "pytest", str(group.folder), "-q", f"--junitxml={report}", *pytest_args]
        status = call(command, test_env(database))
        return read_report(label, report, status, time.monotonic() - began)


def read_report(label: str, report: Path, status: int, seconds: float) -> Result:
    """Count a pytest report. A run without a report, without a test, or with an unexplained status has one failure."""
    try:
        cases = list(ET.parse(report).getroot().iter("testcase"))
    except (OSError, ET.ParseError):
        return Result(label, 0, 1, seconds, f"pytest ended with status {status} and left no report")
    # A test whose tidying-up fails too stands there twice; it is one test.
    outcomes: dict[tuple[str, str], str] = {}
    for case in cases:
        key = (case.get("classname", ""), case.get("name", ""))
        found = next((tag for tag in ("failure", "error", "skipped") if case.find(tag) is not None), "")
        outcomes[key] = outcomes.get(key) or found
    skipped = sum(outcome == "skipped" for outcome in outcomes.values())
    failed = sum(bool(outcome) for outcome in outcomes.values())
    passed = len(outcomes) - failed
    note = f"{skipped} skipped, which counts as failed" if skipped else ""
    if not outcomes:
        return Result(label, 0, 1, seconds, "no test ran")
    if status != 0 and not failed:
        return Result(label, passed, 1, seconds, f"pytest ended with status {status}")
    return Result(label, passed, failed, seconds, note)


def call(command: Sequence[str], env: dict[str, str]) -> int:
    """Run a command from the project's folder; end it when it takes too long. Returns its exit status."""
    process = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        return process.wait(LONGEST_GROUP_S)
    except subprocess.TimeoutExpired:
        print(f"{command[0]} took longer than {LONGEST_GROUP_S} s and was ended.", flush=True)
        return 1
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def test_env(database: str | None = None) -> dict[str, str]:
    """Return the environment of a check: that of the terminal, without the product's own settings."""
    env = {name: value for name, value in os.environ.items() if name not in NOT_FOR_TESTS}
    env["TEST_DATABASE"] = database or "sqlite"
    return env


def headline(text: str) -> None:
    """Print a title over what follows."""
    width = min(shutil.get_terminal_size().columns, 100)
    print(f"\n== {text} {'=' * max(3, width - len(text) - 4)}", flush=True)


def summary(results: Sequence[Result]) -> str:
    """Return the table of results and, as its last line, the sum."""
    width = max(len(result.label) for result in results)
    lines = []
    for result in results:
        counts = f"{result.passed:>6} passed  {result.failed:>4} failed"
        line = f"{result.label:<{width}}  {counts}  {result.seconds:>7.1f} s"
        lines.append(f"{line}  ({result.note})" if result.note else line)
    passed, failed = sum(r.passed for r in results), sum(r.failed for r in results)
    return "\n".join([*lines, "", f"{passed} passed, {failed} failed"])


def read_arguments(argv: Sequence[str]) -> argparse.Namespace:
    """Read the command line. Exits with a message when a name is unknown."""
    parser = argparse.ArgumentParser(prog="python -m tests.run", description="Runs the checks and tests of Plinth.")
    names = [check.name for check in CHECKS] + [group.name for group in all_groups()]
    parser.add_argument("names", nargs="*", metavar="group", help=f"any of: {', '.join(names)} (all when none)")
    parser.add_argument("--quick", action="store_true", help="checks, unit, architecture, and web on SQLite")
    parser.add_argument("--database", choices=BOTH, help="only this database")
    parser.add_argument("-n", dest="workers", type=int, default=0, help="pytest processes per group")
    read = parser.parse_args(argv)
    unknown = set(read.names) - set(names)
    if unknown:
        parser.error(f"there is no group {', '.join(sorted(unknown))}; there is: {', '.join(names)}")
    if read.quick:
        read.names = read.names or list(QUICK)
        read.database = read.database or "sqlite"
    read.names = read.names or names
    return read


def main(argv: Sequence[str]) -> int:
    """Run what was asked for; return 0 when everything ran and passed."""
    read = read_arguments(argv)
    pytest_args = ["-n", str(read.workers)] if read.workers else []
    results = [run_check(check) for check in CHECKS if check.name in read.names]
    for group in all_groups():
        if group.name in read.names:
            databases = [name for name in group.databases if read.database in (None, name)]
            results += [run_group(group, database, pytest_args) for database in databases or (None,)]
    headline("Result")
    print(summary(results), flush=True)
    return int(any(result.failed for result in results) or not any(result.passed for result in results))


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        print("Stopped before the end.", file=sys.stderr)
        sys.exit(130)

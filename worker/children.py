"""A group of child processes that live and die together: started, watched, started again, ended."""

from __future__ import annotations

import ctypes
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

from worker.preflight import say

# A child that ends is started again after 0.5 s, then 1, 2, 4 ... up to this long.
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
# A child that ran this long was well, so its next pause is the first one again.
WELL_AFTER_S = 60.0
# Everything is gone this long after the order to stop.
STOP_WITHIN_S = 5.0
LAST_PARTS_AFTER_S = 2.5
KILL_AFTER_S = 3.5
# A log file is cut when it grows past this; one older piece is kept.
LONGEST_LOG_BYTES = 5_000_000
# More bad lines than this in one burst are counted instead of shown.
SHOWN_LINES = 5

TROUBLE = re.compile(
    r"\b(WARNING|ERROR|CRITICAL)\b|^\w*(Error|Exception)\b|\[(warning|error|critical) *\]"
    r'|"level": ?"(warning|error|critical)"'
)
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Part:
    """One child of the group, as it should be."""

    name: str
    command: Sequence[str]
    # What it runs the first time instead, speaking to the terminal; its errors go to the log.
    first_command: Sequence[str] = ()
    # How it is asked to end.
    stop_signal: signal.Signals = signal.SIGTERM
    # What it gets when the supervisor itself is killed: certain by default, gentle for one that holds data.
    orphan_signal: signal.Signals = signal.SIGKILL
    # Ends after the others, because they need it to end well.
    stops_last: bool = False
    # Whether its warnings are for the person at the terminal.
    is_shown: bool = True


class Signals:
    """Turns signals into a flag and an early end of a pause, so that nothing is interrupted half-way."""

    def __init__(self) -> None:
        self.count = 0
        self._reader, writer = os.pipe()
        os.set_blocking(self._reader, False)
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note)
        # A handler must stand for the end of a child to wake the pause.
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.count += 1

    @property
    def is_stopping(self) -> bool:
        """True once somebody asked for the end."""
        return self.count > 0

    def pause(self, seconds: float) -> None:
        """Wait this long, or until a signal comes or a child ends."""
        select.select([self._reader], [], [], max(0.0, seconds))
        with suppress(BlockingIOError):
            os.read(self._reader, 4096)


def start_process(
    command: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: Path,
    output: IO[bytes] | int,
    errors: IO[bytes] | int = subprocess.STDOUT,
    orphan_signal: signal.Signals = signal.SIGKILL,
    keep_open: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a command in a process group of its own that ends with this process, however this one ends.

    To be called from the main thread: the kernel ties the child to the thread that started it.
    """
    return subprocess.Popen(
        command,
        env=dict(env),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=errors,
        start_new_session=True,
        pass_fds=keep_open,
        preexec_fn=tie_to_parent(orphan_signal),
    )


def tie_to_parent(orphan_signal: signal.Signals) -> Callable[[], None]:
    """Return what a child does between fork and exec, so that it gets this signal when its parent is gone."""
    parent = os.getpid()
    # Loaded before the fork: a child between fork and exec must not load anything.
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def tie() -> None:
        # A shell that starts us in the background hands down an ignored SIGINT.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if libc is not None:
            libc.prctl(_PR_SET_PDEATHSIG, int(orphan_signal))
            if os.getppid() != parent:
                os._exit(1)

    return tie


def signal_group(process: subprocess.Popen[bytes], number: int) -> bool:
    """Send a signal to the process group of a child; tell whether anybody was left to get it."""
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):
        # macOS answers PermissionError for a group of which only the unreaped leader is left.
        return False
    return True


@dataclass
class Child:
    """A running part: its process, its log, and when it may start again."""

    part: Part
    log_path: Path
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_again_at: float = 0.0
    pause_s: float = FIRST_PAUSE_S
    # Ends since the group was last known to be well.
    ends: int = 0
    _read_to: int = field(default=0, repr=False)
    _began_at: int = field(default=0, repr=False)

    def start(self, env: Mapping[str, str], cwd: Path, keep_open: Sequence[int]) -> None:
        """Start the process, writing to the end of its log."""
        self.log_path.parent.mkdir(parents=True, exist_ok=True)
        is_first = self.process is None and bool(self.part.first_command)
        with self.log_path.open("ab") as log:
            if self.process is None:
                self._read_to = self._began_at = log.tell()
            self.process = start_process(
                self.part.first_command if is_first else self.part.command,
                env=env,
                cwd=cwd,
                output=sys.stdout.fileno() if is_first else log,
                errors=log,
                orphan_signal=self.part.orphan_signal,
                keep_open=keep_open,
            )
        self.started_at = time.monotonic()
        self.start_again_at = 0.0

    @property
    def is_running(self) -> bool:
        """True while the process lives."""
        return self.process is not None and self.process.poll() is None

    def plan_restart(self) -> None:
        """Note that the process ended, and when to start it again."""
        assert self.process is not None
        now = time.monotonic()
        if now - self.started_at >= WELL_AFTER_S:
            self.pause_s = FIRST_PAUSE_S
        # What it started itself must not live on beside its successor.
        signal_group(self.process, signal.SIGKILL)
        self.ends += 1
        self.start_again_at = now + self.pause_s
        say(f"{self.part.name} ended ({_how(self.process.returncode)}); starting it again in {self.pause_s:g} s.")
        self.pause_s = min(self.pause_s * 2, LONGEST_PAUSE_S)

    def show_trouble(self) -> None:
        """Print the warnings and errors that the log got since the last look, and keep the log short."""
        with suppress(FileNotFoundError), self.log_path.open("r+b") as log:
            log.seek(self._read_to)
            lines = log.read(200_000).decode(errors="replace").splitlines()
            self._read_to = log.tell()
            if self._read_to > LONGEST_LOG_BYTES:
                self._cut(log)
        bad = [line.strip() for line in lines if self.part.is_shown and TROUBLE.search(line)]
        for line in bad[:SHOWN_LINES]:
            say(f"{self.part.name}: {line[:300]}")
        if len(bad) > SHOWN_LINES:
            say(f"{self.part.name}: {len(bad) - SHOWN_LINES} more such lines in {self.log_path}")

    def said(self) -> list[str]:
        """Return the lines that the log got since the first start, without the empty ones."""
        with self.log_path.open("rb") as log:
            log.seek(self._began_at)
            lines = log.read().decode(errors="replace").splitlines()
        return [line.strip() for line in lines if line.strip()]

    def _cut(self, log: IO[bytes]) -> None:
        log.seek(0)
        self.log_path.with_suffix(".log.1").write_bytes(log.read())
        # The child appends, so it goes on at the new end.
        log.truncate(0)
        self._read_to = self._began_at = 0


def _how(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"status {status}"


class Group:
    """The children of one supervisor."""

    def __init__(
        self,
        signals: Signals,
        *,
        env: Mapping[str, str],
        cwd: Path,
        logs: Path,
        keep_open: Sequence[int] = (),
    ) -> None:
        self.children: list[Child] = []
        self._signals = signals
        self._env = env
        self._cwd = cwd
        self._logs = logs
        self._keep_open = keep_open

    def start(self, part: Part) -> Child:
        """Start this part; from now on it belongs to the group."""
        child = Child(part, self._logs / f"{part.name}.log")
        self.children.append(child)
        child.start(self._env, self._cwd, self._keep_open)
        return child

    def watch(self, seconds: float) -> None:
        """Look after the children once: restart what ended, show what they complain about, then pause."""
        now = time.monotonic()
        for child in self.children:
            child.show_trouble()
            if child.start_again_at:
                if now >= child.start_again_at:
                    child.start(self._env, self._cwd, self._keep_open)
            elif not child.is_running:
                child.plan_restart()
        due = [child.start_again_at for child in self.children if child.start_again_at]
        self._signals.pause(min([seconds, *(at - now for at in due)]))

    def stop(self) -> None:
        """End every child within STOP_WITHIN_S: asked first, killed at the deadline or at a second signal."""
        began = time.monotonic()
        asked: set[str] = set()
        count = self._signals.count
        while any(child.is_running for child in self.children):
            elapsed = time.monotonic() - began
            if elapsed >= KILL_AFTER_S or self._signals.count > count:
                break
            first = [child for child in self.children if not child.part.stops_last and child.is_running]
            for child in self.children:
                if child.part.name not in asked and (child in first or not first or elapsed >= LAST_PARTS_AFTER_S):
                    asked.add(child.part.name)
                    if child.is_running and child.process:
                        signal_group(child.process, child.part.stop_signal)
            self._signals.pause(0.1)
        for child in self.children:
            if child.process is not None and not child.start_again_at:
                # Also after a gentle end, for what a child may have started itself.
                signal_group(child.process, signal.SIGKILL)
                child.process.wait(timeout=STOP_WITHIN_S)

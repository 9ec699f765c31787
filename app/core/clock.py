"""The one clock. Everything that asks for the time asks here, so that a rehearsal can move it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path


class Clock:
    """Gives the present as an aware UTC instant.

    `follow(path)` adds the seconds written in a file, read afresh each time, so that web, worker and beat move
    together; `frozen(at)` stands still inside a block, for tests.
    """

    def __init__(self) -> None:
        self._offset_file: Path | None = None
        self._frozen: datetime | None = None

    def follow(self, path: Path | None) -> None:
        """Add the seconds found in `path` to the real time; None goes back to real time."""
        self._offset_file = path

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        if self._frozen is not None:
            return self._frozen
        return datetime.now(UTC) + self._offset()

    @contextmanager
    def frozen(self, at: datetime) -> Iterator[None]:
        """Stand still at `at` (aware) inside the block."""
        if at.tzinfo is None:
            raise ValueError("the clock needs an aware instant")
        before, self._frozen = self._frozen, at.astimezone(UTC)
        try:
            yield
        finally:
            self._frozen = before

    def _offset(self) -> timedelta:
        if self._offset_file is None:
            return timedelta()
        try:
            return timedelta(seconds=float(self._offset_file.read_text()))
        except (FileNotFoundError, ValueError):
            return timedelta()


clock = Clock()

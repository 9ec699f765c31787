"""What a timeline is made of: entries, the place where a page begins, and the window a source reads through."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, or_

from app.clients.models import Client
from app.core.converters import LARGEST

_CURSOR = re.compile(r"([0-9TZ:.-]{20,32})_([0-9]{1,2})_([0-9]{1,19})")


class EntryKind(StrEnum):
    """What an entry is about; the values stand in the address of a filtered timeline."""

    SESSION = "sessions"
    SKIP = "left-out"
    SAFETY = "safety"
    MESSAGE = "messages"
    NOTE = "notes"
    PLAN = "plan"
    INTAKE = "intake"
    CALL = "calls"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a timeline: the instant of the last entry shown, its source's rank and its number in it."""

    at: datetime
    rank: int
    number: int

    @property
    def text(self) -> str:
        """The place as it stands in an address."""
        return f"{self.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}_{self.rank}_{self.number}"

    @classmethod
    def parse(cls, text: str) -> Cursor | None:
        """The place in an address, None for nonsense."""
        found = _CURSOR.fullmatch(text)
        if found is None:
            return None
        try:
            at = datetime.strptime(found[1], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
        except ValueError:
            return None
        return cls(at, int(found[2]), min(int(found[3]), LARGEST))


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened at an instant. `sign` is a state of the house ("ok", "red"); it and `url` may be "".

    `number` tells entries of one source apart, `rank` sources of one instant; the timeline sets it.
    """

    at: datetime
    number: int
    kind: EntryKind
    title: str
    detail: str = ""
    url: str = ""
    sign: str = ""
    rank: int = field(default=0, compare=False)

    @property
    def cursor(self) -> Cursor:
        """Where a page that ends here ends."""
        return Cursor(self.at, self.rank, self.number)


@dataclass(frozen=True, slots=True)
class Window:
    """What a source is asked for: the newest `limit` of this client before `before`, not after `now`.

    `kind` is the one kind wanted, None for all. `rank` is the asked source's own.
    """

    client: Client
    now: datetime
    limit: int
    before: Cursor | None = None
    kind: EntryKind | None = None
    rank: int = 0

    def newest(self, rows: Select[Any], at: SQLColumnExpression[Any], number: SQLColumnExpression[int]) -> Select[Any]:
        """Those rows that belong here, newest first; `at` is their instant and `number` their key."""
        rows = rows.where(at <= self.now)
        if self.before is not None:
            rows = rows.where(self._is_before(self.before, at, number))
        return rows.order_by(at.desc(), number.desc()).limit(self.limit)

    def _is_before(
        self, cursor: Cursor, at: SQLColumnExpression[Any], number: SQLColumnExpression[int]
    ) -> ColumnElement[bool]:
        """Newest first; at one instant by rank, and within a source by number, the highest first."""
        if self.rank > cursor.rank:
            return at <= cursor.at
        if self.rank < cursor.rank:
            return at < cursor.at
        return or_(at < cursor.at, and_(at == cursor.at, number < cursor.number))

"""Everything that happened with one client, newest first, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from app.clients.models import Client
from app.core import zones
from app.desk.entries import Cursor, Entry, EntryKind, Window
from app.desk.sources import SOURCES

PAGE = 50
KIND_WORDS = {
    EntryKind.SESSION: "Sessions",
    EntryKind.SKIP: "Left out",
    EntryKind.SAFETY: "Safety",
    EntryKind.MESSAGE: "Messages",
    EntryKind.NOTE: "Notes and documents",
    EntryKind.PLAN: "Plan",
    EntryKind.INTAKE: "Intake and consent",
    EntryKind.CALL: "Calls",
    EntryKind.MAIL: "Mail",
}


@dataclass(frozen=True, slots=True)
class Timeline:
    """One page of it: entries by the client's local day, and the place where the next page begins, None at the end.

    `is_first` is False on every page but the newest.
    """

    days: list[tuple[date, list[Entry]]]
    kind: EntryKind | None
    next: Cursor | None
    is_first: bool

    @property
    def choices(self) -> list[tuple[str, str]]:
        """(value, words) of every kind that some source has."""
        known = frozenset().union(*(source.kinds for source in SOURCES))
        return [(kind.value, words) for kind, words in KIND_WORDS.items() if kind in known]


def load_timeline(
    client: Client, *, kind: EntryKind | None = None, before: Cursor | None = None, now: datetime
) -> Timeline:
    """A page of at most 50 entries. One query for each source, two for sessions, whatever the number of entries.

    Each source gives its newest 51; of these the newest 50 of all are shown.
    """
    window = Window(client, now=now, limit=PAGE + 1, before=before, kind=kind)
    entries = [
        replace(entry, rank=rank)
        for rank, source in enumerate(SOURCES)
        if kind is None or kind in source.kinds
        for entry in source.read(replace(window, rank=rank))
    ]
    # Sorted by number first: the later sort keeps the order of equals.
    entries.sort(key=lambda entry: (entry.rank, -entry.number))
    entries.sort(key=lambda entry: entry.at, reverse=True)
    shown = entries[:PAGE]
    zone = zones.get_zone(client.user.zone)
    days = groupby(shown, key=lambda entry: zones.local_date(entry.at, zone))
    return Timeline(
        days=[(on, list(those)) for on, those in days],
        kind=kind,
        next=shown[-1].cursor if len(entries) > PAGE else None,
        is_first=before is None,
    )

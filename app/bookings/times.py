"""A call's time in words, always with its city, and in addresses and forms. Pure; some are template filters too."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

from app.core import zones
from app.core.words import city, hour_minute, local, long_date

INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}Z")


def read_instant(text: str | None) -> datetime | None:
    """A start as our own pages write it, "2026-11-27T16:30Z", as an aware UTC instant; None for anything else."""
    if not INSTANT.fullmatch(text or ""):
        return None
    try:
        return datetime.strptime(text or "", "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def read_date(text: str | None) -> date | None:
    """A local date as our own pages write it, "2026-11-27"; None for anything else."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def read_week(text: str | None) -> date | None:
    """The Monday of an ISO week, "2026-W49"; None for anything else."""
    try:
        return zones.parse_iso_week(text or "")
    except ValueError:
        return None


def write_instant(instant: datetime) -> str:
    """An aware instant for an address or a form, in UTC to the minute."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def moment(at: datetime, zone: str) -> str:
    """'Friday 27 November, 12:30, Halifax time'."""
    here = local(at, zone)
    return f"{long_date(here)}, {hour_minute(here)}, {city(zone)} time"


def span(start_at: datetime, end_at: datetime, zone: str) -> str:
    """'Friday 27 November, 12:30 to 13:00, Halifax time'."""
    return f"{long_date(local(start_at, zone))}, {hours(start_at, end_at, zone)}, {city(zone)} time"


def hours(start_at: datetime, end_at: datetime, zone: str, reader_zone: str = "") -> str:
    """'12:30 to 13:00'; with `reader_zone`, the day is named where it is not the reader's."""
    start, end = local(start_at, zone), local(end_at, zone)
    is_other_day = reader_zone and start.date() != local(start_at, reader_zone).date()
    day = f"{long_date(start)}, " if is_other_day else ""
    return f"{day}{hour_minute(start)} to {hour_minute(end)}"


def elsewhere(at: datetime, zone: str, *, reader_zone: str) -> str:
    """The same instant for the other person: '10:30, Edmonton time', with the date where that differs.

    Empty when the clocks of both show the same.
    """
    here, there = local(at, reader_zone), local(at, zone)
    if here.replace(tzinfo=None) == there.replace(tzinfo=None):
        return ""
    day = "" if here.date() == there.date() else f"{long_date(there)}, "
    return f"{day}{hour_minute(there)}, {city(zone)} time"


def city_offset(at: datetime, zone: str) -> str:
    """'Halifax, UTC-4', as it is at that instant."""
    return f"{city(zone)}, {zones.offset_text(at, zones.get_zone(zone))}"


FILTERS: dict[str, Callable[..., str]] = {"call_moment": moment, "call_hours": hours, "city_offset": city_offset}

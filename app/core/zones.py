"""Time zones, local dates and weeks.

Every zone conversion of the product passes through this module. Importing it makes the pinned ``tzdata``
wheel the only source of zone rules: zoneinfo prefers the operating system's copy, which is often older.
Alberta stopped changing its clocks on 2026-11-01; a system that has not heard of it is one hour wrong since.

Instants are aware ``datetime`` values. Local dates are plain ``date`` values. Nothing here reads the clock.
"""

import re
import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

zoneinfo.reset_tzpath(to=[])
ZoneInfo.clear_cache()

_REGION_ORDER = (
    "America",
    "Europe",
    "Australia",
    "Pacific",
    "Asia",
    "Africa",
    "Atlantic",
    "Indian",
    "Arctic",
    "Antarctica",
)
_ISO_WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")
_DAYS_IN_WEEK = 7


class UnknownZone(ValueError):
    """The name is not a zone of the pinned time zone data."""


def get_zone(name: str) -> ZoneInfo:
    """Return the zone called ``name``, current or historical spelling ("Asia/Kolkata", "Asia/Calcutta").

    Raises UnknownZone for anything the pinned data does not list: abbreviations, offsets, paths, blanks.
    """
    if name not in _known_names():
        raise UnknownZone(f"unknown time zone: {name!r}")
    return ZoneInfo(name)


def zone_names() -> list[str]:
    """Return the zones to offer in a picker: one name per place, grouped by region, "UTC" last.

    The names are those of ``zone.tab`` (at least one per country), so historical spellings and bare offsets
    are left out. ``get_zone`` still accepts them: a browser may report "Asia/Calcutta".
    """
    return list(_picker_names())


@cache
def tzdata_version() -> str:
    """Return the release of the zone rules in use, such as "2026f"."""
    first_line = _data_file("tzdata.zi").split("\n", 1)[0]
    return first_line.rsplit(" ", 1)[-1].strip()


def to_utc(on: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the UTC instant at which the clocks of ``zone`` show ``at`` on the local date ``on``.

    A time skipped by the clocks gives the first valid instant after the gap: 02:30 on a night that jumps from
    02:00 to 03:00 gives 03:00 local. (RFC 5545 would say 03:30; the product rule is the end of the gap.)
    A time that happens twice gives its first occurrence. A skipped *date* (Apia, 2011-12-30) gives the start
    of the next one.

    Raises ValueError when ``at`` carries its own zone, and when the instant leaves the years 1 to 9999.
    """
    if at.tzinfo is not None:
        raise ValueError("a local time carries no zone of its own")
    wall = datetime.combine(on, at.replace(fold=0))
    try:
        first = wall.replace(tzinfo=zone).astimezone(UTC)
        if first.astimezone(zone).replace(tzinfo=None, fold=0) == wall:
            return first
        before_gap = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{on} {at} is outside the calendar in {zone.key}") from error
    return _end_of_gap(before_gap, first, zone)


def local_date(instant: datetime, zone: ZoneInfo) -> date:
    """Return the calendar date in ``zone`` at ``instant``. Raises ValueError for a naive datetime."""
    return _localise(instant, zone).date()


def local_time(instant: datetime, zone: ZoneInfo) -> time:
    """Return the naive wall time in ``zone`` at ``instant``. Raises ValueError for a naive datetime."""
    return _localise(instant, zone).time()


def offset_text(instant: datetime, zone: ZoneInfo) -> str:
    """Return the offset in force at ``instant``, such as "UTC-6", "UTC+5:45" or "UTC".

    Raises ValueError for a naive datetime.
    """
    offset = _localise(instant, zone).utcoffset() or timedelta(0)
    minutes = round(abs(offset) / timedelta(minutes=1))
    if minutes == 0:
        return "UTC"
    sign = "+" if offset > timedelta(0) else "-"
    hours, rest = divmod(minutes, 60)
    return f"UTC{sign}{hours}:{rest:02d}" if rest else f"UTC{sign}{hours}"


def week_start(on: date) -> date:
    """Return the Monday of the week of ``on``. A week is Monday to Sunday, both local dates."""
    return on - timedelta(days=on.weekday())


def iso_week_key(on: date) -> str:
    """Return the ISO week of ``on`` as a key such as "2026-W47". The year is the ISO year."""
    year, week, _ = on.isocalendar()
    return f"{year:04d}-W{week:02d}"


def parse_iso_week(key: str) -> date:
    """Return the Monday of an ISO week key such as "2026-W47". Raises ValueError for any other text."""
    match = _ISO_WEEK.fullmatch(key)
    if match is None:
        raise ValueError(f"not an ISO week: {key!r}")
    return date.fromisocalendar(int(match[1]), int(match[2]), 1)


def week_dates(monday: date) -> tuple[date, ...]:
    """Return the seven dates that begin with ``monday``, whatever the clocks do that week."""
    return tuple(monday + timedelta(days=number) for number in range(_DAYS_IN_WEEK))


def _localise(instant: datetime, zone: ZoneInfo) -> datetime:
    if instant.utcoffset() is None:
        raise ValueError("an instant must carry a zone")
    return instant.astimezone(zone)


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Return the first second in (before, after] with the offset of ``after``: where the clocks jumped."""
    new_offset = after.astimezone(zone).utcoffset()
    start = before.replace(microsecond=0)
    outside, inside = 0, -(-(after - start) // timedelta(seconds=1))
    while inside - outside > 1:
        middle = (outside + inside) // 2
        if (start + timedelta(seconds=middle)).astimezone(zone).utcoffset() == new_offset:
            inside = middle
        else:
            outside = middle
    return start + timedelta(seconds=inside)


@cache
def _known_names() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


@cache
def _picker_names() -> tuple[str, ...]:
    lines = _data_file("zone.tab").splitlines()
    names = {line.split("\t")[2] for line in lines if line and not line.startswith("#")} & _known_names()
    return (*sorted(names, key=_region_then_name), "UTC")


def _region_then_name(name: str) -> tuple[int, str]:
    region = name.partition("/")[0]
    place = _REGION_ORDER.index(region) if region in _REGION_ORDER else len(_REGION_ORDER)
    return place, name


def _data_file(name: str) -> str:
    return resources.files("tzdata").joinpath("zoneinfo", name).read_text(encoding="utf-8")

"""Open times as the reader's days, and how far two places are apart. Pure: instants and zones in, words out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.core import zones

NOON = 12
EVENING = 18
NUMBERS = (
    "",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def by_day(starts: Iterable[datetime], zone: ZoneInfo) -> dict[date, list[datetime]]:
    """The starts (aware instants) by their local date in `zone`, in the order given. Days without one are left out."""
    days: dict[date, list[datetime]] = {}
    for start in starts:
        days.setdefault(zones.local_date(start, zone), []).append(start)
    return days


def by_part(starts: Iterable[datetime], zone: ZoneInfo) -> list[tuple[str, list[datetime]]]:
    """One day's starts as morning, afternoon and evening on the clocks of `zone`; empty parts are left out."""
    parts: dict[str, list[datetime]] = {"Morning": [], "Afternoon": [], "Evening": []}
    for start in starts:
        hour = zones.local_time(start, zone).hour
        parts["Morning" if hour < NOON else "Afternoon" if hour < EVENING else "Evening"].append(start)
    return [(name, times) for name, times in parts.items() if times]


def whole_weeks(first: date, last: date) -> list[date]:
    """Every date from the Monday of the week of `first` to the Sunday of the week of `last`."""
    monday = zones.week_start(first)
    count = (zones.week_start(last) - monday).days + 7
    return [monday + timedelta(days=number) for number in range(count)]


def stretches(dates: Iterable[date]) -> list[tuple[date, date]]:
    """Dates that follow one another, as (first, last) pairs in order. A date given twice counts once."""
    found: list[tuple[date, date]] = []
    for on in sorted(set(dates)):
        if found and on - found[-1][1] == timedelta(days=1):
            found[-1] = (found[-1][0], on)
        else:
            found.append((on, on))
    return found


def apart(here: ZoneInfo, there: ZoneInfo, instants: Sequence[datetime]) -> str:
    """How the clocks of `there` stand against those of `here`: "two hours behind", "on the same time".

    Empty when the distance is not the same at all `instants` (one place changes its clocks in between), or when there
    are none.
    """
    distances = {_distance(here, there, instant) for instant in instants}
    if len(distances) != 1:
        return ""
    minutes = distances.pop()
    if minutes == 0:
        return "on the same time"
    return f"{_length(abs(minutes))} {'ahead' if minutes > 0 else 'behind'}"


def _distance(here: ZoneInfo, there: ZoneInfo, instant: datetime) -> int:
    """Minutes by which the clocks of `there` are ahead of those of `here`."""
    theirs = instant.astimezone(there).utcoffset() or timedelta()
    ours = instant.astimezone(here).utcoffset() or timedelta()
    return round((theirs - ours) / timedelta(minutes=1))


def _length(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    whole = f"{NUMBERS[hours] if hours < len(NUMBERS) else hours} {'hour' if hours == 1 else 'hours'}"
    if rest == 0:
        return whole
    if hours == 0:
        return "half an hour" if rest == 30 else f"{rest} minutes"
    return f"{hours} h {rest} min"

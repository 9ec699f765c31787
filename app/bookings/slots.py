"""Which call times are open: availability, minus bookings and blocked time, then notice, horizon and caps.

Pure: the caller passes rules, busy time and the moment in. Instants are aware ``datetime`` values and come back in
UTC; weekdays are ISO, Monday 1; dates and times are the trainer's local ones. The list only proposes: the grains of
five minutes are what the database keeps unique, so that it has the last word (house flow 4).
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.core.zones import local_date, local_time, to_utc

GRAIN = timedelta(minutes=5)
GRAIN_MINUTES = 5
DEFAULT_INCREMENT_MINUTES = 15
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Availability:
    """Part of an ISO weekday on which calls are taken, in local time: ``start`` inside, ``end`` outside.

    Raises ValueError for a weekday outside 1 to 7 and for an end that is not after the start.
    """

    weekday: int
    start: time
    end: time

    def __post_init__(self) -> None:
        if not 1 <= self.weekday <= 7:
            raise ValueError("a weekday is 1 for Monday to 7 for Sunday")
        if self.end <= self.start:
            raise ValueError("hours end after they start")


@dataclass(frozen=True, slots=True)
class Call:
    """The terms of the call to be booked; every number of minutes but the notice is a multiple of 5.

    ``buffer_minutes`` are kept free before and after it. ``notice_minutes`` is the least time from now to the start,
    ``horizon_days`` the furthest local date from today. ``increment_minutes`` is the step between offered starts,
    whatever the length. ``calls_a_day`` caps the trainer's local day, None for no cap. Raises ValueError otherwise.
    """

    minutes: int
    buffer_minutes: int = 0
    notice_minutes: int = 0
    horizon_days: int = 28
    increment_minutes: int = DEFAULT_INCREMENT_MINUTES
    calls_a_day: int | None = None

    def __post_init__(self) -> None:
        if self.minutes <= 0 or self.increment_minutes <= 0:
            raise ValueError("a call and its increment last at least 5 minutes")
        if any(number % GRAIN_MINUTES for number in (self.minutes, self.buffer_minutes, self.increment_minutes)):
            raise ValueError("minutes come in multiples of 5")
        if min(self.buffer_minutes, self.notice_minutes, self.horizon_days, self.calls_a_day or 0) < 0:
            raise ValueError("the terms of a call cannot be negative")


@dataclass(frozen=True, slots=True)
class Busy:
    """Time that is taken: a booked call with its own buffer on both sides, or blocked time (``is_call`` False)."""

    start_at: datetime
    end_at: datetime
    buffer_minutes: int = 0
    is_call: bool = True


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One open time, both ends in UTC, without buffers."""

    start_at: datetime
    end_at: datetime


def open_slots(
    rules: Iterable[Availability],
    exceptions: Collection[date],
    busy: Iterable[Busy],
    call: Call,
    now: datetime,
    zone: ZoneInfo,
    from_on: date,
    to_on: date,
) -> list[Slot]:
    """Return the open times from local date ``from_on`` through ``to_on`` in ``zone``, in order, each once.

    ``exceptions`` are local dates without calls. Starts stand on the local clock at the start of the hours plus
    multiples of the increment; a wall time the clocks skip is left out, one they repeat is offered once, at its
    first occurrence. A call must lie inside the hours; its buffers may reach outside them. Buffers stack: between
    two calls lie both calls' buffers. Touching hours of one weekday are one stretch.

    Raises ValueError for a naive ``now``.
    """
    today = local_date(now, zone)
    last = min(to_on, today + timedelta(days=call.horizon_days))
    earliest = now + timedelta(minutes=call.notice_minutes)
    taken = list(busy)
    calls_on = Counter(local_date(one.start_at, zone) for one in taken if one.is_call)
    closed = _merged([_reserved(one.start_at, one.end_at, one.buffer_minutes) for one in taken])
    hours = _hours_by_weekday(rules)
    found: list[Slot] = []
    for on in _days(max(from_on, today), last):
        if on in exceptions or (call.calls_a_day is not None and calls_on[on] >= call.calls_a_day):
            continue
        for slot in _day_slots(on, hours.get(on.isoweekday(), ()), call, zone):
            if slot.start_at >= earliest and _is_free(
                _reserved(slot.start_at, slot.end_at, call.buffer_minutes), closed
            ):
                found.append(slot)
    return found


def grains(start_at: datetime, end_at: datetime) -> list[datetime]:
    """Return the UTC starts of the 5-minute grains that cover [``start_at``, ``end_at``), in order.

    Pass the ends with buffers to reserve those too. Ends off the grid are rounded outwards. Raises ValueError for
    a naive instant and for an end that is not after the start.
    """
    if end_at <= start_at:
        raise ValueError("a reserved time ends after it starts")
    first, end = _floor(start_at), _ceil(end_at)
    return [first + GRAIN * number for number in range((end - first) // GRAIN)]


_Interval = tuple[datetime, datetime]


def _day_slots(on: date, hours: Iterable[tuple[time, time]], call: Call, zone: ZoneInfo) -> Iterator[Slot]:
    """Yield the times of one local date that fit its hours, before anything is taken away."""
    length = timedelta(minutes=call.minutes)
    for start, end in hours:
        closes_at = to_utc(on, end, zone)
        for at in _wall_times(start, end, call.increment_minutes):
            start_at = to_utc(on, at, zone)
            happens = local_time(start_at, zone) == at and local_date(start_at, zone) == on
            if happens and start_at + length <= closes_at:
                yield Slot(start_at, start_at + length)


def _wall_times(start: time, end: time, increment_minutes: int) -> Iterator[time]:
    """Yield the wall times from ``start``, moved up to the 5-minute grid, to before ``end``, in steps."""
    minutes = start.hour * 60 + start.minute + (1 if start.second or start.microsecond else 0)
    first = -(-minutes // GRAIN_MINUTES) * GRAIN_MINUTES
    for minute in range(first, end.hour * 60 + end.minute, increment_minutes):
        yield time(minute // 60, minute % 60)


def _hours_by_weekday(rules: Iterable[Availability]) -> dict[int, list[tuple[time, time]]]:
    """Return the stretches of each weekday in order; those that overlap or touch become one."""
    found: dict[int, list[tuple[time, time]]] = {}
    for rule in sorted(rules, key=lambda rule: (rule.weekday, rule.start, rule.end)):
        stretches = found.setdefault(rule.weekday, [])
        if stretches and rule.start <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], max(stretches[-1][1], rule.end))
        else:
            stretches.append((rule.start, rule.end))
    return found


def _reserved(start_at: datetime, end_at: datetime, buffer_minutes: int) -> _Interval:
    """Return the interval a call takes, buffers included, rounded outwards to grains."""
    buffer = timedelta(minutes=buffer_minutes)
    return _floor(start_at - buffer), _ceil(end_at + buffer)


def _merged(intervals: Iterable[_Interval]) -> list[_Interval]:
    """Return the intervals in order, overlapping and touching ones as one."""
    merged: list[_Interval] = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _is_free(wanted: _Interval, closed: Sequence[_Interval]) -> bool:
    """Return whether ``wanted`` overlaps none of the merged intervals ``closed``."""
    place = bisect_left(closed, wanted[1], key=lambda interval: interval[0])
    return place == 0 or closed[place - 1][1] <= wanted[0]


def _floor(instant: datetime) -> datetime:
    if instant.utcoffset() is None:
        raise ValueError("an instant must carry a zone")
    return _EPOCH + (instant - _EPOCH) // GRAIN * GRAIN


def _ceil(instant: datetime) -> datetime:
    floor = _floor(instant)
    return floor if floor == instant else floor + GRAIN


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))

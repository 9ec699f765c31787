"""What the steps of booking show: the month with its open days, the times of a day, both people's clocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.bookings import days
from app.bookings.models import CallType, Person
from app.bookings.times import write_instant
from app.core import zones
from app.core.words import city, hour_minute, local, long_date, short_date

# Five weeks hold the usual horizon of 28 days, whatever weekday today is.
DAYS_SHOWN = 35

TimeRow = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class MonthPage:
    """Five weeks for the `month` macro. `earlier` and `later` are ISO weeks ("2026-W49"), "" where there are none."""

    title: str
    days: list[dict[str, Any]]
    earlier: str
    later: str


@dataclass(frozen=True, slots=True)
class Diary:
    """A trainer's open `starts` (UTC instants in order) as one reader sees them. `other` is whom the reader meets."""

    reader: Person
    other: Person
    call_type: CallType
    starts: Sequence[datetime]
    now: datetime

    @property
    def city(self) -> str:
        """Whose clocks the times are on."""
        return city(self.reader.zone)

    @property
    def by_day(self) -> dict[date, list[datetime]]:
        """The starts on the reader's dates."""
        return days.by_day(self.starts, zones.get_zone(self.reader.zone))

    def other_place(self, instants: Sequence[datetime]) -> str:
        """'Tara is in Edmonton, two hours behind.' The distance is left out where it changes between the instants."""
        if self.other.zone == self.reader.zone:
            return f"{self.other.first_name} is there too."
        apart = days.apart(zones.get_zone(self.reader.zone), zones.get_zone(self.other.zone), instants)
        return f"{self.other.first_name} is in {city(self.other.zone)}{', ' if apart else ''}{apart}."

    def month(self, week: date | None, url_of: Callable[[date], str], *, chosen: date | None = None) -> MonthPage:
        """The page that holds the Monday `week`; None gives the page of the first open day."""
        open_on = self.by_day
        today = zones.local_date(self.now, zones.get_zone(self.reader.zone))
        # The reader's date can be ahead of the trainer's, from whose today the horizon counts.
        every = days.whole_weeks(today, max([today + timedelta(days=self.call_type.horizon_days), *open_on]))
        pages = [every[begin : begin + DAYS_SHOWN] for begin in range(0, len(every), DAYS_SHOWN)]
        wanted = week or next(iter(open_on), today)
        number = next((n for n, page in enumerate(pages) if page[0] <= wanted <= page[-1]), 0)
        return MonthPage(
            title=_months(pages[number]),
            days=[
                {
                    "number": on.day,
                    "label": long_date(on),
                    "url": url_of(on) if on in open_on else "",
                    "is_chosen": on == chosen,
                }
                for on in pages[number]
            ],
            earlier=zones.iso_week_key(pages[number - 1][0]) if number else "",
            later=zones.iso_week_key(pages[number + 1][0]) if number + 1 < len(pages) else "",
        )

    def times(self, on: date, url_of: Callable[[datetime], str]) -> list[tuple[str, list[TimeRow]]]:
        """A day's starts as ("Morning", [(address, "12:30", "10:30 in Edmonton"), ...]) for the `slots` macro."""
        starts = self.by_day.get(on, [])
        return [
            (name, [(url_of(at), self._clock(at, starts), self.there(at)) for at in part])
            for name, part in days.by_part(starts, zones.get_zone(self.reader.zone))
        ]

    def fresh(self, near: datetime, most: int) -> list[datetime]:
        """Up to `most` open starts: from the day of `near` on, or the first there are when none is that late."""
        if not self.starts:
            return []
        zone = zones.get_zone(self.reader.zone)
        # An instant from an address can be any; only those between now and the last open start have a day here.
        on = zones.local_date(min(max(near, self.now), self.starts[-1]), zone)
        return [start for start in self.starts if zones.local_date(start, zone) >= on][:most]

    def choices(self, starts: Sequence[datetime], *, with_day: bool) -> list[tuple[str, str]]:
        """Starts for radios: their text in a form, and 'Fri 27 Nov, 12:30 (10:30 in Edmonton)', the day if wanted."""
        return [(write_instant(at), self._words(at, with_day=with_day)) for at in starts]

    def _words(self, at: datetime, *, with_day: bool) -> str:
        here, there = local(at, self.reader.zone), self.there(at)
        day = f"{short_date(here)}, " if with_day else ""
        return f"{day}{self._clock(at, self.by_day[here.date()])}" + (f" ({there})" if there else "")

    def there(self, at: datetime) -> str:
        """'10:30 in Edmonton', with the day where it is another; empty when both clocks show the same."""
        here, there = local(at, self.reader.zone), local(at, self.other.zone)
        if here.replace(tzinfo=None) == there.replace(tzinfo=None):
            return ""
        day = "" if here.date() == there.date() else f"{short_date(there)}, "
        return f"{day}{hour_minute(there)} in {city(self.other.zone)}"

    def _clock(self, at: datetime, among: Sequence[datetime]) -> str:
        """'12:30'; with the offset where the clocks show the same time twice in one night."""
        shown = [hour_minute(local(other, self.reader.zone)) for other in among]
        words = hour_minute(local(at, self.reader.zone))
        if shown.count(words) == 1:
            return words
        return f"{words} ({zones.offset_text(at, zones.get_zone(self.reader.zone))})"


def _months(page: Sequence[date]) -> str:
    names = list(dict.fromkeys(f"{on:%B}" for on in page))
    return names[0] if len(names) == 1 else f"{names[0]} – {names[-1]}"

"""Dates, times and counts as people read them, in the language that is spoken. Template filters."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from flask import Flask
from flask_babel import pgettext

from app.core import zones
from app.core.language import current_locale


def long_date(on: date) -> str:
    """'Wednesday 25 November', 'mercredi 25 novembre'."""
    return pgettext("a date", "%(weekday)s %(day)s %(month)s", weekday=weekday(on), day=_day(on), month=_month(on))


def short_date(on: date) -> str:
    """'Wed 25 Nov', 'mer. 25 nov.'."""
    name, month = weekday(on, "abbreviated"), _month(on, "abbreviated")
    return pgettext("a date", "%(weekday)s %(day)s %(month)s", weekday=name, day=_day(on), month=month)


def day_month(on: date) -> str:
    """'25 Nov', '25 nov.'."""
    return pgettext("a date", "%(day)s %(month)s", day=_day(on), month=_month(on, "abbreviated"))


def full_date(on: date) -> str:
    """'25 November 2026', '25 novembre 2026'."""
    return pgettext("a date", "%(day)s %(month)s %(year)s", day=_day(on), month=_month(on), year=str(on.year))


def weekday(on: date, width: str = "wide") -> str:
    """'Wednesday', 'mercredi'; "abbreviated" gives 'Wed', 'mer.'."""
    return str(current_locale().days["format"][width][on.weekday()])


def hour_minute(value: time | datetime) -> str:
    """'18:00', '18 h 00'."""
    return pgettext("a time of day", "%(hour)s:%(minute)s", hour=f"{value:%H}", minute=f"{value:%M}")


def local(instant: datetime, zone: str) -> datetime:
    """The instant on the wall clock of a zone."""
    return instant.astimezone(zones.get_zone(zone))


def city(zone: str) -> str:
    """'America/Halifax' → 'Halifax'. Times are always named with their city."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def count(number: int, singular: str, plural: str = "") -> str:
    """'1 exercise', '3 exercises'. English only: words that are translated go through ngettext."""
    return f"{number} {singular if number == 1 else plural or singular + 's'}"


def one_decimal(value: float | None) -> str:
    """'3.7' or '3,7', rounded half away from zero; a dash for no value."""
    if value is None:
        return "–"
    tenths = int(abs(value) * 10 + 0.5)
    sign = "−" if value < 0 and tenths else ""
    return sign + pgettext("a decimal number", "%(whole)s.%(tenths)s", whole=str(tenths // 10), tenths=str(tenths % 10))


def _month(on: date, width: str = "wide") -> str:
    return str(current_locale().months["format"][width][on.month])


def _day(on: date) -> str:
    return pgettext("the first day of a month", "1") if on.day == 1 else str(on.day)


def init_words(app: Flask) -> None:
    """Make the filters known to every template."""
    filters: dict[str, Any] = {
        "long_date": long_date,
        "short_date": short_date,
        "day_month": day_month,
        "full_date": full_date,
        "hour_minute": hour_minute,
        "local": local,
        "city": city,
        "count_of": count,
        "one_decimal": one_decimal,
    }
    app.jinja_env.filters.update(filters)

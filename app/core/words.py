"""Dates, times and counts as people read them. Template filters; all of them pure."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from flask import Flask

from app.core import zones


def long_date(on: date) -> str:
    """'Wednesday 25 November'."""
    return f"{on:%A} {on.day} {on:%B}"


def short_date(on: date) -> str:
    """'Wed 25 Nov'."""
    return f"{on:%a} {on.day} {on:%b}"


def day_month(on: date) -> str:
    """'25 Nov'."""
    return f"{on.day} {on:%b}"


def full_date(on: date) -> str:
    """'25 November 2026'."""
    return f"{on.day} {on:%B} {on.year}"


def hour_minute(value: time | datetime) -> str:
    """'18:00'."""
    return f"{value:%H:%M}"


def local(instant: datetime, zone: str) -> datetime:
    """The instant on the wall clock of a zone."""
    return instant.astimezone(zones.get_zone(zone))


def city(zone: str) -> str:
    """'America/Halifax' → 'Halifax'. Times are always named with their city."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def count(number: int, singular: str, plural: str = "") -> str:
    """'1 exercise', '3 exercises'."""
    return f"{number} {singular if number == 1 else plural or singular + 's'}"


def one_decimal(value: float | None) -> str:
    """'3.7', rounded half away from zero; a dash for no value."""
    if value is None:
        return "–"
    tenths = int(abs(value) * 10 + 0.5)
    sign = "−" if value < 0 and tenths else ""
    return f"{sign}{tenths // 10}.{tenths % 10}"


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

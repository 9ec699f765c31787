"""A call's time in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from app.bookings import times

START = datetime(2026, 11, 27, 16, 30, tzinfo=UTC)
END = START + timedelta(minutes=30)


def test_a_time_is_named_with_its_city() -> None:
    assert times.moment(START, "America/Halifax") == "Friday 27 November, 12:30, Halifax time"
    assert times.span(START, END, "America/Edmonton") == "Friday 27 November, 10:30 to 11:00, Edmonton time"
    assert times.city_offset(START, "America/Argentina/Buenos_Aires") == "Buenos Aires, UTC-3"


def test_the_other_clock_is_named_only_where_it_differs() -> None:
    assert times.elsewhere(START, "America/Edmonton", reader_zone="America/Halifax") == "10:30, Edmonton time"
    assert times.elsewhere(START, "Europe/Paris", reader_zone="Europe/Berlin") == ""


def test_another_day_there_is_named() -> None:
    words = times.elsewhere(START, "Pacific/Auckland", reader_zone="America/Halifax")
    assert words == "Saturday 28 November, 05:30, Auckland time"
    assert times.hours(START, END, "Pacific/Auckland", "America/Halifax") == "Saturday 28 November, 05:30 to 06:00"
    assert times.hours(START, END, "Pacific/Auckland", "Australia/Sydney") == "05:30 to 06:00"


def test_edmonton_keeps_its_clocks_after_november_2026() -> None:
    # A month after the change that was called off, Edmonton is still six hours behind UTC.
    assert times.city_offset(datetime(2027, 1, 15, 18, tzinfo=UTC), "America/Edmonton") == "Edmonton, UTC-6"


def test_an_instant_comes_back_from_an_address_as_it_went() -> None:
    assert times.write_instant(START) == "2026-11-27T16:30Z"
    assert times.read_instant("2026-11-27T16:30Z") == START
    for odd in (
        None,
        "",
        "2026-11-27",
        "2026-11-27T16:30",
        "2026-11-27T25:00Z",
        "2026-11-27T16:30Z\n",
        "٢٠٢٦-11-27T16:30Z",
    ):
        assert times.read_instant(odd) is None


def test_a_date_and_a_week_are_read_from_an_address_or_are_none() -> None:
    assert times.read_date("2026-11-27") == date(2026, 11, 27)
    assert times.read_week("2026-W49") == date(2026, 11, 30)
    for odd in (None, "", "2026-02-30", "2026-W60", "x", "9" * 30, "\x00"):
        assert times.read_date(odd) is None, odd
        assert times.read_week(odd) is None, odd

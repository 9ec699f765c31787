"""Forms about calls."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import Length, Optional, ValidationError

from app.bookings.days import stretches
from app.bookings.hours import FIRST_MINUTES, Stretch, Terms
from app.bookings.models import AvailabilityRule, CallType
from app.core.forms import Form, PlainText
from app.core.words import count, hour_minute

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PARTS = {1: "", 2: "second "}
# Empty rows for days off below those already set, and the most rows a form may bring.
SPARE_ROWS, MOST_ROWS = 2, 200
LONGEST_OFF = timedelta(days=366)
FORM_KEY = re.compile(r"[0-9a-f]{32}")
OFF_ROW = re.compile(r"off_([0-9]{1,3})_from")

MINUTES = (15, 20, 25, 30, 40, 45, 50, 60, 75, 90, 120)
BUFFERS = (0, 5, 10, 15, 20, 30, 45, 60)
NOTICE_HOURS = (0, 1, 2, 4, 8, 12, 24, 48, 72, 168)
HORIZON_DAYS = (7, 14, 21, 28, 42, 56, 84)


class ClockField(TimeField):
    """A local time in whole five minutes. `data` is a naive time or None."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, [Optional()], render_kw={"step": 300}, **more)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        text = " ".join(valuelist).strip()
        self.data = None
        if not text:
            return
        try:
            typed = datetime.strptime(text[:5].strip(), "%H:%M").time()  # noqa: DTZ007 - a wall time has no zone
        except ValueError:
            raise ValueError("Write the time like 9:00 or 17:30.") from None
        if typed.minute % 5:
            raise ValueError("Use whole five minutes, like 9:00 or 9:05.")
        self.data = typed


class DayField(DateField):
    """A local date or None."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, [Optional()], **more)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        text = " ".join(valuelist).strip()
        self.data = None
        if not text:
            return
        try:
            self.data = date.fromisoformat(text)
        except ValueError:
            raise ValueError("Write the date like 2026-12-24.") from None


class NumberChoice(SelectField):
    """One of a few whole numbers, each with its words. A number that was set elsewhere is offered too."""

    def __init__(self, label: str, numbers: Sequence[int], words: Callable[[int], str], **more: Any) -> None:
        super().__init__(label, coerce=int, **more)
        self.words = words
        self.numbers = set(numbers)
        self._list()

    def offer(self, number: int) -> None:
        """Make sure that `number` can be chosen."""
        self.numbers.add(number)
        self._list()

    def chosen(self) -> int:
        """The number; only after `validate`."""
        assert self.data is not None
        return int(self.data)

    def _list(self) -> None:
        self.choices = [(number, self.words(number)) for number in sorted(self.numbers)]

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        try:
            self.data = int(valuelist[0]) if valuelist else None
        except ValueError:
            self.data = None

    def pre_validate(self, form: Any) -> None:
        if self.data not in self.numbers:
            raise ValidationError("Choose one from the list.")


class BookForm(Form):
    """The last step: the start, as `times.write_instant` writes it, and what the client wants to ask.

    A move needs only the start.
    """

    start = RadioField("Time", validate_choice=False)
    form_key = HiddenField()
    question = TextAreaField(
        "What do you want to ask?",
        [Length(max=1000, message="That is more than fits. Keep it under 1,000 characters."), PlainText(lines=True)],
    )


class CancelForm(Form):
    """Nothing to fill in."""


def _minutes(number: int) -> str:
    return count(number, "minute") if number else "None"


def _notice(hours: int) -> str:
    if hours == 0:
        return "None"
    return count(hours, "hour") if hours < 48 or hours % 24 else count(hours // 24, "day")


def _horizon(days: int) -> str:
    return count(days, "day") if days % 7 else count(days // 7, "week")


class HoursForm(Form):
    """A trainer's week, days off and terms. Made by `hours_form`, which adds the rows of days off.

    The week's fields are `monday_1_starts`, `monday_1_ends`, ...; those of the days off `off_1_from`, `off_1_until`.
    """

    off_rows = 0
    is_public = BooleanField("New people can book a first consultation on your practice’s page")
    first_minutes = NumberChoice("Length of a first consultation", MINUTES, _minutes)
    minutes = NumberChoice("Length", MINUTES, _minutes)
    buffer = NumberChoice("Break before and after", BUFFERS, _minutes)
    notice = NumberChoice("Shortest notice", NOTICE_HOURS, _notice)
    horizon = NumberChoice("How far ahead", HORIZON_DAYS, _horizon)
    place = StringField(
        "Where the call is held",
        [Length(max=200, message="That is more than fits. Keep it under 200 characters."), PlainText()],
    )

    def week(self) -> Iterator[tuple[int, list[tuple[Field, Field]]]]:
        """Each weekday (Monday 1) with its two (from, to) pairs of fields."""
        for weekday, name in enumerate(WEEKDAYS, 1):
            key = name.lower()
            yield weekday, [(self[f"{key}_{part}_starts"], self[f"{key}_{part}_ends"]) for part in PARTS]

    def off_pairs(self) -> list[tuple[Field, Field]]:
        """The (first, last) pairs of fields of the days off."""
        return [(self[f"off_{row}_from"], self[f"off_{row}_until"]) for row in range(1, self.off_rows + 1)]

    def offer(self, call_type: CallType | None, opening: CallType | None) -> None:
        """Let the terms that are set be chosen, whatever the lists hold."""
        terms = _terms_of(call_type)
        if opening is not None:
            self.first_minutes.offer(opening.minutes)
        self.minutes.offer(terms.minutes)
        self.buffer.offer(terms.buffer_minutes)
        self.notice.offer(terms.notice_minutes // 60)
        self.horizon.offer(terms.horizon_days)

    def load(
        self,
        call_type: CallType | None,
        opening: CallType | None,
        rules: Sequence[AvailabilityRule],
        days_off: Sequence[date],
    ) -> None:
        """Show what is set. `opening` is the call for people who are not clients yet."""
        terms = _terms_of(call_type)
        self.is_public.data = opening is not None and opening.is_public
        self.first_minutes.data = opening.minutes if opening else FIRST_MINUTES
        self.minutes.data, self.buffer.data = terms.minutes, terms.buffer_minutes
        self.notice.data, self.horizon.data = terms.notice_minutes // 60, terms.horizon_days
        self.place.data = terms.place
        for weekday, pairs in self.week():
            parts = [rule for rule in rules if rule.weekday == weekday]
            for (starts, ends), rule in zip(pairs, parts, strict=False):
                starts.data, ends.data = rule.starts, rule.ends
        for (first, last), (begin, end) in zip(self.off_pairs(), stretches(days_off), strict=False):
            first.data, last.data = begin, None if begin == end else end

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        for _, pairs in self.week():
            for starts, ends in pairs:
                self._check_stretch(starts, ends)
            _check_overlap(*pairs)
        for first, last in self.off_pairs():
            _check_off(first, last)
        return is_valid and not self.errors

    def _check_stretch(self, starts: Field, ends: Field) -> None:
        if starts.errors or ends.errors or (starts.data is None and ends.data is None):
            return
        if starts.data is None or ends.data is None:
            _refuse(starts if starts.data is None else ends, "Give both times, or leave both empty.")
        elif ends.data <= starts.data:
            _refuse(ends, f"This ends before it starts at {hour_minute(starts.data)}.")
        elif self.minutes.data and _length(starts, ends) < self.minutes.data:
            _refuse(ends, f"A call of {_minutes(self.minutes.data)} does not fit in here.")

    def stretches(self) -> list[Stretch]:
        """The week as it was typed; only after `validate`."""
        return [
            Stretch(weekday, starts.data, ends.data)
            for weekday, pairs in self.week()
            for starts, ends in pairs
            if starts.data is not None
        ]

    def days_off(self) -> list[date]:
        """Every day off, one by one; only after `validate`."""
        return [
            first.data + timedelta(days=number)
            for first, last in self.off_pairs()
            if first.data is not None
            for number in range(((last.data or first.data) - first.data).days + 1)
        ]

    def terms(self) -> Terms:
        """The terms as they were chosen; only after `validate`."""
        return Terms(
            minutes=self.minutes.chosen(),
            first_minutes=self.first_minutes.chosen() if self.is_public.data else None,
            buffer_minutes=self.buffer.chosen(),
            notice_minutes=self.notice.chosen() * 60,
            horizon_days=self.horizon.chosen(),
            place=self.place.data or "",
        )


for _name in WEEKDAYS:
    for _part, _word in PARTS.items():
        setattr(HoursForm, f"{_name.lower()}_{_part}_starts", ClockField(f"{_name}, {_word}from"))
        setattr(HoursForm, f"{_name.lower()}_{_part}_ends", ClockField(f"{_name}, {_word}to"))


def hours_form(sent: Sequence[str], *, stretches_off: int) -> HoursForm:
    """The form with as many rows for days off as were sent (names of the sent fields), or as are set plus two."""
    numbers = [int(found[1]) for name in sent if (found := OFF_ROW.fullmatch(name))]
    rows = max(numbers, default=stretches_off + SPARE_ROWS)

    class WithRows(HoursForm):
        off_rows = min(rows, MOST_ROWS)

    for row in range(1, WithRows.off_rows + 1):
        setattr(WithRows, f"off_{row}_from", DayField(f"Day off {row}, first day"))
        setattr(WithRows, f"off_{row}_until", DayField(f"Day off {row}, last day"))
    return WithRows()


def _terms_of(call_type: CallType | None) -> Terms:
    if call_type is None:
        return Terms()
    return Terms(
        minutes=call_type.minutes,
        buffer_minutes=call_type.buffer_minutes,
        notice_minutes=call_type.notice_minutes,
        horizon_days=call_type.horizon_days,
        place=call_type.place,
    )


def _check_overlap(first: tuple[Field, Field], second: tuple[Field, Field]) -> None:
    fields = (*first, *second)
    if any(field.errors or field.data is None for field in fields):
        return
    if second[0].data < first[1].data and first[0].data < second[1].data:
        _refuse(second[0], f"This overlaps {hour_minute(first[0].data)} to {hour_minute(first[1].data)}.")


def _check_off(first: Field, last: Field) -> None:
    if first.errors or last.errors or last.data is None:
        return
    if first.data is None:
        _refuse(first, "Give the first day too.")
    elif last.data < first.data:
        _refuse(last, "The last day is before the first.")
    elif last.data - first.data > LONGEST_OFF:
        _refuse(last, "That is more than a year. Give it in parts.")


def _length(starts: Field, ends: Field) -> int:
    """Minutes from one wall time to the other."""
    minutes: int = (ends.data.hour - starts.data.hour) * 60 + ends.data.minute - starts.data.minute
    return minutes


def _refuse(field: Field, sentence: str) -> None:
    field.errors = [*field.errors, sentence]

"""Forms about a client's plan. Every date is the client's own local one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import time
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from app.clients.models import Client
from app.core.forms import Form, PlainText
from app.core.words import hour_minute
from app.practices.models import Practice
from app.prescriptions.models import PrescriptionItem
from app.prescriptions.schedule import PerWeek, Schedule, Weekdays
from app.prescriptions.short import ShortVersion
from app.routines.dose import whole_minutes
from app.routines.models import Routine
from app.routines.shape import time_of

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
YEARS = range(2000, 3000)


class DayField(DateField):
    """A date, with our own words for what is none. A mistyped year is none too: weeks are added to what is kept."""

    data: Any

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read a date as browsers send it."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Write the day like this: 2026-11-30.") from None
        if self.data is not None and self.data.year not in YEARS:
            self.data = None
            raise ValueError("Check the year.")


class ClockField(TimeField):
    """A time of day, with our own words for what is none."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read a time as browsers send it."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Write the time like this: 18:00.") from None


def _number(value: Any) -> int | str:
    return int(value) if value else ""


class PlanForm(Form):
    """Which routine, on which days, from when, and the words for the client."""

    routine = SelectField("Routine", [InputRequired("Choose a routine.")], coerce=_number)
    weekdays = SelectMultipleField(
        "Days",
        coerce=int,
        choices=[SelectChoice(number, name) for number, name in enumerate(DAYS, start=1)],
    )
    times_per_week = SelectField(
        "Or any days",
        coerce=_number,
        choices=[SelectChoice("", "No, on the days above"), *(SelectChoice(n, str(PerWeek(n))) for n in range(1, 8))],
    )
    effective_from = DayField("Starts", [InputRequired("Choose the first day.")])
    ends_on = DayField("Ends", [Optional()])
    review_on = DayField("Review", [Optional()])
    reminder_at = ClockField("Reminder", [Optional()])
    note = TextAreaField(
        "Why these?",
        [Length(max=1000, message="Use 1000 characters or fewer."), PlainText(lines=True)],
        render_kw={"rows": 4},
    )
    short_group = SelectField("Short version", validate_choice=False)
    has_checked = BooleanField("I have checked this with this person")
    without_intake = BooleanField("Assign without intake")
    override_note = TextAreaField(
        "Why it cannot wait",
        [Length(max=1000, message="Use 1000 characters or fewer."), PlainText(lines=True)],
        description="Kept with your name and the day.",
        render_kw={"rows": 2},
    )

    # When mail may go out: a reminder set outside would come at another time or never.
    waking: tuple[time, time] = (time(7), time(21))

    def keep_quiet(self, practice: Practice) -> None:
        """Let the practice's quiet hours hold."""
        self.waking = (practice.quiet_until, practice.quiet_from)

    def offer(self, routines: Iterable[Routine]) -> None:
        """Fill the list of routines: the practice's own first, each with its minutes of work."""
        ordered = sorted(routines, key=lambda routine: routine.practice_id is None)
        self.routine.choices = [
            SelectChoice("", "Choose a routine"),
            *(SelectChoice(one.id, _label(one)) for one in ordered),
        ]

    def offer_short(self, versions: Iterable[ShortVersion]) -> None:
        """Fill the list of short versions of the chosen routine."""
        self.short_group.choices = [
            SelectChoice("", "The quickest group"),
            *(SelectChoice(version.group, version.words) for version in versions),
        ]

    def chosen_schedule(self) -> Schedule | None:
        """The number a week, else the chosen weekdays, None for neither."""
        if self.times_per_week.data in range(1, 8):
            return PerWeek(self.times_per_week.data)
        days = [day for day in self.weekdays.data or () if 1 <= day <= len(DAYS)]
        return Weekdays.of(*days) if days else None

    def validate_weekdays(self, field: SelectMultipleField) -> None:
        """Some day, unless any day counts."""
        if self.chosen_schedule() is None:
            raise ValidationError("Choose at least one day.")

    def validate_reminder_at(self, field: TimeField) -> None:
        """A time at which mail goes out."""
        first, last = self.waking
        if field.data is not None and not first <= field.data < last:
            words = f"Choose a time from {hour_minute(first)}, and before {hour_minute(last)}."
            raise ValidationError(f"{words} Mail rests at night.")


def _label(routine: Routine) -> str:
    minutes = whole_minutes(time_of(routine.items, routine.rounds).work_s)
    return f"{routine.name}, {minutes} min"


class FollowersForm(Form):
    """Who gets the routine as it is now."""

    clients = SelectMultipleField("Bring it to", [InputRequired("Choose at least one person.")], coerce=int)

    def offer(self, clients: Iterable[Client]) -> None:
        """Fill the list of people; at first all are chosen."""
        self.clients.choices = [SelectChoice(client.id, client.name) for client in clients]
        if not self.is_submitted():
            self.clients.data = [choice.value for choice in self.clients.choices]


class MaintenanceForm(Form):
    """How often is enough to keep what was reached."""

    times = RadioField(
        "How often",
        [InputRequired("Choose one.")],
        coerce=int,
        choices=[SelectChoice(1, "Once a week"), SelectChoice(2, "Twice a week")],
        default=2,
    )


class FlareForm(Form):
    """What a bad week looks like."""

    keeps = SelectMultipleField("What stays", [InputRequired("Choose at least one exercise.")], coerce=int)
    days = IntegerField(
        "For how many days",
        [InputRequired("Write the number of days."), NumberRange(2, 21, "Choose 2 to 21 days.")],
        render_kw={"inputmode": "numeric"},
    )
    note = TextAreaField(
        "What the client reads",
        [
            InputRequired("Write what to do, and when to call."),
            Length(max=1000, message="Use 1000 characters or fewer."),
            PlainText(lines=True),
        ],
        render_kw={"rows": 5},
    )

    def offer(self, items: Iterable[PrescriptionItem]) -> None:
        """Fill the list of exercises with those of the plan."""
        self.keeps.choices = [SelectChoice(item.exercise_id, item.name) for item in items if item.exercise_id]


class PauseForm(Form):
    """The first and the last day without sessions."""

    from_on = DayField("First day off", [InputRequired("Choose the first day off.")])
    until_on = DayField(
        "Last day off", [Optional()], description="Leave it empty if nobody knows yet. You end the pause then."
    )


class EndForm(Form):
    """The last day of the plan."""

    last_on = DayField("Last day of the plan", [InputRequired("Choose the last day.")])

"""Giving a plan to a client."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import BooleanField, DateField, SelectField, SelectMultipleField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length, Optional

from app.core.forms import Form, PlainText
from app.prescriptions.schedule import Weekdays
from app.prescriptions.service import PlanTerms
from app.routines.dose import time_text
from app.routines.models import Routine
from app.routines.shape import time_of

DAYS = ((1, "Mon"), (2, "Tue"), (3, "Wed"), (4, "Thu"), (5, "Fri"), (6, "Sat"), (7, "Sun"))
NEEDS_A_DATE = "Choose a day, such as 2026-11-30."


class PlanForm(Form):
    """The routine, the days, the dates, the reminder. Dates and times are the client's local ones."""

    routine = SelectField("Routine", coerce=int)
    weekdays = SelectMultipleField("Days", [InputRequired("Choose at least one day.")], choices=DAYS, coerce=int)
    effective_from = DateField("Starts", [InputRequired(NEEDS_A_DATE)])
    ends_on = DateField("Last day", [Optional()])
    review_on = DateField("Review", [InputRequired(NEEDS_A_DATE)])
    reminder_at = TimeField("Reminder at", [InputRequired("Choose a time, such as 18:00.")])
    note = TextAreaField("Why these", [PlainText(lines=True), Length(max=600, message="Use 600 characters or fewer.")])
    has_checked = BooleanField("I have checked this with this person")

    def offer(self, routines: Sequence[Routine]) -> None:
        """Fill the list of routines, each with its time."""
        self.routine.choices = [
            (routine.id, f"{routine.name} ({time_text(time_of(routine.items, routine.rounds))})")
            for routine in routines
        ]

    def terms(self) -> PlanTerms:
        """What was decided, after `validate`."""
        return PlanTerms(
            weekdays=Weekdays.of(*self.weekdays.data),
            effective_from=self.effective_from.data,
            review_on=self.review_on.data,
            ends_on=self.ends_on.data,
            note=self.note.data or "",
            reminder_at=self.reminder_at.data,
        )

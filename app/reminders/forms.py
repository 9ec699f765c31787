"""A client's reminder settings."""

from __future__ import annotations

from wtforms import BooleanField, TimeField
from wtforms.validators import InputRequired, ValidationError

from app.core.forms import Form
from app.reminders.rules import send_time


class ReminderForm(Form):
    """When, and whether."""

    is_on = BooleanField("Remind me on planned days")
    at = TimeField("At", [InputRequired("Choose a time, such as 18:00.")])
    wants_summary = BooleanField("Send me a summary on Mondays")

    def validate_at(self, field: TimeField) -> None:
        """A time in the evening's quiet hours would never be sent."""
        if field.data is not None and send_time(field.data) is None:
            raise ValidationError("We send nothing between 21:00 and 07:00. Choose a time outside that.")

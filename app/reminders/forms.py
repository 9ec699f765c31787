"""A client's reminder settings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time
from typing import Any

from wtforms import BooleanField, TimeField
from wtforms.validators import InputRequired, ValidationError

from app.core.forms import Form
from app.core.words import hour_minute
from app.reminders.rules import NotificationPolicy, send_time

# Browsers send 18:00, some with seconds; a person without the browser's own control may type 7:30.
WALL_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::[0-9]{2})?")


class WallTimeField(TimeField):
    """A local time in whole minutes; `data` is a naive time or None."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = None
        found = WALL_TIME.fullmatch("".join(valuelist).strip())
        if found is None or int(found[1]) > 23 or int(found[2]) > 59:
            raise ValueError("Write the time like 18:00.")
        self.data = time(int(found[1]), int(found[2]))


class ReminderForm(Form):
    """When, and whether."""

    is_on = BooleanField("Remind me on planned days")
    at = WallTimeField("Time", [InputRequired("Choose a time, such as 18:00.")])
    wants_summary = BooleanField("Send me my week on Mondays")
    wants_messages = BooleanField("Tell me by mail about new messages")

    def __init__(self, policy: NotificationPolicy, **data: Any) -> None:
        """`policy` holds the quiet hours."""
        self.policy = policy
        super().__init__(**data)

    def chosen_time(self) -> time:
        """The local time; only after `validate`."""
        assert self.at.data is not None
        return self.at.data

    def validate_at(self, field: TimeField) -> None:
        """A time at night would be moved or never be sent, so it is not taken."""
        if field.data is not None and send_time(field.data, self.policy) != field.data:
            night = f"{hour_minute(self.policy.quiet_from)} and {hour_minute(self.policy.quiet_until)}"
            raise ValidationError(f"We send nothing between {night}. Choose a time outside that.")

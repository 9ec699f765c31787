"""What a client says about a break."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms.validators import InputRequired, ValidationError

from app.core.forms import Form
from app.prescriptions.forms import DayField

# A longer rest is a talk with the trainer: the plan will not fit any more.
LONGEST_BREAK = timedelta(weeks=8)


class BreakForm(Form):
    """The first and the last day without sessions. Both are days of the client's own calendar."""

    from_on = DayField(lazy_gettext("First day off"), [InputRequired(lazy_gettext("Choose the first day off."))])
    until_on = DayField(lazy_gettext("Last day off"), [InputRequired(lazy_gettext("Choose the last day off."))])

    def validate_until_on(self, field: Any) -> None:
        """Eight weeks at most."""
        if self.from_on.data and field.data and field.data - self.from_on.data >= LONGEST_BREAK:
            raise ValidationError(gettext("A break lasts eight weeks at most. For longer, write to your trainer."))

"""The form of a package of calls."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from app.core.forms import Form, PlainText
from app.packages.service import PackTerms
from app.prescriptions.forms import DayField

MOST_CALLS = 100


class PackForm(Form):
    """How many calls, how many were had, whether they are paid."""

    name = StringField(
        "Name",
        [
            InputRequired("Give it a name."),
            Length(max=60, message="Use 60 characters or fewer."),
            PlainText(),
        ],
        description="The client reads it, such as: 8 calls.",
        render_kw={"autocomplete": "off"},
    )
    size = IntegerField(
        "Calls in it",
        [InputRequired("Type how many calls."), NumberRange(1, MOST_CALLS, "Choose a number from 1 to 100.")],
        render_kw={"inputmode": "numeric"},
    )
    used_before = IntegerField(
        "Had already",
        [Optional(), NumberRange(0, MOST_CALLS, "Choose a number from 0 to 100.")],
        description="Calls that were not booked here. Those booked here are counted by themselves.",
        render_kw={"inputmode": "numeric"},
    )
    paid_on = DayField("Paid on", [Optional()], description="Leave it empty while it is not paid.")
    pay_url = StringField(
        "Where to pay",
        [Length(max=300, message="Use 300 characters or fewer."), PlainText()],
        description="A link of your own, such as a payment page. The client sees it until it is paid.",
        render_kw={"autocomplete": "off", "inputmode": "url"},
    )

    def validate_pay_url(self, field: Any) -> None:
        """An address a browser may open safely."""
        if not field.data:
            return
        try:
            parts = urlsplit(field.data)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme != "https" or not parts.hostname or "." not in parts.hostname or " " in field.data:
            raise ValidationError("Paste the whole address. It begins with https://")

    @property
    def terms(self) -> PackTerms:
        """What a valid form says."""
        return PackTerms(
            self.name.data, self.size.data, self.used_before.data or 0, self.paid_on.data, self.pay_url.data or ""
        )

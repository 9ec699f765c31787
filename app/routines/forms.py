"""The builder's form: everything but the exercises, which `draft` reads."""

from __future__ import annotations

from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from app.core.forms import Form, PlainText

ROUNDS = (1, 2, 3)


class RoutineForm(Form):
    """Name, rounds, what it is for; `q` and `person` are never saved.

    `q` looks through the library; `person` is the number of whose day the minutes are measured against.
    """

    name = StringField(
        "Name",
        [
            DataRequired("Give the routine a name."),
            Length(max=80, message="Use 80 characters or fewer."),
            PlainText(),
        ],
        render_kw={"autocomplete": "off", "maxlength": 80},
    )
    rounds = RadioField(
        "Rounds",
        [InputRequired("Choose 1, 2 or 3 rounds.")],
        coerce=int,
        choices=[SelectChoice(n, str(n)) for n in ROUNDS],
    )
    note = TextAreaField(
        "What it is for",
        [Length(max=600, message="Use 600 characters or fewer."), PlainText(lines=True)],
        render_kw={"rows": 3},
    )
    q = StringField("Name, muscle or equipment", render_kw={"autocomplete": "off", "type": "search", "maxlength": 80})

    person = StringField("Measure against")

    @property
    def chosen_rounds(self) -> int:
        """The rounds to count with, whatever was sent."""
        return int(self.rounds.data) if self.rounds.data in ROUNDS else 1

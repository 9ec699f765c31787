"""Forms of the conversation."""

from __future__ import annotations

import re
from collections.abc import Iterable
from secrets import token_urlsafe
from typing import Any

from wtforms import HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from app.clients.models import Client
from app.core.forms import Form, PlainText
from app.exercises.models import Exercise

LONGEST = 2000
FORM_KEY = re.compile(r"[A-Za-z0-9_-]{22}")


def _body(label: str) -> TextAreaField:
    return TextAreaField(
        label,
        [
            # Looks at the trimmed text: a message of blanks says nothing.
            DataRequired("Write something first."),
            Length(max=LONGEST, message=f"Use {LONGEST} characters or fewer."),
            PlainText(lines=True),
        ],
        render_kw={"rows": 4},
    )


class MessageForm(Form):
    """One message. `form_key` makes a double click one message."""

    body = _body("Your message")
    form_key = HiddenField(default=lambda: token_urlsafe(16))

    def validate_form_key(self, field: Any) -> None:
        """A key of ours."""
        if not FORM_KEY.fullmatch(field.data or ""):
            raise ValidationError("Send it once more.")


class TrainerMessageForm(MessageForm):
    """A trainer's message, with an exercise beside it or none."""

    exercise = SelectField("Exercise to show", coerce=str, validate_choice=True)

    def offer(self, exercises: Iterable[Exercise]) -> None:
        """Fill the list of exercises."""
        self.exercise.choices = [SelectChoice("", "None"), *(SelectChoice(one.slug, one.name) for one in exercises)]


class ManyForm(TrainerMessageForm):
    """The same words to several people."""

    clients = SelectMultipleField("To", [InputRequired("Choose at least one person.")], coerce=int)

    def offer_people(self, clients: Iterable[Client]) -> None:
        """Fill the list of people."""
        self.clients.choices = [SelectChoice(client.id, client.name) for client in clients]


class ReplyForm(Form):
    """A text for use again."""

    title = StringField(
        "Name of it",
        [InputRequired("Give it a name."), Length(max=60, message="Use 60 characters or fewer."), PlainText()],
        render_kw={"autocomplete": "off", "maxlength": 60},
    )
    body = _body("The text")

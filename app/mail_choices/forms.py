"""Forms about the mails of a practice."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, ValidationError

from app.core.forms import Form, PlainText

# Words that would tell whoever glances at a locked phone what the person is treated for.
_TELLING = re.compile(
    r"\b(pain\w*|aches?|aching|hurt\w*|sacro\w*|si[ -]joints?|sij|spine|spinal|pelvi\w*|lumbar|sciatica|injur\w*"
    r"|flare\w*|symptoms?|(?:lower |low |bad |your )back|diagnos\w*|pregnan\w*|postpartum)\b",
    re.IGNORECASE,
)
_BRACES = re.compile(r"\{(?!first name\})[^}]*\}?")


def _half_hours(first: int, last: int) -> list[SelectChoice]:
    times = (f"{half // 2:02}:{half % 2 * 30:02}" for half in range(first * 2, last * 2 + 1))
    return [SelectChoice(words, words) for words in times]


class WordsForm(Form):
    """One kind of mail: whether it goes out, its subject, and words above ours."""

    is_on = BooleanField("Send this mail")
    subject = StringField(
        "Subject",
        [Length(max=80, message="Use 80 characters or fewer."), PlainText()],
        render_kw={"autocomplete": "off", "maxlength": 80},
    )
    words = TextAreaField(
        "Your words",
        [Length(max=600, message="Use 600 characters or fewer."), PlainText(lines=True)],
        description="They stand above ours. {first name} becomes the reader’s own.",
        render_kw={"rows": 5},
    )

    def validate_subject(self, field: Any) -> None:
        """A subject can be read over a shoulder, so it says nothing of health."""
        found = _TELLING.search(field.data or "")
        if found:
            raise ValidationError(f"A locked phone shows the subject to anyone. Leave out “{found[0]}”.")
        _check_braces(field)

    def validate_words(self, field: Any) -> None:
        """Only one thing is filled in."""
        _check_braces(field)


def _check_braces(field: Any) -> None:
    found = _BRACES.search(field.data or "")
    if found:
        raise ValidationError(f"Only {{first name}} is filled in. Write “{found[0]}” out, or take it away.")


class QuietForm(Form):
    """The hours in which nothing that can wait is mailed."""

    quiet_from = SelectField("From", choices=_half_hours(19, 23))
    quiet_until = SelectField("Until", choices=_half_hours(5, 11))

    def hours(self) -> tuple[time, time]:
        """Local evening and morning time; only after `validate`."""
        return time.fromisoformat(self.quiet_from.data), time.fromisoformat(self.quiet_until.data)


class OwnForm(Form):
    """What the member wants to get."""

    digest = BooleanField("The week of all my clients, on Mondays")
    messages = BooleanField("When a client writes to me")

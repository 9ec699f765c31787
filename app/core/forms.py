"""What every form shares: CSRF, trimmed text, no control characters, and our own words for the usual faults."""

from __future__ import annotations

import unicodedata
from typing import Any

from flask_wtf import FlaskForm
from wtforms.validators import ValidationError

from app.core import zones
from app.core.errors import Refused


def trimmed(value: Any) -> Any:
    """Strip outer blanks from typed text; anything else passes through."""
    return value.strip() if isinstance(value, str) else value


def searched(text: str, *, most: int) -> str:
    """What was typed into a search: one line without control characters, at most `most` long. PostgreSQL takes no NUL,
    and no name holds any of the others."""
    return "".join(c for c in text if unicodedata.category(c) != "Cc").strip()[:most]


class PlainText:
    """Validator: refuses control characters, which have no place in a name, a subject or a note (line ends are fine
    when `lines` is true)."""

    def __init__(self, *, lines: bool = False) -> None:
        self.allowed = "\n\r\t" if lines else ""

    def __call__(self, form: FlaskForm, field: Any) -> None:
        for character in field.data or "":
            is_control = unicodedata.category(character) in ("Cc", "Cs")
            if is_control and character not in self.allowed:
                raise ValidationError("There is a character here that we cannot keep. Type it again by hand.")


class KnownZone:
    """Validator: the name of a time zone we have data for."""

    def __call__(self, form: FlaskForm, field: Any) -> None:
        try:
            zones.get_zone(field.data or "")
        except zones.UnknownZone:
            raise ValidationError("Choose a time zone from the list.") from None


class Form(FlaskForm):
    """The base of every form. Text is trimmed before it is checked."""

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            filters = unbound_field.kwargs.get("filters", [])
            field = unbound_field.bind(form=form, **options)
            if unbound_field.field_class.__name__ in ("StringField", "TextAreaField", "EmailField") and not filters:
                field.filters = (trimmed,)
            return field

    def refuse(self, refusal: Refused) -> None:
        """Show a refusal from a service beside its field, or above the form."""
        field = self._fields.get(refusal.field or "")
        if field is not None:
            field.errors = [*field.errors, refusal.sentence]
        else:
            self.form_errors.append(refusal.sentence)

"""The check-in: a few activities in the client's own words, each with a number, and how they call the change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from app.core.forms import Form, PlainText
from app.logbook.forms import ZeroToTen, number_or_none
from app.outcomes.rules import FEWEST, MOST, change_choices

LONGEST = 80


def _change_choices(*_: Any) -> list[SelectChoice]:
    answers = [SelectChoice(str(number), words) for number, words in change_choices()]
    return [SelectChoice("", gettext("Choose, or leave it open")), *answers]


class CheckInForm(Form):
    """Three to five activities. `form_of` adds their fields: `activity_1` and `rating_1`, and so on."""

    change = SelectField(
        lazy_gettext("Compared with the start, how is it now?"),
        [Optional()],
        coerce=number_or_none,
        choices=_change_choices,
        invalid_value_message=lazy_gettext("Choose one from the list."),
        invalid_choice_message=lazy_gettext("Choose one from the list."),
    )

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        """The pairs of fields, in order."""
        return [(self[f"activity_{place}"], self[f"rating_{place}"]) for place in range(1, MOST + 1)]

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Each activity with its number, none twice, three at least."""
        is_valid = bool(super().validate(extra_validators))
        seen: set[str] = set()
        for words, rating in self.rows:
            if words.data and rating.data is None and not rating.errors:
                rating.errors = [gettext("Choose a number from 0 to 10.")]
                is_valid = False
            if rating.data is not None and not words.data:
                words.errors = [gettext("Which activity is this about?")]
                is_valid = False
            if words.data and words.data.casefold() in seen:
                words.errors = [gettext("This one stands above already.")]
                is_valid = False
            seen.add((words.data or "").casefold())
        if is_valid and len(self.ratings()) < FEWEST:
            self.form_errors.append(gettext("Name three activities at least, each with a number."))
            return False
        return is_valid

    def ratings(self) -> list[tuple[str, int]]:
        """What was said, in order."""
        return [(words.data, rating.data) for words, rating in self.rows if words.data and rating.data is not None]


def form_of(**kwargs: Any) -> CheckInForm:
    """The form with all its places. `kwargs` go to WTForms."""
    fields: dict[str, Any] = {}
    for place in range(1, MOST + 1):
        fields[f"activity_{place}"] = StringField(
            lazy_gettext("Activity %(place)s", place=place),
            [Length(max=LONGEST, message=lazy_gettext("Use %(most)s characters or fewer.", most=LONGEST)), PlainText()],
            render_kw={"autocomplete": "off", "maxlength": LONGEST},
        )
        fields[f"rating_{place}"] = ZeroToTen(lazy_gettext("How well can you do it today?"))
    return type("CheckInFormOfPlaces", (CheckInForm,), fields)(**kwargs)  # type: ignore[no-any-return]

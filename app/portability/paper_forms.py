"""The form of a paper log: one row a day."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from wtforms import HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from app.core.forms import Form
from app.core.words import short_date
from app.logbook.paper import Done, PaperDay
from app.prescriptions.models import PlannedSession

_FORM_KEY = re.compile(r"[0-9a-f]{32}")
_DONE = (SelectChoice(Done.ALL.value, "All"), SelectChoice(Done.PART.value, "Part"), SelectChoice(Done.NO.value, "No"))
_PAIN = (SelectChoice("", "–"), *(SelectChoice(str(number)) for number in range(11)))


class PaperForm(Form):
    """What is on every paper log. `form_for` adds the days. `advice_seen` is the version of the words shown for red."""

    days: tuple[PlannedSession, ...] = ()

    form_key = HiddenField()
    advice_seen = HiddenField()

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Each field, then each row: whoever wrote a pain down also says what was done."""
        is_valid = bool(super().validate(extra_validators))
        if not _FORM_KEY.fullmatch(self.form_key.data or ""):
            self.form_errors.append("This page is incomplete. Open it again.")
            return False
        for day in self.days:
            done, before, after = self.row(day)
            has_pain = before.data is not None or after.data is not None
            if has_pain and done.data is None and not done.errors:
                done.errors = [*done.errors, f"Choose what was done on {short_date(day.planned_on)}."]
                is_valid = False
        return is_valid

    def row(self, day: PlannedSession) -> tuple[Any, Any, Any]:
        """The three fields of a day: done, pain before, pain after."""
        return self[f"done_{day.id}"], self[f"before_{day.id}"], self[f"after_{day.id}"]

    def key_of(self, planned_id: int) -> str:
        """What makes the same row sent twice one answer."""
        return sha256(f"{self.form_key.data}:{planned_id}".encode()).hexdigest()[:32]

    def paper_days(self) -> list[PaperDay]:
        """The rows that say something, after `validate`."""
        found = []
        for day in self.days:
            done, before, after = self.row(day)
            if done.data is not None:
                found.append(PaperDay(day, Done(done.data), before.data, after.data, self.key_of(day.id)))
        return found


def form_for(days: Sequence[PlannedSession], **kwargs: Any) -> PaperForm:
    """The form for these days. `kwargs` go to WTForms."""
    fields: dict[str, Any] = {"days": tuple(days)}
    for day in days:
        on = short_date(day.planned_on)
        fields[f"done_{day.id}"] = RadioField(
            f"Done on {on}", [Optional()], choices=_DONE, invalid_choice_message="Choose one of the three."
        )
        for when in ("before", "after"):
            fields[f"{when}_{day.id}"] = SelectField(
                f"Pain {when}, {on}",
                [Optional()],
                choices=_PAIN,
                coerce=_rating,
                invalid_choice_message="Choose a number from 0 to 10.",
                invalid_value_message="Choose a number from 0 to 10.",
            )
    form_class = type("PaperLogForm", (PaperForm,), fields)
    return form_class(**kwargs)  # type: ignore[no-any-return]


def _rating(typed: Any) -> Any:
    """A number, or None for the dash. Anything else stays as it is, and is then no choice."""
    if typed in (None, ""):
        return None
    text = str(typed)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else text

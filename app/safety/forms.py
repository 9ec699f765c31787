"""Forms about signs that need a doctor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, HiddenField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.core.forms import Form, PlainText
from app.safety.words import STOPPING, VERSION, SignGroup, tier_of


class AdviceForm(Form):
    """What every form carries that may have to show advice before it is saved.

    `advice_seen` is the version of the words that were shown; `has_read` is asked for where help is needed now.
    """

    advice_seen = HiddenField()
    has_read = BooleanField("I have read this")

    def needs_advice(self, tier: int | None) -> bool:
        """Whether the advice must be shown before anything else happens. Marks the box that is still to be ticked."""
        if tier is None:
            return False
        if self.advice_seen.data != VERSION:
            # Whatever a page sent along, this advice has not been on it.
            self.has_read.data = False
            return True
        if tier == 1 and not self.has_read.data:
            self.has_read.errors = ["Tick this when you have read it. Then go on."]
            return True
        return False


def _signs_field(group: SignGroup) -> SelectMultipleField:
    choices = [SelectChoice(key, words) for key, words in group.keyed]
    return SelectMultipleField(group.title, choices=choices)


class ReportForm(AdviceForm):
    """Which signs there are, group by group."""

    now = _signs_field(STOPPING[0])
    soon = _signs_field(STOPPING[1])
    pregnancy = _signs_field(STOPPING[2])

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """At least one sign."""
        is_valid = super().validate(extra_validators)
        if not self.signs:
            self.form_errors.append("Choose at least one sign.")
            return False
        return bool(is_valid)

    @property
    def signs(self) -> list[str]:
        """The keys of what was chosen."""
        return [*(self.now.data or ()), *(self.soon.data or ()), *(self.pregnancy.data or ())]

    @property
    def tier(self) -> int | None:
        """How urgent that is."""
        return tier_of(self.signs)


class ReleaseForm(Form):
    """Why a plan may go on."""

    note = TextAreaField(
        "The client reports clearance by",
        [
            InputRequired("Write who cleared it, and when."),
            Length(max=1000, message="Use 1000 characters or fewer."),
            PlainText(lines=True),
        ],
        description="Who cleared it, and when. For example: the family doctor, on 3 December, by phone.",
        render_kw={"rows": 3},
    )

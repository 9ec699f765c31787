"""The forms of habits: a target and days, an entry, a proposal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import IntegerField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app.core.forms import Form, PlainText
from app.habits.catalogue import BY_KEY, OFFERS, OWN
from app.habits.rules import EVERY_DAY, MOST_A_DAY, Goal, HabitType, Period, most_target
from app.habits.service import Wish
from app.prescriptions.forms import DAYS, DayField
from app.prescriptions.schedule import Weekdays

# Longer than any number that may be typed; int() would also read other scripts and underscores.
_WHOLE = re.compile(r"[0-9]{1,6}")
TYPES = {
    HabitType.BOOLEAN: "Yes or no",
    HabitType.COUNT: "A number of times",
    HabitType.MINUTES: "Minutes",
}
PERIODS = {Period.DAY: "Each day", Period.WEEK: "Over the week"}


class WholeField(IntegerField):
    """A whole number from 0 in plain digits; what was typed stays, also where it is none."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = None
        typed = "".join(valuelist).strip()
        if not _WHOLE.fullmatch(typed):
            raise ValueError("Type a whole number, such as 20.")
        self.data = int(typed)


def _weekdays() -> SelectMultipleField:
    return SelectMultipleField(
        "Days",
        coerce=int,
        choices=[SelectChoice(number, name) for number, name in enumerate(DAYS, start=1)],
        invalid_choice_message="Choose from these days.",
    )


class _WithDays(Form):
    weekdays = _weekdays()

    def validate_weekdays(self, field: SelectMultipleField) -> None:
        """Some day."""
        if not self.days():
            raise ValidationError("Choose at least one day.")

    def days(self) -> Weekdays | None:
        """The chosen days, None without any."""
        chosen = [day for day in self.weekdays.data or () if day in EVERY_DAY.days]
        return Weekdays.of(*chosen) if chosen else None

    def chosen_days(self) -> Weekdays:
        """The chosen days; only after `validate`."""
        days = self.days()
        assert days is not None
        return days


class GoalForm(_WithDays):
    """A client's own target, and the days it is for. Yes or no each day has no target to type."""

    target = WholeField("Target", [InputRequired("Type a number.")], render_kw={"inputmode": "numeric", "min": 1})

    def __init__(self, type_: HabitType, period: Period, unit: str, **data: Any) -> None:
        """`unit` is one of what a count counts."""
        super().__init__(**data)
        self.most = most_target(type_, period)
        if self.most == 1:
            del self.target
        else:
            one = Goal(type_, 2, period, unit=unit).amount(2).removeprefix("2 ")
            self.target.label.text = f"{one.capitalize()} a {period}"

    @classmethod
    def offered(cls, goal: Goal, target: int | None) -> GoalForm:
        """The form with a target, None for a blank one, and a goal's days."""
        return cls(
            goal.type, goal.period, goal.unit, formdata=None, data={"target": target, "weekdays": [*goal.active_days]}
        )

    @classmethod
    def sent(cls, goal: Goal) -> GoalForm:
        """The form as it was sent."""
        return cls(goal.type, goal.period, goal.unit)

    def validate_target(self, field: WholeField) -> None:
        """A target that can be reached."""
        if field.data is not None and not 1 <= field.data <= self.most:
            raise ValidationError(f"Choose a number from 1 to {self.most}.")

    def chosen_target(self) -> int:
        """The target; only after `validate`."""
        if "target" not in self:
            return 1
        assert self.target.data is not None
        return self.target.data


class DayForm(Form):
    """One local day."""

    on = DayField("Day", [InputRequired("Choose a day.")])

    def chosen_day(self) -> date:
        """The day; only after `validate`."""
        day: date | None = self.on.data
        assert day is not None
        return day


class EntryForm(DayForm):
    """What one day had. `type_` says how much one day can have."""

    value = WholeField("How much", [InputRequired("Type a number, or leave the day blank.")])

    def __init__(self, type_: HabitType, **data: Any) -> None:
        super().__init__(**data)
        self.most = MOST_A_DAY[type_]

    def validate_value(self, field: WholeField) -> None:
        """A number that one day can have."""
        if field.data is not None and field.data > self.most:
            raise ValidationError(f"Type a number from 0 to {self.most}.")

    def chosen_value(self) -> int:
        """What the day had; only after `validate`."""
        assert self.value.data is not None
        return self.value.data


class NoteForm(Form):
    """The trainer's words beside a habit."""

    note = TextAreaField(
        "Your note",
        [Length(max=500, message="Use 500 characters or fewer."), PlainText(lines=True)],
        render_kw={"rows": 3},
    )


class ProposalForm(_WithDays):
    """What a trainer proposes: one of the catalogue, or words of their own."""

    key = SelectField(
        "Habit",
        [InputRequired("Choose a habit.")],
        choices=[
            SelectChoice("", "Choose"),
            *(SelectChoice(offer.key, offer.name) for offer in OFFERS),
            SelectChoice(OWN, "In my own words"),
        ],
        invalid_choice_message="Choose one from the list.",
    )
    name = StringField(
        "Its name",
        [Length(max=60, message="Use 60 characters or fewer."), PlainText()],
        description="Only for your own words. For example: A glass of water with each meal.",
        render_kw={"autocomplete": "off"},
    )
    type = RadioField(
        "Noted as",
        [Optional()],
        choices=[SelectChoice(kind, words) for kind, words in TYPES.items()],
        invalid_choice_message="Choose one of the three.",
    )
    period = RadioField(
        "Counted",
        [Optional()],
        choices=[SelectChoice(period, words) for period, words in PERIODS.items()],
        invalid_choice_message="Choose one of the two.",
    )
    target = WholeField(
        "Target",
        [Optional()],
        description="A number of minutes, times or days. Yes or no each day needs none.",
        render_kw={"inputmode": "numeric"},
    )
    note = TextAreaField(
        "Your note",
        [Length(max=500, message="Use 500 characters or fewer."), PlainText(lines=True)],
        description="The client reads it.",
        render_kw={"rows": 3},
    )

    def validate_name(self, field: StringField) -> None:
        """Own words need a name."""
        if self.key.data == OWN and not field.data:
            raise ValidationError("Give it a name.")

    @property
    def shape(self) -> tuple[HabitType, Period] | None:
        """How the chosen habit is noted and counted, None while that is open."""
        offer = BY_KEY.get(self.key.data or "")
        if offer is not None:
            return offer.type, offer.period
        if self.type.data in TYPES and self.period.data in PERIODS:
            return HabitType(self.type.data), Period(self.period.data)
        return None

    def validate(self, extra_validators: Any = None) -> bool:
        """Every field by itself; then what only counts for own words, and the target for what is counted."""
        is_good = super().validate(extra_validators)
        if self.key.data == OWN:
            is_good = _asked(self.type, "Choose how it is noted.") and is_good
            is_good = _asked(self.period, "Choose how it is counted.") and is_good
        if self.shape is not None and not self.target.errors:
            most = most_target(*self.shape)
            if most > 1 and not (self.target.data and self.target.data <= most):
                self.target.errors = [*self.target.errors, f"Type a number from 1 to {most}."]
                is_good = False
        return bool(is_good)

    def wish(self) -> Wish:
        """What is proposed; only after `validate`."""
        shape = self.shape
        assert shape is not None
        target = self.target.data if most_target(*shape) > 1 else 1
        assert target is not None
        name = self.name.data if self.key.data == OWN else ""
        return Wish(self.key.data, shape[0], target, shape[1], self.chosen_days(), name)


def _asked(field: Any, sentence: str) -> bool:
    """Whether a choice was made; a sentence beside the field where not."""
    if not field.data and not field.errors:
        field.errors = [*field.errors, sentence]
    return bool(field.data)

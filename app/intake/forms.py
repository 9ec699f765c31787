"""The questions of the intake as a form, and the trainer's short forms beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.clients.forms import LONGEST_DAY, SHORTEST_DAY, MinutesField
from app.core.forms import Form, PlainText
from app.exercises.equipment import ladder
from app.intake.models import Intake, Outcome
from app.intake.questions import CAUTIONS, GROUPS, SIGNS, Group, Health, Pregnancy
from app.intake.service import Answers
from app.prescriptions.forms import DayField
from app.safety.forms import AdviceForm

YES, NO = "yes", "no"
GOALS = 3
PREGNANCY_WORDS = (
    (Pregnancy.NO.value, "No"),
    (Pregnancy.PREGNANT.value, "Pregnant"),
    (Pregnancy.BABY.value, "A baby in the last 12 months"),
)


def _yes_or_no(label: str) -> RadioField:
    return RadioField(
        label,
        [Optional()],
        choices=[SelectChoice(YES, "Yes"), SelectChoice(NO, "No")],
        invalid_choice_message="Choose yes or no.",
    )


def _words(label: str, *, most: int = 120, **kwargs: Any) -> StringField:
    return StringField(label, [Length(max=most, message=f"Use {most} characters or fewer."), PlainText()], **kwargs)


class IntakeForm(AdviceForm):
    """Everything that is asked once of everybody. The lines of yes and no are added by the groups."""

    pregnancy = RadioField(
        "Are you pregnant, or did you have a baby in the last 12 months?",
        [InputRequired("Choose one of the three.")],
        choices=[SelectChoice(*choice) for choice in PREGNANCY_WORDS],
        invalid_choice_message="Choose one of the three.",
    )
    cautions = SelectMultipleField(
        "Is one of these true for you?", choices=[SelectChoice(tag, words) for tag, words in CAUTIONS]
    )
    none_cautions = BooleanField("What to be careful with")
    is_assessed = RadioField(
        "Has a health professional looked at this pain?",
        [InputRequired("Choose yes or no.")],
        choices=[SelectChoice(YES, "Yes"), SelectChoice(NO, "Not yet")],
        invalid_choice_message="Choose yes or no.",
    )
    goal_1 = _words("First activity")
    goal_2 = _words("Second activity")
    goal_3 = _words("Third activity")
    minutes_per_day = MinutesField(
        "Minutes a day",
        [
            Optional(),
            NumberRange(SHORTEST_DAY, LONGEST_DAY, message=f"Use {SHORTEST_DAY} to {LONGEST_DAY} minutes."),
        ],
        render_kw={"inputmode": "numeric"},
    )
    cue = _words("After what?")
    place = _words("Where?")
    barrier = _words("What may get in the way?")
    backup = _words("What then?")
    contact_name = _words("Name", most=80)
    contact_phone = _words("Phone", most=30, render_kw={"inputmode": "tel"})

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Each field, then each group: every line answered, or all at once with "none of these"."""
        is_valid = bool(super().validate(extra_validators))
        for group in self.asked:
            is_valid = self._group_is_whole(group) and is_valid
        if bool(self.none_cautions.data) == bool(self.cautions.data):
            is_valid = _fault(self.none_cautions, "Tick what is true, or tick “None of these”.")
        if bool(self.contact_name.data) != bool(self.contact_phone.data):
            missing = self.contact_phone if self.contact_name.data else self.contact_name
            is_valid = _fault(missing, "Give both the name and the phone number.")
        return is_valid

    @property
    def asked(self) -> list[Group]:
        """The groups this person has to answer."""
        is_about = self.pregnancy.data in (Pregnancy.PREGNANT, Pregnancy.BABY)
        return [*GROUPS, SIGNS] if is_about else list(GROUPS)

    def none_of(self, group: Group) -> Any:
        """The field "none of these" of a group."""
        return self[f"none_{group.key}"]

    def line(self, group: Group, key: str) -> Any:
        """The yes or no of one line."""
        return self[f"{group.key}_{key}"]

    @property
    def said_yes(self) -> frozenset[str]:
        """The keys of the lines answered with yes. A sign counts also where its group need not be answered."""
        groups = (*GROUPS, SIGNS)
        return frozenset(key for group in groups for key, _ in group.lines if self.line(group, key).data == YES)

    def answers(self) -> Answers:
        """What was said, after `validate`."""
        goals = (self[f"goal_{number}"].data for number in range(1, GOALS + 1))
        return Answers(
            health=Health(
                said_yes=self.said_yes,
                pregnancy=Pregnancy(self.pregnancy.data),
                cautions=tuple(self.cautions.data or ()),
                is_assessed=self.is_assessed.data == YES,
            ),
            goals=tuple(goal for goal in goals if goal),
            minutes_per_day=self.minutes_per_day.data,
            equipment=tuple(self["equipment"].data or ()),
            cue=self.cue.data or "",
            place=self.place.data or "",
            barrier=self.barrier.data or "",
            backup=self.backup.data or "",
            contact_name=self.contact_name.data or "",
            contact_phone=self.contact_phone.data or "",
        )

    def _group_is_whole(self, group: Group) -> bool:
        none, lines = self.none_of(group), [self.line(group, key) for key, _ in group.lines]
        if none.data:
            if any(line.data == YES for line in lines):
                return _fault(none, "You said yes to one of them. Take this tick out, or change that answer.")
            return True
        still_open = sum(line.data is None for line in lines)
        if still_open:
            return _fault(none, f"{still_open} without an answer. Choose yes or no, or tick “None of these”.")
        return True


def intake_form(**kwargs: Any) -> IntakeForm:
    """The form with all its lines. `kwargs` go to WTForms."""
    fields: dict[str, Any] = {
        "equipment": SelectMultipleField(
            "What do you have at home?",
            choices=[SelectChoice(key, piece.label.capitalize()) for key, piece in ladder().items()],
        )
    }
    for group in (*GROUPS, SIGNS):
        # The title names the group where all faults are listed; beside the box stands "None of these".
        fields[f"none_{group.key}"] = BooleanField(group.title)
        for key, words in group.lines:
            fields[f"{group.key}_{key}"] = _yes_or_no(words)
    form_class = type("WholeIntakeForm", (IntakeForm,), fields)
    return form_class(**kwargs)  # type: ignore[no-any-return]


def offered(row: Intake | None, minutes_per_day: int | None) -> dict[str, Any]:
    """What the form shows at first: what is no health answer, as it was told last. Health is asked anew each time."""
    if row is None:
        return {"minutes_per_day": minutes_per_day}
    goals = {f"goal_{number}": goal for number, goal in enumerate(row.goals, start=1)}
    plain = ("equipment", "cue", "place", "barrier", "backup", "contact_name", "contact_phone")
    return {**goals, **{name: getattr(row, name) for name in plain}, "minutes_per_day": minutes_per_day}


class ClearanceForm(Form):
    """Who cleared somebody who is pregnant, or had a baby in the last year."""

    note = TextAreaField(
        "Cleared by",
        [
            InputRequired("Write who cleared it, and when."),
            Length(max=1000, message="Use 1000 characters or fewer."),
            PlainText(lines=True),
        ],
        description="Who cleared exercise, and when. For example: the midwife, on 3 December.",
        render_kw={"rows": 3},
    )


class ScreeningForm(Form):
    """A PAR-Q+ that was done at its own site."""

    screened_on = DayField("Done on", [InputRequired("Choose the day.")])
    outcome = RadioField(
        "What came out",
        [InputRequired("Choose one of the two.")],
        choices=[SelectChoice(Outcome.CLEARED, "Cleared"), SelectChoice(Outcome.FOLLOW_UP, "Needs follow-up")],
        invalid_choice_message="Choose one of the two.",
    )


def _fault(field: Any, sentence: str) -> bool:
    """Put a sentence beside a field. Always False, so that a check can return it."""
    field.errors = [*field.errors, sentence]
    return False

"""The form of a trainer's own exercise. Texts are one sentence per line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, get_args

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from app.core.errors import Refused
from app.core.forms import Form, PlainText
from app.exercises import words
from app.exercises.content import GROUP_LABELS, SECONDS_PER_REP, Equipment, Position
from app.exercises.own_content import LONGEST_LINE, MOST_LINES
from app.exercises.service import LONGEST_NAME
from app.exercises.video import LONGEST as LONGEST_ADDRESS
from app.exercises.video import parse_video

SHORTEST_S, LONGEST_S, MOST_REPS, LONGEST_REST_S = 5, 600, 100, 120
ROUNDS = [SelectChoice(number, str(number)) for number in (1, 2, 3)]
TEMPO = re.compile(r"[0-9]{1,2}-[0-9]{1,2}-[0-9]{1,2}-[0-9]{1,2}")
SIDE_LABELS = {
    "bilateral": "Both at once",
    "unilateral": "One side, then the other",
    "alternating": "Sides in turn",
}
MODE_LABELS = {"time": "By time", "reps": "By repetitions", "contract_relax": "Press and relax"}
# What each way of counting asks for. The rest of the page is left alone, and neither read nor checked.
MODE_FIELDS = {
    "time": {"seconds", "hold_s", "rest_s", "tempo"},
    "reps": {"reps", "tempo"},
    "contract_relax": {"seconds", "contract_s", "relax_s"},
}
_ALL_MODE_FIELDS = set().union(*MODE_FIELDS.values())


class NumberField(IntegerField):
    """A whole number, or nothing."""

    data: Any

    def __init__(self, label: str, least: int, most: int, **more: Any) -> None:
        attributes = {"inputmode": "numeric", "min": least, "max": most, "autocomplete": "off"}
        super().__init__(label, render_kw=attributes, **more)
        self.least, self.most = least, most

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read a number as browsers send it."""
        text = " ".join(valuelist).strip()
        self.data = None
        if text and not re.fullmatch(r"[0-9]{1,6}", text):
            raise ValueError("Type a whole number, such as 30.")
        if text:
            self.data = int(text)

    def pre_validate(self, form: Form) -> None:
        """Whether it lies in its range."""
        if self.data is not None and not self.least <= self.data <= self.most:
            raise ValidationError(f"Use {self.least} to {self.most}.")


class SentencesField(TextAreaField):
    """One sentence per line. `lines` are those with words in them, their blanks folded."""

    def __init__(self, label: str, needed: str = "", rows: int = 3, **more: Any) -> None:
        checks = [DataRequired(needed)] if needed else []
        super().__init__(label, [*checks, PlainText(lines=True)], render_kw={"rows": rows}, **more)

    def process_data(self, value: Iterable[str] | None) -> None:
        """Show stored lines, one below the other."""
        self.data = "\n".join(value or ())

    @property
    def lines(self) -> list[str]:
        """The sentences."""
        return [" ".join(line.split()) for line in (self.data or "").splitlines() if line.strip()]

    def pre_validate(self, form: Form) -> None:
        """Whether a page can show them."""
        if len(self.lines) > MOST_LINES:
            raise ValidationError(f"Use {MOST_LINES} lines or fewer.")
        if any(len(line) > LONGEST_LINE for line in self.lines):
            raise ValidationError(f"Use {LONGEST_LINE} characters or fewer in a line.")


class ListField(StringField):
    """Words with commas between them. `items` are the words."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, [PlainText()], render_kw={"autocomplete": "off"}, **more)

    def process_data(self, value: Iterable[str] | None) -> None:
        """Show stored words with commas between them."""
        self.data = ", ".join(value or ())

    @property
    def items(self) -> list[str]:
        """The words, each once."""
        return list(dict.fromkeys(" ".join(item.split()) for item in (self.data or "").split(",") if item.strip()))

    def pre_validate(self, form: Form) -> None:
        """Whether a page can show them."""
        if len(self.items) > MOST_LINES:
            raise ValidationError(f"Name {MOST_LINES} or fewer.")
        if any(len(item) > LONGEST_NAME for item in self.items):
            raise ValidationError(f"Use {LONGEST_NAME} characters or fewer for each.")


def _text(label: str, *, most: int = LONGEST_LINE, needed: str = "", **more: Any) -> StringField:
    checks = [DataRequired(needed)] if needed else []
    checks += [Length(max=most, message=f"Use {most} characters or fewer."), PlainText()]
    return StringField(label, checks, render_kw={"autocomplete": "off"}, **more)


def _choices(labels: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in labels]


class OwnExerciseForm(Form):
    """Everything about an exercise. Name, kind, group, dose and one line of what to do are needed.

    `picture_kept` carries a picture whose form was refused, `version` the version that the trainer saw.
    """

    name = _text("Name", most=LONGEST_NAME, needed="Give the exercise a name.")
    synonyms = ListField("Also called", description="Other names, with commas between them.")
    kind = RadioField("Kind", [InputRequired("Choose a kind.")], choices=_choices(words.KIND_LABELS.items()))
    group = RadioField(
        "Muscle group",
        [InputRequired("Choose a group.")],
        choices=_choices(GROUP_LABELS.items()),
        description="The shelf where it stands in the library.",
    )
    more_groups = SelectMultipleField("Also good for", choices=_choices(GROUP_LABELS.items()))
    targets = ListField("Muscles", description="With commas between them, such as: hamstrings, glutes.")

    mode = RadioField("How it is counted", [InputRequired("Choose one.")], choices=_choices(MODE_LABELS.items()))
    seconds = NumberField(
        "Seconds", SHORTEST_S, LONGEST_S, description="Work of one round, for each side if it has sides."
    )
    hold_s = NumberField("Hold, seconds", 1, LONGEST_S)
    rest_s = NumberField("Rest between holds, seconds", 0, LONGEST_REST_S)
    reps = NumberField("Repetitions", 1, MOST_REPS, description="In one round, for each side if it has sides.")
    tempo = _text("Tempo", most=11, description="Lower, pause, lift and pause in seconds, such as 3-2-3-0.")
    contract_s = NumberField("Press, seconds", 1, LONGEST_S)
    relax_s = NumberField("Relax, seconds", 1, LONGEST_S)
    fewest = RadioField("Rounds, at least", [InputRequired("Choose one.")], choices=ROUNDS, coerce=int)
    most = RadioField("Rounds, at most", [InputRequired("Choose one.")], choices=ROUNDS, coerce=int)

    position = SelectField("Position", choices=_choices((p, words.POSITION_LABELS[p]) for p in get_args(Position)))
    laterality = RadioField("Sides", choices=_choices(SIDE_LABELS.items()))
    equipment = SelectMultipleField(
        "Equipment", choices=_choices((thing, words.gear_label(thing)) for thing in get_args(Equipment))
    )

    summary = _text("In one line", description="What it is. It stands below the name.")
    setup = SentencesField("Get ready", description="One sentence per line.")
    cues = SentencesField(
        "Do it", "Write at least one line of what to do.", rows=4, description="One sentence per line, in order."
    )
    mistakes = SentencesField("Avoid")
    stop_if = SentencesField("Stop if", description="Only what is special here. The general signs are always shown.")
    cautions = SentencesField("Take care", description="For whom it may not fit, in words for the client.")
    easier = SentencesField("Easier", rows=2)
    harder = SentencesField("Harder", rows=2)
    why = _text("Why it is here", description="What it may help with. Promise nothing.")

    picture = FileField(
        "Picture", description="JPEG, PNG, WebP or GIF, up to 10 MB. We keep the picture only, not where it was taken."
    )
    picture_kept = HiddenField()
    picture_away = BooleanField("Take the picture away")
    picture_alt = _text(
        "What the picture shows", description="For people who cannot see it: “On all fours, one arm stretched ahead.”"
    )
    video = _text("Video", most=LONGEST_ADDRESS, description="The address of a video on YouTube or Vimeo.")

    contraindications = SelectMultipleField(
        "It may not suit people with", choices=_choices(words.CAUTION_LABELS.items())
    )
    requires_opt_in = BooleanField(
        "Check it with each person", description="Whoever gives it in a plan confirms that first."
    )
    notes_for_trainer = SentencesField("Notes for trainers", description="Clients never see these.")
    version = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        """Check everything but the fields of another way of counting."""
        others = {name: self[name].data for name in _ALL_MODE_FIELDS - MODE_FIELDS.get(self.mode.data, set())}
        for name in others:
            self[name].data, self[name].process_errors = None, []
        is_valid = super().validate(extra_validators=extra_validators)
        for name, typed in others.items():
            self[name].data = typed
        return is_valid and self._has_a_dose()

    def validate_tempo(self, field: StringField) -> None:
        """Four numbers."""
        if field.data and not TEMPO.fullmatch(field.data):
            raise ValidationError("Write four numbers like this: 3-2-3-0.")

    def validate_video(self, field: StringField) -> None:
        """A host and an id."""
        if field.data:
            try:
                parse_video(field.data)
            except ValueError as error:
                raise ValidationError(str(error)) from None

    def validate_most(self, field: RadioField) -> None:
        """Not fewer than the fewest."""
        if field.data and self.fewest.data and field.data < self.fewest.data:
            raise ValidationError("Choose as many as at least, or more.")

    @property
    def seen_version(self) -> int:
        """The version that the trainer saw; 0, which there never is, for nonsense."""
        typed = self.version.data or ""
        return int(typed) if re.fullmatch("[0-9]{1,9}", typed) else 0

    def refuse_version(self, refusal: Refused, version: int) -> None:
        """Show a refusal; after one about a newer version the next press of the button replaces that."""
        if refusal.field == "version":
            self.version.data, refusal = str(version), Refused(refusal.sentence)
        self.refuse(refusal)

    @property
    def seconds_per_rep(self) -> int:
        """Seconds of one repetition, by the tempo where there is one."""
        return sum(map(int, self.tempo.data.split("-"))) if self.tempo.data else SECONDS_PER_REP

    def _has_a_dose(self) -> bool:
        """Whether the numbers agree with each other; otherwise the fault stands beside its field."""
        name, sentence = self._dose_fault()
        if name:
            self[name].errors = [*self[name].errors, sentence]
        return not name

    def _dose_fault(self) -> tuple[str, str]:
        """(name of the field, sentence), ("", "") for a sound dose."""
        needed = {"time": ("seconds",), "reps": ("reps",), "contract_relax": ("contract_s", "relax_s", "seconds")}
        for name in needed[self.mode.data]:
            if self[name].data is None:
                return name, "Type a number."
        if self.mode.data == "reps":
            work = self.reps.data * self.seconds_per_rep
            if not SHORTEST_S <= work <= LONGEST_S:
                return "reps", f"That makes {work} seconds a round. A round takes {SHORTEST_S} to {LONGEST_S}."
            return "", ""
        if self.mode.data == "contract_relax" and self.contract_s.data + self.relax_s.data > self.seconds.data:
            return "seconds", "One press and one relax take longer than this."
        if self.rest_s.data is not None and not self.hold_s.data:
            return "hold_s", "Type how long to hold, too."
        if (self.hold_s.data or 0) + (self.rest_s.data or 0) > self.seconds.data:
            return "seconds", "One hold and its rest take longer than this."
        return "", ""

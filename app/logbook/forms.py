"""How a client answers: the whole session in one tap, or exercise by exercise and side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from flask_babel.speaklater import LazyString
from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional, ValidationError

from app.core.forms import Form, PlainText, trimmed
from app.logbook.models import SessionLog, SkipReason
from app.logbook.rules import Answers, Line, LineAnswer, all_done

NOTE_LIMIT = 4000
ALL, SOME = "all", "some"
REASONS = (
    (SkipReason.PAIN.value, "Pain"),
    (SkipReason.TIME.value, "No time"),
    (SkipReason.FORGOT.value, "Forgot"),
    (SkipReason.UNWELL.value, "Felt unwell"),
    (SkipReason.EQUIPMENT.value, "No equipment"),
    (SkipReason.UNCLEAR.value, "Not clear how"),
)
_FORM_KEY = re.compile(r"[0-9a-f]{32}")


def unix_lines(value: Any) -> Any:
    """One character for a line end, as a person counts it; browsers send two."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


_SCORES = [SelectChoice(str(number), str(number)) for number in range(11)]


def number_or_none(value: Any) -> int | None:
    """A score as a number; nothing chosen is no answer, never zero."""
    return None if value in ("", None) else int(value)


def _reasons() -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in REASONS]


class NoteLimit:
    """Validator: a sentence with the count. No `maxlength` goes to the browser: it would cut a pasted text silently."""

    def __call__(self, form: Form, field: Any) -> None:
        if len(field.data or "") > NOTE_LIMIT:
            raise ValidationError(
                f"This note has {len(field.data):,} characters. Make it {NOTE_LIMIT:,} or shorter. "
                "All of it is still here."
            )


class ZeroToTen(RadioField):
    """One of eleven answers, or none. Nothing is ever preselected: blank is not zero."""

    def __init__(self, label: str | LazyString, **kwargs: Any) -> None:
        super().__init__(
            label,
            [Optional()],
            coerce=int,
            choices=[SelectChoice(str(number)) for number in range(11)],
            invalid_value_message="Choose a number from 0 to 10.",
            invalid_choice_message="Choose a number from 0 to 10.",
            **kwargs,
        )


class AnswerForm(Form):
    """What is asked about every session. `form_for` adds the lines of this one.

    `form_key` makes a repeated send the same answer; `advice_seen` is the version of the safety words already shown.
    """

    lines: tuple[Line, ...] = ()

    pain_before = ZeroToTen("Pain before you started")
    pain_after = ZeroToTen("Worst pain during the session")
    whole = RadioField(
        "What did you do?",
        [Optional()],
        choices=[SelectChoice(ALL, "Did it all"), SelectChoice(SOME, "Part of it")],
        invalid_choice_message="Choose one of the two.",
    )
    effort = ZeroToTen("How hard was the work?")
    note = TextAreaField("Anything else to say?", [PlainText(lines=True), NoteLimit()], filters=(trimmed, unix_lines))
    form_key = HiddenField()
    advice_seen = HiddenField()

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Check each field, then whether the parts fit together. A line left out needs its reason."""
        is_valid = super().validate(extra_validators)
        if not _FORM_KEY.fullmatch(self.form_key.data or ""):
            self.form_errors.append("This page is incomplete. Open the session again.")
            return False
        if self.whole.errors or not self._no_line_hurt_more():
            return False
        said = [line for line in self.lines if self._done(line).data is not None]
        if self.whole.data == ALL:
            return self._nothing_contradicts(said) and is_valid
        if not said and self.whole.data is None:
            return _fault(self.whole, "Tell us what you did: all of it, or part of it.")
        return self._lines_are_whole() and is_valid

    def answers(self) -> Answers:
        """What was said, after `validate`."""
        if self.whole.data == ALL:
            lines = {key: replace(one, pain=self._pain(key).data) for key, one in all_done(self.lines).items()}
        else:
            lines = {line.key: self._line_answer(line) for line in self.lines}
        return Answers(
            lines=lines,
            pain_before=self.pain_before.data,
            pain_after=self.pain_after.data,
            effort=self.effort.data,
            note=self.note.data or "",
        )

    @property
    def shows_lines(self) -> bool:
        """Whether the part about single exercises stands open: something is said there, or has to be."""
        has_line = any(
            self._done(line).data is not None or self._done(line).errors or self._pain(line.key).data is not None
            for line in self.lines
        )
        return bool(self.whole.data == SOME or has_line)

    def _done(self, line: Line) -> Any:
        return self[f"done_{line.key}"]

    def _reason(self, line: Line) -> Any:
        return self[f"reason_{line.key}"]

    def _pain(self, key: str) -> Any:
        return self[f"pain_{key}"]

    def _line_answer(self, line: Line) -> LineAnswer:
        done = self._done(line).data
        reason = self._reason(line).data
        pain = self._pain(line.key).data if done else None
        return LineAnswer(done, SkipReason(reason) if reason and done < line.units else None, pain)

    def _nothing_contradicts(self, said: Iterable[Line]) -> bool:
        """All of it, and yet a line left out? Both may be a slip of the thumb, so we ask."""
        if all(self._done(line).data == line.units for line in said):
            return True
        return _fault(self.whole, "You also said that something was left out. Choose “Part of it”, or change it below.")

    def _no_line_hurt_more(self) -> bool:
        """The worst pain of the session is not less than the pain of a part of it."""
        worst, fits = self.pain_after.data, True
        for line in self.lines:
            pain = self._pain(line.key)
            if pain.errors:
                fits = False
            elif worst is not None and pain.data is not None and pain.data > worst:
                fits = _fault(pain, f"You chose {worst} for the worst pain of the session. Change one of the two.")
        return fits

    def _lines_are_whole(self) -> bool:
        is_whole = True
        for line in self.lines:
            done, reason = self._done(line), self._reason(line)
            if done.errors or reason.errors:
                is_whole = False
            elif done.data is None:
                is_whole = _fault(done, "Choose how much of this you did.")
            elif done.data == 0 and not reason.data:
                is_whole = _fault(reason, "Choose what got in the way.")
        return is_whole


class MorningForm(Form):
    """How it feels the morning after."""

    pain = ZeroToTen("Pain this morning")

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """One number. Who has none to give just leaves the page."""
        is_valid = bool(super().validate(extra_validators))
        if is_valid and self.pain.data is None:
            return _fault(self.pain, "Choose a number from 0 to 10.")
        return is_valid


class SkipForm(Form):
    """Not today: one reason for the whole session."""

    reason = RadioField(
        "What got in the way?",
        [InputRequired("Choose what got in the way. Any answer is fine.")],
        choices=_reasons(),
        invalid_choice_message="Choose one from the list.",
    )
    form_key = HiddenField()

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """A reason, and the key that makes a repeated send the same answer."""
        is_valid = super().validate(extra_validators)
        if not _FORM_KEY.fullmatch(self.form_key.data or ""):
            self.form_errors.append("This page is incomplete. Open the session again.")
            return False
        return bool(is_valid)


def form_for(lines: Iterable[Line], **kwargs: Any) -> AnswerForm:
    """The form of one session. `kwargs` go to WTForms (`data=...` to show what is stored)."""
    lines = tuple(lines)
    fields: dict[str, Any] = {"lines": lines}
    for line in lines:
        fields[f"done_{line.key}"] = RadioField(
            line.label,
            [Optional()],
            coerce=int,
            choices=_amounts(line.units),
            invalid_value_message="Choose one of the answers.",
            invalid_choice_message="Choose one of the answers.",
        )
        fields[f"reason_{line.key}"] = SelectField(
            f"What got in the way: {line.label}",
            [Optional()],
            choices=[SelectChoice("", "If not all: what got in the way?"), *_reasons()],
            invalid_choice_message="Choose a reason from the list.",
        )
        fields[f"pain_{line.key}"] = SelectField(
            f"Pain while doing it: {line.label}",
            [Optional()],
            coerce=number_or_none,
            invalid_value_message="Choose a number from 0 to 10.",
            choices=[SelectChoice("", "Pain while doing it? Only if you like."), *_SCORES],
            invalid_choice_message="Choose a number from 0 to 10.",
        )
    form_class = type("SessionAnswerForm", (AnswerForm,), fields)
    return form_class(**kwargs)  # type: ignore[no-any-return]


def stored(log: SessionLog) -> dict[str, Any]:
    """A stored answer as the form's data."""
    data: dict[str, Any] = {
        "pain_before": log.pain_before,
        "pain_after": log.pain_after,
        "effort": log.effort,
        "note": log.note,
        "form_key": log.form_key,
        "whole": ALL if log.done_units >= log.prescribed_units else SOME,
    }
    for item in log.items:
        key = f"{item.prescription_item_id}_{item.side}"
        data[f"pain_{key}"] = item.pain
        if data["whole"] == SOME:
            data[f"done_{key}"] = item.done_units
            data[f"reason_{key}"] = item.skip_reason or ""
    return data


def _amounts(rounds: int) -> list[SelectChoice]:
    """One tap for the usual answers: "All 3", "2", "1", "None"."""
    if rounds == 1:
        return [SelectChoice("1", "Done"), SelectChoice("0", "Left out")]
    between = (SelectChoice(str(number)) for number in range(rounds - 1, 0, -1))
    return [SelectChoice(str(rounds), f"All {rounds}"), *between, SelectChoice("0", "None")]


def _fault(field: Any, sentence: str) -> bool:
    """Put a sentence beside a field. Always False, so that a check can return it."""
    field.errors = [*field.errors, sentence]
    return False

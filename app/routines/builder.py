"""The builder's page as it stands: the form, the draft with its exercises, the library beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from app.core.forms import searched
from app.exercises.browse import LONGEST_SEARCH, Browse
from app.exercises.dose import Dose, dose_of_content, dose_words
from app.exercises.models import Exercise
from app.exercises.queries import list_library, map_exercises
from app.exercises.search import Filters
from app.routines.draft import FULL, Draft, DraftLine
from app.routines.forms import RoutineForm
from app.routines.shape import Shape, shape_of


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the draft with its exercise."""

    line: DraftLine
    exercise: Exercise

    @property
    def kind(self) -> str:
        """As the exercise has it."""
        return self.exercise.kind

    @property
    def laterality(self) -> str:
        """As the exercise has it."""
        return self.exercise.laterality

    @property
    def group(self) -> str:
        """As the exercise has it."""
        return self.exercise.group

    @property
    def dose(self) -> Dose:
        """The dose of one side in one round. Only lines whose fields can be kept are counted."""
        return self.line.dose or Dose()

    @property
    def dose_words(self) -> str:
        """The dose as people read it, "" as long as it cannot be kept."""
        return dose_words(self.line.dose, self.laterality) if self.line.dose else ""


@dataclass(slots=True)
class Builder:
    """Everything the page shows. `faults` are (id of the field, sentence) pairs for the top of the page."""

    form: RoutineForm
    draft: Draft
    browse: Browse
    exercises: dict[int, Exercise]
    faults: list[tuple[str, str]] = field(default_factory=list)
    wants_save: bool = False
    touched_id: int | None = None

    @property
    def rows(self) -> list[Row]:
        """The lines in order."""
        return [Row(line, self.exercises[line.exercise_id]) for line in self.draft.lines]

    @property
    def shape(self) -> Shape:
        """Minutes and drawing of what can be counted."""
        return shape_of([row for row in self.rows if row.line.dose], self.form.chosen_rounds)

    def is_open(self, shelf: list[Exercise]) -> bool:
        """Whether a group stands open: where something is asked for, and where an exercise was pressed last."""
        return self.browse.filters.are_set or any(exercise.id == self.touched_id for exercise in shelf)

    @property
    def keys(self) -> dict[int, int]:
        """The line of each exercise in the draft, by exercise number."""
        return {line.exercise_id: line.key for line in reversed(self.draft.lines)}

    @property
    def to_check(self) -> list[str]:
        """The exercises that want the trainer's word for each person."""
        return [row.exercise.name for row in self.rows if row.exercise.content.get("requires_opt_in")]

    def press(self, sent: Mapping[str, str]) -> None:
        """Do what the pressed button says: add, remove, up, down, drop or look; "save" is left to the caller.

        "drop" takes out a filter of the library, or "all"; "look" looks for the name it carries.
        """
        self.wants_save = "save" in sent
        self._look(sent)
        exercise = next((one for one in self.browse.library if one.id == _number(sent.get("add"))), None)
        if exercise is not None:
            self.touched_id = exercise.id
            if not self.draft.add(exercise.id, dose_of_content(exercise.content["dose"])):
                self.faults.append(("tray", FULL))
        if (key := _number(sent.get("remove"))) is not None:
            self.touched_id = self.draft.remove(key)
        for name, by in (("up", -1), ("down", 1)):
            if (key := _number(sent.get(name))) is not None:
                self.draft.move(key, by)

    def _look(self, sent: Mapping[str, str]) -> None:
        filters = self.browse.filters
        if "look" in sent:
            filters = Filters(words=searched(sent["look"], most=LONGEST_SEARCH))
        elif "drop" in sent:
            filters = Filters() if sent["drop"] == "all" else filters.less(sent["drop"])
        if filters != self.browse.filters:
            self.form.q.data = filters.words
            self.browse = Browse(self.browse.library, filters)

    def validate(self) -> bool:
        """Whether it can be saved; otherwise `faults` says why, in the order of the page."""
        self.form.validate_on_submit()
        self.faults = [(name, sentence) for name, errors in self.form.errors.items() if name for sentence in errors]
        self.faults += [("", sentence) for sentence in self.form.form_errors]
        if self.draft.fault():
            self.faults.append(("tray", self.draft.fault()))
        for row in self.rows:
            for name, sentence in row.line.faults.items():
                self.faults.append((f"{name}-{row.line.key}", f"{row.exercise.name}: {sentence}"))
        return not self.faults


def load_builder(practice_id: int, form: RoutineForm, draft: Draft, sent: MultiDict[str, str] | None = None) -> Builder:
    """Put a page together, without lines of exercises the practice may not see. One query, two with retired ones.

    `sent` is what the page sent, for the filters of the library beside it.
    """
    library = list_library(practice_id)
    exercises = {exercise.id: exercise for exercise in library}
    missing = {line.exercise_id for line in draft.lines} - exercises.keys()
    if missing:
        exercises |= map_exercises(practice_id, missing)
    draft.keep(exercises)
    asked: MultiDict[str, str] = sent if sent is not None else MultiDict()
    words = searched(form.q.data or "", most=LONGEST_SEARCH)
    return Builder(form, draft, Browse.read(library, asked.get, asked.getlist, words), exercises)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None

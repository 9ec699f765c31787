"""The builder's page as it stands: the form, the draft with its exercises, the library beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from werkzeug.datastructures import MultiDict

from app.core.forms import searched
from app.core.words import count
from app.exercises.browse import LONGEST_SEARCH, Browse
from app.exercises.dose import Dose, DoseMode, contract_relax_cycles, dose_of_content, dose_words
from app.exercises.models import Exercise
from app.exercises.queries import list_library, map_exercises
from app.exercises.search import Filters
from app.exercises.words import CAUTION_LABELS, KINDS, suits
from app.practices.models import Membership
from app.routines.draft import FULL, MOST, Draft, DraftLine
from app.routines.forms import RoutineForm
from app.routines.people import Person, list_people
from app.routines.shape import Shape, shape_of
from app.routines.starting import Start, equipment_choices, fill
from app.routines.typed import LONGEST_S, SHORTEST_S, STEP_S, number


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

    @property
    def left_over_s(self) -> int:
        """Seconds of the slot that hold no whole press and relax; 0 in any other mode."""
        dose = self.dose
        if dose.mode is not DoseMode.CONTRACT_RELAX:
            return 0
        return contract_relax_cycles(dose.seconds, dose.contract_s, dose.relax_s).left_over_s

    def unsuited(self, cautions: Iterable[str]) -> list[str]:
        """Which of these cautions speak against the exercise, in words."""
        return [CAUTION_LABELS[tag] for tag in cautions if not suits(self.exercise.content, [tag])]


@dataclass(slots=True)
class Builder:
    """Everything the page shows. `faults` are (id of the field, sentence) pairs for the top of the page.

    `said` is what the last press did to many lines at once, and `undo` takes it back: "3:60,4:45" are the seconds
    that stood in these lines before.
    """

    form: RoutineForm
    draft: Draft
    browse: Browse
    exercises: dict[int, Exercise]
    people: list[Person]
    start: Start = field(default_factory=Start)
    bulk_kind: str = ""
    bulk_seconds: str = ""
    said: list[str] = field(default_factory=list)
    undo: str = ""
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
        return shape_of(
            [row for row in self.rows if row.line.dose], self.form.chosen_rounds, limit_minutes=self.limit_minutes
        )

    @property
    def person(self) -> Person | None:
        """Whose day the routine is measured against, if anybody's."""
        return next((one for one in self.people if str(one.id) == self.form.person.data), None)

    @property
    def limit_minutes(self) -> int | None:
        """The minutes of that person's day."""
        return self.person.minutes if self.person else None

    @property
    def equipment(self) -> list[tuple[str, str]]:
        """What may be missing, for a start from muscle groups."""
        return equipment_choices(self.browse.library)

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
        """Do what the pressed button says: add, remove, up, down, fill, bulk, undo, drop, look; "save" is the caller's.

        "drop" takes out a filter of the library, or "all"; "look" looks for the name it carries. "save" with nothing in
        the tray but groups ticked fills it first.
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
        if "fill" in sent or (self.wants_save and self.start.groups and not self.draft.lines):
            self._fill()
        if "bulk" in sent:
            self._set_all()
        if "undo" in sent:
            pairs = (pair.partition(":") for pair in sent["undo"].split(",")[:MOST])
            self.draft.restore_seconds(
                (int(key), seconds[:10]) for key, _, seconds in pairs if _number(key) is not None
            )

    def _fill(self) -> None:
        if self.start.faults:
            self.faults += self.start.faults
            return
        filled = fill(self.browse.library, self.start)
        self.draft = Draft.of(filled.items)
        self.said = filled.gaps
        if not (self.form.name.data or "").strip():
            self.form.name.data = self.start.name
        # What a draft was made to suit is watched from now on.
        tags = {*self.browse.filters.without, *self.start.avoid}
        without = tuple(tag for tag in CAUTION_LABELS if tag in tags)
        self.browse = Browse(self.browse.library, replace(self.browse.filters, without=without))

    def _set_all(self) -> None:
        seconds = number(self.bulk_seconds, SHORTEST_S, LONGEST_S)
        if seconds is None or seconds % STEP_S:
            self.faults.append(("bulk-seconds", f"Type {SHORTEST_S} to {LONGEST_S} seconds, in steps of {STEP_S}."))
            return
        rows = {row.line.key: row for row in self.rows if self.bulk_kind in ("", row.kind)}
        before, stays = self.draft.set_seconds(rows, str(seconds))
        self.said = [f"{count(len(before), 'exercise')} now at {seconds} s."] if before else ["No exercise changed."]
        self.said += [f"{rows[key].exercise.name} stays as it is." for key in stays]
        self.undo = ",".join(f"{key}:{old}" for key, old in before.items())

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


def load_builder(
    membership: Membership, form: RoutineForm, draft: Draft, sent: MultiDict[str, str] | None = None
) -> Builder:
    """Put a page together, without lines of exercises the practice may not see. Two queries, three with retired ones.

    `sent` is what the page sent, for the filters of the library beside it.
    """
    practice_id = membership.practice_id
    library = list_library(practice_id)
    exercises = {exercise.id: exercise for exercise in library}
    missing = {line.exercise_id for line in draft.lines} - exercises.keys()
    if missing:
        exercises |= map_exercises(practice_id, missing)
    draft.keep(exercises)
    asked: MultiDict[str, str] = sent if sent is not None else MultiDict()
    words = searched(form.q.data or "", most=LONGEST_SEARCH)
    kind = asked.get("bulk_kind", "")
    return Builder(
        form,
        draft,
        Browse.read(library, asked.get, asked.getlist, words),
        exercises,
        list_people(membership),
        start=Start.read(asked.get, asked.getlist),
        bulk_kind=kind if kind in KINDS else "",
        bulk_seconds=asked.get("bulk_seconds", "").strip()[:10],
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None

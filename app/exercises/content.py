"""The catalogue as it stands in `content/`: its schemas, and the loaders that check each file and every link.

Pure: reads the folder it is given, knows neither the database nor Flask. How a file is read, and how a broken one says
so, is the business of `files`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, StringConstraints, model_validator

from app.exercises.files import Content, Entry, Found, Slug, broken, read_file, read_folder
from app.exercises.files import ContentError as ContentError

Group = Literal["lats", "core", "glutes", "hamstrings"]
Kind = Literal["smr", "stretch", "strength", "mobility"]
Position = Literal[
    "standing", "half-kneeling", "kneeling", "quadruped", "prone", "supine", "side-lying", "seated",
    "long-sit",
]  # fmt: skip
Laterality = Literal["bilateral", "unilateral", "alternating"]
DoseMode = Literal["time", "reps", "contract_relax"]
Source = Literal["seed", "library"]
Equipment = Literal[
    "foam-roller", "ball", "mat", "dumbbell", "dumbbells", "bench", "mini-band", "strap", "chair", "step",
    "kettlebell", "kettlebells", "barbell", "dowel", "wall",
]  # fmt: skip
Contraindication = Literal[
    "pregnancy_any", "pregnancy_t2plus", "prone_intolerant", "recent_surgery", "osteoporosis", "knee_pain",
    "shoulder_pain", "hernia_or_abdominal",
]  # fmt: skip

GROUP_LABELS: Mapping[Group, str] = {
    "lats": "Lats",
    "core": "Core",
    "glutes": "Glutes",
    "hamstrings": "Hamstrings & adductors",
}

SECONDS_PER_REP = 4
"""Time of one repetition that names no tempo; the same number as in the dose calculator."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=240, pattern=r"^\S(.*\S)?$")]
Lines = Annotated[tuple[Line, ...], Field(min_length=1)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^\S(.*\S)?$")]
WorkSeconds = Annotated[int, Field(strict=True, ge=5, le=600)]
Seconds = Annotated[int, Field(strict=True, ge=1, le=600)]
Count = Annotated[int, Field(strict=True, ge=1, le=100)]
Rounds = Annotated[int, Field(strict=True, ge=1, le=6)]
Flag = Annotated[bool, Field(strict=True)]
Tempo = Annotated[str, StringConstraints(pattern=r"^\d{1,2}-\d{1,2}-\d{1,2}-\d{1,2}$")]


class DoseContent(Content):
    """What one round asks of one side; every `*_s` and `seconds` is whole seconds.

    `seconds` is the work of one side in one round, whatever the mode, so that minutes can be counted without
    knowing the mode. `reps` belongs to mode `reps`, `contract_s` and `relax_s` to mode `contract_relax`.
    `hold_s` and `rest_s` cut the seconds into holds with pauses: 60 s with hold 10 and rest 5 is four holds.
    `tempo` is lower-pause-lift-pause in seconds, such as "3-2-3-0". `rounds` is the fewest and the most
    rounds a plan gives.
    """

    mode: DoseMode
    seconds: WorkSeconds
    reps: Count | None = None
    contract_s: Seconds | None = None
    relax_s: Seconds | None = None
    hold_s: Seconds | None = None
    rest_s: Annotated[int, Field(strict=True, ge=0, le=120)] | None = None
    tempo: Tempo | None = None
    rounds: tuple[Rounds, Rounds]

    @property
    def seconds_per_rep(self) -> int:
        """Seconds of one repetition: the sum of the tempo, or SECONDS_PER_REP where no tempo is given."""
        return sum(map(int, self.tempo.split("-"))) if self.tempo else SECONDS_PER_REP

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        if self.rounds[0] > self.rounds[1]:
            raise broken("rounds", "must name the smaller number first")
        for name, mode in (("reps", "reps"), ("contract_s", "contract_relax"), ("relax_s", "contract_relax")):
            given = getattr(self, name) is not None
            if given and self.mode != mode:
                raise broken(name, f"belongs to mode {mode}, and to no other")
            if self.mode == mode and not given:
                raise broken(name, f"is missing in a dose of mode {mode}")
        if self.rest_s is not None and self.hold_s is None:
            raise broken("rest_s", "needs a hold_s beside it")
        if self.reps is not None and self.seconds != (work := self.reps * self.seconds_per_rep):
            raise broken("seconds", f"must be {work}: {self.reps} reps of {self.seconds_per_rep} s")
        for name, cycle in (
            ("relax_s", (self.contract_s or 0) + (self.relax_s or 0)),
            ("hold_s", (self.hold_s or 0) + (self.rest_s or 0)),
        ):
            if cycle > self.seconds:
                raise broken(name, f"makes one turn of {cycle} s, longer than the {self.seconds} s of work")
        return self


class VariationContent(Content):
    """An easier or a harder way: what to do, and the id of the exercise it leads to where there is one."""

    text: Line
    exercise: Slug | None = None


class ExerciseContent(Entry):
    """One exercise of the catalogue, the whole of `content/exercises/<id>.yaml`.

    `equipment` is what the set-up takes. `cues[0]` is the one cue a player screen shows. `contraindications`
    are tags to filter by, `cautions` the same in words for a client. `stop_if` holds what is special to this
    exercise; the stop signs that hold for every exercise are not repeated. `requires_opt_in` means that a
    trainer allows it for each client by name.
    """

    name: Name
    synonyms: tuple[Name, ...]
    groups: Annotated[tuple[Group, ...], Field(min_length=1)]
    targets: Lines
    kind: Kind
    equipment: tuple[Equipment, ...]
    position: Position
    laterality: Laterality
    dose: DoseContent
    summary: Line
    setup: Lines
    cues: Lines
    mistakes: Lines
    easier: tuple[VariationContent, ...]
    harder: tuple[VariationContent, ...]
    stop_if: Lines
    cautions: tuple[Line, ...]
    contraindications: tuple[Contraindication, ...]
    why: Line
    notes_for_trainer: tuple[Line, ...]
    requires_opt_in: Flag
    source: Source
    version: Count

    @property
    def sides(self) -> int:
        """How often one round repeats the dose: 2 if unilateral; an alternating exercise shares one slot."""
        return 2 if self.laterality == "unilateral" else 1


class RoutineItemContent(Content):
    """One line of a routine: an exercise id and the seconds of work per side in one round."""

    exercise: Slug
    seconds: WorkSeconds


class RoutineContent(Entry):
    """A ready routine, the whole of `content/routines/<id>.yaml`; `rounds` counts all passes through it.

    `order_note` is a soft warning for the trainer where the order differs from release, stretch, strengthen.
    `summary` is read by the client too: it is offered as the note of a plan.
    """

    name: Name
    summary: Line
    rounds: Rounds
    items: Annotated[tuple[RoutineItemContent, ...], Field(min_length=1)]
    order_note: Line | None = None
    notes_for_trainer: tuple[Line, ...] = ()
    source: Source
    version: Count


class SubstituteContent(Content):
    """What does instead of a piece of equipment: `use` names it, `how` says how, `caution` what to mind.

    `equipment` is the piece it is, where it is one of the list. `not_for` names exercises it does not suit.
    """

    use: Name
    how: Line
    caution: Line | None = None
    equipment: Equipment | None = None
    not_for: tuple[Slug, ...] = ()


class PieceContent(Content):
    """A piece of equipment: how a list names it, the question that opens its substitutes, what it is for.

    `instead` stands in the order to try them in.
    """

    label: Name
    missing: Name
    purpose: Line
    instead: Annotated[tuple[SubstituteContent, ...], Field(min_length=1)]


class EquipmentContent(Content):
    """The whole of `content/equipment.yaml`: every piece an exercise may name."""

    pieces: dict[Equipment, PieceContent]


def find_exercises(folder: Path) -> Found[ExerciseContent]:
    """Every exercise under `folder`, sorted by id, and every fault.

    A fault is a file that cannot be read or does not fit the schema, whose name is not its id, or whose id or name
    another file has; and an easier or harder way that leads to itself or to no exercise.
    """
    found = read_folder(folder, ExerciseContent)
    return Found(found.entries, [*found.faults, *_faults_of(found.entries, found.ids)], found.ids)


def load_exercises(folder: Path) -> list[ExerciseContent]:
    """Return every exercise under `folder`, sorted by id. Raises ContentError with what find_exercises finds faulty."""
    return find_exercises(folder).all_or_raise()


def find_routines(folder: Path, exercise_ids: Collection[str]) -> Found[RoutineContent]:
    """Every routine under `folder`, sorted by id, and every fault; an item that names no known exercise is one."""
    found = read_folder(folder, RoutineContent)
    links = [
        f'{routine.id}.yaml: items, entry {at}, exercise points to "{item.exercise}", which does not exist.'
        for routine in found.entries
        for at, item in enumerate(routine.items, start=1)
        if item.exercise not in exercise_ids
    ]
    return Found(found.entries, [*found.faults, *links], found.ids)


def load_routines(folder: Path, exercises: Iterable[ExerciseContent]) -> list[RoutineContent]:
    """Return every routine under `folder`, sorted by id, each item being one of `exercises`. Raises ContentError."""
    return find_routines(folder, {exercise.id for exercise in exercises}).all_or_raise()


def load_equipment(path: Path, exercise_ids: Collection[str] | None = None) -> Mapping[str, PieceContent]:
    """Return every piece of equipment by its key, in the order of the file; each key an exercise may name is there.

    Raises ContentError also for a substitute that is the piece itself, and, where `exercise_ids` are given, for one
    that does not suit an exercise nobody knows.
    """
    pieces = read_file(path, EquipmentContent).pieces
    faults = [f"{path.name}: pieces, {key} is missing." for key in get_args(Equipment) if key not in pieces]
    for key, piece in pieces.items():
        for at, way in enumerate(piece.instead, start=1):
            where = f"{path.name}: pieces, {key}, instead, entry {at}"
            if way.equipment == key:
                faults.append(f"{where}, equipment points to the piece itself.")
            unknown = [slug for slug in way.not_for if exercise_ids is not None and slug not in exercise_ids]
            faults += [f'{where}, not_for points to "{slug}", which does not exist.' for slug in unknown]
    if faults:
        raise ContentError(*faults)
    return {str(key): piece for key, piece in pieces.items()}


def _faults_of(exercises: Sequence[ExerciseContent], known: Collection[str]) -> Iterator[str]:
    names: dict[str, str] = {}
    for exercise in exercises:
        first = names.setdefault(exercise.name.casefold(), exercise.id)
        if first != exercise.id:
            yield f'{exercise.id}.yaml: name "{exercise.name}" stands in {first}.yaml too.'
        for field, variations in (("easier", exercise.easier), ("harder", exercise.harder)):
            for at, variation in enumerate(variations, start=1):
                where = f"{exercise.id}.yaml: {field}, entry {at}, exercise"
                if variation.exercise == exercise.id:
                    yield f"{where} points to the exercise itself."
                elif variation.exercise is not None and variation.exercise not in known:
                    yield f'{where} points to "{variation.exercise}", which does not exist.'

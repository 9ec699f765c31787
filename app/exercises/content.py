"""The exercise catalogue as it stands in `content/`: its schema, and the loader that checks each file.

Pure: reads the folder it is given, knows neither the database nor Flask. A broken file gets one sentence that
names the file and the field, because its reader is the person who wrote the text, not a programmer.
"""

from collections.abc import Hashable, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

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

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=240, pattern=r"^\S(.*\S)?$")]
Lines = Annotated[tuple[Line, ...], Field(min_length=1)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^\S(.*\S)?$")]
WorkSeconds = Annotated[int, Field(strict=True, ge=5, le=600)]
Seconds = Annotated[int, Field(strict=True, ge=1, le=600)]
Count = Annotated[int, Field(strict=True, ge=1, le=100)]
Rounds = Annotated[int, Field(strict=True, ge=1, le=6)]
Flag = Annotated[bool, Field(strict=True)]
Tempo = Annotated[str, StringConstraints(pattern=r"^\d{1,2}-\d{1,2}-\d{1,2}-\d{1,2}$")]


class ContentError(Exception):
    """A file under `content/` cannot be used; the message is one sentence naming the file and the field."""


class _Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DoseContent(_Content):
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
            raise _broken("rounds", "must name the smaller number first")
        for name, mode in (("reps", "reps"), ("contract_s", "contract_relax"), ("relax_s", "contract_relax")):
            given = getattr(self, name) is not None
            if given and self.mode != mode:
                raise _broken(name, f"belongs to mode {mode}, and to no other")
            if self.mode == mode and not given:
                raise _broken(name, f"is missing in a dose of mode {mode}")
        if self.rest_s is not None and self.hold_s is None:
            raise _broken("rest_s", "needs a hold_s beside it")
        if self.reps is not None and self.seconds != (work := self.reps * self.seconds_per_rep):
            raise _broken("seconds", f"must be {work}: {self.reps} reps of {self.seconds_per_rep} s")
        for name, cycle in (
            ("relax_s", (self.contract_s or 0) + (self.relax_s or 0)),
            ("hold_s", (self.hold_s or 0) + (self.rest_s or 0)),
        ):
            if cycle > self.seconds:
                raise _broken(name, f"makes one turn of {cycle} s, longer than the {self.seconds} s of work")
        return self


class VariationContent(_Content):
    """An easier or a harder way: what to do, and the id of the exercise it leads to where there is one."""

    text: Line
    exercise: Slug | None = None


class ExerciseContent(_Content):
    """One exercise of the catalogue, the whole of `content/exercises/<id>.yaml`.

    `equipment` is what the set-up takes. `cues[0]` is the one cue a player screen shows. `contraindications`
    are tags to filter by, `cautions` the same in words for a client. `stop_if` holds what is special to this
    exercise; the stop signs that hold for every exercise are not repeated. `requires_opt_in` means that a
    trainer allows it for each client by name.
    """

    id: Slug
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


class RoutineItemContent(_Content):
    """One line of a routine: an exercise id and the seconds of work per side in one round."""

    exercise: Slug
    seconds: WorkSeconds


class RoutineContent(_Content):
    """A ready routine, the whole of `content/routines/<id>.yaml`; `rounds` counts all passes through it.

    `order_note` is a soft warning for the trainer where the order differs from release, stretch, strengthen.
    """

    id: Slug
    name: Name
    summary: Line
    rounds: Rounds
    items: Annotated[tuple[RoutineItemContent, ...], Field(min_length=1)]
    order_note: Line | None = None
    notes_for_trainer: tuple[Line, ...] = ()
    source: Source
    version: Count


C = TypeVar("C", ExerciseContent, RoutineContent)


def load_exercises(folder: Path) -> list[ExerciseContent]:
    """Return every exercise under `folder`, sorted by id.

    Raises ContentError for the first file that cannot be read or does not fit the schema, whose name is not
    its id, or whose id or name another file has; and for an easier or harder way that leads to itself or to
    no exercise.
    """
    exercises = _load(folder, ExerciseContent)
    known = {exercise.id for exercise in exercises}
    names: dict[str, str] = {}
    for exercise in exercises:
        first = names.setdefault(exercise.name.casefold(), exercise.id)
        if first != exercise.id:
            raise ContentError(f'{exercise.id}.yaml: name "{exercise.name}" stands in {first}.yaml too.')
        for field, variations in (("easier", exercise.easier), ("harder", exercise.harder)):
            for at, variation in enumerate(variations, start=1):
                where = f"{exercise.id}.yaml: {field}, entry {at}, exercise"
                if variation.exercise == exercise.id:
                    raise ContentError(f"{where} points to the exercise itself.")
                if variation.exercise is not None and variation.exercise not in known:
                    raise ContentError(f'{where} points to "{variation.exercise}", which does not exist.')
    return exercises


def load_routines(folder: Path, exercises: Iterable[ExerciseContent]) -> list[RoutineContent]:
    """Return every routine under `folder`, sorted by id, each item being one of `exercises`.

    Raises ContentError as load_exercises does, and for an item that names no known exercise.
    """
    known = {exercise.id for exercise in exercises}
    routines = _load(folder, RoutineContent)
    for routine in routines:
        for at, item in enumerate(routine.items, start=1):
            if item.exercise not in known:
                where = f"{routine.id}.yaml: items, entry {at}, exercise"
                raise ContentError(f'{where} points to "{item.exercise}", which does not exist.')
    return routines


def _load(folder: Path, schema: type[C]) -> list[C]:
    """Read and check each .yaml or .yml file under `folder`, sub-folders included."""
    if not folder.is_dir():
        raise ContentError(f"{folder}: this content folder does not exist.")
    found: dict[str, tuple[Path, C]] = {}
    for path in sorted(path for path in folder.rglob("*.y*ml") if path.suffix in {".yaml", ".yml"}):
        entry = _parse(path, schema)
        if entry.id in found:
            other = found[entry.id][0].relative_to(folder)
            raise ContentError(f'{path.relative_to(folder)}: id "{entry.id}" stands in {other} too.')
        found[entry.id] = (path, entry)
    return [found[id][1] for id in sorted(found)]


def _parse(path: Path, schema: type[C]) -> C:
    try:
        raw = _UniqueKeyLoader(path.read_bytes()).get_single_data()
    except yaml.MarkedYAMLError as error:
        line = f" near line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise ContentError(f"{path.name}: cannot be read as YAML{line}: {error.problem}.") from error
    except yaml.YAMLError as error:
        raise ContentError(f"{path.name}: cannot be read as text in UTF-8.") from error
    if not isinstance(raw, dict):
        raise ContentError(f"{path.name}: must hold fields with values, such as id and name.")
    try:
        entry = schema.model_validate(raw)
    except ValidationError as error:
        raise ContentError(f"{path.name}: {_sentence(error.errors()[0])}") from error
    if entry.id != path.stem:
        raise ContentError(f'{path.name}: id "{entry.id}" must be the file name without its ending.')
    return entry


class _UniqueKeyLoader(yaml.SafeLoader):
    """Plain YAML keeps the last of two equal keys and says nothing; a second `cues:` would hide the first."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise yaml.MarkedYAMLError(problem=f'"{key.value}" stands twice', problem_mark=key.start_mark)
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


def _broken(field: str, problem: str) -> PydanticCustomError:
    return PydanticCustomError("content", "{problem}", {"field": field, "problem": problem})


_PROBLEMS: Mapping[str, str] = {
    "missing": "is missing",
    "extra_forbidden": "is not a known field",
    "content": "{problem}",
    "literal_error": "must be {expected}, not {input}",
    "string_pattern_mismatch": "has the wrong form: {input}",
    "too_short": "must have at least one entry",
    "too_long": "must have at most {max_length} entries",
    "string_too_short": "must not be empty",
    "string_too_long": "must have at most {max_length} characters",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "string_type": "must be text, not {input}",
    "int_type": "must be a whole number, not {input}",
    "bool_type": "must be true or false, not {input}",
    "tuple_type": "must be a list, not {input}",
    "model_type": "must be a group of fields, not {input}",
}


def _sentence(error: ErrorDetails) -> str:
    """Turn one validation error into a sentence that starts with the field: "dose, seconds must be ..."."""
    context = {**error.get("ctx", {})}
    steps = [*error["loc"], *([context["field"]] if error["type"] == "content" else [])]
    field = ", ".join(f"entry {step + 1}" if isinstance(step, int) else step for step in steps)
    context["input"] = "empty" if error["input"] is None else f'"{error["input"]}"'
    context["expected"] = context.get("expected", "").replace("'", "")
    problem = _PROBLEMS.get(error["type"], "cannot be used").format_map(context)
    return f"{field} {problem}."

"""Reading files of `content/`: YAML into a checked shape, every problem in one sentence that names file and field.

Pure: reads the folder it is given, knows neither the database nor Flask. The reader of a problem is the person who
wrote the text, not a programmer.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Generic, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]


class ContentError(Exception):
    """Files under `content/` cannot be used. `faults` are sentences that name file and field; the text is the first."""

    def __init__(self, *faults: str) -> None:
        super().__init__(*faults)
        self.faults = faults

    def __str__(self) -> str:
        return self.faults[0]


class Content(BaseModel):
    """A part of a file: cannot be changed, and takes no field it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Entry(Content):
    """The whole of a file, whose name is its `id`."""

    id: Slug


C = TypeVar("C", bound=Content)
E = TypeVar("E", bound=Entry)


@dataclass(frozen=True, slots=True)
class Found(Generic[E]):
    """What a folder holds: the sound entries by id, the faults of the rest, and the ids of both.

    A link to an entry that is there but broken is no second fault, so `ids` counts it.
    """

    entries: list[E]
    faults: list[str]
    ids: frozenset[str]

    def all_or_raise(self) -> list[E]:
        """The entries, when there is no fault; else raises ContentError with all of them."""
        if self.faults:
            raise ContentError(*self.faults)
        return self.entries


def broken(field: str, problem: str) -> PydanticCustomError:
    """What a validator raises for a rule between fields; the sentence becomes "<field> <problem>."."""
    return PydanticCustomError("content", "{problem}", {"field": field, "problem": problem})


def read_folder(folder: Path, schema: type[E]) -> Found[E]:
    """Read and check each .yaml or .yml file under `folder`, sub-folders included."""
    if not folder.is_dir():
        return Found([], [f"{folder}: this content folder does not exist."], frozenset())
    first: dict[str, Path] = {}
    entries: list[E] = []
    faults: list[str] = []
    paths = sorted(path for path in folder.rglob("*.y*ml") if path.suffix in {".yaml", ".yml"})
    for path in paths:
        try:
            entry = read_file(path, schema)
        except ContentError as error:
            faults += error.faults
            continue
        if entry.id != path.stem:
            faults.append(f'{path.name}: id "{entry.id}" must be the file name without its ending.')
        elif entry.id in first:
            other = first[entry.id].relative_to(folder)
            faults.append(f'{path.relative_to(folder)}: id "{entry.id}" stands in {other} too.')
        else:
            first[entry.id] = path
            entries.append(entry)
    ids = frozenset(first) | {path.stem for path in paths}
    return Found(sorted(entries, key=lambda entry: entry.id), faults, ids)


def read_file(path: Path, schema: type[C]) -> C:
    """Read and check one file. Raises ContentError with every fault of it."""
    return checked(path.name, read_yaml(path), schema)


def checked(name: str, raw: object, schema: type[C]) -> C:
    """What was parsed, in its shape. Raises ContentError with every fault; `name` is the file's."""
    if not isinstance(raw, dict):
        raise ContentError(f"{name}: must hold fields with values, such as id and name.")
    try:
        return schema.model_validate(raw)
    except ValidationError as error:
        raise ContentError(*(f"{name}: {_sentence(one)}" for one in error.errors())) from error


def read_yaml(path: Path) -> object:
    """The parsed file. Raises ContentError for one that is no UTF-8, no YAML, or has a key twice."""
    return parse_yaml(path.name, read_bytes(path))


def read_bytes(path: Path) -> bytes:
    """What the file holds. Raises ContentError when it is not there."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ContentError(f"{path.name}: this content file does not exist.") from error


def parse_yaml(name: str, data: bytes) -> object:
    """The parsed bytes of a file of this name. Raises ContentError as `read_yaml` does."""
    try:
        return _UniqueKeyLoader(data).get_single_data()
    except yaml.MarkedYAMLError as error:
        line = f" near line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise ContentError(f"{name}: cannot be read as YAML{line}: {error.problem}.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ContentError(f"{name}: cannot be read as text in UTF-8.") from error


class _UniqueKeyLoader(yaml.SafeLoader):
    """Plain YAML keeps the last of two equal keys and says nothing; a second `cues:` would hide the first."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise yaml.MarkedYAMLError(problem=f'"{key.value}" stands twice', problem_mark=key.start_mark)
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


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

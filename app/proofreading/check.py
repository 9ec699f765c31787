"""Everything under `content/`, checked: each kind with what was read and every fault, a sentence each.

Pure but for reading the folder it is given. A fault names its file, and its field or line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.clients.consent import PURPOSES, VERSION
from app.exercises.content import (
    ExerciseContent,
    RoutineContent,
    find_exercises,
    find_routines,
    load_equipment,
)
from app.exercises.files import ContentError, read_yaml
from app.guide.content import load_guide
from app.proofreading.judging import File, Judge, captions, copies, level, pages, steps, terms
from app.proofreading.texts import Text, texts_of_markdown, texts_of_yaml
from app.routines.dose import Dose, DoseItem, Kind, Laterality, order_warnings, session_time, whole_minutes

FIGURES = "poses.yaml"


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of content: what was read, in words, and what is wrong, a fault only once."""

    kind: str
    read: str
    faults: tuple[str, ...]


def check(content: Path, hashes: Collection[str]) -> list[Section]:
    """Check the folder `content`. `hashes` are runs of six words that no text may share, see wording.copied_runs."""
    exercises = find_exercises(content / "exercises")
    routines = find_routines(content / "routines", exercises.ids)
    known = {exercise.id: exercise for exercise in exercises.entries}
    judge = steps(exercise.name for exercise in exercises.entries)
    inner = _Check(content, hashes)
    return [
        inner.section("exercises", "exercises/**/*.y*ml", exercises.faults, texts_of_yaml, judge),
        inner.section(
            "routines",
            "routines/**/*.y*ml",
            [*routines.faults, *_routine_faults(routines.entries, known)],
            texts_of_yaml,
            judge,
        ),
        inner.section("equipment", "equipment.yaml", _equipment_faults(content, exercises.ids), texts_of_yaml, judge),
        inner.section("figures", f"figures/{FIGURES}", _figure_faults(content, exercises.ids), _alts_of, captions),
        inner.section("guide", "guide/*.md", _guide_faults(content), texts_of_markdown, pages),
        inner.section("sources", "guide/sources.yaml", [], texts_of_yaml, None),
        inner.section("consent", "consent/**/*.md", _purpose_faults(content), texts_of_markdown, terms),
        inner.section("visitors", "visitors/*.md", _consent_faults(content, "visitors"), texts_of_markdown, terms),
        inner.section("other", "**/*.*", [], _texts_of, None),
    ]


class _Check:
    """One run over a folder."""

    def __init__(self, content: Path, hashes: Collection[str]) -> None:
        self.content = content
        self.hashes = hashes
        self._seen: set[Path] = set()

    def section(
        self,
        kind: str,
        pattern: str,
        faults: Sequence[str],
        reader: Callable[[Path], list[Text]],
        judge: Judge | None,
    ) -> Section:
        """The faults so far, and those of the words of each file that `pattern` finds and no section before it."""
        found = list(faults)
        files = []
        paths = sorted(path for path in self.content.glob(pattern) if path.is_file() and path not in self._seen)
        self._seen.update(paths)
        for path in paths:
            try:
                files.append(File(path.name, reader(path)))
            except ContentError as error:
                found += error.faults
        for file in files:
            found += [
                f"{file.name}: {fault}" for fault in (*(judge(file) if judge else ()), *copies(file, self.hashes))
            ]
        return Section(kind, _read_words(len(paths), files, judge), tuple(dict.fromkeys(found)))


def _read_words(number: int, files: Sequence[File], judge: Judge | None) -> str:
    texts = sum(len(file.texts) for file in files)
    words = f"{number} {'file' if number == 1 else 'files'}, {texts} texts"
    if judge is None or judge is captions or not files:
        return words
    hardest = max(files, key=level)
    return f"{words}, grade {max(0.0, level(hardest)):.1f} at most ({hardest.name})"


def _routine_faults(routines: Sequence[RoutineContent], known: Mapping[str, ExerciseContent]) -> Iterator[str]:
    """Minutes in words that the dose calculator does not find, and an order nobody speaks of."""
    for routine in routines:
        if any(item.exercise not in known for item in routine.items):
            continue
        items = [_dose_item(item.seconds, known[item.exercise]) for item in routine.items]
        total = session_time(items, routine.rounds)
        text = " ".join([routine.name, routine.summary, *routine.notes_for_trainer])
        for said in re.findall(r"(\d+) minutes of work", text):
            if int(said) * 60 != total.work_s:
                yield f"{routine.id}.yaml: says {said} minutes of work, and it is {total.work_s / 60:g}."
        for said in re.findall(r"about (\d+) minutes on the clock", text):
            if int(said) != (real := whole_minutes(total.clock_s)):
                yield f"{routine.id}.yaml: says about {said} minutes on the clock, and it is {real}."
        if order_warnings(items) and not routine.order_note:
            yield f"{routine.id}.yaml: order_note is missing, and the order is not release, stretch, strengthen."
        if routine.order_note and not order_warnings(items):
            yield f"{routine.id}.yaml: order_note stands there, and the order is the usual one."


def _dose_item(seconds: int, exercise: ExerciseContent) -> DoseItem:
    return DoseItem(Dose(seconds=seconds), Laterality(exercise.laterality), Kind(exercise.kind), exercise.groups[0])


def _equipment_faults(content: Path, exercise_ids: Collection[str]) -> Sequence[str]:
    try:
        load_equipment(content / "equipment.yaml", exercise_ids)
    except ContentError as error:
        return error.faults
    return ()


def _figure_faults(content: Path, exercise_ids: Collection[str]) -> list[str]:
    try:
        figures = read_yaml(content / "figures" / FIGURES)
    except ContentError as error:
        return list(error.faults)
    if not isinstance(figures, dict):
        return [f"{FIGURES}: must hold figures by the id of their exercise."]
    faults = [
        f"{FIGURES}: {id} is missing, an exercise without a figure." for id in sorted(exercise_ids - figures.keys())
    ]
    faults += [f"{FIGURES}: {id} is the figure of no exercise." for id in figures if id not in exercise_ids]
    for id, figure in figures.items():
        alt = figure.get("alt") if isinstance(figure, dict) else None
        if alt is None:
            faults.append(f"{FIGURES}: {id}, alt is missing.")
        elif not (isinstance(alt, list) and len(alt) == 2 and all(isinstance(one, str) and one.strip() for one in alt)):
            faults.append(f"{FIGURES}: {id}, alt must be two texts, for the start and for the end.")
    return faults


def _texts_of(path: Path) -> list[Text]:
    return texts_of_yaml(path) if path.suffix in (".yaml", ".yml") else texts_of_markdown(path)


def _alts_of(path: Path) -> list[Text]:
    return [text for text in texts_of_yaml(path) if ", alt, " in text.where]


def _guide_faults(content: Path) -> Sequence[str]:
    try:
        load_guide(content / "guide")
    except ContentError as error:
        return error.faults
    return ()


def _purpose_faults(content: Path) -> list[str]:
    """The faults of each purpose a client is asked about, and texts that stand in no purpose's folder."""
    faults = [fault for one in PURPOSES for fault in _consent_faults(content, f"consent/{one.key}")]
    folder = content / "consent"
    strays = [path for path in folder.glob("*") if path.is_file() or path.name not in {one.key for one in PURPOSES}]
    return [*faults, *(f"{path.name}: belongs into the folder of a purpose." for path in sorted(strays))]


def _consent_faults(content: Path, folder: str) -> list[str]:
    """A text that nobody would be shown, and an invitation that would have none."""
    paths = sorted(path for path in (content / folder).glob("*") if path.is_file())
    if not paths:
        return [f"{folder}/: there is no text to agree to."]
    faults = []
    for path in paths:
        if path.suffix != ".md" or not VERSION.fullmatch(path.stem):
            faults.append(f"{path.name}: must be named by its month, such as 2026-11.md.")
        elif not path.read_bytes().lstrip().startswith(b"## "):
            faults.append(f"{path.name}: must begin with a heading, such as ## What is kept.")
    return faults

"""The catalogue files load and hold what the programme promises; a broken file says what is wrong."""

import re
import shutil
from collections.abc import Callable
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from app.exercises.content import (
    ContentError,
    ExerciseContent,
    RoutineContent,
    VariationContent,
    load_exercises,
    load_routines,
)
from app.routines.dose import Dose, DoseItem, Kind, Laterality, order_warnings, session_time, whole_minutes
from app.routines.shape import MANY

CONTENT = Path(__file__).parents[3] / "content"
FIXTURES = Path(__file__).parent / "fixtures"

MAIN = {
    "lat-foam-roll": ("lats", "smr", "unilateral"),
    "childs-pose-lat-stretch": ("lats", "stretch", "bilateral"),
    "dumbbell-pullover": ("lats", "strength", "bilateral"),
    "psoas-ball-release": ("core", "smr", "unilateral"),
    "cobra-stretch": ("core", "stretch", "bilateral"),
    "rkc-plank": ("core", "strength", "bilateral"),
    "glute-ball-release": ("glutes", "smr", "unilateral"),
    "pigeon-stretch": ("glutes", "stretch", "unilateral"),
    "banded-clamshell": ("glutes", "strength", "unilateral"),
    "adductor-foam-roll": ("hamstrings", "smr", "unilateral"),
    "supine-hamstring-stretch": ("hamstrings", "stretch", "unilateral"),
    "db-romanian-deadlift": ("hamstrings", "strength", "bilateral"),
}


@pytest.fixture(scope="module")
def exercises() -> dict[str, ExerciseContent]:
    return {exercise.id: exercise for exercise in load_exercises(CONTENT / "exercises")}


@pytest.fixture(scope="module")
def routines(exercises: dict[str, ExerciseContent]) -> dict[str, RoutineContent]:
    return {routine.id: routine for routine in load_routines(CONTENT / "routines", exercises.values())}


def dose_items_of(routine: RoutineContent, exercises: dict[str, ExerciseContent]) -> list[DoseItem]:
    """The lines as the calculator reads them."""
    lines = [(item.seconds, exercises[item.exercise]) for item in routine.items]
    return [
        DoseItem(Dose(seconds=seconds), Laterality(one.laterality), Kind(one.kind), one.groups[0])
        for seconds, one in lines
    ]


def work_s(routine: RoutineContent, exercises: dict[str, ExerciseContent]) -> int:
    """Seconds of work in the whole routine: rounds times the sum of seconds times sides."""
    return routine.rounds * sum(item.seconds * exercises[item.exercise].sides for item in routine.items)


# --- the real files


def test_every_file_is_loaded(exercises: dict[str, ExerciseContent]) -> None:
    assert set(exercises) == {path.stem for path in (CONTENT / "exercises").iterdir()}


def test_the_library_is_forty_two(exercises: dict[str, ExerciseContent]) -> None:
    assert len(exercises) == 42
    assert {id for id, exercise in exercises.items() if exercise.source == "seed"} == set(MAIN)


@pytest.mark.parametrize("id", MAIN)
def test_main_exercise(id: str, exercises: dict[str, ExerciseContent]) -> None:
    exercise = exercises[id]
    group, kind, laterality = MAIN[id]
    assert exercise.groups[0] == group
    assert (exercise.kind, exercise.laterality, exercise.source) == (kind, laterality, "seed")
    assert exercise.dose.seconds == 60
    assert exercise.synonyms
    assert exercise.notes_for_trainer


def test_the_sample_is_fifteen_minutes_of_work(
    routines: dict[str, RoutineContent], exercises: dict[str, ExerciseContent]
) -> None:
    sample = routines["article-sample"]
    assert [item.exercise for item in sample.items] == [
        "supine-hamstring-stretch",
        "adductor-foam-roll",
        "db-romanian-deadlift",
    ]
    assert [item.seconds * exercises[item.exercise].sides for item in sample.items] == [120, 120, 60]
    assert sample.rounds == 3
    assert work_s(sample, exercises) == 900
    assert sample.order_note


@pytest.mark.parametrize(("group", "round_s"), [("lats", 240), ("core", 240), ("glutes", 360), ("hamstrings", 300)])
def test_a_group_routine_releases_then_stretches_then_strengthens(
    group: str, round_s: int, routines: dict[str, RoutineContent], exercises: dict[str, ExerciseContent]
) -> None:
    routine = routines[f"{group}-release-to-strength"]
    used = [exercises[item.exercise] for item in routine.items]
    assert [exercise.kind for exercise in used] == ["smr", "stretch", "strength"]
    assert all(exercise.groups[0] == group for exercise in used)
    assert work_s(routine, exercises) == round_s * routine.rounds
    assert routine.rounds in (1, 2)


def test_the_starters_for_a_purpose(routines: dict[str, RoutineContent], exercises: dict[str, ExerciseContent]) -> None:
    """Daily and gentle ones hold no strength work; four exercises at most, for people keep up better with fewer."""
    kinds = {id: {exercises[item.exercise].kind for item in routine.items} for id, routine in routines.items()}
    assert kinds["fifteen-a-day"] == {"smr", "stretch"}
    assert kinds["gentle-day"] == {"stretch", "mobility"}
    assert kinds["warm-up"] == {"mobility"}
    assert "walk" in routines["gentle-day"].summary
    assert "Walking:" in " ".join(routines["gentle-day"].notes_for_trainer)
    assert all(len(routine.items) <= MANY for routine in routines.values())
    opted = {
        id for id, routine in routines.items() if any(exercises[i.exercise].requires_opt_in for i in routine.items)
    }
    assert opted == {"core-release-to-strength"}


def test_the_minutes_in_words_are_true(
    routines: dict[str, RoutineContent], exercises: dict[str, ExerciseContent]
) -> None:
    """ "N minutes of work" and "about N minutes on the clock" agree with the calculator, wherever a routine says so."""
    said = 0
    for routine in routines.values():
        total = session_time(dose_items_of(routine, exercises), routine.rounds)
        text = " ".join([routine.name, routine.summary, *routine.notes_for_trainer])
        for number in re.findall(r"(\d+) minutes of work", text):
            assert int(number) * 60 == total.work_s, routine.id
            said += 1
        for number in re.findall(r"about (\d+) minutes on the clock", text):
            assert int(number) == whole_minutes(total.clock_s), routine.id
            said += 1
    assert said >= 5
    clock = {id: session_time(dose_items_of(r, exercises), r.rounds).clock_s for id, r in routines.items()}
    assert (clock["fifteen-a-day"], clock["gentle-day"], clock["warm-up"]) == (895, 275, 365)


def test_an_order_note_stands_where_the_order_differs(
    routines: dict[str, RoutineContent], exercises: dict[str, ExerciseContent]
) -> None:
    for routine in routines.values():
        assert bool(routine.order_note) == bool(order_warnings(dose_items_of(routine, exercises))), routine.id


def test_the_plank_is_four_short_holds(exercises: dict[str, ExerciseContent]) -> None:
    dose = exercises["rkc-plank"].dose
    assert (dose.hold_s, dose.rest_s, dose.seconds) == (10, 5, 60)


def test_contract_relax_is_ten_and_twenty(exercises: dict[str, ExerciseContent]) -> None:
    doses = {id: e.dose for id, e in exercises.items() if e.dose.mode == "contract_relax"}
    assert {"childs-pose-lat-stretch", "pigeon-stretch"} <= set(doses)
    for id, dose in doses.items():
        assert (dose.contract_s, dose.relax_s, dose.seconds) == (10, 20, 60), id


def test_opt_in_is_needed_where_the_most_care_is(exercises: dict[str, ExerciseContent]) -> None:
    assert {id for id, exercise in exercises.items() if exercise.requires_opt_in} == {
        "psoas-ball-release",
        "pigeon-squat",
    }


@pytest.mark.parametrize(("position", "tags"), [
    ("prone", {"pregnancy_any", "pregnancy_t2plus"}),
    ("supine", {"pregnancy_t2plus"}),
])  # fmt: skip
def test_lying_exercises_can_be_filtered_in_pregnancy(
    position: str, tags: set[str], exercises: dict[str, ExerciseContent]
) -> None:
    lying = [exercise for exercise in exercises.values() if exercise.position == position]
    assert lying
    assert [e.id for e in lying if not tags & set(e.contraindications)] == []


def test_a_tag_is_also_said_in_words(exercises: dict[str, ExerciseContent]) -> None:
    assert [e.id for e in exercises.values() if e.contraindications and not e.cautions] == []


def test_the_one_cue_is_short(exercises: dict[str, ExerciseContent]) -> None:
    assert {e.id: e.cues[0] for e in exercises.values() if len(e.cues[0].split()) > 12} == {}


def test_easier_and_harder_never_contradict(exercises: dict[str, ExerciseContent]) -> None:
    """One ladder: following "harder", and "easier" the other way round, never comes back to where it began."""
    above: dict[str, set[str]] = {id: set() for id in exercises}
    for id, exercise in exercises.items():
        above[id] |= {way.exercise for way in exercise.harder if way.exercise}
        for way in exercise.easier:
            if way.exercise:
                above[way.exercise].add(id)
    assert any(above.values())
    list(TopologicalSorter(above).static_order())


def test_a_named_exercise_is_linked(exercises: dict[str, ExerciseContent]) -> None:
    """Where a variation names another exercise, its link leads there, and nowhere else."""
    for exercise in exercises.values():
        for variation in (*exercise.easier, *exercise.harder):
            named = {e.id for e in exercises.values() if e.name in variation.text and e is not exercise}
            longest = max(named, key=lambda id: len(exercises[id].name), default=None)
            assert variation.exercise == longest, (exercise.id, variation.text)


def test_no_synonym_is_the_name_of_another(exercises: dict[str, ExerciseContent]) -> None:
    """Names and synonyms are searched together, so one word leads to one exercise."""
    owners: dict[str, str] = {}
    for exercise in exercises.values():
        for word in (exercise.name, *exercise.synonyms):
            assert owners.setdefault(word.casefold(), exercise.id) == exercise.id, word


TAG_WORDS = {
    "pregnancy_any": r"out in pregnancy",
    "pregnancy_t2plus": r"pregnancy",
    "prone_intolerant": r"face down",
    "recent_surgery": r"surgery|new hip",
    "osteoporosis": r"thin bones",
    "knee_pain": r"sore knee\b|deep knee bends",
    "shoulder_pain": r"shoulder",
    "hernia_or_abdominal": r"hernia",
}


@pytest.mark.parametrize("tag", TAG_WORDS)
def test_a_tag_and_its_words_stand_together(tag: str, exercises: dict[str, ExerciseContent]) -> None:
    """The tag filters, the words tell the client why: one without the other would be half a caution."""
    tagged = {id for id, exercise in exercises.items() if tag in exercise.contraindications}
    said = {id for id, exercise in exercises.items() if re.search(TAG_WORDS[tag], " ".join(exercise.cautions))}
    if tag == "pregnancy_t2plus":
        said -= {id for id, exercise in exercises.items() if "pregnancy_any" in exercise.contraindications}
    if tag == "recent_surgery":
        # After surgery on the belly the other tag filters.
        said -= {"rkc-plank", "dead-bug", "cobra-stretch"}
    assert tagged
    assert tagged == said


def test_what_the_body_does_is_tagged(exercises: dict[str, ExerciseContent]) -> None:
    tagged = {id: set(exercise.contraindications) for id, exercise in exercises.items()}
    prone = {id for id, exercise in exercises.items() if exercise.position == "prone"}
    assert all("prone_intolerant" in tagged[id] for id in prone)
    overhead = {
        "lat-foam-roll",
        "childs-pose-lat-stretch",
        "dumbbell-pullover",
        "overhead-carry",
        "dead-bug",
        "bird-dog",
    }
    assert all("shoulder_pain" in tagged[id] for id in overhead)
    deep = {id for id in exercises if re.search("lunge|split-squat|goblet|cossack|pigeon|ninety|childs", id)}
    assert all("knee_pain" in tagged[id] for id in deep)
    assert all("osteoporosis" in tagged[id] for id in ("db-romanian-deadlift", "kettlebell-deadlift", "lat-foam-roll"))
    assert all("hernia_or_abdominal" in tagged[id] for id in ("rkc-plank", "dead-bug", "psoas-ball-release"))


def test_where_the_article_is_unclear_the_trainer_is_told(
    exercises: dict[str, ExerciseContent], routines: dict[str, RoutineContent]
) -> None:
    """Twelve points of it contradict or leave open; each is decided, and says so where the trainer reads it."""
    told = {
        **{id: " ".join(exercise.notes_for_trainer) for id, exercise in exercises.items()},
        **{id: " ".join([routine.order_note or "", *routine.notes_for_trainer]) for id, routine in routines.items()},
    }
    for id, words in (
        ("article-sample", "usual order is release first"),
        ("adductor-foam-roll", "usual order is release first"),
        ("supine-hamstring-stretch", "says prone"),
        ("adductor-foam-roll", "no heading for this group"),
        ("pigeon-squat", "film of it is missing"),
        ("glute-ball-release", "four muscles"),
        ("banded-clamshell", "smaller side glutes"),
        ("psoas-ball-release", "bends the hip"),
        ("rkc-plank", "5 to 20 seconds"),
        ("rkc-plank", "standard plank"),
        ("db-romanian-deadlift", "raises the heels"),
        ("pigeon-stretch", "Most people find it gentler"),
        ("childs-pose-lat-stretch", "3 to 6 seconds"),
        ("fifteen-a-day", "two to four days a week"),
        ("lat-foam-roll", "counts legs"),
        ("article-sample", "no loads"),
    ):
        assert words in told[id], (id, words)
    for exercise in exercises.values():
        if exercise.kind == "strength":
            assert "two to four days a week" in told[exercise.id], exercise.id
        elif exercise.kind in ("smr", "stretch"):
            assert re.search("suits most days", told[exercise.id]), exercise.id
        if exercise.kind == "smr":
            assert "90 seconds or more" in told[exercise.id], exercise.id


def test_content_cannot_be_changed(exercises: dict[str, ExerciseContent]) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        exercises["rkc-plank"].name = "Plank"  # type: ignore[misc]


# --- broken files


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A small, sound catalogue that a test may break."""
    shutil.copytree(FIXTURES / "good", tmp_path, dirs_exist_ok=True)
    return tmp_path


def change(path: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    data = yaml.safe_load(path.read_text())
    edit(data)
    path.write_text(yaml.safe_dump(data))


def error_of(folder: Path) -> str:
    with pytest.raises(ContentError) as caught:
        load_routines(folder / "routines", load_exercises(folder / "exercises"))
    return str(caught.value)


def test_the_small_catalogue_is_sound(good: Path) -> None:
    lean, rise = sorted(load_exercises(good / "exercises"), key=lambda e: e.id, reverse=True)
    assert (lean.id, lean.sides, lean.harder) == (
        "wall-lean", 2, (VariationContent(text="Move on to Chair Rise.", exercise="chair-rise"),)
    )  # fmt: skip
    assert (rise.id, rise.sides, rise.dose.seconds_per_rep) == ("chair-rise", 1, 5)
    assert [routine.id for routine in load_routines(good / "routines", [lean, rise])] == ["two-things"]


BROKEN_EXERCISES: list[tuple[Callable[[dict[str, Any]], object], str]] = [
    (lambda d: d.pop("why"), "why is missing."),
    (lambda d: d["dose"].pop("seconds"), "dose, seconds is missing."),
    (lambda d: d.update(color="red"), "color is not a known field."),
    (lambda d: d["dose"].update(weight=3), "dose, weight is not a known field."),
    (lambda d: d.update(kind="roll"), 'kind must be smr, stretch, strength or mobility, not "roll".'),
    (
        lambda d: d.update(groups=["lats", "arms"]),
        'groups, entry 2 must be lats, core, glutes or hamstrings, not "arms".',
    ),
    (
        lambda d: d.update(contraindications=["back_pain"]),
        "contraindications, entry 1 must be pregnancy_any, pregnancy_t2plus, prone_intolerant, recent_surgery, "
        'osteoporosis, knee_pain, shoulder_pain or hernia_or_abdominal, not "back_pain".',
    ),
    (lambda d: d.update(cues=None), "cues must be a list, not empty."),
    (lambda d: d.update(cues=[]), "cues must have at least one entry."),
    (lambda d: d.update(cues="Lean."), 'cues must be a list, not "Lean.".'),
    (lambda d: d.update(name=7), 'name must be text, not "7".'),
    (lambda d: d.update(name="x" * 81), "name must have at most 80 characters."),
    (lambda d: d.update(why=""), "why must not be empty."),
    (lambda d: d.update(why="x" * 241), "why must have at most 240 characters."),
    (lambda d: d.update(why=" It may help."), 'why has the wrong form: " It may help.".'),
    (lambda d: d.update(dose=60), 'dose must be a group of fields, not "60".'),
    (lambda d: d["dose"].update(seconds="60"), 'dose, seconds must be a whole number, not "60".'),
    (lambda d: d["dose"].update(seconds=4), "dose, seconds must be at least 5."),
    (lambda d: d["dose"].update(seconds=601), "dose, seconds must be at most 600."),
    (lambda d: d["dose"].update(rounds=[1]), "dose, rounds, entry 2 is missing."),
    (lambda d: d["dose"].update(rounds=[1, 2, 3]), "dose, rounds must have at most 2 entries."),
    (lambda d: d["dose"].update(rounds=[3, 1]), "dose, rounds must name the smaller number first."),
    (lambda d: d["dose"].update(tempo="slow"), 'dose, tempo has the wrong form: "slow".'),
    (lambda d: d["dose"].update(reps=8), "dose, reps belongs to mode reps, and to no other."),
    (lambda d: d["dose"].update(mode="reps", reps=None), "dose, reps is missing in a dose of mode reps."),
    (lambda d: d["dose"].pop("relax_s"), "dose, relax_s is missing in a dose of mode contract_relax."),
    (lambda d: d["dose"].update(mode="time"), "dose, contract_s belongs to mode contract_relax, and to no other."),
    (lambda d: d["dose"].update(rest_s=5), "dose, rest_s needs a hold_s beside it."),
    (
        lambda d: d["dose"].update(relax_s=51),
        "dose, relax_s makes one turn of 61 s, longer than the 60 s of work.",
    ),
    (
        lambda d: d["dose"].update(hold_s=50, rest_s=11),
        "dose, hold_s makes one turn of 61 s, longer than the 60 s of work.",
    ),
    (lambda d: d.update(requires_opt_in="no"), 'requires_opt_in must be true or false, not "no".'),
    (lambda d: d.update(id="Wall Lean"), 'id has the wrong form: "Wall Lean".'),
    (lambda d: d.update(id="wall-leaning"), 'id "wall-leaning" must be the file name without its ending.'),
    (lambda d: d["easier"][0].pop("text"), "easier, entry 1, text is missing."),
    (
        lambda d: d["easier"].append({"text": "Sit.", "exercise": "sofa-sit"}),
        'easier, entry 2, exercise points to "sofa-sit", which does not exist.',
    ),
    (
        lambda d: d["harder"][0].update(exercise="wall-lean"),
        "harder, entry 1, exercise points to the exercise itself.",
    ),
    (lambda d: d.update(name="Chair rise"), 'name "Chair rise" stands in chair-rise.yaml too.'),
]


@pytest.mark.parametrize(("edit", "sentence"), BROKEN_EXERCISES, ids=[s for _, s in BROKEN_EXERCISES])
def test_a_broken_exercise_says_which_field(
    edit: Callable[[dict[str, Any]], object], sentence: str, good: Path
) -> None:
    change(good / "exercises" / "wall-lean.yaml", edit)
    assert error_of(good) == f"wall-lean.yaml: {sentence}"


def test_reps_and_seconds_agree(good: Path) -> None:
    change(good / "exercises" / "chair-rise.yaml", lambda d: d["dose"].update(seconds=60))
    assert error_of(good) == "chair-rise.yaml: dose, seconds must be 40: 8 reps of 5 s."


BROKEN_ROUTINES: list[tuple[Callable[[dict[str, Any]], object], str]] = [
    (lambda d: d.pop("rounds"), "rounds is missing."),
    (lambda d: d.update(items=[]), "items must have at least one entry."),
    (lambda d: d.update(rounds=True), 'rounds must be a whole number, not "True".'),
    (
        lambda d: d["items"][1].update(exercise="sofa-sit"),
        'items, entry 2, exercise points to "sofa-sit", which does not exist.',
    ),
    (lambda d: d["items"][0].update(reps=8), "items, entry 1, reps is not a known field."),
    (lambda d: d.update(id="three-things"), 'id "three-things" must be the file name without its ending.'),
]


@pytest.mark.parametrize(("edit", "sentence"), BROKEN_ROUTINES, ids=[s for _, s in BROKEN_ROUTINES])
def test_a_broken_routine_says_which_field(edit: Callable[[dict[str, Any]], object], sentence: str, good: Path) -> None:
    change(good / "routines" / "two-things.yaml", edit)
    assert error_of(good) == f"two-things.yaml: {sentence}"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("not-yaml", "cannot be read as YAML near line 3: expected ',' or ']', but got '<stream end>'."),
        ("cues-twice", 'cannot be read as YAML near line 4: "cues" stands twice.'),
        ("a-list", "must hold fields with values, such as id and name."),
        ("empty", "must hold fields with values, such as id and name."),
        ("latin-one", "cannot be read as text in UTF-8."),
    ],
)
def test_an_unreadable_file_says_so(name: str, sentence: str, good: Path) -> None:
    shutil.copy(FIXTURES / "unreadable" / f"{name}.yaml", good / "exercises")
    assert error_of(good) == f"{name}.yaml: {sentence}"


def test_one_id_in_two_folders_is_refused() -> None:
    with pytest.raises(ContentError) as caught:
        load_exercises(FIXTURES / "twice")
    assert str(caught.value) == 'b/chair-rise.yaml: id "chair-rise" stands in a/chair-rise.yaml too.'


def test_the_other_file_ending_is_read_too(good: Path) -> None:
    (good / "exercises" / "wall-lean.yaml").rename(good / "exercises" / "wall-lean.yml")
    assert [exercise.id for exercise in load_exercises(good / "exercises")] == ["chair-rise", "wall-lean"]


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="this content folder does not exist"):
        load_exercises(tmp_path / "nothing")

"""What does instead of a thing nobody has at home."""

from __future__ import annotations

from pathlib import Path

from app.exercises.content import load_exercises
from app.exercises.equipment import Missing, Need, instead_of, label_of, ladder

CONTENT = Path(__file__).resolve().parents[3] / "content" / "exercises"
EXERCISES = {exercise.id: exercise for exercise in load_exercises(CONTENT)}


def need(slug: str) -> Need:
    return Need(slug, EXERCISES[slug].name, EXERCISES[slug].equipment)


def uses(missing: Missing) -> list[str]:
    return [way.use for way in missing.ways]


def test_a_thing_is_named_in_words() -> None:
    assert (label_of("foam-roller"), label_of("dowel"), label_of("dumbbells")) == (
        "foam roller", "stick", "two dumbbells"
    )  # fmt: skip
    assert label_of("pilates-ring") == "pilates ring", "a trainer's own word stays"


def test_a_roller_leads_to_ball_towel_and_wall() -> None:
    roller, mat = instead_of([need("lat-foam-roll")])
    assert (roller.question, uses(roller)) == ("No foam roller?", ["A ball", "A rolled towel", "A wall"])
    assert mat.question == "No mat?"


def test_a_substitute_that_does_not_suit_is_left_out() -> None:
    (roller, _) = instead_of([need("adductor-foam-roll")])
    assert uses(roller) == ["A ball", "A rolled towel"]
    (bell,) = instead_of([need("overhead-carry")])
    assert "A bag" not in uses(bell), "nobody holds a bag above the head"
    assert instead_of([need("pigeon-squat")]) == [], "nothing does safely instead of its bench"


def test_a_plan_names_whom_a_substitute_does_not_suit() -> None:
    roller, _ = instead_of([need("adductor-foam-roll"), need("lat-foam-roll")])
    assert [way.not_for for way in roller.ways] == [(), (), ("Adductor Foam Roll",)]


def test_each_thing_comes_once_and_an_unknown_one_not_at_all() -> None:
    own = Need("", "Own", ["mat", "pilates-ring"])
    assert [one.question for one in instead_of([own, need("bird-dog"), own])] == ["No mat?"]


def test_every_thing_of_the_library_has_a_way_without_it() -> None:
    """But for the bench of the pigeon squat: a support as high as a thigh is not for guessing."""
    stuck = {
        (slug, thing)
        for slug, exercise in EXERCISES.items()
        for thing in exercise.equipment
        if not instead_of([Need(slug, exercise.name, [thing])])
    }
    assert stuck == {("pigeon-squat", "bench")}


def test_no_barbell_leads_to_something_lighter() -> None:
    assert [way.use for way in ladder()["barbell"].instead] == ["A dumbbell"]

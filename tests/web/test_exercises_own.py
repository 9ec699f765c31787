"""A trainer's own exercise: written, copied, changed, put away; seen by the whole practice and by nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.core.audit import AuditEvent
from app.core.db import db, transaction
from app.exercises.content import ExerciseContent
from app.exercises.models import Exercise
from app.exercises.own_content import OwnExerciseContent
from app.prescriptions.models import PrescriptionItem
from app.prescriptions.schedule import Weekdays
from app.prescriptions.service import PlanTerms, assign
from app.routines.models import Routine, RoutineItem
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import Browser, text_of
from tests.queries import counted
from tests.web import library

NEW = "/library/new"
LEAST = {"name": "Wall slide", "kind": "mobility", "group": "lats", "cues": "Slide both arms up the wall."}


@pytest.fixture
def shelves(cast: Cast, sign_in: Callable[..., None]) -> Cast:
    """The real library, with Tara signed in."""
    library.fill()
    sign_in(cast.tara)
    return cast


def write(page: Browser, **more: Any) -> Exercise:
    """An exercise of Tara's practice, made through the page."""
    page.submit(page.get(NEW), NEW, status=302, **{**LEAST, **more})
    return own(str(more.get("name", LEAST["name"])))


def own(name: str) -> Exercise:
    db.session.expire_all()
    return db.session.scalars(select(Exercise).where(Exercise.name == name, Exercise.practice_id.is_not(None))).one()


def test_the_least_is_enough_and_has_the_shape_of_the_library(page: Browser, shelves: Cast) -> None:
    exercise = write(page)
    assert (exercise.slug, exercise.practice_id, exercise.is_own) == ("our-wall-slide", shelves.practice.id, True)
    assert (exercise.kind, exercise.group, exercise.mode, exercise.seconds) == ("mobility", "lats", "time", 60)
    assert OwnExerciseContent.model_validate(exercise.content).version == 1
    shared = library.exercise("rkc-plank").content
    assert shared.keys() <= exercise.content.keys()
    assert {key for key in exercise.content if key not in shared} == {"figure", "picture", "video"}
    seen = page.get("/library/our-wall-slide")
    assert seen.h1 == "Wall slide"
    assert "Slide both arms up the wall." in seen.text and "Yours" in seen.text


def test_everything_that_is_written_stands_on_its_page(page: Browser, shelves: Cast) -> None:
    exercise = write(
        page,
        synonyms="Angel, wall  angel, Angel",
        more_groups=["core", "lats"],
        targets="serratus, lower trapezius",
        mode="reps",
        reps="8",
        tempo="3-1-2-0",
        fewest="2",
        most="3",
        position="half-kneeling",
        laterality="unilateral",
        equipment=["wall", "mat"],
        summary="A slow slide.",
        setup="Kneel.\n\n  Turn   sideways. ",
        mistakes="Shrugging.",
        stop_if="Your shoulder pinches.",
        cautions="After shoulder surgery, ask first.",
        easier="Sit on a chair.",
        harder="Hold a weight.",
        why="It may loosen the upper back.",
        contraindications=["shoulder_pain"],
        requires_opt_in="y",
        notes_for_trainer="Watch the ribs.",
    )
    content = exercise.content
    assert content["groups"] == ["lats", "core"] and content["synonyms"] == ["Angel", "wall angel"]
    assert content["dose"]["reps"] == 8 and exercise.seconds == 48
    assert content["setup"] == ["Kneel.", "Turn sideways."]
    seen = page.get(f"/library/{exercise.slug}")
    for words in (
        "Also called Angel, wall angel",
        "Check this with each person",
        "A slow slide.",
        "Turn sideways.",
        "Shrugging.",
        "Your shoulder pinches.",
        "After shoulder surgery, ask first.",
        "Sit on a chair.",
        "Hold a weight.",
        "It may loosen the upper back.",
        "8 reps each side, 3-1-2-0",
        "Each in seconds: 3 down, 1 still, 2 up.",
        "2 to 3 rounds",
        "Half kneeling",
        "Serratus, lower trapezius",
        "It may not suit people with",
        "Shoulder pain",
        "Watch the ribs.",
    ):
        assert words in seen.text, words
    again = page.get(f"/library/{exercise.slug}/edit")
    assert again.value("setup") == "Kneel.\nTurn sideways." and again.value("tempo") == "3-1-2-0"
    assert again.checked("more_groups") == ["core"] and again.checked("contraindications") == ["shoulder_pain"]


@pytest.mark.parametrize(
    ("dose", "stored"),
    [
        ({"mode": "time", "seconds": "45", "hold_s": "10", "rest_s": "5"}, {"seconds": 45, "hold_s": 10, "rest_s": 5}),
        ({"mode": "reps", "reps": "10", "seconds": "no number"}, {"seconds": 40, "reps": 10}),
        (
            {"mode": "contract_relax", "seconds": "60", "contract_s": "10", "relax_s": "20"},
            {"seconds": 60, "contract_s": 10, "relax_s": 20},
        ),
    ],
)
def test_each_way_of_counting(page: Browser, shelves: Cast, dose: dict[str, str], stored: dict[str, int]) -> None:
    kept = write(page, **dose).content["dose"]
    assert kept["mode"] == dose["mode"] and {key: kept[key] for key in stored} == stored


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "Give the exercise a name."),
        ({"name": "x" * 81}, "Use 80 characters or fewer."),
        ({"name": "rkc plank"}, "There is an exercise of this name already."),
        ({"kind": ""}, "Choose a kind."),
        ({"group": ""}, "Choose a group."),
        ({"cues": "\n \n"}, "Write at least one line of what to do."),
        ({"cues": "x" * 241}, "Use 240 characters or fewer in a line."),
        ({"cues": "\n".join("x" * 13)}, "Use 12 lines or fewer."),
        ({"mode": ""}, "Choose one."),
        ({"seconds": ""}, "Type a number."),
        ({"seconds": "4"}, "Use 5 to 600."),
        ({"seconds": "a minute"}, "Type a whole number, such as 30."),
        ({"rest_s": "5"}, "Type how long to hold, too."),
        ({"hold_s": "50", "rest_s": "20"}, "One hold and its rest take longer than this."),
        ({"mode": "reps", "reps": ""}, "Type a number."),
        ({"mode": "reps", "reps": "100", "tempo": "5-0-5-0"}, "That makes 1000 seconds a round."),
        ({"mode": "reps", "reps": "8", "tempo": "slowly"}, "Write four numbers like this: 3-2-3-0."),
        ({"mode": "contract_relax", "contract_s": "50", "relax_s": "20"}, "One press and one relax take longer"),
        ({"fewest": "3", "most": "2"}, "Choose as many as at least, or more."),
        ({"video": "https://example.com/x.mp4"}, "Use the address of a video on YouTube or Vimeo."),
    ],
)
def test_what_is_missing_is_said_and_the_rest_is_kept(
    page: Browser, shelves: Cast, wrong: dict[str, str], sentence: str
) -> None:
    typed = {**LEAST, "summary": "Typed <b>already</b>", "targets": "soleus", "equipment": ["wall"], **wrong}
    seen = page.submit(page.get(NEW), NEW, status=200, **typed)
    assert sentence in seen.text and "This did not save yet" in seen.text
    assert seen.value("summary") == "Typed <b>already</b>" and seen.value("targets") == "soleus"
    assert seen.checked("equipment") == ["wall"]
    for name, value in wrong.items():
        if name in ("name", "cues", "seconds", "tempo", "video", "reps"):
            assert seen.value(name).strip() == value.strip()
    assert db.session.scalar(select(Exercise).where(Exercise.practice_id.is_not(None))) is None


def test_a_copy_starts_with_every_text_and_the_drawing_and_leaves_the_library_alone(
    page: Browser, shelves: Cast
) -> None:
    assert f"{NEW}?from=rkc-plank" in page.get("/library/rkc-plank").links()
    seen = page.get(f"{NEW}?from=rkc-plank")
    assert seen.h1 == "Copy and change" and seen.value("name") == "RKC Plank, copy"
    assert "Lock your knees." in seen.value("cues") and seen.value("hold_s") == "10"
    page.submit(seen, NEW, status=302, name="Our plank", harder=seen.value("harder") + "\nClose your eyes.")
    # The form's address carries where the copy came from; `submit` posts to the plain path, so post it once in full.
    copy = {**seen.form(NEW), "name": "Second plank"}
    page.post(f"{NEW}?from=rkc-plank", copy, status=302)
    content, source = own("Second plank").content, library.read()[0]
    plank = next(one for one in source if one.id == "rkc-plank")
    assert content["figure"] == "rkc-plank" and content["cues"] == list(plank.cues)
    assert content["harder"][-1] == {"text": plank.harder[-1].text, "exercise": "dead-bug"}
    assert content["notes_for_trainer"] == list(plank.notes_for_trainer)
    page_of = page.get("/library/our-second-plank")
    drawings = [image.get("src") for image in page.get("/library/rkc-plank").all("img")]
    assert drawings and [image.get("src") for image in page_of.all("img")] == drawings
    assert "/library/dead-bug" in page_of.links()
    assert library.exercise("rkc-plank").content == plank.model_dump(mode="json")


def test_every_library_exercise_can_be_copied_as_it_is(page: Browser, shelves: Cast) -> None:
    for entry in library.read()[0]:
        address = f"{NEW}?from={entry.id}"
        page.post(address, page.get(address).form(NEW), status=302)
    copies = db.session.scalars(select(Exercise).where(Exercise.practice_id.is_not(None))).all()
    known = {entry.id: entry for entry in library.read()[0]}
    assert len(copies) == len(known)
    for copy in copies:
        source = known[copy.content["figure"]].model_dump(mode="json")
        for key in source.keys() - {"id", "name", "source", "version", "equipment", "contraindications"}:
            assert copy.content[key] == source[key], (copy.name, key)
        for key in ("equipment", "contraindications"):
            assert set(copy.content[key]) == set(source[key])


def test_names_that_make_no_address_or_the_same_one(page: Browser, shelves: Cast) -> None:
    assert write(page, name="Растяжка").slug == "our-exercise"
    assert write(page, name="Ёлочка").slug == "our-exercise-2"
    assert write(page, name="RKC-Plank").slug == "our-rkc-plank"
    assert write(page, name="Flèche " + "x" * 70).slug.startswith("our-fleche-xxx")


def test_a_change_makes_the_next_version_and_leaves_given_plans_alone(page: Browser, shelves: Cast) -> None:
    exercise = write(page)
    first = dict(exercise.content)
    routine = Routine(practice_id=shelves.practice.id, name="Morning", rounds=1, created_at=NOW)
    routine.items = [RoutineItem(position=0, exercise_id=exercise.id, seconds=60)]
    with transaction():
        db.session.add(routine)
        db.session.flush()
        terms = PlanTerms(Weekdays.of(1), date(2026, 11, 26), date(2026, 12, 24))
        assign(routine, shelves.cleo, terms, by=shelves.tara.id, now=NOW)
    address = f"/library/{exercise.slug}/edit"
    saved = page.submit(
        page.get(address), address, status=302, name="Wall glide", cues="Glide.", laterality="unilateral"
    )
    assert saved.location == f"/library/{exercise.slug}"
    assert "Plans already given keep what they had." in page.follow(saved).text
    now = own("Wall glide")
    assert (now.id, now.content["version"], now.content["cues"], now.laterality) == (
        exercise.id,
        2,
        ["Glide."],
        "unilateral",
    )
    item = db.session.scalars(select(PrescriptionItem)).one()
    assert (item.name, item.laterality, item.content) == ("Wall slide", "bilateral", first)


def test_two_trainers_who_change_at_once_do_not_undo_each_other_unawares(
    page: Browser, shelves: Cast, sign_in: Callable[..., None]
) -> None:
    exercise = write(page)
    address = f"/library/{exercise.slug}/edit"
    before = page.get(address)
    sign_in(shelves.tom)
    page.submit(page.get(address), address, status=302, summary="Tom was here.")
    sign_in(shelves.tara)
    token = {"csrf_token": page.csrf_token()}
    seen = page.submit(before, address, status=200, summary="Tara was here.", **token)
    assert "Somebody changed this exercise meanwhile." in seen.text and seen.value("summary") == "Tara was here."
    db.session.expire_all()
    assert own("Wall slide").content["summary"] == "Tom was here."
    page.submit(seen, address, status=302)
    assert own("Wall slide").content["summary"] == "Tara was here."


def test_put_away_and_brought_back(page: Browser, shelves: Cast) -> None:
    exercise = write(page)
    address = f"/library/{exercise.slug}"
    away = page.post(f"{address}/put-away", status=302)
    assert "New routines cannot take it in." in page.follow(away).text
    assert "Wall slide" not in page.get("/library").text and "Wall slide" not in page.get("/routines/new").text
    waiting = page.get("/library/put-away")
    assert "Wall slide" in waiting.text
    page.submit(waiting, f"{address}/bring-back", status=302)
    assert "Wall slide" in page.get("/library").text and "Nothing is put away" in page.get("/library/put-away").text
    verbs = db.session.scalars(
        select(AuditEvent.verb).where(AuditEvent.subject == f"exercise:{exercise.id}").order_by(AuditEvent.id)
    ).all()
    assert verbs == ["exercise created", "exercise put away", "exercise brought back"]
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "exercise created")).all()
    assert [(one.actor_id, one.practice_id, one.detail) for one in events] == [
        (shelves.tara.id, shelves.practice.id, "")
    ]


def test_the_list_and_the_builder_offer_it(page: Browser, shelves: Cast) -> None:
    exercise = write(page)
    assert NEW in page.get("/library").links()
    assert f"/library/{exercise.slug}" in page.get("/library").links()
    built = page.get("/routines/new")
    added = page.submit(built, "/routines/new", status=200, add=str(exercise.id))
    assert "Seconds of Wall slide" in [e.get("aria-label") for e in added.all("input", name="seconds-1")]


def test_only_ours_can_be_asked_for(page: Browser, shelves: Cast) -> None:
    assert "Only ours" not in page.get("/library").text, "there is none yet"
    exercise = write(page)
    seen = page.get("/library?whose=own")
    assert seen.value("whose") == "own" and "1 of 43 exercises" in seen.text
    assert f"/library/{exercise.slug}" in seen.links() and "/library/rkc-plank" not in seen.links()
    assert "/library/put-away" in seen.links()


def test_a_colleague_may_change_it(page: Browser, shelves: Cast, sign_in: Callable[..., None]) -> None:
    exercise = write(page)
    sign_in(shelves.tom)
    address = f"/library/{exercise.slug}/edit"
    page.submit(page.get(address), address, status=302, name="Tom’s slide")
    assert own("Tom’s slide").id == exercise.id


def test_another_practice_never_meets_it(page: Browser, shelves: Cast, sign_in: Callable[..., None]) -> None:
    exercise = write(page)
    sign_in(shelves.otto)
    for path in (f"/library/{exercise.slug}", f"/library/{exercise.slug}/edit", f"{NEW}?from={exercise.slug}"):
        page.get(path, status=404)
    for act in ("edit", "put-away", "bring-back"):
        page.post(f"/library/{exercise.slug}/{act}", LEAST, status=404)
    page.post(f"{NEW}?from={exercise.slug}", LEAST, status=404)
    assert "Wall slide" not in page.get("/library").text and "Wall slide" not in page.get("/library/put-away").text
    sent = {"row": "1", "exercise": str(exercise.id), "seconds-1": "60", "name": "Stolen", "rounds": "1", "save": "y"}
    assert "Add at least one exercise." in page.post("/routines/new", sent, status=200).text
    assert db.session.scalar(select(RoutineItem).where(RoutineItem.exercise_id == exercise.id)) is None
    mine = {**LEAST, "name": "Wall slide", "mode": "time", "seconds": "60", "fewest": "1", "most": "1"}
    page.post(NEW, {**mine, "position": "standing", "laterality": "bilateral"}, status=302)


def test_the_library_itself_can_only_be_copied(page: Browser, shelves: Cast) -> None:
    page.get("/library/rkc-plank/edit", status=403)
    for act in ("edit", "put-away", "bring-back"):
        page.post(f"/library/rkc-plank/{act}", LEAST, status=403)
    assert "/library/rkc-plank/edit" not in page.get("/library/rkc-plank").links()


@pytest.mark.parametrize("path", [NEW, "/library/our-x/edit", "/library/put-away"])
def test_it_is_for_trainers(page: Browser, cast: Cast, sign_in: Callable[..., None], path: str) -> None:
    assert page.get(path, status=302).location.startswith("/sign-in")
    sign_in(cast.cleo.user)
    page.get(path, status=403)


@pytest.mark.parametrize("act", ["edit", "put-away", "bring-back"])
def test_the_acts_are_for_trainers(page: Browser, cast: Cast, sign_in: Callable[..., None], act: str) -> None:
    assert page.post(f"/library/our-x/{act}", status=302).location.startswith("/sign-in")
    assert page.post(NEW, status=302).location.startswith("/sign-in")
    sign_in(cast.cleo.user)
    page.post(f"/library/our-x/{act}", status=403)
    page.post(NEW, status=403)


def test_few_queries(page: Browser, shelves: Cast) -> None:
    exercise = write(page)
    for path, most in ((NEW, 3), (f"/library/{exercise.slug}/edit", 4), ("/library/put-away", 4)):
        with counted() as seen:
            page.client.get(path, base_url="http://plinth.test")
        assert len(seen) <= most, (path, seen)


def test_the_page_of_a_plan_reads_it_like_any_other(page: Browser, shelves: Cast, sign_in: Callable[..., None]) -> None:
    exercise = write(page, mode="reps", reps="10", video="https://youtu.be/dQw4w9WgXcQ")
    factories.make_prescription(shelves.cleo, [exercise], now=NOW, effective_from=date(2026, 11, 23))
    sign_in(shelves.cleo.user)
    seen = page.get("/programme")
    assert "Slide both arms up the wall." in seen.text and "Play the video from YouTube" in seen.text
    assert next(text_of(h) for h in seen.all("h3")) == "Wall slide"


def test_content_files_stay_apart() -> None:
    assert "picture" not in ExerciseContent.model_fields and "own" not in str(ExerciseContent.model_fields["source"])

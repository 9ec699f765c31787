"""The builder, press by press, as it works without a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.routines.models import Routine
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import HOST, Browser, Page, text_of
from tests.queries import counted
from tests.web import library

NEW = "/routines/new"


@pytest.fixture
def desk(cast: Cast, sign_in: Callable[..., None]) -> Cast:
    """The real library, with Tara signed in."""
    library.fill()
    sign_in(cast.tara)
    return cast


def press(page: Browser, seen: Page, path: str = NEW, **button: Any) -> Page:
    """Press one button of the form, everything else as it stands."""
    return page.submit(seen, path, **button)


def add(page: Browser, seen: Page, *slugs: str) -> Page:
    for slug in slugs:
        seen = press(page, seen, add=library.exercise(slug).id)
    return seen


def tray(seen: Page) -> list[tuple[str, str]]:
    """(name, seconds) of each line."""
    rows = [item for tray in seen.all("ol", class_="tray") for item in tray.iter("li")]
    names = [text_of(next(row.iter("strong"))) for row in rows]
    return list(zip(names, typed(seen, "seconds"), strict=True))


def typed(seen: Page, name: str) -> list[str]:
    """What stands in one dose field of every line, in the order of the page."""
    fields = [i for tray in seen.all("ol", class_="tray") for i in tray.iter("input")]
    return [i.get("value", "") for i in fields if i.get("name", "").startswith(f"{name}-")]


def keys(seen: Page) -> list[str]:
    """The key of every line."""
    return [i.get("value", "") for i in seen.all("input", name="row")]


def saved() -> list[Routine]:
    return list(db.session.scalars(select(Routine).where(Routine.practice_id.is_not(None)).order_by(Routine.id)))


SAMPLE = ("supine-hamstring-stretch", "adductor-foam-roll", "db-romanian-deadlift")


def test_the_sample_of_the_article_can_be_built(page: Browser, desk: Cast) -> None:
    seen = add(page, page.get(NEW), *SAMPLE)
    seen = press(page, seen, name="Evening", rounds="3", note="For the back of the legs.", update="y")
    assert "15 min of work" in seen.text and "17:30 on the clock" in seen.text
    assert "Release usually comes before stretching." in seen.text
    assert seen.value("name") == "Evening" and seen.checked("rounds") == ["3"]
    assert saved() == [], "nothing is kept before Save"
    done = page.follow(press(page, seen, save="y"))
    assert "Routine saved." in done.text and done.h1 == "Evening"
    routine = saved()[0]
    assert (routine.name, routine.rounds, routine.note) == ("Evening", 3, "For the back of the legs.")
    assert routine.practice_id == desk.practice.id
    assert [(item.exercise.slug, item.seconds, item.position) for item in routine.items] == [
        (slug, 60, position) for position, slug in enumerate(SAMPLE)
    ]


def test_each_press_keeps_everything_typed(page: Browser, desk: Cast) -> None:
    seen = add(page, page.get(NEW), *SAMPLE[:2])
    seen = press(
        page,
        seen,
        name="  Half",
        note="one\ntwo",
        rounds="2",
        **{"seconds-1": "abc", "seconds-2": "45"},
        q="plank",
        find="y",
    )
    assert tray(seen) == [("Supine Hamstring Stretch", "abc"), ("Adductor Foam Roll", "45")]
    assert (seen.value("name"), seen.value("q"), seen.checked("rounds")) == ("Half", "plank", ["2"])
    assert seen.value("note").split() == ["one", "two"]
    assert "Type 5 to 600 seconds, in steps of 5." in seen.text
    picks = [text_of(button) for button in seen.all("button", class_="pick")]
    assert picks == ["Strengthen: RKC Plank"]


def test_up_down_and_out(page: Browser, desk: Cast) -> None:
    seen = add(page, page.get(NEW), *SAMPLE)
    keys = seen.form(NEW)["row"]
    seen = press(page, seen, up=keys[1])
    assert [name for name, _ in tray(seen)][:2] == ["Adductor Foam Roll", "Supine Hamstring Stretch"]
    assert "usually comes before" not in seen.text
    seen = press(page, seen, down=keys[1])
    seen = press(page, seen, remove=keys[0])
    assert [name for name, _ in tray(seen)] == ["Adductor Foam Roll", "Dumbbell Romanian Deadlift"]


def test_a_press_hits_the_right_line_after_a_script_moved_it(page: Browser, desk: Cast) -> None:
    seen = add(page, page.get(NEW), *SAMPLE)
    form = seen.form(NEW)
    moved = {name: [form[name][2], form[name][0], form[name][1]] for name in ("row", "exercise")}
    seen = press(page, seen, **moved, remove=form["row"][0])
    assert [name for name, _ in tray(seen)] == ["Dumbbell Romanian Deadlift", "Adductor Foam Roll"]


def test_pressing_an_exercise_again_takes_it_out(page: Browser, desk: Cast) -> None:
    seen = add(page, page.get(NEW), *SAMPLE)
    pick = next(b for b in seen.all("button", class_="pick") if text_of(b).endswith("Adductor Foam Roll"))
    assert (pick.get("name"), pick.get("aria-pressed")) == ("remove", "true")
    seen = press(page, seen, remove=pick.get("value"))
    assert [name for name, _ in tray(seen)] == ["Supine Hamstring Stretch", "Dumbbell Romanian Deadlift"]


def test_the_seconds_of_an_added_exercise_fit_the_steps(page: Browser, desk: Cast) -> None:
    seen = add(page, page.get(NEW), "goblet-squat")
    assert library.exercise("goblet-squat").seconds == 32
    assert (tray(seen), typed(seen, "reps")) == ([("Goblet Squat", "35")], ["8"])


def test_more_than_four_is_said_softly(page: Browser, desk: Cast) -> None:
    seen = add(page, page.get(NEW), *SAMPLE, "rkc-plank")
    assert "People keep up better" not in seen.text
    seen = add(page, seen, "cobra-stretch")
    assert "5 exercises" in seen.text and "People keep up better with 4 or fewer." in seen.text


def test_the_psoas_shows_its_caution(page: Browser, desk: Cast) -> None:
    assert "needs a check with each person" in add(page, page.get(NEW), "psoas-ball-release").text


def test_twelve_at_most(page: Browser, desk: Cast) -> None:
    slugs = [entry.id for entry in library.read()[0]][:13]
    seen = add(page, page.get(NEW), *slugs)
    assert len(tray(seen)) == 12
    assert "12 exercises at most" in seen.text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": " "}, "Give the routine a name."),
        ({"name": "x" * 81}, "Use 80 characters or fewer."),
        ({"note": "x" * 601}, "Use 600 characters or fewer."),
        ({"rounds": "4"}, "Not a valid choice."),
        ({"rounds": []}, "Choose 1, 2 or 3 rounds."),
        ({"seconds-1": "57"}, "RKC Plank: Type 5 to 600 seconds, in steps of 5."),
        ({"seconds-1": ""}, "RKC Plank: Type 5 to 600 seconds"),
        ({"row": [], "exercise": []}, "Add at least one exercise."),
    ],
)
def test_what_cannot_be_saved_says_why(page: Browser, desk: Cast, changes: dict[str, Any], sentence: str) -> None:
    seen = add(page, page.get(NEW), "rkc-plank")
    seen = press(page, seen, **{"name": "Plank", "note": "Strong.", "save": "y", **changes}, status=200)
    assert "This did not save yet" in seen.text and sentence in seen.text
    assert saved() == []
    assert seen.value("note") == changes.get("note", "Strong.")


def test_a_control_character_is_not_kept(page: Browser, desk: Cast) -> None:
    form = add(page, page.get(NEW), "rkc-plank").form(NEW)
    answer = page.client.post(NEW, data={**form, "name": "a\x07b", "save": "y"}, base_url=HOST)
    assert b"There is a character here" in answer.data
    assert saved() == []


def test_another_practices_exercise_is_left_out(page: Browser, desk: Cast) -> None:
    secret = library.exercise("cobra-stretch")
    with transaction():
        secret.practice_id = desk.other_practice.id
    seen = add(page, page.get(NEW), "rkc-plank")
    seen = press(page, seen, add=secret.id)
    assert [name for name, _ in tray(seen)] == ["RKC Plank"]
    form = seen.form(NEW)
    press(
        page,
        seen,
        name="Mine",
        row=[form["row"], "77"],
        exercise=[form["exercise"], str(secret.id)],
        **{"seconds-77": "60"},
        save="y",
    )
    assert [item.exercise.slug for item in saved()[0].items] == ["rkc-plank"]


def test_a_copy_starts_from_another_routine(page: Browser, desk: Cast) -> None:
    seen = page.get(f"/routines/new?from={library.starter('article-sample').id}")
    assert tray(seen)[0][0] == "Supine Hamstring Stretch"
    assert seen.value("name") == "Hamstrings and adductors, sample" and seen.checked("rounds") == ["3"]
    press(page, seen, save="y")
    assert saved()[0].slug is None
    again = page.get(f"/routines/new?from={saved()[0].id}")
    assert again.value("name") == "Hamstrings and adductors, sample, copy"
    for number in ("99999", "99999999999", "-1"):
        page.get(f"/routines/new?from={number}", status=404)


def test_a_change_writes_the_same_routine(page: Browser, desk: Cast) -> None:
    routine = factories.make_routine(desk.practice, [library.exercise(slug) for slug in SAMPLE], now=NOW)
    path = f"/routines/{routine.id}/edit"
    seen = page.get(path)
    assert "Plans already given stay as they are." in seen.text
    keys = seen.form(path)["row"]
    seen = press(page, seen, path, up=keys[2])
    seen = press(page, seen, path, remove=keys[0])
    seen = press(page, seen, path, add=library.exercise("cobra-stretch").id)
    done = page.follow(press(page, seen, path, name="Shorter", rounds="1", save="y"))
    assert "Plans already given stay as they are." in done.text
    routine = saved()[0]
    assert (routine.name, routine.rounds) == ("Shorter", 1)
    assert [item.exercise.slug for item in routine.items] == [
        "db-romanian-deadlift",
        "adductor-foam-roll",
        "cobra-stretch",
    ]
    assert [item.position for item in routine.items] == [0, 1, 2]
    seen = page.get(path)
    press(page, press(page, seen, path, remove=seen.form(path)["row"][0]), path, save="y")
    assert [item.exercise.slug for item in saved()[0].items] == ["adductor-foam-roll", "cobra-stretch"]


def test_a_retired_exercise_stays_in_a_routine_that_has_it(page: Browser, desk: Cast) -> None:
    routine = factories.make_routine(desk.practice, [library.exercise("rkc-plank")], now=NOW)
    with transaction():
        library.exercise("rkc-plank").retired_at = NOW
    path = f"/routines/{routine.id}/edit"
    seen = page.get(path)
    assert tray(seen) == [("RKC Plank", "60")]
    assert not [b for b in seen.all("button", class_="pick") if "RKC" in text_of(b)]
    press(page, seen, path, save="y")
    assert len(saved()[0].items) == 1


def test_a_form_without_its_token_changes_nothing(page: Browser, desk: Cast) -> None:
    answer = page.client.post(NEW, data={"name": "x", "save": "y"}, base_url=HOST)
    assert answer.status_code == 400
    assert saved() == []


def test_the_builder_asks_few_things(page: Browser, desk: Cast) -> None:
    number = library.starter("article-sample").id
    with counted() as seen:
        page.client.get(f"/routines/new?from={number}", base_url=HOST)
    assert len(seen) == 7, "sign-in, membership, routine, its exercises, library, people, messages"


def picks(seen: Page) -> list[str]:
    """The names offered by the library, without the word for their kind."""
    return [text_of(button).partition(": ")[2] for button in seen.all("button", class_="pick")]


def test_the_library_beside_it_searches_like_the_library_page(page: Browser, desk: Cast) -> None:
    seen = press(page, add(page, page.get(NEW), "rkc-plank"), q="no equipment glutes", find="y")
    assert picks(seen)[0] == "Glute Bridge"
    seen = press(page, seen, q="hammstring", find="y")
    assert picks(seen)[0] == "Supine Hamstring Stretch"
    assert tray(seen) == [("RKC Plank", "60")]


def test_filters_narrow_the_library_and_survive_every_press(page: Browser, desk: Cast) -> None:
    seen = press(page, page.get(NEW), group="core", kind="strength", without=["pregnancy_t2plus"], q="", find="y")
    assert "Dead Bug" not in picks(seen) and "Bird Dog" in picks(seen)
    assert "left out: may not suit later pregnancy." in seen.text
    seen = add(page, seen, "bird-dog")
    seen = press(page, seen, name="Mine", update="y")
    assert (seen.value("group"), seen.value("kind"), seen.checked("without")) == (
        "core",
        "strength",
        ["pregnancy_t2plus"],
    )
    assert "Dead Bug" not in picks(seen)
    assert (seen.value("name"), [name for name, _ in tray(seen)]) == ("Mine", ["Bird Dog"])


def test_filters_are_taken_out_one_by_one_or_all_at_once(page: Browser, desk: Cast) -> None:
    seen = press(page, page.get(NEW), q="plank", kind="strength", without=["knee_pain"], find="y")
    drops = [button.get("value") for button in seen.all("button", name="drop")]
    assert drops == ["words", "kind", "knee_pain", "all"]
    seen = press(page, seen, drop="words")
    assert (seen.value("q"), seen.value("kind")) == ("", "strength")
    seen = press(page, seen, drop="all")
    assert (seen.value("kind"), seen.checked("without")) == ("", [])
    assert len(picks(seen)) == 42


def test_nothing_found_offers_a_near_name_to_press(page: Browser, desk: Cast) -> None:
    seen = press(page, add(page, page.get(NEW), "rkc-plank"), q="good morning", kind="strength", find="y")
    assert picks(seen) == [] and "Did you mean:" in seen.text
    near = seen.all("button", name="look")[0].get("value")
    seen = press(page, seen, look=near)
    assert picks(seen) == ["Hip Hinge Drill"] and seen.value("q") == near
    assert tray(seen) == [("RKC Plank", "60")]


def test_words_alone_are_one_press_away(page: Browser, desk: Cast) -> None:
    seen = press(page, page.get(NEW), q="plank", kind="stretch", find="y")
    assert picks(seen) == [] and "1 exercise without the filters." in seen.text
    assert picks(press(page, seen, look="plank")) == ["RKC Plank"]


@pytest.mark.parametrize("sent", [{"drop": "nonsense"}, {"look": "\x00%"}, {"group": "toes", "without": ["x"]}])
def test_filters_nobody_knows_are_ignored(page: Browser, desk: Cast, sent: dict[str, Any]) -> None:
    assert len(picks(press(page, page.get(NEW), **sent))) == 42

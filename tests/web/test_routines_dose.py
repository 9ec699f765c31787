"""The builder's doses: every mode, many lines at once, a draft from muscle groups, and what a client then reads."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.exercises.content import GROUP_LABELS
from app.exercises.queries import list_library
from app.prescriptions import service as plans
from app.prescriptions.models import PlannedSession, Prescription
from app.prescriptions.schedule import Weekdays
from app.routines.dose import Dose, DoseMode
from app.routines.draft import Chosen
from app.routines.models import Routine
from app.routines.service import RoutineTerms, create_routine
from app.routines.shape import shape_of
from app.routines.starting import Start, fill
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import Browser, Page
from tests.web import library
from tests.web.test_routines_builder import NEW, add, press, saved, tray, typed

SETS: dict[str, dict[str, str]] = {
    "reps": {"mode-1": "reps", "reps-1": "12", "sec_per_rep-1": "", "tempo-1": "3-1-1", "load-1": "2 × 6 kg"},
    "press": {"mode-1": "contract_relax", "seconds-1": "65", "contract_s-1": "5", "relax_s-1": "20"},
    "walk": {"mode-1": "distance", "seconds-1": "45", "metres-1": "20"},
    "slow": {"mode-1": "reps", "reps-1": "10", "sec_per_rep-1": "6", "tempo-1": ""},
    "time": {"mode-1": "time", "seconds-1": "90", "why-1": "For the stairs at home."},
}
DOSES = {
    "reps": Dose(DoseMode.REPS, 60, reps=12, sec_per_rep=5, tempo="3-1-1", load="2 × 6 kg"),
    "press": Dose(DoseMode.CONTRACT_RELAX, 65, contract_s=5, relax_s=20),
    "walk": Dose(DoseMode.DISTANCE, 45, metres=20),
    "slow": Dose(DoseMode.REPS, 60, reps=10, sec_per_rep=6),
    "time": Dose(seconds=90),
}


@pytest.fixture
def desk(cast: Cast, sign_in: Callable[..., None]) -> Cast:
    """The real library, with Tara signed in."""
    library.fill()
    sign_in(cast.tara)
    return cast


def field(seen: Page, name: str) -> str:
    """What stands in one field of the first line, whatever kind of field it is."""
    return seen.form(NEW)[f"{name}-1"]


def chosen(routine: Routine) -> list[tuple[str, int]]:
    return [(item.exercise.slug, item.seconds) for item in routine.items]


@pytest.mark.parametrize("mode", SETS)
def test_a_line_is_dosed_by_its_mode(page: Browser, desk: Cast, mode: str) -> None:
    seen = press(page, add(page, page.get(NEW), "rkc-plank"), name="One", update="y", **SETS[mode])
    assert {name: field(seen, name[:-2]) for name in SETS[mode]} == SETS[mode]
    press(page, seen, save="y")
    (item,) = saved()[0].items
    assert (item.dose, item.why) == (DOSES[mode], SETS[mode].get("why-1", ""))
    again = page.get(f"/routines/{saved()[0].id}/edit")
    assert {name: again.form(f"/routines/{saved()[0].id}/edit")[name] for name in SETS[mode]} == SETS[mode]


def test_an_exercise_brings_its_own_dose(page: Browser, desk: Cast) -> None:
    seen = add(page, page.get(NEW), "childs-pose-lat-stretch", "rkc-plank", "goblet-squat")
    form = seen.form(NEW)
    assert [form[f"mode-{key}"] for key in (1, 2, 3)] == ["contract_relax", "time", "reps"]
    assert (form["contract_s-1"], form["relax_s-1"], form["seconds-2"], form["reps-3"]) == ("10", "20", "60", "8")
    assert "2 × press 10 s, relax 20 s" in seen.text and "8 reps" in seen.text


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"mode-1": "reps", "reps-1": "many"}, "RKC Plank: Type 1 to 100 reps."),
        ({"mode-1": "reps", "reps-1": "12", "tempo-1": "slow"}, "RKC Plank: Type a tempo such as 3-1-1."),
        ({"mode-1": "contract_relax", "seconds-1": "25"}, "One press and one relax take longer than this."),
        ({"mode-1": "distance", "metres-1": "far"}, "RKC Plank: Type 1 to 1000 metres."),
        ({"load-1": "x" * 41}, "RKC Plank: Use 40 characters or fewer."),
        ({"why-1": "y" * 201}, "RKC Plank: Use 200 characters or fewer."),
    ],
)
def test_a_dose_that_cannot_be_kept_says_why_and_stays(
    page: Browser, desk: Cast, sent: dict[str, str], sentence: str
) -> None:
    seen = press(page, add(page, page.get(NEW), "rkc-plank"), name="Plank", save="y", **sent)
    assert sentence in seen.text and saved() == []
    assert {name: field(seen, name[:-2]) for name in sent} == sent


def test_seconds_that_hold_no_whole_press_are_said(page: Browser, desk: Cast) -> None:
    seen = press(page, add(page, page.get(NEW), "rkc-plank"), update="y", **SETS["press"])
    assert "2 × press 5 s, relax 20 s" in seen.text and "15 s are left over." in seen.text
    assert "left over" not in press(page, seen, update="y", **{"seconds-1": "75"}).text


def test_a_copy_keeps_every_dose_and_why(page: Browser, desk: Cast) -> None:
    items = [Chosen(library.exercise("rkc-plank").id, dose, "Because.") for dose in DOSES.values()]
    with transaction():
        first = create_routine(desk.practice.id, RoutineTerms("Doses", 2, "", items), by=desk.tara.id, now=NOW)
    assert f"/routines/new?from={first.id}" in page.get("/routines").links()
    press(page, page.get(f"/routines/new?from={first.id}"), save="y")
    copy = next(one for one in saved() if one.name == "Doses, copy")
    assert [(item.dose, item.why) for item in copy.items] == [(one.dose, one.why) for one in items]


def test_what_another_mode_held_is_not_lost_while_the_page_is_open(page: Browser, desk: Cast) -> None:
    seen = press(page, add(page, page.get(NEW), "rkc-plank"), update="y", **{"mode-1": "reps", "reps-1": "9"})
    seen = press(page, seen, update="y", **{"mode-1": "time", "seconds-1": "45"})
    assert (field(seen, "reps"), field(seen, "seconds")) == ("9", "45")


def test_all_stretches_at_once_and_back(page: Browser, desk: Cast) -> None:
    slugs = ("adductor-foam-roll", "supine-hamstring-stretch", "childs-pose-lat-stretch", "goblet-squat")
    seen = add(page, page.get(NEW), *slugs)
    seen = press(page, seen, bulk_kind="stretch", bulk_seconds="45", bulk="y")
    assert typed(seen, "seconds")[:3] == ["60", "45", "45"] and "2 exercises now at 45 s." in seen.text
    undo = seen.all("button", name="undo")[0].get("value")
    assert typed(press(page, seen, undo=undo), "seconds")[:3] == ["60", "60", "60"]
    seen = press(page, seen, bulk_kind="", bulk_seconds="20", bulk="y")
    assert typed(seen, "seconds")[:3] == ["20", "20", "45"]
    assert "Child’s Pose Lat Stretch stays" in seen.text and "Goblet Squat stays as it is." in seen.text


@pytest.mark.parametrize("seconds", ["", "57", "abc", "605"])
def test_seconds_for_many_lines_are_checked(page: Browser, desk: Cast, seconds: str) -> None:
    seen = press(page, add(page, page.get(NEW), "rkc-plank"), bulk_seconds=seconds, bulk="y")
    assert "Type 5 to 600 seconds, in steps of 5." in seen.text and tray(seen) == [("RKC Plank", "60")]
    assert seen.value("bulk_seconds") == seconds


@pytest.mark.parametrize("undo", ["", "x", "99:60", "1:", "1:abc,1:9", ":,:", "1:60,2", "1" * 50 + ":3"])
def test_an_odd_undo_does_no_harm(page: Browser, desk: Cast, undo: str) -> None:
    assert len(tray(press(page, add(page, page.get(NEW), "rkc-plank"), undo=undo))) == 1


def test_ticked_groups_become_a_draft(page: Browser, desk: Cast) -> None:
    seen = press(page, page.get(NEW), start_group=["lats", "glutes"], start_seconds="45", fill="y")
    assert [name for name, _ in tray(seen)] == [
        "Lat Foam Roll",
        "Child’s Pose Lat Stretch",
        "Dumbbell Pullover",
        "Glute Ball Release",
        "Pigeon Stretch",
        "Banded Clamshell",
    ]
    assert set(typed(seen, "seconds")) == {"45"} and seen.value("name") == "Lats and glutes"
    assert "usually comes before" not in seen.text and saved() == []
    assert "6 exercises. People keep up better with 4 or fewer." in seen.text


def test_two_presses_make_a_routine(page: Browser, desk: Cast) -> None:
    done = page.follow(press(page, page.get(NEW), start_group="hamstrings", save="y"))
    assert "Routine saved." in done.text and done.h1 == "Hamstrings & adductors"
    assert chosen(saved()[0]) == [
        ("adductor-foam-roll", 60),
        ("supine-hamstring-stretch", 60),
        ("db-romanian-deadlift", 60),
    ]


def test_what_does_not_suit_and_what_is_not_there_is_left_out(page: Browser, desk: Cast) -> None:
    sent = {"start_group": ["core"], "start_avoid": ["pregnancy_any"], "start_lack": ["ball"]}
    seen = press(page, page.get(NEW), fill="y", **sent)
    names = [name for name, _ in tray(seen)]
    assert "Psoas Ball Release" not in names and "Cobra Stretch" not in names and names
    assert "Core: nothing to release fits what you chose." in seen.text
    assert seen.checked("without") == ["pregnancy_any"], "and the library beside it leaves them out, too"


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [({}, "Tick at least one group."), ({"start_group": "lats", "start_seconds": "57"}, "Type 5 to 600 seconds")],
)
def test_a_start_without_groups_or_seconds_says_so(
    page: Browser, desk: Cast, sent: dict[str, str], sentence: str
) -> None:
    seen = press(page, page.get(NEW), name="Mine", fill="y", **sent)
    assert sentence in seen.text and tray(seen) == [] and seen.value("name") == "Mine"
    assert seen.value("start_seconds") == sent.get("start_seconds", "60")


def test_a_chosen_caution_is_said_beside_each_line(page: Browser, desk: Cast) -> None:
    seen = add(page, page.get(NEW), "dumbbell-pullover")
    assert "May not suit" not in seen.text
    assert "May not suit: shoulder pain" in press(page, seen, without=["shoulder_pain"], find="y").text


def test_the_minutes_are_measured_against_a_person(page: Browser, desk: Cast) -> None:
    with transaction():
        desk.cleo.minutes_per_day = 2
    seen = add(page, page.get(NEW), "supine-hamstring-stretch", "rkc-plank")
    assert "day holds" not in seen.text.replace("data-more", "")
    seen = press(page, seen, person=str(desk.cleo.id), update="y")
    assert "1 min more work than the chosen person’s day holds." in seen.text
    strange = press(page, seen, person="99999", update="y")
    assert "1 min more work" not in strange.text


def _four(desk: Cast) -> list[Chosen]:
    return fill(list_library(desk.practice.id), Start(groups=tuple(GROUP_LABELS))).items


def _lines(desk: Cast, groups: tuple[str, ...], rounds: int) -> Routine:
    items = fill(list_library(desk.practice.id), Start(groups=groups)).items
    with transaction():
        terms = RoutineTerms("Table", rounds, "", items)
        return create_routine(desk.practice.id, terms, by=desk.tara.id, now=NOW)


@pytest.mark.parametrize(
    ("groups", "minutes"),
    [(("lats",), 4), (("core",), 4), (("glutes",), 6), (("hamstrings",), 5), (tuple(GROUP_LABELS), 19)],
)
@pytest.mark.parametrize("rounds", [1, 3])
def test_the_table_of_minutes_by_group(desk: Cast, groups: tuple[str, ...], minutes: int, rounds: int) -> None:
    routine = _lines(desk, groups, rounds)
    assert shape_of(routine.items, rounds).time.work_s == minutes * 60 * rounds


def test_lats_once_take_275_seconds_and_all_groups_1340(desk: Cast) -> None:
    assert shape_of(_lines(desk, ("lats",), 1).items, 1).time.clock_s == 275
    assert shape_of(_lines(desk, tuple(GROUP_LABELS), 1).items, 1).time.clock_s == 1340


def test_no_choice_of_groups_leaves_the_usual_order(desk: Cast) -> None:
    for number in range(1, 5):
        for groups in itertools.combinations(map(str, GROUP_LABELS), number):
            assert shape_of(_lines(desk, groups, 1).items, 1).order_words == []


def _given(desk: Cast, items: list[Chosen]) -> Prescription:
    today = plans.local_today(desk.cleo, NOW)
    with transaction():
        routine = create_routine(desk.practice.id, RoutineTerms("Doses", 1, "", items), by=desk.tara.id, now=NOW)
        terms = plans.PlanTerms(Weekdays.of(1, 2, 3, 4, 5, 6, 7), today, today + timedelta(days=28), has_checked=True)
        return plans.assign(routine, desk.cleo, terms, by=desk.tara.id, now=NOW)


def test_a_client_reads_the_dose_and_why(page: Browser, desk: Cast, sign_in: Callable[..., None]) -> None:
    squat, pose = library.exercise("goblet-squat"), library.exercise("childs-pose-lat-stretch")
    press_dose = Dose(DoseMode.CONTRACT_RELAX, 60, contract_s=10, relax_s=20)
    items = [Chosen(squat.id, DOSES["reps"], "It makes the stairs easier."), Chosen(pose.id, press_dose)]
    plan = _given(desk, items)
    assert [(item.dose, item.why) for item in plan.items] == [(one.dose, one.why) for one in items]
    of_trainer = page.get(f"/clients/{desk.cleo.id}/plan")
    assert "12 reps, 3-1-1, 2 × 6 kg" in of_trainer.text and "It makes the stairs easier." in of_trainer.text
    sign_in(desk.cleo.user)
    session = next(one for one in db.session.scalars(select(PlannedSession)) if one.prescription_id == plan.id)
    for path in (f"/sessions/{session.id}", "/programme"):
        seen = page.get(path)
        for words in (
            "12 reps, 3-1-1, 2 × 6 kg",
            "Each in seconds: 3 down, 1 still, 1 up.",
            "2 × press 10 seconds, relax 20 seconds",
            "It makes the stairs easier.",
        ):
            assert words in seen.text, (path, words)


def test_the_page_counts_with_the_numbers_of_the_calculator(page: Browser, desk: Cast) -> None:
    form = page.get(NEW).all("form", **{"data-dose-form": ""})[0]
    given = {name: form.get(f"data-{name}") for name in ("change-s", "side-s", "rep-s", "most")}
    assert given == {"change-s": "15", "side-s": "5", "rep-s": "4", "most": "4"}


@pytest.mark.parametrize(
    ("seconds", "minutes"), [("60", "1"), ("555", "9.3"), ("540", "9"), ("5", "0.1"), ("570", "9.5")]
)
def test_part_minutes_are_rounded_half_up_as_the_page_does_it_live(
    page: Browser, desk: Cast, seconds: str, minutes: str
) -> None:
    seen = press(page, add(page, page.get(NEW), "rkc-plank"), update="y", **{"seconds-1": seconds})
    assert f"{minutes} min of work" in seen.text


def test_a_bare_load_is_in_the_practices_unit(page: Browser, desk: Cast) -> None:
    with transaction():
        desk.practice.weight_unit = "lb"
    seen = add(page, page.get(NEW), "rkc-plank")
    assert seen.field("load-1").get("placeholder") == "2 × 15 lb"
    press(page, seen, name="Loaded", save="y", **{"load-1": "2 × 15"})
    assert saved()[0].items[0].load == "2 × 15 lb"

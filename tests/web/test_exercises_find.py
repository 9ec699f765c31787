"""Finding an exercise in the library: words, filters, the body map, and what is offered when nothing fits."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.exercises.figures.muscle_map import muscle_map
from app.exercises.words import CAUTION_LABELS
from tests.factories import Cast
from tests.page import Browser, Page, text_of
from tests.web import library

# The map is this high on a phone, in CSS pixels (static/css/library.css), and a finger wants 44 of them.
MAP_PX, FINGER_PX = 260, 44


@pytest.fixture
def shelves(cast: Cast, sign_in: Callable[..., None]) -> Cast:
    """The real library, with Tara signed in."""
    library.fill()
    sign_in(cast.tara)
    return cast


def names(page: Page) -> list[str]:
    return [text_of(heading) for heading in page.all("h3")]


def chips(page: Page) -> dict[str, str]:
    """The chosen filters, each with where its link leads."""
    return {
        text_of(link).removeprefix("Take out: "): link.get("href", "") for link in page.all("a", class_="chip taken")
    }


def regions(page: Page) -> dict[str, str]:
    """The links on the body by their name."""
    return {link.get("aria-label", ""): link.get("href", "") for link in page.all("a", class_="region")}


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("childs+pose", "Child’s Pose Lat Stretch"),
        ("hammstring", "Supine Hamstring Stretch"),
        ("RDL", "Dumbbell Romanian Deadlift"),
        ("no+equipment+glutes", "Glute Bridge"),
        ("prone+hamstring", "Supine Hamstring Stretch"),
    ],
)
def test_the_best_match_stands_first_whatever_its_group(page: Browser, shelves: Cast, words: str, first: str) -> None:
    seen = page.get(f"/library?q={words}")
    assert names(seen)[0] == first
    assert [text_of(heading) for heading in seen.all("h2")] == ["Best match first"]


def test_a_near_name_is_offered_when_nothing_is_found(page: Browser, shelves: Cast) -> None:
    seen = page.get("/library?q=good+morning&kind=strength")
    assert "Did you mean Hip Hinge Drill?" in seen.text
    assert names(page.get("/library?q=Hip+Hinge+Drill")) == ["Hip Hinge Drill"]
    assert "/library?q=Hip+Hinge+Drill" in seen.links()


def test_nothing_near_is_not_guessed_at(page: Browser, shelves: Cast) -> None:
    seen = page.get("/library?q=trampoline")
    assert "No exercise fits all of that" in seen.text and "Did you mean" not in seen.text
    assert seen.value("q") == "trampoline"


def test_filters_that_leave_nothing_say_so(page: Browser, shelves: Cast) -> None:
    seen = page.get("/library?q=plank&kind=stretch&group=core")
    assert "1 exercise without the filters." in seen.text
    assert "/library?q=plank" in seen.links()


def test_filters_stay_chosen_and_can_be_taken_out_one_by_one(page: Browser, shelves: Cast) -> None:
    seen = page.get("/library?group=glutes&kind=strength&gear=none&position=standing&without=knee_pain")
    assert "Single-Leg Deadlift" in names(seen) and "Forward Lunge" not in names(seen)
    assert seen.value("position") == "standing" and seen.checked("without") == ["knee_pain"]
    links = chips(seen)
    assert list(links) == ["Glutes", "Strengthen", "Nothing, or a mat", "Standing", "Leaves out: knee pain"]
    fewer = page.get(links["Standing"])
    assert "Standing" not in chips(fewer) and len(chips(fewer)) == 4
    assert len(names(fewer)) > len(names(seen))
    assert "/library" in seen.links(), "show all"


def test_what_does_not_suit_is_left_out_and_counted(page: Browser, shelves: Cast) -> None:
    everything = names(page.get("/library?group=core"))
    seen = page.get("/library?group=core&without=pregnancy_t2plus&without=hernia_or_abdominal")
    left = set(everything) - set(names(seen))
    # Later pregnancy is pregnancy too.
    against = {"pregnancy_t2plus", "pregnancy_any", "hernia_or_abdominal"}
    tagged = {entry.name for entry in library.read()[0] if against & set(entry.contraindications)}
    assert left == tagged & set(everything) and "Psoas Ball Release" in left
    assert f"{len(left)} left out: may not suit later pregnancy, hernia or belly." in seen.text
    assert len(chips(seen)) == 3


def test_no_tag_is_ever_shown(page: Browser, shelves: Cast) -> None:
    seen = page.get("/library?" + "&".join(f"without={tag}" for tag in CAUTION_LABELS))
    assert seen.checked("without") == list(CAUTION_LABELS)
    assert not [tag for tag in CAUTION_LABELS if "_" in tag and tag in seen.text]
    assert all(label in seen.text for label in CAUTION_LABELS.values())


@pytest.mark.parametrize(
    "query", ["group=toes&kind=x&gear=y&position=z&without=w", "position=%00", "without=", "q=%25"]
)
def test_what_is_unknown_is_ignored(page: Browser, shelves: Cast, query: str) -> None:
    assert len(names(page.get(f"/library?{query}"))) == 42


def test_the_body_leads_to_each_group_and_keeps_the_other_filters(page: Browser, shelves: Cast) -> None:
    seen = page.get("/library?kind=smr&without=knee_pain")
    links = regions(seen)
    assert list(links) == [
        "Lats, 1 exercise",
        "Core, 1 exercise",
        "Glutes, 1 exercise",
        "Hamstrings & adductors, 1 exercise",
    ]
    chosen = page.get(links["Glutes, 1 exercise"])
    assert names(chosen) == ["Glute Ball Release"]
    assert chosen.value("kind") == "smr" and chosen.checked("without") == ["knee_pain"]
    marked = [link for link in chosen.all("a", class_="region") if link.get("aria-current") == "true"]
    assert [link.get("aria-label") for link in marked] == ["Glutes, 1 exercise"]
    back = page.get(marked[0].get("href", ""))
    assert back.value("group") == "" and len(names(back)) == 4, "pressed again, it lets go"


def test_the_counts_on_the_body_are_what_a_press_shows(page: Browser, shelves: Cast) -> None:
    for name, link in regions(page.get("/library")).items():
        assert f"{len(names(page.get(link)))} exercise" in name


def test_a_chosen_group_comes_before_what_works_it_besides(page: Browser, shelves: Cast) -> None:
    headings = [text_of(heading) for heading in page.get("/library?group=lats").all("h2")]
    assert headings == ["Lats"]
    headings = [text_of(heading) for heading in page.get("/library?group=glutes").all("h2")]
    assert headings == ["Glutes", "Also for glutes"]


def test_every_group_can_be_pressed_with_a_finger() -> None:
    drawn = muscle_map()
    for region in drawn.regions:
        assert region.shapes
        for x, y, width, height in region.room:
            assert min(width, height) * MAP_PX / drawn.height >= FINGER_PX, region.group
            assert x >= 0 and y >= 0 and x + width <= drawn.width and y + height <= drawn.height


def test_no_two_groups_share_a_place_for_a_finger() -> None:
    rooms = [(region.group, *room) for region in muscle_map().regions for room in region.room]
    for name, x, y, width, height in rooms:
        for other, left, top, across, down in rooms:
            apart = x + width <= left or left + across <= x or y + height <= top or top + down <= y
            assert name == other or apart, (name, other)

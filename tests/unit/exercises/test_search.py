from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from app.exercises.search import Filters, by_group, count_groups, find, gear_choices, read_filters


@dataclass
class Row:
    name: str
    kind: str = "stretch"
    group: str = "lats"
    content: dict[str, Any] = field(default_factory=dict)


POSE = Row(
    "Child’s Pose Lat Stretch",
    content={
        "synonyms": ["Prayer stretch"],
        "targets": ["teres major"],
        "groups": ["lats"],
        "equipment": ["mat"],
        "position": "kneeling",
        "contraindications": ["knee_pain", "pregnancy_t2plus"],
    },
)
PULL = Row(
    "Dumbbell Pullover",
    "strength",
    content={
        "equipment": ["dumbbell", "bench"],
        "targets": ["pectoralis major"],
        "contraindications": ["pregnancy_any"],
    },
)
CARRY = Row("Farmer’s Carry", "strength", "core", {"groups": ["core", "glutes"], "equipment": ["dumbbells"]})
PLANK = Row("Planche à genoux", "strength", "core", {"equipment": []})
ROWS = [POSE, PULL, CARRY, PLANK]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", ROWS),
        ("   ", ROWS),
        ("childs pose", [POSE]),
        ("CHILD'S", [POSE]),
        ("pose child", [POSE]),
        ("prayer", [POSE]),
        ("major", [POSE, PULL]),
        ("lat", [POSE, PULL]),
        ("a genoux", [PLANK]),
        ("core", [CARRY, PLANK]),
        ("pose dumbbell", []),
        ("ose", []),
        ("%", ROWS),
        ("no dumbbell", [POSE, PLANK]),
        ("without dumbells core", [PLANK]),
        ("core no equipment", [PLANK]),
        ("no trampoline core", [CARRY, PLANK]),
    ],
)
def test_every_typed_word_counts(words: str, expected: list[Row]) -> None:
    assert find(ROWS, Filters(words=words)).rows == expected


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(group="glutes"), [CARRY]),
        (Filters(group="lats"), [POSE, PULL]),
        (Filters(kind="strength"), [PULL, CARRY, PLANK]),
        (Filters(gear="dumbbell"), [PULL, CARRY]),
        (Filters(gear="none"), [POSE, PLANK]),
        (Filters(kind="strength", gear="none", words="planche"), [PLANK]),
        (Filters(group="nowhere"), []),
        (Filters(position="kneeling"), [POSE]),
        (Filters(without=("knee_pain",)), [PULL, CARRY, PLANK]),
        (Filters(without=("pregnancy_any",)), [POSE, CARRY, PLANK]),
        (Filters(without=("pregnancy_t2plus",)), [CARRY, PLANK]),
    ],
)
def test_each_filter_narrows(filters: Filters, expected: list[Row]) -> None:
    assert find(ROWS, filters).rows == expected


def test_what_was_left_out_is_counted_under_the_other_filters() -> None:
    assert find(ROWS, Filters(without=("pregnancy_t2plus",))).left_out == 2
    assert find(ROWS, Filters(group="lats", kind="strength", without=("knee_pain", "pregnancy_t2plus"))).left_out == 1


def test_nothing_found_says_what_the_words_alone_would_find() -> None:
    found = find(ROWS, Filters(words="pose", kind="strength"))
    assert (found.rows, found.otherwise, found.near) == ([], 1, ())


def test_a_near_name_is_offered_but_never_one_that_was_refused() -> None:
    assert find(ROWS, Filters(words="dumbbell press")).near == ("Dumbbell Pullover",)
    assert find(ROWS, Filters(words="pullover press no dumbbell")).near == ()
    assert find(ROWS, Filters(words="xyzzy")).near == ()


def test_groups_are_counted_under_the_other_filters() -> None:
    counts = count_groups(ROWS, Filters(group="lats", kind="strength"))
    assert counts == {"lats": 1, "core": 2, "glutes": 1, "hamstrings": 0}


def test_what_is_unknown_is_not_asked_for() -> None:
    sent = {"group": "toes", "kind": "strength", "gear": "x", "position": "%00"}
    tags = ["knee_pain", "nothing", "pregnancy_any", "knee_pain"]
    filters = read_filters(lambda name: sent.get(name, ""), lambda _: tags, "a", ["bench"])
    assert filters == Filters(words="a", kind="strength", without=("pregnancy_any", "knee_pain"))


def test_a_filter_can_be_taken_out_and_the_address_says_the_rest() -> None:
    filters = Filters(words="a", group="lats", without=("knee_pain", "osteoporosis"))
    assert filters.less("knee_pain").address() == {"q": "a", "group": "lats", "without": ["osteoporosis"]}
    assert filters.less("words").less("group").less("knee_pain").less("osteoporosis") == Filters()
    assert filters.less("no such thing") == filters


def test_filters_know_whether_they_ask_for_anything() -> None:
    assert not Filters().are_set
    assert all(f.are_set for f in (Filters(words="a"), Filters(group="a"), Filters(kind="a"), Filters(gear="a")))


def test_groups_keep_the_order_of_the_library_and_release_comes_first() -> None:
    rows = [
        Row("B", "strength"),
        Row("Z", "smr"),
        Row("A", "strength"),
        Row("X", "mobility", "core"),
        Row("Y", group="toes"),
    ]
    assert [(label, [row.name for row in shelf]) for label, shelf in by_group(rows)] == [
        ("Lats", ["Z", "A", "B"]),
        ("Core", ["X"]),
        ("Toes", ["Y"]),
    ]


def test_a_chosen_group_comes_first_and_what_works_it_besides_after_it() -> None:
    shelves = by_group(find(ROWS, Filters(group="glutes")).rows, "glutes")
    assert shelves == [("Also for glutes", [CARRY])]
    assert [label for label, _ in by_group(ROWS, "core")] == ["Core", "Also for core"]


def test_gear_is_listed_once_and_without_the_mat() -> None:
    assert gear_choices(ROWS) == ["bench", "dumbbell", "none"]

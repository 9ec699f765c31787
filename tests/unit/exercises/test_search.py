from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from app.exercises.search import Filters, by_group, find, gear_choices


@dataclass
class Row:
    name: str
    kind: str = "stretch"
    group: str = "lats"
    content: dict[str, Any] = field(default_factory=dict)


POSE = Row(
    "Child’s Pose Lat Stretch",
    content={"synonyms": ["Prayer stretch"], "targets": ["teres major"], "groups": ["lats"], "equipment": ["mat"]},
)
PULL = Row(
    "Dumbbell Pullover", "strength", content={"equipment": ["dumbbell", "bench"], "targets": ["pectoralis major"]}
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
    ],
)
def test_every_typed_word_begins_a_word(words: str, expected: list[Row]) -> None:
    assert find(ROWS, Filters(words=words)) == expected


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
    ],
)
def test_each_filter_narrows(filters: Filters, expected: list[Row]) -> None:
    assert find(ROWS, filters) == expected


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


def test_gear_is_listed_once_and_without_the_mat() -> None:
    assert gear_choices(ROWS) == ["bench", "dumbbell", "none"]

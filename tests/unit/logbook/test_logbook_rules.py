"""Lines, units and days of a session."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.logbook.models import Side, SkipReason
from app.logbook.rules import (
    Answers,
    Line,
    LineAnswer,
    Window,
    all_done,
    all_left_out,
    lines_of,
    window,
)
from app.prescriptions.models import PrescriptionItem
from app.routines.dose import prescribed_units, session_time
from app.routines.shape import dose_items


def _item(number: int, laterality: str, seconds: int = 60) -> PrescriptionItem:
    return PrescriptionItem(
        id=number,
        position=number,
        name=f"Exercise {number}",
        kind="stretch",
        laterality=laterality,
        group="hamstrings",
        seconds=seconds,
        content={},
    )


ITEMS = [_item(1, "unilateral"), _item(2, "unilateral"), _item(3, "bilateral"), _item(4, "alternating")]


def test_only_a_one_sided_exercise_has_a_left_and_a_right() -> None:
    assert [(line.item_id, line.side) for line in lines_of(ITEMS, 3)] == [
        (1, Side.LEFT),
        (1, Side.RIGHT),
        (2, Side.LEFT),
        (2, Side.RIGHT),
        (3, Side.BOTH),
        (4, Side.BOTH),
    ]


def test_a_line_names_its_side_only_where_there_is_one() -> None:
    assert Line(7, "Pigeon Stretch", Side.LEFT, 3).label == "Pigeon Stretch, left"
    assert Line(7, "Cobra Stretch", Side.BOTH, 3).label == "Cobra Stretch"
    assert Line(7, "Cobra Stretch", Side.BOTH, 3).key == "7_both"


@pytest.mark.parametrize("rounds", [1, 2, 3])
def test_the_lines_add_up_to_the_prescribed_units(rounds: int) -> None:
    lines = lines_of(ITEMS, rounds)
    assert sum(line.units for line in lines) == prescribed_units(dose_items(ITEMS), rounds)


def test_the_sample_of_the_article() -> None:
    sample = ITEMS[:3]
    assert sum(line.units for line in lines_of(sample, 3)) == 15
    total = session_time(dose_items(sample), 3)
    assert (total.work_s, total.clock_s) == (900, 1050)


@pytest.mark.parametrize(
    ("days", "expected"),
    [(-1, Window.AHEAD), (0, Window.OPEN), (7, Window.OPEN), (8, Window.CLOSED)],
)
def test_a_day_may_be_answered_for_seven_days(days: int, expected: Window) -> None:
    planned_on = date(2026, 2, 25)
    assert window(planned_on, planned_on + timedelta(days=days)) is expected


def test_all_done_and_all_left_out() -> None:
    lines = lines_of(ITEMS, 2)
    assert Answers(lines=all_done(lines)).done_units == 12
    left_out = all_left_out(lines, SkipReason.TIME)
    assert Answers(lines=left_out).done_units == 0
    assert set(left_out.values()) == {LineAnswer(0, SkipReason.TIME)}
    assert left_out.keys() == {line.key for line in lines}

from __future__ import annotations

from dataclasses import dataclass

import pytest

from app.routines.dose import Dose
from app.routines.shape import shape_of, time_of


@dataclass
class Line:
    kind: str
    laterality: str
    seconds: int = 60
    group: str = "hamstrings"

    @property
    def dose(self) -> Dose:
        return Dose(seconds=self.seconds)


SAMPLE = [Line("stretch", "unilateral"), Line("smr", "unilateral"), Line("strength", "bilateral")]


def test_the_sample_of_the_article() -> None:
    shape = shape_of(SAMPLE, 3)
    assert (shape.time.work_s, shape.time.clock_s, shape.time.exercises) == (900, 1050, 3)
    assert time_of(SAMPLE, 3) == shape.time
    assert shape.order_words == ["Hamstrings & adductors: Release usually comes before stretching."]
    assert not shape.is_many and shape.over_minutes == 0 and shape.column.limit_y is None


def test_the_usual_order_says_nothing() -> None:
    assert shape_of([SAMPLE[1], SAMPLE[0], SAMPLE[2]], 1).order_words == []


@pytest.mark.parametrize(("minutes", "over"), [(20, 0), (15, 0), (14, 1), (12, 3)])
def test_minutes_above_what_the_client_has(minutes: int, over: int) -> None:
    shape = shape_of(SAMPLE, 3, limit_minutes=minutes)
    assert shape.over_minutes == over
    assert shape.column.is_over == (over > 0)
    assert shape.column.limit_y is not None


def test_part_minutes_count_as_one() -> None:
    assert shape_of([Line("smr", "bilateral", 65)], 1, limit_minutes=1).over_minutes == 1


@pytest.mark.parametrize(("number", "is_many"), [(4, False), (5, True)])
def test_more_than_four_are_many(number: int, is_many: bool) -> None:
    assert shape_of([Line("smr", "bilateral")] * number, 1).is_many is is_many


def test_an_empty_routine_is_all_zero() -> None:
    shape = shape_of([], 3)
    assert shape.time.work_s == shape.time.clock_s == 0 and shape.column.blocks == ()

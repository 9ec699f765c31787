"""When a check-in is due, and how it reads (domain numbers: [3, 5, 4] to [5, 7, 6] is +2.0, a small change)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.core.drawing import scores_chart
from app.outcomes.rules import Round, is_due, tell, tell_change

TODAY = date(2026, 11, 25)
NAMES = ("shoes", "car", "shopping")


def days_ago(number: int) -> date:
    return TODAY - timedelta(days=number)


@pytest.mark.parametrize(
    ("began", "last", "review", "put_off", "due"),
    [
        (None, None, None, None, False),
        (-1, None, None, None, False),
        (0, None, None, None, True),
        (60, 27, None, None, False),
        (60, 28, None, None, True),
        (60, 28, None, -1, False),
        (60, 28, None, 0, True),
        (60, 14, 0, None, True),
        (60, 13, 0, None, False),
        (60, 14, -1, None, False),
        (60, 14, 14, None, False),
    ],
)
def test_when_it_is_due(
    began: int | None, last: int | None, review: int | None, put_off: int | None, due: bool
) -> None:
    def on(days: int | None) -> date | None:
        return None if days is None else days_ago(days)

    found = is_due(TODAY, began_on=on(began), last_on=on(last), review_on=on(review), put_off_until=on(put_off))
    assert found is due


def rounds(*numbers: tuple[int, ...]) -> list[Round]:
    return [Round(days_ago(28 * place), dict(zip(NAMES, one, strict=True)), None) for place, one in enumerate(numbers)]


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([(3, 5, 4)], "At the start: 4.0 of 10, the mean of 3 activities."),
        ([(3, 5, 4), (5, 7, 6)], "A little better than at the start: from 4.0 to 6.0 of 10."),
        ([(3, 5, 4), (5, 8, 6)], "Better than at the start: from 4.0 to 6.3 of 10."),
        ([(3, 5, 4), (6, 8, 7)], "Much better than at the start: from 4.0 to 7.0 of 10."),
        ([(3, 5, 4), (4, 6, 5)], "No clear change since the start: from 4.0 to 5.0 of 10."),
        ([(3, 5, 4), (1, 3, 2)], "Lower than at the start: from 4.0 to 2.0 of 10."),
        ([(3, 5, 4), (9, 9, 9), (3, 5, 4)], "No clear change since the start: from 4.0 to 4.0 of 10."),
        ([], ""),
    ],
)
def test_how_the_change_reads(numbers: list[tuple[int, ...]], words: str) -> None:
    assert tell(rounds(*numbers)) == words


def test_only_what_was_rated_both_times_is_compared() -> None:
    first, second = Round(TODAY, {"shoes": 3, "car": 5}, None), Round(TODAY, {"shoes": 6, "bed": 1}, None)
    assert tell([first, second]) == "Much better than at the start: from 3.0 to 6.0 of 10."
    other = Round(TODAY, {"bed": 9}, None)
    assert tell([first, other]) == "No activity was rated both times, so there is nothing to compare."


@pytest.mark.parametrize(
    ("change", "end"),
    [(3, "+3 on a scale from −5 to +5, better."), (2, "+2 on a scale from −5 to +5, about the same.")],
)
def test_how_somebody_calls_it_matters_from_three_on(change: int, end: str) -> None:
    assert tell_change(change).endswith(end)
    assert tell_change(-change).endswith(end.replace("+", "−", 1).replace("better", "worse"))
    assert tell_change(None) == ""


def test_a_column_is_as_high_as_its_score() -> None:
    drawing = scores_chart([("1 Oct", 0, "0.0"), ("29 Oct", 5, "5.0"), ("26 Nov", 10, "10.0")]).narrow
    assert [column.block.y for column in drawing.columns] == [drawing.base_y, drawing.five_y, drawing.ten_y]
    with pytest.raises(ValueError, match="at least one"):
        scores_chart([])

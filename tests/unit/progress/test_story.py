"""What a course says in words, and what it leaves unsaid."""

from __future__ import annotations

import pytest

from app.core.drawing import PainWeek
from app.progress.story import tell


def weeks(*means: float | None) -> list[PainWeek]:
    return [PainWeek(f"week {number}", mean, None, 3 if mean is not None else 0) for number, mean in enumerate(means)]


def test_under_six_weeks_nothing_is_said_about_a_way() -> None:
    story = tell(weeks(8, 6, None, 4, 3, 2))
    assert story.headline == "Before sessions: 8.0 in the first week, 2.0 in the newest."
    assert story.detail == "Not enough weeks yet to say more: 5 of 6."


def test_six_weeks_say_more() -> None:
    story = tell(weeks(8, 6, 5, 4, 3, 2))
    assert story.headline == "Before sessions: 8.0 to 2.0, down 6.0 and 75 %."
    assert story.detail.startswith("A meaningful improvement")


@pytest.mark.parametrize("last", [1.1, 2.0, 3.0, 4.0, 4.9])
def test_under_two_points_is_no_clear_change_whatever_its_share(last: float) -> None:
    assert tell(weeks(3, 3, 3, 3, 3, last)).detail.startswith("No clear change: under 2 points.")


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (3, 1, "A meaningful improvement"),
        (10, 8, "A possible improvement: at least 2 points, but under 30 %."),
        (3, 5, "Higher than at the start, by 2 points or more."),
        (5.3 + 0.1 + 0.1, 3.5, "A meaningful improvement"),
    ],
)
def test_from_two_points_it_has_a_name(first: float, last: float, words: str) -> None:
    assert tell(weeks(first, first, first, first, first, last)).detail.startswith(words)


def test_no_answers_and_one_week() -> None:
    assert tell(weeks(None, None)).headline == "No pain answers yet."
    assert tell(weeks(None, 4)).headline == "Before sessions: 4.0 in the week of week 1, 3 answers."


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ((3, 1), "The newest week has 1 answer."),
        ((1, 2), "The first week has 1 answer."),
        ((1, 1), "The first and the newest week have 1 answer each."),
        ((2, 2), ""),
    ],
)
def test_an_end_that_rests_on_one_answer_is_named(answers: tuple[int, int], words: str) -> None:
    course = weeks(6, 6, 6, 6, 6, 6)
    course[0], course[-1] = (PainWeek("end", 6, None, number) for number in answers)
    detail = tell(course).detail
    assert detail.startswith(f"No clear change: under 2 points. {words}".strip())
    assert ("1 answer" in detail) is bool(words)

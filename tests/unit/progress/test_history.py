"""How far back a history reaches."""

from __future__ import annotations

from datetime import date, timedelta

from app.progress.adherence import PlannedDay
from app.progress.queries import Answer, History

TODAY = date(2026, 11, 25)  # a Wednesday


def test_weeks_since_the_first_thing() -> None:
    assert History().age_weeks(TODAY) == 0
    answer = Answer(1, TODAY - timedelta(days=3), 1, 1, None, None, None, None, "", None)
    assert History(answers=[answer]).age_weeks(TODAY) == 2, "Sunday lies in the week before"
    ahead = PlannedDay(TODAY + timedelta(days=4), 1, None)
    assert History(planned=[ahead]).age_weeks(TODAY) == 0
    behind = PlannedDay(TODAY - timedelta(days=14), 1, None)
    assert History(planned=[behind, ahead], answers=[answer]).age_weeks(TODAY) == 3

"""The check-ins as a page shows them: how they read, a drawing, and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.drawing import ScoresChart, scores_chart
from app.core.words import day_month, one_decimal
from app.outcomes.rules import Round, tell, tell_change

# More stand in the table only.
MOST_DRAWN = 8


@dataclass(frozen=True, slots=True)
class Outcome:
    """`rows` are dates with their mean and each activity's number, newest first."""

    headline: str
    change: str
    chart: ScoresChart
    rows: list[tuple[str, str, str]]


def outcome_of(rounds: Sequence[Round]) -> Outcome | None:
    """The check-ins, oldest first, as a page shows them; None without any."""
    if not rounds:
        return None
    drawn = [(day_month(one.on), one.score, one_decimal(one.score)) for one in rounds[-MOST_DRAWN:]]
    rows = [(day_month(one.on), one_decimal(one.score), _each(one)) for one in reversed(rounds)]
    return Outcome(tell(rounds), tell_change(rounds[-1].change), scores_chart(drawn), rows)


def _each(one: Round) -> str:
    return ", ".join(f"{name} {number}" for name, number in one.ratings.items())

"""What a rule and its numbers say, in sentences for a trainer. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.core.words import count, one_decimal
from app.suggestions.rules import WINDOW_DAYS, Inputs, Rule, Thresholds

TITLES = {
    Rule.HOLD: "On hold",
    Rule.NO_DATA: "Not enough answers yet",
    Rule.REGRESS: "A little less",
    Rule.MAINTAIN_WATCH: "Keep it, and watch",
    Rule.SIMPLIFY: "Make it simpler",
    Rule.PROGRESS: "Ready for a little more",
    Rule.MAINTAIN: "Keep it as it is",
}
REASONS = {
    Rule.HOLD: "A safety hold is open. Nothing is proposed before it is released.",
    Rule.NO_DATA: "A proposal needs four planned days and four answers in two weeks.",
    Rule.REGRESS: "Pain answers ask for less: two red ones in a week, mornings that linger, or pain that rises by 2.",
    Rule.MAINTAIN_WATCH: "One red answer, or pain after sessions above 5 on average.",
    Rule.SIMPLIFY: "Under half of what was planned was done. Ask what gets in the way.",
    Rule.PROGRESS: "Most sessions were done, and pain stays low and steady.",
    Rule.MAINTAIN: "No rule asks for a change.",
}


def evidence(kept: Mapping[str, Any], thresholds: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """The numbers as (what, value, what the rules look for), in the order they are asked."""
    inputs, limits = Inputs(**kept), Thresholds(**thresholds)
    return [
        (
            "Sessions done",
            f"{_number(inputs.adherence)} %" if inputs.adherence is not None else "–",
            f"{limits.progress_from:.0f} % or more for more, under {limits.simplify_below:.0f} % for simpler",
        ),
        ("Answers", f"{inputs.logs}, {inputs.planned} planned", f"{limits.least_logs} of each at least"),
        (
            "Red answers",
            f"{inputs.reds} in {WINDOW_DAYS} days, {inputs.reds_week} in 7",
            f"{limits.reds_in_week} in 7 days for less, none for more",
        ),
        (
            "Still up next morning",
            count(inputs.lingering, "time"),
            f"{limits.lingering_in_a_row} in a row for less, none for more",
        ),
        ("Pain after, mean", _mean(inputs.mean_after), f"{limits.progress_after:.0f} at most for more"),
        ("Effort, mean", _mean(inputs.mean_effort), f"{limits.progress_effort:.0f} at most for more"),
        (
            "Pain before, this week less last",
            _signed(inputs.trend),
            f"{limits.rising:.0f} up for less, {limits.progress_trend} up at most for more",
        ),
    ]


def _mean(value: float | None) -> str:
    return one_decimal(value) if value is not None else "no answers"


def _signed(value: float | None) -> str:
    if value is None:
        return "too few ratings"
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{one_decimal(abs(value))}"


def _number(value: float) -> str:
    return one_decimal(value).removesuffix(".0")

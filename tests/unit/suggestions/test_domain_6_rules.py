"""The rules of the next step (domain, section 6): its table, its edges, and what unknown numbers may not do."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.suggestions.rules import Inputs, Rule, decide

GOOD = Inputs(adherence=90, planned=10, logs=9, mean_after=2.1, mean_effort=4, trend=-0.5)


@pytest.mark.parametrize(
    ("inputs", "rule"),
    [
        (GOOD, Rule.PROGRESS),
        (Inputs(85, 10, 8, 2, 2, 0, 0, 4.4, 6, 1), Rule.REGRESS),
        (Inputs(40, 10, 4, 0, 0, 0, 0, 2.0, 3, 0), Rule.SIMPLIFY),
        (Inputs(70, 10, 7, 0, 0, 0, 0, 2.5, 4, 0), Rule.MAINTAIN),
        (Inputs(100, 3, 3, 0, 0, 0, 0, 1.0, 2, 0), Rule.NO_DATA),
    ],
    ids=["row 1 progress", "row 2 regress", "row 3 simplify", "row 4 maintain", "row 5 no data"],
)
def test_domain_6_table(inputs: Inputs, rule: Rule) -> None:
    assert decide(inputs) is rule


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"is_held": True, "planned": 0}, Rule.HOLD),
        ({"planned": 3}, Rule.NO_DATA),
        ({"logs": 3}, Rule.NO_DATA),
        ({"planned": 4, "logs": 4}, Rule.PROGRESS),
        ({"reds_week": 2, "reds": 2}, Rule.REGRESS),
        ({"lingering": 2, "lingering_run": 2}, Rule.REGRESS),
        ({"trend": 2.0}, Rule.REGRESS),
        ({"trend": 1.99}, Rule.MAINTAIN),
        ({"reds": 1}, Rule.MAINTAIN_WATCH),
        ({"mean_after": 5.01}, Rule.MAINTAIN_WATCH),
        ({"mean_after": 5.0}, Rule.MAINTAIN),
        ({"adherence": 49.99}, Rule.SIMPLIFY),
        ({"adherence": 50}, Rule.MAINTAIN),
        ({"adherence": 79.99}, Rule.MAINTAIN),
        ({"adherence": 80}, Rule.PROGRESS),
        ({"mean_after": 3.0}, Rule.PROGRESS),
        ({"mean_after": 3.01}, Rule.MAINTAIN),
        ({"lingering": 1, "lingering_run": 1}, Rule.MAINTAIN),
        ({"mean_effort": 6.01}, Rule.MAINTAIN),
        ({"mean_effort": None}, Rule.PROGRESS),
        ({"trend": 0.5}, Rule.PROGRESS),
        ({"trend": 0.51}, Rule.MAINTAIN),
        ({"trend": None}, Rule.MAINTAIN),
        ({"mean_after": None}, Rule.MAINTAIN),
        ({"adherence": None}, Rule.MAINTAIN),
    ],
)
def test_domain_6_edges(change: dict[str, object], rule: Rule) -> None:
    assert decide(replace(GOOD, **change)) is rule  # type: ignore[arg-type]


inputs = st.builds(
    Inputs,
    adherence=st.one_of(st.none(), st.floats(0, 100)),
    planned=st.integers(0, 14),
    logs=st.integers(0, 14),
    reds_week=st.integers(0, 4),
    reds=st.integers(0, 6),
    lingering=st.integers(0, 4),
    lingering_run=st.integers(0, 4),
    mean_after=st.one_of(st.none(), st.floats(0, 10)),
    mean_effort=st.one_of(st.none(), st.floats(0, 10)),
    trend=st.one_of(st.none(), st.floats(-10, 10)),
    is_held=st.booleans(),
)


@given(inputs)
def test_more_is_never_proposed_after_a_red_answer_or_without_knowing(found: Inputs) -> None:
    if decide(found) is Rule.PROGRESS:
        assert found.reds == 0 and not found.is_held and found.trend is not None and found.mean_after is not None


@given(inputs)
def test_an_unknown_trend_never_asks_for_less(found: Inputs) -> None:
    known = decide(replace(found, trend=-1.0))
    unknown = decide(replace(found, trend=None))
    assert (unknown is Rule.REGRESS) == (known is Rule.REGRESS)

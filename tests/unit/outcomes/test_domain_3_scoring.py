"""The worked examples of the outcome measures (domain, section 3), by their names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.outcomes import scoring
from app.outcomes.scoring import PsfsChange, Risk
from app.progress.pain import ChangeKind, change, round_display


@pytest.mark.parametrize(
    ("baseline", "now", "points", "pct", "kind"),
    [
        (6, 4, -2, -33.3, ChangeKind.MEANINGFUL),
        (3, 2, -1, -33.3, ChangeKind.POSSIBLE),
        (5, 4, -1, -20.0, ChangeKind.NO_CLEAR),
        (2, 4, 2, 100.0, ChangeKind.WORSE),
    ],
    ids=["6 to 4", "3 to 2", "5 to 4", "2 to 4"],
)
def test_domain_3_nprs(baseline: int, now: int, points: int, pct: float, kind: ChangeKind) -> None:
    found = change(baseline, now)
    assert found.pct is not None
    assert (found.points, round_display(found.pct), found.kind) == (points, pct, kind)


def test_domain_3_nprs_from_zero_has_no_percentage() -> None:
    assert change(0, 1).pct is None


def test_domain_3_psfs() -> None:
    found = scoring.psfs_compare({"sit": 3, "walk": 5, "stairs": 4}, {"sit": 5, "walk": 7, "stairs": 6})
    assert found is not None
    assert (found.before, found.now, found.points, found.kind) == (4.0, 6.0, 2.0, PsfsChange.SMALL)


def test_domain_3_psfs_compares_shared_items_only() -> None:
    found = scoring.psfs_compare({"sit": 3, "walk": None, "lift": 0}, {"sit": 6, "walk": 9})
    assert found is not None
    assert (found.before, found.now, found.shared, found.kind) == (3, 6, 1, PsfsChange.LARGE)
    assert scoring.psfs_compare({"sit": 3}, {"walk": 3}) is None
    assert scoring.psfs_score([None, None, None]) is None


@pytest.mark.parametrize(
    ("points", "kind"),
    [
        (1.3, "small"),
        (1.2, "no clear change"),
        (2.3, "medium"),
        (2.7, "large"),
        (-1.3, "worse"),
        (-1.2, "no clear change"),
    ],
)
def test_domain_3_psfs_thresholds(points: float, kind: str) -> None:
    assert scoring.Psfs(5.0, 5.0 + points, 3).kind == kind


def test_domain_3_rmdq() -> None:
    found = scoring.rmdq_change(12, 7)
    assert found.pct is not None
    assert (found.points, round_display(found.pct), found.is_meaningful) == (-5, -41.7, True)
    assert not found.is_low_confidence
    assert scoring.rmdq_change(3, 2).is_low_confidence
    assert scoring.rmdq_change(21, 20).is_low_confidence
    assert not scoring.rmdq_change(20, 15).is_low_confidence
    assert scoring.rmdq_score([1, 2, 2, 24]) == 3


def test_domain_3_odi() -> None:
    ten = [{2}, {2}, {2}, {2}, {2}, {1}, {1}, {1}, {1}, {1, 2}]
    assert scoring.odi_score(ten) == 32.0
    nine = [{2}, {2}, {2}, {2}, {2}, {2}, {2}, {1}, {1}, None]
    found = scoring.odi_score(nine)
    assert found is not None and round_display(found) == 35.6
    assert scoring.odi_score([None] * 10) is None


def test_domain_3_pgq() -> None:
    activity, symptom = [3] * 4 + [1] * 12 + [0] * 4, [3, 3, 1, 1, 1]
    assert scoring.share_score(activity, 3) == 40.0
    assert scoring.share_score(symptom, 3) == 60.0
    assert scoring.share_score([*activity, *symptom], 3) == 44.0
    without = [3] * 4 + [1] * 12 + [0] * 2 + [None] * 2
    found, total = scoring.share_score(without, 3), scoring.share_score([*without, *symptom], 3)
    assert found is not None and total is not None
    assert (round_display(found), round_display(total)) == (44.4, 47.8)


@pytest.mark.parametrize(("total", "sub", "risk"), [(3, 3, Risk.LOW), (6, 3, Risk.MEDIUM), (6, 4, Risk.HIGH)])
def test_domain_3_start_back(total: int, sub: int, risk: Risk) -> None:
    assert scoring.start_back_risk(total, sub) is risk


def test_domain_3_ears() -> None:
    assert scoring.ears_score([4, 3, 4, 2, 3, 4]) == 20
    assert scoring.ears_score([0, 3, 4, 2, 3, 4], reversed_items={0}) == 20


def test_domain_3_siras() -> None:
    assert scoring.siras_score([4, 5, 4]) == 13


def test_domain_3_pcs() -> None:
    assert scoring.pcs_score([2] * 13) == 26


def test_domain_3_load() -> None:
    assert scoring.session_load(4, 18) == 72


def test_domain_3_groc() -> None:
    assert [rating for rating in range(-5, 6) if scoring.groc_is_meaningful(rating)] == [-5, -4, -3, 3, 4, 5]


@given(st.lists(st.one_of(st.none(), st.integers(0, 3)), max_size=25))
def test_a_share_is_a_percentage_and_blank_is_not_zero(items: list[int | None]) -> None:
    score = scoring.share_score(items, 3)
    answered = [item for item in items if item is not None]
    assert (score is None) == (not answered)
    assert score is None or 0 <= score <= 100
    assert score == scoring.share_score(answered, 3)


@pytest.mark.parametrize(
    "call",
    [
        lambda: scoring.psfs_score([11]),
        lambda: scoring.rmdq_score([25]),
        lambda: scoring.odi_score([{6}]),
        lambda: scoring.ears_score([4] * 5),
        lambda: scoring.siras_score([0, 1, 1]),
        lambda: scoring.pcs_score([1]),
        lambda: scoring.start_back_risk(2, 3),
        lambda: scoring.groc_is_meaningful(6),
    ],
)
def test_other_answers_are_refused(call: object) -> None:
    with pytest.raises(ValueError):
        call()  # type: ignore[operator]

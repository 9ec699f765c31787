"""Who needs the trainer, and why, from plain numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.clients.models import ClientStatus
from app.triage.models import Bucket
from app.triage.rules import (
    ACTS,
    SEVERITY,
    Cause,
    Counts,
    Facts,
    NeedKind,
    PainWeeks,
    PlanDates,
    Thresholds,
    bucket_of,
    days_silent,
    find_needs,
)

TODAY = date(2026, 11, 25)
PLAN = PlanDates(is_there=True, review_on=date(2026, 12, 20))
WELL = Facts(TODAY, ClientStatus.ACTIVE, accepted_on=date(2026, 9, 1), plan=PLAN)


def kinds(facts: Facts) -> list[NeedKind]:
    return [need.kind for need in find_needs(facts)]


def test_a_client_who_does_well_needs_nothing() -> None:
    facts = replace(WELL, week=Counts(3, 3), month=Counts(12, 11), pain=PainWeeks(2.0, 3, 2.5, 3))
    assert find_needs(facts) == []
    assert bucket_of(facts, is_any_open=False) is Bucket.ON_TRACK


def test_every_kind_has_a_severity_and_one_act() -> None:
    assert set(SEVERITY) == set(ACTS) == set(NeedKind)


@pytest.mark.parametrize(
    ("now", "earlier", "n", "is_told"),
    [(5.8, 3.6, 3, True), (5.6, 3.6, 3, True), (5.5, 3.6, 3, False), (5.8, 3.6, 1, False), (5.8, None, 0, False)],
)
def test_pain_counts_from_two_points_and_two_ratings(now: float, earlier: float | None, n: int, is_told: bool) -> None:
    facts = replace(WELL, pain=PainWeeks(now, n or 3, earlier, n))
    assert (kinds(facts) == [NeedKind.PAIN_UP]) is is_told
    if is_told:
        assert find_needs(facts)[0].reason == f"Pain up from 3.6 to {now} in a week"


def test_a_client_may_have_their_own_thresholds() -> None:
    facts = replace(WELL, pain=PainWeeks(5.8, 3, 3.6, 3), thresholds=Thresholds(pain_rise=3))
    assert kinds(facts) == []
    assert kinds(replace(WELL, days_silent=5)) == []
    assert kinds(replace(WELL, days_silent=5, thresholds=Thresholds(silent_days=5))) == [NeedKind.SILENT]


def test_silence_says_how_long_and_blames_nobody() -> None:
    need = find_needs(replace(WELL, days_silent=9, last_active_on=date(2026, 11, 16)))[0]
    assert need.reason == "No answer for 9 days"
    assert need.proof == "Unknown is not missed."
    assert need.cause == "2026-11-16"
    assert need.since == date(2026, 11, 16)


def _planned(*days: int, excused: tuple[int, ...] = ()) -> list[tuple[date, bool]]:
    return [(date(2026, 11, day), day in excused) for day in days]


def test_silence_counts_only_while_something_was_planned() -> None:
    asked = _planned(9, 11, 13, 16, 18, 20, 23)
    assert days_silent(asked, date(2026, 11, 16), TODAY) == 9
    assert days_silent(asked, date(2026, 11, 23), TODAY) == 0
    assert days_silent(asked, None, TODAY) == 16
    assert days_silent(_planned(9, 11), date(2026, 11, 1), TODAY) == 0
    assert days_silent([], date(2026, 11, 1), TODAY) == 0


def test_silence_begins_anew_after_a_pause() -> None:
    asked = _planned(9, 11, 13, 16, 18, 20, 23, excused=(9, 11, 13, 16, 18, 20))
    assert days_silent(asked, date(2026, 11, 6), TODAY) == 5


def test_today_is_not_over_and_so_is_not_silent() -> None:
    assert days_silent(_planned(25), None, TODAY) == 0


@pytest.mark.parametrize(
    ("week", "month", "is_told"),
    [
        (Counts(3, 1), Counts(12, 9), True),
        (Counts(5, 3), Counts(17, 13), True),
        (Counts(3, 2), Counts(12, 11), False),
        (Counts(5, 3), Counts(17, 10), False),
        (Counts(4, 1), Counts(4, 1), True),
        (Counts(0, 0), Counts(12, 9), False),
    ],
    ids=["33 after 89", "60 after 83", "one bad day", "60 after 58", "under half from the start", "nothing planned"],
)
def test_adherence_is_told_on_a_fall_or_under_half(week: Counts, month: Counts, is_told: bool) -> None:
    assert (kinds(replace(WELL, week=week, month=month)) == [NeedKind.ADHERENCE]) is is_told


def test_silence_stands_for_adherence() -> None:
    facts = replace(WELL, week=Counts(3, 0), month=Counts(12, 9), days_silent=8)
    assert kinds(facts) == [NeedKind.SILENT]


def test_a_plan_is_missed_only_after_accepting() -> None:
    accepted = replace(WELL, plan=PlanDates())
    assert kinds(accepted) == [NeedKind.NO_PLAN]
    assert kinds(replace(accepted, accepted_on=None, status=ClientStatus.INVITED)) == []


def test_the_questions_come_before_a_first_plan_and_are_settled_by_one() -> None:
    new = replace(WELL, plan=PlanDates(), lacks_intake=True)
    assert kinds(new) == [NeedKind.INTAKE]
    assert kinds(replace(WELL, lacks_intake=True)) == []
    waiting = find_needs(replace(WELL, awaits_clearance=True))[0]
    assert (waiting.kind, waiting.reason) == (NeedKind.INTAKE, "A doctor’s yes is awaited")
    assert waiting.cause != find_needs(new)[0].cause


def test_the_end_of_a_plan_is_told_a_week_ahead_and_after() -> None:
    def ends(days: int) -> Facts:
        return replace(WELL, plan=replace(PLAN, ends_on=TODAY + timedelta(days=days)))

    assert kinds(ends(8)) == []
    assert [need.reason for need in find_needs(ends(7))] == ["The plan ends on Wednesday 2 December"]
    over = replace(WELL, plan=PlanDates(ended_on=date(2026, 11, 20)))
    assert [need.reason for need in find_needs(over)] == ["The plan ended on Friday 20 November"]


def test_a_review_is_told_three_days_ahead_and_after() -> None:
    def due(days: int) -> Facts:
        return replace(WELL, plan=replace(PLAN, review_on=TODAY + timedelta(days=days)), month=Counts(10, 8))

    assert kinds(due(4)) == []
    first = find_needs(due(2))[0]
    assert (first.reason, first.proof) == (
        "The review is due on Friday 27 November",
        "Did 8 of 10 planned, last 30 days.",
    )
    assert find_needs(due(-3))[0].reason == "The review was due on Sunday 22 November"


def test_a_pause_asks_nothing_but_leaves_what_cannot_wait() -> None:
    facts = replace(
        WELL,
        status=ClientStatus.PAUSED,
        week=Counts(3, 0),
        month=Counts(12, 12),
        red=Cause("event:4", date(2026, 11, 24)),
        message=Cause("message:9", date(2026, 11, 24), 2),
    )
    assert kinds(facts) == [NeedKind.RED, NeedKind.MESSAGE]
    assert bucket_of(facts, is_any_open=True) is Bucket.ATTENTION
    assert bucket_of(facts, is_any_open=False) is Bucket.PAUSED
    trip = replace(WELL, is_pausing=True)
    assert bucket_of(trip, is_any_open=False) is Bucket.PAUSED


def test_a_hold_says_all_there_is_to_do_about_the_plan() -> None:
    facts = replace(
        WELL, hold=Cause("hold:1:2", TODAY), week=Counts(3, 0), month=Counts(12, 12), red=Cause("e:1", TODAY)
    )
    assert kinds(facts) == [NeedKind.HOLD, NeedKind.RED]
    assert bucket_of(facts, is_any_open=True) is Bucket.ATTENTION


def test_who_is_not_with_us_stands_in_no_bucket() -> None:
    mail = Cause("refused:1", date(2026, 11, 24))
    archived = replace(WELL, status=ClientStatus.ARCHIVED, mail=mail)
    assert find_needs(archived) == []
    assert bucket_of(archived, is_any_open=False) is None
    invited = replace(WELL, status=ClientStatus.INVITED, accepted_on=None, plan=PlanDates(), mail=mail)
    assert kinds(invited) == [NeedKind.MAIL]
    assert bucket_of(invited, is_any_open=False) is None


def test_the_worst_comes_first() -> None:
    facts = replace(
        WELL,
        red=Cause("event:1", TODAY),
        days_silent=8,
        suggestion=Cause("suggestion:1", TODAY),
        plan=replace(PLAN, review_on=TODAY),
        awaits_clearance=True,
    )
    assert kinds(facts) == [
        NeedKind.RED,
        NeedKind.SILENT,
        NeedKind.SUGGESTION,
        NeedKind.INTAKE,
        NeedKind.REVIEW,
    ]

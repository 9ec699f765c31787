"""What kind of day it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.clients.models import ClientStatus
from app.logbook.models import SessionLog
from app.prescriptions.models import PlannedSession, Prescription
from app.today.rules import (
    Kind,
    PlannedWithLog,
    kind_of_day,
    matched,
    next_session,
    open_days,
    plan_for,
    week_days,
)

TODAY = date(2026, 11, 25)  # a Wednesday


def _plan(version: int, start: date, end: date | None = None) -> Prescription:
    return Prescription(id=version, version=version, effective_from=start, ends_on=end)


def _day(
    offset: int, *, done: int | None = None, excused: str | None = None, plan: Prescription | None = None
) -> PlannedWithLog:
    on = TODAY + timedelta(days=offset)
    log = None
    if done is not None:
        log = SessionLog(
            id=offset + 100,
            performed_on=on,
            logged_at=datetime(on.year, on.month, on.day, 20, tzinfo=UTC),
            zone="UTC",
            prescribed_units=10,
            done_units=done,
        )
    return PlannedWithLog(
        PlannedSession(planned_on=on, excused=excused, prescription=plan or Prescription(version=1)), log
    )


OPEN = _plan(1, TODAY - timedelta(days=7))
ENDED = _plan(1, TODAY - timedelta(days=30), TODAY - timedelta(days=1))
LATER = _plan(1, TODAY + timedelta(days=3))


@pytest.mark.parametrize(
    ("plans", "here", "kind"),
    [
        ([], None, Kind.NO_PLAN),
        ([LATER], None, Kind.LATER),
        ([ENDED], None, Kind.FINISHED),
        ([OPEN], None, Kind.REST),
        ([OPEN], _day(0), Kind.READY),
        ([OPEN], _day(0, done=10), Kind.ANSWERED),
        ([OPEN], _day(0, done=0), Kind.ANSWERED),
        ([OPEN], _day(0, excused="pause"), Kind.PAUSED),
        ([OPEN], _day(0, excused="hold"), Kind.PAUSED),
        ([OPEN], _day(0, excused="cancelled"), Kind.REST),
    ],
)
def test_kind_of_day(plans: list[Prescription], here: PlannedWithLog | None, kind: Kind) -> None:
    assert kind_of_day(ClientStatus.ACTIVE, plans, here, TODAY) is kind


def test_a_paused_client_is_paused_unless_they_answered_today() -> None:
    assert kind_of_day(ClientStatus.PAUSED, [OPEN], None, TODAY) is Kind.PAUSED
    assert kind_of_day(ClientStatus.PAUSED, [OPEN], _day(0), TODAY) is Kind.PAUSED
    assert kind_of_day(ClientStatus.PAUSED, [OPEN], _day(0, done=10), TODAY) is Kind.ANSWERED


def test_the_plan_in_force_wins_over_one_to_come_and_the_newer_over_the_older() -> None:
    first, second = _plan(1, TODAY - timedelta(days=9)), _plan(2, TODAY + timedelta(days=1))
    assert plan_for([first, second], TODAY) is first
    assert plan_for([first, second], TODAY + timedelta(days=1)) is second
    assert plan_for([second, _plan(3, TODAY + timedelta(days=5))], TODAY).version == 3  # type: ignore[union-attr]
    assert plan_for([ENDED], TODAY) is None
    assert plan_for([_plan(1, TODAY, TODAY)], TODAY) is not None, "the last day belongs to the plan"


def test_the_next_session_counts_and_lies_ahead() -> None:
    ahead = _day(5)
    assert next_session([_day(-1), _day(0), _day(2, excused="pause"), ahead], TODAY) is ahead
    assert next_session([_day(0)], TODAY) is None


def test_open_days_are_the_two_latest_of_the_last_seven() -> None:
    days = [_day(-8), _day(-7), _day(-5, done=5), _day(-4, excused="pause"), _day(0), _day(2)]
    assert open_days(days, TODAY) == [days[1]]
    assert [day.planned.planned_on.day for day in open_days([_day(-3), _day(-2), _day(-1)], TODAY)] == [24, 23]


def test_week_in_marks_and_words() -> None:
    days = [_day(-2, done=10), _day(-1, done=0), _day(0), _day(1, excused="pause"), _day(2), _day(3, excused="hold")]
    assert [(day.state, day.words, day.is_today) for day in week_days(matched(days), TODAY)] == [
        ("done", "done", False),
        ("left_out", "left out", False),
        ("today", "planned for today", True),
        ("paused", "paused", False),
        ("planned", "planned", False),
        ("paused", "paused", False),
        ("rest", "rest day", False),
    ]

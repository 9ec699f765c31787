"""House rule A6 as a property: whatever is done to a plan, what is past stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.core.db import db, transaction
from app.core.errors import Refused
from app.logbook.models import SessionLog
from app.prescriptions import flaring, pausing, reviewing, service
from app.prescriptions.models import PlannedSession, Prescription
from app.prescriptions.queries import find_current
from app.prescriptions.revising import copy_item, revise
from app.prescriptions.schedule import PerWeek, Schedule, Weekdays, default_review_on
from app.prescriptions.service import PlanTerms
from app.progress.queries import load_history
from app.routines.models import Routine
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast

TODAY = date(2026, 11, 25)
DAY = timedelta(days=1)
TOMORROW = TODAY + DAY

SCHEDULES: st.SearchStrategy[Schedule] = st.one_of(
    st.frozensets(st.integers(1, 7), min_size=1).map(Weekdays), st.integers(1, 7).map(PerWeek)
)
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["assign", "revise", "flare", "end flare", "maintain", "end", "pause", "resume", "keep"]),
        SCHEDULES,
        st.integers(0, 20),
    ),
    min_size=1,
    max_size=4,
)


@pytest.fixture
def years(cast: Cast) -> Routine:
    """Cleo, with six weeks of answers under two versions, and a routine to give next."""
    exercises = factories.make_exercises(now=NOW)
    start = TODAY - timedelta(weeks=6)
    first = factories.make_prescription(cast.cleo, exercises, now=NOW, effective_from=start, days=21)
    second = factories.make_prescription(
        cast.cleo, exercises, now=NOW, effective_from=start + 21 * DAY, days=70, version=2, weekdays=(1, 2, 4, 7)
    )
    with transaction():
        first.ends_on = start + 20 * DAY
        flaring.write_flare_plan(
            cast.cleo, days=5, keeps=[second.items[0].exercise_id or 0], note="Less.", by=cast.tara.id, now=NOW
        )
    planned = db.session.scalars(select(PlannedSession).where(PlannedSession.planned_on <= TODAY)).all()
    for number, one in enumerate(planned):
        if number % 3:
            plan = first if one.prescription_id == first.id else second
            factories.make_log(cast.cleo, plan, one.planned_on, now=NOW, planned=one, done=(number * 5) % 16)
    return factories.make_routine(cast.practice, exercises[:2], now=NOW)


class _TakenBack(Exception):
    """Every example begins with the same rows."""


def _edit(cast: Cast, routine: Routine, kind: str, schedule: Schedule, number: int) -> None:
    """One thing a trainer may do to a plan."""
    who: dict[str, Any] = {"by": cast.tara.id, "now": NOW}
    client, start = cast.cleo, TOMORROW + number * DAY
    plan = find_current(client.id, TOMORROW)
    acts: dict[str, Callable[[], object]] = {
        "assign": lambda: service.assign(routine, client, PlanTerms(schedule, start, default_review_on(start)), **who),
        "flare": lambda: flaring.start_flare(client, **who),
        "end flare": lambda: flaring.end_flare(client, **who),
        "maintain": lambda: reviewing.maintain(client, 1 + number % 2, **who),
        "end": lambda: service.end_plan(client, last_on=TODAY + number * DAY, **who),
        "pause": lambda: pausing.pause(client, from_on=start, until_on=start + 3 * DAY, **who),
        "resume": lambda: pausing.resume(client, **who),
        "keep": lambda: reviewing.keep(client, **who),
    }
    if kind == "revise" and plan is not None:
        items = [copy_item(item) for item in plan.items[: 1 + number % 3]]
        revise(client, plan, items, rounds=1 + number % 3, effective_from=TOMORROW, schedule=schedule, **who)
    elif kind in acts:
        acts[kind]()


def _past(cast: Cast) -> list[object]:
    """Everything about the days up to today: what was planned, by which version, what was answered, and the counts."""
    planned = db.session.execute(
        select(PlannedSession.id, PlannedSession.planned_on, Prescription.version, PlannedSession.excused)
        .join(Prescription, Prescription.id == PlannedSession.prescription_id)
        .where(PlannedSession.planned_on <= TODAY)
        .order_by(PlannedSession.planned_on)
    ).all()
    logs = db.session.execute(
        select(SessionLog.id, SessionLog.planned_session_id, SessionLog.prescription_id, SessionLog.done_units)
    ).all()
    history = load_history(cast.cleo.id, since=TODAY - timedelta(weeks=7))
    return [planned, sorted(logs), history.window(TODAY, 90), history.weeks(TODAY, 7)[:-1]]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS)
def test_no_edit_of_a_plan_changes_history(cast: Cast, years: Routine, edits: list[tuple[str, Schedule, int]]) -> None:
    before = _past(cast)
    with suppress(_TakenBack), transaction():
        for kind, schedule, number in edits:
            with suppress(Refused), db.session.begin_nested():
                _edit(cast, years, kind, schedule, number)
        db.session.expire_all()
        assert _past(cast) == before
        raise _TakenBack

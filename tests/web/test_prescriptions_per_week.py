"""A plan that asks for a number of sessions a week, and the short version of a plan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.core.errors import Refused
from app.prescriptions.models import PlannedSession, Prescription
from app.prescriptions.schedule import PerWeek, Weekdays, default_review_on
from app.prescriptions.service import PlanTerms, assign
from app.progress.queries import load_history
from app.routines.models import Routine
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import Browser
from tests.web import library

MON, WED, SUN = date(2026, 11, 23), date(2026, 11, 25), date(2026, 11, 29)
DAY = timedelta(days=1)


@pytest.fixture
def routine(cast: Cast) -> Routine:
    """Three exercises for the hamstrings."""
    return factories.make_routine(cast.practice, factories.make_exercises(now=NOW), now=NOW)


def give(cast: Cast, routine: Routine, schedule: PerWeek | Weekdays, start: date = WED, **terms: Any) -> Prescription:
    with transaction():
        decided = PlanTerms(schedule, start, default_review_on(start), **terms)
        return assign(routine, cast.cleo, decided, by=cast.tara.id, now=NOW)


def planned(on: date) -> PlannedSession:
    return db.session.scalars(select(PlannedSession).where(PlannedSession.planned_on == on)).one()


def test_the_form_gives_it(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    library.fill()
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/plan/new"
    sample = library.starter("article-sample")
    seen = page.submit(page.get(path), path, routine=sample.id, weekdays=[], times_per_week="2", look="y")
    assert seen.value("times_per_week") == "2" and "The first days" not in seen.text
    page.submit(seen, path, give="y", status=302)
    plan = db.session.scalars(select(Prescription)).one()
    assert (plan.times_per_week, plan.weekdays) == (2, "1,4")
    shown = page.get(f"/clients/{cast.cleo.id}/plan")
    assert "Twice a week, any day" in shown.text
    again = page.get(path)
    assert (again.value("times_per_week"), again.checked("weekdays")) == ("2", [])


def test_neither_days_nor_a_number_is_refused(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    library.fill()
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/plan/new"
    sample = library.starter("article-sample")
    seen = page.submit(page.get(path), path, routine=sample.id, weekdays=[], note="Mine.", give="y", status=200)
    assert "Choose at least one day." in seen.text and seen.value("note") == "Mine."


def test_a_session_counts_on_any_day_and_no_day_is_missed(cast: Cast, routine: Routine) -> None:
    plan = give(cast, routine, PerWeek(3))
    # From Wednesday on the week has five days: 3 x 5 / 7 is 2 sessions.
    factories.make_log(cast.cleo, plan, SUN, now=NOW + 4 * DAY, planned=planned(SUN))
    history = load_history(cast.cleo.id, since=MON)
    assert history.weeks(WED, 1)[0][1].fraction_text == "1 of 1 planned", "the other is still open"
    over = history.weeks(SUN + DAY, 2)[0][1]
    assert (over.completed, over.planned, over.no_answer) == (1, 2, 1)
    assert over.fraction_text == "1 of 2 planned"


def test_today_counts_the_week_and_says_when_it_is_enough(
    page: Browser, cast: Cast, routine: Routine, sign_in: Callable[..., None]
) -> None:
    plan = give(cast, routine, PerWeek(1), MON + 2 * DAY)
    sign_in(cast.cleo.user)
    assert "0 of 1 done this week. Any day counts." in page.get("/today").text
    factories.make_log(cast.cleo, plan, WED, now=NOW, planned=planned(WED))
    assert "1 of 1 done this week. Enough." in page.get("/today").text


def test_the_day_after_enough_offers_one_more(
    page: Browser, cast: Cast, routine: Routine, sign_in: Callable[..., None], at: Any
) -> None:
    plan = give(cast, routine, PerWeek(1))
    factories.make_log(cast.cleo, plan, WED, now=NOW, planned=planned(WED))
    at.move(NOW + DAY)
    sign_in(cast.cleo.user)
    seen = page.get("/today")
    assert seen.h1 == "Enough for this week, Cleo"
    assert "Do one more" in seen.text and "Without an answer" not in seen.text


def test_the_change_to_fixed_days_leaves_only_those(cast: Cast, routine: Routine) -> None:
    give(cast, routine, PerWeek(3))
    give(cast, routine, Weekdays.of(2), WED + DAY)
    days = db.session.scalars(select(PlannedSession.planned_on).order_by(PlannedSession.planned_on)).all()
    assert days[0] == WED and all(on.isoweekday() == 2 for on in days[1:])


@pytest.mark.parametrize("times", [0, 8])
def test_no_other_number_is_kept(cast: Cast, routine: Routine, times: int) -> None:
    with pytest.raises((ValueError, Refused)):
        give(cast, routine, PerWeek(times))


def test_the_short_version_is_the_group_that_was_chosen_else_the_quickest(cast: Cast) -> None:
    library.fill()
    article = library.starter("article-sample")
    groups = {item.group for item in article.items}
    for wanted in [*groups, None, "nowhere"]:
        with transaction():
            decided = PlanTerms(Weekdays.of(1), WED + DAY, default_review_on(WED), short_group=wanted)
            plan = assign(article, cast.cleo, decided, by=cast.tara.id, now=NOW)
        assert plan.short_group in groups
        if wanted in groups:
            assert plan.short_group == wanted
        assert plan.short_items and {item.group for item in plan.short_items} == {plan.short_group}


def test_the_client_reads_the_short_version(
    page: Browser, cast: Cast, routine: Routine, sign_in: Callable[..., None]
) -> None:
    plan = give(cast, routine, Weekdays.of(3))
    sign_in(cast.cleo.user)
    seen = page.get("/programme")
    assert "On a bad day" in seen.text and plan.short_items[0].name in seen.text

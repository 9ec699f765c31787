"""Flare plan, maintenance, a plan kept as a routine, and a changed routine brought to those who have it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.clients.models import Client, ClientStatus
from app.core.db import db, transaction
from app.core.errors import Refused
from app.logbook.models import SessionLog
from app.prescriptions import flaring, reviewing
from app.prescriptions.models import FlarePlan, PlannedSession, Prescription
from app.prescriptions.schedule import PerWeek, Weekdays, default_review_on
from app.prescriptions.service import PlanTerms, assign
from app.progress.queries import load_history
from app.routines.models import Routine
from tests import factories
from tests.conftest import NOW, Moment
from tests.factories import Cast
from tests.page import Browser

SignIn = Callable[..., None]
WED = date(2026, 11, 25)
DAY = timedelta(days=1)


@pytest.fixture
def routine(cast: Cast) -> Routine:
    """Three exercises for the hamstrings, three rounds."""
    return factories.make_routine(cast.practice, factories.make_exercises(now=NOW), now=NOW)


@pytest.fixture
def plan(cast: Cast, routine: Routine) -> Prescription:
    """Cleo's daily plan from today on."""
    return give(cast, routine, cast.cleo)


def give(cast: Cast, routine: Routine, client: Client) -> Prescription:
    with transaction():
        terms = PlanTerms(Weekdays.of(*range(1, 8)), WED, default_review_on(WED), note="Slowly.")
        return assign(routine, client, terms, by=cast.tara.id, now=NOW)


def versions(client: Client) -> list[Prescription]:
    rows = select(Prescription).where(Prescription.client_id == client.id).order_by(Prescription.version)
    return list(db.session.scalars(rows.execution_options(populate_existing=True)))


def write(cast: Cast, plan: Prescription, *, days: int = 4, ends_on: date | None = None) -> FlarePlan:
    keeps = [plan.items[0].exercise_id or 0]
    with transaction():
        plan.ends_on = ends_on
        return flaring.write_flare_plan(
            cast.cleo, days=days, keeps=keeps, note="Only the stretch.", by=cast.tara.id, now=NOW
        )


def test_a_flare_plan_is_written_switched_on_and_over_by_itself(
    page: Browser, cast: Cast, plan: Prescription, sign_in: SignIn
) -> None:
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/plan"
    first = str(plan.items[0].exercise_id)
    form = page.get(f"{path}/flare")
    wrong = page.submit(form, f"{path}/flare", keeps=[], days="40", note="Rest.", status=200)
    assert "Choose at least one exercise." in wrong.text and "Choose 2 to 21 days." in wrong.text
    assert wrong.value("note") == "Rest." and wrong.value("days") == "40"
    page.submit(wrong, f"{path}/flare", keeps=[first], days="4", note="Only the stretch.", status=302)
    shown = page.get(path)
    assert "4 days, one round of Supine Hamstring Stretch." in shown.text
    page.submit(shown, f"{path}/flare/start", status=302)
    kept, easy, usual = versions(cast.cleo)
    assert (kept.ends_on, easy.effective_from, easy.ends_on) == (WED, WED + DAY, WED + 4 * DAY)
    assert (easy.is_flare, easy.rounds, easy.note, len(easy.items)) == (True, 1, "Only the stretch.", 1)
    assert (usual.effective_from, usual.ends_on, usual.rounds, len(usual.items)) == (WED + 5 * DAY, None, 3, 3)
    days = db.session.execute(select(PlannedSession.planned_on, PlannedSession.prescription_id)).all()
    assert len({on for on, _ in days}) == len(days)
    assert sum(number == easy.id for _, number in days) == 4
    shown = page.get(path)
    assert "Flare plan from tomorrow until Sunday 29 November" in shown.text
    assert "Switch the flare plan on" not in shown.text


def test_ending_it_early_brings_the_usual_plan_tomorrow(
    page: Browser, cast: Cast, plan: Prescription, sign_in: SignIn, at: Moment
) -> None:
    write(cast, plan, days=7)
    with transaction():
        flaring.start_flare(cast.cleo, by=cast.tara.id, now=NOW)
    at.move(NOW + 2 * DAY)
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/plan"
    page.submit(page.get(path), f"{path}/flare/end", status=302)
    _, easy, usual = versions(cast.cleo)
    assert (easy.effective_from, easy.ends_on) == (WED + DAY, WED + 2 * DAY)
    assert (usual.version, usual.effective_from, usual.rounds, usual.is_flare) == (4, WED + 3 * DAY, 3, False)
    page.post(f"{path}/flare/end", {}, status=302)
    assert "No flare plan runs that could end earlier." in page.get(path).text


def test_a_plan_that_ends_within_the_flare_up_ends_all_the_same(cast: Cast, plan: Prescription) -> None:
    write(cast, plan, days=7, ends_on=WED + 3 * DAY)
    with transaction():
        easy = flaring.start_flare(cast.cleo, by=cast.tara.id, now=NOW)
    assert easy.ends_on == WED + 3 * DAY and len(versions(cast.cleo)) == 2


def test_a_flare_plan_that_cannot_be_says_why(cast: Cast, routine: Routine) -> None:
    def sentence() -> str:
        with pytest.raises(Refused) as refusal, transaction():
            flaring.start_flare(cast.cleo, by=cast.tara.id, now=NOW)
        return refusal.value.sentence

    assert sentence() == "Write the flare plan first."
    plan = give(cast, routine, cast.cleo)
    write(cast, plan)
    with transaction():
        flaring.start_flare(cast.cleo, by=cast.tara.id, now=NOW)
    assert sentence() == "The flare plan runs already."
    row = flaring.find_flare_plan(cast.cleo.id)
    assert row is not None
    with transaction():
        flaring.end_flare(cast.cleo, by=cast.tara.id, now=NOW)
        row.keeps = [99999]
    assert sentence().startswith("None of its exercises is in the plan any more.")


def test_a_day_of_the_flare_plan_is_one_session_and_counts_as_one(cast: Cast, plan: Prescription) -> None:
    write(cast, plan)
    with transaction():
        easy = flaring.start_flare(cast.cleo, by=cast.tara.id, now=NOW)
    planned = db.session.scalars(select(PlannedSession).where(PlannedSession.planned_on == WED + DAY)).one()
    factories.make_log(cast.cleo, easy, WED + DAY, now=NOW + DAY, planned=planned)
    week = load_history(cast.cleo.id, since=WED).weeks(WED + DAY, 1)[0][1]
    assert (week.completed, week.planned) == (1, 2)


def test_maintenance_is_once_or_twice_a_week_for_twelve_weeks(
    page: Browser, cast: Cast, plan: Prescription, sign_in: SignIn
) -> None:
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/plan/maintenance"
    page.submit(page.get(path), path, times="1", status=302)
    assert "Once a week, any day, from tomorrow." in page.get(f"/clients/{cast.cleo.id}/plan").text
    db.session.expire_all()
    new = versions(cast.cleo)[-1]
    assert (new.schedule, new.review_on) == (PerWeek(1), WED + DAY + timedelta(weeks=12))
    assert (len(new.items), new.rounds, new.note) == (3, 3, "Slowly.")
    assert db.session.get_one(Client, cast.cleo.id).status == ClientStatus.MAINTENANCE


def test_maintenance_needs_a_plan(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/plan/maintenance"
    assert "There is no plan that runs." in page.submit(page.get(path), path, times="2", status=200).text
    assert db.session.get_one(Client, cast.cleo.id).status == ClientStatus.ACTIVE


def test_a_plan_is_kept_as_a_routine(page: Browser, cast: Cast, plan: Prescription, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/plan"
    done = page.submit(page.get(path), f"{path}/routine", status=302)
    routine = db.session.scalars(select(Routine).order_by(Routine.id.desc()).limit(1)).one()
    assert done.location == f"/routines/{routine.id}/edit"
    assert (routine.name, routine.rounds, routine.practice_id) == ("Hamstrings, copy", 3, cast.practice.id)
    assert [(i.exercise_id, i.dose) for i in routine.items] == [(i.exercise_id, i.dose) for i in plan.items]


def test_a_changed_routine_is_brought_to_those_who_have_it(
    page: Browser, cast: Cast, routine: Routine, plan: Prescription, sign_in: SignIn
) -> None:
    mia = factories.make_client("Mia Roth", cast.practice, cast.tara, now=NOW)
    give(cast, routine, mia)
    log = factories.make_log(cast.cleo, plan, WED, now=NOW)
    sign_in(cast.tara)
    shown = page.get(f"/routines/{routine.id}")
    assert "an older form" not in shown.text
    with transaction():
        routine.rounds = 2
        routine.items.pop()
    shown = page.get(f"/routines/{routine.id}")
    assert "2 people have an older form of it" in shown.text
    path = f"/routines/{routine.id}/bring"
    look = page.get(path)
    assert "Loses Dumbbell Romanian Deadlift, 2 instead of 3 rounds." in look.text
    assert look.checked("clients") == [str(cast.cleo.id), str(mia.id)]
    done = page.submit(look, path, clients=[str(cast.cleo.id)], status=200)
    assert done.h1 == "Given to 1 person"
    old, new = versions(cast.cleo)
    assert (old.ends_on, len(old.items), old.rounds) == (WED, 3, 3)
    assert (new.effective_from, len(new.items), new.rounds, new.note) == (WED + DAY, 2, 2, "Slowly.")
    assert len(versions(mia)) == 1
    assert db.session.get_one(SessionLog, log.id).prescription_id == old.id
    assert "1 person has an older form of it" in page.get(f"/routines/{routine.id}").text


def test_who_is_in_a_flare_up_is_left_out(
    page: Browser, cast: Cast, routine: Routine, plan: Prescription, sign_in: SignIn
) -> None:
    write(cast, plan)
    with transaction():
        flaring.start_flare(cast.cleo, by=cast.tara.id, now=NOW)
        routine.rounds = 1
    sign_in(cast.tara)
    look = page.get(f"/routines/{routine.id}/bring")
    assert "Left out" in look.text or "instead of 3 rounds" in look.text


@pytest.mark.parametrize("part", ["flare", "maintenance", "flare/start", "flare/end", "routine"])
def test_assistants_and_strangers_change_nothing(
    page: Browser, cast: Cast, plan: Prescription, sign_in: SignIn, part: str
) -> None:
    for person, status in ((cast.ada, 403), (cast.tom, 404)):
        sign_in(person)
        page.post(f"/clients/{cast.cleo.id}/plan/{part}", {}, status=status)
    assert db.session.scalar(select(func.count(Prescription.id))) == 1


def test_a_reviewed_plan_can_only_go_on_while_it_runs(cast: Cast) -> None:
    with pytest.raises(Refused, match="no plan that runs"):
        reviewing.maintain(cast.cleo, 1, by=cast.tara.id, now=NOW)

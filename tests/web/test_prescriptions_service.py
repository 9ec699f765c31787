"""Versions of a plan and the days they lay out."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.clients import service as clients
from app.clients.models import Client, ClientStatus, Pause
from app.clients.rules import Act
from app.core import events
from app.core.audit import AuditEvent
from app.core.db import db, transaction
from app.core.errors import Refused
from app.logbook.models import SessionLog
from app.prescriptions import laying_out, pausing, queries, service
from app.prescriptions.models import PlannedSession, Prescription
from app.prescriptions.schedule import Weekdays, default_review_on
from app.prescriptions.service import PlanTerms, assign
from app.routines.models import Routine
from tests import factories
from tests.conftest import NOW, Moment
from tests.factories import Cast
from tests.queries import counted
from worker import tasks

TODAY = date(2026, 11, 25)  # a Wednesday, in Edmonton too
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
DAILY = (1, 2, 3, 4, 5, 6, 7)


@pytest.fixture
def routine(cast: Cast) -> Routine:
    """The article's sample as a routine of Tara's practice."""
    return factories.make_routine(cast.practice, factories.make_exercises(now=NOW), now=NOW)


def give(
    cast: Cast,
    routine: Routine,
    start: date,
    *days: int,
    now: datetime = NOW,
    client: Client | None = None,
    **terms: Any,
) -> Prescription:
    decided = PlanTerms(
        Weekdays.of(*(days or (1, 3, 5))), start, terms.pop("review_on", None) or default_review_on(start), **terms
    )
    with transaction():
        return assign(routine, client or cast.cleo, decided, by=cast.tara.id, now=now)


def days_of(version: int | None = None) -> list[date]:
    rows = select(PlannedSession.planned_on).join(Prescription).order_by(PlannedSession.planned_on)
    return list(db.session.scalars(rows.where(Prescription.version == version) if version else rows))


def excused() -> list[date]:
    rows = select(PlannedSession.planned_on).where(PlannedSession.excused == "pause")
    return list(db.session.scalars(rows.order_by(PlannedSession.planned_on)))


def spans() -> list[tuple[int, date, date | None]]:
    """(version, first day, last day) of every version, oldest first."""
    columns = (Prescription.version, Prescription.effective_from, Prescription.ends_on)
    return [tuple(row) for row in db.session.execute(select(*columns).order_by(Prescription.version))]


def between(first: date, last: date, *days: int) -> list[date]:
    dates = [first + DAY * number for number in range((last - first).days + 1)]
    return [on for on in dates if on.isoweekday() in (days or (1, 3, 5))]


class TestAssign:
    def test_a_first_plan_may_begin_today_and_reaches_eight_weeks(self, cast: Cast, routine: Routine) -> None:
        plan = give(cast, routine, TODAY, note="Slowly.")
        assert (plan.version, plan.name, plan.rounds, plan.note) == (1, "Hamstrings", 3, "Slowly.")
        assert (plan.created_by, plan.routine_id, plan.weekdays) == (cast.tara.id, routine.id, "1,3,5")
        assert plan.planned_until == TODAY + 8 * WEEK
        assert days_of() == between(TODAY, TODAY + 8 * WEEK)
        assert [(item.name, item.seconds, item.position) for item in plan.items] == [
            ("Supine Hamstring Stretch", 60, 0),
            ("Adductor Foam Roll", 60, 1),
            ("Dumbbell Romanian Deadlift", 60, 2),
        ]

    def test_the_texts_are_a_copy(self, cast: Cast, routine: Routine) -> None:
        give(cast, routine, TODAY)
        with transaction():
            exercise = routine.items[0].exercise
            exercise.name, exercise.content = "Other", {**exercise.content, "summary": "Another line."}
        db.session.expire_all()
        given = queries.find_current(cast.cleo.id, TODAY)
        assert given and given.items[0].name == "Supine Hamstring Stretch"
        assert given.items[0].content["summary"] == "A short line."

    def test_today_is_the_clients_own(self, cast: Cast, routine: Routine) -> None:
        far = factories.make_client("Aroha Hill", cast.practice, cast.tara, now=NOW, zone="Pacific/Auckland")
        assert laying_out.local_today(far, NOW) == TODAY + DAY
        with pytest.raises(Refused, match="today or a later day"):
            give(cast, routine, TODAY, client=far)
        assert give(cast, routine, TODAY + DAY, client=far).effective_from == TODAY + DAY

    def test_a_change_begins_tomorrow_and_leaves_today_alone(self, cast: Cast, routine: Routine) -> None:
        first = give(cast, routine, TODAY)
        with pytest.raises(Refused, match="starts tomorrow or later") as refusal:
            give(cast, routine, TODAY, *DAILY)
        assert refusal.value.field == "effective_from"
        give(cast, routine, TODAY + DAY, *DAILY)
        assert spans() == [(1, TODAY, TODAY), (2, TODAY + DAY, None)]
        assert days_of(1) == [TODAY]
        assert days_of(2) == between(TODAY + DAY, TODAY + DAY + 8 * WEEK, *DAILY)
        assert first.items[0].name == "Supine Hamstring Stretch", "the version itself stays"

    def test_answers_keep_their_day_and_version(self, cast: Cast, routine: Routine, at: Moment) -> None:
        plan = give(cast, routine, TODAY)
        planned = db.session.scalars(select(PlannedSession).where(PlannedSession.planned_on == TODAY)).one()
        log = factories.make_log(cast.cleo, plan, TODAY, now=NOW, planned=planned)
        later = at.move(NOW + 2 * DAY)
        give(cast, routine, TODAY + 3 * DAY, 6, 7, now=later)
        db.session.expire_all()
        kept = db.session.get_one(SessionLog, log.id)
        assert (kept.planned_session_id, kept.prescription_id) == (planned.id, plan.id)
        assert queries.count_answers(cast.cleo.id) == 1

    def test_a_version_that_has_not_begun_gives_way(self, cast: Cast, routine: Routine) -> None:
        give(cast, routine, TODAY)
        give(cast, routine, TODAY + 2 * WEEK, 2)
        give(cast, routine, TODAY + WEEK, 4)
        assert spans() == [(1, TODAY, TODAY + WEEK - DAY), (3, TODAY + WEEK, None)]
        assert days_of(1) == between(TODAY, TODAY + WEEK - DAY)
        assert days_of(3) == between(TODAY + WEEK, TODAY + 9 * WEEK, 4)
        current = [queries.find_current(cast.cleo.id, TODAY + number * WEEK) for number in (0, 1, 2)]
        assert [plan.version for plan in current if plan] == [1, 3, 3]

    def test_a_later_one_leaves_the_one_between(self, cast: Cast, routine: Routine) -> None:
        give(cast, routine, TODAY)
        give(cast, routine, TODAY + WEEK, 2)
        give(cast, routine, TODAY + 2 * WEEK, 4)
        assert [last for _, _, last in spans()] == [TODAY + WEEK - DAY, TODAY + 2 * WEEK - DAY, None]

    def test_after_an_ended_plan_today_is_free_again(self, cast: Cast, routine: Routine, at: Moment) -> None:
        give(cast, routine, TODAY, ends_on=TODAY + DAY)
        later = at.move(NOW + 5 * DAY)
        assert give(cast, routine, TODAY + 5 * DAY, now=later).version == 2
        assert spans()[0] == (1, TODAY, TODAY + DAY)

    def test_a_plan_with_an_end_lays_out_no_day_after_it(self, cast: Cast, routine: Routine) -> None:
        give(cast, routine, TODAY, ends_on=TODAY + 5 * DAY)
        assert days_of() == between(TODAY, TODAY + 5 * DAY)

    def test_a_start_far_ahead_has_its_first_weeks(self, cast: Cast, routine: Routine) -> None:
        start = TODAY + 30 * WEEK
        give(cast, routine, start)
        assert days_of() == between(start, start + 8 * WEEK)

    @pytest.mark.parametrize(
        ("start", "terms", "field"),
        [
            (TODAY - DAY, {}, "effective_from"),
            (TODAY + timedelta(days=367), {}, "effective_from"),
            (date.max, {"review_on": date.max}, "effective_from"),
            (TODAY, {"ends_on": TODAY - DAY}, "ends_on"),
            (TODAY, {"ends_on": date.max}, "ends_on"),
            (TODAY, {"review_on": TODAY - DAY}, "review_on"),
            (TODAY, {"review_on": date.max}, "review_on"),
            (TODAY + DAY, {"ends_on": TODAY + DAY}, "weekdays"),
        ],
    )
    def test_dates_that_cannot_be(
        self, cast: Cast, routine: Routine, start: date, terms: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(Refused) as refusal:
            give(cast, routine, start, **terms)
        assert refusal.value.field == field
        assert spans() == [] and days_of() == []

    def test_an_exercise_that_wants_a_word_for_each_person(self, cast: Cast, routine: Routine) -> None:
        exercise = routine.items[1].exercise
        with transaction():
            exercise.content = {**exercise.content, "requires_opt_in": True}
        with pytest.raises(Refused) as refusal:
            give(cast, routine, TODAY)
        assert refusal.value.field == "has_checked"
        assert give(cast, routine, TODAY, has_checked=True).version == 1

    def test_an_archived_client_gets_none(self, cast: Cast, routine: Routine) -> None:
        with transaction():
            cast.cleo.status = ClientStatus.ARCHIVED
        with pytest.raises(Refused, match="Cleo is archived"):
            give(cast, routine, TODAY)

    def test_it_is_announced_and_written_down(self, cast: Cast, routine: Routine) -> None:
        heard: list[tuple[int, time | None]] = []

        def listen(client: Client, *, now: datetime, reminder_at: time | None, **_: Any) -> None:
            heard.append((client.id, reminder_at))

        with events.plan_changed.connected_to(listen):
            give(cast, routine, TODAY, reminder_at=time(17, 30))
            give(cast, routine, TODAY + DAY)
        assert heard == [(cast.cleo.id, time(17, 30)), (cast.cleo.id, None)]
        verbs = db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)).all()
        assert verbs == ["plan given, version 1", "plan given, version 2"]

    def test_two_trainers_at_one_moment(self, app: Flask, cast: Cast, routine: Routine) -> None:
        """Whoever is second is refused or comes after; never do two versions hold one day."""
        numbers = (routine.id, cast.cleo.id, cast.tara.id)
        db.session.rollback()
        together = Barrier(2)

        def try_it(days: tuple[int, ...]) -> bool:
            with app.app_context():
                its_routine, its_client = (
                    db.session.get_one(Routine, numbers[0]),
                    db.session.get_one(Client, numbers[1]),
                )
                terms = PlanTerms(Weekdays.of(*days), TODAY + DAY, TODAY + WEEK)
                together.wait(timeout=30)
                try:
                    with transaction():
                        assign(its_routine, its_client, terms, by=numbers[2], now=NOW)
                except Refused as refusal:
                    assert refusal.sentence == service.CHANGED_MEANWHILE
                    return False
                return True

        with ThreadPoolExecutor(2) as pool:
            given = list(pool.map(try_it, [(1, 3), DAILY]))
        assert any(given)
        db.session.rollback()
        assert len(spans()) == 1
        plan = db.session.scalars(select(Prescription)).one()
        assert days_of() == days_of(plan.version)
        assert days_of() == between(TODAY + DAY, TODAY + DAY + 8 * WEEK, *map(int, plan.weekdays.split(",")))


class TestEnd:
    def test_the_last_day_stays_and_the_rest_goes(self, cast: Cast, routine: Routine) -> None:
        give(cast, routine, TODAY, *DAILY)
        give(cast, routine, TODAY + WEEK, 1)
        with transaction():
            service.end_plan(cast.cleo, last_on=TODAY + 2 * DAY, by=cast.tara.id, now=NOW)
        assert spans() == [(1, TODAY, TODAY + 2 * DAY)]
        assert days_of() == between(TODAY, TODAY + 2 * DAY, *DAILY)
        assert laying_out.extend_plans(now=NOW) == 0

    def test_it_cannot_end_in_the_past_or_twice(self, cast: Cast, routine: Routine) -> None:
        give(cast, routine, TODAY)
        with pytest.raises(Refused, match="today or a later day"), transaction():
            service.end_plan(cast.cleo, last_on=TODAY - DAY, by=cast.tara.id, now=NOW)
        with transaction():
            service.end_plan(cast.cleo, last_on=TODAY, by=cast.tara.id, now=NOW)
        with pytest.raises(Refused, match="no plan"), transaction():
            service.end_plan(cast.cleo, last_on=TODAY, by=cast.tara.id, now=NOW)


class TestPause:
    def pause(self, cast: Cast, first: date, last: date | None) -> None:
        with transaction():
            pausing.pause(cast.cleo, from_on=first, until_on=last, by=cast.tara.id, now=NOW)

    def test_days_off_do_not_count_and_come_back(self, cast: Cast, routine: Routine) -> None:
        give(cast, routine, TODAY, *DAILY)
        self.pause(cast, TODAY + DAY, TODAY + 3 * DAY)
        assert excused() == between(TODAY + DAY, TODAY + 3 * DAY, *DAILY)
        with transaction():
            pausing.resume(cast.cleo, by=cast.tara.id, now=NOW)
        assert excused() == [] and db.session.scalars(select(Pause)).all() == []

    def test_the_past_of_a_pause_stays(self, cast: Cast, routine: Routine, at: Moment) -> None:
        give(cast, routine, TODAY, *DAILY)
        self.pause(cast, TODAY, None)
        later = at.move(NOW + 2 * DAY)
        with transaction():
            pausing.resume(cast.cleo, by=cast.tara.id, now=later)
        assert excused() == [TODAY, TODAY + DAY]
        ended = db.session.scalars(select(Pause)).one()
        assert (ended.from_on, ended.until_on) == (TODAY, TODAY + DAY)

    def test_a_plan_given_during_a_pause_is_excused_too(self, cast: Cast, routine: Routine) -> None:
        self.pause(cast, TODAY, TODAY + 2 * DAY)
        give(cast, routine, TODAY, *DAILY)
        assert excused() == between(TODAY, TODAY + 2 * DAY, *DAILY)

    def test_two_pauses_may_overlap(self, cast: Cast, routine: Routine) -> None:
        give(cast, routine, TODAY, *DAILY)
        self.pause(cast, TODAY + DAY, TODAY + 3 * DAY)
        self.pause(cast, TODAY + 2 * DAY, TODAY + 5 * DAY)
        assert excused() == between(TODAY + DAY, TODAY + 5 * DAY, *DAILY)

    @pytest.mark.parametrize(
        ("first", "last", "field"), [(TODAY - DAY, None, "from_on"), (TODAY + DAY, TODAY, "until_on")]
    )
    def test_days_that_cannot_be(self, cast: Cast, first: date, last: date | None, field: str) -> None:
        with pytest.raises(Refused) as refusal:
            self.pause(cast, first, last)
        assert refusal.value.field == field

    def test_a_paused_client_is_resumed_on_their_own_page(self, cast: Cast, routine: Routine) -> None:
        give(cast, routine, TODAY, *DAILY)
        with transaction():
            clients.change_status(cast.cleo, Act.PAUSE, by=cast.tara.id, now=NOW)
        assert excused() == days_of()
        with pytest.raises(Refused, match="own page"), transaction():
            pausing.resume(cast.cleo, by=cast.tara.id, now=NOW)
        db.session.refresh(cast.cleo)
        with transaction():
            clients.change_status(cast.cleo, Act.RESUME, by=cast.tara.id, now=NOW)
        assert excused() == []

    def test_an_archived_client_is_asked_for_nothing(self, cast: Cast, routine: Routine, at: Moment) -> None:
        give(cast, routine, TODAY, *DAILY)
        with transaction():
            clients.change_status(cast.cleo, Act.ARCHIVE, by=cast.tara.id, now=NOW)
        assert excused() == days_of()
        later = at.move(NOW + 20 * WEEK)
        with transaction():
            assert laying_out.extend_plans(now=later) == 0
        with transaction():
            clients.change_status(cast.cleo, Act.RESTORE, by=cast.tara.id, now=later)
        back = TODAY + 20 * WEEK
        open_days = [on for on in days_of() if on not in excused()]
        assert open_days == between(back, back + 8 * WEEK, *DAILY), "nothing between was ever announced"


class TestExtend:
    def run(self, now: datetime) -> int:
        with transaction():
            return laying_out.extend_plans(now=now)

    def test_it_tops_up_without_a_gap_and_only_when_due(self, cast: Cast, routine: Routine, at: Moment) -> None:
        give(cast, routine, TODAY)
        assert self.run(NOW) == 0
        assert self.run(at.move(NOW + 4 * WEEK)) == 0
        assert self.run(at.move(NOW + 4 * WEEK + DAY)) == 1
        assert days_of() == between(TODAY, TODAY + 12 * WEEK + DAY)
        assert self.run(NOW + 4 * WEEK + DAY) == 0

    def test_a_long_standstill_leaves_no_gap(self, cast: Cast, routine: Routine, at: Moment) -> None:
        give(cast, routine, TODAY)
        assert self.run(at.move(NOW + 15 * WEEK)) == 1
        assert days_of() == between(TODAY, TODAY + 23 * WEEK)

    def test_an_ended_version_is_left_alone(self, cast: Cast, routine: Routine, at: Moment) -> None:
        give(cast, routine, TODAY, ends_on=TODAY + 2 * WEEK)
        before = days_of()
        assert self.run(at.move(NOW + 10 * WEEK)) == 0
        assert days_of() == before

    def test_a_far_end_is_reached_and_not_passed(self, cast: Cast, routine: Routine, at: Moment) -> None:
        last = TODAY + 10 * WEEK
        give(cast, routine, TODAY, ends_on=last)
        assert self.run(at.move(NOW + 5 * WEEK)) == 1
        assert days_of() == between(TODAY, last)
        assert self.run(NOW + 9 * WEEK) == 0

    def test_an_open_pause_covers_what_is_added(self, cast: Cast, routine: Routine, at: Moment) -> None:
        give(cast, routine, TODAY)
        with transaction():
            pausing.pause(cast.cleo, from_on=TODAY + 7 * WEEK, until_on=None, by=cast.tara.id, now=NOW)
        self.run(at.move(NOW + 5 * WEEK))
        assert excused() == between(TODAY + 7 * WEEK, TODAY + 13 * WEEK)

    def test_the_job_goes_page_by_page(
        self, cast: Cast, routine: Routine, at: Moment, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(laying_out, "PAGE", 2)
        people = [factories.make_client(f"P{n} Hill", cast.practice, cast.tara, now=NOW) for n in range(4)]
        for person in people:
            give(cast, routine, TODAY, client=person)
        at.move(NOW + 6 * WEEK)
        tasks.extend_plans()
        until = db.session.scalars(select(Prescription.planned_until)).all()
        assert until == [TODAY + 14 * WEEK] * 4

    def test_the_number_of_reads_does_not_grow(self, cast: Cast, routine: Routine, at: Moment) -> None:
        """A page of plans is read at once. What others ask on a change of plan is their own."""
        counts = []
        for number in (1, 3):
            people = [
                factories.make_client(f"Q{number}{n} Hill", cast.practice, cast.tara, now=NOW) for n in range(number)
            ]
            for person in people:
                give(cast, routine, TODAY, client=person)
            later = at.move(NOW + 7 * WEEK)
            with events.plan_changed.muted(), transaction(), counted() as seen:
                laying_out.extend_plans(now=later)
            counts.append(len([one for one in seen if one.startswith("SELECT")]))
            at.move(NOW)
        assert counts[0] == counts[1]


class TestQueries:
    def test_a_planned_session_comes_with_its_exercises(self, cast: Cast, routine: Routine) -> None:
        give(cast, routine, TODAY)
        number = db.session.scalars(select(PlannedSession.id).order_by(PlannedSession.planned_on)).first()
        db.session.expire_all()
        cleo, nils = cast.cleo.id, cast.nils.id
        assert number
        with counted() as seen:
            planned = queries.get_planned(cleo, number)
            assert len(planned.prescription.items) == 3
        assert len(seen) == 2
        with pytest.raises(queries.NotFound):
            queries.get_planned(nils, number)

    def test_planned_days_of_several_clients(self, cast: Cast, routine: Routine) -> None:
        give(cast, routine, TODAY)
        rows = queries.list_planned([cast.cleo.id, cast.nils.id], TODAY, TODAY + 5 * DAY)
        assert [row.planned_on for row in rows] == between(TODAY, TODAY + 5 * DAY)
        assert queries.list_planned([cast.nils.id], TODAY, TODAY + WEEK) == []

    def test_before_between_and_after(self, cast: Cast, routine: Routine) -> None:
        give(cast, routine, TODAY + DAY, ends_on=TODAY + 9 * DAY)
        coming = queries.find_current(cast.cleo.id, TODAY)
        assert coming and coming.effective_from == TODAY + DAY
        assert queries.find_current(cast.cleo.id, TODAY + 10 * DAY) is None
        assert len(queries.list_versions(cast.cleo.id)) == 1
        assert db.session.scalar(select(func.count()).select_from(Prescription)) == 1


def test_an_empty_house_has_nothing_to_extend(app: Flask, sign_in: Callable[..., None]) -> None:
    assert laying_out.extend_plans(now=NOW) == 0

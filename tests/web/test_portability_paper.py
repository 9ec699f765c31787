"""Entering a log that came back on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.clients.models import ClientStatus
from app.core.audit import AuditEvent
from app.core.db import db, transaction
from app.core.zones import get_zone, local_date
from app.logbook import paper
from app.logbook.models import ItemLog, SessionLog
from app.logbook.service import AlreadyAnswered
from app.mail.models import OutboxMail
from app.prescriptions.models import PlannedSession
from app.progress.queries import load_history
from app.safety.models import SafetyEvent
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import Browser

TODAY = date(2026, 11, 25)
# A Wednesday, three weeks before the Wednesday that is today.
START = date(2026, 11, 4)
LATE, FRESH = date(2026, 11, 6), date(2026, 11, 23)


@pytest.fixture
def days(cast: Cast, sign_in: Callable[..., None]) -> dict[date, int]:
    """Cleo's planned days by date, Monday, Wednesday and Friday; Tara is signed in."""
    factories.make_prescription(cast.cleo, factories.make_exercises(now=NOW), now=NOW, effective_from=START, days=28)
    sign_in(cast.tara)
    found = select(PlannedSession.planned_on, PlannedSession.id).where(PlannedSession.client_id == cast.cleo.id)
    return {on: number for on, number in db.session.execute(found)}


def _path(cast: Cast) -> str:
    return f"/clients/{cast.cleo.id}/plan/paper"


def _row(number: int, done: str, before: str = "", after: str = "") -> dict[str, str]:
    return {f"done_{number}": done, f"before_{number}": before, f"after_{number}": after}


def _logs() -> list[SessionLog]:
    return list(db.session.scalars(select(SessionLog).order_by(SessionLog.performed_on)))


def test_many_days_are_saved_at_once(cast: Cast, page: Browser, days: dict[date, int]) -> None:
    form = page.get(_path(cast))
    filled = {
        **_row(days[LATE], "all", "4", "3"),
        **_row(days[date(2026, 11, 20)], "part", "", "2"),
        **_row(days[FRESH], "no"),
    }
    page.submit(form, _path(cast), status=302, **filled)
    late, part, none = _logs()
    assert (late.performed_on, late.pain_before, late.pain_after, late.done_units, late.is_late) == (
        LATE,
        4,
        3,
        15,
        True,
    )
    assert (part.done_units, part.pain_before, part.pain_after, part.is_late) == (7, None, 2, False)
    assert none.done_units == 0
    counts = dict(
        db.session.execute(select(ItemLog.session_log_id, func.count()).group_by(ItemLog.session_log_id)).all()
    )
    assert counts == {late.id: 5, none.id: 5}


def test_a_late_day_counts_on_its_day(cast: Cast, page: Browser, days: dict[date, int]) -> None:
    page.submit(page.get(_path(cast)), _path(cast), status=302, **_row(days[LATE], "all"))
    (done,) = load_history(cast.cleo.id, since=START).done
    assert (done.on, done.logged_on) == (LATE, LATE)


def test_who_entered_it_is_kept(cast: Cast, page: Browser, days: dict[date, int]) -> None:
    page.submit(page.get(_path(cast)), _path(cast), status=302, **_row(days[LATE], "all"))
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "paper answer entered")).one()
    assert (event.actor_id, event.detail) == (cast.tara.id, "late")


def test_only_past_days_without_an_answer_are_asked(cast: Cast, page: Browser, days: dict[date, int]) -> None:
    form = page.get(_path(cast)).form(_path(cast))
    asked = {int(name.removeprefix("before_")) for name in form if name.startswith("before_")}
    assert asked == {number for on, number in days.items() if on <= TODAY}
    page.submit(page.get(_path(cast)), _path(cast), status=302, **_row(days[LATE], "all"))
    assert f"before_{days[LATE]}" not in page.get(_path(cast)).form(_path(cast))


def test_nothing_is_chosen_beforehand(cast: Cast, page: Browser, days: dict[date, int]) -> None:
    form = page.get(_path(cast))
    assert not form.checked(f"done_{days[LATE]}")
    assert form.value(f"before_{days[LATE]}") == ""


def test_a_faulty_row_keeps_all_that_was_typed(cast: Cast, page: Browser, days: dict[date, int]) -> None:
    filled = {**_row(days[LATE], "all", "2", "3"), f"after_{days[FRESH]}": "5"}
    again = page.submit(page.get(_path(cast)), _path(cast), status=200, **filled)
    assert "Choose what was done on Mon 23 Nov." in again.text
    assert again.checked(f"done_{days[LATE]}") == ["all"]
    assert (again.value(f"before_{days[LATE]}"), again.value(f"after_{days[FRESH]}")) == ("2", "5")
    assert not _logs()


@pytest.mark.parametrize("typed", ["11", "-1", "x", "²", "9" * 400])
def test_a_pain_that_is_none_is_refused(cast: Cast, page: Browser, days: dict[date, int], typed: str) -> None:
    again = page.submit(page.get(_path(cast)), _path(cast), status=200, **_row(days[LATE], "all", typed))
    assert "Choose a number from 0 to 10." in again.text
    assert not _logs()


def test_an_empty_page_saves_nothing(cast: Cast, page: Browser, days: dict[date, int]) -> None:
    assert "Nothing is filled in." in page.submit(page.get(_path(cast)), _path(cast), status=200).text


def test_red_answers_are_read_out_before_they_are_kept(cast: Cast, page: Browser, days: dict[date, int]) -> None:
    filled = {**_row(days[LATE], "all", "2", "7"), **_row(days[FRESH], "all", "3", "6")}
    advice = page.submit(page.get(_path(cast)), _path(cast), status=200, **filled)
    assert "Read this before you save" in advice.text and "Fri 6 Nov: 7 is more than we want." in advice.text
    assert not _logs() and not db.session.scalars(select(SafetyEvent)).all()
    assert advice.value(f"after_{days[LATE]}") == "7"
    page.submit(advice, _path(cast), status=302)
    events = db.session.scalars(select(SafetyEvent).order_by(SafetyEvent.happened_on)).all()
    assert [(event.level, event.happened_on) for event in events] == [("red", LATE), ("red", FRESH)]
    # Tara has just read it; she needs no mail.
    assert not db.session.scalars(select(OutboxMail)).all()


def test_the_trainer_hears_of_red_answers_once_from_an_assistant(
    cast: Cast, page: Browser, days: dict[date, int], sign_in: Callable[..., None]
) -> None:
    sign_in(cast.ada)
    filled = {**_row(days[LATE], "all", "2", "7"), **_row(days[FRESH], "all", "3", "6")}
    advice = page.submit(page.get(_path(cast)), _path(cast), status=200, **filled)
    page.submit(advice, _path(cast), status=302)
    (mail,) = db.session.scalars(select(OutboxMail))
    assert (mail.kind, mail.to_address) == ("safety-alert", "tara@example.com")


def test_the_same_page_sent_twice_is_one_answer(cast: Cast, page: Browser, days: dict[date, int]) -> None:
    form = page.get(_path(cast))
    for _ in range(2):
        assert page.submit(form, _path(cast), status=302, **_row(days[LATE], "all")).location.startswith("/clients/")
    assert len(_logs()) == 1


def test_an_answer_that_came_meanwhile_stays(cast: Cast, days: dict[date, int]) -> None:
    today = local_date(NOW, get_zone("America/Edmonton"))
    planned = list(paper.list_unanswered(cast.cleo, today=today))
    rows = [paper.PaperDay(day, paper.Done.ALL, 1, 1, f"{day.id:032x}") for day in planned]
    first = planned[3]
    factories.make_log(cast.cleo, first.prescription, first.planned_on, now=NOW, planned=first, before=9)
    with pytest.raises(AlreadyAnswered), transaction():
        paper.record_paper(cast.cleo, rows, by=cast.tara.id, now=NOW)
    assert [log.pain_before for log in _logs()] == [9]


def test_nobody_who_has_not_agreed_is_kept(cast: Cast, page: Browser, days: dict[date, int]) -> None:
    with transaction():
        cast.cleo.status = ClientStatus.INVITED
    assert "Nothing may be kept yet" in page.get(_path(cast)).text


def test_days_off_are_not_asked(cast: Cast, page: Browser, days: dict[date, int]) -> None:
    with transaction():
        planned = db.session.get_one(PlannedSession, days[LATE])
        planned.excused = "pause"
    assert f"before_{days[LATE]}" not in page.get(_path(cast)).form(_path(cast))


def test_six_weeks_are_enough(cast: Cast) -> None:
    plan = factories.make_prescription(
        cast.cleo, factories.make_exercises(now=NOW), now=NOW, effective_from=TODAY - timedelta(days=60), days=60
    )
    asked = [day.planned_on for day in paper.list_unanswered(cast.cleo, today=TODAY)]
    assert plan.client_id == cast.cleo.id
    assert min(asked) >= TODAY - timedelta(weeks=6)


def test_who_may_not(cast: Cast, page: Browser, days: dict[date, int], sign_in: Callable[..., None]) -> None:
    for stranger in (cast.otto, cast.tom):
        sign_in(stranger)
        page.get(_path(cast), status=404)
        page.post(_path(cast), _row(days[LATE], "all"), status=404)
    sign_in(cast.cleo.user)
    page.get(_path(cast), status=403)

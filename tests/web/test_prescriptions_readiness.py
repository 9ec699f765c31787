"""A plan before the intake needs a reason; a clearance is always waited for; what may not suit is said."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.core.audit import AuditEvent
from app.core.db import db, transaction
from app.prescriptions.models import PlanOverride, Prescription
from app.routines.models import Routine
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import Browser, Page


@pytest.fixture
def routine(cast: Cast, sign_in: Callable[..., None]) -> Routine:
    sign_in(cast.tara)
    return factories.make_routine(cast.practice, factories.make_exercises(now=NOW), now=NOW)


def give(page: Browser, cast: Cast, routine: Routine, **more: str) -> Page:
    path = f"/clients/{cast.cleo.id}/plan/new"
    return page.submit(page.get(f"{path}?routine={routine.id}"), path, give="y", note="Slowly.", **more)


def plans() -> list[Prescription]:
    db.session.rollback()
    return list(db.session.scalars(select(Prescription)))


def change(cast: Cast, **values: object) -> None:
    with transaction():
        for name, value in values.items():
            setattr(cast.cleo, name, value)


def test_with_an_intake_nothing_is_asked(page: Browser, cast: Cast, routine: Routine) -> None:
    assert "Assign without intake" not in page.get(f"/clients/{cast.cleo.id}/plan/new").text
    assert give(page, cast, routine).status == 302
    assert db.session.scalars(select(PlanOverride)).all() == []


def test_without_one_a_tick_and_a_note_are_asked(page: Browser, cast: Cast, routine: Routine) -> None:
    change(cast, intake_done_at=None)
    refused = give(page, cast, routine)
    assert "Cleo has not answered the intake." in refused.text
    assert refused.value("note") == "Slowly."
    refused = give(page, cast, routine, without_intake="y", override_note=" ")
    assert "Write why it cannot wait." in refused.text
    assert refused.checked("without_intake")
    refused = give(page, cast, routine, override_note="Seen today")
    assert refused.value("override_note") == "Seen today"
    assert plans() == []
    assert give(page, cast, routine, without_intake="y", override_note="Seen today").status == 302
    row = db.session.scalars(select(PlanOverride)).one()
    assert (row.note, row.given_by, row.given_at, row.prescription_id) == (
        "Seen today",
        cast.tara.id,
        NOW,
        plans()[0].id,
    )
    audits = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "plan given without intake")).all()
    assert [one.detail for one in audits] == [""]


def test_a_clearance_is_waited_for(page: Browser, cast: Cast, routine: Routine) -> None:
    change(cast, awaits_clearance=True)
    refused = give(page, cast, routine)
    assert "Cleo waits for a clearance." in refused.text
    assert f"/clients/{cast.cleo.id}/intake" in refused.links()
    assert plans() == []


def test_what_may_not_suit_is_said_before_and_beside_the_plan(page: Browser, cast: Cast, routine: Routine) -> None:
    with transaction():
        exercise = routine.items[0].exercise
        exercise.content = {**exercise.content, "contraindications": ["pregnancy_t2plus"]}
    sentence = "Cleo: pregnant, or a baby in the last year. This one lies on the back."
    path = f"/clients/{cast.cleo.id}/plan/new?routine={routine.id}"
    assert sentence not in page.get(path).text
    change(cast, cautions=["pregnancy_any", "pregnancy_t2plus"])
    assert sentence in page.get(path).text
    assert give(page, cast, routine).status == 302
    assert sentence in page.get(f"/clients/{cast.cleo.id}/plan").text

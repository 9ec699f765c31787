"""Handing clients over: another trainer, the same history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import select

from app.core.audit import AuditEvent
from app.core.db import db
from app.prescriptions.models import Prescription
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import Browser
from tests.web.test_team_people import member_of

SignIn = Callable[..., None]


def test_a_client_goes_over_with_everything(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    exercises = factories.make_exercises(now=NOW)
    plan = factories.make_prescription(cast.cleo, exercises, now=NOW, effective_from=date(2026, 11, 23))
    sign_in(cast.tom)
    page.get(f"/clients/{cast.cleo.id}", status=404)
    sign_in(cast.tara)
    form = page.get(f"/clients/{cast.cleo.id}/hand-over")
    page.submit(form, f"/clients/{cast.cleo.id}/hand-over", to=str(member_of(cast.tom).id), status=302)
    assert "Tom Berg looks after Cleo Marsh now." in page.get("/clients").text
    sign_in(cast.tom)
    assert page.get(f"/clients/{cast.cleo.id}").h1 == "Cleo Marsh"
    assert db.session.scalars(select(Prescription.id)).all() == [plan.id]
    verbs = db.session.scalars(select(AuditEvent.verb).where(AuditEvent.subject == f"client:{cast.cleo.id}")).all()
    assert f"handed over to user:{cast.tom.id}" in verbs


def test_an_assistant_or_a_stranger_takes_nobody(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    address = f"/clients/{cast.cleo.id}/hand-over"
    for user in (cast.ada, cast.otto):
        page.post(address, {"to": str(member_of(user).id)}, status=200)
        db.session.expire_all()
        assert cast.cleo.trainer_id == cast.tara.id
    assert "Choose a trainer." in page.post(address, {"to": ""}, status=200).text


def test_all_clients_of_one_go_over_at_once(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    more = factories.make_client("Mia Stone", cast.practice, cast.tara, now=NOW)
    sign_in(cast.tara)
    tara, tom = member_of(cast.tara), member_of(cast.tom)
    person = page.get(f"/settings/people/{tara.id}")
    page.submit(person, f"/settings/people/{tara.id}/clients", to=str(tom.id), status=302)
    db.session.expire_all()
    assert {cast.cleo.trainer_id, more.trainer_id} == {cast.tom.id}
    assert cast.nils.trainer_id == cast.otto.id


def test_who_may_hand_over(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    address = f"/clients/{cast.cleo.id}/hand-over"
    assert page.get(address, status=302).location.startswith("/sign-in")
    sign_in(cast.ada)
    page.get(address, status=403)
    sign_in(cast.otto)
    page.get(address, status=404)
    sign_in(cast.cleo.user)
    page.get(address, status=403)

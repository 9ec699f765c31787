"""A client's details and status, for the trainer; the consent, for the client."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.clients import consent
from app.clients.models import Client, ClientStatus, Consent, Pause
from app.core.audit import AuditEvent
from app.core.db import db, transaction
from app.core.events import client_changed
from tests.conftest import NOW, Moment
from tests.factories import Cast
from tests.page import Browser
from tests.people import is_signed_in, rows


@contextmanager
def _listening() -> Iterator[list[int]]:
    heard: list[int] = []

    def listen(client: Client, *, now: datetime) -> None:
        heard.append(client.id)

    with client_changed.connected_to(listen):
        yield heard


def _give_consent(client: Client) -> None:
    version = consent.current_version()
    text = consent.get_text(version)
    with transaction():
        db.session.add(
            Consent(
                client_id=client.id,
                purpose="health-data",
                version=version,
                text=text,
                method="invitation-page",
                given_at=NOW,
            )
        )


def _second_row(cast: Cast) -> Client:
    """Cleo as Otto's client too, not accepted yet."""
    with transaction():
        row = Client(
            practice_id=cast.other_practice.id,
            trainer_id=cast.otto.id,
            user_id=cast.cleo.user_id,
            called="C. Marsh",
            status=ClientStatus.INVITED,
            consent_version="2026-11",
            created_at=NOW,
            invited_at=NOW,
        )
        db.session.add(row)
        db.session.flush()
    return row


def test_details_change_and_a_move_is_announced(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/edit"
    form = page.get(path)
    assert (form.value("name"), form.value("zone"), form.value("minutes_per_day")) == (
        "Cleo Marsh",
        "America/Edmonton",
        "",
    )
    with _listening() as heard:
        page.submit(form, path, name="Cleo M.", minutes_per_day="15", status=302)
        assert heard == []
        answer = page.submit(page.get(path), path, zone="America/Halifax", status=302)
        assert heard == [cast.cleo.id]
    assert answer.location == f"/clients/{cast.cleo.id}"
    db.session.expire_all()
    assert (cast.cleo.user.name, cast.cleo.user.zone, cast.cleo.minutes_per_day) == ("Cleo M.", "America/Halifax", 15)
    assert cast.cleo.called is None


def test_a_fault_is_named_and_the_rest_is_kept(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/edit"
    answer = page.post(path, {"name": "", "zone": "America/Halifax", "minutes_per_day": "1"}, status=200)
    assert "Type a name." in answer.text and "Use 5 to 180 minutes." in answer.text
    assert (answer.value("zone"), answer.value("minutes_per_day")) == ("America/Halifax", "1")


def test_what_one_practice_calls_a_person_is_its_own_matter(
    page: Browser, cast: Cast, sign_in: Callable[..., None]
) -> None:
    row = _second_row(cast)
    sign_in(cast.otto)
    path = f"/clients/{row.id}/edit"
    with _listening() as heard:
        page.submit(page.get(path), path, name="Marsh, C.", zone="Asia/Tokyo", status=302)
    assert heard == []
    db.session.expire_all()
    assert (cast.cleo.user.name, cast.cleo.user.zone) == ("Cleo Marsh", "America/Edmonton")
    assert (row.name, cast.cleo.name) == ("Marsh, C.", "Cleo Marsh")
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/edit"
    with _listening() as heard:
        page.submit(page.get(path), path, zone="America/Halifax", status=302)
    assert sorted(heard) == sorted([row.id, cast.cleo.id])


def test_pause_and_resume(page: Browser, cast: Cast, sign_in: Callable[..., None], at: Moment) -> None:
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/status"
    with _listening() as heard:
        page.post(path, {"act": "pause"}, status=302)
        pause = db.session.scalars(select(Pause)).one()
        assert (pause.from_on, pause.until_on) == (date(2026, 11, 25), None)
        at.move(NOW + timedelta(days=2))
        page.post(path, {"act": "resume"}, status=302)
    assert heard == [cast.cleo.id] * 2
    db.session.expire_all()
    assert (cast.cleo.status, pause.until_on) == (ClientStatus.ACTIVE, date(2026, 11, 26))


def test_a_pause_of_less_than_a_day_leaves_no_trace(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    sign_in(cast.tara)
    page.post(f"/clients/{cast.cleo.id}/status", {"act": "pause"}, status=302)
    page.post(f"/clients/{cast.cleo.id}/status", {"act": "resume"}, status=302)
    assert db.session.scalars(select(Pause)).all() == []


def test_archive_and_bring_back(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    sign_in(cast.tara)
    edit = page.get(f"/clients/{cast.cleo.id}/edit")
    assert "Archive Cleo" in edit.text and "Bring back" not in edit.text
    page.post(f"/clients/{cast.cleo.id}/status", {"act": "archive"}, status=302)
    edit = page.get(f"/clients/{cast.cleo.id}/edit")
    assert "Cleo is archived." in edit.text and "Bring back Cleo" in edit.text
    sign_in(cast.cleo.user)
    page.get("/today", status=404)
    sign_in(cast.tara)
    page.post(f"/clients/{cast.cleo.id}/status", {"act": "restore"}, status=302)
    db.session.expire_all()
    assert cast.cleo.status == ClientStatus.ACTIVE


@pytest.mark.parametrize("act", ["resume", "restore"])
def test_an_act_that_does_not_fit_is_refused(page: Browser, cast: Cast, sign_in: Callable[..., None], act: str) -> None:
    sign_in(cast.tara)
    before = rows()
    page.post(f"/clients/{cast.cleo.id}/status", {"act": act}, status=302)
    assert rows() == before
    assert "That does not fit any more." in page.get("/settings").text


def test_an_unknown_act_is_no_act(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    sign_in(cast.tara)
    page.post(f"/clients/{cast.cleo.id}/status", {"act": "delete"}, status=400)


def test_other_peoples_clients_are_not_there(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    for stranger in (cast.otto, cast.tom):
        sign_in(stranger)
        before = rows()
        page.get(f"/clients/{cast.cleo.id}/edit", status=404)
        page.post(f"/clients/{cast.cleo.id}/edit", {"name": "X", "zone": "UTC"}, status=404)
        page.post(f"/clients/{cast.cleo.id}/status", {"act": "archive"}, status=404)
        assert rows() == before


def test_details_are_for_trainers(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    path = f"/clients/{cast.cleo.id}/edit"
    assert page.get(path, status=302).location == f"/sign-in?next={path}"
    sign_in(cast.cleo.user)
    page.get(path, status=403)
    page.post(f"/clients/{cast.cleo.id}/status", {"act": "archive"}, status=403)


def test_a_client_reads_what_they_agreed_to(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    sign_in(cast.cleo.user)
    assert "on 25 November 2026" not in page.get("/consent").text
    _give_consent(cast.cleo)
    shown = page.get("/consent")
    assert "For North Side Movement." in shown.text
    assert "Agreed on 25 November 2026" in shown.text
    assert "Not medical advice" in page.get("/consent/about/health-data").text
    sign_in(cast.tara)
    page.get("/consent", status=403)


def test_withdrawing_closes_everything_and_forgets_nothing(
    page: Browser, client: FlaskClient, cast: Cast, sign_in: Callable[..., None]
) -> None:
    _give_consent(cast.cleo)
    sign_in(cast.cleo.user)
    before = rows()
    asked = page.get("/consent/withdraw")
    assert rows() == before
    with _listening() as heard:
        answer = page.submit(asked, "/consent/withdraw", status=302)
    assert heard == [cast.cleo.id]
    assert answer.location == "/sign-in"
    assert not is_signed_in(client)
    db.session.expire_all()
    given = db.session.scalars(select(Consent)).one()
    assert given.withdrawn_at == NOW and given.text
    assert (cast.cleo.status, cast.cleo.accepted_at) == (ClientStatus.ARCHIVED, None)
    assert "consent withdrawn" in db.session.scalars(select(AuditEvent.verb)).all()
    sign_in(cast.tara)
    page.post(f"/clients/{cast.cleo.id}/status", {"act": "restore"}, status=302)
    db.session.expire_all()
    assert cast.cleo.status == ClientStatus.INVITED

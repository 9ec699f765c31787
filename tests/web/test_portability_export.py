"""Taking everything out: whole, ours alone, and without anything that opens an account."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts import passwords
from app.accounts.links import create_link
from app.accounts.models import LinkPurpose, LinkToken, SignIn
from app.core.audit import AuditEvent
from app.core.db import Base, db, transaction
from app.portability import exporting, tables
from app.portability.models import DataExport
from app.portability.sheets import decode, read_sheet
from app.portability.tables import Scope
from tests import factories
from tests.conftest import NOW, Moment
from tests.factories import Cast
from tests.page import HOST, Browser, Page


@pytest.fixture
def full(cast: Cast, sign_in: Callable[..., None]) -> Cast:
    """Cleo and Nils with plans and answers, a picture, and things that must never leave."""
    exercises = factories.make_exercises(now=NOW)
    factories.make_own_exercise(cast.practice, cast.tara, now=NOW)
    for client in (cast.cleo, cast.nils):
        plan = factories.make_prescription(client, exercises, now=NOW, effective_from=date(2026, 11, 23))
        factories.make_log(client, plan, date(2026, 11, 23), now=NOW, before=3, after=None)
    with transaction():
        cast.cleo.user.password_hash = passwords.hash_password("a quiet long sentence")
        cast.cleo.called = "=Cleo"
        create_link(cast.cleo.user, LinkPurpose.SIGN_IN, now=NOW)
    sign_in(cast.tara)
    return cast


def _zip(answer: Page) -> ZipFile:
    assert answer.response.mimetype == "application/zip"
    body = answer.response.data
    # The test client leaves a sent file open.
    answer.response.close()
    return ZipFile(BytesIO(body))


def _rows(archive: ZipFile, table: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in archive.read(f"tables/{table}.jsonl").decode().splitlines()]


def _whole(archive: ZipFile) -> str:
    return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def _practice_export(page: Browser) -> ZipFile:
    page.post("/settings/export")
    assert exporting.build_due() == 1
    export_id = db.session.scalars(select(DataExport.id)).one()
    return _zip(page.post(f"/settings/export/{export_id}/download", status=200))


def test_a_practice_takes_everything_of_its_own(full: Cast, page: Browser) -> None:
    archive = _practice_export(page)
    assert [row["client_id"] for row in _rows(archive, "session_log")] == [full.cleo.id]
    assert _rows(archive, "session_log")[0]["pain_after"] is None
    assert len(_rows(archive, "prescription_item")) == 3
    assert {row["email"] for row in _rows(archive, "user")} >= {"tara@example.com", "cleo@example.com"}
    schema = json.loads(archive.read("schema.json"))
    assert schema["format"] == "plinth-export"
    assert schema["tables"]["session_log"]["rows"] == 1
    assert schema["tables"]["session_log"]["columns"]["client_id"]["points_to"] == "client.id"
    (picture,) = _rows(archive, "picture")
    assert archive.read(str(picture["body"])).startswith(b"RIFF")


def test_nothing_of_another_practice_goes_along(full: Cast, page: Browser) -> None:
    whole = _whole(_practice_export(page))
    for stranger in ("Nils", "nils@example.com", "Otto", "Harbour Health"):
        assert stranger not in whole


def test_nothing_that_opens_an_account_goes_along(full: Cast, page: Browser) -> None:
    archive = _practice_export(page)
    whole = _whole(archive)
    secrets = [full.cleo.user.password_hash, *db.session.scalars(select(LinkToken.token_hash))]
    secrets += db.session.scalars(select(SignIn.token_hash))
    assert len(secrets) > 2
    assert not [secret for secret in secrets if secret in whole]
    for word in ("password_hash", "token_hash", "form_key"):
        assert f'"{word}"' not in whole


def test_a_spreadsheet_runs_nothing(full: Cast, page: Browser) -> None:
    rows = read_sheet(decode(_practice_export(page).read("people/clients.csv"))).rows
    assert rows[0].cells[:2] == ("client", "email")
    assert ("'=Cleo", "cleo@example.com") in [row.cells[:2] for row in rows]


def test_every_step_is_written_down(full: Cast, page: Browser) -> None:
    _practice_export(page)
    verbs = list(db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)))
    assert verbs[-2:] == ["export asked for", "export downloaded"]


def test_the_page_tells_how_far_it_is(full: Cast, page: Browser) -> None:
    assert "Waiting" in page.follow(page.post("/settings/export")).text
    assert "One export is on its way already." in page.follow(page.post("/settings/export")).text
    exporting.build_due()
    assert "Ready" in page.get("/settings/export").text


def test_an_export_lives_for_a_week(app: Flask, full: Cast, page: Browser, at: Moment) -> None:
    _practice_export(page)
    export = db.session.scalars(select(DataExport)).one()
    path = Path(app.instance_path) / "exports" / export.file_name
    assert path.stat().st_mode & 0o077 == 0
    at.move(NOW + timedelta(days=7, minutes=1))
    page.post(f"/settings/export/{export.id}/download", status=404)
    with transaction():
        exporting.sweep_exports(now=NOW + timedelta(days=7, minutes=1))
    assert not path.exists()
    assert "Over" in page.get("/settings/export").text


def test_a_builder_that_died_is_followed_by_another(full: Cast, page: Browser, at: Moment) -> None:
    page.post("/settings/export")
    assert exporting._claim(NOW) is not None
    assert exporting.build_due() == 0
    at.move(NOW + timedelta(minutes=6))
    assert exporting.build_due() == 1
    assert db.session.scalars(select(DataExport.status)).one() == "ready"


def test_a_trainer_takes_one_client_out(full: Cast, page: Browser) -> None:
    page.get(f"/clients/{full.cleo.id}/export")
    archive = _zip(page.post(f"/clients/{full.cleo.id}/export", status=200))
    assert [row["id"] for row in _rows(archive, "client")] == [full.cleo.id]
    assert "Nils" not in _whole(archive)
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "client data downloaded")).one()
    assert (event.subject, event.actor_id) == (f"client:{full.cleo.id}", full.tara.id)


def test_a_client_takes_their_own_out(full: Cast, page: Browser, sign_in: Callable[..., None]) -> None:
    with transaction():
        factories_client = full.cleo
        db.session.execute(
            Base.metadata.tables["client_thresholds"]
            .insert()
            .values(
                client_id=factories_client.id,
                green_pct=80,
                amber_pct=50,
                pain_rise=2,
                silent_days=7,
                adherence_fall=20,
            )
        )
    sign_in(full.cleo.user)
    page.get("/my-data")
    archive = _zip(page.post("/my-data", status=200))
    assert _rows(archive, "session_log")[0]["pain_before"] == 3
    assert not [name for name in archive.namelist() if "thresholds" in name]
    assert {row["name"] for row in _rows(archive, "user")} == {"Cleo Marsh", "Tara Lind"}


def test_who_may_not(full: Cast, page: Browser, sign_in: Callable[..., None]) -> None:
    export = factories.make_export(full.practice, full.tara, now=NOW)
    sign_in(full.otto)
    page.post(f"/clients/{full.cleo.id}/export", status=404)
    page.post(f"/settings/export/{export.id}/download", status=404)
    sign_in(full.tom)
    page.get("/settings/export", status=403)
    page.post(f"/clients/{full.cleo.id}/export", status=404)
    sign_in(full.ada)
    page.post(f"/clients/{full.cleo.id}/export", status=403)
    sign_in(full.cleo.user)
    page.get("/settings/export", status=403)
    page.client.post("/sign-out", data={"csrf_token": page.csrf_token()}, base_url=HOST)
    assert "/sign-in" in page.get("/my-data", status=302).location


def test_somebody_has_decided_about_every_table(app: Flask) -> None:
    assert not tables.unlisted(), "say in app/portability/tables.py whether these go into an export"


def test_what_goes_can_be_found(app: Flask) -> None:
    scope = Scope(practice_id=1)
    known = [Base.metadata.tables[name] for name in tables.GOES if name in Base.metadata.tables]
    lost = [table.name for table in known if tables.rows_of(table, scope) is None]
    assert not lost


def test_no_column_that_goes_sounds_like_a_secret(app: Flask) -> None:
    names = {
        f"{table.name}.{column.name}"
        for table in tables.list_tables(Scope(practice_id=1))
        for column in tables.columns_of(table)
    }
    assert "user.password_hash" not in names and "session_log.form_key" not in names
    assert "session_log.pain_before" in names

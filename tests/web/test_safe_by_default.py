"""What holds on every page and in every mail from the first day."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import create_app
from app.accounts.models import LinkToken, SignIn
from app.core.db import db
from app.core.errors import SettingsError
from app.core.settings import load_settings
from app.core.tokens import hash_token
from app.logbook.models import SessionLog
from app.mail.models import OutboxMail
from app.prescriptions.models import PlannedSession
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import HOST, Browser
from tests.services.redis import redis_server

ROOT = Path(__file__).resolve().parents[2]
TELLTALE = "zebra-crossing"


def _link_in(body: str) -> str:
    found = re.search(r"http://plinth\.test/enter/(\S+)", body)
    assert found, body
    return found[1]


def test_the_database_holds_only_hashes_of_links_and_sign_ins(page: Browser, cast: Cast) -> None:
    page.post("/sign-in/link", {"email": cast.cleo.user.email})
    token = _link_in(db.session.scalars(select(OutboxMail)).one().text)
    assert [row.token_hash for row in db.session.scalars(select(LinkToken))] == [hash_token(token)]
    page.post(f"/enter/{token}", status=302)
    with page.client.session_transaction(base_url=HOST) as session:
        cookie = session["_user_id"]
    assert [row.token_hash for row in db.session.scalars(select(SignIn))] == [hash_token(cookie)]


def test_a_sign_in_link_works_once(page: Browser, client: FlaskClient, cast: Cast) -> None:
    page.post("/sign-in/link", {"email": cast.cleo.user.email})
    token = _link_in(db.session.scalars(select(OutboxMail)).one().text)
    page.get(f"/enter/{token}")
    page.get(f"/enter/{token}")
    page.post(f"/enter/{token}", status=302)
    page.post(f"/enter/{token}", status=410)


def test_signing_out_ends_the_sign_in_everywhere(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    sign_in(cast.tara)
    with page.client.session_transaction(base_url=HOST) as session:
        stolen = dict(session)
    page.post("/sign-out", status=302)
    with page.client.session_transaction(base_url=HOST) as session:
        session.update(stolen)
    assert page.get("/clients", status=302).location.startswith("/sign-in")


def test_a_form_without_its_token_is_refused_and_changes_nothing(
    client: FlaskClient, cast: Cast, sign_in: Callable[..., None]
) -> None:
    sign_in(cast.tara)
    answer = client.post("/settings", data={"practice_name": "Stolen"}, base_url=HOST)
    assert answer.status_code == 400
    db.session.expire_all()
    assert cast.practice.name == "North Side Movement"


@pytest.mark.parametrize("target", ["//evil.test/x", "https://evil.test", "/\\evil.test"])
def test_signing_in_never_leads_off_the_site(app: Flask, page: Browser, cast: Cast, target: str) -> None:
    from app.accounts.passwords import hash_password
    from app.core.db import transaction

    with transaction():
        cast.tara.password_hash = hash_password("a quiet morning walk")
        db.session.add(cast.tara)
    sent = {"email": cast.tara.email, "password": "a quiet morning walk"}
    assert page.post(f"/sign-in?next={target}", sent, status=302).location == "/desk"


def test_mailed_links_come_from_the_public_address(app: Flask, client: FlaskClient, page: Browser, cast: Cast) -> None:
    data = {"email": cast.cleo.user.email, "csrf_token": page.csrf_token()}
    client.post("/sign-in/link", data=data, base_url="http://localhost", headers={"X-Forwarded-Host": "evil.test"})
    page.post("/sign-in/link", {"email": cast.cleo.user.email})
    for mail in db.session.scalars(select(OutboxMail)):
        assert "evil" not in mail.text + mail.html
        assert "http://plinth.test/enter/" in mail.text


def test_what_a_client_writes_reaches_no_log(
    page: Browser, cast: Cast, sign_in: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    exercises = factories.make_exercises(now=NOW)
    factories.make_prescription(cast.cleo, exercises, now=NOW, effective_from=date(2026, 11, 23))
    planned = db.session.scalars(select(PlannedSession).where(PlannedSession.planned_on == date(2026, 11, 25))).one()
    sign_in(cast.cleo.user)
    path = f"/sessions/{planned.id}"
    with caplog.at_level(logging.DEBUG):
        shown = page.get(path)
        answer = {"whole": "all", "pain_before": "4", "pain_after": "3", "note": TELLTALE}
        page.submit(shown, path, status=302, **answer)
    assert db.session.scalars(select(SessionLog)).one().note == TELLTALE
    assert TELLTALE not in caplog.text


SIX_TRIES = """
from app import create_app
app = create_app()
app.config["WTF_CSRF_ENABLED"] = False
sent = {"email": "nobody@example.com", "password": "wrong wrong wrong"}
tries = [app.test_client().post("/sign-in", data=sent, base_url="http://plinth.test") for _ in range(6)]
print(*[answer.status_code for answer in tries])
"""


def test_tries_are_counted_across_processes(app: Flask, tmp_path: Path) -> None:
    """Two processes with one Redis: the tenth try of both together is the last."""
    settings = app.extensions["settings"]
    with redis_server() as redis_url:
        env = {
            **os.environ,
            "PLINTH_ENV": "test",
            "DATABASE_URL": settings.database,
            "REDIS_URL": redis_url,
            "PLINTH_INSTANCE": str(tmp_path),
        }
        statuses = []
        for _ in range(2):
            command = [sys.executable, "-c", SIX_TRIES]
            done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
            statuses += [int(status) for status in done.stdout.split()]
    assert statuses == [200] * 10 + [429] * 2


def test_no_secret_no_start(tmp_path: object) -> None:
    with pytest.raises(SettingsError, match="SECRET_KEY"):
        create_app(load_settings(PLINTH_ENV="development", SECRET_KEY="", PLINTH_INSTANCE=str(tmp_path)))


def test_cookies_are_hardened_where_people_come_by_https(tmp_path: Path) -> None:
    live = create_app(
        load_settings(
            PLINTH_ENV="production",
            SECRET_KEY="k9J2vQ7mZ4xT8wL1pR6yB3nH5cD0fG7s",
            PUBLIC_URL="https://clinic.test",
            TRUSTED_HOSTS="clinic.test",
            PLINTH_INSTANCE=str(tmp_path),
            DATABASE_URL="",
            REDIS_URL="",
            SMTP_URL="",
        )
    )
    answer = live.test_client().get("/sign-in", base_url="https://clinic.test")
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-plinth=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert live.test_client().get("/mail", base_url="https://clinic.test").status_code == 404

"""The same answer sent from several places at one moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.db import db
from app.logbook.models import ItemLog, SessionLog
from app.mail.models import OutboxMail
from app.prescriptions.models import PlannedSession
from app.safety import words
from app.safety.models import SafetyEvent
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import HOST, Browser

SENDERS = 4


@pytest.mark.parametrize(
    ("is_same_form", "is_change"),
    [(True, False), (False, False), (True, True)],
    ids=["one form", "several pages", "one form that changes an answer"],
)
def test_one_answer_however_often_it_is_sent(
    app: Flask, page: Browser, cast: Cast, sign_in: Callable[..., None], is_same_form: bool, is_change: bool
) -> None:
    exercises = factories.make_exercises(now=NOW)
    factories.make_prescription(cast.cleo, exercises, now=NOW, effective_from=date(2026, 11, 16))
    sign_in(cast.cleo.user)
    today = select(PlannedSession.id).where(PlannedSession.planned_on == date(2026, 11, 25))
    path = f"/sessions/{db.session.scalars(today).one()}"
    form = {**page.get(path).form(path), "whole": "all", "pain_after": "7", "advice_seen": words.VERSION}
    if is_change:
        page.post(path, {**form, "pain_after": "1"}, status=302)
    cookie = page.client.get_cookie("plinth", domain="plinth.test")
    assert cookie is not None
    db.session.rollback()
    together = Barrier(SENDERS)

    def send(number: int) -> int:
        browser = app.test_client()
        browser.set_cookie("plinth", cookie.value, domain="plinth.test")
        key = form["form_key"] if is_same_form else f"{number:032x}"
        together.wait(timeout=30)
        return browser.post(path, data={**form, "form_key": key}, base_url=HOST).status_code

    with ThreadPoolExecutor(SENDERS) as pool:
        statuses = sorted(pool.map(send, range(SENDERS)))
    # The same form is answered the same way; the other pages are told that there is an answer.
    assert statuses == ([302] * SENDERS if is_same_form else [200] * (SENDERS - 1) + [302])
    counts = [db.session.scalar(select(func.count()).select_from(t)) for t in (SessionLog, ItemLog, SafetyEvent)]
    assert counts == [1, 5, 1]
    assert db.session.scalar(select(func.count()).select_from(OutboxMail)) == 1

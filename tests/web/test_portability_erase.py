"""Deleting a client for good."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Column, ColumnElement, String, Text, cast, func, or_, select

from app.accounts.models import User
from app.clients import service as clients
from app.clients.models import Client, ClientStatus
from app.clients.rules import Act
from app.core.audit import AuditEvent
from app.core.db import Base, db, transaction
from app.logbook.models import ItemLog
from app.messages import service as messages
from app.messages.service import Words
from app.reminders import service as reminders
from tests import factories
from tests.conftest import NOW
from tests.diary import make_call, open_hours
from tests.factories import Cast
from tests.page import Browser

SignIn = Callable[..., None]


def _live(cast: Cast) -> None:
    """A plan with an answer line by line, a hold, a note, messages both ways, a call and a reminder."""
    exercises = factories.make_exercises(now=NOW)
    on = date(2026, 11, 23)
    plan = factories.make_prescription(cast.cleo, exercises, now=NOW, effective_from=on)
    line = ItemLog(prescription_item_id=plan.items[0].id, side="left", prescribed_units=3, done_units=3)
    factories.make_log(cast.cleo, plan, on, now=NOW, items=[line])
    factories.make_hold(cast.cleo, now=NOW)
    factories.make_note(cast.cleo, cast.tara, now=NOW, body="About the chair.")
    open_hours(cast.tara)
    make_call(cast.cleo, NOW + timedelta(days=2), now=NOW, question="May I run?")
    with transaction():
        for from_client in (True, False):
            author = cast.cleo.user if from_client else cast.tara
            key = f"key-of-the-test-{from_client!s:0<6}"
            messages.write(cast.cleo, Words("Hello."), author=author, from_client=from_client, form_key=key, now=NOW)
        reminders.replan(cast.cleo, now=NOW)


def _archive(client: Client) -> None:
    with transaction():
        clients.change_status(client, Act.ARCHIVE, by=client.trainer_id, now=NOW)


def _mentions(*words: str) -> list[str]:
    """Every table and column in which one of the words stands, in whatever case."""
    found = []
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, String | Text):
                text = func.lower(_text(column))
                rows = (
                    select(func.count()).select_from(table).where(or_(*(text.contains(word.lower()) for word in words)))
                )
                if db.session.scalar(rows):
                    found.append(f"{table.name}.{column.name}")
    return found


def _text(column: Column[Any]) -> ColumnElement[str]:
    return cast(column, Text)


def _rows_of(client_id: int) -> list[str]:
    tables = [table for table in Base.metadata.sorted_tables if "client_id" in table.columns]
    return [
        table.name
        for table in tables
        if db.session.scalar(select(func.count()).select_from(table).where(table.c.client_id == client_id))
    ]


def test_nothing_is_left_but_one_line(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    _live(cast)
    _archive(cast.cleo)
    client_id, email = cast.cleo.id, cast.cleo.user.email
    assert len(_rows_of(client_id)) > 6 and "user.email" in _mentions(email)
    sign_in(cast.tara)
    path = f"/clients/{client_id}/delete"
    look = page.get(path)
    for words in ("1 answer.", "2 messages.", "1 note.", "1 call.", "1 version of the plan."):
        assert words in look.text, words
    wrong = page.submit(look, path, name="Cleo", status=200)
    assert "Type Cleo Marsh to delete everything." in wrong.text and wrong.value("name") == "Cleo"
    done = page.submit(wrong, path, name=" cleo  marsh", status=302)
    assert "everything kept about Cleo Marsh is deleted" in page.follow(done).text
    assert _rows_of(client_id) == []
    assert _mentions(email, "Cleo", "About the chair") == []
    verbs = db.session.scalars(select(AuditEvent.verb).where(AuditEvent.subject == f"client:{client_id}")).all()
    assert "client deleted" in verbs


def test_who_is_a_client_elsewhere_keeps_the_account(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    user_id = cast.cleo.user_id
    with transaction():
        db.session.add(
            Client(
                practice_id=cast.other_practice.id,
                trainer_id=cast.otto.id,
                user_id=user_id,
                status=ClientStatus.ACTIVE,
                consent_version="2026-11",
                created_at=NOW,
            )
        )
    _archive(cast.cleo)
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/delete"
    page.submit(page.get(path), path, name="Cleo Marsh", status=302)
    assert db.session.get(User, user_id) is not None
    assert db.session.scalar(select(func.count()).select_from(Client).where(Client.user_id == user_id)) == 1


def test_only_who_is_archived_can_be_deleted(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/delete"
    assert "Archive first" in page.get(path).text
    assert "Archive first" in page.post(path, {"name": "Cleo Marsh"}, status=200).text
    assert db.session.get(Client, cast.cleo.id) is not None


@pytest.mark.parametrize(("who", "status"), [("tom", 404), ("otto", 404), ("ada", 403), ("cleo", 403)])
def test_nobody_else_deletes(page: Browser, cast: Cast, sign_in: SignIn, who: str, status: int) -> None:
    _archive(cast.cleo)
    sign_in(cast.cleo.user if who == "cleo" else getattr(cast, who))
    path = f"/clients/{cast.cleo.id}/delete"
    page.get(path, status=status)
    page.post(path, {"name": "Cleo Marsh"}, status=status)
    assert db.session.get(Client, cast.cleo.id) is not None

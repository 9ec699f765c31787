"""Every route, knocked at by everybody, with Cleo's things in the address. The database counts, not only the status."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from app.accounts.models import User
from app.bookings.models import Booking
from app.core.access import Audience, audience_of
from app.core.db import Base, db, transaction
from app.messages.models import SavedReply
from app.practices.models import Membership
from app.practices.rights import Right, may, right_of
from app.prescriptions.models import PlannedSession
from app.triage import service as triage
from app.triage.models import Need
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import HOST, Browser

# What may change when somebody merely looks: nothing. Sign-ins are made by the test itself.
UNWATCHED = {"sign_in"}
ACTORS = ("anonymous", "cleo", "link holder", "nils", "tara", "tom", "ada", "otto")
ROLES = {"tara": "owner", "tom": "trainer", "ada": "assistant", "otto": "owner"}
# Parameters that name a thing of Cleo's or of Tara's practice.
OWNED = {
    "reply_id",
    "client_id",
    "need_id",
    "planned_id",
    "routine_id",
    "booking_id",
    "member_id",
    "slug",
    "import_id",
    "export_id",
    "habit_id",
}
# What belongs to the practice, so a colleague may use it; a client belongs only to their trainer.
SHARED = ({"reply_id"}, {"routine_id"}, {"slug"})


@pytest.fixture
def things(cast: Cast) -> dict[str, object]:
    """Cleo's plan, session, call and the routine behind it, as address parameters."""
    exercises = factories.make_exercises(now=NOW)
    own = factories.make_own_exercise(cast.practice, cast.tara, now=NOW)
    routine = factories.make_routine(cast.practice, exercises, now=NOW)
    factories.make_prescription(cast.cleo, exercises, now=NOW, effective_from=date(2026, 11, 23))
    planned = db.session.scalars(select(PlannedSession).where(PlannedSession.planned_on == date(2026, 11, 25))).one()
    booking = Booking(
        practice_id=cast.practice.id,
        trainer_id=cast.tara.id,
        client_id=cast.cleo.id,
        call_name="Call",
        start_at=NOW.replace(day=27),
        end_at=NOW.replace(day=27, minute=30),
        buffer_minutes=0,
        changes_until_at=NOW.replace(day=26),
        client_zone="America/Edmonton",
        trainer_zone="America/Edmonton",
        status="confirmed",
        uid="uid-1",
        sequence=0,
        form_key="key-1",
        created_at=NOW,
    )
    member_id = db.session.scalars(select(Membership.id).where(Membership.user_id == cast.tara.id)).one()
    reply = SavedReply(practice_id=cast.practice.id, title="Welcome", body="Hello {first name}.")
    with transaction():
        db.session.add(reply)
        cast.practice.slug, cast.practice.is_public = "north-side", True
        db.session.add(booking)
        db.session.flush()
    with transaction():
        triage.refresh([cast.cleo.id], now=NOW.replace(month=12, day=20))
    return {
        "client_id": cast.cleo.id,
        "need_id": db.session.scalars(select(Need.id)).first(),
        "planned_id": planned.id,
        "routine_id": routine.id,
        "booking_id": booking.id,
        "slug": own.slug,
        "picture_id": own.picture_id,
        "size": "whole",
        "digest": own.content["picture"]["digest"][:16],
        "pose": "pair",
        "token": "not-a-token",
        "name": "0" * 32,
        "address": "north-side",
        "topic": "si-joint",
        "member_id": member_id,
        "purpose": "pictures",
        "export_id": factories.make_export(cast.practice, cast.tara, now=NOW).id,
        "import_id": factories.make_import(cast.tara, now=NOW).id,
        "note_id": factories.make_note(cast.cleo, cast.tara, now=NOW).id,
        "part": "today",
        "document_id": factories.make_document(cast.cleo, cast.tara, now=NOW).id,
        "colour": "0c4e60",
        "kind": "session-reminder",
        "suggestion_id": 1,
        "reply_id": reply.id,
        "habit_id": factories.make_habit(cast.cleo, now=NOW).id,
        "habit_key": "sitting-break",
    }


def _trainers(cast: Cast) -> dict[str, User]:
    return {"tara": cast.tara, "tom": cast.tom, "ada": cast.ada, "otto": cast.otto}


def _rules(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            if rule.endpoint != "static":
                yield rule, method


def _state() -> str:
    """A fingerprint of every row."""
    db.session.rollback()
    rows = []
    for table in Base.metadata.sorted_tables:
        if table.name not in UNWATCHED:
            found = sorted(repr(tuple(row)) for row in db.session.execute(select(table)))
            rows.append(f"{table.name}: {found}")
    db.session.rollback()
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def _expected(audience: Audience, right: Right | None, actor: str, is_owned: bool) -> set[int] | None:
    """The statuses this actor may get, None for any below 500."""
    if audience in (Audience.PUBLIC, Audience.TOKEN, Audience.LOCAL):
        return None
    if actor == "anonymous":
        return {302}
    if actor == "link holder":
        return None if audience in (Audience.SESSION, Audience.HOLDER) else {302, 403}
    is_trainer = actor in ROLES
    if audience in (Audience.MEMBER, Audience.HOLDER):
        return None
    if is_trainer != (audience is Audience.TRAINER):
        return {403}
    if right is not None and not may(ROLES[actor], right):
        return {403}
    is_stranger = actor in ("nils", "tom", "otto")
    return {404} if is_owned and is_stranger else None


@pytest.mark.parametrize("actor", ACTORS)
def test_route_matrix(
    app: Flask,
    client: FlaskClient,
    page: Browser,
    cast: Cast,
    things: dict[str, object],
    sign_in: Callable[..., None],
    actor: str,
) -> None:
    people = {"cleo": cast.cleo.user, "nils": cast.nils.user, **_trainers(cast)}
    if actor == "link holder":
        sign_in(cast.cleo.user, scope=f"session:{things['planned_id']}")
    elif actor != "anonymous":
        sign_in(people[actor])
    before = _state()
    faults = []
    for rule, method in _rules(app):
        if rule.endpoint == "accounts.sign_out":
            continue
        view = app.view_functions[rule.endpoint]
        audience = audience_of(view)
        assert audience is not None, rule.endpoint
        owned = rule.arguments & OWNED
        is_owned = bool(owned) and not (actor == "tom" and owned in SHARED)
        allowed = _expected(audience, right_of(view), actor, is_owned)
        if method == "POST" and allowed is None:
            continue
        path = str(app.url_map.bind("").build(rule.endpoint, {k: things[k] for k in rule.arguments}, method=method))
        data = {"csrf_token": page.csrf_token()} if method == "POST" else None
        response = client.open(path, method=method, data=data, base_url=HOST)
        if response.status_code >= 500 or (allowed is not None and response.status_code not in allowed):
            faults.append(f"{method} {path}: {response.status_code}, not {allowed}")
        if _state() != before:
            faults.append(f"{method} {path} changed the database")
            before = _state()
    assert not faults, "\n".join(faults)

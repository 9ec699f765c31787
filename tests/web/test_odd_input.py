"""Every route with what nobody means to send: control characters, huge numbers, impossible dates. Nothing may break."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, time
from html.parser import HTMLParser
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import IntegerConverter

from app.bookings.models import AvailabilityRule, Booking, CallType
from app.core.access import Audience, audience_of
from app.core.db import db, transaction
from app.core.limits import limiter
from app.practices.models import Membership
from app.prescriptions.models import PlannedSession
from app.triage import service as triage
from app.triage.models import Need
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import HOST, Browser

# As they travel: percent-encoded, because some are no text at all.
ODD = (
    "%00",
    "a%00b%40example.com",
    "%ED%A0%80",
    "%FF%FE",
    "a%0D%0ABcc%3A%20b%40example.com",
    "%1B%5B31m",
    "%E2%80%AE%F0%9F%92%A9",
    "%C3%BC%40b%C3%BCcher.example",
    "%C2%B2",
    "%D9%A3",
    "9" * 30,
    "-" + "9" * 30,
    "9" * 5000,
    "-1",
    "1e999",
    "nan",
    "x" * 20000,
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "0001-W01",
    "9999-W53",
    "0001-01-01T00%3A00Z",
    "9999-12-31T23%3A59%2B00%3A00",
    "9999-12-31T23%3A30Z",
    "99%3A99",
    "..%2F..%2Fetc%2Fpasswd",
    "%7B%7B7*7%7D%7D%25s",
    "",
)
ASKED = ("q", "group", "kind", "gear", "to", "page", "routine", "from", "move", "on", "start", "week", "next", "done")
ASKED += ("position", "without", "whose", "for", "before")
# The pages that read any of these; the others get a few all the same.
ASKING = ("/clients", "/library", "/mail", "/my-calls/book", "/my-calls/book/time", "/my-calls/book/confirm")
ASKING += ("/calls/1/move", "/clients/1/plan/new", "/routines/new", "/library/new", "/sign-in")
# These leave less for the others to do, so they come last.
CLOSING = ("/archive", "/stop", "/take-back", "/put-away", "/status", "/end", "/withdraw", "/password", "/sign-out")

Forms = dict[str, dict[str, list[str]]]


class FormReader(HTMLParser):
    """Collects the forms that post, by action: each control's name and what an untouched browser would send."""

    def __init__(self, found: Forms) -> None:
        super().__init__()
        self.found = found
        self.form: dict[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        sent = dict(attrs)
        if tag == "form":
            action = (sent.get("action") or "").partition("#")[0]
            is_new = (sent.get("method") or "").lower() == "post" and action not in self.found
            self.form = self.found.setdefault(action, {}) if is_new else None
        elif self.form is not None and tag in ("input", "select", "textarea", "button") and sent.get("name"):
            values = self.form.setdefault(str(sent["name"]), [])
            if tag == "input" and (sent.get("type") not in ("radio", "checkbox") or "checked" in sent):
                values.append(sent.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None


class Knocker:
    """Sends requests and keeps what went wrong instead of stopping at the first."""

    def __init__(self, page: Browser) -> None:
        self.page = page
        self.faults: list[str] = []
        self.forms: Forms = {}

    def get(self, path: str) -> None:
        self._send("GET", path)

    def post(self, path: str, body: str) -> None:
        token = urlencode({"csrf_token": self.page.csrf_token()})
        self._send("POST", path, data=f"{token}&{body}", content_type="application/x-www-form-urlencoded")

    def _send(self, method: str, path: str, **sent: str) -> None:
        limiter.reset()
        try:
            answer = self.page.client.open(path, method=method, base_url=HOST, **sent)
        except Exception as error:
            self.faults.append(f"{method} {path[:120]} {sent.get('data', '')[91:250]}: {error!r:.300}")
            return
        if answer.status_code >= 500:
            self.faults.append(f"{method} {path[:120]} {sent.get('data', '')[91:250]}: {answer.status_code}")
        elif method == "GET" and "?" not in path and answer.mimetype == "text/html":
            FormReader(self.forms).feed(answer.get_data(as_text=True))


@pytest.fixture
def things(cast: Cast) -> dict[str, object]:
    """A plan, a session, a call, hours and a routine, as address parameters."""
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
    call = CallType(
        trainer_id=cast.tara.id,
        name="Call",
        minutes=30,
        buffer_minutes=0,
        notice_minutes=60,
        horizon_days=28,
        place="",
    )
    hours = AvailabilityRule(trainer_id=cast.tara.id, weekday=1, starts=time(9), ends=time(12))
    member_id = db.session.scalars(select(Membership.id).where(Membership.user_id == cast.tara.id)).one()
    with transaction():
        cast.practice.slug, cast.practice.is_public = "north-side", True
        db.session.add_all([booking, call, hours])
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
        "colour": "0c4e60",
        "kind": "session-reminder",
        "suggestion_id": 1,
        "reply_id": 1,
        "habit_id": factories.make_habit(cast.cleo, now=NOW).id,
        "habit_key": "sitting-break",
        "part": "today",
        "document_id": factories.make_document(cast.cleo, cast.tara, now=NOW).id,
    }


def _paths(app: Flask, method: str, things: dict[str, object], audiences: set[Audience]) -> Iterator[str]:
    """Each route of a method with things that are there, and with things that are not."""
    for rule in app.url_map.iter_rules():
        if method not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        if audience_of(app.view_functions[rule.endpoint]) not in audiences:
            continue
        known = {name: str(things[name]) for name in rule.arguments}
        yield _filled(rule.rule, known)
        for name in rule.arguments:
            is_number = isinstance(rule._converters[name], IntegerConverter)
            for value in ("0", "9" * 30) if is_number else ODD[:8]:
                if value:
                    yield _filled(rule.rule, {**known, name: value.replace("%2F", "_")})


def _filled(rule: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        rule = rule.replace(f"<{name}>", value).replace(f"<int:{name}>", value)
    return rule


def _body(fields: dict[str, list[str]], name: str = "", odd: str = "") -> str:
    """The form as it stands, with one field replaced by something odd, sent twice."""
    pairs = [
        (key, quote(value)) for key, values in fields.items() for value in values if key not in (name, "csrf_token")
    ]
    if name:
        pairs += [(name, odd), (name, odd)]
    return "&".join(f"{quote(key)}={value}" for key, value in pairs)


def _knock_everywhere(app: Flask, knocker: Knocker, things: dict[str, object], audiences: set[Audience]) -> None:
    for path in list(_paths(app, "GET", things, audiences)):
        knocker.get(path)
    for number, path in enumerate(_shown(app, things, audiences)):
        for first in range(len(ODD)) if path in ASKING else (number, number + 9, number + 18):
            asked = (f"{name}={ODD[(first + place) % len(ODD)]}" for place, name in enumerate(ASKED))
            knocker.get(f"{path}?{'&'.join(asked)}")
    forms = dict(knocker.forms)
    for path in list(_paths(app, "POST", things, audiences)):
        forms.setdefault(path, {})
    for action in sorted(forms, key=lambda path: (path.endswith(CLOSING), path)):
        if not action.startswith("/"):
            continue
        fields = {**forms[action], "act": forms[action].get("act", [])}
        for odd in ODD[::5]:
            knocker.post(action, "&".join(f"{quote(name)}={odd}" for name in fields if name != "csrf_token"))
        for number, name in enumerate(fields):
            for odd in ODD[number % 9 :: 9]:
                knocker.post(action, _body(fields, name, odd))


def _shown(app: Flask, things: dict[str, object], audiences: set[Audience]) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        is_page = "GET" in (rule.methods or ()) and rule.endpoint != "static"
        if is_page and audience_of(app.view_functions[rule.endpoint]) in audiences:
            yield _filled(rule.rule, {name: str(things[name]) for name in rule.arguments})


@pytest.mark.parametrize("actor", ["anonymous", "tara", "cleo"])
def test_nothing_that_can_be_sent_breaks_a_page(
    app: Flask, page: Browser, cast: Cast, things: dict[str, object], sign_in: Callable[..., None], actor: str
) -> None:
    audiences = {
        "anonymous": {Audience.PUBLIC, Audience.TOKEN, Audience.LOCAL},
        "tara": {Audience.TRAINER, Audience.MEMBER, Audience.HOLDER},
        "cleo": {Audience.CLIENT, Audience.SESSION},
    }[actor]
    if actor != "anonymous":
        sign_in(cast.tara if actor == "tara" else cast.cleo.user)
    knocker = Knocker(page)
    _knock_everywhere(app, knocker, things, audiences)
    assert not knocker.faults, "\n".join(knocker.faults)

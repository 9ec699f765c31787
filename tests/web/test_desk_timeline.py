"""What happened with a client, newest first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.clients.models import Pause
from app.core.db import db, transaction
from app.desk.entries import Cursor
from app.desk.timeline import PAGE
from app.exercises.models import Exercise
from app.logbook.models import ItemLog
from app.mail.models import MailStatus, OutboxMail
from app.safety import holds
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import Browser, Page, text_of
from tests.queries import counted

SignIn = Callable[..., None]
MONDAY = date(2026, 11, 23)


def _story(cast: Cast) -> None:
    """A plan, a session, one left out for lack of time, a note, a letter, a pause, a hold released, a refused mail."""
    plan = factories.make_prescription(
        cast.cleo, factories.make_exercises(now=NOW), now=NOW - timedelta(days=9), effective_from=date(2026, 11, 16)
    )
    monday = NOW - timedelta(days=2)
    hurt = [
        ItemLog(prescription_item_id=plan.items[0].id, side=side, prescribed_units=3, done_units=3, pain=pain)
        for side, pain in (("left", 2), ("right", 4))
    ]
    factories.make_log(cast.cleo, plan, MONDAY, now=monday, before=5, after=4, done=10, items=hurt)
    line = ItemLog(prescription_item_id=plan.items[0].id, side="left", prescribed_units=3, done_units=0)
    line.skip_reason = "time"
    factories.make_log(cast.cleo, plan, MONDAY, now=monday + timedelta(days=1), done=0, items=[line])
    factories.make_note(cast.cleo, cast.tara, now=NOW - timedelta(hours=3), body="Bring a chair.")
    factories.make_document(cast.cleo, cast.tara, now=NOW - timedelta(hours=2))
    factories.make_hold(cast.cleo, now=NOW - timedelta(days=3))
    with transaction():
        db.session.add(Pause(client_id=cast.cleo.id, from_on=MONDAY, until_on=None, created_at=monday))
        holds.release(cast.cleo, note="Seen by Dr Ek.", by=cast.tara.id, now=NOW - timedelta(days=2, hours=1))
    _mail(cast, NOW - timedelta(hours=1), MailStatus.FAILED, 550)


def _mail(cast: Cast, due_at: object, status: MailStatus, code: int | None = None, number: int = 0) -> None:
    mail = OutboxMail(
        kind="session-reminder",
        practice_id=cast.practice.id,
        user_id=cast.cleo.user_id,
        dedupe_key=f"key-{number}",
        message_id=f"<{number}@plinth.test>",
        to_address="cleo@example.com",
        to_name="Cleo Marsh",
        from_name="North Side",
        subject="Your session is ready",
        text="The words of it",
        html="",
        due_at=due_at,
        expires_at=NOW,
        status=status,
        last_code=code,
        next_attempt_at=NOW,
        created_at=NOW,
    )
    with transaction():
        db.session.add(mail)


def _titles(page: Page) -> list[str]:
    return [text_of(e) for e in page.all("a", class_="what") + page.all("span", class_="what")]


def test_everything_stands_under_its_day_newest_first(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    _story(cast)
    sign_in(cast.tara)
    shown = page.get(f"/clients/{cast.cleo.id}/timeline")
    assert shown.h1 == "Cleo Marsh"
    days = [text_of(h) for h in shown.all("h2")]
    assert days[:3] == ["Wednesday 25 November", "Tuesday 24 November", "Monday 23 November"]
    for words in (
        "Bring a chair.",
        "Document: Letter of 3 November",
        "Session done in part, 10 of 15",
        "Before 5, worst 4. Pain in Supine Hamstring Stretch, right 4, Supine Hamstring Stretch, left 2.",
        "For Monday 23 November. Why: no time.",
        "Plan, version 1: Hamstrings",
        "Seen by Dr Ek.",
        "Plan put on hold",
        "Refused. The server says that there is no such mailbox.",
        "From Mon 23 Nov until it is ended.",
    ):
        assert words in shown.text, words
    assert shown.text.index("Document:") < shown.text.index("Note by Tara") < shown.text.index("Session left out")
    assert "The words of it" not in shown.text


@pytest.mark.parametrize(
    ("kind", "there", "away"),
    [
        ("sessions", "Session done in part", "Session left out"),
        ("left-out", "Session left out", "Session done"),
        ("notes", "Bring a chair.", "Session"),
        ("safety", "Hold released", "Paused"),
        ("plan", "Paused", "Hold released"),
        ("mail", "Refused", "Paused"),
    ],
)
def test_it_can_be_narrowed_to_one_kind(
    page: Browser, cast: Cast, sign_in: SignIn, kind: str, there: str, away: str
) -> None:
    _story(cast)
    sign_in(cast.tara)
    titles = " ".join(_titles(page.get(f"/clients/{cast.cleo.id}/timeline?kind={kind}")))
    details = page.get(f"/clients/{cast.cleo.id}/timeline?kind={kind}").text
    assert there in details and away not in titles


def test_pages_follow_each_other_without_a_gap_also_at_one_instant(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    for number in range(70):
        factories.make_note(cast.cleo, cast.tara, now=NOW - timedelta(days=1), body=f"Note number {number:02d}.")
        _mail(cast, NOW - timedelta(days=1), MailStatus.SENT, number=number)
    sign_in(cast.tara)
    seen: list[str] = []
    path = f"/clients/{cast.cleo.id}/timeline"
    while path:
        shown = page.get(path)
        seen += [text_of(li) for li in shown.all("li") if li.find("div") is not None]
        path = next((a.get("href", "") for a in shown.all("a", rel="next")), "")
    notes = [line for line in seen if "Note number" in line]
    assert len(seen) == 140 and len(set(notes)) == 70
    assert "Note number 69." in notes[0]


def test_it_asks_as_much_for_a_year_as_for_a_day(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    _story(cast)
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/timeline"
    page.get(path)
    with counted() as few:
        page.get(path)
    plan = factories.make_prescription(
        cast.cleo, list(db.session.scalars(select(Exercise))), now=NOW, effective_from=MONDAY, version=2, weekdays=(7,)
    )
    for back in range(PAGE * 2):
        factories.make_log(cast.cleo, plan, MONDAY - timedelta(days=back), now=NOW - timedelta(days=back), before=3)
    with counted() as many:
        shown = page.get(path)
    assert len(_titles(shown)) == PAGE
    assert len(many) == len(few) <= 21


def test_an_empty_timeline_says_what_will_come(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    shown = page.get(f"/clients/{cast.cleo.id}/timeline")
    assert "Nothing has happened yet" in shown.text
    assert "Nothing of this kind" in page.get(f"/clients/{cast.cleo.id}/timeline?kind=calls").text
    assert "That is all" in page.get(f"/clients/{cast.cleo.id}/timeline?before=2020-01-01T00:00:00.000000Z_0_1").text


def test_a_cursor_survives_its_own_address_and_nonsense_does_not() -> None:
    cursor = Cursor(NOW, 3, 17)
    assert Cursor.parse(cursor.text) == cursor
    for odd in ("", "x", "2026-13-01T00:00:00.000000Z_0_1", "2026-11-25T15:00:00Z_0_1", cursor.text + "9" * 30):
        assert Cursor.parse(odd) is None


@pytest.mark.parametrize("part", ["timeline", "notes", "mail"])
@pytest.mark.parametrize(("who", "status"), [("tom", 404), ("otto", 404), ("cleo", 403)])
def test_strangers_see_no_part_of_a_client(
    page: Browser, cast: Cast, sign_in: SignIn, part: str, who: str, status: int
) -> None:
    sign_in({"tom": cast.tom, "otto": cast.otto, "cleo": cast.cleo.user}[who])
    page.get(f"/clients/{cast.cleo.id}/{part}", status=status)


@pytest.mark.parametrize("part", ["timeline", "notes", "mail"])
def test_each_part_is_marked_on_its_tab(page: Browser, cast: Cast, sign_in: SignIn, part: str) -> None:
    path = f"/clients/{cast.cleo.id}/{part}"
    assert page.get(path, status=302).location == f"/sign-in?next={path}"
    sign_in(cast.tara)
    current = [a.get("href") for a in page.get(path).all("a", aria_current="page")]
    assert path in current

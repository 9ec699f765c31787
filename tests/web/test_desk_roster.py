"""The roster: worst first, in three buckets, filtered by name, tag and status, with the window it counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from app.clients import tags
from app.clients.models import Client, ClientStatus, Tag
from app.core.db import db, transaction
from app.safety import service as safety
from app.triage import service
from app.triage.rules import Thresholds
from tests.conftest import NOW
from tests.factories import Cast, make_client, make_exercises, make_log, make_prescription
from tests.page import Browser, Page
from tests.queries import counted

SignIn = Callable[..., None]


@pytest.fixture
def people(cast: Cast) -> dict[str, Client]:
    """Cleo does well, Bea is silent, Una has a red answer, Pia pauses, Ivo is invited, Abe is archived."""
    exercises = make_exercises(now=NOW)
    people = {"cleo": cast.cleo}
    for name, status in (
        ("Bea", ClientStatus.ACTIVE),
        ("Una", ClientStatus.MAINTENANCE),
        ("Pia", ClientStatus.PAUSED),
        ("Ivo", ClientStatus.INVITED),
        ("Abe", ClientStatus.ARCHIVED),
    ):
        person = make_client(f"{name} Hart", cast.practice, cast.tara, now=NOW, status=status)
        people[name.lower()] = person
    for name, days in (("cleo", (13, 16, 18, 20, 23)), ("bea", (11, 13)), ("una", (18, 20, 23)), ("pia", ())):
        plan = make_prescription(people[name], exercises, now=NOW, effective_from=date(2026, 11, 9), days=56)
        with transaction():
            plan.review_on = date(2026, 12, 20)
        for day in days:
            told = datetime(2026, 11, day, 20, tzinfo=UTC)
            make_log(people[name], plan, date(2026, 11, day), now=told, before=4)
    with transaction():
        safety.record_red(people["una"], happened_on=date(2026, 11, 23), now=NOW)
        service.refresh([client.id for client in people.values()], now=NOW)
    return people


def rows(page: Page) -> dict[str, str]:
    """The words of each line, by first name, in the order of the page."""
    lines = [" ".join(" ".join(row.itertext()).split()) for body in page.all("tbody") for row in body.findall("tr")]
    return {line.removeprefix("Choose ").split(" ")[0]: line for line in lines}


def test_the_worst_stands_first_with_the_reason(
    page: Browser, cast: Cast, people: dict[str, Client], sign_in: SignIn
) -> None:
    sign_in(cast.tara)
    found = rows(page.get("/clients"))
    assert list(found) == ["Una", "Bea", "Cleo", "Ivo", "Pia"]
    assert "Needs you A red answer on Monday 23 November" in found["Una"]
    assert "Needs you No answer for 12 days" in found["Bea"]
    assert "On track 2 of 2 4.0 steady 2 days ago 23 Nov" in found["Cleo"]
    assert "Paused" in found["Pia"]
    assert "Invited" in found["Ivo"]


def test_by_name(page: Browser, cast: Cast, people: dict[str, Client], sign_in: SignIn) -> None:
    sign_in(cast.tara)
    assert list(rows(page.get("/clients?order=name"))) == ["Bea", "Cleo", "Ivo", "Pia", "Una"]
    with transaction():
        people["una"].called = "Aki"
        db.session.add(people["una"])
    assert list(rows(page.get("/clients?order=name"))) == ["Aki", "Bea", "Cleo", "Ivo", "Pia"]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("bucket=attention", ["Una", "Bea"]),
        ("bucket=on_track", ["Cleo"]),
        ("bucket=paused", ["Pia"]),
        ("status=maintenance", ["Una"]),
        ("status=invited", ["Ivo"]),
        ("status=archived", ["Abe"]),
        ("q=hart&bucket=paused", ["Pia"]),
        ("bucket=nonsense&status=x&days=5&order=y&tag=x", ["Una", "Bea", "Cleo", "Ivo", "Pia"]),
    ],
)
def test_filters(
    page: Browser, cast: Cast, people: dict[str, Client], sign_in: SignIn, asked: str, names: list[str]
) -> None:
    sign_in(cast.tara)
    assert list(rows(page.get(f"/clients?{asked}"))) == names


def test_the_header_counts_the_buckets_and_leads_to_them(
    page: Browser, cast: Cast, people: dict[str, Client], sign_in: SignIn
) -> None:
    sign_in(cast.tara)
    shown = page.get("/clients?q=hart")
    links = {(link.get("href"), "".join(link.itertext())) for link in shown.all("a")}
    assert links >= {
        ("/clients?q=hart", "Everybody 5"),
        ("/clients?q=hart&bucket=attention", "Needs attention 2"),
        ("/clients?q=hart&bucket=on_track", "On track 1"),
        ("/clients?q=hart&bucket=paused", "Paused 1"),
    }


def test_the_window_can_be_changed(page: Browser, cast: Cast, people: dict[str, Client], sign_in: SignIn) -> None:
    sign_in(cast.tara)
    shown = page.get("/clients?days=30")
    assert "5 of 7" in rows(shown)["Cleo"]
    assert "last 30 days" in shown.text
    assert "/clients?days=30&order=name" in shown.links()


def test_bands_follow_the_clients_own_thresholds(
    page: Browser, cast: Cast, people: dict[str, Client], sign_in: SignIn
) -> None:
    with transaction():
        service.set_thresholds(cast.cleo, Thresholds(green_pct=70), now=NOW)
    sign_in(cast.tara)
    assert "On track" in rows(page.get("/clients"))["Cleo"]


def test_a_tag_for_those_ticked(page: Browser, cast: Cast, people: dict[str, Client], sign_in: SignIn) -> None:
    sign_in(cast.tara)
    chosen = [str(people["bea"].id), str(people["una"].id), str(cast.nils.id)]
    assert "/clients/tags?days=30" in [form.get("action") for form in page.get("/clients?days=30").all("form")]
    sent = page.post("/clients/tags?days=30", {"client": chosen, "tag": " Runner  up"}, status=302)
    assert sent.location == "/clients?days=30"
    tag_id = db.session.scalars(select(Tag.id)).one()
    db.session.rollback()
    assert list(rows(page.get(f"/clients?tag={tag_id}"))) == ["Una", "Bea"]
    assert "Runner up" in rows(page.get("/clients"))["Bea"]
    assert cast.nils.id not in tags.tags_of([cast.nils.id])


@pytest.mark.parametrize(
    ("typed", "ticks", "sentence"),
    [
        ("Runner", False, "Tick at least one client."),
        ("", True, "Type a tag."),
        ("x" * 31, True, "A tag has at most 30 letters."),
    ],
)
def test_a_tag_that_cannot_be_is_told_and_everything_kept(
    page: Browser, cast: Cast, people: dict[str, Client], sign_in: SignIn, typed: str, ticks: bool, sentence: str
) -> None:
    sign_in(cast.tara)
    bea = str(people["bea"].id)
    answer = page.post("/clients/tags?order=name", {"tag": typed, "client": [bea] if ticks else []}, status=200)
    assert sentence in answer.text
    assert answer.value("tag") == typed
    assert answer.checked("client") == ([bea] if ticks else [])
    assert db.session.scalars(select(Tag)).all() == []


def test_those_ticked_are_written_to(page: Browser, cast: Cast, people: dict[str, Client], sign_in: SignIn) -> None:
    sign_in(cast.tara)
    roster = page.get("/clients?days=30")
    assert "/clients/write?days=30" in [press.get("formaction") for press in roster.all("button")]
    ticked = [str(people["bea"].id), str(cast.nils.id)]
    sent = page.post("/clients/write?days=30", {"client": ticked}, status=302)
    assert sent.location == f"/messages/new?to={people['bea'].id}"
    assert page.follow(sent).checked("clients") == [str(people["bea"].id)]
    nobody = page.post("/clients/write", {"client": [str(cast.nils.id)]}, status=200)
    assert "Tick at least one client." in nobody.text


def test_a_colleague_tags_only_their_own(page: Browser, cast: Cast, people: dict[str, Client], sign_in: SignIn) -> None:
    sign_in(cast.tom)
    page.post("/clients/tags", {"tag": "Runner", "client": [str(cast.cleo.id), "9" * 30, "x"]}, status=200)
    assert db.session.scalars(select(Tag)).all() == []
    sign_in(cast.cleo.user)
    page.post("/clients/tags", {"tag": "Runner", "client": [str(cast.cleo.id)]}, status=403)


def test_the_roster_asks_the_same_for_three_clients_and_for_sixty(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    some = [make_client(f"Some{n} Day", cast.practice, cast.tara, now=NOW) for n in range(2)]
    with transaction():
        tags.set_tags(cast.cleo, ["Runner"])
        service.refresh([cast.cleo.id, *(client.id for client in some)], now=NOW)
    sign_in(cast.tara)
    path = "/clients?q=a&bucket=attention&days=30"
    page.get(path)
    with counted() as few:
        page.get(path)
    more = [make_client(f"More{n} Day", cast.practice, cast.tara, now=NOW) for n in range(57)]
    with transaction():
        service.refresh([client.id for client in more], now=NOW)
    with counted() as many:
        shown = page.get(path)
    assert "1 to 50 of 60" in shown.text
    assert len(few) == len(many) <= 10

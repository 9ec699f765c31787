"""The list of routines, one routine, archiving."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.core.audit import AuditEvent
from app.core.db import db
from app.routines.models import Routine
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import HOST, Browser, text_of
from tests.queries import counted
from tests.web import library


@pytest.fixture
def starters(cast: Cast, sign_in: Callable[..., None]) -> Cast:
    """The real library and starters, with Tara signed in."""
    library.fill()
    sign_in(cast.tara)
    return cast


@pytest.fixture
def own(starters: Cast) -> Routine:
    """A routine of Tara's practice: the article's sample."""
    slugs = ("supine-hamstring-stretch", "adductor-foam-roll", "db-romanian-deadlift")
    return factories.make_routine(starters.practice, [library.exercise(slug) for slug in slugs], now=NOW)


def test_without_own_routines_the_starters_help(page: Browser, starters: Cast) -> None:
    seen = page.get("/routines")
    assert "No routines of your own yet" in seen.text
    assert "Hamstrings and adductors, sample" in seen.text
    assert "3 exercises, 3 rounds: 15 min of work, about 18 min on the clock." in seen.text
    assert f"/routines/new?from={library.starter('article-sample').id}" in seen.links()


def test_the_starters_are_told_apart_by_purpose_minutes_and_equipment(page: Browser, starters: Cast) -> None:
    entries = {
        text_of(entry.findall(".//h3")[0]): text_of(entry)
        for entry in page.get("/routines").all("li")
        if entry.findall(".//h3")
    }
    daily = entries["15 minutes a day"]
    assert "Nothing heavy, so it suits each day." in daily
    assert "Release" in daily and "Stretch" in daily and "Strengthen" not in daily
    assert "2 rounds: about 13 min of work, about 15 min on the clock." in daily
    assert "You need: foam roller, mat, strap, ball." in daily
    assert "about 5 min on the clock" in entries["Gentle day, for a flare-up"]
    assert "You need: mat, stick." in entries["Warm-up"]


def test_own_routines_come_with_their_minutes(page: Browser, starters: Cast, own: Routine) -> None:
    seen = page.get("/routines")
    assert "No routines of your own yet" not in seen.text
    assert f"/routines/{own.id}/edit" in seen.links()


def test_one_routine_shows_its_dose_and_the_order(page: Browser, starters: Cast, own: Routine) -> None:
    seen = page.get(f"/routines/{own.id}")
    assert seen.h1 == "Hamstrings"
    assert "15 min of work" in seen.text and "17:30 on the clock" in seen.text
    assert "Release usually comes before stretching." in seen.text
    assert "/library/adductor-foam-roll" in seen.links()


def test_a_starter_can_be_copied_and_not_changed(page: Browser, starters: Cast) -> None:
    sample = library.starter("article-sample")
    seen = page.get(f"/routines/{sample.id}")
    assert "three rounds in total" in seen.text
    assert f"/routines/{sample.id}/edit" not in seen.links()
    page.get(f"/routines/{sample.id}/edit", status=403)
    for act in ("edit", "archive", "restore"):
        page.post(f"/routines/{sample.id}/{act}", status=403)
    assert db.session.get_one(Routine, sample.id).archived_at is None


def test_archive_and_bring_back(page: Browser, starters: Cast, own: Routine) -> None:
    done = page.post(f"/routines/{own.id}/archive")
    seen = page.follow(done)
    assert "Archived. You can bring it back at the end of this page." in seen.text
    assert f"/routines/{own.id}/edit" not in seen.links()
    assert "Bring back" in page.get(f"/routines/{own.id}").text
    page.submit(seen, f"/routines/{own.id}/restore")
    assert f"/routines/{own.id}/edit" in page.get("/routines").links()
    verbs = db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)).all()
    assert verbs == ["routine archived", "routine restored"]


def test_archiving_twice_is_archiving_once(page: Browser, starters: Cast, own: Routine) -> None:
    page.post(f"/routines/{own.id}/archive")
    page.post(f"/routines/{own.id}/archive")
    assert len(db.session.scalars(select(AuditEvent)).all()) == 1


def test_a_colleague_sees_it_and_a_stranger_does_not(
    page: Browser, starters: Cast, own: Routine, sign_in: Callable[..., None]
) -> None:
    sign_in(starters.tom)
    assert page.get(f"/routines/{own.id}").h1 == "Hamstrings"
    sign_in(starters.otto)
    assert f"/routines/{own.id}/edit" not in page.get("/routines").links()
    for path in (f"/routines/{own.id}", f"/routines/{own.id}/edit", f"/routines/new?from={own.id}"):
        page.get(path, status=404)
    for act in ("edit", "archive", "restore"):
        page.post(f"/routines/{own.id}/{act}", status=404)


def test_it_is_for_trainers(page: Browser, starters: Cast, own: Routine, sign_in: Callable[..., None]) -> None:
    sign_in(starters.cleo.user)
    for path in ("/routines", "/routines/new", f"/routines/{own.id}", f"/routines/{own.id}/edit"):
        page.get(path, status=403)
    page.client.delete_cookie("plinth", domain="plinth.test")
    assert page.get("/routines", status=302).location.startswith("/sign-in")


def test_the_list_asks_five_things(page: Browser, starters: Cast, own: Routine) -> None:
    with counted() as seen:
        page.client.get("/routines", base_url=HOST)
    assert len(seen) == 5

"""The reasons of all clients rolled up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.clients.models import Client
from app.exercises.models import Exercise
from app.logbook.models import ItemLog
from app.prescriptions.models import Prescription
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import Browser
from tests.queries import counted

SignIn = Callable[..., None]
PATH = "/clients/left-out"
TODAY = NOW.date()


@pytest.fixture
def exercises(cast: Cast) -> list[Exercise]:
    return factories.make_exercises(now=NOW)


def skip(client: Client, exercises: list[Exercise], reason: str, *, days: int = 1, done: int = 12) -> Prescription:
    """A session of some days ago in which the first exercise was left out on both sides."""
    on = TODAY - timedelta(days=days)
    plan = factories.make_prescription(
        client, exercises, now=NOW, effective_from=on, days=1, weekdays=tuple(range(1, 8))
    )
    lines = [
        ItemLog(prescription_item_id=plan.items[0].id, side=side, prescribed_units=3, done_units=0, skip_reason=reason)
        for side in ("left", "right")
    ]
    factories.make_log(client, plan, on, now=NOW - timedelta(days=days), done=done, items=lines)
    return plan


def test_what_most_left_out_comes_first_and_can_be_answered(
    page: Browser, cast: Cast, exercises: list[Exercise], sign_in: SignIn
) -> None:
    mia = factories.make_client("Mia Roth", cast.practice, cast.tara, now=NOW)
    gus = factories.make_client("Gus Hale", cast.practice, cast.tara, now=NOW)
    for client in (cast.cleo, mia):
        skip(client, exercises, "unclear")
    skip(gus, exercises, "pain", done=0)
    skip(cast.nils, exercises, "unclear")
    sign_in(cast.tara)
    seen = page.get(PATH)
    first, second = (
        "2 clients skipped Supine Hamstring Stretch: unclear how",
        "1 client skipped the whole session: pain",
    )
    assert first in seen.text and second in seen.text
    assert seen.text.index(first) < seen.text.index(second)
    assert "Nils" not in seen.text and "In 2 sessions." in seen.text
    link = next(link for link in seen.links() if link.startswith("/messages/new") and f"to={mia.id}" in link)
    form = page.get(link)
    assert form.checked("clients") == [str(cast.cleo.id), str(mia.id)]
    assert form.value("exercise") == exercises[0].slug


def test_older_than_two_weeks_is_over(page: Browser, cast: Cast, exercises: list[Exercise], sign_in: SignIn) -> None:
    skip(cast.cleo, exercises, "time", days=15)
    sign_in(cast.tara)
    assert "Nobody left anything out" in page.get(PATH).text


def test_it_asks_the_same_for_any_number(page: Browser, cast: Cast, exercises: list[Exercise], sign_in: SignIn) -> None:
    skip(cast.cleo, exercises, "time")
    sign_in(cast.tara)
    page.get(PATH)
    with counted() as few:
        page.get(PATH)
    for number in range(5):
        client = factories.make_client(f"Person{number} Roth", cast.practice, cast.tara, now=NOW)
        skip(client, exercises, "unclear")
    with counted() as many:
        page.get(PATH)
    assert len(few) == len(many)


def test_a_colleague_sees_their_own_and_a_client_none(
    page: Browser, cast: Cast, exercises: list[Exercise], sign_in: SignIn
) -> None:
    skip(cast.cleo, exercises, "time")
    sign_in(cast.tom)
    assert "Nobody left anything out" in page.get(PATH).text
    sign_in(cast.cleo.user)
    page.get(PATH, status=403)

"""The trainer's page of a client's habits: the same dots, proposals, notes."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.clients.models import ClientStatus
from app.core.db import db, transaction
from app.habits import service
from app.habits.catalogue import BY_KEY, OWN
from app.habits.models import Habit, HabitEntry, HabitState
from app.habits.rules import EVERY_DAY, HabitType, Period
from app.habits.service import Wish
from app.portability import erasing
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import Browser
from tests.people import rows

SignIn = Callable[..., None]
MON = date(2026, 11, 23)
GLASS = {"key": "own", "name": "A glass of water", "type": "boolean", "period": "day", "target": ""}


def path_of(cast: Cast) -> str:
    return f"/clients/{cast.cleo.id}/habits"


def proposed(cast: Cast, key: str = "walk", note: str = "") -> Habit:
    with transaction():
        wish = Wish.of(BY_KEY[key], 90, EVERY_DAY)
        return service.propose(cast.cleo, wish, note, by=cast.tara.id, now=NOW)


def the_habit() -> Habit:
    return db.session.scalars(select(Habit).execution_options(populate_existing=True)).one()


def test_a_trainer_proposes_and_the_client_decides(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    assert path_of(cast) in page.get(f"/clients/{cast.cleo.id}").links()
    form = page.get(path_of(cast))
    page.submit(form, path_of(cast), key="walk", target="90", note="Flat ground.", status=302)
    habit = the_habit()
    assert (habit.state, habit.target, habit.note, habit.proposed_by) == ("proposed", 90, "Flat ground.", cast.tara.id)
    sign_in(cast.cleo.user)
    assert page.get("/today").all("section", id="habits") == []
    habits = page.get("/habits")
    assert "Tara suggests: Walking" in habits.text and "Flat ground." in habits.text
    page.submit(habits, f"/habits/{habit.id}/follow", status=302)
    assert the_habit().state == HabitState.FOLLOWED


def test_own_words(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    page.submit(page.get(path_of(cast)), path_of(cast), **GLASS, status=302)
    habit = the_habit()
    assert (habit.title, habit.type, habit.period, habit.target) == ("A glass of water", "boolean", "day", 1)
    changed = {**GLASS, "name": "Stairs", "type": "count", "period": "week", "target": "5"}
    page.submit(page.get(path_of(cast)), path_of(cast), **changed, status=302)
    assert "5 times a week" in page.get(path_of(cast)).text


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"key": ""}, "Choose a habit."),
        ({"key": "lifting"}, "Choose one from the list."),
        ({"key": "walk", "target": ""}, "Type a number from 1 to 10080."),
        ({"key": "walk", "target": "0"}, "Type a number from 1 to 10080."),
        ({"key": "walk", "target": "far"}, "Type a whole number, such as 20."),
        ({**GLASS, "name": ""}, "Give it a name."),
        ({**GLASS, "type": []}, "Choose how it is noted."),
        ({**GLASS, "period": []}, "Choose how it is counted."),
        ({**GLASS, "type": "count", "target": "100"}, "Type a number from 1 to 99."),
        ({**GLASS, "name": "x" * 61}, "Use 60 characters or fewer."),
        ({"key": "walk", "target": "90", "weekdays": []}, "Choose at least one day."),
        ({"key": "walk", "target": "90", "note": "x" * 501}, "Use 500 characters or fewer."),
    ],
)
def test_a_fault_is_named_and_what_was_typed_stays(
    page: Browser, cast: Cast, sign_in: SignIn, values: dict[str, Any], sentence: str
) -> None:
    sign_in(cast.tara)
    answer = page.submit(page.get(path_of(cast)), path_of(cast), **values, status=200)
    assert sentence in answer.text
    for name in ("name", "target", "note"):
        assert answer.value(name) == values.get(name, "")
    assert rows()["habit"] == []


def test_what_the_client_has_or_left_out_is_not_proposed_again(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    factories.make_habit(cast.cleo, now=NOW)
    with transaction():
        service.leave_out(cast.cleo, BY_KEY["food-favour"], now=NOW)
    sign_in(cast.tara)
    shown = page.get(path_of(cast))
    for key, sentence in (("walk", "Cleo has this one already."), ("food-favour", "Cleo has left this one out")):
        answer = page.submit(shown, path_of(cast), key=key, target="5", status=200)
        assert sentence in answer.text
    assert len(rows()["habit"]) == 2


def test_what_was_left_out_is_not_shown_to_the_trainer(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    habit = factories.make_habit(cast.cleo, now=NOW, key="breathing", target=5)
    with transaction():
        service.stop(habit)
        service.leave_out(cast.cleo, BY_KEY["food-limit"], now=NOW)
    left_out = db.session.scalars(select(Habit).where(Habit.key == "food-limit")).one()
    sign_in(cast.tara)
    (stopped,) = [s for s in page.get(path_of(cast)).all("section", class_="section") if "Stopped" in s[0].text]
    words = "".join(stopped.itertext())
    assert "Calm breathing" in words and "fried" not in words
    page.post(f"{path_of(cast)}/{left_out.id}/note", {"note": "Try it"}, status=404)


def test_the_trainer_sees_the_same_dots(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    factories.make_habit(cast.cleo, now=NOW, entries={MON: 60})

    def sentences(path: str) -> list[str]:
        return [e.get("aria-label", "") for e in page.get(path).all("svg", role="img")]

    sign_in(cast.cleo.user)
    own = sentences("/habits")
    sign_in(cast.tara)
    assert sentences(path_of(cast)) == own
    assert "60 of 120 minutes" in own[0]


def test_a_note_stands_beside_the_habit(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    habit = factories.make_habit(cast.cleo, now=NOW)
    sign_in(cast.tara)
    action = f"{path_of(cast)}/{habit.id}/note"
    page.submit(page.get(path_of(cast)), action, note="Split it in two.", status=302)
    answer = page.submit(page.get(path_of(cast)), action, note="x" * 501, status=200)
    assert "Use 500 characters or fewer." in answer.text and answer.value("note") == "x" * 501
    sign_in(cast.cleo.user)
    assert "Split it in two." in page.get("/habits").text


def test_a_proposal_is_taken_back_only_before_the_client_decides(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    habit = proposed(cast)
    sign_in(cast.tara)
    action = f"{path_of(cast)}/{habit.id}/take-back"
    with transaction():
        service.take_up(habit, now=NOW)
    assert "decided on already" in page.follow(page.post(action, status=302)).text
    with transaction():
        service.leave_out(cast.cleo, BY_KEY["walk"], now=NOW)
    assert the_habit().state == HabitState.STOPPED
    other = proposed(cast, "breathing")
    page.submit(page.get(path_of(cast)), f"{path_of(cast)}/{other.id}/take-back", status=302)
    assert [one.key for one in db.session.scalars(select(Habit))] == ["walk"]


def test_an_assistant_looks_and_changes_nothing(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    habit = factories.make_habit(cast.cleo, now=NOW)
    sign_in(cast.ada)
    shown = page.get(path_of(cast))
    assert [e for e in shown.all("form") if path_of(cast) in (e.get("action") or "")] == []
    for action in (path_of(cast), f"{path_of(cast)}/{habit.id}/note", f"{path_of(cast)}/{habit.id}/take-back"):
        page.post(action, {"note": "No", "key": "walk", "target": "9"}, status=403)


def test_strangers_find_nothing(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    habit, theirs = factories.make_habit(cast.cleo, now=NOW), factories.make_habit(cast.nils, now=NOW)
    for stranger in (cast.tom, cast.otto):
        sign_in(stranger)
        page.get(path_of(cast), status=404)
        page.post(f"{path_of(cast)}/{habit.id}/note", {"note": "No"}, status=404)
    # A habit of somebody else's client, under the address of one's own.
    sign_in(cast.tara)
    page.post(f"{path_of(cast)}/{theirs.id}/note", {"note": "No"}, status=404)


def test_an_archived_client_gets_no_proposal(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    with transaction():
        cast.cleo.status = ClientStatus.ARCHIVED
    sign_in(cast.tara)
    answer = page.submit(page.get(path_of(cast)), path_of(cast), key="walk", target="90", status=200)
    assert "Cleo is archived" in answer.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "steps"},
        {"period": "year"},
        {"state": "failed"},
        {"target": 0},
        {"name": "Walking"},
        {"key": OWN},
        {"followed_at": None},
    ],
)
def test_the_database_holds_the_rules(cast: Cast, wrong: dict[str, Any]) -> None:
    habit = factories.make_habit(cast.cleo, now=NOW)
    with pytest.raises(IntegrityError), transaction():
        for name, value in wrong.items():
            setattr(habit, name, value)


def test_one_entry_a_day_and_never_less_than_nothing(cast: Cast) -> None:
    habit = factories.make_habit(cast.cleo, now=NOW, entries={MON: 5})
    for on, value in ((MON, 6), (date(2026, 11, 24), -1)):
        with pytest.raises(IntegrityError), transaction():
            db.session.add(HabitEntry(habit_id=habit.id, happened_on=on, value=value, target=5, noted_at=NOW))


def test_the_same_words_are_proposed_once(cast: Cast) -> None:
    wish = Wish(OWN, HabitType.BOOLEAN, 1, Period.DAY, EVERY_DAY, "Stairs")
    with transaction():
        service.propose(cast.cleo, wish, "", by=cast.tara.id, now=NOW)
    with pytest.raises(service.Refused), transaction():
        service.propose(cast.cleo, wish, "", by=cast.tara.id, now=NOW)


def test_a_clients_copy_has_their_habits(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    factories.make_habit(cast.cleo, now=NOW, entries={MON: 60})
    factories.make_habit(cast.nils, now=NOW, entries={MON: 7})
    sign_in(cast.cleo.user)
    answer = page.post("/my-data")
    with zipfile.ZipFile(BytesIO(answer.response.data)) as archive:
        entries = archive.read("tables/habit_entry.jsonl").decode().splitlines()
        habits = archive.read("tables/habit.jsonl").decode().splitlines()
    assert [json.loads(line)["value"] for line in entries] == [60]
    assert [json.loads(line)["client_id"] for line in habits] == [cast.cleo.id]


def test_erasing_a_client_takes_their_habits(cast: Cast) -> None:
    factories.make_habit(cast.cleo, now=NOW, entries={MON: 60})
    kept = factories.make_habit(cast.nils, now=NOW, entries={MON: 7})
    with transaction():
        cast.cleo.status = ClientStatus.ARCHIVED
    with transaction():
        erasing.erase(cast.cleo, name=cast.cleo.name, by=cast.tara.id, now=NOW)
    assert [one.id for one in db.session.scalars(select(Habit))] == [kept.id]
    assert [one.value for one in db.session.scalars(select(HabitEntry))] == [7]

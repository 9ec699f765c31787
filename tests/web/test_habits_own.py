"""A client's own habits: choosing, noting, correcting, stopping."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.clients.models import Client
from app.core.db import db, transaction
from app.habits.models import Habit, HabitEntry, HabitState
from app.habits.queries import list_followed, load_followed
from tests import factories
from tests.conftest import NOW, Moment
from tests.factories import Cast
from tests.page import HOST, Browser
from tests.people import rows
from tests.queries import counted

TODAY = date(2026, 11, 25)
MON = date(2026, 11, 23)


@pytest.fixture
def cleo(cast: Cast, sign_in: Callable[..., None]) -> Client:
    """Cleo, signed in."""
    sign_in(cast.cleo.user)
    return cast.cleo


@pytest.fixture
def walk(cleo: Client) -> Habit:
    """120 minutes a week: 60 noted on Monday."""
    return factories.make_habit(cleo, now=NOW, entries={MON: 60})


@pytest.fixture
def breaks(cleo: Client) -> Habit:
    return factories.make_habit(cleo, now=NOW, key="sitting-break", target=6)


def entries_of(habit: Habit) -> dict[date, tuple[int, int]]:
    found = db.session.scalars(select(HabitEntry).where(HabitEntry.habit_id == habit.id))
    return {one.happened_on: (one.value, one.target) for one in found}


def state_of(habit: Habit) -> str:
    return db.session.scalars(select(Habit.state).where(Habit.id == habit.id)).one()


def test_nothing_is_followed_until_the_client_chooses(page: Browser, cleo: Client) -> None:
    habits = page.get("/habits")
    assert "Walking" in habits.text
    assert list_followed(cleo.id, since=MON) == []
    today = page.get("/today")
    assert today.all("section", id="habits") == []
    assert "/habits" in page.get("/more").links()


def test_a_habit_is_chosen_with_a_target_and_days_of_ones_own(page: Browser, cleo: Client) -> None:
    form = page.get("/habits/add/walk")
    assert form.value("target") == ""
    assert page.get("/habits/add/sitting-break").value("target") == "6"
    page.submit(form, "/habits/add/walk", target="90", weekdays=["1", "3", "5"], status=302)
    (one,) = list_followed(cleo.id, since=MON)
    assert (one.habit.target, one.habit.active_days, one.habit.goal.words) == (
        90,
        "1,3,5",
        "90 minutes a week: Mon, Wed, Fri",
    )
    assert "/habits/add/walk" not in page.get("/habits").links()


def test_choosing_twice_follows_once_and_the_later_target_counts(page: Browser, cleo: Client) -> None:
    form = page.get("/habits/add/walk")
    page.submit(form, "/habits/add/walk", target="90", status=302)
    page.submit(form, "/habits/add/walk", target="100", status=302)
    assert [one.habit.target for one in list_followed(cleo.id, since=MON)] == [100]


@pytest.mark.parametrize(
    ("typed", "days", "sentence"),
    [
        ("", ["1"], "Type a number."),
        ("0", ["1"], "Choose a number from 1 to 10080."),
        ("10081", ["1"], "Choose a number from 1 to 10080."),
        ("lots", ["1"], "Type a whole number, such as 20."),
        ("1_0", ["1"], "Type a whole number, such as 20."),
        ("٣", ["1"], "Type a whole number, such as 20."),
        ("90", [], "Choose at least one day."),
        ("90", ["8"], "Choose from these days."),
    ],
)
def test_a_bad_target_is_named_and_stays_typed(
    page: Browser, cleo: Client, typed: str, days: list[str], sentence: str
) -> None:
    answer = page.submit(page.get("/habits/add/walk"), "/habits/add/walk", target=typed, weekdays=days, status=200)
    assert sentence in answer.text
    assert answer.value("target") == typed
    assert rows()["habit"] == []


def test_yes_or_no_needs_no_number(page: Browser, cleo: Client) -> None:
    form = page.get("/habits/add/sit-check")
    assert form.all("input", name="target") == []
    page.submit(form, "/habits/add/sit-check", status=302)
    (one,) = list_followed(cleo.id, since=MON)
    assert (one.habit.type, one.habit.target) == ("boolean", 1)


def test_an_unknown_habit_is_not_found(page: Browser, cleo: Client) -> None:
    page.get("/habits/add/own", status=404)
    page.post("/habits/add/lifting", status=404)
    page.post("/habits/leave-out/lifting", status=404)


def test_plus_minus_and_clear(page: Browser, breaks: Habit) -> None:
    path = f"/habits/{breaks.id}"
    assert [e for e in page.get("/habits").all("button") if (e.get("aria-label") or "").startswith("−1")] == []
    page.submit(page.get("/habits"), f"{path}/entry", status=302)
    assert entries_of(breaks) == {TODAY: (1, 6)}
    # One button for less comes first, then the one for more.
    page.submit(page.get("/habits"), f"{path}/entry", status=302)
    assert entries_of(breaks) == {TODAY: (0, 6)}
    page.submit(page.get("/habits"), f"{path}/clear", status=302)
    assert entries_of(breaks) == {}
    assert "Today: blank" in page.get("/habits").text


def test_a_double_tap_notes_once(page: Browser, breaks: Habit) -> None:
    habits = page.get("/habits")
    for _ in range(2):
        page.submit(habits, f"/habits/{breaks.id}/entry", status=302)
    assert entries_of(breaks) == {TODAY: (1, 6)}
    for _ in range(2):
        page.post(f"/habits/{breaks.id}/clear", {"on": TODAY}, status=302)
    assert entries_of(breaks) == {}


def test_yes_and_no_are_answers_and_blank_is_none(page: Browser, cleo: Client) -> None:
    look = factories.make_habit(cleo, now=NOW, key="sit-check", target=1)

    def pressed() -> list[str]:
        return [e.get("aria-pressed", "") for e in page.get("/habits").all("button", class_="chip")]

    assert pressed() == ["false", "false"]
    page.post(f"/habits/{look.id}/entry", {"on": TODAY, "value": 0}, status=302)
    assert pressed() == ["false", "true"]
    page.post(f"/habits/{look.id}/entry", {"on": TODAY, "value": 1}, status=302)
    assert pressed() == ["true", "false"]
    assert entries_of(look) == {TODAY: (1, 1)}
    page.post(f"/habits/{look.id}/entry", {"on": TODAY, "value": 2}, status=302)
    assert entries_of(look) == {TODAY: (1, 1)}


def test_minutes_are_typed_and_summed_over_the_week(page: Browser, walk: Habit) -> None:
    page.submit(page.get("/habits"), f"/habits/{walk.id}/entry", value="45", status=302)
    assert entries_of(walk) == {MON: (60, 120), TODAY: (45, 120)}
    habits = page.get("/habits")
    assert "Today: 45 minutes. This week: 105 of 120 minutes" in habits.text
    sentence = habits.all("svg", role="img")[0].get("aria-label") or ""
    assert "week of 23 Nov 105 of 120 minutes, week of 16 Nov blank" in sentence
    assert "Wed 25 Nov" in habits.text and "blank" in habits.text


@pytest.mark.parametrize("typed", ["", "-5", "1441", "9999999", "twenty", "1.5", "٣"])
def test_bad_minutes_are_named_and_stay_typed(page: Browser, walk: Habit, typed: str) -> None:
    answer = page.post(f"/habits/{walk.id}/entry", {"on": TODAY, "value": typed}, status=200)
    assert "This did not save yet" in answer.text
    assert answer.field("value").get("aria-invalid") == "true"
    assert answer.value("value") == typed
    assert entries_of(walk) == {MON: (60, 120)}


@pytest.mark.parametrize(
    "on", ["2026-11-26", "2026-11-17", "2025-11-25", "0001-01-01", "9999-12-31", "yesterday", "", "2026-02-30"]
)
@pytest.mark.parametrize("act", ["entry", "clear"])
def test_a_day_outside_the_window_is_refused(page: Browser, walk: Habit, on: str, act: str) -> None:
    answer = page.post(f"/habits/{walk.id}/{act}", {"on": on, "value": "20"}, status=302)
    assert page.follow(answer).all("div", class_="flash stop") != []
    assert entries_of(walk) == {MON: (60, 120)}


def test_the_seventh_day_back_may_still_be_corrected(page: Browser, walk: Habit) -> None:
    week_ago = TODAY - timedelta(days=7)
    shown = page.get(f"/habits/{walk.id}")
    assert str(week_ago) in [e.get("value") for e in shown.all("input", name="on")]
    page.post(f"/habits/{walk.id}/entry", {"on": week_ago, "value": "30"}, status=302)
    page.post(f"/habits/{walk.id}/entry", {"on": MON, "value": "15"}, status=302)
    assert entries_of(walk) == {week_ago: (30, 120), MON: (15, 120)}


def test_today_is_the_clients_own(page: Browser, walk: Habit, at: Moment) -> None:
    # 23:30 on the 25th in Edmonton, the 26th in UTC.
    at.move(datetime(2026, 11, 26, 5, 30, tzinfo=UTC))
    page.post(f"/habits/{walk.id}/entry", {"on": "2026-11-26", "value": "20"}, status=302)
    assert entries_of(walk) == {MON: (60, 120)}
    page.post(f"/habits/{walk.id}/entry", {"on": "2026-11-25", "value": "20"}, status=302)
    assert entries_of(walk)[TODAY] == (20, 120)


def test_a_new_target_leaves_what_was_noted_alone(page: Browser, walk: Habit) -> None:
    page.submit(page.get(f"/habits/{walk.id}"), f"/habits/{walk.id}", target="150", status=302)
    page.post(f"/habits/{walk.id}/entry", {"on": TODAY, "value": "20"}, status=302)
    page.post(f"/habits/{walk.id}/entry", {"on": MON, "value": "70"}, status=302)
    assert entries_of(walk) == {MON: (70, 120), TODAY: (20, 150)}
    answer = page.submit(page.get(f"/habits/{walk.id}"), f"/habits/{walk.id}", target="none", status=200)
    assert answer.value("target") == "none"


def test_stopping_keeps_the_history_and_it_can_be_taken_up_again(page: Browser, walk: Habit) -> None:
    page.post(f"/habits/{walk.id}/stop", status=302)
    assert state_of(walk) == HabitState.STOPPED
    assert page.get("/today").all("section", id="habits") == []
    page.post(f"/habits/{walk.id}/entry", {"on": TODAY, "value": "20"}, status=302)
    assert entries_of(walk) == {MON: (60, 120)}
    assert "What you noted" in page.get("/habits").text
    page.submit(page.get("/habits"), f"/habits/{walk.id}/follow", status=302)
    assert state_of(walk) == HabitState.FOLLOWED
    assert "This week: 60 of 120 minutes" in page.get("/habits").text


def test_food_can_be_put_out_of_sight(page: Browser, cleo: Client) -> None:
    habits = page.get("/habits")
    assert "If thinking about food is hard for you, leave these out." in habits.text
    for key in ("food-favour", "food-limit"):
        page.submit(page.get("/habits"), f"/habits/leave-out/{key}", status=302)
    habits = page.get("/habits")
    assert "thinking about food" not in habits.text
    # Still to be found, folded away.
    assert "/habits/add/food-favour" in habits.links()
    assert list_followed(cleo.id, since=MON) == []


def test_strangers_find_nothing(page: Browser, walk: Habit, cast: Cast, sign_in: Callable[..., None]) -> None:
    sign_in(cast.nils.user)
    page.get(f"/habits/{walk.id}", status=404)
    before = rows()["habit"], rows()["habit_entry"]
    for act, data in (
        ("entry", {"on": TODAY, "value": 9}),
        ("clear", {"on": MON}),
        ("stop", {}),
        ("follow", {}),
    ):
        page.post(f"/habits/{walk.id}/{act}", data, status=404)
    page.post(f"/habits/{walk.id}", {"target": "1", "weekdays": ["1"]}, status=404)
    assert (rows()["habit"], rows()["habit_entry"]) == before


def test_today_has_the_week_and_a_tap(page: Browser, walk: Habit, breaks: Habit) -> None:
    today = page.get("/today")
    (section,) = today.all("section", id="habits")
    words = " ".join("".join(section.itertext()).split())
    assert "Walking" in words and "This week: 60 of 120 minutes" in words and "Breaks from sitting" in words
    heads = [" ".join("".join(h.itertext()).split()) for h in today.all("h2")]
    assert heads.index("Habits") < heads.index("Your next call")
    answer = page.submit(today, f"/habits/{walk.id}/entry", value="30", status=302)
    assert answer.location == "/today"
    assert entries_of(walk)[TODAY] == (30, 120)


def test_a_way_back_is_one_of_ours(page: Browser, walk: Habit) -> None:
    for back, location in (("habits", "/habits"), ("//evil.example", f"/habits/{walk.id}")):
        answer = page.post(f"/habits/{walk.id}/entry", {"on": TODAY, "value": "9", "back": back}, status=302)
        assert answer.location == location


def test_a_day_off_is_not_asked_about_on_today(page: Browser, cleo: Client) -> None:
    # Today is a Wednesday.
    habit = factories.make_habit(cleo, now=NOW, key="sitting-break", target=6, days=(1, 2))
    assert f"/habits/{habit.id}/entry" not in [e.get("action") for e in page.get("/today").all("form")]
    assert f"/habits/{habit.id}/entry" in [e.get("action") for e in page.get(f"/habits/{habit.id}").all("form")]


def test_habits_cost_today_one_query(page: Browser, cleo: Client) -> None:
    page.get("/today")
    with counted() as without:
        page.client.get("/today", base_url=HOST)
    for key in ("walk", "sitting-break", "breathing"):
        factories.make_habit(cleo, now=NOW, key=key, target=10, entries={MON: 10, TODAY: 5})
    with counted() as with_three:
        page.client.get("/today", base_url=HOST)
    assert len(without) == len(with_three)
    assert len([sql for sql in with_three if "FROM habit" in sql]) == 1


def test_a_hold_comes_before_habits(page: Browser, walk: Habit, cleo: Client) -> None:
    factories.make_hold(cleo, now=NOW)
    assert page.get("/today").all("section", id="habits") == []
    shown = page.get("/habits")
    assert "See a doctor" in shown.text or "emergency" in shown.text
    assert "/habits/add/activity" not in shown.links()


def test_progress_has_the_weeks(page: Browser, cleo: Client) -> None:
    factories.make_prescription(cleo, factories.make_exercises(now=NOW), now=NOW, effective_from=date(2026, 11, 16))
    before = page.get("/progress")
    assert "Habits" not in [" ".join("".join(h.itertext()).split()) for h in before.all("h2")]
    factories.make_habit(cleo, now=NOW, entries={MON: 60, TODAY: 70, date(2026, 11, 10): 30, date(2026, 10, 1): 999})
    shown = page.get("/progress").text
    assert "130 of 120 minutes" in shown and "30 of 120 minutes" in shown and "999" not in shown


def test_the_trainers_look_shows_the_same_with_nothing_to_press(
    page: Browser, walk: Habit, cast: Cast, sign_in: Callable[..., None]
) -> None:
    sign_in(cast.tara)
    look = page.follow(page.post(f"/clients/{cast.cleo.id}/as-client"))
    (section,) = look.all("section", id="habits")
    assert "This week: 60 of 120 minutes" in " ".join("".join(section.itertext()).split())
    assert [e for e in section.iter() if e.tag in ("form", "a")] == []
    assert all(e.get("disabled") is not None for e in section.iter("button"))


def test_many_clients_habits_are_read_in_one_query(walk: Habit, cast: Cast) -> None:
    other = factories.make_habit(cast.nils, now=NOW, key="breathing", target=5)
    with counted() as seen:
        found = load_followed([cast.cleo.id, cast.nils.id], since=MON)
    assert len(seen) == 1
    assert [[one.habit.id for one in found[client.id]] for client in (cast.cleo, cast.nils)] == [[walk.id], [other.id]]
    with transaction():
        db.session.execute(update(Habit).where(Habit.id == other.id).values(state="stopped"))
    assert load_followed([cast.nils.id], since=MON)[cast.nils.id] == []

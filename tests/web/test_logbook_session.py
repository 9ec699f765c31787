"""The session page: who may see it, what it asks, and how an answer is stored."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.clients.models import ClientStatus
from app.core.audit import AuditEvent
from app.core.db import db, transaction
from app.logbook.models import ItemLog, SessionLog
from app.mail.models import OutboxMail
from app.prescriptions.models import PlannedSession, Prescription, PrescriptionItem
from app.safety.models import SafetyEvent
from tests import factories
from tests.conftest import NOW, Moment
from tests.factories import Cast
from tests.page import Browser, Page, text_of
from tests.queries import counted

TODAY = date(2026, 11, 25)
SignIn = Callable[..., None]


@pytest.fixture
def plan(cast: Cast) -> Prescription:
    """Three exercises, two of them one-sided, three rounds, Mon/Wed/Fri for four weeks from 16 November."""
    exercises = factories.make_exercises(now=NOW)
    return factories.make_prescription(cast.cleo, exercises, now=NOW, effective_from=date(2026, 11, 16))


def _planned(on: date = TODAY) -> PlannedSession:
    return db.session.scalars(select(PlannedSession).where(PlannedSession.planned_on == on)).one()


@pytest.fixture
def path(plan: Prescription, cast: Cast, sign_in: SignIn) -> str:
    """The address of today's session, with Cleo signed in."""
    sign_in(cast.cleo.user)
    return f"/sessions/{_planned().id}"


def _log() -> SessionLog:
    return db.session.scalars(select(SessionLog)).one()


def _count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def _items() -> dict[tuple[str, str], ItemLog]:
    rows = db.session.execute(
        select(ItemLog, PrescriptionItem.name).join(
            PrescriptionItem, PrescriptionItem.id == ItemLog.prescription_item_id
        )
    )
    return {(name, item.side): item for item, name in rows}


def _lines(page: Page, **amounts: str) -> dict[str, str]:
    """Every line's `done` field set to 3, those in `amounts` (by "position_side") to something else."""
    names = sorted(
        {e.get("name", "") for e in page.all("input") if (e.get("name") or "").startswith("done_")},
        key=lambda name: (int(name.split("_")[1]), name),
    )
    ids = sorted({int(name.split("_")[1]) for name in names})
    data = {}
    for name in names:
        _, item, side = name.split("_")
        data[name] = amounts.get(f"i{ids.index(int(item))}_{side}", "3")
    return data


def _name(page: Page, position: int, side: str, what: str) -> str:
    names = [e.get("name", "") for tag in ("input", "select") for e in page.all(tag)]
    ids = sorted({int(n.split("_")[1]) for n in names if re.fullmatch(r"done_\d+_\w+", n)})
    return f"{what}_{ids[position]}_{side}"


# Who may see it


def test_the_page_shows_every_exercise_in_full(page: Browser, path: str) -> None:
    seen = page.get(path)
    assert seen.h1 == "Hamstrings"
    assert "Wednesday 25 November" in seen.text
    assert "3 exercises, 3 rounds. 15 min of work, about 18 min on the clock." in seen.text
    for words in (
        "Supine Hamstring Stretch",
        "Adductor Foam Roll",
        "Dumbbell Romanian Deadlift",
        "60 seconds each side",
        "Lie down.",
        "Breathe out slowly.",
        "Holding the breath.",
        "Sharp pain.",
        "Slowly.",
        "0 to 3: fine",
        "4 to 5: go easier",
        "6 or more: stop",
        "No mat?",
    ):
        assert words in seen.text, words
    assert "/doctor" in seen.links()


def test_a_stranger_finds_nothing(page: Browser, path: str, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.nils.user)
    for address in (path, f"{path}/done", f"{path}/not-today"):
        page.get(address, status=404)
    page.post(path, {"whole": "all"}, status=404)
    page.post(f"{path}/not-today", {"reason": "time"}, status=404)
    assert _count(SessionLog) == 0


def test_a_trainer_has_no_session_page(page: Browser, path: str, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    page.get(path, status=403)
    page.post(path, {"whole": "all"}, status=403)


def test_signed_out_goes_to_the_sign_in_page_and_back(page: Browser, path: str) -> None:
    with page.client.session_transaction(base_url="http://plinth.test") as session:
        session.clear()
    seen = page.get(path, status=302)
    assert seen.location.startswith("/sign-in?next=")


def test_a_link_opens_its_own_session_and_no_other(page: Browser, path: str, cast: Cast, sign_in: SignIn) -> None:
    own, other = _planned(), _planned(date(2026, 11, 23))
    sign_in(cast.cleo.user, scope=f"session:{own.id}")
    seen = page.get(path)
    assert "/today" not in seen.links(), "no way to pages the link does not open"
    page.get(f"/sessions/{other.id}", status=404)
    page.post(f"/sessions/{other.id}", {"whole": "all"}, status=404)
    page.get("/today", status=302)
    page.follow(page.submit(seen, path, whole="all"))
    assert _log().planned_session_id == own.id


def test_looking_changes_nothing_and_asks_little(page: Browser, path: str) -> None:
    with counted() as seen:
        page.get(path)
        page.get(f"{path}/not-today")
    assert not [sql for sql in seen if not sql.startswith("SELECT")]
    page.get(path)
    with counted() as once:
        page.client.get(path, base_url="http://plinth.test")
    assert len(once) <= 6, "the sign-in, the look of the practice, new messages, and three more"


# What it asks


def test_nothing_is_preselected(page: Browser, path: str) -> None:
    seen = page.get(path)
    for name in ("pain_before", "pain_after", "effort", "whole"):
        assert seen.checked(name) == []
    for name in ("pain_before", "pain_after", "effort"):
        assert [e.get("value") for e in seen.all("input", name=name)] == [str(n) for n in range(11)]
    assert all(e.get("checked") is None for e in seen.all("input", type="radio"))


def test_left_and_right_are_asked_apart(page: Browser, path: str) -> None:
    legends = [text_of(e) for e in page.get(path).all("legend")]
    assert "Supine Hamstring Stretch, left" in legends
    assert "Supine Hamstring Stretch, right" in legends
    assert "Dumbbell Romanian Deadlift" in legends


# Storing an answer


def test_did_it_all_in_one_tap(page: Browser, path: str) -> None:
    done = page.submit(page.get(path), path, whole="all")
    assert done.location == f"{path}/done"
    log = _log()
    assert (log.prescribed_units, log.done_units) == (15, 15)
    assert (log.pain_before, log.pain_after, log.effort, log.note) == (None, None, None, "")
    assert log.performed_on == TODAY
    assert log.zone == "America/Edmonton"
    assert {key: item.done_units for key, item in _items().items()} == {
        ("Supine Hamstring Stretch", "left"): 3,
        ("Supine Hamstring Stretch", "right"): 3,
        ("Adductor Foam Roll", "left"): 3,
        ("Adductor Foam Roll", "right"): 3,
        ("Dumbbell Romanian Deadlift", "both"): 3,
    }
    after = page.follow(done)
    assert after.h1 == "Session saved"
    assert "15 of 15 steps" in after.text
    assert f"{path}#answer" in after.links(), "Change it"


def test_part_of_it_side_by_side(page: Browser, path: str) -> None:
    seen = page.get(path)
    lines = _lines(seen, i0_left="1", i1_right="0")
    lines[_name(seen, 1, "right", "reason")] = "pain"
    done = page.follow(
        page.submit(seen, path, whole="some", pain_before="3", pain_after="4", effort="6", note=" Stiff. ", **lines)
    )
    log, items = _log(), _items()
    assert log.done_units == 15 - 2 - 3
    assert (log.pain_before, log.pain_after, log.effort, log.note) == (3, 4, 6, "Stiff.")
    assert items["Supine Hamstring Stretch", "left"].done_units == 1
    assert items["Supine Hamstring Stretch", "right"].done_units == 3
    skipped = items["Adductor Foam Roll", "right"]
    assert (skipped.done_units, skipped.skip_reason) == (0, "pain")
    assert "1 of 3 rounds." in done.text
    assert "Left out. Pain." in done.text
    assert "Go easier next time" in done.text


def test_zero_pain_is_an_answer(page: Browser, path: str) -> None:
    page.submit(page.get(path), path, whole="all", pain_before="0", pain_after="0")
    assert (_log().pain_before, _log().pain_after) == (0, 0)


def test_the_same_form_sent_twice_is_one_answer(page: Browser, path: str) -> None:
    seen = page.get(path)
    first = page.submit(seen, path, whole="all", pain_after="7", advice_seen="2026-11")
    second = page.submit(seen, path, whole="all", pain_after="7", advice_seen="2026-11")
    assert first.location == second.location == f"{path}/done"
    assert (_count(SessionLog), _count(ItemLog), _count(SafetyEvent), _count(OutboxMail)) == (1, 5, 1, 1)
    assert _count(AuditEvent) == 0, "nothing changed"


def test_a_second_page_is_told_that_there_is_an_answer(page: Browser, path: str) -> None:
    first, second = page.get(path), page.get(path)
    page.submit(first, path, whole="all")
    refused = page.submit(second, path, whole="all", note="From the tablet")
    assert "already has an answer" in refused.text
    assert refused.value("note") == "From the tablet"
    assert _log().note == ""
    page.follow(page.submit(refused, path))
    assert _log().note == "From the tablet"


def test_changing_an_answer_replaces_its_lines(page: Browser, path: str, at: Moment) -> None:
    page.submit(page.get(path), path, whole="all", pain_after="2")
    at.move(NOW + timedelta(days=2))
    seen = page.get(path)
    assert seen.checked("whole") == ["all"]
    assert seen.checked("pain_after") == ["2"]
    lines = _lines(seen, i2_both="0")
    lines[_name(seen, 2, "both", "reason")] = "equipment"
    page.follow(page.submit(seen, path, whole="some", **lines))
    log, items = _log(), _items()
    assert (log.done_units, log.pain_after, log.logged_at) == (12, 2, NOW)
    assert items["Dumbbell Romanian Deadlift", "both"].skip_reason == "equipment"
    assert len(items) == 5
    event = db.session.scalars(select(AuditEvent)).one()
    assert (event.verb, event.subject) == ("session answer changed", f"session_log:{log.id}")
    assert event.detail == "done_units, items"
    shown = page.get(path)
    assert shown.checked("whole") == ["some"]
    assert shown.value(_name(shown, 2, "both", "reason")) == "equipment"


def test_pain_of_single_exercises_is_kept_beside_the_sessions_own(page: Browser, path: str) -> None:
    seen = page.get(path)
    left, right = _name(seen, 0, "left", "pain"), _name(seen, 0, "right", "pain")
    page.submit(seen, path, whole="all", pain_after="4", **{left: "4", right: "0"})
    items = _items()
    assert sorted((item.pain for item in items.values()), key=str) == [0, 4, None, None, None]
    assert (_log().pain_after, _log().completion_ratio, _count(SafetyEvent)) == (4, 1, 0)
    shown = page.get(path)
    assert (shown.value(left), shown.value(right)) == ("4", "0")
    page.submit(shown, path, **{left: "", right: "3"})
    assert sorted((item.pain for item in _items().values()), key=str) == [3, None, None, None, None]
    assert db.session.scalars(select(AuditEvent)).one().detail == "items"


def test_no_part_hurts_more_than_the_worst_of_all(page: Browser, path: str) -> None:
    seen = page.get(path)
    left = _name(seen, 0, "left", "pain")
    refused = page.submit(seen, path, whole="all", pain_after="3", note="Hm", **{left: "5"})
    assert "You chose 3 for the worst pain of the session. Change one of the two." in refused.text
    assert (refused.value(left), refused.value("note"), _count(SessionLog)) == ("5", "Hm", 0)
    # Where the worst was not said, there is nothing to contradict.
    page.submit(seen, path, status=302, whole="all", **{left: "5"})


@pytest.mark.parametrize("score", ["11", "-1", "much"])
def test_a_pain_that_is_no_score_is_refused(page: Browser, path: str, score: str) -> None:
    seen = page.get(path)
    refused = page.submit(seen, path, whole="all", **{_name(seen, 0, "left", "pain"): score})
    assert "Choose a number from 0 to 10." in refused.text
    assert _count(SessionLog) == 0


# Bad input


def test_no_choice_is_asked_for(page: Browser, path: str) -> None:
    refused = page.submit(page.get(path), path, pain_before="4", note="Hello")
    assert "Tell us what you did: all of it, or part of it." in refused.text
    assert refused.checked("pain_before") == ["4"]
    assert refused.value("note") == "Hello"
    assert _count(SessionLog) == 0


def test_part_of_it_asks_for_every_line_and_every_reason(page: Browser, path: str) -> None:
    seen = page.get(path)
    refused = page.submit(seen, path, whole="some", **{_name(seen, 0, "left", "done"): "0"})
    assert refused.text.count("Choose how much of this you did.") >= 4
    assert "Choose what got in the way." in refused.text
    assert refused.checked(_name(seen, 0, "left", "done")) == ["0"]
    details = [e for e in refused.all("details") if e.get("open") is not None]
    assert details, "the part with the faults stands open"
    assert _count(SessionLog) == 0


def test_all_of_it_and_yet_something_left_out_is_asked_about(page: Browser, path: str) -> None:
    seen = page.get(path)
    refused = page.submit(seen, path, whole="all", **{_name(seen, 0, "left", "done"): "0"})
    assert "You also said that something was left out." in refused.text
    assert _count(SessionLog) == 0


@pytest.mark.parametrize(("name", "value"), [("pain_after", "11"), ("pain_before", "-1"), ("effort", "much")])
def test_a_number_outside_the_scale_is_refused(page: Browser, path: str, name: str, value: str) -> None:
    refused = page.submit(page.get(path), path, whole="all", **{name: value})
    assert "Choose a number from 0 to 10." in refused.text
    assert _count(SessionLog) == 0


def test_a_long_note_is_refused_and_kept(page: Browser, path: str) -> None:
    note = "pain in the hip " * 312 + "end 5000"
    assert len(note) == 5000
    refused = page.submit(page.get(path), path, whole="all", note=note)
    assert "This note has 5,000 characters. Make it 4,000 or shorter." in refused.text
    assert refused.value("note") == note
    assert refused.field("note").get("maxlength") is None
    assert _count(SessionLog) == 0


def test_a_note_at_the_limit_is_stored_whole(page: Browser, path: str) -> None:
    note = ("x" * 79 + "\r\n") * 50
    page.follow(page.submit(page.get(path), path, whole="all", note=note))
    assert _log().note == (("x" * 79 + "\n") * 50).strip()


def test_a_form_without_its_key_is_refused(page: Browser, path: str) -> None:
    refused = page.post(path, {"whole": "all"})
    assert "Open the session again." in refused.text
    assert _count(SessionLog) == 0


def test_a_key_used_elsewhere_is_replaced(page: Browser, path: str) -> None:
    page.submit(page.get(path), path, whole="all")
    other = f"/sessions/{_planned(date(2026, 11, 23)).id}"
    refused = page.submit(page.get(other), other, whole="all", form_key=_log().form_key, note="Kept")
    assert refused.value("note") == "Kept"
    page.follow(page.submit(refused, other))
    assert _count(SessionLog) == 2


# Which days


def test_a_day_ahead_can_be_read_and_not_answered(page: Browser, path: str) -> None:
    ahead = f"/sessions/{_planned(date(2026, 11, 27)).id}"
    seen = page.get(ahead)
    assert "opens for answers on Friday 27 November" in seen.text
    assert ahead not in [e.get("action") for e in seen.all("form")]
    refused = page.post(ahead, {"whole": "all", "form_key": "0" * 32})
    assert "opens for answers" in refused.text
    assert _count(SessionLog) == 0


@pytest.mark.parametrize(("days", "is_taken"), [(7, True), (8, False)])
def test_an_answer_is_taken_for_seven_days(
    page: Browser, path: str, cast: Cast, at: Moment, days: int, is_taken: bool
) -> None:
    at.move(NOW + timedelta(days=days))
    page.post(path, {"whole": "all", "form_key": "0" * 32})
    assert _count(SessionLog) == int(is_taken)
    if is_taken:
        assert _log().performed_on == TODAY, "it counts for the day it was planned for"
    else:
        assert "more than seven days ago" in page.get(path).text


def test_the_day_ends_by_the_clients_own_clock(page: Browser, path: str, cast: Cast, at: Moment) -> None:
    friday = f"/sessions/{_planned(date(2026, 11, 27)).id}"
    with transaction():
        cast.cleo.user.zone = "Pacific/Auckland"
        db.session.add(cast.cleo.user)
    at.move(NOW.replace(day=26, hour=11, minute=30))  # Friday 00:30 in Auckland
    page.follow(page.submit(page.get(friday), friday, whole="all"))
    assert _log().performed_on == date(2026, 11, 27)


def test_an_old_answer_stays_as_it_is(page: Browser, path: str, at: Moment) -> None:
    page.submit(page.get(path), path, whole="all", note="First")
    key = _log().form_key
    at.move(NOW + timedelta(days=8))
    page.post(path, {"whole": "all", "form_key": key, "note": "Second"})
    assert _log().note == "First"
    assert "Your answer stays as it is." in page.get(path).text


def test_whoever_withdrew_and_is_invited_again_keeps_nothing_before_agreeing(
    page: Browser, path: str, cast: Cast
) -> None:
    with transaction():
        db.session.merge(cast.cleo).status = ClientStatus.INVITED
    for address in (path, f"{path}/not-today"):
        page.get(address, status=404)
    page.post(path, {"whole": "all", "form_key": "0" * 32}, status=404)
    assert _count(SessionLog) == 0


def test_an_excused_day_asks_for_nothing(page: Browser, path: str) -> None:
    with transaction():
        planned = _planned()
        planned.excused = "pause"
    assert "Nothing is planned for this day any more." in page.get(path).text
    page.post(path, {"whole": "all", "form_key": "0" * 32})
    assert _count(SessionLog) == 0


def test_a_history_points_at_the_version_it_was_done_under(page: Browser, path: str, plan: Prescription) -> None:
    page.submit(page.get(path), path, whole="all")
    assert _log().prescription_id == plan.id
    assert {item.prescribed_units for item in _items().values()} == {3}

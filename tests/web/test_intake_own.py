"""The client answers the intake: nothing preselected, advice before saving, a version for each change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.clients.models import Client
from app.core.audit import AuditEvent
from app.core.db import db, transaction
from app.intake.models import Intake
from app.mail.models import OutboxMail
from app.prescriptions.models import PlannedSession
from app.safety.models import SafetyEvent, SafetyHold
from tests import factories
from tests.conftest import NOW, Moment
from tests.factories import Cast
from tests.page import Browser, Page

EDIT = "/intake/edit"
# What somebody without any sign taps: "none of these" for each group.
CALM: dict[str, Any] = {
    "none_now": "y",
    "none_soon": "y",
    "none_history": "y",
    "none_cautions": "y",
    "pregnancy": "no",
    "is_assessed": "yes",
}
WHOLE: dict[str, Any] = {
    **CALM,
    "goal_1": "Sit through a film",
    "minutes_per_day": "25",
    "equipment": ["mat", "ball"],
    "cue": "my first coffee",
    "place": "the rug",
    "barrier": "I come home late",
    "backup": "I do one round",
    "contact_name": "Rosa Marsh",
    "contact_phone": "+1 780 555 0100",
}


@pytest.fixture
def cleo(cast: Cast, sign_in: Callable[..., None]) -> Client:
    """Cleo signed in, with a plan and without an intake."""
    exercises = factories.make_exercises(now=NOW)
    factories.make_prescription(cast.cleo, exercises, now=NOW, effective_from=date(2026, 11, 16))
    with transaction():
        cast.cleo.intake_done_at = None
    sign_in(cast.cleo.user)
    return cast.cleo


def kept() -> list[Intake]:
    db.session.rollback()
    return list(db.session.scalars(select(Intake).order_by(Intake.version)))


def fresh(client: Client) -> Client:
    db.session.rollback()
    return db.session.get_one(Client, client.id, populate_existing=True)


def send(page: Browser, **answers: Any) -> Page:
    return page.post(EDIT, answers)


def test_the_first_page_asks_until_it_is_done(page: Browser, cleo: Client) -> None:
    assert EDIT in page.get("/today").links()
    assert page.get("/intake", status=302).location == EDIT
    send(page, **CALM)
    today = page.get("/today")
    assert EDIT not in today.links()


def test_nothing_is_preselected(page: Browser, cleo: Client) -> None:
    for field in page.get(EDIT).all("input"):
        assert field.get("checked") is None, field.get("name")


def test_one_tap_a_group_is_enough(page: Browser, cleo: Client) -> None:
    saved = send(page, **CALM)
    assert saved.location == "/intake"
    (row,) = kept()
    assert row.health == {"yes": [], "pregnancy": "no", "cautions": [], "is_assessed": True}
    assert (row.version, row.text_version, row.filled_by, row.created_at) == (1, "2026-11", cleo.user_id, NOW)
    person = fresh(cleo)
    assert (person.intake_done_at, person.cautions, person.equipment, person.awaits_clearance) == (NOW, [], None, False)
    assert db.session.scalars(select(SafetyEvent)).all() == []


def test_everything_is_kept_and_shown_to_the_client(page: Browser, cleo: Client) -> None:
    own = page.follow(send(page, **{**WHOLE, "none_cautions": "", "cautions": ["knee_pain"]}))
    (row,) = kept()
    assert (row.goals, row.equipment, row.minutes_per_day) == (["Sit through a film"], ["mat", "ball"], 25)
    person = fresh(cleo)
    assert (person.cautions, person.equipment, person.minutes_per_day) == (["knee_pain"], ["mat", "ball"], 25)
    assert "After my first coffee I do the routine at the rug." in own.text
    assert "If I come home late, then I do one round." in own.text
    for words in ("Sit through a film", "Rosa Marsh", "Kneeling, or bending a knee far, hurts."):
        assert words in own.text
    details = [one.detail for one in db.session.scalars(select(AuditEvent)) if one.verb == "intake answered"]
    assert details == [""]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"none_now": ""}, "Get help now: 7 without an answer. Choose yes or no, or tick “None of these”."),
        ({"none_soon": "", "soon_fever": "no"}, "7 without an answer."),
        ({"history_long": "yes"}, "You said yes to one of them."),
        ({"pregnancy": ""}, "Choose one of the three."),
        ({"pregnancy": "pregnant"}, "5 without an answer."),
        ({"is_assessed": ""}, "Choose yes or no."),
        ({"none_cautions": ""}, "Tick what is true, or tick “None of these”."),
        ({"cautions": ["knee_pain"]}, "Tick what is true, or tick “None of these”."),
        ({"contact_phone": ""}, "Give both the name and the phone number."),
        ({"minutes_per_day": "4"}, "Use 5 to 180 minutes."),
        ({"goal_1": "x" * 121}, "Use 120 characters or fewer."),
    ],
)
def test_what_is_missing_is_said_and_everything_kept(
    page: Browser, cleo: Client, changes: dict[str, Any], sentence: str
) -> None:
    again = send(page, **{**WHOLE, **changes})
    assert sentence in again.text
    assert again.value("cue") == "my first coffee"
    assert set(again.checked("equipment")) == {"mat", "ball"}
    assert kept() == []
    assert fresh(cleo).intake_done_at is None


def test_a_line_answered_with_no_counts_like_the_tap(page: Browser, cleo: Client) -> None:
    lines = {f"history_{key}": "no" for key in ("six-weeks", "below-knee", "long", "young", "slow", "eases", "no-rest")}
    send(page, **{**CALM, "none_history": "", **lines, "history_night": "yes"})
    assert kept()[0].health["yes"] == ["night"]


# 5.9 Signs at intake


@pytest.mark.parametrize(
    ("answers", "title", "level"),
    [
        ({"none_now": "", "now_chest": "yes"}, "Get help now", "tier1"),
        ({"none_soon": "", "soon_fever": "yes"}, "See a doctor today or tomorrow", "tier2"),
    ],
)
def test_5_9_a_sign_is_answered_before_anything_is_saved(
    page: Browser, cleo: Client, answers: dict[str, str], title: str, level: str
) -> None:
    group = "now" if level == "tier1" else "soon"
    shown = page.get(EDIT)
    lines = {e.get("name", ""): "no" for e in shown.all("input") if (e.get("name") or "").startswith(f"{group}_")}
    advice = send(page, **{**WHOLE, **lines, **answers})
    assert advice.h1 == title
    assert kept() == []
    assert db.session.scalars(select(SafetyHold)).all() == []
    if level == "tier1":
        assert page.submit(advice, EDIT).h1 == title, "it wants to be read first"
        assert kept() == []
    saved = page.submit(advice, EDIT, has_read="y")
    assert saved.location == "/intake"
    (row,) = kept()
    assert (row.cue, row.goals) == ("my first coffee", ["Sit through a film"])
    event = db.session.scalars(select(SafetyEvent)).one()
    assert (event.level, event.signs) == (level, row.health["yes"])
    assert db.session.scalars(select(SafetyHold.source)).one() == "intake"
    coming = select(PlannedSession.excused).where(PlannedSession.planned_on >= date(2026, 11, 25))
    assert set(db.session.scalars(coming)) == {"hold"}
    mail = db.session.scalars(select(OutboxMail)).one()
    assert mail.kind == "safety-alert"
    assert page.get("/today").h1 == "Your plan is on hold"


def test_5_9_a_sign_is_answered_even_where_other_lines_are_open(page: Browser, cleo: Client) -> None:
    advice = send(page, now_saddle="yes")
    assert advice.h1 == "Get help now"
    form = page.submit(advice, EDIT, has_read="y")
    assert form.h1 == "A few questions before you train"
    assert form.checked("now_saddle") == ["yes"]
    assert kept() == []


def test_5_9_correcting_a_slip_shows_the_form_again(page: Browser, cleo: Client) -> None:
    advice = send(page, **{**WHOLE, "none_soon": "", "soon_fever": "yes"})
    form = page.submit(advice, EDIT, act="edit")
    assert form.checked("soon_fever") == ["yes"]
    assert form.value("cue") == "my first coffee"
    assert kept() == []


# 5.10 Tier 3 and pregnancy


def test_5_10_a_visit_is_suggested_and_the_plan_goes_on(page: Browser, cleo: Client) -> None:
    keys = ("long", "young", "slow", "eases", "night")
    rest = {f"history_{key}": "no" for key in ("six-weeks", "below-knee", "no-rest")}
    own = page.follow(send(page, **{**CALM, "none_history": "", **rest, **{f"history_{key}": "yes" for key in keys}}))
    assert "Book a visit in the next weeks" in own.text
    assert db.session.scalars(select(SafetyHold)).all() == []
    assert "Your plan is on hold" not in page.get("/today").text


def test_5_10_pregnancy_sets_the_tags_and_waits_for_clearance(page: Browser, cleo: Client) -> None:
    own = page.follow(send(page, **{**CALM, "pregnancy": "pregnant", "none_pregnancy": "y"}))
    person = fresh(cleo)
    assert person.cautions == ["pregnancy_any", "pregnancy_t2plus", "prone_intolerant"]
    assert person.awaits_clearance
    assert "Ask your midwife or doctor" in own.text


# Versions


def test_a_change_is_the_next_version_and_health_is_asked_anew(page: Browser, cleo: Client, at: Moment) -> None:
    send(page, **{**WHOLE, "none_cautions": "", "cautions": ["knee_pain"]})
    later = at.move(NOW + timedelta(days=1))
    form = page.get(EDIT)
    assert form.value("cue") == "my first coffee"
    assert set(form.checked("equipment")) == {"mat", "ball"}
    assert form.checked("cautions") == form.checked("pregnancy") == form.checked("none_now") == []
    page.submit(form, EDIT, **CALM, goal_1="Walk the dog")
    first, second = kept()
    assert (first.version, first.goals, first.health["cautions"]) == (1, ["Sit through a film"], ["knee_pain"])
    assert (second.version, second.goals, second.created_at) == (2, ["Walk the dog"], later)
    assert fresh(cleo).cautions == []


def test_who_may_answer(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    assert page.get(EDIT, status=302).location.startswith("/sign-in")
    sign_in(cast.tara)
    page.get(EDIT, status=403)
    page.post(EDIT, CALM, status=403)
    assert kept() == []

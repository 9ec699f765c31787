"""Domain rules 5: a sign of tier 1 or 2 brings advice first, then stops the plan until a trainer releases it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.clients.models import ClientStatus, Pause
from app.core.audit import AuditEvent
from app.core.db import db, transaction
from app.core.errors import Refused
from app.exercises.models import Exercise
from app.mail.models import OutboxMail, Recurrence
from app.prescriptions import pausing
from app.prescriptions import service as prescriptions
from app.prescriptions.models import PlannedSession, Prescription
from app.safety import holds, words
from app.safety.models import HoldSource, SafetyEvent, SafetyHold
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import Browser, Page

TODAY = date(2026, 11, 25)
REPORT = "/doctor/report"


@pytest.fixture
def planned(cast: Cast) -> PlannedSession:
    """Cleo's session of today; she has a plan that began last week."""
    exercises = factories.make_exercises(now=NOW)
    factories.make_prescription(cast.cleo, exercises, now=NOW, effective_from=date(2026, 11, 16))
    return db.session.scalars(select(PlannedSession).where(PlannedSession.planned_on == TODAY)).one()


def stored() -> list[object]:
    db.session.rollback()
    return [row for table in (SafetyEvent, SafetyHold, OutboxMail) for row in db.session.scalars(select(table))]


def excused() -> dict[date, str | None]:
    db.session.rollback()
    rows = db.session.execute(select(PlannedSession.planned_on, PlannedSession.excused)).all()
    return {on: why for on, why in rows}


def tell(page: Browser, **signs: Sequence[str]) -> Page:
    return page.post(REPORT, {name: list(keys) for name, keys in signs.items()})


# 5.1 Tier 1


@pytest.mark.parametrize("sign", words.EMERGENCY.keys)
def test_5_1_each_emergency_sign_is_answered_with_go_now_before_anything_is_saved(
    page: Browser, cast: Cast, planned: PlannedSession, sign_in: Callable[..., None], sign: str
) -> None:
    sign_in(cast.cleo.user)
    advice = tell(page, now=[sign])
    assert advice.h1 == "Get help now"
    assert "Call your emergency number" in advice.text
    assert "tel:112" in advice.links()
    assert stored() == []
    assert set(excused().values()) == {None}


def test_5_1_the_emergency_page_cannot_be_left_without_acknowledging(
    page: Browser, cast: Cast, planned: PlannedSession, sign_in: Callable[..., None]
) -> None:
    sign_in(cast.cleo.user)
    advice = tell(page, now=["saddle"])
    assert [link for link in advice.links() if not link.startswith(("tel:", "#"))] == []
    again = page.submit(advice, REPORT)
    assert again.h1 == "Get help now"
    assert "Tick this when you have read it" in again.text
    assert page.submit(advice, REPORT, act="edit").h1 == "Get help now", "correcting it also wants the tick"
    assert stored() == []
    corrected = page.submit(advice, REPORT, act="edit", has_read="y")
    assert corrected.h1 == "Tell Tara about a sign"
    assert corrected.checked("now") == ["saddle"]
    assert stored() == []
    assert page.submit(advice, REPORT, has_read="y").location == "/today"
    assert db.session.scalars(select(SafetyHold.tier)).one() == 1


def test_5_1_words_of_an_older_version_do_not_count_as_read(
    page: Browser, cast: Cast, planned: PlannedSession, sign_in: Callable[..., None]
) -> None:
    sign_in(cast.cleo.user)
    sent = {"now": ["chest"], "advice_seen": "2020-01", "has_read": "y"}
    assert page.post(REPORT, sent).h1 == "Get help now"
    assert stored() == []


# 5.2 Tier 2


@pytest.mark.parametrize(
    ("group", "sign"), [*(("soon", k) for k in words.URGENT.keys), *(("pregnancy", k) for k in words.PREGNANCY.keys)]
)
def test_5_2_each_urgent_sign_asks_for_a_clinician_and_stops_the_plan(
    page: Browser, cast: Cast, planned: PlannedSession, sign_in: Callable[..., None], group: str, sign: str
) -> None:
    sign_in(cast.cleo.user)
    advice = tell(page, **{group: [sign]})
    assert advice.h1 == "See a doctor today or tomorrow"
    assert stored() == []
    page.submit(advice, REPORT)
    hold = db.session.scalars(select(SafetyHold)).one()
    assert (hold.tier, hold.source, hold.text_version, hold.opened_at) == (2, "report", words.VERSION, NOW)
    event = db.session.scalars(select(SafetyEvent)).one()
    assert (event.level, event.signs, event.happened_on, event.text_version) == ("tier2", [sign], TODAY, words.VERSION)
    coming = {why for on, why in excused().items() if on >= TODAY}
    assert coming == {"hold"}
    assert {why for on, why in excused().items() if on < TODAY} == {None}, "the past stays as it was"


def test_5_2_the_trainer_is_told_without_a_word_about_health(
    page: Browser, cast: Cast, planned: PlannedSession, sign_in: Callable[..., None]
) -> None:
    sign_in(cast.cleo.user)
    page.submit(tell(page, soon=["fever"]), REPORT)
    mail = db.session.scalars(select(OutboxMail)).one()
    assert (mail.to_address, mail.kind) == (cast.tara.email, "safety-alert")
    whole = f"{mail.subject} {mail.text} {mail.html.split('</style>')[1]}".lower()
    for word in ("fever", "pain", "sign", "tier", "doctor", "ill"):
        assert word not in whole.replace("will", "").replace("still", ""), word
    assert "cleo" not in mail.subject.lower()
    assert "on hold" in mail.text
    details = [one.detail for one in db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "plan held"))]
    assert details == [""]


# 5.3 What a held client sees


def test_5_3_a_held_client_sees_what_to_do_and_no_start(
    page: Browser, cast: Cast, planned: PlannedSession, sign_in: Callable[..., None]
) -> None:
    factories.make_hold(cast.cleo, now=NOW)
    sign_in(cast.cleo.user)
    path = f"/sessions/{planned.id}"
    today = page.get("/today")
    assert today.h1 == "Your plan is on hold"
    assert "See a doctor today or tomorrow." in today.text
    assert path not in today.links()
    session = page.get(path)
    assert "Your plan is on hold" in session.text or "What to do now" in session.text
    assert "Supine Hamstring Stretch" not in session.text
    assert "/doctor" in session.links()
    assert page.get("/doctor").h1 == "Do I need a doctor?"
    refused = page.post(path, {"whole": "all", "form_key": "0" * 32})
    assert "on hold" in refused.text
    assert page.get("/programme").status == 200


def test_5_3_reminders_stop_with_the_hold_and_come_back_with_its_release(cast: Cast) -> None:
    exercises = factories.make_exercises(now=NOW)
    routine = factories.make_routine(cast.practice, exercises, now=NOW)
    with transaction():
        terms = prescriptions.default_terms(cast.cleo, None, now=NOW)
        prescriptions.assign(routine, cast.cleo, terms, by=cast.tara.id, now=NOW)
    due = select(Recurrence.next_at).where(Recurrence.owner_id == cast.cleo.id)
    before = db.session.scalars(due).all()
    assert [at for at in before if at]
    factories.make_hold(cast.cleo, now=NOW)
    assert [at for at in db.session.scalars(due).all() if at] == []
    with transaction():
        holds.release(cast.cleo, note="the family doctor, today", by=cast.tara.id, now=NOW)
    assert db.session.scalars(due).all() == before


def test_5_3_days_laid_out_or_given_back_during_a_hold_are_held_too(cast: Cast, planned: PlannedSession) -> None:
    factories.make_hold(cast.cleo, now=NOW)
    routine = factories.make_routine(cast.practice, list(db.session.scalars(select(Exercise))), now=NOW)
    with transaction():
        terms = prescriptions.default_terms(cast.cleo, None, now=NOW)
        prescriptions.assign(routine, cast.cleo, terms, by=cast.tara.id, now=NOW)
        pausing.pause(cast.cleo, from_on=TODAY, until_on=None, by=cast.tara.id, now=NOW)
    with transaction():
        pausing.resume(cast.cleo, by=cast.tara.id, now=NOW)
    assert {why for on, why in excused().items() if on >= TODAY} == {"hold"}


def test_5_3_an_answered_day_stays_answered(cast: Cast, planned: PlannedSession) -> None:
    factories.make_log(cast.cleo, db.session.scalars(select(Prescription)).one(), TODAY, now=NOW, planned=planned)
    factories.make_hold(cast.cleo, now=NOW)
    assert excused()[TODAY] is None


# 5.4 Reporting twice, by a link, by others


def test_5_4_a_second_report_keeps_one_hold_and_the_more_urgent_tier(cast: Cast, planned: PlannedSession) -> None:
    factories.make_hold(cast.cleo, now=NOW)
    factories.make_hold(cast.cleo, now=NOW + timedelta(hours=1), signs=("chest",))
    factories.make_hold(cast.cleo, now=NOW + timedelta(hours=2))
    hold = db.session.scalars(select(SafetyHold)).one()
    assert (hold.tier, hold.opened_at) == (1, NOW)
    assert len(db.session.scalars(select(SafetyEvent)).all()) == 3


def test_5_4_who_came_by_a_link_may_report_for_that_practice(
    page: Browser, cast: Cast, planned: PlannedSession, sign_in: Callable[..., None]
) -> None:
    sign_in(cast.cleo.user, scope=f"session:{planned.id}")
    assert REPORT in page.get("/doctor").links()
    saved = page.submit(tell(page, soon=["weight"]), REPORT)
    assert saved.location == f"/sessions/{planned.id}"
    assert db.session.scalars(select(SafetyHold.client_id)).one() == cast.cleo.id
    sign_in(cast.nils.user, scope=f"session:{planned.id}")
    page.get(REPORT, status=404)


def test_5_4_nobody_else_is_offered_a_report(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    assert REPORT not in page.get("/doctor").links()
    assert page.get(REPORT, status=302).location.startswith("/sign-in")
    sign_in(cast.tara)
    assert REPORT not in page.get("/doctor").links()
    page.get(REPORT, status=403)


@pytest.mark.parametrize("sent", [{}, {"soon": ["six-weeks"]}, {"now": ["unknown"]}])
def test_5_4_without_a_sign_nothing_happens(
    page: Browser, cast: Cast, sign_in: Callable[..., None], sent: dict[str, list[str]]
) -> None:
    sign_in(cast.cleo.user)
    again = page.post(REPORT, sent)
    assert again.h1 == "Tell Tara about a sign"
    assert "This did not save yet" in again.text
    assert stored() == []


# 5.5 Release


def test_5_5_only_a_note_releases(
    page: Browser, cast: Cast, planned: PlannedSession, sign_in: Callable[..., None]
) -> None:
    factories.make_hold(cast.cleo, now=NOW)
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/safety"
    shown = page.get(path)
    assert "You have a fever or feel ill" in shown.text
    refused = page.submit(shown, f"/clients/{cast.cleo.id}/hold/release", note="   ")
    assert "Write who cleared it, and when." in refused.text
    assert db.session.scalars(select(SafetyHold.released_at)).one() is None
    page.submit(shown, f"/clients/{cast.cleo.id}/hold/release", note="Dr Roy, on 24 November")
    hold = db.session.scalars(select(SafetyHold)).one()
    assert (hold.released_at, hold.released_by, hold.release_note) == (NOW, cast.tara.id, "Dr Roy, on 24 November")
    assert set(excused().values()) == {None}
    assert db.session.scalars(select(SafetyEvent.seen_at)).one() == NOW
    assert "Dr Roy, on 24 November" in page.get(path).text
    again = page.post(f"/clients/{cast.cleo.id}/hold/release", {"note": "Once more"})
    assert "not on hold any more" in again.text


def test_5_5_a_pause_that_came_meanwhile_takes_its_days(cast: Cast, planned: PlannedSession) -> None:
    factories.make_hold(cast.cleo, now=NOW)
    with transaction():
        db.session.add(Pause(client_id=cast.cleo.id, from_on=TODAY, until_on=None, created_at=NOW))
    with transaction():
        holds.release(cast.cleo, note="Dr Roy", by=cast.tara.id, now=NOW)
    assert {why for on, why in excused().items() if on >= TODAY} == {"pause"}


def test_5_5_a_hold_can_open_again_after_its_release(cast: Cast, planned: PlannedSession) -> None:
    factories.make_hold(cast.cleo, now=NOW)
    with transaction():
        holds.release(cast.cleo, note="Dr Roy", by=cast.tara.id, now=NOW)
    factories.make_hold(cast.cleo, now=NOW)
    assert len(db.session.scalars(select(SafetyHold)).all()) == 2
    with pytest.raises(Refused), transaction():
        holds.release(cast.cleo, note=" ", by=cast.tara.id, now=NOW)


def test_5_5_who_may_see_and_release(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    factories.make_hold(cast.cleo, now=NOW)
    path = f"/clients/{cast.cleo.id}"
    assert page.get(f"{path}/safety", status=302).location.startswith("/sign-in")
    for stranger in (cast.otto, cast.tom):
        sign_in(stranger)
        page.get(f"{path}/safety", status=404)
        page.get(f"{path}/hold", status=404)
        page.post(f"{path}/hold", {"now": ["chest"]}, status=404)
        page.post(f"{path}/hold/release", {"note": "x"}, status=404)
    sign_in(cast.cleo.user)
    page.get(f"{path}/safety", status=403)
    page.post(f"{path}/hold/release", {"note": "x"}, status=403)
    sign_in(cast.ada)
    assert "Release the hold" not in page.get(f"{path}/safety").text
    page.post(f"{path}/hold/release", {"note": "x"}, status=403)


# 5.6 The trainer heard it


def test_5_6_a_trainer_holds_a_plan_and_reads_what_to_say_first(
    page: Browser, cast: Cast, planned: PlannedSession, sign_in: Callable[..., None]
) -> None:
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/hold"
    advice = page.submit(page.get(path), path, now=["both-legs"])
    assert advice.h1 == "Tell Cleo this now"
    assert stored() == []
    assert page.submit(advice, path).h1 == "Tell Cleo this now"
    assert page.submit(advice, path, has_read="y").location == f"/clients/{cast.cleo.id}/safety"
    hold = db.session.scalars(select(SafetyHold)).one()
    assert (hold.tier, hold.source) == (1, HoldSource.TRAINER)
    assert cast.cleo.status == ClientStatus.ACTIVE

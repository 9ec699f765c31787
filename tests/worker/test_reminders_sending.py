"""A session reminder: sent once, at 18:00 on the client's own clock, or dropped for a good reason."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import LinkToken, User
from app.clients.models import Client, ClientStatus
from app.core.db import db, transaction
from app.mail import dispatch, kinds, recurring, stopping
from app.mail.models import MailStatus
from app.prescriptions.models import Prescription
from app.reminders import service
from app.reminders.install import why_unwanted
from app.reminders.state import load_states
from app.safety.models import SafetyEvent
from tests import factories
from tests.conftest import NOW, Moment
from tests.queries import counted
from tests.snapshots import assert_snapshot
from tests.worker.reminders import FRI, HOUR, MINUTE, MON, WED, Reminded, mails, next_at, planned_on, six_pm
from worker import tasks

DAY = timedelta(days=1)


def _links() -> int:
    return db.session.scalar(select(func.count(LinkToken.id))) or 0


def test_a_planned_day_is_reminded_once_at_six_local_time(reminded: Reminded, at: Moment) -> None:
    cleo = reminded.cast.cleo
    reminded.give_plan(cleo)
    assert next_at(cleo) == six_pm(WED)
    at.move(six_pm(WED) - timedelta(seconds=1))
    assert service.send_due() == 0
    at.move(six_pm(WED))
    assert (service.send_due(), service.send_due()) == (1, 0)
    (mail,) = mails()
    assert (mail.kind, mail.to_address, mail.status) == ("session-reminder", "cleo@example.com", MailStatus.PENDING)
    assert mail.about == f"planned-session:{planned_on(cleo, WED).id}"
    assert mail.dedupe_key == f"{cleo.user_id}:session-reminder:2026-11-25"
    assert (mail.due_at, mail.expires_at) == (six_pm(WED), six_pm(WED) + 3 * HOUR)
    assert next_at(cleo) == six_pm(FRI)
    # The bell is heard and the mail goes; nothing more comes that evening.
    assert dispatch.run_due() == 1
    at.move(six_pm(WED) + MINUTE)
    assert service.send_due() == 0
    assert [mail.status for mail in mails()] == [MailStatus.SENT]


def test_the_job_of_the_worker_posts_it(reminded: Reminded, at: Moment) -> None:
    reminded.give_plan(reminded.cast.cleo)
    at.move(six_pm(WED))
    tasks.send_reminders()
    tasks.send_reminders()
    assert len(mails()) == 1


def test_the_sweep_forgets_old_links_and_brings_stuck_mails_back(reminded: Reminded, at: Moment) -> None:
    reminded.give_plan(reminded.cast.cleo)
    at.move(six_pm(WED))
    service.send_due()
    assert len(dispatch.claim(10, now=six_pm(WED))) == 1
    at.move(six_pm(WED) + dispatch.LEASE + MINUTE)
    tasks.sweep()
    assert ([mail.status for mail in mails()], _links()) == ([MailStatus.PENDING], 1)
    at.move(six_pm(WED) + timedelta(days=39))
    tasks.sweep()
    assert ([mail.status for mail in mails()], _links()) == ([MailStatus.EXPIRED], 0)


def _without_tokens(words: str) -> str:
    """The mail with a fixed word in place of what is secret and new each time."""
    return re.sub(r"(http://plinth\.test/(?:s|stop-mail)/)[\w.-]+", r"\1TOKEN", words)


def test_what_the_mail_says(reminded: Reminded, at: Moment) -> None:
    reminded.give_plan(reminded.cast.cleo)
    at.move(six_pm(WED))
    service.send_due()
    (mail,) = mails()
    assert (mail.subject, mail.from_name) == ("Your session is ready", "North Side Movement")
    assert_snapshot("session-reminder", text=_without_tokens(mail.text), html=_without_tokens(mail.html))
    # 3 rounds of two one-sided minutes and one two-sided: 15 minutes of work, 17:30 on the clock.
    assert "About 18 minutes, any time before bed." in mail.text
    assert mail.html.count("<a href") == 2
    for part in (mail.subject, mail.text, mail.html):
        for private in ("Hamstring", "Adductor", "Romanian", "pain", "hurt", "Slowly"):
            assert private.lower() not in part.lower()


def test_the_link_of_the_mail_opens_that_session(reminded: Reminded, at: Moment) -> None:
    cleo = reminded.cast.cleo
    reminded.give_plan(cleo)
    at.move(six_pm(WED))
    service.send_due()
    link = db.session.scalars(select(LinkToken)).one()
    assert (link.user_id, link.scope) == (cleo.user_id, f"session:{planned_on(cleo, WED).id}")
    # An answer is taken for seven days more; the link lasts as long.
    assert link.expires_at > six_pm(WED) + 7 * DAY


def _log(reminded: Reminded) -> None:
    cleo = reminded.cast.cleo
    planned = planned_on(cleo, WED)
    factories.make_log(cleo, db.session.get_one(Prescription, planned.prescription_id), WED, now=NOW, planned=planned)


def _excuse(reason: str) -> Callable[[Reminded], None]:
    def excuse(reminded: Reminded) -> None:
        with transaction():
            planned_on(reminded.cast.cleo, WED).excused = reason

    return excuse


def _stop(reminded: Reminded) -> None:
    with transaction():
        stopping.stop(reminded.cast.cleo.user_id, kinds.SESSION_REMINDER, now=NOW)


def _turn_off(reminded: Reminded) -> None:
    with transaction():
        service.set_wishes(reminded.cast.cleo, at=time(18), wanted={kinds.SESSION_REMINDER: False}, now=NOW)


def _take_back(reminded: Reminded) -> None:
    with transaction():
        db.session.delete(planned_on(reminded.cast.cleo, WED))


def _become(status: ClientStatus) -> Callable[[Reminded], None]:
    def become(reminded: Reminded) -> None:
        with transaction():
            reminded.cast.cleo.status = status

    return become


def _two_reds(reminded: Reminded) -> None:
    cleo = reminded.cast.cleo
    with transaction():
        for on in (WED - 3 * DAY, WED - 2 * DAY):
            db.session.add(
                SafetyEvent(
                    practice_id=cleo.practice_id,
                    client_id=cleo.id,
                    level="red",
                    happened_on=on,
                    text_version="1",
                    created_at=NOW,
                )
            )


@pytest.mark.parametrize(
    "change", [_log, _excuse("pause"), _excuse("hold"), _excuse("cancelled"), _stop, _turn_off, _take_back, _two_reds]
)
def test_a_reminder_that_became_pointless_is_dropped_and_the_next_one_stands(
    reminded: Reminded, at: Moment, change: Callable[[Reminded], None]
) -> None:
    cleo = reminded.cast.cleo
    reminded.give_plan(cleo)
    # Nobody announces the change, so the row is looked at: the rules alone have to hold it back.
    change(reminded)
    at.move(six_pm(WED))
    assert service.send_due() == 1
    assert (mails(), _links()) == ([], 0)
    assert next_at(cleo) == six_pm(FRI)


@pytest.mark.parametrize("status", [ClientStatus.PAUSED, ClientStatus.ARCHIVED, ClientStatus.INVITED])
def test_who_is_not_with_us_right_now_gets_none(reminded: Reminded, at: Moment, status: ClientStatus) -> None:
    cleo = reminded.cast.cleo
    reminded.give_plan(cleo)
    with transaction():
        cleo.status = status
        cleo.accepted_at = None if status is ClientStatus.INVITED else NOW
    at.move(six_pm(WED))
    assert service.send_due() == 1
    assert (mails(), next_at(cleo)) == ([], None)


def test_a_closed_account_gets_none(reminded: Reminded, at: Moment) -> None:
    cleo = reminded.cast.cleo
    reminded.give_plan(cleo)
    with transaction():
        db.session.get_one(User, cleo.user_id).disabled_at = NOW
    at.move(six_pm(WED))
    assert service.send_due() == 1
    assert (mails(), next_at(cleo)) == ([], None)


def test_a_client_who_is_gone_leaves_nothing_to_loop_over(reminded: Reminded, at: Moment) -> None:
    with transaction():
        recurring.schedule(
            kinds.SESSION_REMINDER, owner_id=999_999, user_id=reminded.cast.cleo.user_id, next_at=NOW - HOUR
        )
    assert (service.send_due(), service.send_due()) == (1, 0)
    assert (mails(), recurring.find_next(kinds.SESSION_REMINDER, owner_id=999_999)) == ([], None)


def test_after_the_last_planned_date_nothing_is_due(reminded: Reminded, at: Moment) -> None:
    cleo = reminded.cast.cleo
    reminded.give_plan(cleo, days=3)
    for on in (WED, FRI):
        at.move(six_pm(on))
        assert service.send_due() == 1
    assert (len(mails()), next_at(cleo)) == (2, None)


@pytest.mark.parametrize(
    ("late", "is_sent"),
    [
        (timedelta(), True),
        (HOUR, True),
        (3 * HOUR - timedelta(seconds=1), True),
        (3 * HOUR, False),
        (6 * HOUR, False),
        (30 * HOUR, False),
    ],
)
def test_three_hours_late_is_too_late(reminded: Reminded, at: Moment, late: timedelta, is_sent: bool) -> None:
    cleo = reminded.cast.cleo
    reminded.give_plan(cleo)
    at.move(six_pm(WED) + late)
    assert service.send_due() == 1
    assert [mail.due_at for mail in mails()] == ([six_pm(WED)] if is_sent else [])
    assert next_at(cleo) == six_pm(FRI)


def test_after_a_standstill_only_the_day_that_is_still_today_is_reminded(reminded: Reminded, at: Moment) -> None:
    cleo = reminded.cast.cleo
    reminded.give_plan(cleo, weekdays=(1, 2, 3, 4, 5, 6, 7))
    at.move(six_pm(MON) + 2 * HOUR)
    assert service.send_due() == 1
    assert [mail.due_at for mail in mails()] == [six_pm(MON)]
    assert next_at(cleo) == six_pm(MON + DAY)


def test_quiet_hours_hold_a_late_run_back(reminded: Reminded, at: Moment) -> None:
    cleo = reminded.cast.cleo
    with transaction():
        service.set_time(cleo, time(20), now=NOW)
    reminded.give_plan(cleo)
    assert next_at(cleo) == six_pm(WED) + 2 * HOUR
    # One hour late, within the three, but 21:00 has struck.
    at.move(six_pm(WED) + 3 * HOUR)
    service.send_due()
    assert mails() == []


def test_a_mail_that_waited_into_the_quiet_hours_expires(reminded: Reminded, at: Moment) -> None:
    with transaction():
        service.set_time(reminded.cast.cleo, time(20), now=NOW)
    reminded.give_plan(reminded.cast.cleo)
    at.move(six_pm(WED) + 2 * HOUR)
    service.send_due()
    at.move(six_pm(WED) + 3 * HOUR)
    dispatch.run_due()
    (mail,) = mails()
    assert (mail.status, mail.expires_at) == (MailStatus.EXPIRED, six_pm(WED) + 3 * HOUR)


def test_two_red_answers_hold_reminders_until_they_are_seen(reminded: Reminded, at: Moment) -> None:
    cleo = reminded.cast.cleo
    reminded.give_plan(cleo)
    _two_reds(reminded)
    for on in (WED, FRI, MON, MON + 2 * DAY):
        at.move(six_pm(on))
        service.send_due()
    assert mails() == []
    with transaction():
        for event in db.session.scalars(select(SafetyEvent)):
            event.seen_at = six_pm(MON)
    at.move(six_pm(MON + 4 * DAY))
    service.send_due()
    assert len(mails()) == 1


def test_reminders_thin_out_while_nobody_answers(reminded: Reminded, at: Moment) -> None:
    """Daily plan: three ignored, then every other day, weekly from 14 idle days, none from 30."""
    cleo = reminded.cast.cleo
    reminded.give_plan(cleo, weekdays=(1, 2, 3, 4, 5, 6, 7), days=40)
    for number in range(40):
        at.move(six_pm(WED + number * DAY))
        service.send_due()
    sent = [(mail.due_at - six_pm(WED)).days for mail in mails()]
    assert sent == [0, 1, 2, 4, 6, 8, 10, 12, 19, 26]


def test_a_new_plan_after_a_long_silence_is_reminded_again(reminded: Reminded, at: Moment) -> None:
    cleo = reminded.cast.cleo
    reminded.give_plan(cleo, days=5)
    at.move(six_pm(WED) + 45 * DAY)
    reminded.give_plan(cleo, effective_from=WED + 46 * DAY, weekdays=(1, 2, 3, 4, 5, 6, 7))
    at.move(six_pm(WED) + 46 * DAY)
    service.send_due()
    assert [mail.due_at for mail in mails()] == [six_pm(WED) + 46 * DAY]


def test_one_person_with_two_practices_gets_one_reminder_a_day(reminded: Reminded, at: Moment) -> None:
    cast = reminded.cast
    with transaction():
        twin = Client(
            practice_id=cast.other_practice.id,
            trainer_id=cast.otto.id,
            user_id=cast.cleo.user_id,
            status=ClientStatus.ACTIVE,
            consent_version="2026-11",
            created_at=NOW,
            accepted_at=NOW,
        )
        db.session.add(twin)
    for client in (cast.cleo, twin):
        reminded.give_plan(client)
    at.move(six_pm(WED))
    assert service.send_due() == 2
    assert len(mails()) == 1
    # And a stop of that person holds for both.
    with transaction():
        stopping.stop(cast.cleo.user_id, kinds.SESSION_REMINDER, now=six_pm(WED))
    at.move(six_pm(FRI))
    assert service.send_due() == 2
    assert len(mails()) == 1


@pytest.mark.parametrize("fault", ["a name of blanks", "a zone nobody knows"])
def test_a_fault_in_the_middle_leaves_no_trace_and_holds_nobody_up(
    reminded: Reminded, at: Moment, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    cast = reminded.cast
    clients = [cast.cleo, *reminded.add_clients(2)]
    reminded.give_plan(cast.cleo)
    broken = clients[1]
    good = (broken.user.name, broken.user.zone)
    with transaction():
        if fault == "a name of blanks":
            broken.user.name = "  "
        else:
            broken.user.zone = "Mars/Base"
    at.move(six_pm(WED))
    with caplog.at_level(logging.ERROR):
        assert service.send_due() == 2
    assert f"session-reminder of {broken.id} failed" in caplog.text
    assert broken.user.email not in caplog.text
    assert sorted(mail.user_id for mail in mails()) == sorted({c.user_id for c in clients} - {broken.user_id})
    assert (next_at(broken), _links()) == (six_pm(WED), 2)
    with transaction():
        broken.user.name, broken.user.zone = good
    assert service.send_due() == 1
    assert (len(mails()), next_at(broken)) == (3, six_pm(FRI))


def test_runs_at_once_make_one_mail_each(app: Flask, reminded: Reminded, at: Moment) -> None:
    clients = [reminded.cast.cleo, *reminded.add_clients(9)]
    reminded.give_plan(reminded.cast.cleo)
    at.move(six_pm(WED))
    together = Barrier(4)

    def run(_: int) -> int:
        with app.app_context():
            together.wait()
            return service.send_due()

    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(run, range(4)))
    assert sum(counts) == 10
    assert sorted(mail.user_id for mail in mails()) == sorted(client.user_id for client in clients)
    assert {next_at(client) for client in clients} == {six_pm(FRI)}


def test_two_ticks_at_once_make_one_mail(app: Flask, reminded: Reminded, at: Moment) -> None:
    reminded.give_plan(reminded.cast.cleo)
    for on in (WED, FRI, MON):
        at.move(six_pm(on))
        together = Barrier(2)

        def run(_: int, together: Barrier = together) -> int:
            with app.app_context():
                together.wait()
                return service.send_due()

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(run, range(2))) == [0, 1]
    assert len(mails()) == 3


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_log, "already logged"),
        (_excuse("pause"), "the day is excused"),
        (_take_back, "no longer planned"),
        (_stop, "the person stopped this kind of mail"),
        (_become(ClientStatus.PAUSED), "the client gets no reminders now"),
        (_become(ClientStatus.ARCHIVED), "the client gets no reminders now"),
    ],
)
def test_between_the_tick_and_the_handover_it_may_become_unwanted(
    reminded: Reminded, at: Moment, change: Callable[[Reminded], None], reason: str
) -> None:
    reminded.give_plan(reminded.cast.cleo)
    at.move(six_pm(WED))
    assert service.send_due() == 1
    change(reminded)
    assert dispatch.run_due() == 1
    (mail,) = mails()
    assert (mail.status, mail.reason) == (MailStatus.SUPPRESSED, reason)


def test_what_was_read_earlier_is_not_taken_for_the_present(app: Flask, reminded: Reminded, at: Moment) -> None:
    cleo = reminded.cast.cleo
    reminded.give_plan(cleo)

    def archive_elsewhere() -> None:
        with app.app_context(), transaction():
            db.session.get_one(Client, cleo.id).status = ClientStatus.ARCHIVED

    # A row that this session keeps, as a long-lived process would.
    held = db.session.get_one(Client, cleo.id)
    assert held.status == ClientStatus.ACTIVE
    with ThreadPoolExecutor(1) as pool:
        pool.submit(archive_elsewhere).result()
    at.move(six_pm(WED))
    assert service.send_due() == 1
    assert mails() == []


def test_a_wanted_mail_is_handed_over_after_one_question(reminded: Reminded, at: Moment) -> None:
    reminded.give_plan(reminded.cast.cleo)
    at.move(six_pm(WED))
    service.send_due()
    (mail,) = mails()
    with counted() as seen:
        assert why_unwanted(mail) is None
    assert len(seen) == 1


def test_a_tick_with_nothing_due_asks_once(reminded: Reminded, at: Moment) -> None:
    reminded.add_clients(3)
    with counted() as seen:
        assert service.send_due() == 0
    assert len(seen) == 1
    assert "recurrence" in seen[0]


def test_reading_is_constant_and_writing_is_two_statements_a_mail(reminded: Reminded, at: Moment) -> None:
    def statements(tick: datetime) -> tuple[int, int]:
        at.move(tick)
        with counted() as seen:
            service.send_due()
        reads = [statement for statement in seen if statement.startswith("SELECT")]
        return len(reads), len(seen) - len(reads)

    reminded.add_clients(1)
    one = statements(six_pm(WED))
    reminded.add_clients(49, status=ClientStatus.MAINTENANCE)
    many = statements(six_pm(FRI))
    assert len(mails()) == 51
    # A look, the page, nine for the states, two for the plans.
    assert (one[0], many[0]) == (13, 13)
    # A link and a mail each; the rows of a page advance together.
    assert (one[1], many[1]) == (3, 101)


def test_states_take_nine_queries_for_one_and_for_fifty(reminded: Reminded) -> None:
    clients = reminded.add_clients(50)
    for number in (1, 50):
        with counted() as seen:
            states = load_states([client.id for client in clients[:number]], now=NOW)
            for state in states.values():
                state.facts(six_pm(WED).astimezone(UTC), NOW)
        assert (len(states), len(seen)) == (number, 9)


def test_a_plan_that_begins_in_three_months_finds_its_first_day(reminded: Reminded) -> None:
    first = date(2027, 2, 24)
    reminded.give_plan(reminded.cast.cleo, effective_from=first)
    assert next_at(reminded.cast.cleo) == six_pm(first)

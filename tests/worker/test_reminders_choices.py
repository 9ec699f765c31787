"""What a practice decided about its reminders holds when they are due."""

from __future__ import annotations

from datetime import time, timedelta

from app.core.db import db, transaction
from app.mail import kinds
from app.practices.models import MailChoice
from app.reminders import service
from tests.conftest import Moment
from tests.worker.reminders import FRI, WED, Reminded, mails, six_pm


def test_longer_quiet_hours_hold_from_the_next_mail_on(reminded: Reminded, at: Moment) -> None:
    cleo = reminded.cast.cleo
    with transaction():
        service.set_time(cleo, time(7), now=reminded.now)
    reminded.give_plan(cleo)
    with transaction():
        cleo.practice.quiet_until = time(9)
    at.move(six_pm(FRI) - timedelta(hours=11))
    service.send_due()
    assert mails() == []
    at.move(six_pm(FRI) - timedelta(hours=9))
    service.send_due()
    (mail,) = mails()
    assert mail.due_at == six_pm(FRI) - timedelta(hours=9)


def test_a_practice_that_sends_no_reminders_sends_none(reminded: Reminded, at: Moment) -> None:
    reminded.give_plan(reminded.cast.cleo)
    with transaction():
        kind = kinds.SESSION_REMINDER.name
        db.session.add(MailChoice(practice_id=reminded.cast.practice.id, kind=kind, is_off=True, subject="", words=""))
    at.move(six_pm(WED))
    assert service.send_due() == 1
    assert mails() == []

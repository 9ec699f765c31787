"""The outbox: what becomes of a mail, whatever its server says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.emails import sign_in_link_mail
from app.core.clock import clock
from app.core.db import db, transaction
from app.mail import dispatch, kinds, outbox, stopping
from app.mail.message import Message, Recipient, Sender, to_mime
from app.mail.models import MailStatus, OutboxMail, Suppression
from app.mail.senders import Outcome, Verdict
from tests.conftest import NOW, Moment
from tests.factories import Cast


@dataclass
class ScriptedServer:
    """The far end of SMTP, answering by script; the last answer repeats."""

    answers: list[Outcome]
    got: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def send(self, message: EmailMessage, *, to_address: str) -> Outcome:
        self.got.append(str(message["Message-ID"]))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedServer]:
    scripted = ScriptedServer([Outcome(Verdict.SENT, 250)])
    monkeypatch.setattr(dispatch, "mail_sender", lambda: scripted)
    yield scripted


def _post(cast: Cast, *, kind: kinds.Kind = kinds.SIGN_IN_LINK, token: str = "t1") -> OutboxMail:
    with transaction():
        message = sign_in_link_mail(cast.cleo.user, token, now=clock.now())
        if kind is not kinds.SIGN_IN_LINK:
            to = Recipient(cast.cleo.user_id, cast.cleo.user.email, cast.cleo.user.name)
            message = Message(kind, to, Sender("North Side"), token, context=message.context)
        assert outbox.post(message, now=clock.now())
    return _row()


def _row() -> OutboxMail:
    db.session.rollback()
    row = db.session.scalars(select(OutboxMail).execution_options(populate_existing=True)).one()
    db.session.rollback()
    return row


def test_a_due_mail_is_sent_once_and_its_body_forgotten(cast: Cast, server: ScriptedServer) -> None:
    _post(cast)
    assert dispatch.run_due() == 1
    assert dispatch.run_due() == 0
    row = _row()
    assert (row.status, row.attempts, row.text, row.html) == (MailStatus.SENT, 1, "", "")
    assert server.got == [row.message_id]


def test_the_same_mail_is_posted_once(cast: Cast) -> None:
    with transaction():
        first = outbox.post(sign_in_link_mail(cast.cleo.user, "same", now=NOW), now=NOW)
        second = outbox.post(sign_in_link_mail(cast.cleo.user, "same", now=NOW), now=NOW)
    assert (first, second) == (True, False)


def test_a_mail_of_a_write_that_failed_was_never_there(cast: Cast) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        outbox.post(sign_in_link_mail(cast.cleo.user, "x", now=NOW), now=NOW)
        1 / 0  # noqa: B018
    assert db.session.scalars(select(OutboxMail)).all() == []


def test_a_passing_fault_waits_and_is_tried_again(cast: Cast, server: ScriptedServer, at: Moment) -> None:
    server.answers = [Outcome(Verdict.LATER, 451, "4.3.0"), Outcome(Verdict.SENT, 250)]
    _post(cast)
    dispatch.run_due()
    row = _row()
    assert (row.status, row.attempts, row.last_code) == (MailStatus.PENDING, 1, 451)
    assert timedelta(seconds=24) <= row.next_attempt_at - NOW <= timedelta(seconds=36)
    assert dispatch.run_due() == 0
    at.move(NOW + timedelta(seconds=37))
    dispatch.run_due()
    assert (_row().status, len(server.got)) == (MailStatus.SENT, 2)


def test_a_mailbox_that_is_gone_fails_at_once_and_is_left_alone(cast: Cast, server: ScriptedServer) -> None:
    server.answers = [Outcome(Verdict.REFUSED, 550, "5.1.1")]
    _post(cast)
    dispatch.run_due()
    assert (_row().status, _row().reason) == (MailStatus.FAILED, "550 5.1.1")
    assert db.session.get(Suppression, cast.cleo.user.email) is not None
    with transaction():
        outbox.post(sign_in_link_mail(cast.cleo.user, "again", now=NOW), now=NOW)
    dispatch.run_due()
    assert len(server.got) == 1


def test_a_broken_line_after_the_dot_parks_a_nudge(cast: Cast, server: ScriptedServer) -> None:
    server.answers = [Outcome(Verdict.DOUBT)]
    row = _post(cast)
    with transaction():
        db.session.get_one(OutboxMail, row.id).kind = kinds.WEEK_SUMMARY.name
    dispatch.run_due()
    assert _row().status == MailStatus.UNKNOWN


def test_a_broken_line_after_the_dot_resends_what_must_arrive(cast: Cast, server: ScriptedServer, at: Moment) -> None:
    server.answers = [Outcome(Verdict.DOUBT), Outcome(Verdict.SENT, 250)]
    _post(cast)
    dispatch.run_due()
    assert _row().status == MailStatus.PENDING
    at.move(NOW + timedelta(minutes=1))
    dispatch.run_due()
    assert (_row().status, len(server.got)) == (MailStatus.SENT, 2)


def test_a_late_mail_expires(cast: Cast, server: ScriptedServer, at: Moment) -> None:
    _post(cast)
    at.move(NOW + kinds.SIGN_IN_LINK.lateness)
    dispatch.run_due()
    assert (_row().status, server.got) == (MailStatus.EXPIRED, [])


def test_a_row_whose_sender_died_before_handing_over_comes_back(cast: Cast, server: ScriptedServer, at: Moment) -> None:
    _post(cast)
    assert len(dispatch.claim(10, now=NOW)) == 1
    assert dispatch.run_due() == 0
    at.move(NOW + dispatch.LEASE + timedelta(seconds=1))
    assert dispatch.run_due() == 1
    assert (_row().status, len(server.got)) == (MailStatus.SENT, 1)


@pytest.mark.parametrize(
    ("kind", "expected", "sends"),
    [(kinds.SIGN_IN_LINK, MailStatus.SENT, 1), (kinds.WEEK_SUMMARY, MailStatus.UNKNOWN, 0)],
)
def test_a_row_whose_sender_died_while_handing_over_goes_by_its_kind(
    cast: Cast, server: ScriptedServer, at: Moment, kind: kinds.Kind, expected: MailStatus, sends: int
) -> None:
    row = _post(cast)
    with transaction():
        stuck = db.session.get_one(OutboxMail, row.id)
        stuck.kind, stuck.status = kind.name, MailStatus.DISPATCHING
        stuck.lease_owner, stuck.lease_until, stuck.attempts = "dead", NOW + dispatch.LEASE, 1
    at.move(NOW + dispatch.LEASE + timedelta(seconds=1))
    dispatch.run_due()
    assert (_row().status, len(server.got)) == (expected, sends)


def test_a_late_sender_that_lost_its_lease_sends_nothing(cast: Cast, server: ScriptedServer, at: Moment) -> None:
    _post(cast)
    (slow,) = dispatch.claim(10, now=NOW)
    # The slow sender is another process: it goes on with what it read.
    db.session.expunge(slow)
    at.move(NOW + dispatch.LEASE + timedelta(seconds=1))
    assert dispatch.run_due() == 1
    dispatch._deliver(slow, server)
    assert len(server.got) == 1


def test_a_mail_that_is_tried_eight_times_fails(cast: Cast, server: ScriptedServer, at: Moment) -> None:
    server.answers = [Outcome(Verdict.LATER, 421)]
    row = _post(cast)
    with transaction():
        db.session.get_one(OutboxMail, row.id).expires_at = NOW + timedelta(days=30)
    for hours in range(0, 100, 5):
        at.move(NOW + timedelta(hours=hours))
        dispatch.run_due()
    assert (_row().status, _row().attempts, len(server.got)) == (MailStatus.FAILED, 8, 8)


def test_a_mail_that_cannot_be_written_holds_nobody_up(cast: Cast, server: ScriptedServer) -> None:
    broken = _post(cast, token="t1")
    with transaction():
        db.session.merge(broken).to_address = "ü@example.com"
    with transaction():
        outbox.post(sign_in_link_mail(cast.cleo.user, "t2", now=NOW + timedelta(seconds=1)), now=NOW)
    assert dispatch.run_due() == 2
    first, second = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id))
    assert (first.status, first.attempts, first.reason) == (MailStatus.PENDING, 1, "UnicodeEncodeError")
    assert second.status == MailStatus.SENT


def test_a_domain_in_another_script_goes_out_in_ascii(cast: Cast) -> None:
    row = _post(cast)
    row.to_address, row.reply_to = "cleo@bücher.example", "tara@bücher.example"
    message = to_mime(row, mail_from="plinth@plinth.test", now=NOW)
    assert message["To"].addresses[0].addr_spec == "cleo@xn--bcher-kva.example"
    assert message["Reply-To"].addresses[0].addr_spec == "tara@xn--bcher-kva.example"
    db.session.rollback()


def test_stopping_a_kind_works_at_once(cast: Cast, server: ScriptedServer) -> None:
    row = _post(cast)
    with transaction():
        db.session.get_one(OutboxMail, row.id).kind = kinds.WEEK_SUMMARY.name
        stopping.stop(cast.cleo.user_id, kinds.WEEK_SUMMARY, now=NOW)
    dispatch.run_due()
    assert (_row().status, server.got) == (MailStatus.SUPPRESSED, [])


def test_the_catcher_keeps_the_mail_as_sent(app: Flask, cast: Cast) -> None:
    _post(cast)
    dispatch.run_due()
    (file,) = Path(app.config["MAIL_CATCHER_PATH"]).glob("*.eml")
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert mail["To"] == "Cleo Marsh <cleo@example.com>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert {part.get_content_type() for part in mail.walk()} >= {"text/plain", "text/html"}

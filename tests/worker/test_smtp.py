"""Handing mail to a real SMTP server that answers well, badly, or not at all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.emails import sign_in_link_mail
from app.core.clock import clock
from app.core.db import db, transaction
from app.mail import dispatch, kinds, outbox
from app.mail.message import Message, Recipient, Sender
from app.mail.models import MailStatus, OutboxMail
from tests.factories import Cast
from tests.services.private import free_port
from tests.services.smtp import DROP, SmtpSink, smtp_sink


@pytest.fixture(scope="module")
def _sink() -> Iterator[SmtpSink]:
    with smtp_sink() as sink:
        yield sink


@pytest.fixture
def sink(_sink: SmtpSink, app: Flask) -> Iterator[SmtpSink]:
    """A real server; the application sends to it for one test."""
    _sink.clear()
    fresh = SmtpSink()
    _sink.on_rcpt, _sink.on_data = fresh.on_rcpt, fresh.on_data
    before, app.config["SMTP_URL"] = app.config["SMTP_URL"], _sink.url
    yield _sink
    app.config["SMTP_URL"] = before


def _post(cast: Cast, kind: kinds.Kind = kinds.SIGN_IN_LINK, period: str = "p1") -> None:
    message = sign_in_link_mail(cast.cleo.user, period, now=clock.now())
    if kind is not kinds.SIGN_IN_LINK:
        days = {"needing": [], "rest": [], "ends_on": "Sunday", "link": "http://plinth.test/clients"}
        to = Recipient(cast.cleo.user_id, cast.cleo.user.email, "Zoë “Z” Müller, @ <x>")
        message = Message(kind, to, Sender("Café Nord: Bewegung"), period, context=days)
    with transaction():
        outbox.post(message, now=clock.now())


def _states() -> list[str]:
    db.session.rollback()
    db.session.expire_all()
    return [row.status for row in db.session.scalars(select(OutboxMail).order_by(OutboxMail.id))]


def test_a_mail_arrives_as_text_html_and_headers(cast: Cast, sink: SmtpSink) -> None:
    _post(cast, kinds.TRAINER_DIGEST)
    dispatch.run_due()
    (received,) = sink.wait_for(1)
    mail = received.message
    assert received.recipients == (cast.cleo.user.email,)
    assert mail["To"].addresses[0].display_name == "Zoë “Z” Müller x"
    assert mail["From"].addresses[0].display_name == "Café Nord Bewegung"
    assert {"text/plain", "text/html"} <= {part.get_content_type() for part in mail.walk()}
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"].startswith("<http://plinth.test/stop-mail/")
    assert _states() == [MailStatus.SENT]


def test_many_mails_share_a_connection(cast: Cast, sink: SmtpSink) -> None:
    for number in range(45):
        _post(cast, period=f"p{number}")
    assert dispatch.run_due() == 45
    assert len(sink.wait_for(45)) == 45
    assert set(_states()) == {MailStatus.SENT}


@pytest.mark.parametrize(
    ("reply", "kind", "expected"),
    [
        ("451 4.3.0 Later", kinds.SIGN_IN_LINK, MailStatus.PENDING),
        ("452 4.2.2 Full", kinds.SIGN_IN_LINK, MailStatus.PENDING),
        ("552 5.2.2 Full", kinds.SIGN_IN_LINK, MailStatus.PENDING),
        ("550 5.7.1 No", kinds.SIGN_IN_LINK, MailStatus.FAILED),
        ("554 5.7.1 No", kinds.SIGN_IN_LINK, MailStatus.FAILED),
        (DROP, kinds.SIGN_IN_LINK, MailStatus.PENDING),
        (DROP, kinds.TRAINER_DIGEST, MailStatus.UNKNOWN),
    ],
)
def test_the_reply_to_the_body_decides(
    cast: Cast, sink: SmtpSink, reply: str, kind: kinds.Kind, expected: MailStatus
) -> None:
    sink.on_data = lambda received: reply
    _post(cast, kind)
    dispatch.run_due()
    assert _states() == [expected]


@pytest.mark.parametrize(
    ("reply", "expected"), [("450 4.2.1 Busy", MailStatus.PENDING), ("550 5.1.1 Nobody", MailStatus.FAILED)]
)
def test_the_reply_to_the_address_decides(cast: Cast, sink: SmtpSink, reply: str, expected: MailStatus) -> None:
    sink.on_rcpt = lambda address: reply
    _post(cast)
    dispatch.run_due()
    assert _states() == [expected]
    assert sink.messages == []


def test_one_refused_address_does_not_stop_the_next(cast: Cast, sink: SmtpSink) -> None:
    sink.on_rcpt = lambda address: "550 5.1.1 Nobody" if address == cast.cleo.user.email else "250 2.1.5 Fine"
    _post(cast)
    with transaction():
        outbox.post(sign_in_link_mail(cast.nils.user, "n", now=clock.now()), now=clock.now())
    dispatch.run_due()
    assert _states() == [MailStatus.FAILED, MailStatus.SENT]


def test_a_server_that_is_not_there_is_tried_again_later(app: Flask, cast: Cast, sink: SmtpSink) -> None:
    app.config["SMTP_URL"] = f"smtp://127.0.0.1:{free_port()}"
    _post(cast)
    dispatch.run_due()
    assert _states() == [MailStatus.PENDING]

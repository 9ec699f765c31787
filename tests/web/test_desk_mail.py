"""How well mail reaches a client, and what a trainer can do about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts import links
from app.accounts.models import LinkPurpose, LinkToken, User
from app.clients.models import Client, ClientStatus, Consent
from app.core import events
from app.core.db import db, transaction
from app.mail import dispatch, kinds
from app.mail.models import MailStatus, OutboxMail, Suppression
from app.mail.senders import Outcome, Verdict
from tests import factories
from tests.conftest import NOW, Moment
from tests.factories import Cast
from tests.page import Browser
from tests.people import mails_to
from tests.snapshots import assert_snapshot

SignIn = Callable[..., None]


def _path(client: Client) -> str:
    return f"/clients/{client.id}/mail"


def _invite(cast: Cast) -> Client:
    return factories.make_client("Dora Lund", cast.practice, cast.tara, now=NOW, status=ClientStatus.INVITED)


def _suppress(address: str) -> None:
    with transaction():
        db.session.add(Suppression(address=address, reason="550 5.1.1", at=NOW))


def _sent(client: Client, kind: str, at: object) -> None:
    with transaction():
        db.session.add(
            OutboxMail(
                kind=kind,
                practice_id=client.practice_id,
                user_id=client.user_id,
                dedupe_key=f"{kind}-{at}",
                message_id=f"<{kind}-{at}>",
                to_address=client.user.email,
                to_name="x",
                from_name="x",
                subject="x",
                text="",
                html="",
                due_at=at,
                expires_at=NOW,
                status=MailStatus.SENT,
                next_attempt_at=at,
                created_at=at,
                sent_at=at,
            )
        )


def test_a_test_mail_says_only_that_it_came(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    shown = page.follow(page.submit(page.get(_path(cast.cleo)), f"{_path(cast.cleo)}/test"))
    assert "A test mail is on its way." in shown.text and "Test mail" in shown.text
    mail = mails_to("cleo@example.com", "test-mail")[0]
    assert mail.subject == "A test from North Side Movement"
    assert_snapshot("test-mail", text=mail.text, html=mail.html)


def test_three_test_mails_a_day_are_enough(page: Browser, cast: Cast, sign_in: SignIn, at: Moment) -> None:
    sign_in(cast.tara)
    for minutes in range(4):
        at.move(NOW + timedelta(minutes=20 * minutes))
        shown = page.follow(page.post(f"{_path(cast.cleo)}/test", status=302))
    assert "Three test mails a day are enough." in shown.text
    assert len(mails_to("cleo@example.com", "test-mail")) == 3
    at.move(NOW + timedelta(days=1, hours=2))
    page.post(f"{_path(cast.cleo)}/test", status=302)
    assert len(mails_to("cleo@example.com", "test-mail")) == 4


def test_no_test_goes_to_an_address_that_takes_no_mail(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    _suppress("cleo@example.com")
    sign_in(cast.tara)
    shown = page.get(_path(cast.cleo))
    assert "This address takes no mail" in shown.text and "Send a test mail" not in shown.text
    assert "Put it right first." in page.follow(page.post(f"{_path(cast.cleo)}/test", status=302)).text
    assert not mails_to("cleo@example.com", "test-mail")


def test_a_wrong_address_is_put_right_while_nobody_has_come_in(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    dora = _invite(cast)
    with transaction():
        old = links.create_link(dora.user, LinkPurpose.INVITATION, now=NOW, scope=f"client:{dora.id}")
    _suppress("dora.lund@example.com")
    told: list[Client] = []
    with events.mail_undelivered.connected_to(lambda sender, **_: told.append(sender)):
        sign_in(cast.tara)
        shown = page.submit(page.get(_path(dora)), f"{_path(dora)}/address", email="Dora.Lund@example.com")
    assert "put right" in page.follow(shown).text
    assert db.session.scalars(select(User.email).where(User.id == dora.user_id)).one() == "dora.lund@example.com"
    assert db.session.get(Suppression, "dora.lund@example.com") is None
    assert links.find_link(old, LinkPurpose.INVITATION, now=NOW) is None
    assert len(mails_to("dora.lund@example.com", "invitation")) == 1
    assert [client.id for client in told] == [dora.id]


@pytest.mark.parametrize("why", ["accepted", "withdrew", "elsewhere", "password"])
def test_an_address_somebody_came_in_with_is_theirs(page: Browser, cast: Cast, sign_in: SignIn, why: str) -> None:
    dora = _invite(cast)
    with transaction():
        row = db.session.get_one(Client, dora.id)
        if why == "accepted":
            row.status, row.accepted_at = ClientStatus.ACTIVE, NOW
        elif why == "withdrew":
            db.session.add(
                Consent(
                    client_id=dora.id, purpose="p", version="1", text="t", method="m", given_at=NOW, withdrawn_at=NOW
                )
            )
        elif why == "password":
            db.session.get_one(User, dora.user_id).password_hash = "x"
        else:
            db.session.add(
                Client(
                    practice_id=cast.other_practice.id,
                    trainer_id=cast.otto.id,
                    user_id=dora.user_id,
                    status=ClientStatus.INVITED,
                    consent_version="2026-11",
                    created_at=NOW,
                )
            )
    sign_in(cast.tara)
    assert "only they can change it" in page.get(_path(dora)).text
    page.post(f"{_path(dora)}/address", {"email": "new@example.com"}, status=200)
    assert db.session.scalars(select(User.email).where(User.id == dora.user_id)).one() == "dora@example.com"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("cleo@example.com", "This address cannot be put here."),
        ("dora@example.com", "That is the address we have."),
        ("nonsense", "This did not save yet"),
    ],
)
def test_an_address_that_will_not_do_stays_in_the_field(
    page: Browser, cast: Cast, sign_in: SignIn, typed: str, words: str
) -> None:
    dora = _invite(cast)
    sign_in(cast.tara)
    shown = page.post(f"{_path(dora)}/address", {"email": typed}, status=200)
    assert words in shown.text and shown.value("email") == typed


def test_silence_after_ten_days_is_said(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    _sent(cast.cleo, kinds.SESSION_REMINDER.name, NOW - timedelta(days=9))
    sign_in(cast.tara)
    assert "No link opened" not in page.get(_path(cast.cleo)).text
    _sent(cast.cleo, kinds.SESSION_REMINDER.name, NOW - timedelta(days=11))
    assert "No link opened in 10 days" in page.get(_path(cast.cleo)).text
    with transaction():
        token = links.create_link(cast.cleo.user, LinkPurpose.SIGN_IN, now=NOW - timedelta(days=10, minutes=1))
        link = links.get_link(token, LinkPurpose.SIGN_IN, now=NOW - timedelta(days=10))
        links.use_link(link, now=NOW - timedelta(days=10))
    shown = page.get(_path(cast.cleo))
    assert "No link opened" not in shown.text and "Sun 15 Nov" in shown.text


def test_pressing_the_button_of_a_session_link_is_kept_once(page: Browser, cast: Cast, at: Moment) -> None:
    exercises = factories.make_exercises(now=NOW)
    factories.make_prescription(cast.cleo, exercises, now=NOW, effective_from=NOW.date())
    with transaction():
        token = links.create_link(cast.cleo.user, LinkPurpose.SESSION, now=NOW, scope="session:1")
    page.get(f"/s/{token}")
    assert db.session.scalars(select(LinkToken.opened_at)).one() is None
    page.post(f"/s/{token}", status=302)
    at.move(NOW + timedelta(hours=1))
    page.post(f"/s/{token}", status=302)
    assert db.session.scalars(select(LinkToken.opened_at)).one() == NOW


def test_a_refused_mail_is_announced_for_the_client(app: Flask, cast: Cast) -> None:
    told: list[tuple[int, int]] = []

    def listen(sender: Client, **_: object) -> None:
        told.append((sender.id, db.session.query(Suppression).count()))

    class Refusing:
        def send(self, message: object, *, to_address: str) -> Outcome:
            return Outcome(Verdict.REFUSED, 550, "5.1.1")

    with events.mail_undelivered.connected_to(listen):
        _waiting(cast.cleo)
        for row in dispatch.claim(5, now=NOW):
            dispatch._deliver(row, Refusing())  # type: ignore[arg-type]
    assert told == [(cast.cleo.id, 1)]


def test_a_listener_that_fails_holds_up_no_other_mail(app: Flask, cast: Cast) -> None:
    def fail(sender: object, **_: object) -> None:
        raise ValueError("no")

    class Refusing:
        def send(self, message: object, *, to_address: str) -> Outcome:
            return Outcome(Verdict.REFUSED, 554, "5.7.1")

    with events.mail_undelivered.connected_to(fail):
        _waiting(cast.cleo)
        for row in dispatch.claim(5, now=NOW):
            dispatch._deliver(row, Refusing())  # type: ignore[arg-type]
    assert db.session.scalars(select(OutboxMail.status)).one() == MailStatus.FAILED


def _waiting(client: Client) -> None:
    _sent(client, kinds.CALL_BOOKED.name, NOW - timedelta(minutes=1))
    with transaction():
        mail = db.session.scalars(select(OutboxMail)).one()
        mail.status, mail.sent_at, mail.text = MailStatus.PENDING, None, "x"
        mail.message_id, mail.expires_at = "<1@plinth.test>", NOW + timedelta(days=1)

"""The mails of a practice: a look at each, its words, off, quiet hours, a test to oneself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta

import pytest
from sqlalchemy import func, select

from app.core.clock import clock
from app.core.db import db, transaction
from app.mail import kinds, outbox
from app.mail.models import MailStatus, MailStop, OutboxMail, Suppression
from app.mail_choices.catalogue import ENTRIES
from app.mail_choices.samples import sample_of
from app.messages.emails import new_messages_mail
from app.practices.models import MailChoice, Membership, Practice
from app.reminders.models import ReminderSetting
from tests.factories import Cast
from tests.page import HOST, Browser, text_of

SignIn = Callable[..., None]
NAMES = [entry.kind.name for entry in ENTRIES]


@pytest.mark.parametrize("name", NAMES)
def test_every_kind_is_shown_as_its_reader_gets_it(page: Browser, cast: Cast, sign_in: SignIn, name: str) -> None:
    sign_in(cast.tara)
    before = db.session.scalar(select(func.count()).select_from(OutboxMail))
    shown = page.get(f"/settings/mails/{name}")
    html = page.client.get(f"/settings/mails/{name}/html", base_url=HOST)
    assert cast.practice.name in html.text
    assert "href=" not in html.text
    policy = html.headers["Content-Security-Policy"]
    assert policy.endswith("sandbox")
    assert shown.all("iframe")[0].get("src") == f"/settings/mails/{name}/html"
    assert db.session.scalar(select(func.count()).select_from(OutboxMail)) == before
    assert not db.session.new


def test_the_list_names_every_kind_and_what_is_decided(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    assert {f"/settings/mails/{name}" for name in NAMES} <= set(page.get("/settings/mails").links())
    form = page.get("/settings/mails/week-summary")
    page.submit(form, "/settings/mails/week-summary", is_on=None, status=302)
    page.submit(
        page.get("/settings/mails/invitation"), "/settings/mails/invitation", words="Hello {first name}.", status=302
    )
    lines = [text_of(line) for line in page.get("/settings/mails").all("li")]
    assert [line[-3:] for line in lines if line.startswith("Weekly summaries")] == ["Off"]
    assert [line[-19:] for line in lines if line.startswith("Invitation")] == ["On, with your words"]
    assert page.get("/settings/mails/nothing", status=404)


def test_own_words_stand_in_the_real_mail(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    form = page.get("/settings/mails/new-messages")
    words = "Good day {first name},\n\nI wrote <b>to you</b>."
    page.submit(form, "/settings/mails/new-messages", subject="A word for {first name}", words=words, status=302)
    again = page.get("/settings/mails/new-messages")
    assert (again.value("subject"), again.value("words")) == ("A word for {first name}", words)
    assert "A word for Alex" in again.text
    db.session.rollback()
    mail = outbox.render(new_messages_mail(cast.cleo, to_client=True, first_id=1, due_at=clock.now()))
    assert mail["subject"] == "A word for Cleo"
    assert mail["text"].startswith("Good day Cleo,\n\nI wrote <b>to you</b>.\n")
    assert "I wrote &lt;b&gt;to you&lt;/b&gt;." in mail["html"]
    to_trainer = outbox.render(new_messages_mail(cast.cleo, to_client=False, first_id=1, due_at=clock.now()))
    assert "word for" not in to_trainer["subject"]
    assert "Good day" not in to_trainer["text"]


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("subject", "How is your pain today?", "A locked phone shows the subject to anyone. Leave out “pain”."),
        ("subject", "Your SI joint week", "Leave out “SI joint”."),
        ("subject", "x" * 81, "Use 80 characters or fewer."),
        ("subject", "Dear {name}", "Only {first name} is filled in. Write “{name}” out"),
        ("words", "{", "Only {first name} is filled in. Write “{” out"),
        ("words", "x" * 601, "Use 600 characters or fewer."),
    ],
)
def test_what_may_not_be_mailed_is_told_and_kept(
    page: Browser, cast: Cast, sign_in: SignIn, field: str, typed: str, words: str
) -> None:
    sign_in(cast.tara)
    form = page.get("/settings/mails/session-reminder")
    answer = page.submit(form, "/settings/mails/session-reminder", **{field: typed}, status=200)
    assert words in answer.text
    assert answer.value(field) == typed
    assert db.session.scalars(select(MailChoice)).all() == []


def test_an_innocent_subject_is_taken(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    form = page.get("/settings/mails/session-reminder")
    page.submit(form, "/settings/mails/session-reminder", subject="Welcome back, {first name}", status=302)
    assert db.session.scalars(select(MailChoice.subject)).all() == ["Welcome back, {first name}"]


def test_a_kind_turned_off_goes_to_no_client_and_waiting_ones_are_kept_back(
    page: Browser, cast: Cast, sign_in: SignIn
) -> None:
    now = clock.now()
    with transaction():
        for to_client in (True, False):
            due_at = now + timedelta(minutes=5)
            assert outbox.post(new_messages_mail(cast.cleo, to_client=to_client, first_id=1, due_at=due_at), now=now)
        assert outbox.post(new_messages_mail(cast.nils, to_client=True, first_id=1, due_at=now), now=now)
    sign_in(cast.tara)
    page.submit(page.get("/settings/mails/new-messages"), "/settings/mails/new-messages", is_on=None, status=302)
    rows = db.session.execute(select(OutboxMail.user_id, OutboxMail.status, OutboxMail.reason)).all()
    assert set(rows) == {
        (cast.cleo.user_id, MailStatus.SUPPRESSED, "the practice turned this mail off"),
        (cast.tara.id, MailStatus.PENDING, ""),
        (cast.nils.user_id, MailStatus.PENDING, ""),
    }
    db.session.rollback()
    with transaction():
        assert not outbox.post(new_messages_mail(cast.cleo, to_client=True, first_id=2, due_at=now), now=now)
        assert outbox.post(new_messages_mail(cast.cleo, to_client=False, first_id=2, due_at=now), now=now)
    page.submit(page.get("/settings/mails/new-messages"), "/settings/mails/new-messages", is_on="y", status=302)
    assert db.session.scalars(select(MailChoice)).all() == []
    db.session.rollback()
    with transaction():
        assert outbox.post(new_messages_mail(cast.cleo, to_client=True, first_id=2, due_at=now), now=now)


@pytest.mark.parametrize("name", ["invitation", "call-booked", "safety-alert"])
def test_what_must_arrive_cannot_be_turned_off(page: Browser, cast: Cast, sign_in: SignIn, name: str) -> None:
    sign_in(cast.tara)
    assert "Send this mail" not in page.get(f"/settings/mails/{name}").text
    page.get("/settings/mails")
    page.post(f"/settings/mails/{name}", {"subject": "", "words": "", "csrf_token": page.csrf_token()})
    assert not any(db.session.scalars(select(MailChoice.is_off)))


def test_only_an_owner_decides_and_every_member_may_look(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tom)
    shown = page.get("/settings/mails/session-reminder")
    assert "An owner of the practice can change its words." in shown.text
    assert "21:00 to 07:00" in page.get("/settings/mails").text
    for path in ("/settings/mails/session-reminder", "/settings/mails/quiet-hours"):
        page.post(path, {"csrf_token": page.csrf_token()}, status=403)


def test_a_test_goes_to_whoever_asks_as_the_client_would_get_it(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    form = page.get("/settings/mails/call-booked")
    page.submit(form, "/settings/mails/call-booked", subject="Our call, {first name}", status=302)
    page.submit(page.get("/settings/mails/call-booked"), "/settings/mails/call-booked/try", status=302)
    (mail,) = db.session.scalars(select(OutboxMail))
    assert (mail.to_address, mail.kind, mail.stop_url, mail.calendar) == (cast.tara.email, "test-mail", "", "")
    assert mail.subject == "Test: Our call, Tara"
    assert "Your call with" in mail.text


def test_no_test_goes_to_an_address_that_refuses_mail(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    with transaction():
        db.session.add(Suppression(address=cast.tara.email, reason="550", at=clock.now()))
    sign_in(cast.tara)
    form = page.get("/settings/mails/invitation")
    answer = page.submit(form, "/settings/mails/invitation/try", status=200)
    assert "Your address takes no mail at present" in answer.text
    assert db.session.scalars(select(OutboxMail)).all() == []


def test_quiet_hours_are_kept_and_who_wished_for_later_is_counted(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    with transaction():
        db.session.add(ReminderSetting(client_id=cast.cleo.id, at=time(20, 30)))
        db.session.add(ReminderSetting(client_id=cast.nils.id, at=time(20, 30)))
    sign_in(cast.tara)
    path = "/settings/mails/quiet-hours"
    answer = page.submit(page.get("/settings/mails"), path, quiet_from="19:30", quiet_until="08:00", status=302)
    assert "1 client asked for a reminder at a time that is quiet now." in page.follow(answer).text
    kept = db.session.execute(select(Practice.quiet_from, Practice.quiet_until).order_by(Practice.id)).all()
    assert kept[0] == (time(19, 30), time(8))
    assert set(kept[1:]) == {(time(21), time(7))}
    sign_in(cast.cleo.user)
    settings = page.get("/reminders")
    assert "between 08:00 and 19:30" in settings.text
    refused = page.submit(settings, "/reminders", at="07:30", status=200)
    assert "We send nothing between 19:30 and 08:00." in refused.text


@pytest.mark.parametrize("hours", [("12:00", "08:00"), ("21:00", "23:00"), ("", ""), ("21:10", "07:00")])
def test_odd_quiet_hours_are_refused(page: Browser, cast: Cast, sign_in: SignIn, hours: tuple[str, str]) -> None:
    sign_in(cast.tara)
    path = "/settings/mails/quiet-hours"
    page.get("/settings/mails")
    data = {"quiet_from": hours[0], "quiet_until": hours[1], "csrf_token": page.csrf_token()}
    page.post(path, data, status=200)
    assert db.session.get_one(Practice, cast.practice.id).quiet_from == time(21)


def test_a_trainer_turns_their_own_mails_off_and_on(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tom)
    page.submit(page.get("/settings/mails"), "/settings/mails/own", digest=None, status=302)
    stops = select(MailStop.user_id, MailStop.kind)
    assert db.session.execute(stops).all() == [(cast.tom.id, kinds.TRAINER_DIGEST.name)]
    page.submit(page.get("/settings/mails"), "/settings/mails/own", digest="y", status=302)
    assert db.session.execute(stops).all() == []


def test_a_sample_touches_no_row(cast: Cast) -> None:
    member = db.session.scalars(select(Membership).where(Membership.user_id == cast.tara.id)).one()
    for entry in ENTRIES:
        outbox.render(sample_of(entry.kind, member, now=clock.now()))
    assert not db.session.new
    assert not db.session.dirty

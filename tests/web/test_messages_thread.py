"""The thread between a trainer and a client: written, read, told by one mail without the words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.clients.models import Client, ClientStatus
from app.core.db import db, transaction
from app.mail.models import OutboxMail
from app.messages import queries, service
from app.messages.install import why_unwanted
from app.messages.models import Message, SavedReply, ThreadSide
from app.messages.service import Words
from app.triage.models import Need
from tests import factories
from tests.conftest import NOW
from tests.factories import Cast
from tests.page import Browser, text_of
from tests.snapshots import assert_snapshot

SignIn = Callable[..., None]


def write(client: Client, body: str, key: str, *, from_client: bool = False, now: datetime = NOW) -> Message:
    author = client.user if from_client else client.trainer
    with transaction():
        return service.write(client, Words(body), author=author, from_client=from_client, form_key=key, now=now)


def mails() -> list[OutboxMail]:
    return list(db.session.scalars(select(OutboxMail).where(OutboxMail.kind == "new-messages").order_by(OutboxMail.id)))


def test_they_write_to_each_other(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/messages"
    page.submit(page.get(path), path, body="How was the roll?", status=302)
    sign_in(cast.cleo.user)
    own = page.get("/my-messages")
    assert "How was the roll?" in own.text and "New" in own.text
    page.submit(own, "/my-messages", body="Fine, thank you.", status=302)
    assert "New" not in page.get("/my-messages").text
    sign_in(cast.tara)
    assert "1 new" in page.get("/messages").text
    assert "Fine, thank you." in page.get(path).text


def badge(page: Browser, path: str) -> str:
    """What stands at "Messages" in the navigation."""
    nav = next(one for one in page.get(path).all("nav") if one.get("aria-label") == "Main")
    return next(text_of(link) for link in nav.iter("a") if text_of(link).startswith("Messages"))


def test_the_navigation_says_on_every_page_what_waits(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    for number in range(2):
        write(cast.cleo, "A word.", f"{number}" * 22)
    sign_in(cast.cleo.user)
    assert badge(page, "/reminders") == "Messages2 new"
    page.submit(page.get("/my-messages"), "/my-messages", body="And one back.", status=302)
    assert badge(page, "/reminders") == "Messages"
    write(cast.cleo, "And another.", "c" * 22, from_client=True)
    for who in (cast.tara, cast.ada):
        sign_in(who)
        assert badge(page, "/settings") == "Messages1 with something new"
    for who in (cast.tom, cast.otto):
        sign_in(who)
        assert badge(page, "/settings") == "Messages"
    with transaction():
        cast.cleo.status = ClientStatus.ARCHIVED
    sign_in(cast.tara)
    assert badge(page, "/settings") == "Messages"


def test_looking_reads_nothing_and_the_button_does(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    write(cast.cleo, "It hurts a bit.", "a" * 22, from_client=True)
    sign_in(cast.tara)
    thread = page.get(f"/clients/{cast.cleo.id}/messages")
    assert queries.map_unread([cast.cleo.id]) == {cast.cleo.id: 1}
    page.submit(thread, f"/clients/{cast.cleo.id}/messages/read", status=302)
    assert queries.map_unread([cast.cleo.id]) == {}
    page.post(f"/clients/{cast.cleo.id}/messages/unread", {}, status=302)
    assert queries.map_unread([cast.cleo.id]) == {cast.cleo.id: 1}


def test_an_unread_message_needs_the_trainer(cast: Cast) -> None:
    write(cast.cleo, "Can we talk?", "a" * 22, from_client=True)
    (need,) = db.session.scalars(select(Need).where(Need.client_id == cast.cleo.id, Need.kind == "message")).all()
    with transaction():
        service.mark_read(cast.cleo, of_client=False, now=NOW)
    db.session.expire_all()
    assert need.id not in set(db.session.scalars(select(Need.id).where(Need.kind == "message")))


def test_five_minutes_make_one_mail_without_the_words(cast: Cast) -> None:
    write(cast.cleo, "First secret.", "a" * 22)
    write(cast.cleo, "Second.", "b" * 22, now=NOW + timedelta(minutes=4))
    (mail,) = mails()
    assert mail.due_at == NOW + timedelta(minutes=5)
    assert mail.subject == "Tara Lind wrote to you"
    assert "secret" not in mail.text + mail.html
    write(cast.cleo, "Much later.", "c" * 22, now=NOW + timedelta(minutes=6))
    assert len(mails()) == 2
    html = mail.html.replace(mail.stop_url, "STOP")
    assert_snapshot("new-messages", text=mail.text.replace(mail.stop_url, "STOP"), html=html)


def test_a_mail_that_was_overtaken_by_reading_is_not_sent(cast: Cast) -> None:
    write(cast.cleo, "Hello.", "a" * 22)
    (mail,) = mails()
    assert why_unwanted(mail) is None
    with transaction():
        service.mark_read(cast.cleo, of_client=True, now=NOW)
    assert why_unwanted(mail) == "read meanwhile"


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2026, 11, 26, 3, 54, tzinfo=UTC), datetime(2026, 11, 26, 3, 59, tzinfo=UTC)),
        (datetime(2026, 11, 26, 3, 55, tzinfo=UTC), datetime(2026, 11, 26, 14, 0, tzinfo=UTC)),
        (datetime(2026, 11, 26, 13, 54, tzinfo=UTC), datetime(2026, 11, 26, 14, 0, tzinfo=UTC)),
        (datetime(2026, 11, 26, 13, 55, tzinfo=UTC), datetime(2026, 11, 26, 14, 0, tzinfo=UTC)),
    ],
)
def test_at_night_the_clients_mail_waits_until_seven(cast: Cast, now: datetime, due: datetime) -> None:
    with transaction():
        cast.cleo.user.zone = "America/Phoenix"
    write(cast.cleo, "Good night.", "a" * 22, now=now)
    assert mails()[0].due_at == due


def test_the_trainers_mail_does_not_wait(cast: Cast) -> None:
    late = datetime(2026, 11, 26, 6, 0, tzinfo=UTC)
    write(cast.cleo, "I cannot sleep.", "a" * 22, from_client=True, now=late)
    assert (mails()[0].to_address, mails()[0].due_at) == (cast.tara.email, late + timedelta(minutes=5))


def test_a_double_click_is_one_message(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/messages"
    form = page.get(path)
    page.submit(form, path, body="Once.", status=302)
    again = page.submit(form, path, body="Once.", status=200)
    assert "This message was sent already." in again.text
    assert db.session.scalar(select(func.count(Message.id))) == 1


@pytest.mark.parametrize(
    ("body", "sentence"), [("", "Write something first."), ("x" * 2001, "Use 2000 characters or fewer.")]
)
def test_a_fault_is_named_and_the_words_stay(
    page: Browser, cast: Cast, sign_in: SignIn, body: str, sentence: str
) -> None:
    sign_in(cast.cleo.user)
    answer = page.submit(page.get("/my-messages"), "/my-messages", body=body, status=200)
    assert sentence in answer.text
    assert answer.value("body") == body


def test_an_exercise_comes_along(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    exercises = factories.make_exercises(now=NOW)
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}/messages"
    page.submit(page.get(path), path, body="Like this.", exercise=exercises[0].slug, status=302)
    sign_in(cast.cleo.user)
    own = page.get("/my-messages")
    assert exercises[0].name in own.text and "Breathe out slowly." in own.text


def test_a_saved_text_is_put_behind_what_is_typed(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    replies = page.get("/messages/replies")
    page.submit(replies, "/messages/replies", title="Welcome", body="Welcome, {first name}.", status=302)
    reply = db.session.scalars(select(SavedReply)).one()
    path = f"/clients/{cast.cleo.id}/messages"
    answer = page.submit(page.get(path), path, body="Hi.", insert=str(reply.id), status=200)
    assert answer.value("body").split() == ["Hi.", "Welcome,", "Cleo."]
    assert db.session.scalar(select(func.count(Message.id))) == 0
    page.submit(page.get("/messages/replies"), f"/messages/replies/{reply.id}/delete", status=302)
    assert db.session.scalars(select(SavedReply)).all() == []


def test_many_get_a_thread_each_after_a_look(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    mia = factories.make_client("Mia Stone", cast.practice, cast.tara, now=NOW)
    gone = factories.make_client("Gus Lane", cast.practice, cast.tara, now=NOW, status=ClientStatus.ARCHIVED)
    sign_in(cast.tara)
    form = page.get("/messages/new")
    assert gone.name not in form.text
    both = {"body": "Hello {first name}.", "clients": [str(cast.cleo.id), str(mia.id)]}
    look = page.submit(form, "/messages/new", act="look", **both, status=200)
    assert "Goes to 2 people" in look.text
    assert db.session.scalar(select(func.count(Message.id))) == 0
    page.submit(look, "/messages/new", act="send", **both, status=302)
    bodies = db.session.scalars(select(Message.body).order_by(Message.client_id)).all()
    assert bodies == ["Hello Cleo.", "Hello Mia."]
    assert len(mails()) == 2


def test_older_messages_are_a_page_away(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    for number in range(queries.PAGE + 1):
        write(cast.cleo, f"Line {number:02d}.", f"{number:022d}")
    sign_in(cast.cleo.user)
    newest = page.get("/my-messages")
    assert "Line 00." not in newest.text and "Line 50." in newest.text
    (older,) = [a.get("href", "") for a in newest.all("a") if "before=" in a.get("href", "")]
    assert "Line 00." in page.get(older).text


def test_who_is_not_in_cannot_be_written_to(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    with transaction():
        cast.cleo.status = ClientStatus.ARCHIVED
    sign_in(cast.tara)
    answer = page.post(
        f"/clients/{cast.cleo.id}/messages", {"body": "Hi.", "form_key": "k" * 22, "exercise": ""}, status=200
    )
    assert "Cleo is archived." in answer.text
    assert db.session.scalars(select(ThreadSide)).all() == []


def test_strangers_see_no_thread(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    write(cast.cleo, "Private.", "a" * 22)
    path = f"/clients/{cast.cleo.id}/messages"
    assert page.get(path, status=302).location.startswith("/sign-in")
    for user, status in ((cast.tom, 404), (cast.otto, 404), (cast.cleo.user, 403), (cast.ada, 200)):
        sign_in(user)
        page.get(path, status=status)
    sign_in(cast.nils.user)
    assert "Private." not in page.get("/my-messages").text

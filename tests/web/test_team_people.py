"""The people of a practice: asked to join, given a role, let go."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.clients.queries import visible_to
from app.core.db import db, transaction
from app.mail.models import OutboxMail, Recurrence
from app.practices.models import MemberRole, Membership
from tests.conftest import NOW, Moment
from tests.factories import Cast
from tests.page import Browser
from tests.snapshots import assert_snapshot

SignIn = Callable[..., None]


def member_of(user: User) -> Membership:
    return db.session.scalars(select(Membership).where(Membership.user_id == user.id)).one()


def asked(page: Browser, **values: str) -> str:
    """Ask Bea to join and return the link in her mail, without the host."""
    form = {"name": "Bea Holm", "email": "bea@example.com", "role": "assistant", **values}
    page.submit(page.get("/settings/people"), "/settings/people", **form, status=302)
    mail = db.session.scalars(select(OutboxMail).where(OutboxMail.kind == "joining").order_by(OutboxMail.id)).all()[-1]
    return re.findall(r"/join/\S+", mail.text)[0]


def test_a_colleague_is_asked_joins_and_is_in(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    link = asked(page)
    people = page.get("/settings/people")
    assert "Asked, not in yet" in people.text
    page.submit(people, "/sign-out", status=302)
    assert page.get(link).h1 == "Welcome, Bea"
    page.get(link)
    answer = page.submit(page.get(link), link, status=302)
    assert answer.location == "/password"
    assert page.get("/clients").h1 == "Your clients"
    assert page.post(link, {}, status=410).h1


def test_a_link_is_good_for_two_weeks_and_a_new_one_ends_it(
    page: Browser, cast: Cast, sign_in: SignIn, at: Moment
) -> None:
    sign_in(cast.tara)
    first = asked(page)
    bea = member_of(db.session.scalars(select(User).where(User.email == "bea@example.com")).one())
    page.submit(page.get(f"/settings/people/{bea.id}"), f"/settings/people/{bea.id}/ask-again", status=302)
    page.get(first, status=410)
    mail = db.session.scalars(select(OutboxMail).where(OutboxMail.kind == "joining").order_by(OutboxMail.id)).all()[-1]
    second = re.findall(r"/join/\S+", mail.text)[0]
    page.get(second)
    at.move(NOW.replace(month=12, day=10))
    page.get(second, status=410)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"email": "cleo@example.com"}, "This address cannot be used for a new account."),
        ({"email": "nowhere@"}, "does not look like an email address"),
        ({"name": ""}, "Type the person’s name."),
        ({"role": "king"}, "Not a valid choice"),
    ],
)
def test_a_fault_is_named_and_what_was_typed_stays(
    page: Browser, cast: Cast, sign_in: SignIn, values: dict[str, str], sentence: str
) -> None:
    sign_in(cast.tara)
    form = {"name": "Bea Holm", "email": "bea@example.com", "role": "trainer", **values}
    answer = page.submit(page.get("/settings/people"), "/settings/people", **form, status=200)
    assert sentence in answer.text
    assert (answer.value("name"), answer.value("email")) == (form["name"], form["email"])


def test_a_role_changes_what_somebody_sees(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    tom = member_of(cast.tom)
    sign_in(cast.tara)
    page.submit(page.get(f"/settings/people/{tom.id}"), f"/settings/people/{tom.id}", role="assistant", status=302)
    db.session.expire_all()
    assert member_of(cast.tom).role == "assistant"
    assert cast.cleo in db.session.scalars(visible_to(member_of(cast.tom)))


def test_who_looks_after_clients_is_no_assistant(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    tom = member_of(cast.tom)
    with transaction():
        cast.cleo.trainer_id = cast.tom.id
    sign_in(cast.tara)
    answer = page.submit(page.get(f"/settings/people/{tom.id}"), f"/settings/people/{tom.id}", role="assistant")
    assert "Hand over the clients of Tom Berg first." in answer.text
    db.session.expire_all()
    assert member_of(cast.tom).role == "trainer"


def test_a_practice_keeps_an_owner(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    tara = member_of(cast.tara)
    sign_in(cast.tara)
    answer = page.submit(page.get(f"/settings/people/{tara.id}"), f"/settings/people/{tara.id}", role="trainer")
    assert "The practice needs an owner." in answer.text
    page.post(f"/settings/people/{tara.id}/leave", {}, status=302)
    assert "You cannot take yourself out." in page.get(f"/settings/people/{tara.id}").text


def test_leaving_signs_out_and_ends_the_digest(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    tom = member_of(cast.tom)
    with transaction():
        db.session.add(Recurrence(kind="trainer-digest", owner_id=cast.tom.id, user_id=cast.tom.id, next_at=NOW))
    sign_in(cast.tara)
    ask = page.get(f"/settings/people/{tom.id}/leave")
    assert db.session.get(Membership, tom.id) is not None
    page.submit(ask, f"/settings/people/{tom.id}/leave", status=302)
    db.session.expire_all()
    assert db.session.scalar(select(Membership).where(Membership.user_id == cast.tom.id)) is None
    assert cast.tom.disabled_at == NOW
    assert db.session.scalar(select(Recurrence).where(Recurrence.owner_id == cast.tom.id)) is None
    sign_in(cast.tom)
    assert page.get("/clients", status=302).location.startswith("/sign-in")


def test_nobody_leaves_while_clients_are_theirs(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    tom = member_of(cast.tom)
    with transaction():
        cast.cleo.trainer_id = cast.tom.id
    sign_in(cast.tara)
    page.submit(page.get(f"/settings/people/{tom.id}/leave"), f"/settings/people/{tom.id}/leave", status=302)
    assert "Hand over the clients of Tom Berg first." in page.get(f"/settings/people/{tom.id}").text


def test_only_an_owner_sees_people(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    assert page.get("/settings/people", status=302).location == "/sign-in?next=/settings/people"
    for user in (cast.tom, cast.ada, cast.cleo.user):
        sign_in(user)
        page.get("/settings/people", status=403)
    sign_in(cast.otto)
    page.get(f"/settings/people/{member_of(cast.tom).id}", status=404)


def test_who_an_assistant_adds_belongs_to_the_owner(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.ada)
    page.submit(page.get("/clients/new"), "/clients/new", name="Rosa Lee", email="rosa@example.com", status=302)
    rosa = db.session.scalars(select(User).where(User.email == "rosa@example.com")).one()
    found = db.session.scalars(visible_to(member_of(cast.ada))).all()
    assert [client.trainer_id for client in found if client.user_id == rosa.id] == [cast.tara.id]
    assert member_of(cast.ada).role == MemberRole.ASSISTANT


def test_the_mail_says_who_asks_and_as_what(page: Browser, cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.tara)
    token = asked(page).removeprefix("/join/")
    mail = db.session.scalars(select(OutboxMail).where(OutboxMail.kind == "joining")).one()
    assert mail.subject == "Tara Lind asks you to join North Side Movement"
    assert_snapshot("joining", text=mail.text.replace(token, "TOKEN"), html=mail.html.replace(token, "TOKEN"))

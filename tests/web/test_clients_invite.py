"""Adding a client: the form, the mail, the link to copy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import Role, User
from app.clients import consent
from app.clients.models import Client, ClientStatus
from app.core.db import db, transaction
from tests.conftest import NOW, Moment
from tests.factories import Cast
from tests.page import HOST, Browser
from tests.people import mails_to, path_in, rows
from tests.snapshots import assert_snapshot

FILLED = {"name": "Dana Whitlock", "email": "Dana@Example.com", "zone": "America/Halifax", "minutes_per_day": "20"}


def _invited(email: str = "dana@example.com") -> Client:
    return db.session.scalars(select(Client).join(Client.user).where(User.email == email)).one()


def test_the_page_shows_what_will_be_asked(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    sign_in(cast.tara)
    new = page.get("/clients/new")
    assert new.value("zone") == "America/Edmonton"
    version = consent.current_version()
    assert f"Version {version}." in new.text
    for _, paragraphs in consent.sections(consent.get_text(version)):
        for paragraph in paragraphs:
            assert paragraph in new.text


def test_a_client_is_invited(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    sign_in(cast.tara)
    result = page.follow(page.submit(page.get("/clients/new"), "/clients/new", status=302, **FILLED))
    assert result.h1 == "Dana Whitlock is invited"
    client = _invited()
    assert (client.status, client.invited_at, client.accepted_at) == (ClientStatus.INVITED, NOW, None)
    assert (client.trainer_id, client.practice_id) == (cast.tara.id, cast.practice.id)
    assert (client.minutes_per_day, client.consent_version) == (20, consent.current_version())
    user = client.user
    assert (user.email, user.role, user.zone) == ("dana@example.com", Role.CLIENT, "America/Halifax")
    assert user.password_hash is None


def test_the_mail_names_who_invites_and_nothing_about_health(
    page: Browser, cast: Cast, sign_in: Callable[..., None]
) -> None:
    sign_in(cast.tara)
    page.post("/clients/new", FILLED, status=302)
    mail = mails_to("dana@example.com", "invitation")[0]
    assert mail.subject == "An invitation from Tara Lind"
    assert (mail.from_name, mail.reply_to) == ("North Side Movement", "tara@example.com")
    token = path_in(mail).rpartition("/")[2]
    assert_snapshot("invitation", text=mail.text.replace(token, "TOKEN"), html=mail.html.replace(token, "TOKEN"))
    assert not {"pain", "back", "hip", "joint"} & set(mail.text.lower().replace(".", " ").split())


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "  ", "Type a name."),
        ("name", "Dana\tW", "There is a character here that we cannot keep."),
        ("email", "dana@mail", "does not look like an email address"),
        ("email", "dänä@example.com", "does not look like an email address"),
        ("zone", "Nowhere", "Choose a time zone from the list."),
        ("minutes_per_day", "many", "Type whole minutes, such as 20."),
        ("minutes_per_day", "4", "Use 5 to 180 minutes."),
        ("minutes_per_day", "181", "Use 5 to 180 minutes."),
    ],
)
def test_a_fault_is_named_and_the_rest_is_kept(
    page: Browser, cast: Cast, sign_in: Callable[..., None], field: str, typed: str, sentence: str
) -> None:
    sign_in(cast.tara)
    answer = page.post("/clients/new", {**FILLED, field: typed}, status=200)
    assert sentence in answer.text
    for name in set(FILLED) - {field}:
        assert answer.value(name) == FILLED[name]
    assert mails_to("dana@example.com", "invitation") == []


def test_no_minutes_is_no_number(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    sign_in(cast.tara)
    page.post("/clients/new", {**FILLED, "minutes_per_day": ""}, status=302)
    assert _invited().minutes_per_day is None


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("cleo@example.com", "belongs to a client of your practice already"),
        ("otto@example.com", "A trainer signs in with this address."),
        ("tara@example.com", "A trainer signs in with this address."),
    ],
)
def test_who_cannot_be_added(
    page: Browser, cast: Cast, sign_in: Callable[..., None], email: str, sentence: str
) -> None:
    sign_in(cast.tara)
    answer = page.post("/clients/new", {**FILLED, "email": email}, status=200)
    assert sentence in answer.text
    assert answer.value("email") == email
    assert mails_to(email, "invitation") == []


def test_nothing_tells_that_a_person_is_known_elsewhere(
    page: Browser, cast: Cast, sign_in: Callable[..., None]
) -> None:
    """Nils is Otto's client, in Berlin. Tara adds him as "Nicholas" and sees what she would see of anybody."""
    sign_in(cast.tara)
    known = {"name": "Nicholas F.", "email": "nils@example.com", "zone": "America/Halifax"}
    known_page = page.follow(page.post("/clients/new", known, status=302))
    stranger = {**known, "email": "anna@example.com"}
    stranger_page = page.follow(page.post("/clients/new", stranger, status=302))
    assert known_page.text.replace("nils@", "anna@") == stranger_page.text
    nils = db.session.get_one(User, cast.nils.user_id, populate_existing=True)
    assert (nils.name, nils.zone) == ("Nils Falk", "Europe/Berlin")
    mine = db.session.scalars(select(Client).where(Client.user_id == nils.id, Client.id != cast.nils.id)).one()
    assert mine.name == "Nicholas F."
    assert "Nicholas F." in page.get(f"/clients/{mine.id}/edit").text
    assert db.session.get_one(Client, cast.nils.id).status == ClientStatus.ACTIVE


def test_the_link_to_copy_is_shown_once_and_stands_in_no_address(
    page: Browser, cast: Cast, sign_in: Callable[..., None]
) -> None:
    sign_in(cast.tara)
    result = page.follow(page.post("/clients/new", FILLED, status=302))
    path = f"/clients/{_invited().id}"
    shown = page.submit(result, f"{path}/invitation-link", status=200)
    address = shown.all("input", id="invitation-link")[0].get("value", "")
    assert address.startswith(f"{HOST}/invitation/")
    assert address not in page.get(f"{path}/invited").response.get_data(as_text=True)
    assert page.get(address.removeprefix(HOST)).h1 == "Tara Lind invites you"
    assert page.get(path_in(mails_to("dana@example.com", "invitation")[0])).h1 == "Tara Lind invites you"


def test_the_invitation_is_sent_again(page: Browser, cast: Cast, sign_in: Callable[..., None], at: Moment) -> None:
    sign_in(cast.tara)
    page.post("/clients/new", FILLED, status=302)
    client = _invited()
    at.move(NOW + timedelta(days=3))
    answer = page.post(f"/clients/{client.id}/invitation", status=302)
    assert answer.location == f"/clients/{client.id}"
    first, second = mails_to("dana@example.com", "invitation")
    assert path_in(first) != path_in(second)
    db.session.refresh(client)
    assert client.invited_at == NOW + timedelta(days=3)


def test_who_is_in_needs_no_invitation(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    sign_in(cast.tara)
    path = f"/clients/{cast.cleo.id}"
    assert page.get(f"{path}/invited", status=302).location == path
    for act in ("invitation", "invitation-link"):
        assert page.post(f"{path}/{act}", status=302).location == path
    assert mails_to("cleo@example.com", "invitation") == []
    assert "Cleo Marsh needs no invitation." in page.get("/settings").text


@pytest.mark.parametrize("path", ["invited", "invitation", "invitation-link"])
def test_other_peoples_clients_are_not_there(
    page: Browser, cast: Cast, sign_in: Callable[..., None], path: str
) -> None:
    with transaction():
        cast.cleo.status = ClientStatus.INVITED
    for stranger in (cast.otto, cast.tom):
        sign_in(stranger)
        before = rows()
        ask = page.get if path == "invited" else page.post
        ask(f"/clients/{cast.cleo.id}/{path}", status=404)
        assert rows() == before


def test_adding_is_for_trainers(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    assert page.get("/clients/new", status=302).location == "/sign-in?next=/clients/new"
    sign_in(cast.cleo.user)
    page.get("/clients/new", status=403)
    page.post("/clients/new", FILLED, status=403)


def test_a_trainer_adds_to_their_own_list(page: Browser, cast: Cast, sign_in: Callable[..., None]) -> None:
    sign_in(cast.tom)
    page.post("/clients/new", FILLED, status=302)
    assert _invited().trainer_id == cast.tom.id
    page.get(f"/clients/{_invited().id}/edit")

"""Bringing in a list: look first, then everybody or nobody, and back again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.clients.models import Client, ClientNote, ClientStatus, ClientTag, Tag
from app.core.audit import AuditEvent
from app.core.db import db, transaction
from app.core.errors import Refused
from app.mail.models import OutboxMail
from app.portability import drafts, importing
from app.portability.models import ImportBatch, ImportedClient
from app.portability.sheets import decode, read_sheet
from app.practices.models import Membership
from tests import factories
from tests.conftest import NOW, Moment
from tests.factories import Cast
from tests.lists import messy_list
from tests.page import Browser, Page

SHORT = "Name,Email,City,Minutes per day,Tags,Note\nAnn Bell,ann@example.com,Halifax,20,runner,Met at the fair\n"
SHORT += "Bo Cole,bo@example.com,,,,\n"


def _count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def _state() -> tuple[int, ...]:
    return tuple(_count(table) for table in (User, Client, Tag, ClientTag, ImportedClient, OutboxMail))


def _give(page: Browser, listed: str, **more: str) -> Page:
    return page.post("/clients/import", {"text": listed, "zone": "America/Edmonton", **more})


def _draft(page: Browser, listed: str = SHORT) -> str:
    """The address of the preview."""
    return _give(page, listed).location


def _membership(user: User) -> Membership:
    return db.session.scalars(select(Membership).where(Membership.user_id == user.id)).one()


@pytest.fixture
def tara(cast: Cast, sign_in: Callable[..., None]) -> Cast:
    sign_in(cast.tara)
    return cast


def test_two_thousand_messy_rows(tara: Cast, page: Browser) -> None:
    made = messy_list(2000, present=("cleo@example.com",))
    before = _state()
    answer = page.upload(
        "/clients/import", {"file": (BytesIO(made.raw), "kunden.csv"), "text": "", "zone": "America/Edmonton"}
    )
    preview = page.follow(answer)
    refused = made.rows - made.counts["add"] - made.counts["twice"] - made.counts["there"]
    assert f"{made.counts['add']:,} people will be added" in preview.text
    assert f"1 there already. {made.counts['twice']} twice in this list. {refused} refused." in preview.text
    assert "Not read: Kundennummer" in preview.text
    assert _state() == before
    done = page.submit(preview, f"{answer.location}/add")
    assert done.location == answer.location
    batch = db.session.scalars(select(ImportBatch)).one()
    assert (batch.added, batch.present, batch.twice, batch.refused) == (
        made.counts["add"],
        1,
        made.counts["twice"],
        refused,
    )
    mine = select(User.email).join(Client, Client.user_id == User.id).where(Client.created_at == NOW)
    found = set(db.session.scalars(mine.join(ImportedClient, ImportedClient.client_id == Client.id)))
    assert found == set(made.emails) and len(found) == batch.added
    assert _count(Tag) == 2
    assert (
        db.session.scalar(
            select(Client.minutes_per_day)
            .join(User, Client.user_id == User.id)
            .where(User.email == "person1@example.com")
        )
        == 20
    )
    assert _count(OutboxMail) == 0
    assert "brought in" in page.get(answer.location).h1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-8"])
def test_the_same_list_in_another_encoding_gives_the_same_people(tara: Cast, page: Browser, encoding: str) -> None:
    made = messy_list(200, encoding=encoding)
    answer = page.upload("/clients/import", {"file": (BytesIO(made.raw), "a.csv"), "zone": "America/Edmonton"})
    preview = page.follow(answer)
    assert f"{made.counts['add']} people will be added" in preview.text
    page.submit(preview, f"{answer.location}/add")
    assert db.session.scalars(select(User.name).where(User.email == "person1@example.com")).one() == (
        "Zoë1 Müller-O'Neil"
    )


def test_what_would_not_come_in_stands_first_with_its_line(tara: Cast, page: Browser) -> None:
    at = _draft(page, SHORT + "Cy,cy@,,,,\n")
    preview = page.get(at)
    (row,) = preview.all("tbody")[0].iter("tr")
    assert ["".join(cell.itertext()) for cell in row.iter("td")][:3] == ["4", "Cy", "cy@"]
    assert "does not look like an email address" in preview.text
    assert "Ann Bell" in page.get(f"{at}?show=add").text


def test_the_refused_rows_can_be_downloaded(tara: Cast, page: Browser) -> None:
    at = _draft(page, SHORT + "=Cy,cy@example.com,,,,+x\n")
    answer = page.client.get(f"{at}/refused.csv", base_url="http://plinth.test")
    rows = read_sheet(decode(answer.data)).rows
    assert rows[0].cells[-2:] == ("Line", "Reason")
    assert rows[1].cells == (
        "'=Cy",
        "cy@example.com",
        "",
        "",
        "",
        "'+x",
        "4",
        "The name begins like a formula. Type it as plain text.",
    )
    assert answer.headers["Content-Disposition"] == 'attachment; filename="refused.csv"'


def test_who_comes_in_waits_for_an_invitation(tara: Cast, page: Browser) -> None:
    at = _draft(page)
    page.submit(page.get(at), f"{at}/add")
    ann = db.session.scalars(select(Client).join(User, Client.user_id == User.id).where(User.name == "Ann Bell")).one()
    assert (ann.status, ann.invited_at, ann.minutes_per_day, ann.trainer_id) == ("invited", None, 20, tara.tara.id)
    assert ann.user.zone == "America/Halifax"
    shown = page.get(at)
    assert "2 not invited yet" in shown.text
    note = db.session.scalars(select(ClientNote)).one()
    assert (note.client_id, note.author_id, note.body) == (ann.id, tara.tara.id, "Met at the fair")
    page.submit(shown, f"{at}/invite")
    assert "2 invitations on the way" in page.get(at).text
    assert importing.send_due(now=NOW) == 2
    assert {mail.to_address for mail in db.session.scalars(select(OutboxMail))} == {
        "ann@example.com",
        "bo@example.com",
    }
    assert importing.send_due(now=NOW) == 0


def test_invitations_leave_a_few_a_minute(tara: Cast, page: Browser) -> None:
    at = _draft(page, "Name,Email\n" + "".join(f"A{n},a{n}@example.com\n" for n in range(130)))
    page.submit(page.get(at), f"{at}/add", sends_invitations="y")
    assert importing.send_due(now=NOW) == 60
    assert importing.send_due(now=NOW + timedelta(minutes=1)) == 60
    assert importing.send_due(now=NOW + timedelta(minutes=2)) == 10
    assert _count(OutboxMail) == 130


def test_an_address_added_meanwhile_refuses_the_whole(tara: Cast, page: Browser) -> None:
    at = _draft(page)
    preview = page.get(at)
    factories.make_client("Bo Other", tara.practice, tara.tara, now=NOW)
    before = _state()
    again = page.submit(preview, f"{at}/add")
    assert "Nothing was added" in again.text and "Already a client now: bo@example.com." in again.text
    assert _state() == before
    assert page.submit(again, f"{at}/add").location == at
    assert db.session.scalars(select(ImportBatch)).one().added == 1


def test_a_fault_in_the_middle_leaves_nothing(tara: Cast, page: Browser) -> None:
    listed = "Name,Email,Minutes per day\n" + "".join(f"A{n},a{n}@example.com,20\n" for n in range(40))
    membership = _membership(tara.tara)
    with transaction():
        draft = drafts.keep_draft(membership, read_sheet(listed), zone="UTC", now=NOW)
    promised = importing.fingerprint(drafts.check_draft(membership, draft))
    before = _state()
    _index("CREATE UNIQUE INDEX one_each ON client (trainer_id, minutes_per_day)")
    try:
        with pytest.raises(IntegrityError), transaction():
            importing.import_people(membership, draft.batch.id, promised=promised, sends_invitations=True, now=NOW)
    finally:
        _index("DROP INDEX one_each")
    assert _state() == before
    assert db.session.scalars(select(ImportBatch.status)).one() == "draft"
    assert not db.session.scalars(select(AuditEvent.id)).all()


def _index(statement: str) -> None:
    with db.engine.connect().execution_options(writes=True) as connection:
        connection.execute(text(statement))
        connection.commit()


def test_sent_twice_it_is_one_import(tara: Cast, page: Browser) -> None:
    at = _draft(page)
    preview = page.get(at)
    page.submit(preview, f"{at}/add")
    before = _state()
    page.submit(preview, f"{at}/add")
    assert _state() == before


def test_a_person_of_another_practice_keeps_their_name(tara: Cast, page: Browser) -> None:
    at = _draft(page, "Name,Email\nMr Falk,nils@example.com\n")
    page.submit(page.get(at), f"{at}/add")
    rows = db.session.scalars(select(Client).where(Client.user_id == tara.nils.user_id).order_by(Client.id)).all()
    assert [row.name for row in rows] == ["Nils Falk", "Mr Falk"]
    page.submit(page.get(f"{at}/undo"), f"{at}/undo")
    assert db.session.scalars(select(User.name).where(User.email == "nils@example.com")).one() == "Nils Falk"


def test_a_trainers_address_is_refused(tara: Cast, page: Browser) -> None:
    assert "A trainer signs in with this address" in page.get(_draft(page, "Name,Email\nOtto,otto@example.com\n")).text


def test_an_unclear_heading_is_asked_about(tara: Cast, page: Browser) -> None:
    at = _draft(page, "Who,Where\nAnn Bell,ann@example.com\n")
    assert at.endswith("/columns")
    asked = page.get(at)
    wrong = page.submit(asked, at, column_name="-", column_email="1", has_heading="y")
    assert "Choose the column with the name." in wrong.text
    assert wrong.value("column_email") == "1"
    preview = page.follow(page.submit(wrong, at, column_name="0", column_email="1", has_heading="y"))
    assert "1 person will be added" in preview.text


@pytest.mark.parametrize(
    ("listed", "words"), [("", "There is nothing in this list."), ('Name,Email\n"Ann,a@example.com', "line 2")]
)
def test_a_list_that_cannot_be_read_is_kept_on_the_page(tara: Cast, page: Browser, listed: str, words: str) -> None:
    answer = _give(page, listed)
    assert words in answer.text
    assert answer.value("text") == listed
    assert not _count(ImportBatch)


def test_a_file_that_is_no_text_is_refused(tara: Cast, page: Browser) -> None:
    answer = page.upload("/clients/import", {"file": (BytesIO(b"PK\x03\x04\x00\x00"), "a.xlsx"), "zone": "UTC"})
    assert "This file is no text." in answer.text


def test_a_draft_lives_for_an_hour(tara: Cast, page: Browser, at: Moment) -> None:
    where = _draft(page)
    at.move(NOW + timedelta(minutes=61))
    assert "the hour is over" in page.follow(page.get(where, status=302)).text
    with transaction():
        drafts.sweep_drafts(now=NOW + timedelta(minutes=61))
    assert not _count(ImportBatch)


def test_an_import_can_be_undone(tara: Cast, page: Browser) -> None:
    before = _state()
    at = _draft(page)
    page.submit(page.get(at), f"{at}/add", sends_invitations="y")
    importing.send_due(now=NOW)
    page.submit(page.get(f"{at}/undo"), f"{at}/undo")
    # The tag stays.
    assert _state() == (*before[:2], 1, *before[3:])
    assert "taken back" in page.get(at).h1
    verbs = set(db.session.scalars(select(AuditEvent.verb)))
    assert {"clients imported", "client imported", "import undone"} <= verbs


def test_nothing_is_undone_once_somebody_has_accepted(tara: Cast, page: Browser) -> None:
    at = _draft(page)
    page.submit(page.get(at), f"{at}/add")
    ask = page.get(f"{at}/undo")
    with transaction():
        ann = db.session.scalars(select(Client).where(Client.minutes_per_day == 20)).one()
        ann.status, ann.accepted_at = ClientStatus.ACTIVE, NOW
    before = _state()
    assert "has accepted" in page.follow(page.submit(ask, f"{at}/undo")).text
    assert _state() == before
    assert "This import stays" in page.get(f"{at}/undo").text


def test_a_draft_is_for_its_person_alone(tara: Cast, page: Browser, sign_in: Callable[..., None], at: Moment) -> None:
    where = _draft(page)
    for stranger in (tara.tom, tara.otto):
        sign_in(stranger)
        page.get(where, status=404)
        page.post(f"{where}/add", status=404)
        page.get(f"{where}/refused.csv", status=404)
    sign_in(tara.tara)
    page.submit(page.get(where), f"{where}/add")
    sign_in(tara.tom)
    for path in ("", "/undo"):
        page.get(where + path, status=404)
    page.post(f"{where}/invite", status=404)


def test_only_trainers_bring_lists_in(cast: Cast, page: Browser, sign_in: Callable[..., None]) -> None:
    assert "/sign-in" in page.get("/clients/import", status=302).location
    sign_in(cast.cleo.user)
    page.get("/clients/import", status=403)


def test_an_assistants_list_goes_to_the_owner(cast: Cast, page: Browser, sign_in: Callable[..., None]) -> None:
    sign_in(cast.ada)
    at = _draft(page)
    page.submit(page.get(at), f"{at}/add")
    assert set(db.session.scalars(select(Client.trainer_id).join(ImportedClient))) == {cast.tara.id}
    page.get(f"{at}/undo", status=403)


def test_a_stale_promise_is_refused(tara: Cast) -> None:
    membership = _membership(tara.tara)
    with transaction():
        draft = drafts.keep_draft(membership, read_sheet(SHORT), zone="UTC", now=NOW)
    with pytest.raises(Refused, match="not what you saw"), transaction():
        importing.import_people(membership, draft.batch.id, promised="", sends_invitations=False, now=NOW)

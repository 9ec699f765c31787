"""Bringing a list in, whole or not at all; inviting who came with it; and taking it back."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func, insert, or_, select, update
from sqlalchemy.orm import joinedload

from app.accounts.models import Role, SignIn, User
from app.bookings.models import Booking
from app.clients import consent
from app.clients.invitations import send_invitation
from app.clients.models import Client, ClientNote, ClientStatus, ClientTag, Consent, Tag
from app.core import audit
from app.core.audit import AuditEvent
from app.core.db import db, insert_for, transaction
from app.core.errors import Refused
from app.core.jobs import JobName, ring
from app.mail import outbox
from app.portability.drafts import check_draft, count_outcomes, get_draft
from app.portability.models import ImportBatch, ImportedClient, ImportStatus
from app.portability.people import Checked, Outcome, Person
from app.practices.models import Membership
from app.practices.queries import find_caretaker
from app.prescriptions.models import Prescription

# Invitations of one list leave at this pace, so that no mail server takes them for a flood.
PER_MINUTE = 60
PAGE = 50
MOST_NAMED = 5
_FOR_MAIL = (joinedload(Client.trainer), joinedload(Client.practice))


def fingerprint(checked: Sequence[Checked]) -> str:
    """What the preview promised, as a digest: the very addresses that would be added."""
    emails = sorted(one.person.email for one in checked if one.outcome is Outcome.ADD and one.person is not None)
    return hashlib.sha256("\n".join(emails).encode()).hexdigest()


def import_people(
    membership: Membership, import_id: int, *, promised: str, sends_invitations: bool, now: datetime
) -> ImportBatch:
    """Add everybody a draft would add, in the present transaction. About ten queries, whatever the number of rows.

    `promised` is the `fingerprint` of the preview. Raises Refused when the list is no longer what was shown (an address
    was added meanwhile, and which) or its hour is over; NotFound for another person's draft. Nothing is written then.
    """
    draft = get_draft(membership, import_id, now=now, to_change=True)
    checked = check_draft(membership, draft)
    if fingerprint(checked) != promised:
        _refuse_changed(checked)
    people = [one.person for one in checked if one.outcome is Outcome.ADD and one.person is not None]
    if not people:
        raise Refused("There is nobody to add in this list.")
    users = _add_users(people, now)
    clients = _add_clients(membership, people, users, now)
    _add_tags(membership.practice_id, people, clients)
    _add_notes(membership, people, clients, now)
    batch = draft.batch
    made = {email for email, (_id, is_new, _name) in users.items() if is_new}
    db.session.execute(
        insert(ImportedClient),
        [
            {
                "client_id": clients[person.email],
                "batch_id": batch.id,
                "made_user": person.email in made,
                "invite_at": None,
            }
            for person in people
        ],
    )
    _close(batch, checked, now)
    _note_all(membership, batch, clients, now)
    if sends_invitations:
        invite_all(batch, by=membership.user_id, now=now)
    db.session.flush()
    return batch


def invite_all(batch: ImportBatch, *, by: int, now: datetime) -> int:
    """Have everybody of a list invited who was not yet, PER_MINUTE a minute; returns how many. Two queries.

    The mails are posted by `send_due`: an invitation's link begins to count when it is sent.
    """
    waiting = select(ImportedClient.client_id).join(Client, Client.id == ImportedClient.client_id)
    waiting = waiting.where(
        ImportedClient.batch_id == batch.id,
        ImportedClient.invite_at.is_(None),
        Client.status == ClientStatus.INVITED,
        Client.invited_at.is_(None),
    )
    ids = list(db.session.scalars(waiting.order_by(ImportedClient.client_id)))
    if not ids:
        return 0
    db.session.execute(
        update(ImportedClient),
        [
            {"client_id": client_id, "invite_at": now + timedelta(minutes=number // PER_MINUTE)}
            for number, client_id in enumerate(ids)
        ],
    )
    audit.record(
        "invitations asked for",
        f"import:{batch.id}",
        now=now,
        actor_id=by,
        practice_id=batch.practice_id,
        detail=f"{len(ids)} people",
    )
    ring(JobName.INVITE_IMPORTED)
    return len(ids)


def send_due(*, now: datetime) -> int:
    """Post the invitations that are due, a page per transaction; returns how many. Called by the worker."""
    sent = 0
    while True:
        with transaction():
            page = _post_page(now)
        sent += page
        if page < PAGE:
            return sent


def _post_page(now: datetime) -> int:
    due = select(ImportedClient).where(ImportedClient.invite_at <= now).order_by(ImportedClient.invite_at)
    rows = db.session.scalars(due.limit(PAGE).with_for_update(skip_locked=True)).all()
    clients = select(Client).where(Client.id.in_([row.client_id for row in rows]))
    clients = clients.options(*_FOR_MAIL)
    by_id = {client.id: client for client in db.session.scalars(clients)} if rows else {}
    for row in rows:
        row.invite_at = None
        client = by_id[row.client_id]
        # Somebody may have invited them by hand, or put them away, since the list asked.
        if client.status == ClientStatus.INVITED and client.invited_at is None:
            send_invitation(client, now=now)
    db.session.flush()
    return len(rows)


def why_not_undo(batch: ImportBatch) -> str | None:
    """A sentence why this import cannot be taken back, or None. One query."""
    if batch.status != ImportStatus.DONE:
        return "This list is not in, so there is nothing to take back."
    mine = select(ImportedClient.client_id).where(ImportedClient.batch_id == batch.id)
    accepted, planned, booked = db.session.execute(
        select(
            exists().where(
                Client.id.in_(mine),
                or_(
                    Client.accepted_at.is_not(None),
                    exists().where(Consent.client_id == Client.id),
                ),
            ),
            exists().where(Prescription.client_id.in_(mine)),
            exists().where(Booking.client_id.in_(mine)),
        )
    ).one()
    if accepted:
        return "Somebody of this list has accepted. Archive the others one by one."
    if planned:
        return "Somebody of this list has a plan by now. Archive the others one by one."
    return "Somebody of this list has a call by now. Archive the others one by one." if booked else None


def undo(batch: ImportBatch, *, by: int, now: datetime) -> int:
    """Take back who came with a list, their unsent invitations too; returns how many. Raises Refused (`why_not_undo`).

    An account goes only where the list made it and nothing else knows it.
    """
    db.session.execute(select(ImportBatch.id).where(ImportBatch.id == batch.id).with_for_update())
    why_not = why_not_undo(batch)
    if why_not:
        raise Refused(why_not)
    rows = db.session.execute(
        select(Client.id, Client.user_id, ImportedClient.made_user)
        .join(ImportedClient, ImportedClient.client_id == Client.id)
        .where(ImportedClient.batch_id == batch.id)
    ).all()
    # The number of a mail's subject may come again on SQLite, so what speaks of these people goes with them.
    outbox.forget([f"client:{row.id}" for row in rows])
    db.session.execute(delete(Client).where(Client.id.in_([row.id for row in rows])))
    made = [row.user_id for row in rows if row.made_user]
    db.session.execute(
        delete(User).where(
            User.id.in_(made),
            User.password_hash.is_(None),
            ~exists().where(Client.user_id == User.id),
            ~exists().where(SignIn.user_id == User.id),
        )
    )
    batch.status, batch.undone_at = ImportStatus.UNDONE, now
    audit.record(
        "import undone",
        f"import:{batch.id}",
        now=now,
        actor_id=by,
        practice_id=batch.practice_id,
        detail=f"{len(rows)} people",
    )
    db.session.flush()
    db.session.expire_all()
    return len(rows)


def _refuse_changed(checked: Sequence[Checked]) -> None:
    there = [one.person.email for one in checked if one.outcome is Outcome.THERE and one.person is not None]
    named = ", ".join(there[:MOST_NAMED]) + (" and others" if len(there) > MOST_NAMED else "")
    rest = f"Already a client now: {named}." if there else "Look at it again."
    raise Refused(f"Nothing was added: the list is not what you saw any more. {rest}")


def _refuse_race(emails: Sequence[str]) -> None:
    named = ", ".join(emails[:MOST_NAMED]) + (" and others" if len(emails) > MOST_NAMED else "")
    raise Refused(f"Nothing was added. Somebody added {named} at this very moment. Look at the list again.")


def _add_users(people: Sequence[Person], now: datetime) -> dict[str, tuple[int, bool, str]]:
    """Everybody's account by address: its number, whether it is new, its own name. Two queries; raises Refused."""
    emails = [person.email for person in people]
    known = {
        row.email: (row.id, False, row.name)
        for row in db.session.execute(select(User.id, User.email, User.name).where(User.email.in_(emails)))
    }
    new = [person for person in people if person.email not in known]
    if not new:
        return known
    values = [
        {"email": one.email, "name": one.name, "role": Role.CLIENT, "zone": one.zone, "created_at": now} for one in new
    ]
    statement = insert_for(User).on_conflict_do_nothing(index_elements=["email"])
    made = db.session.execute(statement.returning(User.id, User.email, User.name), values).all()
    known.update({row.email: (row.id, True, row.name) for row in made})
    late = [person.email for person in new if person.email not in known]
    if late:
        _refuse_race(late)
    return known


def _add_clients(
    membership: Membership, people: Sequence[Person], users: dict[str, tuple[int, bool, str]], now: datetime
) -> dict[str, int]:
    """Everybody's number as this practice's client, by address. Raises Refused where somebody else was quicker."""
    caretaker = find_caretaker(membership)
    version = consent.current_version()
    values = [
        {
            "practice_id": membership.practice_id,
            "trainer_id": caretaker.id,
            "user_id": users[one.email][0],
            "called": one.name if one.name != users[one.email][2] else None,
            "status": ClientStatus.INVITED,
            "consent_version": version,
            "minutes_per_day": one.minutes,
            "created_at": now,
        }
        for one in people
    ]
    statement = insert_for(Client).on_conflict_do_nothing(index_elements=["practice_id", "user_id"])
    made = {row.user_id: row.id for row in db.session.execute(statement.returning(Client.id, Client.user_id), values)}
    late = [one.email for one in people if users[one.email][0] not in made]
    if late:
        _refuse_race(late)
    return {one.email: made[users[one.email][0]] for one in people}


def _add_tags(practice_id: int, people: Sequence[Person], clients: dict[str, int]) -> None:
    """The tags of the list, new ones made. Three queries, none without tags."""
    wanted: dict[str, str] = {}
    for person in people:
        for name in person.tags:
            wanted.setdefault(name.casefold(), name)
    if not wanted:
        return
    values = [{"practice_id": practice_id, "name": name, "key": key} for key, name in wanted.items()]
    db.session.execute(insert_for(Tag).on_conflict_do_nothing(index_elements=["practice_id", "key"]), values)
    found = select(Tag.key, Tag.id).where(Tag.practice_id == practice_id, Tag.key.in_(wanted))
    ids = {row.key: row.id for row in db.session.execute(found)}
    links = [
        {"client_id": clients[person.email], "tag_id": ids[name.casefold()]}
        for person in people
        for name in person.tags
    ]
    db.session.execute(insert(ClientTag), links)


def _add_notes(membership: Membership, people: Sequence[Person], clients: dict[str, int], now: datetime) -> None:
    """What the list says about somebody becomes the first private note about them. One query, none without notes."""
    notes = [
        {
            "practice_id": membership.practice_id,
            "client_id": clients[person.email],
            "author_id": membership.user_id,
            "body": person.note,
            "created_at": now,
        }
        for person in people
        if person.note
    ]
    if notes:
        db.session.execute(insert(ClientNote), notes)


def _close(batch: ImportBatch, checked: Sequence[Checked], now: datetime) -> None:
    counts = count_outcomes(checked)
    batch.status, batch.done_at, batch.draft = ImportStatus.DONE, now, None
    batch.added, batch.present = counts[Outcome.ADD], counts[Outcome.THERE]
    batch.twice, batch.refused = counts[Outcome.TWICE], counts[Outcome.REFUSED]


def _note_all(membership: Membership, batch: ImportBatch, clients: dict[str, int], now: datetime) -> None:
    common = {"at": now, "practice_id": membership.practice_id, "actor_id": membership.user_id}
    events = [
        {**common, "verb": "clients imported", "subject": f"import:{batch.id}", "detail": f"{batch.added} people"}
    ]
    events += [
        {**common, "verb": "client imported", "subject": f"client:{client_id}", "detail": ""}
        for client_id in clients.values()
    ]
    db.session.execute(insert(AuditEvent), events)


def count_waiting(batch: ImportBatch) -> tuple[int, int]:
    """How many of a list nobody asked to invite yet, and how many invitations wait for their minute. One query."""
    mine = (ImportedClient.batch_id == batch.id, Client.id == ImportedClient.client_id)
    row = db.session.execute(
        select(
            func.count().filter(ImportedClient.invite_at.is_(None), Client.invited_at.is_(None)),
            func.count().filter(ImportedClient.invite_at.is_not(None)),
        ).where(*mine, Client.status == ClientStatus.INVITED)
    ).one()
    return row[0], row[1]

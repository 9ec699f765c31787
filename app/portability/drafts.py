"""A list that somebody looks at before anything is written: kept for an hour, for their eyes only."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import undefer

from app.accounts.models import Role, User
from app.clients.models import Client
from app.core.db import db
from app.core.errors import NotFound, Refused
from app.portability.columns import Part, fault_of, guess_columns
from app.portability.models import ImportBatch, ImportStatus
from app.portability.people import Checked, Outcome, check_rows, with_known
from app.portability.sheets import Row, Sheet
from app.practices.models import Membership
from app.practices.queries import is_owner

KEPT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Draft:
    """A list and how its columns are read. `rows` are all rows, a heading among them; `zone` is for who names none."""

    batch: ImportBatch
    rows: tuple[Row, ...]
    separator: str
    places: Mapping[Part, int]
    has_heading: bool
    zone: str

    @property
    def people_rows(self) -> tuple[Row, ...]:
        """The rows without the heading."""
        return self.rows[1:] if self.has_heading else self.rows

    @property
    def width(self) -> int:
        """How many columns the widest row has."""
        return max((len(row.cells) for row in self.rows), default=0)

    @property
    def is_readable(self) -> bool:
        """Whether the columns are known well enough to read people."""
        return fault_of(self.places) is None


def keep_draft(membership: Membership, sheet: Sheet, *, zone: str, now: datetime) -> Draft:
    """Keep a list for an hour. The person's earlier draft goes: they look at one at a time."""
    db.session.execute(
        delete(ImportBatch).where(ImportBatch.user_id == membership.user_id, ImportBatch.status == ImportStatus.DRAFT)
    )
    guessed = guess_columns(sheet.rows)
    batch = ImportBatch(
        practice_id=membership.practice_id,
        user_id=membership.user_id,
        status=ImportStatus.DRAFT,
        created_at=now,
    )
    draft = Draft(batch, sheet.rows, sheet.separator, guessed.places, guessed.has_heading, zone)
    batch.draft = _dump(draft)
    db.session.add(batch)
    db.session.flush()
    return draft


def needs_mapping(sheet: Sheet) -> bool:
    """Whether somebody has to say what the columns are before the list can be read."""
    return not guess_columns(sheet.rows).is_sure


def change_columns(draft: Draft, places: Mapping[Part, int], *, has_heading: bool, zone: str) -> Draft:
    """Read the same rows another way."""
    changed = Draft(draft.batch, draft.rows, draft.separator, places, has_heading, zone)
    draft.batch.draft = _dump(changed)
    db.session.flush()
    return changed


def get_batch(membership: Membership, import_id: int) -> ImportBatch:
    """A list somebody brought in: their own, or any of the practice for an owner; a draft is for its person alone.

    Raises NotFound for any other. One query.
    """
    mine = ImportBatch.user_id == membership.user_id
    if is_owner(membership):
        mine = or_(mine, ImportBatch.status != ImportStatus.DRAFT)
    batch = db.session.scalar(
        select(ImportBatch).where(ImportBatch.id == import_id, ImportBatch.practice_id == membership.practice_id, mine)
    )
    if batch is None:
        raise NotFound
    return batch


def get_draft(membership: Membership, import_id: int, *, now: datetime, to_change: bool = False) -> Draft:
    """The rows of a draft. Raises NotFound for another person's, Refused when its hour is over or it is in already.

    One query. `to_change` lets a second send of the same list wait for the first.
    """
    found = (
        select(ImportBatch)
        .where(
            ImportBatch.id == import_id,
            ImportBatch.user_id == membership.user_id,
            ImportBatch.practice_id == membership.practice_id,
        )
        .options(undefer(ImportBatch.draft))
        .execution_options(populate_existing=True)
    )
    batch = db.session.scalar(found.with_for_update() if to_change else found)
    if batch is None:
        raise NotFound
    if batch.status != ImportStatus.DRAFT:
        raise Refused("This list is brought in already.")
    if batch.draft is None or batch.created_at + KEPT <= now:
        raise Refused("This list was kept for an hour, and the hour is over. Paste it again.")
    return _load(batch, batch.draft)


def check_draft(membership: Membership, draft: Draft) -> list[Checked]:
    """What becomes of each row, with what the database knows of the addresses. Two queries."""
    checked = check_rows(draft.people_rows, draft.places, zone=draft.zone)
    emails = [one.person.email for one in checked if one.person is not None and one.outcome is Outcome.ADD]
    if not emails:
        return checked
    clients = select(User.email).join(Client, Client.user_id == User.id)
    mine = clients.where(Client.practice_id == membership.practice_id, User.email.in_(emails))
    trainers = select(User.email).where(User.role == Role.TRAINER, User.email.in_(emails))
    return with_known(checked, clients=set(db.session.scalars(mine)), trainers=set(db.session.scalars(trainers)))


def count_outcomes(checked: Sequence[Checked]) -> dict[Outcome, int]:
    """How many rows had which outcome; every outcome is a key."""
    counts = dict.fromkeys(Outcome, 0)
    for one in checked:
        counts[one.outcome] += 1
    return counts


def sweep_drafts(*, now: datetime) -> None:
    """Forget what was typed: a draft an hour after it came, and the rows of any list that is in."""
    old = ImportBatch.created_at <= now - KEPT
    db.session.execute(delete(ImportBatch).where(ImportBatch.status == ImportStatus.DRAFT, old))
    in_already = (ImportBatch.status != ImportStatus.DRAFT, ImportBatch.draft.is_not(None))
    db.session.execute(update(ImportBatch).where(*in_already).values(draft=None))


def _dump(draft: Draft) -> str:
    # ASCII only: no character of a list can be one that the database does not take.
    return json.dumps(
        {
            "rows": [[row.line, row.cells] for row in draft.rows],
            "separator": draft.separator,
            "places": {part.value: place for part, place in draft.places.items()},
            "has_heading": draft.has_heading,
            "zone": draft.zone,
        }
    )


def _load(batch: ImportBatch, text: str) -> Draft:
    kept = json.loads(text)
    return Draft(
        batch=batch,
        rows=tuple(Row(line, tuple(cells)) for line, cells in kept["rows"]),
        separator=kept["separator"],
        places={Part(name): place for name, place in kept["places"].items()},
        has_heading=kept["has_heading"],
        zone=kept["zone"],
    )

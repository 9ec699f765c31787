"""What a client agrees to, purpose by purpose: given, taken back, and asked for anew when the words change."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CursorResult, select, update

from app.clients import consent
from app.clients.consent import HEALTH_DATA, PURPOSES, Purpose
from app.clients.models import Client, Consent
from app.core import audit
from app.core.db import db
from app.core.errors import Refused

BY_PAGE = "consent-page"
CHANGED = "The text has changed since you opened this page. Please read it again."


@dataclass(frozen=True, slots=True)
class Standing:
    """One purpose and what the client said last. `given` is None where nothing was agreed to, or all was taken back."""

    purpose: Purpose
    given: Consent | None
    current: str

    @property
    def is_stale(self) -> bool:
        """Whether the words have changed since they were agreed to: then it is asked again."""
        return self.given is not None and self.given.version != self.current

    @property
    def holds(self) -> bool:
        """Whether the client has agreed to the words of today."""
        return self.given is not None and not self.is_stale


def list_standing(client_id: int) -> list[Standing]:
    """Every purpose, in order. One query."""
    given: dict[str, Consent] = {}
    rows = select(Consent).where(Consent.client_id == client_id, Consent.withdrawn_at.is_(None)).order_by(Consent.id)
    for row in db.session.scalars(rows):
        given[row.purpose] = row
    return [Standing(one, given.get(one.key), consent.current_version(one.key)) for one in PURPOSES]


def list_agreed(client_ids: Collection[int], purpose: str) -> set[int]:
    """Those of the clients who agreed to the present words of a purpose. One query, none for nobody."""
    if not client_ids:
        return set()
    return set(
        db.session.scalars(
            select(Consent.client_id).where(
                Consent.client_id.in_(client_ids),
                Consent.purpose == purpose,
                Consent.version == consent.current_version(purpose),
                Consent.withdrawn_at.is_(None),
            )
        )
    )


def is_asked_again(client: Client) -> bool:
    """Whether the words about health have changed since the client agreed: nothing is logged before they do again."""
    return client.consent_version != consent.current_version()


def agree(client: Client, purpose: str, *, version: str, now: datetime) -> None:
    """Keep the agreement word for word. Agreeing twice to the same words changes nothing. Raises Refused for others
    than the words of today."""
    if version != consent.current_version(purpose):
        raise Refused(CHANGED)
    held = select(Consent.id).where(
        Consent.client_id == client.id,
        Consent.purpose == purpose,
        Consent.version == version,
        Consent.withdrawn_at.is_(None),
    )
    if db.session.scalar(held.limit(1)) is None:
        db.session.add(
            Consent(
                client_id=client.id,
                purpose=purpose,
                version=version,
                text=consent.get_text(version, purpose),
                method=BY_PAGE,
                given_at=now,
            )
        )
        _note(f"agreed: {purpose}", client, now)
    if purpose == HEALTH_DATA:
        client.consent_version = version
    db.session.flush()


def take_back(client: Client, purpose: str, *, now: datetime) -> None:
    """Withdraw one purpose. The required one goes with everything (`service.withdraw_consent`). Raises Refused."""
    if purpose == HEALTH_DATA:
        raise Refused("This one ends your plan. Use the page that says so.")
    mine = update(Consent).where(
        Consent.client_id == client.id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None)
    )
    taken = db.session.execute(mine.values(withdrawn_at=now))
    assert isinstance(taken, CursorResult)
    if taken.rowcount:
        _note(f"withdrawn: {purpose}", client, now)


def _note(verb: str, client: Client, now: datetime) -> None:
    audit.record(verb, f"client:{client.id}", now=now, actor_id=client.user_id, practice_id=client.practice_id)

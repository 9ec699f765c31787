"""The words a practice sorts its clients by."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import delete, func, select

from app.clients.models import Client, ClientTag, Tag
from app.core.db import db, insert_for
from app.core.errors import Refused

LONGEST = 30
MOST = 8


def list_tags(practice_id: int) -> Sequence[Tag]:
    """The tags of a practice, by name. One query."""
    return db.session.scalars(select(Tag).where(Tag.practice_id == practice_id).order_by(Tag.key)).all()


def tags_of(client_ids: Collection[int]) -> dict[int, list[str]]:
    """The names of each client's tags, by client number, in order. One query; who has none is missing."""
    rows = db.session.execute(
        select(ClientTag.client_id, Tag.name)
        .join(Tag, Tag.id == ClientTag.tag_id)
        .where(ClientTag.client_id.in_(client_ids))
        .order_by(Tag.key)
    )
    names: dict[int, list[str]] = {}
    for client_id, name in rows:
        names.setdefault(client_id, []).append(name)
    return names


def parse(text: str) -> list[str]:
    """The tags in a line such as "runner, desk work", each once. Raises Refused for too many, or for one too long.

    >>> parse("Runner,  desk   work, runner,")
    ['Runner', 'desk work']
    """
    names: dict[str, str] = {}
    for part in text.split(","):
        name = " ".join(part.split())
        if name:
            names.setdefault(_key(name), name)
    if any(len(name) > LONGEST for name in names.values()):
        raise Refused(f"A tag has at most {LONGEST} letters.", field="tags")
    if len(names) > MOST:
        raise Refused(f"Use at most {MOST} tags.", field="tags")
    return list(names.values())


def set_tags(client: Client, names: Iterable[str]) -> None:
    """Give a client these tags and no others. A tag that nobody has any more goes."""
    tag_ids = _find_or_create(client.practice_id, names)
    unwanted = delete(ClientTag).where(ClientTag.client_id == client.id)
    db.session.execute(unwanted.where(ClientTag.tag_id.not_in(tag_ids)) if tag_ids else unwanted)
    _put([client.id], tag_ids)
    used = select(ClientTag.tag_id)
    db.session.execute(delete(Tag).where(Tag.practice_id == client.practice_id, Tag.id.not_in(used)))


def add_tag(clients: Collection[Client], name: str) -> None:
    """Put one tag on several clients of one practice. Four statements. Raises Refused where one would have too many."""
    if not clients:
        return
    ids = [client.id for client in clients]
    practice_id = next(iter(clients)).practice_id
    _put(ids, _find_or_create(practice_id, [name]))
    numbers = select(func.count()).where(ClientTag.client_id.in_(ids)).group_by(ClientTag.client_id)
    if max(db.session.scalars(numbers), default=0) > MOST:
        raise Refused(f"Somebody would have more than {MOST} tags.", field="tag")


def _find_or_create(practice_id: int, names: Iterable[str]) -> list[int]:
    rows = [{"practice_id": practice_id, "name": name, "key": _key(name)} for name in names]
    if not rows:
        return []
    # Somebody may add the same tag at this moment; both then find one row.
    db.session.execute(insert_for(Tag).on_conflict_do_nothing(index_elements=["practice_id", "key"]), rows)
    keys = [row["key"] for row in rows]
    return list(db.session.scalars(select(Tag.id).where(Tag.practice_id == practice_id, Tag.key.in_(keys))))


def _put(client_ids: Iterable[int], tag_ids: Collection[int]) -> None:
    rows = [{"client_id": client_id, "tag_id": tag_id} for client_id in client_ids for tag_id in tag_ids]
    if rows:
        db.session.execute(insert_for(ClientTag).on_conflict_do_nothing(), rows)


def _key(name: str) -> str:
    # Folding can double a letter ("ß" becomes "ss"), so the column is twice as wide as the name.
    return re.sub(r"\s+", " ", name.casefold())

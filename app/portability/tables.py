"""What of the database goes into an export and what stays: two lists, and how the rows of somebody are found.

A table belongs to a practice or a client by its own columns (`practice_id`, `client_id`) or by what it points to. One
that stands in neither list goes by that rule too, so nothing is forgotten; a test names it, so somebody decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, ForeignKey, LargeBinary, Table, and_, or_, select

from app.core.db import Base

# Every practice's own rows, by what they are about.
GOES = frozenset(
    """
    practice brand mail_choice membership user picture exercise routine routine_item tag
    client client_tag client_thresholds consent pause imported_client import_batch reminder_setting
    client_note former_note client_document
    prescription prescription_item planned_session flare_plan session_log item_log
    safety_event safety_hold week_summary suggestion
    message saved_reply thread_side
    intake clearance screening
    habit habit_entry
    assessment check_in_delay
    availability_rule availability_exception call_type call_pack booking
    audit_event
    """.split()
)
# What stays, and why.
STAYS = {
    "sign_in": "opens accounts",
    "link_token": "opens accounts",
    "calendar_feed": "opens a calendar",
    "outbox_mail": "copies of what stands elsewhere, with links in them",
    "suppression": "belongs to no practice",
    "mail_stop": "a person's own wish, across practices",
    "recurrence": "computed from the plan and the settings",
    "booking_grain": "computed from the calls",
    "client_state": "computed from the answers",
    "data_export": "about the exports themselves",
}
# What a trainer wrote or was told for themselves; the client's own copy has none of it.
TRAINERS_ONLY = frozenset(
    "need plan_override client_thresholds imported_client client_tag client_note former_note suggestion".split()
)
# Working columns: they open something, repeat something, or say nothing outside this installation.
_SECRET = re.compile(r"password|token|secret|hash|form_key|dedupe_key|lease")
LEFT_OUT = {"import_batch": {"draft"}, "user": {"disabled_at"}, "booking": {"guest_terms"}}
# Of a person only what their practice shows anyway: when an account was made would tell of other practices.
USER_COLUMNS = ("id", "email", "role", "zone")


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose data: a whole practice's, or of it one client's. `is_own` leaves out what only trainers see."""

    practice_id: int
    client_id: int | None = None
    is_own: bool = False


def list_tables(scope: Scope) -> list[Table]:
    """The tables an export of this scope has rows in, those that are pointed to first."""
    return [
        table
        for table in Base.metadata.sorted_tables
        if table.name not in STAYS
        and not (scope.is_own and table.name in TRAINERS_ONLY)
        and rows_of(table, scope) is not None
    ]


def unlisted() -> list[str]:
    """The tables nobody has decided about yet."""
    return sorted(set(Base.metadata.tables) - GOES - set(STAYS) - TRAINERS_ONLY)


def columns_of(table: Table) -> list[Column[Any]]:
    """What of a row goes: never a secret."""
    left_out = LEFT_OUT.get(table.name, set())
    names = USER_COLUMNS if table.name == "user" else [c.name for c in table.columns]
    return [table.c[name] for name in names if not _SECRET.search(name) and name not in left_out]


def is_attachment(column: Column[Any]) -> bool:
    """Whether the values of a column are files."""
    return isinstance(column.type, LargeBinary)


def rows_of(table: Table, scope: Scope) -> ColumnElement[bool] | None:
    """Which rows of a table are in the scope, None where a table has nothing to do with it."""
    return _rows_of(table, scope, frozenset())


def _rows_of(table: Table, scope: Scope, on_the_way: frozenset[str]) -> ColumnElement[bool] | None:
    if table.name in on_the_way:
        return None
    special = _SPECIAL.get(table.name)
    if special is not None:
        return special(table, scope)
    if "client_id" in table.c and (scope.client_id is not None or "practice_id" not in table.c):
        return table.c.client_id.in_(_clients(scope))
    if "practice_id" in table.c:
        return table.c.practice_id == scope.practice_id if scope.client_id is None else None
    return _by_parent(table, scope, on_the_way | {table.name})


def _by_parent(table: Table, scope: Scope, on_the_way: frozenset[str]) -> ColumnElement[bool] | None:
    """The rows that go with a row they belong to: a deleted parent takes them along. Else a trainer's own."""
    for key in _belonging(table):
        parent = key.column.table
        if parent.name == "user":
            continue
        inside = _rows_of(parent, scope, on_the_way)
        if inside is not None:
            return key.parent.in_(select(key.column).where(inside))
    for key in _belonging(table):
        if key.column.table.name == "user" and scope.client_id is None:
            members = Base.metadata.tables["membership"]
            return key.parent.in_(select(members.c.user_id).where(members.c.practice_id == scope.practice_id))
    return None


def _belonging(table: Table) -> list[ForeignKey]:
    keys = [key for key in table.foreign_keys if (key.ondelete or "").upper() == "CASCADE" and not key.parent.nullable]
    return sorted(keys, key=lambda key: key.parent.name)


def _clients(scope: Scope) -> Any:
    client = Base.metadata.tables["client"]
    if scope.client_id is not None:
        return [scope.client_id]
    return select(client.c.id).where(client.c.practice_id == scope.practice_id)


def _practice(table: Table, scope: Scope) -> ColumnElement[bool]:
    return table.c.id == scope.practice_id


def _client(table: Table, scope: Scope) -> ColumnElement[bool]:
    mine = table.c.practice_id == scope.practice_id
    return mine if scope.client_id is None else and_(mine, table.c.id == scope.client_id)


def _user(table: Table, scope: Scope) -> ColumnElement[bool]:
    client, members = Base.metadata.tables["client"], Base.metadata.tables["membership"]
    people = select(client.c.user_id).where(_client(client, scope))
    if scope.client_id is not None:
        return or_(table.c.id.in_(people), table.c.id.in_(select(client.c.trainer_id).where(_client(client, scope))))
    trainers = select(members.c.user_id).where(members.c.practice_id == scope.practice_id)
    return or_(table.c.id.in_(people), table.c.id.in_(trainers))


def _audit(table: Table, scope: Scope) -> ColumnElement[bool]:
    mine = table.c.practice_id == scope.practice_id
    return mine if scope.client_id is None else and_(mine, table.c.subject == f"client:{scope.client_id}")


_SPECIAL = {"practice": _practice, "client": _client, "user": _user, "audit_event": _audit}

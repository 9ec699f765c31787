"""The lists of an export that a person opens in a spreadsheet."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from typing import IO, Any

from sqlalchemy import Column, Connection, Table, func, select

from app.core.db import Base
from app.portability.sheets import safe_cell
from app.portability.tables import Scope, columns_of, is_attachment, rows_of


@dataclass(frozen=True, slots=True)
class Spec:
    """One list: the table its rows come from and its columns; none means every column but numbers of other rows."""

    table: str
    columns: Sequence[str] = ()


FILES = {
    "clients.csv": Spec("client", ("status", "minutes_per_day", "created_at", "invited_at", "accepted_at")),
    "sessions.csv": Spec(
        "session_log",
        ("performed_on", "done_units", "prescribed_units", "effort", "note", "is_late", "logged_at", "zone"),
    ),
    "pain.csv": Spec("session_log", ("performed_on", "pain_before", "pain_after", "pain_next_morning")),
    "plans.csv": Spec("prescription"),
    "bookings.csv": Spec("booking"),
    "messages.csv": Spec("message"),
    "notes.csv": Spec("client_note"),
}


def write_readable(stream: IO[bytes], reader: Connection, spec: Spec, scope: Scope) -> None:
    """Write one list as CSV, the client's name and address first. One query.

    Every cell that begins like a formula is made plain text.
    """
    table = Base.metadata.tables[spec.table]
    columns = [table.c[name] for name in spec.columns if name in table.c] or _columns(table)
    user, client = Base.metadata.tables["user"], Base.metadata.tables["client"]
    called = user.c.name if scope.is_own else func.coalesce(client.c.called, user.c.name)
    where = rows_of(table, scope)
    assert where is not None
    source = table if table is client else table.outerjoin(client, client.c.id == table.c.client_id)
    statement = (
        select(called.label("client"), user.c.email, *columns)
        .select_from(source.outerjoin(user, user.c.id == client.c.user_id))
        .where(where)
        .order_by(table.c.id)
    )
    stream.write(codecs.BOM_UTF8)
    text = TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["client", "email", *(column.name for column in columns)])
    for row in reader.execution_options(yield_per=500).execute(statement):
        writer.writerow([safe_cell(value) for value in row])
    text.detach()


def _columns(table: Table) -> list[Column[Any]]:
    return [
        column
        for column in columns_of(table)
        if not is_attachment(column) and not column.name.endswith("_id") and column.name != "id"
    ]

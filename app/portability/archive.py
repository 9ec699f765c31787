"""Writing an export: one ZIP with every row as JSON, the tables people read as CSV, the files, and what it all means.

The shape is written down in `docs/export.md`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from enum import Enum
from io import TextIOWrapper
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlalchemy import Connection, RowMapping, Table, select

from app.core.db import Base, UTCDateTime, db
from app.portability.readable import FILES, write_readable
from app.portability.tables import Scope, columns_of, is_attachment, list_tables, rows_of

VERSION = 1
CHUNK = 500
_ENDINGS = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"%PDF": "pdf", b"GIF8": "gif"}


@contextmanager
def snapshot() -> Iterator[Connection]:
    """A connection that sees one state of the database from its first read to its last."""
    engine = db.engine
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with engine.connect() as connection:
        yield connection


def write_archive(
    target: IO[bytes],
    scope: Scope,
    *,
    now: datetime,
    on_table: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Write everything of a scope into `target`; returns the number of rows. `on_table` hears how far it is.

    One query a table and one a CSV file. Rows are read in chunks, so a large practice needs no more memory than a small
    one, but for the files in a single chunk.
    """
    tables = list_tables(scope)
    counts: dict[str, int] = {}
    with snapshot() as reader, ZipFile(target, "w", ZIP_DEFLATED) as out:
        names = _names(reader, scope)
        for number, table in enumerate(tables):
            on_table(number, len(tables))
            counts[table.name] = _write_table(out, reader, table, scope, names, now)
        for file_name, spec in FILES.items():
            if spec.table in {table.name for table in tables}:
                with _entry(out, f"people/{file_name}", now) as stream:
                    write_readable(stream, reader, spec, scope)
        _write_text(out, "schema.json", json.dumps(_schema(tables, counts, scope, now), indent=2), now)
        _write_text(out, "README.txt", _readme(scope, now), now)
    return sum(counts.values())


def _write_table(
    out: ZipFile, reader: Connection, table: Table, scope: Scope, names: Mapping[int, str], now: datetime
) -> int:
    columns = columns_of(table)
    files = [column.name for column in columns if is_attachment(column)]
    where = rows_of(table, scope)
    assert where is not None
    statement = select(*columns).where(where).order_by(*table.primary_key.columns)
    number = 0
    attached: list[tuple[str, bytes]] = []
    with _entry(out, f"tables/{table.name}.jsonl", now) as stream:
        text = TextIOWrapper(stream, encoding="utf-8", newline="\n")
        for row in reader.execution_options(yield_per=CHUNK).execute(statement).mappings():
            record = {key: _plain(value) for key, value in row.items() if key not in files}
            if table.name == "user":
                record["name"] = names.get(row["id"], "")
            for key in files:
                name = _attach(attached, table.name, row, key)
                record[key] = name
            text.write(json.dumps(record, ensure_ascii=False) + "\n")
            number += 1
        text.detach()
    # A ZIP is written one file at a time, so the files follow their table.
    for name, body in attached:
        with _entry(out, name, now) as stream:
            stream.write(body)
    return number


def _attach(attached: list[tuple[str, bytes]], table: str, row: RowMapping, key: str) -> str | None:
    body = row[key]
    if body is None:
        return None
    name = f"attachments/{table}/{'-'.join(str(row[k]) for k in row if k == 'id' or k.endswith('_id'))}.{_ending(body)}"
    attached.append((name, bytes(body)))
    return name


def _ending(body: bytes) -> str:
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "webp"
    return next((ending for start, ending in _ENDINGS.items() if bytes(body).startswith(start)), "bin")


def _names(reader: Connection, scope: Scope) -> dict[int, str]:
    """What the practice calls everybody in the scope, by user number. Two queries."""
    user, client = Base.metadata.tables["user"], Base.metadata.tables["client"]
    people, mine = rows_of(user, scope), rows_of(client, scope)
    assert people is not None and mine is not None
    names = {row.id: row.name for row in reader.execute(select(user.c.id, user.c.name).where(people))}
    called = select(client.c.user_id, client.c.called).where(mine, client.c.called.is_not(None))
    # In their own copy a person has their own name.
    return names if scope.is_own else names | {row.user_id: row.called for row in reader.execute(called)}


@contextmanager
def _entry(out: ZipFile, name: str, now: datetime) -> Iterator[IO[bytes]]:
    info = ZipInfo(name, date_time=(now.year, now.month, now.day, now.hour, now.minute, now.second))
    info.compress_type = ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    with out.open(info, "w", force_zip64=True) as stream:
        yield stream


def _write_text(out: ZipFile, name: str, text: str, now: datetime) -> None:
    with _entry(out, name, now) as stream:
        stream.write(text.encode("utf-8"))


def _plain(value: Any) -> Any:
    """A value as JSON has it: instants in UTC with a Z, dates and times as ISO 8601."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, (date, time)):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def _schema(tables: list[Table], counts: Mapping[str, int], scope: Scope, now: datetime) -> dict[str, Any]:
    return {
        "format": "plinth-export",
        "version": VERSION,
        "made_at": _plain(now),
        "of": "client" if scope.client_id is not None else "practice",
        "tables": {table.name: {"rows": counts[table.name], "columns": _columns(table)} for table in tables},
    }


def _columns(table: Table) -> dict[str, Any]:
    described: dict[str, Any] = {}
    for column in columns_of(table):
        kind = "instant" if isinstance(column.type, UTCDateTime) else type(column.type).__name__.lower()
        kind = "file" if is_attachment(column) else kind
        described[column.name] = {"type": kind, "may_be_empty": bool(column.nullable)}
        for key in column.foreign_keys:
            described[column.name]["points_to"] = f"{key.column.table.name}.{key.column.name}"
    if table.name == "user":
        described["name"] = {"type": "string", "may_be_empty": False}
    return described


def _readme(scope: Scope, now: datetime) -> str:
    whose = "one client" if scope.client_id is not None else "a practice"
    return (
        f"Everything Plinth keeps of {whose}, on {now:%Y-%m-%d}.\n\n"
        "people/       lists for a spreadsheet, CSV with headings\n"
        "tables/       every row as it is kept, one JSON object a line\n"
        "attachments/  pictures and documents; a row names its file\n"
        "schema.json   every table and column, and what points to what\n\n"
        "Pain and effort are 0 to 10. An empty value was not answered; it is not zero.\n"
        "Instants are UTC. Dates are the client's own calendar.\n"
        "Keep this file as you keep any record about a person's health.\n"
    )

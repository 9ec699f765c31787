"""Taking data out: a practice's by a job, one client's at once. Every export is written down."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

from flask import current_app
from sqlalchemy import or_, select, update

from app.clients.models import Client
from app.core import audit
from app.core.clock import clock
from app.core.db import db, transaction
from app.core.errors import NotFound, Refused
from app.core.jobs import JobName, ring
from app.portability.archive import write_archive
from app.portability.models import DataExport, ExportStatus
from app.portability.tables import Scope
from app.practices.models import Membership

log = logging.getLogger(__name__)

KEPT = timedelta(days=7)
# A build that says nothing for so long has died: a worker may run one job for two minutes.
STUCK = timedelta(minutes=5)
WORKING = (ExportStatus.WAITING, ExportStatus.BUILDING)


def ask_export(membership: Membership, *, now: datetime) -> DataExport:
    """Ask for everything of the practice. Raises Refused while another one is on its way."""
    practice_id = membership.practice_id
    pending = select(DataExport.id).where(DataExport.practice_id == practice_id, DataExport.status.in_(WORKING))
    if db.session.scalar(pending.limit(1)) is not None:
        raise Refused("One export is on its way already. It takes a minute or two.")
    export = DataExport(
        practice_id=practice_id, user_id=membership.user_id, status=ExportStatus.WAITING, created_at=now
    )
    db.session.add(export)
    db.session.flush()
    _note("export asked for", f"export:{export.id}", membership, now)
    ring(JobName.BUILD_EXPORTS)
    return export


def list_exports(membership: Membership) -> Sequence[DataExport]:
    """The latest exports of the practice, newest first. One query."""
    mine = select(DataExport).where(DataExport.practice_id == membership.practice_id)
    return db.session.scalars(mine.order_by(DataExport.id.desc()).limit(10)).all()


def open_export(membership: Membership, export_id: int, *, now: datetime) -> Path:
    """The file of a finished export, written down as taken. Raises NotFound for another practice's or one that is over,
    Refused where the file is not on this machine."""
    export = db.session.scalar(
        select(DataExport).where(DataExport.id == export_id, DataExport.practice_id == membership.practice_id)
    )
    is_open = export is not None and export.status == ExportStatus.READY
    if export is None or not is_open or (export.expires_at is not None and export.expires_at <= now):
        raise NotFound
    path = _folder() / export.file_name
    if not path.is_file():
        raise Refused("The file of this export is gone. Make a new one.")
    _note("export downloaded", f"export:{export.id}", membership, now)
    return path


def note_client_export(client: Client, *, by: int, is_own: bool, now: datetime) -> None:
    """Write down that somebody takes a client's data, in the present transaction."""
    audit.record(
        "own data downloaded" if is_own else "client data downloaded",
        f"client:{client.id}",
        now=now,
        actor_id=by,
        practice_id=client.practice_id,
    )


def export_client(client: Client, *, is_own: bool, now: datetime) -> BytesIO:
    """Everything about one client as a file at its start, in memory. Reads on a connection of its own.

    `is_own` leaves out what only trainers see.
    """
    target = BytesIO()
    write_archive(target, Scope(client.practice_id, client.id, is_own), now=now)
    target.seek(0)
    return target


def build_due() -> int:
    """Build the exports that wait, one after another; returns how many. Called by the worker.

    One whose builder died is built again. A fault closes an export as failed; what it was, only the log says.
    """
    built = 0
    while True:
        export_id = _claim(clock.now())
        if export_id is None:
            return built
        _build(export_id)
        built += 1


def sweep_exports(*, now: datetime) -> None:
    """Close the exports whose week is over, and delete every file that no open export names."""
    over = (DataExport.status == ExportStatus.READY, DataExport.expires_at <= now)
    db.session.execute(update(DataExport).where(*over).values(status=ExportStatus.GONE))
    kept = set(db.session.scalars(select(DataExport.file_name).where(DataExport.status == ExportStatus.READY)))
    # A file that is being written has a name of its own until it is whole.
    building = db.session.scalar(select(DataExport.id).where(DataExport.status == ExportStatus.BUILDING).limit(1))
    for path in _folder().iterdir():
        if path.name not in kept and not (building is not None and path.suffix == ".part"):
            path.unlink(missing_ok=True)


def _claim(now: datetime) -> int | None:
    with transaction():
        waiting = select(DataExport.id).where(
            or_(
                DataExport.status == ExportStatus.WAITING,
                (DataExport.status == ExportStatus.BUILDING) & (DataExport.started_at <= now - STUCK),
            )
        )
        export_id = db.session.scalar(waiting.order_by(DataExport.id).limit(1).with_for_update(skip_locked=True))
        if export_id is not None:
            claimed = {"status": ExportStatus.BUILDING, "started_at": now, "done_tables": 0}
            db.session.execute(update(DataExport).where(DataExport.id == export_id).values(**claimed))
    return export_id


def _build(export_id: int) -> None:
    practice_id = db.session.scalar(select(DataExport.practice_id).where(DataExport.id == export_id))
    if practice_id is None:
        return
    name = f"{secrets.token_hex(16)}.zip"
    part = _folder() / f"{name}.part"
    try:
        # Only the owner of the process may read it: it holds everybody's answers.
        with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as target:
            write_archive(
                target,
                Scope(practice_id),
                now=clock.now(),
                on_table=lambda done, total: _set(export_id, done_tables=done, all_tables=total),
            )
        part.rename(_folder() / name)
    except Exception as error:
        part.unlink(missing_ok=True)
        log.exception("export %s failed: %s", export_id, type(error).__name__)
        _set(export_id, status=ExportStatus.FAILED, finished_at=clock.now())
        return
    now = clock.now()
    size = (_folder() / name).stat().st_size
    ready = {"status": ExportStatus.READY, "finished_at": now, "expires_at": now + KEPT}
    _set(export_id, file_name=name, size_bytes=size, **ready)


def _set(export_id: int, **values: object) -> None:
    with transaction():
        db.session.execute(update(DataExport).where(DataExport.id == export_id).values(**values))


def _folder() -> Path:
    folder = Path(current_app.instance_path) / "exports"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _note(verb: str, subject: str, membership: Membership, now: datetime) -> None:
    audit.record(verb, subject, now=now, actor_id=membership.user_id, practice_id=membership.practice_id)

"""What was brought in from a list, and what was asked to be taken out."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UTCDateTime


class ImportStatus(StrEnum):
    """A list's life: looked at, then brought in, and perhaps taken back."""

    DRAFT = "draft"
    DONE = "done"
    UNDONE = "undone"


class ExportStatus(StrEnum):
    """An export's life: waiting for the worker, being built, ready for a week, gone; or failed."""

    WAITING = "waiting"
    BUILDING = "building"
    READY = "ready"
    FAILED = "failed"
    GONE = "gone"


class ImportBatch(Base):
    """One list of people. `draft` holds its rows and columns as JSON until it is brought in or its hour is over.

    `added`, `present`, `twice` and `refused` are how many rows had which outcome, 0 while it is a draft.
    """

    __tablename__ = "import_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)
    status: Mapped[str] = mapped_column(String(8))
    draft: Mapped[str | None] = mapped_column(Text, deferred=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime())
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
    added: Mapped[int] = mapped_column(default=0)
    present: Mapped[int] = mapped_column(default=0)
    twice: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)

    __table_args__ = (CheckConstraint("status IN ('draft', 'done', 'undone')", name="status"),)


class ImportedClient(Base):
    """Who came with a list. `made_user` is true where the account came with it too.

    `invite_at` is when the invitation is to go out, None while nobody asked for one.
    """

    __tablename__ = "imported_client"

    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id", ondelete="CASCADE"), index=True)
    made_user: Mapped[bool]
    invite_at: Mapped[datetime | None] = mapped_column(UTCDateTime(), index=True)


class DataExport(Base):
    """One request for everything of a practice. `file_name` lies in the exports folder of the instance while ready.

    `done_tables` of `all_tables` tell how far it is.
    """

    __tablename__ = "data_export"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    status: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime())
    started_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
    file_name: Mapped[str] = mapped_column(String(80), default="")
    size_bytes: Mapped[int] = mapped_column(default=0)
    done_tables: Mapped[int] = mapped_column(default=0)
    all_tables: Mapped[int] = mapped_column(default=0)

    __table_args__ = (CheckConstraint("status IN ('waiting', 'building', 'ready', 'failed', 'gone')", name="status"),)

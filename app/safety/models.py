"""Answers that asked for care, kept for good with the version of the words that were shown; and plans on hold."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UTCDateTime


class EventLevel(StrEnum):
    """What an event is about: a session's answer (red, or amber before the start), or a sign of tier 1 or 2."""

    RED = "red"
    AMBER = "amber"
    TIER1 = "tier1"
    TIER2 = "tier2"


class HoldSource(StrEnum):
    """Where the sign came from: the intake, the page about doctors, or what the client told the trainer."""

    INTAKE = "intake"
    REPORT = "report"
    TRAINER = "trainer"


class SafetyEvent(Base):
    """One answer or report that asked for care. Append-only. `seen_at` is when a trainer of the practice looked at it.

    `signs` are the keys of `safety.words`, empty for a session's answer.
    """

    __tablename__ = "safety_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"))
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"))
    level: Mapped[str] = mapped_column(String(10))
    happened_on: Mapped[date]
    text_version: Mapped[str] = mapped_column(String(20))
    signs: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime())
    seen_at: Mapped[datetime | None] = mapped_column(UTCDateTime())

    __table_args__ = (
        CheckConstraint("level IN ('red', 'amber', 'tier1', 'tier2')", name="level"),
        Index("ix_safety_event_client_id_happened_on", "client_id", "happened_on"),
    )


class SafetyHold(Base):
    """A plan stopped until a trainer releases it with a note. At most one is open for a client.

    `tier` is 1 (help now) or 2 (a doctor today or tomorrow): the most urgent sign since it was opened.
    """

    __tablename__ = "safety_hold"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"))
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), index=True)
    tier: Mapped[int]
    source: Mapped[str] = mapped_column(String(10))
    text_version: Mapped[str] = mapped_column(String(20))
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime())
    released_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
    released_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    release_note: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        CheckConstraint("tier IN (1, 2)", name="tier"),
        CheckConstraint("source IN ('intake', 'report', 'trainer')", name="source"),
        CheckConstraint("(released_at IS NULL) = (release_note = '')", name="released"),
        Index(
            "uq_safety_hold_open",
            "client_id",
            unique=True,
            sqlite_where=text("released_at IS NULL"),
            postgresql_where=text("released_at IS NULL"),
        ),
    )

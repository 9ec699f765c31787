"""Answers that asked for care: kept for good, with the version of the words that were shown."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UTCDateTime


class SafetyEvent(Base):
    """One red answer. Append-only. `seen_at` is when a trainer of the practice looked at it."""

    __tablename__ = "safety_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"))
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"))
    level: Mapped[str] = mapped_column(String(10))
    happened_on: Mapped[date]
    text_version: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime())
    seen_at: Mapped[datetime | None] = mapped_column(UTCDateTime())

    __table_args__ = (
        CheckConstraint("level IN ('red', 'amber')", name="level"),
        Index("ix_safety_event_client_id_happened_on", "client_id", "happened_on"),
    )

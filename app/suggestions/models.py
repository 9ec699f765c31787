"""What was proposed for a plan, from which numbers, and what the trainer decided. Kept for good."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.clients.models import Client
from app.core.db import Base, UTCDateTime


class Decision(StrEnum):
    """What became of it. `noted` proposes nothing: it only says how things stand."""

    OPEN = "open"
    NOTED = "noted"
    ACCEPTED = "accepted"
    EDITED = "edited"
    DECLINED = "declined"
    EXPIRED = "expired"


class Suggestion(Base):
    """One look at a client's last two weeks, on a local date: the rule that fitted, its numbers, the step it asks for.

    `inputs`, `thresholds` and `step` are `rules.Inputs`, `rules.Thresholds` and `steps.Step` as JSON, the last None
    without one. `version` is the plan it speaks of. A client has one open at a time.
    """

    __tablename__ = "suggestion"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"))
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"))
    made_on: Mapped[date]
    version: Mapped[int]
    rule: Mapped[str] = mapped_column(String(20))
    inputs: Mapped[dict[str, Any]] = mapped_column(JSON)
    thresholds: Mapped[dict[str, Any]] = mapped_column(JSON)
    step: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    decision: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime())
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime())
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime())

    client: Mapped[Client] = relationship(lazy="raise_on_sql")

    __table_args__ = (
        UniqueConstraint("client_id", "made_on"),
        CheckConstraint("decision IN ('open', 'noted', 'accepted', 'edited', 'declined', 'expired')", name="decision"),
        Index(
            "uq_suggestion_open",
            "client_id",
            unique=True,
            sqlite_where=text("decision = 'open'"),
            postgresql_where=text("decision = 'open'"),
        ),
        Index("ix_suggestion_made_on", "made_on"),
    )

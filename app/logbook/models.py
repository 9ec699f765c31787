"""What the client did and how it felt."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, UTCDateTime


class Side(StrEnum):
    """Left and right are kept apart; `both` is for exercises done with both sides at once or in turn."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


class SkipReason(StrEnum):
    """What got in the way."""

    PAIN = "pain"
    TIME = "time"
    FORGOT = "forgot"
    UNWELL = "unwell"
    EQUIPMENT = "equipment"
    UNCLEAR = "unclear"


class SessionLog(Base):
    """One session as the client told it. Pain and effort are whole numbers 0–10; None means no answer, never zero.

    `performed_on` is the local date it was done on, `logged_at` the instant it was told. `form_key` makes a repeated
    send the same answer. `planned_session_id` is the planned day it answers, None for an extra. `is_late` marks one
    that came after the days of house rule A7 and counts because the trainer entered it.
    """

    __tablename__ = "session_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"))
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"))
    prescription_id: Mapped[int] = mapped_column(ForeignKey("prescription.id", ondelete="RESTRICT"))
    planned_session_id: Mapped[int | None] = mapped_column(
        ForeignKey("planned_session.id", ondelete="SET NULL"), unique=True
    )
    performed_on: Mapped[date]
    logged_at: Mapped[datetime] = mapped_column(UTCDateTime())
    zone: Mapped[str] = mapped_column(String(60))
    pain_before: Mapped[int | None]
    pain_after: Mapped[int | None]
    pain_next_morning: Mapped[int | None]
    effort: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
    prescribed_units: Mapped[int]
    done_units: Mapped[int]
    form_key: Mapped[str] = mapped_column(String(64), unique=True)
    is_late: Mapped[bool] = mapped_column(default=False, server_default=false())

    items: Mapped[list[ItemLog]] = relationship(cascade="all, delete-orphan", lazy="raise_on_sql")

    __table_args__ = (
        CheckConstraint("pain_before BETWEEN 0 AND 10", name="pain_before"),
        CheckConstraint("pain_after BETWEEN 0 AND 10", name="pain_after"),
        CheckConstraint("pain_next_morning BETWEEN 0 AND 10", name="pain_next_morning"),
        CheckConstraint("effort BETWEEN 0 AND 10", name="effort"),
        CheckConstraint("prescribed_units > 0 AND done_units >= 0", name="units"),
        Index("ix_session_log_client_id_performed_on", "client_id", "performed_on"),
    )

    @property
    def completion_ratio(self) -> float:
        """House rule A1: done over prescribed units, 0–1."""
        return min(self.done_units, self.prescribed_units) / self.prescribed_units


class ItemLog(Base):
    """One exercise on one side: units done of units prescribed (a unit is exercise × side × round), or why not.

    `pain` while doing it is 0–10, None where nobody said; it stands beside the session's own answers, never for them.
    """

    __tablename__ = "item_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_log_id: Mapped[int] = mapped_column(ForeignKey("session_log.id", ondelete="CASCADE"))
    prescription_item_id: Mapped[int] = mapped_column(
        ForeignKey("prescription_item.id", ondelete="RESTRICT"), index=True
    )
    side: Mapped[str] = mapped_column(String(5))
    prescribed_units: Mapped[int]
    done_units: Mapped[int]
    skip_reason: Mapped[str | None] = mapped_column(String(12))
    pain: Mapped[int | None]

    __table_args__ = (
        UniqueConstraint("session_log_id", "prescription_item_id", "side"),
        CheckConstraint("side IN ('left', 'right', 'both')", name="side"),
        CheckConstraint(
            "skip_reason IN ('pain', 'time', 'forgot', 'unwell', 'equipment', 'unclear')", name="skip_reason"
        ),
        CheckConstraint("done_units BETWEEN 0 AND prescribed_units", name="units"),
        CheckConstraint("pain BETWEEN 0 AND 10", name="pain"),
    )

"""What a client told at intake, the trainer's notes to it, and the record of a questionnaire done elsewhere."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UTCDateTime


class Outcome(StrEnum):
    """What a PAR-Q+ said, as the trainer keeps it."""

    CLEARED = "cleared"
    FOLLOW_UP = "follow-up"


class Intake(Base):
    """One set of answers. Append-only: a change is the next version.

    `health` holds the answers of `questions.Health` by key; `goals` up to three activities in the person's own words;
    `equipment` keys of `content/equipment.yaml`. `cue`, `place`, `barrier` and `backup` are the if-then plan: after the
    cue I do the routine at the place; if the barrier comes, the backup.
    """

    __tablename__ = "intake"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"))
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"))
    version: Mapped[int]
    text_version: Mapped[str] = mapped_column(String(20))
    health: Mapped[dict[str, Any]] = mapped_column(JSON)
    goals: Mapped[list[str]] = mapped_column(JSON)
    minutes_per_day: Mapped[int | None]
    equipment: Mapped[list[str]] = mapped_column(JSON)
    cue: Mapped[str] = mapped_column(String(120))
    place: Mapped[str] = mapped_column(String(120))
    barrier: Mapped[str] = mapped_column(String(120))
    backup: Mapped[str] = mapped_column(String(120))
    contact_name: Mapped[str] = mapped_column(String(80))
    contact_phone: Mapped[str] = mapped_column(String(30))
    filled_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime())

    __table_args__ = (UniqueConstraint("client_id", "version"),)


class Clearance(Base):
    """A trainer's note that somebody who is pregnant, or had a baby, has been cleared. Append-only."""

    __tablename__ = "clearance"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"))
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), index=True)
    intake_version: Mapped[int]
    note: Mapped[str] = mapped_column(Text)
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    confirmed_at: Mapped[datetime] = mapped_column(UTCDateTime())


class Screening(Base):
    """That a PAR-Q+ was done at its own site, and what came out. Append-only; the newest counts until `expires_on`."""

    __tablename__ = "screening"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"))
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"))
    screened_on: Mapped[date]
    outcome: Mapped[str] = mapped_column(String(12))
    expires_on: Mapped[date]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime())

    __table_args__ = (
        CheckConstraint("outcome IN ('cleared', 'follow-up')", name="outcome"),
        CheckConstraint("expires_on > screened_on", name="order"),
        Index("ix_screening_client_id_screened_on", "client_id", "screened_on"),
    )

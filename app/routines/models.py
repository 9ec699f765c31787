"""Routines: ordered exercises with a dose, reusable for many clients."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, UTCDateTime
from app.exercises.models import Exercise


class Routine(Base):
    """A routine of a practice, or a starter from `content/` when `practice_id` is None (then `slug` names the file).

    `note` says what it is for. `trainer_note` holds a starter's lines for the trainer, one below the other.
    """

    __tablename__ = "routine"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int | None] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"), index=True)
    slug: Mapped[str | None] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(80))
    rounds: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")
    trainer_note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime())
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime())

    items: Mapped[list[RoutineItem]] = relationship(
        order_by="RoutineItem.position", cascade="all, delete-orphan", lazy="selectin"
    )

    __table_args__ = (
        UniqueConstraint("practice_id", "slug"),
        # NULLs are distinct in a unique constraint, so the starter routines need an index of their own.
        Index(
            "uq_routine_starter_slug",
            "slug",
            unique=True,
            sqlite_where=text("practice_id IS NULL"),
            postgresql_where=text("practice_id IS NULL"),
        ),
        CheckConstraint("rounds BETWEEN 1 AND 3", name="rounds"),
    )


class RoutineItem(Base):
    """One exercise in a routine. `seconds` is the work per side in one round. Reads like the exercise it stands for."""

    __tablename__ = "routine_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    routine_id: Mapped[int] = mapped_column(ForeignKey("routine.id", ondelete="CASCADE"))
    position: Mapped[int]
    exercise_id: Mapped[int] = mapped_column(ForeignKey("exercise.id", ondelete="RESTRICT"))
    seconds: Mapped[int]

    exercise: Mapped[Exercise] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (
        UniqueConstraint("routine_id", "position"),
        CheckConstraint("seconds BETWEEN 5 AND 600", name="seconds"),
    )

    @property
    def name(self) -> str:
        """The exercise's name."""
        return self.exercise.name

    @property
    def kind(self) -> str:
        """The exercise's kind: smr, stretch, strength or mobility."""
        return self.exercise.kind

    @property
    def laterality(self) -> str:
        """Whether the exercise is done once for each side."""
        return self.exercise.laterality

    @property
    def group(self) -> str:
        """The key of the exercise's muscle group."""
        return self.exercise.group

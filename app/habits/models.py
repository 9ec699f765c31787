"""The habits a client follows, and what they noted of them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UTCDateTime
from app.habits.catalogue import BY_KEY, Offer
from app.habits.rules import Goal, HabitType, Period
from app.prescriptions.schedule import Weekdays


class HabitState(StrEnum):
    """Who has decided what: the trainer proposes, only the client follows or stops."""

    PROPOSED = "proposed"
    FOLLOWED = "followed"
    STOPPED = "stopped"


class Habit(Base):
    """One habit of one client.

    `key` is one of the catalogue's, or "own"; then `name` has the trainer's words, and else is "". `active_days` are
    ISO weekdays as in "1,3,5". `note` is the trainer's. What was stopped without ever being followed (`followed_at` is
    None) the client left out, and their trainer is not shown it. Stopping keeps every entry.
    """

    __tablename__ = "habit"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"))
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(60))
    type: Mapped[str] = mapped_column(String(10))
    target: Mapped[int]
    period: Mapped[str] = mapped_column(String(4))
    active_days: Mapped[str] = mapped_column(String(13))
    note: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10))
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    followed_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
    created_at: Mapped[datetime] = mapped_column(UTCDateTime())

    __table_args__ = (
        UniqueConstraint("client_id", "key", "name"),
        CheckConstraint("type IN ('boolean', 'count', 'minutes')", name="type"),
        CheckConstraint("period IN ('day', 'week')", name="period"),
        CheckConstraint("state IN ('proposed', 'followed', 'stopped')", name="state"),
        CheckConstraint("target > 0", name="target"),
        CheckConstraint("(key = 'own') = (name <> '')", name="name"),
        CheckConstraint("state <> 'followed' OR followed_at IS NOT NULL", name="followed"),
    )

    @property
    def offer(self) -> Offer | None:
        """Where it stands in the catalogue, None for the trainer's own words."""
        return BY_KEY.get(self.key)

    @property
    def title(self) -> str:
        """What it is called."""
        return self.offer.name if self.offer else self.name

    @property
    def goal(self) -> Goal:
        """What it aims at, as the rules read it."""
        return Goal(
            HabitType(self.type),
            self.target,
            Period(self.period),
            Weekdays.from_text(self.active_days),
            self.offer.unit if self.offer else "time",
        )


class HabitEntry(Base):
    """What was noted of one habit on one local day. No row is blank, which is not 0.

    `target` is that of the day it was first noted: a later target does not rewrite what was met.
    """

    __tablename__ = "habit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    habit_id: Mapped[int] = mapped_column(ForeignKey("habit.id", ondelete="CASCADE"))
    happened_on: Mapped[date]
    value: Mapped[int]
    target: Mapped[int]
    noted_at: Mapped[datetime] = mapped_column(UTCDateTime())

    __table_args__ = (
        UniqueConstraint("habit_id", "happened_on"),
        CheckConstraint("value >= 0", name="value"),
        CheckConstraint("target > 0", name="target"),
    )

"""A routine given to a client: its versions, its exercises as they were given, and the days it is planned for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, UTCDateTime
from app.exercises.dose import dose_words
from app.prescriptions.schedule import PerWeek, Schedule, schedule_of
from app.routines.models import Dosed, dose_checks


class Prescription(Base):
    """One version of a client's plan, in force from `effective_from` through `ends_on` (both local dates, inclusive).

    `weekdays` are ISO numbers in order, "1,3,5" for Mon/Wed/Fri. With `times_per_week` a session counts on any day, and
    the weekdays only say when a reminder comes. `short_group` is the muscle group that is left on a bad day, one round
    of it. A `flare` version eases off for some days, between two others. `planned_until` is the last date whose
    sessions are already laid out. A change makes the next version and closes this one the day before; nothing here is
    rewritten.
    """

    __tablename__ = "prescription"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"))
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"))
    version: Mapped[int]
    routine_id: Mapped[int | None] = mapped_column(ForeignKey("routine.id", ondelete="SET NULL"))
    name: Mapped[str] = mapped_column(String(80))
    rounds: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")
    weekdays: Mapped[str] = mapped_column(String(13))
    times_per_week: Mapped[int | None]
    short_group: Mapped[str | None] = mapped_column(String(20))
    is_flare: Mapped[bool] = mapped_column(default=False, server_default=false())
    effective_from: Mapped[date]
    ends_on: Mapped[date | None]
    review_on: Mapped[date]
    planned_until: Mapped[date | None] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime())
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))

    items: Mapped[list[PrescriptionItem]] = relationship(
        order_by="PrescriptionItem.position", cascade="all, delete-orphan", lazy="selectin"
    )

    __table_args__ = (
        UniqueConstraint("client_id", "version"),
        CheckConstraint("rounds BETWEEN 1 AND 3", name="rounds"),
        CheckConstraint("ends_on IS NULL OR ends_on >= effective_from", name="order"),
        CheckConstraint("times_per_week BETWEEN 1 AND 7", name="times_per_week"),
    )

    @property
    def schedule(self) -> Schedule:
        """When sessions count: on fixed weekdays, or so many times a week."""
        return schedule_of(self.weekdays, self.times_per_week)

    @schedule.setter
    def schedule(self, schedule: Schedule) -> None:
        if isinstance(schedule, PerWeek):
            self.times_per_week, self.weekdays = schedule.times, schedule.suggested.text
        else:
            self.times_per_week, self.weekdays = None, schedule.text

    @property
    def short_items(self) -> list[PrescriptionItem]:
        """The exercises of the short version, one round of them; empty without one."""
        return [item for item in self.items if item.group == self.short_group]


class PrescriptionItem(Dosed, Base):
    """One exercise as it was given. `content` is a copy, so a later change of the library changes nothing here."""

    __tablename__ = "prescription_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    prescription_id: Mapped[int] = mapped_column(ForeignKey("prescription.id", ondelete="CASCADE"))
    position: Mapped[int]
    exercise_id: Mapped[int | None] = mapped_column(ForeignKey("exercise.id", ondelete="SET NULL"))
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(10))
    laterality: Mapped[str] = mapped_column(String(12))
    group: Mapped[str] = mapped_column(String(20))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)

    __table_args__ = (UniqueConstraint("prescription_id", "position"), *dose_checks())

    @property
    def dose_words(self) -> str:
        """The dose as people read it: "60 s each side"."""
        return dose_words(self.dose, self.laterality)

    @property
    def dose_in_full(self) -> str:
        """The dose as a client reads it: "60 seconds each side"."""
        return dose_words(self.dose, self.laterality, in_full=True)


class PlannedSession(Base):
    """One planned local date, under the version it was laid out by. `excused` names why it does not count, if so."""

    __tablename__ = "planned_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"))
    prescription_id: Mapped[int] = mapped_column(ForeignKey("prescription.id", ondelete="CASCADE"), index=True)
    planned_on: Mapped[date]
    excused: Mapped[str | None] = mapped_column(String(20))

    prescription: Mapped[Prescription] = relationship(lazy="raise_on_sql")

    __table_args__ = (
        UniqueConstraint("client_id", "planned_on"),
        CheckConstraint("excused IN ('pause', 'hold', 'cancelled')", name="excused"),
        Index("ix_planned_session_planned_on", "planned_on"),
    )


class FlarePlan(Base):
    """What a trainer wrote in calm days for a bad week: how many `days`, which exercises stay, and the words.

    `keeps` are numbers of exercises, those of the plan at that time; `note` says what to drop and when to call.
    """

    __tablename__ = "flare_plan"

    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"))
    days: Mapped[int]
    keeps: Mapped[list[int]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(Text)
    written_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    written_at: Mapped[datetime] = mapped_column(UTCDateTime())

    __table_args__ = (CheckConstraint("days BETWEEN 2 AND 21", name="days"),)


class PlanOverride(Base):
    """A plan given before the intake, and why. Append-only. `prescription_id` is None once that plan is gone."""

    __tablename__ = "plan_override"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"))
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), index=True)
    prescription_id: Mapped[int | None] = mapped_column(ForeignKey("prescription.id", ondelete="SET NULL"))
    note: Mapped[str] = mapped_column(Text)
    given_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    given_at: Mapped[datetime] = mapped_column(UTCDateTime())

"""Routines: ordered exercises with a dose, reusable for many clients."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, UTCDateTime
from app.exercises.dose import LONGEST_LOAD, Dose, DoseMode, dose_words
from app.exercises.models import Exercise
from app.routines.typed import LONGEST_WHY


def dose_checks() -> list[CheckConstraint]:
    """The rules of the dose columns: a known mode, and every number this mode counts with."""
    return [
        CheckConstraint("mode IN ('time', 'reps', 'contract_relax', 'distance')", name="mode"),
        CheckConstraint(
            "(mode <> 'reps' OR (reps IS NOT NULL AND reps > 0 AND sec_per_rep IS NOT NULL AND sec_per_rep > 0)) AND "
            "(mode <> 'contract_relax' OR (contract_s IS NOT NULL AND contract_s > 0 AND relax_s IS NOT NULL"
            " AND relax_s > 0)) AND (mode <> 'distance' OR (metres IS NOT NULL AND metres > 0))",
            name="dose",
        ),
    ]


class Dosed:
    """The columns of a dose, and `why`, the trainer's line about the exercise for this person.

    `seconds` is the work of one side in one round whatever the mode, so that minutes need no other column. A number
    another mode counts with is None.
    """

    mode: Mapped[str] = mapped_column(String(16), default=DoseMode.TIME.value, server_default=DoseMode.TIME.value)
    seconds: Mapped[int]
    reps: Mapped[int | None]
    sec_per_rep: Mapped[int | None]
    contract_s: Mapped[int | None]
    relax_s: Mapped[int | None]
    metres: Mapped[int | None]
    load: Mapped[str] = mapped_column(String(LONGEST_LOAD), default="", server_default="")
    tempo: Mapped[str] = mapped_column(String(12), default="", server_default="")
    why: Mapped[str] = mapped_column(String(LONGEST_WHY), default="", server_default="")

    @property
    def dose(self) -> Dose:
        """The dose; before the first flush of a new row a column may still wait for its default."""
        numbers = ("reps", "sec_per_rep", "contract_s", "relax_s", "metres")
        given = {name: value for name in numbers if (value := getattr(self, name)) is not None}
        mode = DoseMode(self.mode or DoseMode.TIME)
        return Dose(mode, self.seconds, **given, load=self.load or "", tempo=self.tempo or "")

    @dose.setter
    def dose(self, dose: Dose) -> None:
        is_reps, is_press = dose.mode is DoseMode.REPS, dose.mode is DoseMode.CONTRACT_RELAX
        self.mode, self.seconds = dose.mode.value, dose.dose_s
        self.reps, self.sec_per_rep = (dose.reps, dose.sec_per_rep) if is_reps else (None, None)
        self.contract_s, self.relax_s = (dose.contract_s, dose.relax_s) if is_press else (None, None)
        self.metres = dose.metres if dose.mode is DoseMode.DISTANCE else None
        self.load, self.tempo = dose.load, dose.tempo


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


class RoutineItem(Dosed, Base):
    """One exercise in a routine, with its dose. Reads like the exercise it stands for."""

    __tablename__ = "routine_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    routine_id: Mapped[int] = mapped_column(ForeignKey("routine.id", ondelete="CASCADE"))
    position: Mapped[int]
    exercise_id: Mapped[int] = mapped_column(ForeignKey("exercise.id", ondelete="RESTRICT"))

    exercise: Mapped[Exercise] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (
        UniqueConstraint("routine_id", "position"),
        CheckConstraint("seconds BETWEEN 5 AND 600", name="seconds"),
        *dose_checks(),
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

    @property
    def dose_words(self) -> str:
        """The dose as people read it: "60 s each side"."""
        return dose_words(self.dose, self.laterality)

"""The catalogue: exercises from `content/`, and later a practice's own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UTCDateTime


class Exercise(Base):
    """One exercise. The columns are what is searched and counted; `content` holds every text as `content/` gives it.

    `practice_id` is None for the shared library; `picture_id` is a practice's own picture of it. `seconds` is the
    default work per side in one round.
    """

    __tablename__ = "exercise"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int | None] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(10))
    laterality: Mapped[str] = mapped_column(String(12))
    group: Mapped[str] = mapped_column(String(20))
    mode: Mapped[str] = mapped_column(String(16))
    seconds: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    content_hash: Mapped[str] = mapped_column(String(64))
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime())
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("picture.id", ondelete="SET NULL"))

    @property
    def is_own(self) -> bool:
        """True for a practice's own exercise, False for one of the shared library."""
        return self.practice_id is not None

    __table_args__ = (
        UniqueConstraint("practice_id", "slug"),
        # NULLs are distinct in a unique constraint, so the shared library needs an index of its own.
        Index(
            "uq_exercise_library_slug",
            "slug",
            unique=True,
            sqlite_where=text("practice_id IS NULL"),
            postgresql_where=text("practice_id IS NULL"),
        ),
        CheckConstraint("kind IN ('smr', 'stretch', 'strength', 'mobility')", name="kind"),
        CheckConstraint("laterality IN ('bilateral', 'unilateral', 'alternating')", name="laterality"),
        CheckConstraint("seconds BETWEEN 5 AND 600", name="seconds"),
    )

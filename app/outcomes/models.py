"""What a client said every few weeks about what they can do, and how they call the change."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UTCDateTime


class Assessment(Base):
    """One round: `ratings` are the client's own activities, 0 (unable) to 10 (as before), in their order; `change` is
    the GROC, -5 to 5, None at the start and where nothing was chosen. `answered_on` is the client's local date.
    """

    __tablename__ = "assessment"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"))
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"))
    answered_on: Mapped[date]
    answered_at: Mapped[datetime] = mapped_column(UTCDateTime())
    ratings: Mapped[list[tuple[str, int]]] = mapped_column(JSON)
    change: Mapped[int | None]

    __table_args__ = (
        UniqueConstraint("client_id", "answered_on"),
        CheckConstraint("change BETWEEN -5 AND 5", name="change"),
    )

    @property
    def by_activity(self) -> dict[str, int]:
        """The ratings by the words of their activity."""
        return dict(self.ratings)


class CheckInDelay(Base):
    """ "Not now": the check-in is not asked for before this local date."""

    __tablename__ = "check_in_delay"

    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), primary_key=True)
    until_on: Mapped[date]

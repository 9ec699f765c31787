"""Who did what, to what, when: an append-only table. Field names may be kept, never their values."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UTCDateTime, db


class AuditEvent(Base):
    """One act. `subject` names the thing by kind and number ("client:12"); `detail` holds words, never health data."""

    __tablename__ = "audit_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime())
    practice_id: Mapped[int | None] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    verb: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(80))
    detail: Mapped[str] = mapped_column(String(300), default="")

    __table_args__ = (Index("ix_audit_event_practice_id_at", "practice_id", "at"),)


def record(
    verb: str, subject: str, *, now: datetime, actor_id: int | None, practice_id: int | None, detail: str = ""
) -> None:
    """Add one event to the present transaction."""
    db.session.add(
        AuditEvent(at=now, practice_id=practice_id, actor_id=actor_id, verb=verb, subject=subject, detail=detail)
    )

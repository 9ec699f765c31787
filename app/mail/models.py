"""The outbox and what governs it. A row here is the truth about a mail; the queue is only a doorbell."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UTCDateTime


class MailStatus(StrEnum):
    """A mail's life: pending → leased → dispatching → sent, or one of the other ends."""

    PENDING = "pending"
    LEASED = "leased"
    DISPATCHING = "dispatching"
    SENT = "sent"
    FAILED = "failed"
    EXPIRED = "expired"
    SUPPRESSED = "suppressed"
    UNKNOWN = "unknown"


class OutboxMail(Base):
    """One mail to one person, without a `user_id` where they have no account. `dedupe_key` is recipient, kind and
    calendar period, so the same mail cannot exist twice.

    `about` names what it speaks of ("planned-session:12"), for the check just before sending. The bodies are emptied
    once the mail is sent: they can hold a sign-in link.
    """

    __tablename__ = "outbox_mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    practice_id: Mapped[int | None] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    about: Mapped[str] = mapped_column(String(60), default="")
    dedupe_key: Mapped[str] = mapped_column(String(160), unique=True)
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    to_address: Mapped[str] = mapped_column(String(254))
    to_name: Mapped[str] = mapped_column(String(80))
    from_name: Mapped[str] = mapped_column(String(80))
    reply_to: Mapped[str] = mapped_column(String(254), default="")
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    calendar: Mapped[str] = mapped_column(Text, default="")
    calendar_method: Mapped[str] = mapped_column(String(10), default="")
    stop_url: Mapped[str] = mapped_column(String(300), default="")
    due_at: Mapped[datetime] = mapped_column(UTCDateTime())
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime())
    status: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(200), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime] = mapped_column(UTCDateTime())
    lease_owner: Mapped[str | None] = mapped_column(String(40))
    lease_until: Mapped[datetime | None] = mapped_column(UTCDateTime())
    last_code: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime())
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime())

    __table_args__ = (
        CheckConstraint(
            "status IN ('pending', 'leased', 'dispatching', 'sent', 'failed', 'expired', 'suppressed', 'unknown')",
            name="status",
        ),
        Index(
            "ix_outbox_mail_due",
            "next_attempt_at",
            sqlite_where=sql("status = 'pending'"),
            postgresql_where=sql("status = 'pending'"),
        ),
        Index(
            "ix_outbox_mail_leases",
            "lease_until",
            sqlite_where=sql("status IN ('leased', 'dispatching')"),
            postgresql_where=sql("status IN ('leased', 'dispatching')"),
        ),
    )


class Recurrence(Base):
    """A recurring mail's next instant for one person. `owner_id` is what it is about: a client's number, or the
    trainer's user number for a digest. `next_at` is None while nothing is coming."""

    __tablename__ = "recurrence"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    owner_id: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    next_at: Mapped[datetime | None] = mapped_column(UTCDateTime())

    __table_args__ = (
        UniqueConstraint("kind", "owner_id"),
        Index(
            "ix_recurrence_due",
            "kind",
            "next_at",
            sqlite_where=sql("next_at IS NOT NULL"),
            postgresql_where=sql("next_at IS NOT NULL"),
        ),
    )


class MailStop(Base):
    """A person's wish not to get one kind of mail."""

    __tablename__ = "mail_stop"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    stopped_at: Mapped[datetime] = mapped_column(UTCDateTime())


class Suppression(Base):
    """An address that refused mail for good. Nothing more is sent there until somebody corrects it."""

    __tablename__ = "suppression"

    address: Mapped[str] = mapped_column(String(254), primary_key=True)
    reason: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UTCDateTime())

"""The business: the tenant that every owned row belongs to, and who works in it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.db import Base, UTCDateTime


class MemberRole(StrEnum):
    """What a person may do in a practice. Owners see every client; trainers see their own."""

    OWNER = "owner"
    TRAINER = "trainer"


class Practice(Base):
    """One business. `postal_address` and `reply_to` stand in the foot of its mails, as the law on mailings asks."""

    __tablename__ = "practice"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    zone: Mapped[str] = mapped_column(String(60))
    postal_address: Mapped[str] = mapped_column(String(200), default="")
    reply_to: Mapped[str] = mapped_column(String(254), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime())


class Membership(Base):
    """A trainer's place in a practice. A trainer works in one practice."""

    __tablename__ = "membership"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), unique=True)
    role: Mapped[str] = mapped_column(String(10))

    practice: Mapped[Practice] = relationship(lazy="joined", innerjoin=True)
    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (CheckConstraint("role IN ('owner', 'trainer')", name="role"),)

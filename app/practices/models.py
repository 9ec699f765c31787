"""The business: the tenant that every owned row belongs to, and who works in it."""

from __future__ import annotations

from datetime import datetime, time
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.db import Base, UTCDateTime


class MemberRole(StrEnum):
    """What a person does in a practice. Owners and assistants see every client; trainers see their own.

    What each may do beyond looking stands in `practices.rights`.
    """

    OWNER = "owner"
    TRAINER = "trainer"
    ASSISTANT = "assistant"


class Practice(Base):
    """One business. `postal_address` and `reply_to` stand in the foot of its mails, as the law on mailings asks.

    Nothing that can wait is mailed from `quiet_from` in the evening to `quiet_until` in the morning, by the reader's
    clock. `weight_unit` is what a bare number in a load means.

    `slug` is the address of its public page, None until the owner chooses one; `is_public` shows the page to anyone.
    """

    __tablename__ = "practice"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    zone: Mapped[str] = mapped_column(String(60))
    postal_address: Mapped[str] = mapped_column(String(200), default="")
    reply_to: Mapped[str] = mapped_column(String(254), default="")
    slug: Mapped[str | None] = mapped_column(String(60), unique=True)
    is_public: Mapped[bool] = mapped_column(default=False)
    tagline: Mapped[str] = mapped_column(String(160), default="")
    about: Mapped[str] = mapped_column(Text, default="")
    quiet_from: Mapped[time] = mapped_column(default=time(21), server_default="21:00:00.000000")
    quiet_until: Mapped[time] = mapped_column(default=time(7), server_default="07:00:00.000000")
    weight_unit: Mapped[str] = mapped_column(String(2), default="kg", server_default="kg")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime())

    brand: Mapped[Brand | None] = relationship(lazy="joined", viewonly=True)
    mail_choices: Mapped[list[MailChoice]] = relationship(viewonly=True)

    __table_args__ = (CheckConstraint("weight_unit IN ('kg', 'lb')", name="weight_unit"),)

    def choice_about(self, kind: str) -> MailChoice | None:
        """What was decided about a kind of mail, by its name; None for nothing."""
        return next((choice for choice in self.mail_choices if choice.kind == kind), None)

    def has_turned_off(self, kind: str) -> bool:
        """Whether this kind goes to none of the practice's clients."""
        choice = self.choice_about(kind)
        return choice is not None and choice.is_off


class MailChoice(Base):
    """What a practice decided about one kind of mail to its clients: not to send it, another subject, words of its own
    above ours. "" means ours alone."""

    __tablename__ = "mail_choice"

    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    is_off: Mapped[bool] = mapped_column(default=False)
    subject: Mapped[str] = mapped_column(String(80), default="")
    words: Mapped[str] = mapped_column(String(600), default="")


class Picture(Base):
    """A picture somebody uploaded, as we drew it anew: a WebP without anything the camera wrote into it.

    `digest` is the SHA-256 of `body` in hex; `width` and `height` are pixels. `created_at` is when it came, or was last
    wanted anew. A row stays as long as an exercise, a person or a given plan names it (`prescriptions.pictures`).
    """

    __tablename__ = "picture"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(String(64))
    width: Mapped[int]
    height: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime())

    __table_args__ = (
        CheckConstraint("width > 0 AND height > 0", name="size"),
        Index("ix_picture_practice_id", "practice_id"),
    )


class Brand(Base):
    """How a practice looks to its clients: one colour, "#rrggbb" in lower case, and a logo; each may be missing."""

    __tablename__ = "brand"

    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"), primary_key=True)
    colour: Mapped[str | None] = mapped_column(String(7))
    logo_id: Mapped[int | None] = mapped_column(ForeignKey("picture.id", ondelete="SET NULL"))

    logo: Mapped[Picture | None] = relationship(lazy="joined")


class Membership(Base):
    """A trainer's place in a practice. A trainer works in one practice.

    `title`, `about` and the picture introduce them on the public page, where `is_listed` puts them.
    """

    __tablename__ = "membership"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), unique=True)
    role: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(80), default="")
    about: Mapped[str] = mapped_column(Text, default="")
    is_listed: Mapped[bool] = mapped_column(default=True)
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("picture.id", ondelete="SET NULL"))

    practice: Mapped[Practice] = relationship(lazy="joined", innerjoin=True)
    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (CheckConstraint("role IN ('owner', 'trainer', 'assistant')", name="role"),)

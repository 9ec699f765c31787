"""People, the links that were mailed to them, and where they are signed in."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, UTCDateTime
from app.core.language import ENGLISH


class Role(StrEnum):
    """Which half of the house a person uses."""

    TRAINER = "trainer"
    CLIENT = "client"


class LinkPurpose(StrEnum):
    """What a mailed link is for."""

    INVITATION = "invitation"
    SIGN_IN = "sign-in"
    SESSION = "session"
    JOINING = "joining"


class User(Base):
    """A person who can sign in. `email` is in lower case; `zone` is an IANA name, `language` a tag such as "fr-CA"; no
    password means links only."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(10))
    zone: Mapped[str] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(12), default=ENGLISH, server_default=ENGLISH)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime())
    disabled_at: Mapped[datetime | None] = mapped_column(UTCDateTime())

    __table_args__ = (CheckConstraint("role IN ('trainer', 'client')", name="role"),)

    @property
    def first_name(self) -> str:
        """The part of the name a greeting uses."""
        return self.name.split()[0]

    @property
    def initials(self) -> str:
        """One or two letters for the face mark."""
        parts = self.name.split()
        return (parts[0][0] + (parts[-1][0] if len(parts) > 1 else "")).upper()


class SignIn(Base):
    """One signed-in browser. The cookie holds the token, this row its hash; `ended_at` signs it out everywhere at once.

    `scope` is empty for a full sign-in, or "session:<planned session id>" when a mailed link opened just that session.
    """

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    scope: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime())
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime(), index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime())

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class LinkToken(Base):
    """A link that was mailed. Only the hash is kept. A single-use link's `used_at` is set once, by compare-and-set.

    `opened_at` is when somebody first pressed its button; a mail program that only looks at a link leaves it empty.
    """

    __tablename__ = "link_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(20))
    scope: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime())
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime())
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime())

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (Index("ix_link_token_user_id_purpose", "user_id", "purpose"),)

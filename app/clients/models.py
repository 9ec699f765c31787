"""A trainer's clients and what they agreed to."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.db import Base, UTCDateTime
from app.practices.models import Practice


class ClientStatus(StrEnum):
    """Where a client stands with the practice."""

    INVITED = "invited"
    ACTIVE = "active"
    PAUSED = "paused"
    MAINTENANCE = "maintenance"
    ARCHIVED = "archived"


class Client(Base):
    """A person as this practice's client. Address and zone are the user's own; `trainer_id` is who looks after them.

    `called` is the name this practice typed for a person who had an account before: theirs stays as it is, and what
    another practice calls them is not told. Trainers' pages show `name`; a mail greets the person by their own.
    `consent_version` is the text the invitation asks them to agree to; what they agreed to is in `Consent`.
    `intake_done_at`, `cautions` (tags of the library), `equipment` (keys, None where nothing was said) and
    `awaits_clearance` are what the newest intake says, kept here by `intake.service` for the floors below it.
    """

    __tablename__ = "client"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"))
    trainer_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    called: Mapped[str | None] = mapped_column(String(80))
    status: Mapped[str] = mapped_column(String(12))
    consent_version: Mapped[str] = mapped_column(String(20))
    minutes_per_day: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime())
    invited_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
    accepted_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
    intake_done_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
    cautions: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    equipment: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    awaits_clearance: Mapped[bool] = mapped_column(default=False, server_default=false())

    user: Mapped[User] = relationship(foreign_keys=[user_id], lazy="joined", innerjoin=True)
    trainer: Mapped[User] = relationship(foreign_keys=[trainer_id], lazy="raise_on_sql")
    practice: Mapped[Practice] = relationship(lazy="raise_on_sql")

    __table_args__ = (
        UniqueConstraint("practice_id", "user_id"),
        Index("ix_client_practice_id_trainer_id_status", "practice_id", "trainer_id", "status"),
        CheckConstraint("status IN ('invited', 'active', 'paused', 'maintenance', 'archived')", name="status"),
    )

    @property
    def name(self) -> str:
        """The person as this practice calls them."""
        return self.called or self.user.name

    @property
    def first_name(self) -> str:
        """The part of that name a sentence uses."""
        return self.name.split()[0]


class Consent(Base):
    """One agreement, word for word: what for, which version, when, how. Withdrawing sets `withdrawn_at` only."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str] = mapped_column(String(30))
    version: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    method: Mapped[str] = mapped_column(String(30))
    given_at: Mapped[datetime] = mapped_column(UTCDateTime())
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime())


class Pause(Base):
    """Days on which nothing is planned: a trip, an illness. `until_on` is the last paused day, None while open.

    `by_client` marks one the client made, who may also end it.
    """

    __tablename__ = "pause"

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    by_client: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(UTCDateTime())

    __table_args__ = (CheckConstraint("until_on IS NULL OR until_on >= from_on", name="order"),)


class Tag(Base):
    """A word a practice sorts its clients by. `key` is the name without case: "Runner" and "runner" are one tag."""

    __tablename__ = "tag"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(30))
    key: Mapped[str] = mapped_column(String(60))

    __table_args__ = (UniqueConstraint("practice_id", "key"),)


class ClientTag(Base):
    """A tag on a client."""

    __tablename__ = "client_tag"

    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True, index=True)


class ClientNote(Base):
    """What a trainer wrote about a client for the practice alone. At most one is pinned: the newest `pinned_at` counts.

    A change keeps the former text in `FormerNote`; `edited_at` is the last change.
    """

    __tablename__ = "client_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"))
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime())
    edited_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
    pinned_at: Mapped[datetime | None] = mapped_column(UTCDateTime())

    author: Mapped[User | None] = relationship(lazy="joined")
    former: Mapped[list[FormerNote]] = relationship(
        order_by="FormerNote.id.desc()", cascade="all, delete-orphan", passive_deletes=True, lazy="raise_on_sql"
    )

    __table_args__ = (Index("ix_client_note_client_id_created_at", "client_id", "created_at"),)


class FormerNote(Base):
    """A text that a note had before it was changed, and until when."""

    __tablename__ = "former_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("client_note.id", ondelete="CASCADE"), index=True)
    body: Mapped[str] = mapped_column(Text)
    replaced_at: Mapped[datetime] = mapped_column(UTCDateTime())


class ClientDocument(Base):
    """A file about a client: a picture as we drew it anew (WebP), or a PDF as it came, which nobody here opens.

    `digest` is the SHA-256 of `body` in hex, `size` its bytes.
    """

    __tablename__ = "client_document"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"))
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"))
    added_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    title: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(10))
    digest: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime())

    __table_args__ = (
        CheckConstraint("kind IN ('pdf', 'picture')", name="kind"),
        CheckConstraint("size > 0", name="size"),
        Index("ix_client_document_client_id_created_at", "client_id", "created_at"),
    )

"""What a trainer and a client write to each other, and how far each side has read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.db import Base, UTCDateTime
from app.exercises.models import Exercise


class Message(Base):
    """One message in a client's thread; all trainers who may see the client share it.

    `form_key` makes a double send one. `from_client` says which side wrote it; `author_id` is who, None once the
    account is gone.
    """

    __tablename__ = "message"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"))
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    from_client: Mapped[bool]
    body: Mapped[str] = mapped_column(Text)
    exercise_id: Mapped[int | None] = mapped_column(ForeignKey("exercise.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime())
    form_key: Mapped[str] = mapped_column(String(80), unique=True)

    author: Mapped[User | None] = relationship(lazy="raise_on_sql")
    exercise: Mapped[Exercise | None] = relationship(lazy="raise_on_sql")

    __table_args__ = (Index("ix_message_client_id_id", "client_id", "id"),)


class ThreadSide(Base):
    """How far one side of a thread has read: the number of the last message read, 0 for none, and how many of the
    other side's messages came after it. Both rows of a thread come with its first message.
    """

    __tablename__ = "thread_side"

    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), primary_key=True)
    of_client: Mapped[bool] = mapped_column(primary_key=True)
    read_to: Mapped[int] = mapped_column(default=0)
    unread: Mapped[int] = mapped_column(default=0, server_default="0")

    __table_args__ = (
        Index(
            "ix_thread_side_unread",
            "client_id",
            "of_client",
            sqlite_where=text("unread > 0"),
            postgresql_where=text("unread > 0"),
        ),
    )


class SavedReply(Base):
    """A text a practice uses again. "{first name}" in it becomes the client's."""

    __tablename__ = "saved_reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(60))
    body: Mapped[str] = mapped_column(Text)

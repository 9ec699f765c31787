"""Consultation calls: when a trainer is free, what a call is, and what is booked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.clients.models import Client
from app.core.db import Base, UTCDateTime
from app.practices.models import Practice


class BookingStatus(StrEnum):
    """A call is agreed or it is off. `held` is a guest's until they confirm by mail, or until the hold runs out."""

    HELD = "held"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who booked on the public page and is nobody's client: no account, no sign-in. `zone` is an IANA name."""

    name: str
    email: str
    zone: str

    @property
    def first_name(self) -> str:
        """The part of the name a sentence uses."""
        return self.name.split()[0]


# Who a call is with, seen from the trainer; and who acts on it.
Person = User | Guest


class AvailabilityRule(Base):
    """A stretch of a weekday on which a trainer takes calls, in their local time. `weekday` is ISO, Monday 1."""

    __tablename__ = "availability_rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    trainer_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    weekday: Mapped[int]
    starts: Mapped[time]
    ends: Mapped[time]

    __table_args__ = (
        UniqueConstraint("trainer_id", "weekday", "starts"),
        CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday"),
        CheckConstraint("ends > starts", name="order"),
    )


class AvailabilityException(Base):
    """A local date on which the weekly rules do not hold: no calls at all."""

    __tablename__ = "availability_exception"

    id: Mapped[int] = mapped_column(primary_key=True)
    trainer_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    closed_on: Mapped[date]

    __table_args__ = (UniqueConstraint("trainer_id", "closed_on"),)


class CallType(Base):
    """What can be booked: length, breathing space around it, how late and how far ahead. Lengths are multiples of 5.

    A trainer's clients book the first; `is_public` ones are for people who are not clients yet.
    """

    __tablename__ = "call_type"

    id: Mapped[int] = mapped_column(primary_key=True)
    trainer_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    minutes: Mapped[int]
    buffer_minutes: Mapped[int]
    notice_minutes: Mapped[int]
    horizon_days: Mapped[int]
    place: Mapped[str] = mapped_column(String(200), default="")
    is_public: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        CheckConstraint("minutes BETWEEN 5 AND 240 AND minutes % 5 = 0", name="minutes"),
        CheckConstraint("buffer_minutes BETWEEN 0 AND 180 AND buffer_minutes % 5 = 0", name="buffer_minutes"),
    )


class CallPack(Base):
    """Calls a client has bought together: "8 calls", of which `used_before` were had outside these pages.

    `paid_on` is the local date the trainer noted, None while unpaid; `pay_url` is where the client pays, "" for none.
    `ended_at` closes it; a client has one open at a time. What is left is counted from the calls that point here.
    """

    __tablename__ = "call_pack"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"))
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    used_before: Mapped[int]
    paid_on: Mapped[date | None]
    pay_url: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime())
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime())

    __table_args__ = (
        CheckConstraint("size BETWEEN 1 AND 100", name="size"),
        CheckConstraint("used_before BETWEEN 0 AND size", name="used_before"),
        Index(
            "uq_call_pack_open",
            "client_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )


class Booking(Base):
    """One call. `uid` and `sequence` keep calendars in step; `form_key` makes a double click one booking.

    `changes_until_at` is the client's last instant to move or cancel, kept as it was promised when the call was booked.
    It is with a client or with a guest, never both; `guest_terms` is the version of the privacy text a guest agreed to.
    While `held`, it takes the trainer's time until `held_until`. `client_zone` is the zone of either.
    """

    __tablename__ = "booking"

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id", ondelete="CASCADE"))
    trainer_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"))
    guest_name: Mapped[str | None] = mapped_column(String(80))
    guest_email: Mapped[str | None] = mapped_column(String(254), index=True)
    guest_terms: Mapped[str | None] = mapped_column(String(20))
    call_type_id: Mapped[int | None] = mapped_column(ForeignKey("call_type.id", ondelete="SET NULL"))
    call_pack_id: Mapped[int | None] = mapped_column(ForeignKey("call_pack.id", ondelete="SET NULL"), index=True)
    call_name: Mapped[str] = mapped_column(String(60))
    place: Mapped[str] = mapped_column(String(200), default="")
    start_at: Mapped[datetime] = mapped_column(UTCDateTime())
    end_at: Mapped[datetime] = mapped_column(UTCDateTime())
    buffer_minutes: Mapped[int]
    client_zone: Mapped[str] = mapped_column(String(60))
    trainer_zone: Mapped[str] = mapped_column(String(60))
    question: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[str] = mapped_column(String(10))
    uid: Mapped[str] = mapped_column(String(80), unique=True)
    sequence: Mapped[int]
    form_key: Mapped[str] = mapped_column(String(64), unique=True)
    changes_until_at: Mapped[datetime] = mapped_column(UTCDateTime())
    created_at: Mapped[datetime] = mapped_column(UTCDateTime())
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
    held_until: Mapped[datetime | None] = mapped_column(UTCDateTime())

    client: Mapped[Client | None] = relationship(lazy="raise_on_sql")
    trainer: Mapped[User] = relationship(lazy="raise_on_sql")
    practice: Mapped[Practice] = relationship(lazy="raise_on_sql")

    __table_args__ = (
        CheckConstraint("status IN ('held', 'confirmed', 'cancelled')", name="status"),
        CheckConstraint("(status = 'held') = (held_until IS NOT NULL)", name="held"),
        CheckConstraint(
            "(client_id IS NULL) = (guest_email IS NOT NULL) AND (guest_email IS NULL) = (guest_name IS NULL)",
            name="person",
        ),
        CheckConstraint("end_at > start_at", name="order"),
        Index("ix_booking_trainer_id_start_at", "trainer_id", "start_at"),
        Index("ix_booking_client_id_start_at", "client_id", "start_at"),
    )

    @property
    def person(self) -> Person:
        """Whom the trainer meets: the client, loaded with the call, or the guest."""
        if self.client_id is None:
            return Guest(self.guest_name or "", self.guest_email or "", self.client_zone)
        assert self.client is not None
        return self.client.user


class BookingGrain(Base):
    """Five minutes of a trainer's time, taken. The primary key makes a double booking impossible, on any database."""

    __tablename__ = "booking_grain"

    trainer_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    grain_at: Mapped[datetime] = mapped_column(UTCDateTime(), primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"), index=True)

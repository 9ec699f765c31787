"""Who needs the trainer and why, kept ready to read. Everything here can be made anew from the other tables, but for
what a trainer put off, ticked off or chose."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.clients.models import Client
from app.core.db import Base, UTCDateTime


class Bucket(StrEnum):
    """The three heaps of a roster."""

    ATTENTION = "attention"
    ON_TRACK = "on_track"
    PAUSED = "paused"


class ClientState(Base):
    """How one client stands on the local date `computed_on`, until `refresh_at`, their next local midnight.

    `bucket` is None for who is not with the practice yet or any more. `severity` and `reason` are those of the worst
    open need, 0 and "" without one. `pain_now` is the mean before sessions of the last 7 days, `pain_change` the change
    from the 7 before; None where there is no rating. Planned and completed follow `progress.adherence`, for the last 7,
    30 and 90 days. Whose client it is stands in `client` alone, so that nothing here can lag behind a hand-over.
    """

    __tablename__ = "client_state"

    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), primary_key=True)
    computed_on: Mapped[date]
    refresh_at: Mapped[datetime] = mapped_column(UTCDateTime(), index=True)
    bucket: Mapped[str | None] = mapped_column(String(10))
    severity: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(160), default="")
    last_active_on: Mapped[date | None]
    planned_7: Mapped[int] = mapped_column(default=0)
    completed_7: Mapped[int] = mapped_column(default=0)
    extras_7: Mapped[int] = mapped_column(default=0)
    planned_30: Mapped[int] = mapped_column(default=0)
    completed_30: Mapped[int] = mapped_column(default=0)
    extras_30: Mapped[int] = mapped_column(default=0)
    planned_90: Mapped[int] = mapped_column(default=0)
    completed_90: Mapped[int] = mapped_column(default=0)
    extras_90: Mapped[int] = mapped_column(default=0)
    pain_now: Mapped[float | None]
    pain_change: Mapped[float | None]

    __table_args__ = (CheckConstraint("bucket IN ('attention', 'on_track', 'paused')", name="bucket"),)


class Need(Base):
    """One thing a client needs from the trainer; at most one of a kind.

    `cause` names what set it off: an event's number, a date, a week. A need that was ticked off or put off stays so for
    the same cause, and comes back for a new one. `is_present` is False once the cause is gone; such a row is only kept
    to remember what was ticked off. `is_open` is what the trainer sees: present, not done, not put off until later.
    `since` and `snoozed_until` are the client's local dates.
    """

    __tablename__ = "need"

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    cause: Mapped[str] = mapped_column(String(60))
    since: Mapped[date]
    severity: Mapped[int]
    reason: Mapped[str] = mapped_column(String(160))
    proof: Mapped[str] = mapped_column(String(240), default="")
    is_present: Mapped[bool] = mapped_column(default=True)
    is_open: Mapped[bool] = mapped_column(default=True)
    snoozed_until: Mapped[date | None]
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
    done_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))

    client: Mapped[Client] = relationship(lazy="raise_on_sql")

    __table_args__ = (
        UniqueConstraint("client_id", "kind"),
        Index("ix_need_open", "severity", "since", sqlite_where=sql("is_open = 1"), postgresql_where=sql("is_open")),
    )


class ClientThresholds(Base):
    """What counts as trouble for one client; without a row the defaults of `triage.rules.Thresholds` hold.

    Adherence is in per cent, `pain_rise` in points of 0 to 10, `adherence_fall` in percentage points.
    """

    __tablename__ = "client_thresholds"

    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), primary_key=True)
    green_pct: Mapped[int]
    amber_pct: Mapped[int]
    pain_rise: Mapped[int]
    silent_days: Mapped[int]
    adherence_fall: Mapped[int]

    __table_args__ = (
        CheckConstraint("amber_pct BETWEEN 0 AND green_pct AND green_pct <= 100", name="bands"),
        CheckConstraint("pain_rise BETWEEN 1 AND 10", name="pain_rise"),
        CheckConstraint("silent_days BETWEEN 1 AND 60", name="silent_days"),
        CheckConstraint("adherence_fall BETWEEN 5 AND 100", name="adherence_fall"),
    )

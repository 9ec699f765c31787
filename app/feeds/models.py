"""The address under which a client's own calendar reads their times."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UTCDateTime


class CalendarFeed(Base):
    """A client's one address. The calendar holds the token, this row its hash; without the row the address is dead.

    Nothing says when it was last read: reading changes nothing here.
    """

    __tablename__ = "calendar_feed"

    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime())

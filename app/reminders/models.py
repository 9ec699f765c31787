"""When a client wants to be reminded."""

from __future__ import annotations

from datetime import time

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class ReminderSetting(Base):
    """The local time of a client's reminders. Whether they come at all is said by the person's `MailStop` alone."""

    __tablename__ = "reminder_setting"

    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[time]
